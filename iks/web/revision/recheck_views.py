"""The revision's re-check: order it, see its draws, and take the list of sheets to check a second time."""

from collections.abc import Sequence

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.clock import local_date
from iks.domain.finding import Problem
from iks.domain.month import Month
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import InvalidInput, Refused, StaleVersion
from iks.output.numbers import month_name
from iks.services.order_recheck import LEAST_SHEETS, MOST_SHEETS, change_sheets, order_recheck
from iks.services.recheck_file import SecondSheet, open_second, save_second, with_typed
from iks.services.recheck_results import Overlooked, overlooked_in, overlooked_of, result_in
from iks.services.view_recheck import differences, recheck_desk, recheck_list
from iks.web.access import actor, db, guarded, runtime
from iks.web.page_context import page_language
from iks.web.revision import second_check_page

blueprint = Blueprint("recheck", __name__, url_prefix="/revision/recheck")
SEE_OTHER = 303
_LONGEST_NUMBER = 3


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "revision.desk"


@blueprint.get("")
@guarded(Permission.ORDER_RECHECK)
def desk() -> ResponseReturnValue:
    """Show the re-checks of both areas."""
    return _desk_page(None, "")


@blueprint.post("/<area:area>")
@guarded(Permission.ORDER_RECHECK)
def order(area: Area) -> ResponseReturnValue:
    """Order the re-check of an area."""
    house = runtime()
    try:
        order_recheck(db(), house.clock, actor(), house.vault, area, _sheets())
    except InvalidInput as error:
        return _desk_page(area, gettext(error.happened, **error.params)), error.status
    told = gettext("Die Nachprüfung ist angeordnet. Die Zusage für ihre erste Ziehung steht im Protokoll.")
    flash(told, "success")
    return redirect(url_for("recheck.desk"), SEE_OTHER)


@blueprint.post("/<area:area>/sheets")
@guarded(Permission.ORDER_RECHECK)
def change(area: Area) -> ResponseReturnValue:
    """Set how many sheets are drawn from the next month on."""
    try:
        begin = change_sheets(db(), runtime().clock, actor(), area, _sheets())
    except InvalidInput as error:
        return _desk_page(area, gettext(error.happened, **error.params)), error.status
    month = month_name(begin, page_language())
    flash(gettext("Die neue Zahl gilt ab %(month)s.", month=month), "success")
    return redirect(url_for("recheck.desk"), SEE_OTHER)


@blueprint.get("/<area:area>/<month:month>")
@guarded(Permission.ORDER_RECHECK, writes=True)
def sheets(area: Area, month: Month) -> ResponseReturnValue:
    """Show the sheets to check a second time; that somebody looked is noted."""
    found = recheck_list(db(), runtime().clock, actor(), area, month)
    return render_template(
        "revision/recheck_sheets.html",
        recheck=found,
        result=overlooked_in(db(), area, month),
        counts=result_in(db(), area, month),
        differences=differences(db(), actor(), area, month),
    )


@blueprint.get("/<area:area>/<month:month>/<int:number>")
@guarded(Permission.ORDER_RECHECK)
def sheet(area: Area, month: Month, number: int) -> ResponseReturnValue:
    """Show the form of one second check; the first answers are not on it."""
    return _sheet_page(open_second(db(), actor(), area, month, number), ())


@blueprint.post("/<area:area>/<month:month>/<int:number>")
@guarded(Permission.ORDER_RECHECK)
def save(area: Area, month: Month, number: int) -> ResponseReturnValue:
    """Save the form, and finish the sheet when asked."""
    finish, place = request.form.get("action") == "finish", (area, month, number)
    try:
        saved, problems = save_second(
            db(), runtime().clock, actor(), place, _version(), request.form, finish=finish
        )
    except StaleVersion as stale:
        # What was typed stands in the form again, on top of the version that somebody else saved.
        found = with_typed(open_second(db(), actor(), area, month, number), request.form)
        return _sheet_page(found, (), gettext(stale.happened)), stale.status
    except Refused as refused:
        flash(" ".join(gettext(part, **refused.params) for part in refused.sentences), "warning")
        return redirect(url_for("recheck.sheet", area=area, month=month, number=number), SEE_OTHER)
    if problems:
        return _sheet_page(saved, problems), InvalidInput.status
    if not saved.finished:
        flash(gettext("Gespeichert. Sie können jederzeit weitermachen."), "success")
        return redirect(url_for("recheck.sheet", area=area, month=month, number=number), SEE_OTHER)
    flash(gettext("Akte %(number)s ist ein zweites Mal geprüft.", number=number), "success")
    return redirect(url_for("recheck.sheets", area=area, month=month), SEE_OTHER)


def _sheet_page(sheet: SecondSheet, problems: Sequence[Problem], conflict: str = "") -> str:
    context = second_check_page.context(sheet, problems)
    return render_template("revision/second_check.html", **context, conflict=conflict)


def _version() -> int:
    typed = request.form.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_NUMBER * 3 else -1


def _desk_page(area: Area | None, error: str) -> str:
    return render_template(
        "revision/recheck.html",
        desks=[(desk, _so_far(desk.area)) for desk in recheck_desk(db(), runtime().clock, actor())],
        least=LEAST_SHEETS,
        most=MOST_SHEETS,
        refused=area,
        typed=request.form.get("sheets", ""),
        error=error,
    )


def _so_far(area: Area) -> Overlooked | None:
    """Return what the last twelve months showed."""
    last = Month.of(local_date(runtime().clock.now()))
    return overlooked_of(db(), area, last.shift(-11), last)


def _sheets() -> int:
    digits = request.form.get("sheets", "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER else 0
