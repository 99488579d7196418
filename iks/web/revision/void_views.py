"""The revision's decision about a wish to declare a draw void."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.roles import Permission
from iks.errors import FieldsRejected, Refused
from iks.services import view_void_requests, void_draw
from iks.web.access import actor, db, guarded, runtime
from iks.web.words import VOID_DECISIONS

blueprint = Blueprint("revision_void", __name__, url_prefix="/revision/void-requests")
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "revision.desk"


@blueprint.get("")
@guarded(Permission.DECIDE_VOID_DRAW)
def requests() -> ResponseReturnValue:
    """List all wishes, the open ones first."""
    wishes = view_void_requests.wishes(db(), actor())
    return render_template("revision/void_requests.html", wishes=wishes, decisions=VOID_DECISIONS)


@blueprint.get("/<request_id>")
@guarded(Permission.DECIDE_VOID_DRAW)
def decision(request_id: str) -> ResponseReturnValue:
    """Show one wish with the numbers of the list it is about."""
    return _page(request_id, {})


@blueprint.post("/<request_id>")
@guarded(Permission.DECIDE_VOID_DRAW)
def decide(request_id: str) -> ResponseReturnValue:
    """Declare the draw void, or let it stand."""
    approves = request.form.get("decision") == "approve"
    try:
        _decide(request_id, approves=approves)
    except FieldsRejected as rejected:
        errors = {fault.name: gettext(fault.sentence, **fault.params) for fault in rejected.faults}
        return _page(request_id, errors), rejected.status
    except Refused as refused:
        flash(_text(refused), "warning")
        return redirect(url_for("revision_void.decision", request_id=request_id), SEE_OTHER)
    if approves:
        flash(gettext("Die Ziehung ist ungültig. Alle Beteiligten bekommen eine Mail."), "success")
    else:
        flash(gettext("Die Ziehung gilt weiter. Die Bereichsleitung bekommt Ihre Antwort."), "success")
    return redirect(url_for("revision_void.requests"), SEE_OTHER)


def _decide(request_id: str, *, approves: bool) -> None:
    house = runtime()
    if approves:
        void_draw.approve(db(), house.clock, actor(), request_id)
    else:
        void_draw.refuse(db(), house.clock, actor(), request_id, request.form.get("answer", ""))


def _page(request_id: str, errors: dict[str, str]) -> str:
    found = view_void_requests.decision_page(db(), actor(), request_id)
    return render_template(
        "revision/void_decision.html",
        page=found,
        obstacle=_text(found.obstacle) if found.obstacle else "",
        decisions=VOID_DECISIONS,
        answer=request.form.get("answer", ""),
        errors=errors,
    )


def _text(refused: Refused) -> str:
    return " ".join(gettext(part, **refused.params) for part in refused.sentences)
