"""External audits: the inbox of findings that no check point covers, entry, links, replies."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.external import ExternalFindingKind, ExternalFindingState
from iks.domain.roles import Permission
from iks.domain.typed_answer import plain_text
from iks.domain.values import Area
from iks.errors import FieldsRejected
from iks.services import read_external_audits as reading
from iks.services import record_external_audit as service
from iks.web.access import actor, db, guarded, runtime
from iks.web.audits.forms import OTHER_BODY, read_audit, read_finding, read_reply
from iks.web.audits.words import KINDS, STATES
from iks.web.words import area_name

blueprint = Blueprint("audits", __name__, url_prefix="/audits")


@blueprint.before_request
def mark_menu() -> None:
    """Mark the one menu entry on all pages of the room."""
    g.menu_entry = "audits.overview"


@blueprint.get("")
@guarded(Permission.SEE_AUDITS)
def overview() -> ResponseReturnValue:
    """Show the inbox and all audits."""
    return render_template(
        "audits/overview.html",
        desk=reading.overview(db(), runtime().clock, actor()),
        may_record=actor().may(Permission.RECORD_AUDIT),
        **_words(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@guarded(Permission.RECORD_AUDIT)
def new_audit() -> ResponseReturnValue:
    """Enter an audit with its first finding."""
    if request.method == "GET":
        return _entry_page(None)
    audit, unread = read_audit(request.form)
    finding, more = read_finding(request.form, _own_areas()[0])
    try:
        finding_id = service.record_audit(db(), runtime().clock, actor(), audit, finding, [*unread, *more])
    except FieldsRejected as rejected:
        return _entry_page(rejected), rejected.status
    flash(gettext("Die Prüfung ist eingetragen. Welche Prüfpunkte decken die Feststellung ab?"), "success")
    return redirect(url_for("audits.finding", finding_id=finding_id), 303)


@blueprint.get("/<audit_id>")
@guarded(Permission.SEE_AUDITS)
def audit(audit_id: str) -> ResponseReturnValue:
    """Show one audit with its findings, and the form to add one."""
    return _audit_page(audit_id, None)


@blueprint.post("/<audit_id>")
@guarded(Permission.RECORD_AUDIT)
def add_finding(audit_id: str) -> ResponseReturnValue:
    """Enter a further finding of an audit."""
    finding, unread = read_finding(request.form, _own_areas()[0])
    try:
        finding_id = service.add_finding(db(), runtime().clock, actor(), audit_id, finding, unread)
    except FieldsRejected as rejected:
        return _audit_page(audit_id, rejected), rejected.status
    flash(gettext("Die Feststellung ist eingetragen. Welche Prüfpunkte decken sie ab?"), "success")
    return redirect(url_for("audits.finding", finding_id=finding_id), 303)


@blueprint.get("/findings/<finding_id>")
@guarded(Permission.SEE_AUDITS)
def finding(finding_id: str) -> ResponseReturnValue:
    """Show one finding with the choices of check points, and its reply."""
    return _finding_page(finding_id, None)


@blueprint.post("/findings/<finding_id>/points")
@guarded(Permission.RECORD_AUDIT)
def link(finding_id: str) -> ResponseReturnValue:
    """Say which check points cover a finding, or why none has to."""
    points = request.form.getlist("points")
    reason = plain_text(request.form.get("no_point_reason", ""))
    try:
        service.link_finding(
            db(), runtime().clock, actor(), finding_id, points=points, no_point_reason=reason
        )
    except FieldsRejected as rejected:
        return _finding_page(finding_id, rejected), rejected.status
    if points or reason:
        flash(gettext("Die Zuordnung ist gespeichert."), "success")
    else:
        flash(gettext("Die Feststellung liegt im Eingang, bis ein Prüfpunkt sie abdeckt."), "info")
    return redirect(url_for("audits.finding", finding_id=finding_id), 303)


@blueprint.post("/findings/<finding_id>/reply")
@guarded(Permission.RECORD_AUDIT)
def reply(finding_id: str) -> ResponseReturnValue:
    """Note what became of a finding, and what the house answered."""
    try:
        answer = read_reply(request.form)
        service.answer_finding(db(), runtime().clock, actor(), finding_id, answer)
    except FieldsRejected as rejected:
        return _finding_page(finding_id, rejected), rejected.status
    flash(gettext("Stand und Stellungnahme sind gespeichert."), "success")
    return redirect(url_for("audits.finding", finding_id=finding_id), 303)


def _entry_page(rejected: FieldsRejected | None) -> str:
    bodies = [(name, name) for name in reading.body_choices(db())]
    return render_template(
        "audits/new_audit.html",
        bodies=[("", gettext("bitte wählen")), *bodies, (OTHER_BODY, gettext("andere Prüfstelle"))],
        topics=_topics(),
        errors=_errors(rejected),
        typed=request.form,
        **_words(),
    )


def _audit_page(audit_id: str, rejected: FieldsRejected | None) -> str:
    return render_template(
        "audits/audit.html",
        audit=reading.audit_page(db(), runtime().clock, actor(), audit_id),
        may_record=actor().may(Permission.RECORD_AUDIT),
        topics=_topics(),
        errors=_errors(rejected),
        typed=request.form,
        **_words(),
    )


def _finding_page(finding_id: str, rejected: FieldsRejected | None) -> str:
    line = reading.finding_page(db(), runtime().clock, actor(), finding_id)
    is_linking = request.endpoint == "audits.link"
    linked = request.form.getlist("points") if is_linking else [name for name, _ in line.points]
    return render_template(
        "audits/finding.html",
        finding=line,
        points=reading.points_of(db(), line.area),
        linked=linked,
        errors=_errors(rejected),
        typed=request.form,
        **_words(),
    )


def _own_areas() -> tuple[Area, ...]:
    return actor().areas(Permission.RECORD_AUDIT)


def _topics() -> list[tuple[str, str]]:
    """Return area and topic as one choice, so that a topic can never meet the wrong area."""
    choices = [("", gettext("bitte wählen"))]
    for area in _own_areas():
        name = area_name(area)
        topics = reading.points_of(db(), area).topics
        choices += [(f"{area}.{topic}", f"{name}: {label}") for topic, label in topics.items()]
        choices.append((f"{area}.", gettext("%(area)s: anderes Thema", area=name)))
    return choices


def _words() -> dict[str, dict[str, str]]:
    return {
        "kinds": {kind.value: gettext(KINDS[kind]) for kind in ExternalFindingKind},
        "states": {state.value: gettext(STATES[state]) for state in ExternalFindingState},
    }


def _errors(rejected: FieldsRejected | None) -> list[tuple[str, str]]:
    if rejected is None:
        return []
    return [(fault.name, gettext(fault.sentence, **fault.params)) for fault in rejected.faults]
