"""Branch room: my sample, the check form, the submission."""

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain import file_check
from iks.domain.month import Month
from iks.domain.roles import Permission
from iks.domain.values import AnswerValue, Area, CheckState
from iks.errors import InvalidInput, NotThere, Refused
from iks.output import numbers
from iks.services import check_file, keep_preferences, list_samples, submit_month, view_void_requests
from iks.services.check_file import Saved, SavedMeanwhile
from iks.services.focus_files import focus_files
from iks.services.read_sheet import HandedOver
from iks.web.access import actor, db, guarded, runtime
from iks.web.branch import check_page, conflict_page, field_words, posted, sample_page, submit_page
from iks.web.branch.handed_over_page import handed_over_page, not_saved_page
from iks.web.branch.posted import Posted
from iks.web.error_pages import wants_json
from iks.web.page_context import page_language
from iks.web.words import CHECK_STATES

blueprint = Blueprint("branch", __name__)
NO_CONTENT, SEE_OTHER = 204, 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the one menu entry that all pages of this room belong to."""
    g.menu_entry = "branch.current_sample"


@blueprint.get("/branch/current-sample")
@guarded(Permission.CHECK_FILES)
def current_sample() -> ResponseReturnValue:
    """Go to the sample with something to do."""
    place = list_samples.current_sample(db(), actor())
    if place is None:
        return render_template("branch/no_sample.html")
    return redirect(url_for("branch.sample", area=place.area, month=place.month, branch=place.branch))


@blueprint.get("/branch/<area:area>/<month:month>")
@guarded(Permission.CHECK_FILES)
def sample(area: Area, month: Month) -> ResponseReturnValue:
    """Show the drawn files of a branch."""
    branch = request.args.get("branch")
    view = check_file.sample_view(db(), runtime().clock, actor(), area, month, branch)
    places = list_samples.samples_of(db(), actor())
    voided = view_void_requests.voided_samples(db(), actor(), area, month, branch)
    return render_template(
        "branch/sample.html",
        sample=sample_page.context(view, places),
        voided=voided,
        focus=focus_files(db(), actor(), area, month, view.branch),
        check_states=CHECK_STATES,
    )


@blueprint.get("/branch/check/<sheet_id>")
@guarded(Permission.CHECK_FILES, hidden=True)
def check(sheet_id: str) -> ResponseReturnValue:
    """Show the check form of a file."""
    try:
        opened = check_file.open_sheet(db(), actor(), sheet_id)
    except HandedOver as error:
        return handed_over_page(sheet_id, error)
    return render_template("branch/check.html", sheet=check_page.context(opened), errors=[], refused="")


@blueprint.post("/branch/check/<sheet_id>")
@guarded(Permission.CHECK_FILES, hidden=True)
def save(sheet_id: str) -> ResponseReturnValue:
    """Save answers, confirm the list, finish the file, or make its sheet void."""
    return _save(sheet_id)


@blueprint.post("/branch/check/<sheet_id>/keys")
@guarded(Permission.CHECK_FILES, hidden=True)
def keys(sheet_id: str) -> ResponseReturnValue:
    """Remember whether single keys answer; without script the whole form comes along and is saved."""
    keep_preferences.set_single_keys(db(), actor(), on=request.form.get("single_keys") == "on")
    return ("", NO_CONTENT) if wants_json() else _save(sheet_id)


def _save(sheet_id: str) -> ResponseReturnValue:
    sent = posted.read(request.form)
    if sent.action == "void":
        return _void(sheet_id, sent)
    try:
        saved = _do(sheet_id, sent)
    except SavedMeanwhile as conflict:
        return _conflict(conflict)
    except (HandedOver, Refused) as error:
        if wants_json():
            raise
        return not_saved_page(sheet_id, sent.entries, error)
    if wants_json():
        return _answer_script(saved)
    if saved.problems:
        return _form_again(saved.sheet_id, saved, sent)
    return _go_on(saved, sent)


def _do(sheet_id: str, sent: Posted) -> Saved:
    place = (db(), runtime().clock, actor(), sheet_id, sent.version, sent.entries)
    if sent.action == "finish":
        return check_file.finish(*place)
    if sent.action == "confirm-list":
        return check_file.confirm_list(*place)
    return check_file.save_answers(*place, whole_page=not wants_json())


def _answer_script(saved: Saved) -> ResponseReturnValue:
    stand = check_page.stand(saved)
    if not saved.problems:
        return jsonify(stand)
    errors = {problem.key: field_words.sentence(problem) for problem in saved.problems}
    return jsonify(stand | {"errors": errors}), InvalidInput.status


def _conflict(conflict: SavedMeanwhile) -> ResponseReturnValue:
    if wants_json():
        address = url_for("branch.check", sheet_id=conflict.sheet_id)
        return jsonify(conflict_url=address, message=gettext(conflict.happened)), conflict.status
    opened = check_file.open_sheet(db(), actor(), conflict.sheet_id)
    shown = conflict_page.context(opened, conflict)
    return render_template("branch/conflict.html", conflict=shown), conflict.status


def _form_again(sheet_id: str, saved: Saved, sent: Posted) -> ResponseReturnValue:
    opened = check_file.open_sheet(db(), actor(), sheet_id)
    shown = check_page.context(opened, saved.problems, sent.entries)
    errors = field_words.summary(saved.problems)
    page = render_template("branch/check.html", sheet=shown, errors=errors, refused=sent.action)
    return page, InvalidInput.status


def _go_on(saved: Saved, sent: Posted) -> ResponseReturnValue:
    """Lead on: to the list after a finished file, else to the next open point."""
    if sent.action == "finish" and saved.sheet.state is CheckState.FINISHED:
        opened = check_file.open_sheet(db(), actor(), saved.sheet_id)
        flash(gettext("Akte %(number)s ist geprüft.", number=opened.number), "success")
        return redirect(check_page.list_url(opened), SEE_OTHER)
    how_far = file_check.progress(saved.sheet)
    end = field_words.LIST_ID if saved.sheet.to_confirm else "abschliessen"
    address = url_for("branch.check", sheet_id=saved.sheet_id, _anchor=how_far.next_open or end)
    return redirect(address, SEE_OTHER)


def _void(sheet_id: str, sent: Posted) -> ResponseReturnValue:
    try:
        fresh = check_file.void(db(), runtime().clock, actor(), sheet_id, sent.void_reason)
    except InvalidInput as error:
        opened = check_file.open_sheet(db(), actor(), sheet_id)
        words = gettext(error.happened, **error.params)
        shown = check_page.context(opened) | {"void_reason": sent.void_reason, "void_error": words}
        errors = [("void_reason", words)]
        page = render_template("branch/check.html", sheet=shown, errors=errors, refused=sent.action)
        return page, error.status
    flash(gettext("Der Bogen ist ungültig. Hier ist ein neuer für diese Akte."), "success")
    return redirect(url_for("branch.check", sheet_id=fresh), SEE_OTHER)


@blueprint.get("/branch/check/<sheet_id>/points/<point_id>")
@guarded(Permission.CHECK_FILES, hidden=True)
def panel(sheet_id: str, point_id: str) -> ResponseReturnValue:
    """Return the fields that an answer opens, for the script of the form."""
    opened = check_file.open_sheet(db(), actor(), sheet_id)
    point = next((p for p in opened.sheet.grid.points if p.id == point_id), None)
    answer = request.args.get("answer", "")
    if point is None or answer not in tuple(AnswerValue):
        raise NotThere
    shown = check_page.bare_panel(opened, point, AnswerValue(answer))
    if shown is None:
        return ""
    return render_template("branch/check_panel.html", panel=shown, unit=check_page.unit_of(opened))


@blueprint.get("/branch/<area:area>/<month:month>/submit")
@guarded(Permission.SUBMIT_MONTH)
def submit(area: Area, month: Month) -> ResponseReturnValue:
    """Show exactly what will leave the branch."""
    preview = submit_month.preview(db(), actor(), area, month, request.args.get("branch"))
    return render_template("branch/submit.html", preview=submit_page.context(preview))


@blueprint.post("/branch/<area:area>/<month:month>/submit")
@guarded(Permission.SUBMIT_MONTH)
def hand_in(area: Area, month: Month) -> ResponseReturnValue:
    """Hand the month in."""
    branch = request.args.get("branch")
    done = submit_month.submit(db(), runtime().clock, actor(), area, month, branch)
    words = {
        "month": numbers.month_name(month, page_language()),
        "day": numbers.long_date(done.at, page_language()),
        "time": numbers.time(done.at),
    }
    if done.first:
        flash(gettext("%(month)s ist abgegeben.", **words), "success")
    else:
        before = gettext("%(month)s war schon abgegeben, am %(day)s um %(time)s Uhr.", **words)
        flash(f"{before} {gettext('Es ist nichts noch einmal hinausgegangen.')}", "info")
    return redirect(url_for("branch.sample", area=area, month=month, branch=branch), SEE_OTHER)
