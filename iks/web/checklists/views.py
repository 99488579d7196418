"""The grids: versions, comparison, proposal as a file, second approval."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklists.diff import GridDiff
from checklists.faults import ChecklistRejected, Fault
from iks.domain.roles import Permission
from iks.domain.values import Area, VersionState
from iks.errors import NotPermitted, Refused, UserError
from iks.services import compare_checklists as reading
from iks.services import draft_grid
from iks.services import revise_checklist as service
from iks.services.view_drafts import drafts
from iks.services.view_guidance import guidance_lines
from iks.web.access import actor, db, guarded, runtime
from iks.web.checklists.changes import changed_grid, changed_points
from iks.web.checklists.upload import uploaded_text
from iks.web.checklists.words import EFFECTS, STATES, grid_fields
from iks.web.page_context import page_language
from iks.web.words import ROLES

USED = (VersionState.INSTALLED, VersionState.APPROVED)
blueprint = Blueprint("checklists", __name__, url_prefix="/checklists")
blueprint.add_app_template_filter(grid_fields, "grid_fields")


@blueprint.before_request
def mark_menu() -> None:
    """Mark the one menu entry on all pages of the room."""
    g.menu_entry = "checklists.current"


@blueprint.get("")
@guarded(Permission.SEE_GRIDS)
def current() -> ResponseReturnValue:
    """Go to the grid of the person's own area."""
    return redirect(url_for("checklists.versions", area=actor().areas(Permission.SEE_GRIDS)[0]))


@blueprint.get("/<area:area>")
@guarded(Permission.SEE_GRIDS)
def versions(area: Area) -> ResponseReturnValue:
    """List the versions of an area, with the form to propose one."""
    return _list_page(area, [])


@blueprint.post("/<area:area>")
@guarded(Permission.PROPOSE_GRID)
def propose(area: Area) -> ResponseReturnValue:
    """Take a file as a proposal or as a draft, or say everything that is wrong with it."""
    try:
        text = uploaded_text(request.files.get("file"))
        if request.form.get("action") == "draft":
            draft_id = draft_grid.import_file(db(), runtime().clock, actor(), area=area, text=text)
            return redirect(url_for("drafts.page", area=area, draft_id=draft_id), 303)
        label = service.propose(db(), runtime().clock, actor(), area=area, text=text)
    except ChecklistRejected as rejected:
        return _list_page(area, rejected.faults), 422
    flash(gettext("Die Fassung %(label)s ist vorgeschlagen.", label=label), "success")
    return redirect(url_for("checklists.version", area=area, label=label), 303)


@blueprint.get("/<area:area>/<label>")
@guarded(Permission.SEE_GRIDS)
def version(area: Area, label: str) -> ResponseReturnValue:
    """Show one version beside the one that holds before it."""
    return _version_page(area, label)


@blueprint.get("/<area:area>/<label>/file")
@guarded(Permission.SEE_GRIDS)
def download(area: Area, label: str) -> ResponseReturnValue:
    """Hand out the file of a version as it came in."""
    text = reading.file_of(db(), actor(), area, label)
    answer = Response(text.encode(), mimetype="application/yaml")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{area.value}-{label}.yaml")
    return answer


@blueprint.post("/<area:area>/<label>/approve")
@guarded(Permission.SEE_GRID_PROPOSALS)
def approve(area: Area, label: str) -> ResponseReturnValue:
    """Approve exactly the content that the page showed."""
    digest = request.form.get("digest", "")
    try:
        service.approve(db(), runtime().clock, actor(), area=area, version=label, digest=digest)
    except (Refused, NotPermitted) as error:
        return _version_page(area, label, refused=error), error.status
    flash(gettext("Die Fassung %(label)s ist freigegeben.", label=label), "success")
    return redirect(url_for("checklists.version", area=area, label=label), 303)


@blueprint.post("/<area:area>/<label>/withdraw")
@guarded(Permission.PROPOSE_GRID)
def withdraw(area: Area, label: str) -> ResponseReturnValue:
    """Take a version back."""
    try:
        service.withdraw(db(), runtime().clock, actor(), area=area, version=label)
    except (Refused, NotPermitted) as error:
        return _version_page(area, label, refused=error), error.status
    flash(gettext("Die Fassung %(label)s ist zurückgezogen.", label=label), "success")
    return redirect(url_for("checklists.versions", area=area), 303)


def _list_page(area: Area, faults: Sequence[Fault]) -> str:
    is_english = page_language() == "en"
    lines = reading.versions(db(), runtime().clock, actor(), area)
    current = next((line for line in lines if line.is_current), None)
    to_come = [line for line in lines if line.state in USED and not line.is_current]
    return render_template(
        "checklists/versions.html",
        area=area,
        versions=lines,
        current=current,
        following=next((v for v in to_come[::-1] if not current or v.valid_from > current.valid_from), None),
        waiting=[line for line in lines if line.may_approve and line.state is VersionState.PROPOSED],
        states=_words(),
        drafts=drafts(db(), actor(), area),
        copies=_copies(lines),
        guidance=guidance_lines(db(), actor(), area),
        may_propose=actor().may(Permission.PROPOSE_GRID, area),
        faults=[(f.line, f.path, f.reason if is_english else f.reason_de) for f in faults],
        file_name=request.files["file"].filename if faults and "file" in request.files else "",
    )


def _copies(lines: Sequence[reading.VersionLine]) -> list[tuple[str, str]]:
    """Return the versions that a draft can begin with, the newest in use first."""
    used = [line for line in lines if line.state is not VersionState.WITHDRAWN]
    first = sorted(used, key=lambda line: line.state not in USED)
    return [(line.label, gettext("Fassung %(label)s", label=line.label)) for line in first]


def _version_page(area: Area, label: str, *, refused: UserError | None = None) -> str:
    page = reading.version_page(db(), runtime().clock, actor(), area, label)
    sides = (page.difference, page.base_grid, page.grid) if page.difference and page.base_grid else None
    return render_template(
        "checklists/version.html",
        area=area,
        page=page,
        counts=_counts(page.difference) if page.difference else [],
        changed=changed_points(*sides) if sides else (),
        changed_grid=changed_grid(*sides) if sides else (),
        states=_words(),
        effects={effect.value: gettext(text) for effect, text in EFFECTS.items()},
        roles={role.value: gettext(text) for role, text in ROLES.items()},
        may_see_names=actor().may(Permission.SEE_GRID_PROPOSALS),
        may_see_findings=actor().may(Permission.SEE_AUDITS, area),
        refused=[gettext(part, **refused.params) for part in refused.sentences] if refused else [],
    )


def _counts(difference: GridDiff) -> list[str]:
    counts = (
        (len(difference.added), gettext("neu")),
        (len(difference.retired), gettext("weggefallen")),
        (len(difference.changed), gettext("geändert")),
    )
    return [f"{number} {word}" for number, word in counts if number]


def _words() -> dict[str, str]:
    words = {state.value: gettext(text) for state, text in STATES.items()}
    if runtime().settings.demo:
        words[VersionState.INSTALLED.value] = gettext("Demo, nicht freigegeben")
    return words
