"""Who stands in for the head of a branch."""

from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import N_, InvalidInput, UserError
from iks.services import grant_deputy as service
from iks.web.access import actor, db, guarded, runtime
from iks.web.typed_day import typed_day

blueprint = Blueprint("deputies", __name__)
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "branch.current_sample"


@blueprint.get("/branch/deputies")
@guarded(Permission.GRANT_DEPUTY)
def page() -> ResponseReturnValue:
    """Show who stands in, with the form to enter somebody."""
    return _page()


@blueprint.post("/branch/deputies")
@guarded(Permission.GRANT_DEPUTY)
def grant() -> ResponseReturnValue:
    """Let somebody stand in."""
    try:
        service.grant_deputy(
            db(),
            runtime().clock,
            actor(),
            username=request.form.get("account", ""),
            branch=request.form.get("branch", ""),
            areas=tuple(area for area in Area if area.value in request.form.getlist("area")),
            start=_needed("starts_on"),
            end=_needed("ends_on"),
        )
    except UserError as error:
        return _page(error), error.status
    flash(gettext("Die Vertretung ist eingetragen. Die Person bekommt eine Mail."), "success")
    return redirect(url_for("deputies.page"), SEE_OTHER)


@blueprint.post("/branch/deputies/<grant_id>/end")
@guarded(Permission.GRANT_DEPUTY, hidden=True)
def end(grant_id: str) -> ResponseReturnValue:
    """End somebody's standing in today."""
    service.end_deputy(db(), runtime().clock, actor(), grant_id)
    flash(gettext("Die Vertretung endet heute. Was geprüft wurde, bleibt."), "success")
    return redirect(url_for("deputies.page"), SEE_OTHER)


def _needed(name: str) -> date:
    day = typed_day(name)
    if day is None:
        raise InvalidInput(N_("Bitte geben Sie den ersten und den letzten Tag an."))
    return day


def _page(error: UserError | None = None) -> str:
    sentences = [gettext(part, **error.params) for part in error.sentences] if error else []
    return render_template(
        "branch/deputies.html",
        page=service.deputy_page(db(), runtime().clock, actor()),
        typed=request.form,
        chosen=request.form.getlist("area") if request.form else [area.value for area in Area],
        errors=[("account", " ".join(sentences))] if sentences else [],
    )
