"""All rooms of the web, and the doors they open."""

from flask import Flask

from iks.web import preferences, start
from iks.web.access import AreaConverter, MonthConverter, YearConverter, recognise, refuse_unguarded
from iks.web.admin import views as admin
from iks.web.audits import views as audits
from iks.web.auth import views as auth
from iks.web.base_form import refuse_forged_requests
from iks.web.branch import correction_views as corrections
from iks.web.branch import deputy_views as deputies
from iks.web.branch import exclusion_views as branch_files
from iks.web.branch import figure_views as own_figures
from iks.web.branch import follow_up_views as follow_up
from iks.web.branch import model_case_views as model_cases
from iks.web.branch import views as branch
from iks.web.checklists import draft_part_views as drafts
from iks.web.checklists import guidance_views as guidance
from iks.web.checklists import views as checklists
from iks.web.consents import views as consents
from iks.web.controlling import objection_views
from iks.web.controlling import views as controlling
from iks.web.error_pages import add_error_pages
from iks.web.evaluation import (
    agenda_views,
    branch_point_views,
    focus_views,
    measure_views,
    point_views,
    size_views,
    takeaway_views,
)
from iks.web.evaluation import extension_views as extension
from iks.web.evaluation import objection_views as objection_evaluation
from iks.web.evaluation import views as evaluation
from iks.web.evaluation import void_views as evaluation_void
from iks.web.explain import views as explain
from iks.web.headers import add_headers
from iks.web.knowledge import views as knowledge
from iks.web.management import views as management
from iks.web.measure_words import add_measure_words
from iks.web.page_context import add_page_context
from iks.web.reports import views as reports
from iks.web.revision import correction_views as corrected_values
from iks.web.revision import evidence_views as revision_evidence
from iks.web.revision import public_value_views, recheck_views
from iks.web.revision import statistics_views as revision_statistics
from iks.web.revision import substitution_views as revision_substitutions
from iks.web.revision import views as revision
from iks.web.revision import void_views as revision_void

ROOMS = (
    start,
    preferences,
    auth,
    branch,
    branch_files,
    corrections,
    deputies,
    own_figures,
    follow_up,
    model_cases,
    evaluation,
    extension,
    evaluation_void,
    size_views,
    focus_views,
    point_views,
    branch_point_views,
    consents,
    reports,
    objection_evaluation,
    takeaway_views,
    measure_views,
    agenda_views,
    knowledge,
    drafts,
    guidance,
    checklists,
    audits,
    controlling,
    objection_views,
    revision,
    revision_void,
    revision_evidence,
    corrected_values,
    revision_substitutions,
    revision_statistics,
    public_value_views,
    recheck_views,
    management,
    admin,
    explain,
)


def add_pages(app: Flask) -> None:
    """Register every room, then what all of them share, and the guards last."""
    app.url_map.converters.update(area=AreaConverter, month=MonthConverter, year=YearConverter)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    add_page_context(app)
    add_measure_words(app)
    add_error_pages(app)
    add_headers(app)
    app.before_request(recognise)
    app.before_request(refuse_forged_requests)
    refuse_unguarded(app)
