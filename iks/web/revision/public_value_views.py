"""The revision names the source of the public value before the lock, and enters the value after it."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.month import Month
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import InvalidInput, Refused, UserError
from iks.services.draw_month import DrawRules, draw_month
from iks.services.public_value import name_source, typed_value
from iks.services.view_public_value import public_value_view
from iks.web.access import actor, db, guarded, runtime

blueprint = Blueprint("public_value", __name__, url_prefix="/revision/public-value")
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "revision.desk"


@blueprint.get("/<area:area>/<month:month>")
@guarded(Permission.PROVE_DRAW)
def page(area: Area, month: Month) -> ResponseReturnValue:
    """Show what can be done now: name the source, wait, or enter the value."""
    return _page(area, month)


@blueprint.post("/<area:area>/<month:month>/source")
@guarded(Permission.PROVE_DRAW)
def source(area: Area, month: Month) -> ResponseReturnValue:
    """Name the source, or take it back."""
    try:
        named = name_source(db(), runtime().clock, actor(), area, month, request.form.get("source", ""))
    except (InvalidInput, Refused) as error:
        return _page(area, month, error, field="source"), error.status
    told = gettext("Die Quelle ist genannt.") if named else gettext("Es ist keine Quelle genannt.")
    flash(told, "success")
    return redirect(url_for("public_value.page", area=area, month=month), SEE_OTHER)


@blueprint.post("/<area:area>/<month:month>/preview")
@guarded(Permission.PROVE_DRAW)
def preview(area: Area, month: Month) -> ResponseReturnValue:
    """Show the value as it will be mixed in; nothing is stored yet."""
    try:
        return _page(area, month, value=typed_value(request.form.get("public_value", "")))
    except InvalidInput as error:
        return _page(area, month, error), error.status


@blueprint.post("/<area:area>/<month:month>/draw")
@guarded(Permission.PROVE_DRAW)
def draw(area: Area, month: Month) -> ResponseReturnValue:
    """Mix the value in and draw; from here on it stands with the draw."""
    house, value = runtime(), request.form.get("public_value", "")
    rules = DrawRules.of(house.settings)
    try:
        draw_month(db(), house.clock, actor(), house.vault, area, month, value, rules)
    except (InvalidInput, Refused) as error:
        return _page(area, month, error), error.status
    flash(gettext("Die Stichprobe ist gezogen. Der öffentliche Wert steht bei der Ziehung."), "success")
    return redirect(url_for("revision.desk"), SEE_OTHER)


def _page(
    area: Area, month: Month, error: UserError | None = None, *, field: str = "public_value", value: str = ""
) -> str:
    house = runtime()
    rules = DrawRules.of(house.settings)
    return render_template(
        "revision/public_value.html",
        page=public_value_view(db(), house.clock, actor(), area, month, rules),
        value=value,
        typed=request.form,
        errors=[(field, _text(error))] if error else [],
    )


def _text(error: UserError) -> str:
    return " ".join(gettext(part, **error.params) for part in error.sentences)
