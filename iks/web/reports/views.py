"""Reports: the archive of all months, one report as page and file, and its preparation by the unit."""

from itertools import groupby

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import FieldsRejected, NotThere, StaleVersion, UserError
from iks.output.report_words import heaviest_charts
from iks.services import prepare_report, view_annex, view_reports, write_report
from iks.services.keep_report_files import ReportFormat
from iks.services.prepare_report import DraftEntry
from iks.web.access import actor, db, guarded, runtime
from iks.web.page_context import page_language
from iks.web.reports.files import annex_answer, file_answer
from iks.web.reports.words import add_words
from iks.web.words import mark_kind

blueprint = Blueprint("reports", __name__)
add_words(blueprint)
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "reports.archive"


@blueprint.get("/reports")
@guarded(Permission.SEE_REPORTS)
def archive() -> ResponseReturnValue:
    """Show all reports of the person's areas, the newest first."""
    lines = view_reports.archive(db(), actor())
    areas = actor().areas(Permission.SEE_REPORTS)
    years = groupby(lines.items(), key=lambda item: item[0].first.year)
    return render_template(
        "reports/archive.html",
        newest=next((of for period, of in lines.items() if period.is_month and _all_out(of)), {}),
        years=[(year, dict(of_year)) for year, of_year in years],
        report_areas=areas,
    )


def _all_out(of_area: dict[Area, view_reports.ArchiveLine]) -> bool:
    return all(line.released_on for line in of_area.values())


@blueprint.get("/evaluation/<area:area>/report/<month:period>")
@guarded(Permission.SEE_REPORTS)
def report(area: Area, period: Month) -> ResponseReturnValue:
    """Show a report, or to its unit the preparation as long as it is not out."""
    try:
        frozen = view_reports.report(db(), actor(), area, Period.of(period))
    except NotThere:
        if not actor().may(Permission.PREPARE_REPORT, area):
            raise
        return redirect(url_for("reports.prepare", area=area, month=period))
    monthly = frozen.monthly
    charts = heaviest_charts(monthly, page_language())
    return render_template("reports/monthly_page.html", report=frozen, r=monthly, charts=charts)


@blueprint.get("/evaluation/<area:area>/report/<year:period>")
@guarded(Permission.SEE_REPORTS)
def annual(area: Area, period: Period) -> ResponseReturnValue:
    """Show the report of a year."""
    frozen = view_reports.report(db(), actor(), area, period)
    content = frozen.annual
    return render_template(
        "reports/annual_page.html",
        report=frozen,
        r=content,
        charts=heaviest_charts(content, page_language()),
        has_annex=view_annex.has_annex(db(), actor(), area, period),
    )


@blueprint.get("/evaluation/<area:area>/report/<year:period>/branches")
@guarded(Permission.SEE_RELEASED)
def annex(area: Area, period: Period) -> ResponseReturnValue:
    """Show the annex of a year that names branches, to unit and revision."""
    frozen = view_annex.annex(db(), actor(), area, period)
    return render_template("reports/branch_annex_page.html", annex=frozen, x=frozen.content)


@blueprint.get("/evaluation/<area:area>/report/<year:period>/branches.<any(html, pdf):form>")
@guarded(Permission.SEE_RELEASED)
def annex_file(area: Area, period: Period, form: str) -> Response:
    """Give the annex of a year that names branches as a file."""
    return annex_answer(area, period, ReportFormat(form))


@blueprint.get("/evaluation/<area:area>/report/<month:period>.<any(html, pdf):form>")
@guarded(Permission.SEE_REPORTS)
def file(area: Area, period: Month, form: str) -> Response:
    """Give the report of a month as a file."""
    return file_answer(area, Period.of(period), ReportFormat(form))


@blueprint.get("/evaluation/<area:area>/report/<year:period>.<any(html, pdf):form>")
@guarded(Permission.SEE_REPORTS)
def annual_file(area: Area, period: Period, form: str) -> Response:
    """Give the report of a year as a file."""
    return file_answer(area, period, ReportFormat(form))


@blueprint.get("/evaluation/<area:area>/report/<month:month>/prepare")
@guarded(Permission.PREPARE_REPORT)
def prepare(area: Area, month: Month) -> ResponseReturnValue:
    """Show what goes out, and what the unit can add."""
    return _prepare_page(area, month)


@blueprint.post("/evaluation/<area:area>/report/<month:month>/prepare")
@guarded(Permission.PREPARE_REPORT)
def change(area: Area, month: Month) -> ResponseReturnValue:
    """Keep what the unit adds, or send the report out."""
    if request.form.get("action") == "release":
        seen = request.form.get("seen", "")
        write_report.release(db(), runtime().clock, actor(), area, month, seen=seen)
        flash(gettext("Der Bericht ist hinaus. Alle Zweigstellen bekommen eine Mail."), "success")
        return redirect(url_for("reports.report", area=area, period=month), SEE_OTHER)
    try:
        prepare_report.save_draft(db(), runtime().clock, actor(), area, month, _entry())
    except (FieldsRejected, StaleVersion) as error:
        return _prepare_page(area, month, error), error.status
    flash(gettext("Gespeichert. Unten sehen Sie den Bericht, wie er hinausgeht."), "success")
    return redirect(url_for("reports.prepare", area=area, month=month), SEE_OTHER)


def _entry() -> DraftEntry:
    version = request.form.get("version", "")
    return DraftEntry(
        paragraph=request.form.get("paragraph", ""),
        confirmed=bool(request.form.get("confirmed")),
        chosen=request.form.getlist("development"),
        version=int(version) if version.isascii() and version.isdigit() else -1,
    )


def _prepare_page(area: Area, month: Month, error: UserError | None = None) -> str:
    shown = prepare_report.preparation(db(), actor(), area, month)
    faults = error.faults if isinstance(error, FieldsRejected) else ()
    return render_template(
        "reports/prepare.html",
        p=shown,
        r=shown.report,
        charts=heaviest_charts(shown.report, page_language()),
        typed=request.form.get("paragraph", shown.paragraph.text),
        errors={fault.name: gettext(fault.sentence, **fault.params) for fault in faults},
        stale=isinstance(error, StaleVersion),
        kind_name=mark_kind,
    )
