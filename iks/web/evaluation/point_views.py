"""One check point with all that touches it, and the model cases that branches wrote for the unit."""

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iks.domain.period import Period
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services import (
    evaluate,
    keep_knowledge,
    read_model_cases,
    view_measures,
    view_objections,
    view_point,
)
from iks.services.measure_starts import measure_starts
from iks.services.read_external_audits import PointFinding, findings_by_point
from iks.web.access import actor, db, guarded, runtime
from iks.web.evaluation.chart import trend_charts
from iks.web.evaluation.period_choice import period_choice

blueprint = Blueprint("points", __name__)


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "evaluation.current_analysis"


@blueprint.get("/evaluation/<area:area>/points/<point>")
@guarded(Permission.SEE_RELEASED)
def page(area: Area, point: str) -> ResponseReturnValue:
    """Show one point in a closed period; without one in the newest."""
    wanted = request.args.get("period")
    period = Period.parse(wanted) if wanted else evaluate.newest_period(db(), actor(), area)
    if period is None:
        raise NotThere
    shown = view_point.point_page(db(), actor(), area, point, period)
    begun = measure_starts(db(), actor(), area, point)
    trend, finding, started = trend_charts(shown.detail, begun)
    return render_template(
        "evaluation/point_page.html",
        p=shown,
        trend=trend,
        finding=finding,
        started=started,
        choice=period_choice(
            shown.choices, period, lambda p: url_for("points.page", area=area, point=point, period=p)
        ),
        measures=view_measures.measures_of_point(db(), runtime().clock, actor(), area, point),
        may_propose=actor().may(Permission.PROPOSE_MEASURE, area),
        may_decide=actor().may(Permission.DECIDE_MEASURE, area),
        knowledge=keep_knowledge.entries_of_point(db(), actor(), point),
        external=_external(area, point),
        objections=view_objections.topics_of_point(db(), area, point),
        cases=read_model_cases.model_cases(db(), actor(), area, point),
    )


@blueprint.get("/evaluation/<area:area>/model-cases")
@guarded(Permission.SEE_RELEASED)
def model_cases(area: Area) -> ResponseReturnValue:
    """Show the model cases of an area, the newest pool first."""
    cases = read_model_cases.model_cases(db(), actor(), area)
    return render_template("evaluation/model_cases.html", area=area, cases=cases)


def _external(area: Area, point: str) -> tuple[PointFinding, ...]:
    if not actor().may(Permission.SEE_AUDITS, area):
        return ()
    return findings_by_point(db(), area).get(point, ())
