"""Branch room: report a file that cannot be checked, and say what became of a missing one."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.roles import Permission
from iks.domain.values import ExclusionReason
from iks.errors import InvalidInput, Refused, StaleVersion, UserError
from iks.services import settle_missing
from iks.services.declare_conflict import declare_conflict
from iks.services.read_sheet import HandedOver
from iks.services.show_exclusion import exclusion_of
from iks.services.substitute_file import substitute_file
from iks.web.access import actor, db, guarded, runtime
from iks.web.branch import exclusion_page, posted
from iks.web.branch.handed_over_page import handed_over_page

blueprint = Blueprint("branch_files", __name__)
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry of the room."""
    g.menu_entry = "branch.current_sample"


@blueprint.get("/branch/check/<sheet_id>/not-checkable")
@guarded(Permission.CHECK_FILES, hidden=True)
def ask(sheet_id: str) -> ResponseReturnValue:
    """Ask why a file cannot be checked, and say what will happen."""
    try:
        return _ask_page(sheet_id)
    except HandedOver as error:
        page, _ = handed_over_page(sheet_id, error)
        return page


@blueprint.post("/branch/check/<sheet_id>/not-checkable")
@guarded(Permission.CHECK_FILES, hidden=True)
def report(sheet_id: str) -> ResponseReturnValue:
    """Take a file out of the sample, or hand it over to the others of the branch."""
    wrong = _missing_fields()
    if wrong:
        return _ask_again(sheet_id, wrong, InvalidInput.status)
    try:
        words, kind, place = _report(sheet_id)
    except InvalidInput as error:
        return _ask_again(sheet_id, {"receiving_branch": gettext(error.happened)}, error.status)
    except HandedOver as error:
        return handed_over_page(sheet_id, error)
    except (StaleVersion, Refused) as error:
        if _gives_up():
            return handed_over_page(sheet_id, error)
        page = _ask_page(sheet_id, notice=error)
        return (page, error.status) if isinstance(page, str) else page
    flash(words, kind)
    return redirect(place, SEE_OTHER)


def _gives_up() -> bool:
    """Return whether nobody else of the branch can check a file that was handed over."""
    return request.form.get("action") == "no-deputy"


def _report(sheet_id: str) -> tuple[str, str, str]:
    """Return the message, its kind and the list to go on to."""
    house, version = runtime(), posted.version_of(request.form)
    reason = ExclusionReason.CONFLICT_OF_INTEREST if _gives_up() else ExclusionReason(request.form["reason"])
    if reason is ExclusionReason.CONFLICT_OF_INTEREST and not _gives_up():
        done = declare_conflict(db(), house.clock, actor(), house.vault, sheet_id, version=version)
        return *exclusion_page.declared(done), exclusion_page.list_url(done.area, done.month, done.branch)
    receiver = request.form.get("receiving_branch")
    replaced = substitute_file(
        db(), house.clock, actor(), house.vault, sheet_id, reason, receiver, version=version
    )
    place = exclusion_page.list_url(replaced.area, replaced.month, replaced.branch)
    return *exclusion_page.reported(replaced), place


def _missing_fields() -> dict[str, str]:
    wrong: dict[str, str] = {}
    if _gives_up():
        return wrong
    if request.form.get("reason") not in tuple(ExclusionReason):
        wrong["reason"] = gettext("Wählen Sie aus, warum die Akte nicht prüfbar ist.")
    if not request.form.get("confirmed"):
        wrong["confirmed"] = gettext("Bitte bestätigen Sie, dass Sie die Akte melden wollen.")
    return wrong


def _ask_again(sheet_id: str, wrong: dict[str, str], status: int) -> ResponseReturnValue:
    try:
        page = _ask_page(sheet_id, wrong=wrong)
    except HandedOver as error:
        return handed_over_page(sheet_id, error)
    # The page of a file that dropped out meanwhile is a way on to the list.
    return (page, status) if isinstance(page, str) else page


def _ask_page(
    sheet_id: str, *, wrong: dict[str, str] | None = None, notice: UserError | None = None
) -> ResponseReturnValue:
    found = exclusion_of(db(), runtime().clock, actor(), sheet_id)
    if found.earlier:
        flash(*exclusion_page.reported(found.earlier))
        return redirect(exclusion_page.list_url(found.area, found.month, found.branch), SEE_OTHER)
    shown = exclusion_page.context(found, request.form, wrong or {}, notice)
    return render_template("branch/not_checkable.html", file=shown)


@blueprint.get("/branch/missing/<file_id>")
@guarded(Permission.CHECK_FILES, hidden=True)
def missing(file_id: str) -> ResponseReturnValue:
    """Ask what became of a missing file."""
    found = settle_missing.missing_file(db(), actor(), file_id)
    return render_template("branch/missing.html", file=exclusion_page.missing(found))


@blueprint.post("/branch/missing/<file_id>")
@guarded(Permission.CHECK_FILES, hidden=True)
def settle(file_id: str) -> ResponseReturnValue:
    """Take a missing file off the watch list."""
    outcome = request.form.get("outcome", "")
    try:
        done = settle_missing.settle_missing(db(), runtime().clock, actor(), file_id, outcome)
    except InvalidInput as error:
        found = settle_missing.missing_file(db(), actor(), file_id)
        shown = exclusion_page.missing(found, gettext(error.happened))
        return render_template("branch/missing.html", file=shown), error.status
    if done.first:
        flash(
            gettext("Notiert. Die Akte ist nicht mehr vorgemerkt; an den Zahlen ändert sich nichts."),
            "success",
        )
    else:
        flash(gettext("Das war schon geklärt; es bleibt bei der ersten Angabe."), "info")
    return redirect(url_for("start.my_tasks"), SEE_OTHER)
