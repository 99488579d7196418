"""The revision's re-check: order it, see its draws, and take the list of sheets to check a second time."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.month import Month
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import InvalidInput
from iks.output.numbers import month_name
from iks.services.order_recheck import LEAST_SHEETS, MOST_SHEETS, change_sheets, order_recheck
from iks.services.view_recheck import recheck_desk, recheck_list
from iks.web.access import actor, db, guarded, runtime
from iks.web.page_context import page_language

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
    return render_template("revision/recheck_sheets.html", recheck=found)


def _desk_page(area: Area | None, error: str) -> str:
    return render_template(
        "revision/recheck.html",
        desks=recheck_desk(db(), runtime().clock, actor()),
        least=LEAST_SHEETS,
        most=MOST_SHEETS,
        refused=area,
        typed=request.form.get("sheets", ""),
        error=error,
    )


def _sheets() -> int:
    digits = request.form.get("sheets", "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER else 0
