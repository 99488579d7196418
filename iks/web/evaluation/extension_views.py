"""More time, given by the unit head: to one branch, or to the close of a month."""

from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.month import Month
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import N_, InvalidInput, NotThere, Refused, UserError
from iks.services import evaluate
from iks.services.extend_month import LONGEST_REASON, extend_month
from iks.services.postpone_close import postpone_close
from iks.services.view_month_end import month_end
from iks.web.access import actor, db, guarded, runtime
from iks.web.typed_day import typed_day

blueprint = Blueprint("extension", __name__)
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "evaluation.current_cockpit"


@blueprint.get("/evaluation/<area:area>/<month:month>/extension/<branch>")
@guarded(Permission.CLOSE_MONTH)
def page(area: Area, month: Month, branch: str) -> ResponseReturnValue:
    """Show the form with which a branch is given more time."""
    return _page(area, month, branch)


@blueprint.post("/evaluation/<area:area>/<month:month>/extension/<branch>")
@guarded(Permission.CLOSE_MONTH)
def extend(area: Area, month: Month, branch: str) -> ResponseReturnValue:
    """Give the branch more time."""
    reason = request.form.get("reason", "")
    try:
        until = _needed_day(N_("Bitte geben Sie an, bis wann die Zweigstelle Zeit bekommt."))
        extend_month(db(), runtime().clock, actor(), area, month, branch, until=until, reason=reason)
    except (InvalidInput, Refused) as error:
        return _page(area, month, branch, error), error.status
    said = gettext("%(branch)s hat Zeit bis zum %(day)s.", branch=branch, day=f"{until:%d.%m.%Y}")
    flash(said, "success")
    return redirect(url_for("evaluation.cockpit", area=area, month=month), SEE_OTHER)


@blueprint.get("/evaluation/<area:area>/<month:month>/postpone")
@guarded(Permission.CLOSE_MONTH)
def postpone_page(area: Area, month: Month) -> ResponseReturnValue:
    """Show the form with which the close of a month is put off."""
    return _postpone_page(area, month)


@blueprint.post("/evaluation/<area:area>/<month:month>/postpone")
@guarded(Permission.CLOSE_MONTH)
def postpone(area: Area, month: Month) -> ResponseReturnValue:
    """Put the close of the month off, once."""
    reason = request.form.get("reason", "")
    try:
        until = _needed_day(N_("Bitte geben Sie an, bis wann der Abschluss wartet."))
        done = postpone_close(db(), runtime().clock, actor(), area, month, until=until, reason=reason)
    except (InvalidInput, Refused) as error:
        return _postpone_page(area, month, error), error.status
    flash(gettext("Der Monat schließt jetzt spätestens am %(day)s.", day=f"{done.until:%d.%m.%Y}"), "success")
    return redirect(url_for("evaluation.cockpit", area=area, month=month), SEE_OTHER)


def field_of(error: UserError | None) -> str:
    """Return the field at which a refusal stands: the reason where that is missing or too long."""
    words = " ".join(request.form.get("reason", "").split())
    has_day = bool(request.form.get("until", "").strip())
    return "reason" if error and has_day and not 0 < len(words) <= LONGEST_REASON else "until"


def _needed_day(missing: str) -> date:
    day = typed_day("until")
    if day is None:
        raise InvalidInput(missing)
    return day


def _postpone_page(area: Area, month: Month, error: UserError | None = None) -> str:
    stand = evaluate.cockpit(db(), actor(), area, month)
    said = " ".join(gettext(part, **error.params) for part in error.sentences) if error else ""
    return render_template(
        "evaluation/postpone.html",
        month=stand,
        end=month_end(db(), runtime().clock, actor(), area, month),
        typed=request.form,
        errors=[(field_of(error), said)] if said else [],
    )


def _page(area: Area, month: Month, branch: str, error: UserError | None = None) -> str:
    stand = evaluate.cockpit(db(), actor(), area, month)
    line = next((one for one in stand.branches if one.code == branch), None)
    if line is None or not stand.may_close:
        raise NotThere
    said = " ".join(gettext(part, **error.params) for part in error.sentences) if error else ""
    return render_template(
        "evaluation/extension.html",
        month=stand,
        branch=line,
        latest=month_end(db(), runtime().clock, actor(), area, month).latest_extension,
        typed=request.form,
        errors=[(field_of(error), said)] if said else [],
    )
