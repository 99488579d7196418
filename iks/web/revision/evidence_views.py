"""Evidence packages: the revision asks for one, a second person decides, and it is taken along."""

from io import BytesIO

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.month import Month
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import N_, FieldsRejected, InvalidInput, Refused
from iks.output.evidence_file import evidence_file, evidence_name
from iks.output.numbers import month_name
from iks.services import ask_evidence, view_evidence_requests
from iks.services.gather_evidence import gather
from iks.web.access import actor, db, guarded, runtime
from iks.web.page_context import page_language
from iks.web.words import AREAS, REQUEST_STATES

blueprint = Blueprint("revision_evidence", __name__, url_prefix="/revision/evidence")
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "revision.desk"


@blueprint.get("")
@guarded(Permission.DECIDE_EVIDENCE)
def wishes() -> ResponseReturnValue:
    """List all requests, those that wait first, and offer a new one."""
    return _list_page({})


@blueprint.post("")
@guarded(Permission.ASK_EVIDENCE)
def ask() -> ResponseReturnValue:
    """Ask for the package of a month."""
    branch, reason = request.form.get("branch", ""), request.form.get("reason", "")
    try:
        area, month = _chosen(request.form.get("month", ""))
        wish = ask_evidence.ask(db(), runtime().clock, actor(), area, month, branch, reason)
    except FieldsRejected as rejected:
        return _list_page(_errors(rejected)), rejected.status
    except InvalidInput as error:
        return _list_page({"month": gettext(error.happened, **error.params)}), error.status
    except Refused as refused:
        flash(_text(refused), "warning")
        return redirect(url_for("revision_evidence.wishes"), SEE_OTHER)
    flash(gettext("Ihr Antrag ist gestellt. Wer entscheiden kann, bekommt eine Mail."), "success")
    return redirect(url_for("revision_evidence.wish", request_id=wish), SEE_OTHER)


@blueprint.get("/<request_id>")
@guarded(Permission.DECIDE_EVIDENCE)
def wish(request_id: str) -> ResponseReturnValue:
    """Show one request."""
    return _wish_page(request_id, {})


@blueprint.post("/<request_id>")
@guarded(Permission.DECIDE_EVIDENCE)
def decide(request_id: str) -> ResponseReturnValue:
    """Approve or refuse."""
    approves = request.form.get("decision") == "approve"
    try:
        _decide(request_id, approves=approves)
    except FieldsRejected as rejected:
        return _wish_page(request_id, _errors(rejected)), rejected.status
    except Refused as refused:
        flash(_text(refused), "warning")
    else:
        told = (
            gettext("Das Nachweispaket ist freigegeben.")
            if approves
            else gettext("Der Antrag ist abgelehnt.")
        )
        flash(f"{told} {gettext('Wer es beantragt hat, bekommt eine Mail.')}", "success")
    return redirect(url_for("revision_evidence.wish", request_id=request_id), SEE_OTHER)


@blueprint.post("/<request_id>/withdraw")
@guarded(Permission.ASK_EVIDENCE)
def withdraw(request_id: str) -> ResponseReturnValue:
    """Take an own request back."""
    try:
        ask_evidence.withdraw(db(), runtime().clock, actor(), request_id)
    except Refused as refused:
        flash(_text(refused), "warning")
    else:
        flash(gettext("Der Antrag ist zurückgezogen."), "success")
    return redirect(url_for("revision_evidence.wish", request_id=request_id), SEE_OTHER)


@blueprint.post("/<request_id>/package")
@guarded(Permission.ASK_EVIDENCE)
def take(request_id: str) -> ResponseReturnValue:
    """Hand the package out; the act is journaled with its digest."""
    house = runtime()
    try:
        evidence = gather(db(), house.clock, actor(), house.vault, request_id)
    except Refused as refused:
        flash(_text(refused), "warning")
        return redirect(url_for("revision_evidence.wish", request_id=request_id), SEE_OTHER)
    content, name = evidence_file(evidence), evidence_name(evidence)
    return send_file(BytesIO(content), "application/zip", as_attachment=True, download_name=name)


def _decide(request_id: str, *, approves: bool) -> None:
    clock = runtime().clock
    if approves:
        ask_evidence.approve(db(), clock, actor(), request_id)
    else:
        ask_evidence.refuse(db(), clock, actor(), request_id, request.form.get("answer", ""))


def _chosen(typed: str) -> tuple[Area, Month]:
    area, _, month = typed.partition("/")
    if area not in set(Area):
        raise InvalidInput(N_("Bitte wählen Sie einen Monat aus der Liste."))
    return Area(area), Month.parse(month)


def _list_page(errors: dict[str, str]) -> str:
    may_ask = actor().may(Permission.ASK_EVIDENCE)
    return render_template(
        "revision/evidence.html",
        wishes=view_evidence_requests.evidence_wishes(db(), runtime().clock, actor()),
        states=REQUEST_STATES,
        may_ask=may_ask,
        months=_months() if may_ask else [],
        branches=_branches() if may_ask else [],
        typed=request.form,
        errors=errors,
    )


def _months() -> list[tuple[str, str]]:
    return [
        (f"{area}/{month}", f"{month_name(month, page_language())}, {gettext(AREAS[area])}")
        for area, month in ask_evidence.months_to_ask_for(db(), actor())
    ]


def _branches() -> list[tuple[str, str]]:
    known = ask_evidence.branches_to_ask_for(db(), actor())
    return [("", gettext("alle Zweigstellen")), *((code, f"{code} {name}") for code, name in known)]


def _wish_page(request_id: str, errors: dict[str, str]) -> str:
    return render_template(
        "revision/evidence_wish.html",
        wish=view_evidence_requests.evidence_wish(db(), runtime().clock, actor(), request_id),
        states=REQUEST_STATES,
        answer=request.form.get("answer", ""),
        errors=errors,
    )


def _errors(rejected: FieldsRejected) -> dict[str, str]:
    return {fault.name: gettext(fault.sentence, **fault.params) for fault in rejected.faults}


def _text(refused: Refused) -> str:
    return " ".join(gettext(part, **refused.params) for part in refused.sentences)
