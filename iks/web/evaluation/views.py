"""The desk of the units: how far a month is, its close, what closed months say, and the export."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import InvalidInput, UserError
from iks.output.findings_file import CSV, MEDIA_TYPES, findings_file
from iks.services import evaluate, view_void_requests
from iks.services.close_month import LAST_DAY_REACHED, close
from iks.services.export_findings import COLUMNS, export_findings
from iks.services.measure_starts import measure_starts
from iks.services.propose_takeaways import takeaways
from iks.services.view_month_end import month_end
from iks.web.access import actor, db, guarded, runtime
from iks.web.evaluation.chart import charts_of
from iks.web.evaluation.period_choice import period_choice
from iks.web.evaluation.words import add_words

blueprint = Blueprint("evaluation", __name__)
add_words(blueprint)


@blueprint.get("/evaluation/current-cockpit")
@guarded(Permission.SEE_RELEASED)
def current_cockpit() -> ResponseReturnValue:
    """Go on to the newest month of the person's area."""
    areas = evaluate.areas_to_evaluate(actor())
    area = Area(request.args["area"]) if request.args.get("area") in areas else areas[0]
    month = evaluate.newest_month(db(), actor(), area)
    if month is None:
        return _nothing_yet(area, "evaluation.current_cockpit")
    return redirect(url_for("evaluation.cockpit", area=area, month=month))


@blueprint.get("/evaluation/current-analysis")
@guarded(Permission.SEE_RELEASED)
def current_analysis() -> ResponseReturnValue:
    """Go on to the newest closed period of the person's area."""
    return redirect(url_for("evaluation.analysis", area=evaluate.areas_to_evaluate(actor())[0]))


@blueprint.get("/evaluation/<area:area>/<month:month>")
@guarded(Permission.SEE_RELEASED)
def cockpit(area: Area, month: Month) -> ResponseReturnValue:
    """Show how far a month is."""
    return _cockpit_page(area, month)


@blueprint.post("/evaluation/<area:area>/<month:month>")
@guarded(Permission.CLOSE_MONTH)
def close_month(area: Area, month: Month) -> ResponseReturnValue:
    """Close the month; a reason that lacks is asked for in the form."""
    try:
        close(db(), runtime().clock, actor(), area, month, request.form.get("reason", ""))
    except InvalidInput as error:
        return _cockpit_page(area, month, error), error.status
    flash(gettext("Der Monat ist abgeschlossen. Seine Zahlen ändern sich nicht mehr."), "success")
    return redirect(url_for("evaluation.cockpit", area=area, month=month), 303)


@blueprint.get("/evaluation/<area:area>/analysis")
@guarded(Permission.SEE_RELEASED)
def analysis(area: Area) -> ResponseReturnValue:
    """Show what a closed period says; without one the newest."""
    g.menu_entry = "evaluation.current_analysis"
    wanted = request.args.get("period")
    period = Period.parse(wanted) if wanted else evaluate.newest_period(db(), actor(), area)
    if period is None:
        return _nothing_yet(area, "evaluation.analysis")
    shown = evaluate.analysis(db(), actor(), area, period, request.args.get("point", ""))
    return render_template(
        "evaluation/analysis.html",
        a=shown,
        takes=takeaways(db(), actor(), area),
        charts=charts_of(shown, measure_starts(db(), actor(), area, shown.detail.line.id)),
        choice=period_choice(
            shown.choices, period, lambda p: url_for("evaluation.analysis", area=area, period=p)
        ),
        area_links=_area_links(area, "evaluation.analysis"),
    )


@blueprint.get("/evaluation/<area:area>/export")
@guarded(Permission.EXPORT_RELEASED, writes=True)
def export(area: Area) -> ResponseReturnValue:
    """Give the released findings of a span of months as a file: CSV, workbook or JSON."""
    first, last = (Month.parse(request.args.get(name, "")) for name in ("from", "to"))
    wanted, clock = request.args.get("format", CSV), runtime().clock
    rows = export_findings(db(), clock, actor(), area, first, last, wanted)
    plain = "plain" in request.args
    content = findings_file(wanted, COLUMNS, rows, clock.now(), plain=plain, translate=gettext)
    head = {"Content-Disposition": f'attachment; filename="iks-{area}-{first}-{last}.{wanted}"'}
    return Response(content, headers=head, mimetype=MEDIA_TYPES[wanted])


def _nothing_yet(area: Area, endpoint: str) -> str:
    return render_template(
        "evaluation/nothing_yet.html",
        area=area,
        of_analysis=endpoint == "evaluation.analysis",
        area_links=_area_links(area, endpoint),
    )


def _cockpit_page(area: Area, month: Month, error: UserError | None = None) -> str:
    g.menu_entry = "evaluation.current_cockpit"
    view = evaluate.cockpit(db(), actor(), area, month)
    sentence = gettext(error.happened, **error.params) if error else ""
    return render_template(
        "evaluation/cockpit.html",
        month=view,
        end=month_end(db(), runtime().clock, actor(), area, month),
        automatic=view.close_reason == LAST_DAY_REACHED,
        reason=request.form.get("reason", ""),
        errors=[("reason", sentence)] if error else [],
        area_links=_area_links(area, "evaluation.current_cockpit"),
        voided=view_void_requests.void_draws(db(), actor(), area, month),
    )


def _area_links(shown: Area, endpoint: str) -> list[tuple[Area, str, bool]]:
    """Return the ways to the newest of each area, for those who look at both."""
    areas = evaluate.areas_to_evaluate(actor())
    return [(area, url_for(endpoint, area=area), area is shown) for area in areas] if len(areas) > 1 else []
