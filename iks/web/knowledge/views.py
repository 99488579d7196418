"""The registry of the knowledge system: read by all who work with the grids, kept by the units."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.clock import local_date
from iks.domain.knowledge import KnowledgeState, KnowledgeWish
from iks.domain.roles import Permission
from iks.domain.typed_answer import plain_text
from iks.domain.values import Area
from iks.errors import FieldsRejected
from iks.services import keep_knowledge
from iks.services.measure_choices import point_names
from iks.web.access import actor, db, guarded, runtime
from iks.web.measure_words import KNOWLEDGE_STATES

blueprint = Blueprint("knowledge", __name__, url_prefix="/knowledge")
SEE_OTHER = 303
_LONGEST_NUMBER = 9


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "measures.current"


@blueprint.get("")
@guarded(Permission.SEE_KNOWLEDGE)
def overview() -> ResponseReturnValue:
    """Show all entries with the points that they explain."""
    return render_template(
        "knowledge/overview.html",
        entries=keep_knowledge.entries(db(), actor()),
        may_keep=actor().may(Permission.KEEP_KNOWLEDGE),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@guarded(Permission.KEEP_KNOWLEDGE)
def new() -> ResponseReturnValue:
    """Enter an entry."""
    return _entry("") if request.method == "POST" else _page(None, {})


@blueprint.route("/<entry_id>", methods=["GET", "POST"])
@guarded(Permission.KEEP_KNOWLEDGE)
def entry(entry_id: str) -> ResponseReturnValue:
    """Change an entry."""
    if request.method == "POST":
        return _entry(entry_id)
    return _page(keep_knowledge.entry_view(db(), actor(), entry_id), {})


def _entry(entry_id: str) -> ResponseReturnValue:
    version = request.form.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) <= _LONGEST_NUMBER else 0
    try:
        keep_knowledge.keep(db(), runtime().clock, actor(), _wish(), entry_id, seen)
    except FieldsRejected as rejected:
        errors = {fault.name: gettext(fault.sentence, **fault.params) for fault in rejected.faults}
        before = keep_knowledge.entry_view(db(), actor(), entry_id) if entry_id else None
        return _page(before, errors), rejected.status
    flash(gettext("Der Eintrag ist gespeichert."), "success")
    return redirect(url_for("knowledge.overview"), SEE_OTHER)


def _wish() -> KnowledgeWish:
    state = request.form.get("state", "")
    return KnowledgeWish(
        number=plain_text(request.form.get("number", "")),
        title=plain_text(request.form.get("title", "")),
        link=plain_text(request.form.get("link", "")),
        points=tuple(dict.fromkeys(request.form.getlist("points"))),
        state=next((one for one in KnowledgeState if one.value == state), None),
    )


def _page(before: keep_knowledge.KnowledgeView | None, errors: dict[str, str]) -> str:
    today = local_date(runtime().clock.now())
    return render_template(
        "knowledge/entry.html",
        entry=before,
        points=[(area, point_names(db(), area, today)) for area in Area],
        states=[(state.value, gettext(KNOWLEDGE_STATES[state])) for state in KnowledgeState],
        typed=request.form,
        errors=errors,
    )
