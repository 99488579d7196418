"""The unit head's wish to declare a draw void, and what became of it."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.month import Month
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import FieldsRejected, Refused
from iks.services import view_void_requests, void_draw
from iks.web.access import actor, db, guarded, runtime
from iks.web.words import VOID_DECISIONS

blueprint = Blueprint("evaluation_void", __name__)
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "evaluation.current_cockpit"


@blueprint.get("/evaluation/<area:area>/<month:month>/void")
@guarded(Permission.SEE_RELEASED)
def page(area: Area, month: Month) -> ResponseReturnValue:
    """Show the form, or why nobody can ask, and every wish of the month."""
    return _page(area, month, {})


@blueprint.post("/evaluation/<area:area>/<month:month>/void")
@guarded(Permission.ASK_VOID_DRAW)
def ask(area: Area, month: Month) -> ResponseReturnValue:
    """Ask the revision to declare the draw void."""
    try:
        void_draw.ask(db(), runtime().clock, actor(), area, month, request.form.get("reason", ""))
    except FieldsRejected as rejected:
        errors = {fault.name: gettext(fault.sentence, **fault.params) for fault in rejected.faults}
        return _page(area, month, errors), rejected.status
    except Refused as refused:
        flash(_text(refused), "warning")
    else:
        flash(gettext("Ihr Wunsch liegt der Innenrevision vor."), "success")
    return redirect(url_for("evaluation_void.page", area=area, month=month), SEE_OTHER)


@blueprint.post("/evaluation/<area:area>/<month:month>/void/<request_id>/withdraw")
@guarded(Permission.ASK_VOID_DRAW)
def withdraw(area: Area, month: Month, request_id: str) -> ResponseReturnValue:
    """Take the wish back."""
    try:
        void_draw.withdraw(db(), runtime().clock, actor(), request_id)
    except Refused as refused:
        flash(_text(refused), "warning")
    else:
        flash(gettext("Der Wunsch ist zurückgezogen. Die Ziehung gilt weiter."), "success")
    return redirect(url_for("evaluation_void.page", area=area, month=month), SEE_OTHER)


def _page(area: Area, month: Month, errors: dict[str, str]) -> str:
    found = view_void_requests.ask_page(db(), actor(), area, month)
    return render_template(
        "evaluation/void.html",
        page=found,
        obstacle=_text(found.obstacle) if found.obstacle else "",
        may_ask=actor().may(Permission.ASK_VOID_DRAW, area),
        decisions=VOID_DECISIONS,
        reason=request.form.get("reason", ""),
        errors=errors,
    )


def _text(refused: Refused) -> str:
    return " ".join(gettext(part, **refused.params) for part in refused.sentences)
