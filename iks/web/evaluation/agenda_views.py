"""The agenda of the branch heads' round: read by all, kept by the unit."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.clock import local_date
from iks.domain.month import Month
from iks.domain.roles import Permission
from iks.domain.typed_answer import plain_text
from iks.domain.values import Area
from iks.errors import FieldsRejected
from iks.output.agenda_file import agenda_name, make_agenda
from iks.services import keep_agenda, view_measures
from iks.services.keep_report_files import ReportFormat
from iks.services.measure_choices import point_names
from iks.services.read_agenda import agenda_paper
from iks.web.access import actor, db, guarded, runtime

blueprint = Blueprint("agenda", __name__)
SEE_OTHER = 303
CONTENT_TYPES = {ReportFormat.HTML: "text/html; charset=utf-8", ReportFormat.PDF: "application/pdf"}


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "measures.current"


@blueprint.get("/evaluation/<area:area>/agenda")
@guarded(Permission.SEE_MEASURES)
def page(area: Area) -> ResponseReturnValue:
    """Show the agenda, and what was agreed lately."""
    return _page(area, {})


@blueprint.get("/evaluation/<area:area>/agenda/<month:month>.<any(html, pdf):form>")
@guarded(Permission.SEE_MEASURES)
def file(area: Area, month: Month, form: str) -> Response:
    """Give the agenda of a month as a file."""
    wanted = ReportFormat(form)
    paper = agenda_paper(db(), runtime().clock, actor(), area, month)
    content = make_agenda(paper, wanted, runtime().settings.organisation)
    headers = {"Content-Disposition": f'attachment; filename="{agenda_name(area, month, wanted)}"'}
    return Response(content, headers=headers, content_type=CONTENT_TYPES[wanted])


@blueprint.post("/evaluation/<area:area>/agenda")
@guarded(Permission.PROPOSE_MEASURE)
def add(area: Area) -> ResponseReturnValue:
    """Put something on the agenda."""
    title, point = plain_text(request.form.get("title", "")), request.form.get("point", "")
    try:
        keep_agenda.add_item(db(), runtime().clock, actor(), area, title, point)
    except FieldsRejected as rejected:
        return _page(area, _errors(rejected)), rejected.status
    flash(gettext("Der Punkt steht auf der Tagesordnung."), "success")
    return _back(area)


@blueprint.post("/evaluation/<area:area>/agenda/<item_id>")
@guarded(Permission.PROPOSE_MEASURE)
def settle(area: Area, item_id: str) -> ResponseReturnValue:
    """Move an item, take it off, or write down what was agreed about it."""
    action = request.form.get("action", "")
    if action in {"up", "down"}:
        keep_agenda.move_item(db(), actor(), item_id, up=action == "up")
        return _back(area)
    if action == "remove":
        keep_agenda.remove_item(db(), runtime().clock, actor(), item_id)
        flash(gettext("Der Punkt ist von der Tagesordnung genommen."), "success")
        return _back(area)
    agreed = plain_text(request.form.get("agreed", ""))
    try:
        keep_agenda.settle_item(db(), runtime().clock, actor(), item_id, agreed)
    except FieldsRejected as rejected:
        errors = {f"agreed-{item_id}": sentence for sentence in _errors(rejected).values()}
        return _page(area, errors), rejected.status
    flash(gettext("Die Vereinbarung ist festgehalten."), "success")
    return _back(area)


def _page(area: Area, errors: dict[str, str]) -> str:
    today = local_date(runtime().clock.now())
    points = point_names(db(), area, today)
    return render_template(
        "evaluation/agenda.html",
        agenda=view_measures.agenda(db(), actor(), area),
        points=[("", gettext("keiner")), *((point.id, f"{point.id} {point.name}") for point in points)],
        month=Month.of(today),
        typed=request.form,
        errors=errors,
    )


def _errors(rejected: FieldsRejected) -> dict[str, str]:
    return {fault.name: gettext(fault.sentence, **fault.params) for fault in rejected.faults}


def _back(area: Area) -> ResponseReturnValue:
    return redirect(url_for("agenda.page", area=area), SEE_OTHER)
