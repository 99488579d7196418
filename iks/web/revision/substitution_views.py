"""The revision's view of substitutions: files that could not be checked, void sheets, missing files."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.roles import Permission
from iks.domain.substitution import MissingOutcome
from iks.errors import InvalidInput
from iks.services import settle_missing, view_substitutions
from iks.web.access import actor, db, guarded, runtime
from iks.web.revision.words import VALUES, named
from iks.web.words import EXCLUSIONS, STRATA

blueprint = Blueprint("revision_substitutions", __name__, url_prefix="/revision")
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "revision.desk"


@blueprint.get("/substitutions")
@guarded(Permission.SEE_SUBSTITUTIONS)
def overview() -> ResponseReturnValue:
    """Show substitutions by branch and month, void sheets and the watch list."""
    return _page()


@blueprint.post("/missing/<file_id>")
@guarded(Permission.SEE_SUBSTITUTIONS)
def settle(file_id: str) -> ResponseReturnValue:
    """Take a missing file off the watch list."""
    outcome = request.form.get("outcome", "")
    try:
        done = settle_missing.settle_missing(db(), runtime().clock, actor(), file_id, outcome)
    except InvalidInput as error:
        return _page(file_id, gettext(error.happened)), error.status
    if done.first:
        flash(gettext("Notiert. An den Zahlen ändert sich nichts."), "success")
    else:
        flash(gettext("Das war schon geklärt; es bleibt bei der ersten Angabe."), "info")
    return redirect(url_for("revision_substitutions.overview"), SEE_OTHER)


def _page(file_id: str = "", error: str = "") -> str:
    return render_template(
        "revision/substitutions.html",
        view=view_substitutions.substitutions_view(db(), actor()),
        reasons=EXCLUSIONS,
        strata=STRATA,
        outcomes=[(outcome.value, named(VALUES, outcome)) for outcome in MissingOutcome],
        wrong_id=file_id,
        error=error,
    )
