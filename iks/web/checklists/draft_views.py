"""The grid editor: drafts of versions, their points one by one, and the way to a proposal."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklists.draft import draft_yaml
from checklists.faults import ChecklistRejected
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import NotPermitted, Refused, UserError
from iks.services import draft_grid, edit_draft
from iks.services.read_external_audits import findings_by_point
from iks.services.view_drafts import draft_page
from iks.web.access import actor, db, guarded, runtime
from iks.web.checklists.changes import changed_grid, changed_points
from iks.web.checklists.draft_words import to_mend
from iks.web.checklists.words import EFFECTS

blueprint = Blueprint("drafts", __name__, url_prefix="/checklists/<area:area>/drafts")
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the one menu entry on all pages of the room."""
    g.menu_entry = "checklists.current"


@blueprint.post("")
@guarded(Permission.PROPOSE_GRID)
def start(area: Area) -> ResponseReturnValue:
    """Begin a draft as a copy of a version."""
    label = request.form.get("label", "")
    draft_id = draft_grid.start(db(), runtime().clock, actor(), area=area, label=label)
    flash(gettext("Der Entwurf ist angelegt. Er ändert nichts, bis er freigegeben ist."), "success")
    return redirect(url_for("drafts.page", area=area, draft_id=draft_id), SEE_OTHER)


@blueprint.get("/<draft_id>")
@guarded(Permission.PROPOSE_GRID)
def page(area: Area, draft_id: str) -> ResponseReturnValue:
    """Show one draft: its points in order, and what still has to be mended."""
    return draft_view(area, draft_id)


@blueprint.post("/<draft_id>/steps")
@guarded(Permission.PROPOSE_GRID)
def step(area: Area, draft_id: str) -> ResponseReturnValue:
    """Move, retire, restore or add a point, as the pressed button says."""
    kind, _, point = request.form.get("step", "").partition(" ")
    try:
        point = _step(draft_id, kind, point, request.form.get("seen", ""))
    except Refused as refused:
        return draft_view(area, draft_id, refused=refused), refused.status
    if kind == "add":
        flash(gettext("%(point)s ist angelegt. Bitte füllen Sie ihn aus.", point=point), "success")
        return redirect(url_for("drafts.point", area=area, draft_id=draft_id, point=point), SEE_OTHER)
    return redirect(url_for("drafts.page", area=area, draft_id=draft_id, _anchor=point), SEE_OTHER)


def _step(draft_id: str, kind: str, point: str, seen: str) -> str:
    house = (db(), runtime().clock, actor(), draft_id)
    if kind == "add":
        return edit_draft.add(*house, seen=seen)
    if kind in {"up", "down"}:
        edit_draft.move(*house, point, -1 if kind == "up" else 1, seen=seen)
    elif kind == "retire":
        edit_draft.retire(*house, point, seen=seen)
    elif kind == "restore":
        edit_draft.restore(*house, point, seen=seen)
    return point


@blueprint.get("/<draft_id>/comparison")
@guarded(Permission.PROPOSE_GRID)
def comparison(area: Area, draft_id: str) -> ResponseReturnValue:
    """Show a draft beside the version that it was copied from."""
    found = draft_page(db(), runtime().clock, actor(), area, draft_id)
    sides = (found.difference, found.base_grid, found.grid) if found.difference and found.grid else None
    return render_template(
        "checklists/draft_comparison.html",
        area=area,
        page=found,
        mends=to_mend(area, draft_id, found.values, found.faults),
        sides={
            "base": {"label": found.line.base},
            "line": {"label": found.line.label},
            "difference": found.difference,
            "grid": found.grid,
            "findings": findings_by_point(db(), area),
        },
        changed=changed_points(*sides) if sides else (),
        changed_grid=changed_grid(*sides) if sides else (),
        effects={effect.value: gettext(text) for effect, text in EFFECTS.items()},
        may_see_findings=actor().may(Permission.SEE_AUDITS, area),
    )


@blueprint.get("/<draft_id>/file")
@guarded(Permission.PROPOSE_GRID)
def download(area: Area, draft_id: str) -> ResponseReturnValue:
    """Hand out the draft as a file, right or wrong."""
    found = draft_page(db(), runtime().clock, actor(), area, draft_id)
    answer = Response(draft_yaml(found.values).encode(), mimetype="application/yaml")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{area.value}-entwurf.yaml")
    return answer


@blueprint.post("/<draft_id>/propose")
@guarded(Permission.PROPOSE_GRID)
def propose(area: Area, draft_id: str) -> ResponseReturnValue:
    """Hand the draft in, or say everything that still has to be mended."""
    try:
        label = draft_grid.hand_in(db(), runtime().clock, actor(), draft_id)
    except ChecklistRejected:
        return draft_view(area, draft_id, is_refused=True), 422
    except Refused as refused:
        return draft_view(area, draft_id, refused=refused), refused.status
    flash(gettext("Die Fassung %(label)s ist vorgeschlagen.", label=label), "success")
    return redirect(url_for("checklists.version", area=area, label=label), SEE_OTHER)


@blueprint.post("/<draft_id>/take-back")
@guarded(Permission.PROPOSE_GRID)
def take_back(area: Area, draft_id: str) -> ResponseReturnValue:
    """Go on writing a draft that was handed in."""
    try:
        draft_grid.take_back(db(), runtime().clock, actor(), draft_id)
    except (Refused, NotPermitted) as refused:
        return draft_view(area, draft_id, refused=refused), refused.status
    flash(gettext("Der Vorschlag ist zurückgeholt. Sie können weiter schreiben."), "success")
    return redirect(url_for("drafts.page", area=area, draft_id=draft_id), SEE_OTHER)


@blueprint.post("/<draft_id>/discard")
@guarded(Permission.PROPOSE_GRID)
def discard(area: Area, draft_id: str) -> ResponseReturnValue:
    """Put the draft away, once it was confirmed."""
    if request.form.get("sure") != "1":
        return draft_view(area, draft_id, is_discarding=True), 422
    try:
        draft_grid.discard(db(), runtime().clock, actor(), draft_id)
    except Refused as refused:
        return draft_view(area, draft_id, refused=refused), refused.status
    flash(gettext("Der Entwurf ist verworfen."), "success")
    return redirect(url_for("checklists.versions", area=area), SEE_OTHER)


def draft_view(
    area: Area,
    draft_id: str,
    *,
    refused: UserError | None = None,
    is_refused: bool = False,
    is_discarding: bool = False,
) -> str:
    """Return the page of a draft, with what was refused where something was."""
    found = draft_page(db(), runtime().clock, actor(), area, draft_id)
    return render_template(
        "checklists/draft.html",
        area=area,
        page=found,
        mends=to_mend(area, draft_id, found.values, found.faults),
        refused=[gettext(part, **refused.params) for part in refused.sentences] if refused else [],
        is_refused=is_refused,
        is_discarding=is_discarding,
    )
