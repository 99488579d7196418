"""Guidance that is put right at once: the text in force, the form to correct it, and both texts on record."""

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklists.draft import part_digest
from iks.domain.grid_draft import GuidanceState
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import N_, FieldsRejected, NotPermitted, Refused, UserError
from iks.services import correct_guidance as service
from iks.services.view_guidance import guidance_page
from iks.web.access import actor, db, guarded, runtime
from iks.web.checklists.point_form import typed

blueprint = Blueprint("guidance", __name__, url_prefix="/checklists/<area:area>/guidance")
SEE_OTHER = 303
STATES = {
    GuidanceState.PROPOSED: N_("wartet auf die Bereichsleitung"),
    GuidanceState.IN_FORCE: N_("gilt"),
    GuidanceState.WITHDRAWN: N_("zurückgenommen"),
}


@blueprint.before_request
def mark_menu() -> None:
    """Mark the one menu entry on all pages of the room."""
    g.menu_entry = "checklists.current"


@blueprint.get("/<point>")
@guarded(Permission.SEE_GRIDS)
def page(area: Area, point: str) -> ResponseReturnValue:
    """Show the guidance of a point with all its corrections, and to the unit the form."""
    return _page(area, point)


@blueprint.post("/<point>")
@guarded(Permission.PROPOSE_GRID)
def correct(area: Area, point: str) -> ResponseReturnValue:
    """Correct a guidance, or propose it to the head of the unit."""
    form = request.form
    wish = service.GuidanceWish(
        area, point, form.get("regime", ""), typed(form, "text"), typed(form, "reason"), form.get("seen", "")
    )
    try:
        is_in_force = service.correct(db(), runtime().clock, actor(), wish)
    except FieldsRejected as rejected:
        errors = {fault.name: gettext(fault.sentence, **fault.params) for fault in rejected.faults}
        return _page(area, point, errors=errors), rejected.status
    except Refused as refused:
        return _page(area, point, refused=refused), refused.status
    said = gettext("Der Hinweis gilt ab sofort in allen offenen Prüfungen.")
    flash(said if is_in_force else gettext("Die Berichtigung liegt der Bereichsleitung vor."), "success")
    return redirect(url_for("guidance.page", area=area, point=point), SEE_OTHER)


@blueprint.post("/<point>/decide")
@guarded(Permission.PROPOSE_GRID)
def decide(area: Area, point: str) -> ResponseReturnValue:
    """Put a proposed correction in force, or take it back."""
    wanted = request.form.get("correction", "")
    act = service.approve if request.form.get("action") == "approve" else service.withdraw
    try:
        act(db(), runtime().clock, actor(), wanted)
    except (Refused, NotPermitted) as refused:
        return _page(area, point, refused=refused), refused.status
    flash(gettext("Das ist gespeichert."), "success")
    return redirect(url_for("guidance.page", area=area, point=point), SEE_OTHER)


def _page(
    area: Area, point: str, *, errors: Mapping[str, str] | None = None, refused: UserError | None = None
) -> str:
    found = guidance_page(db(), runtime().clock, actor(), area, point)
    return render_template(
        "checklists/guidance.html",
        area=area,
        page=found,
        texts=[(text, part_digest(text.now.text)) for text in found.texts],
        typed=request.form if errors or refused else {},
        errors=errors or {},
        states={state.value: gettext(word) for state, word in STATES.items()},
        refused=[gettext(part, **refused.params) for part in refused.sentences] if refused else [],
    )
