"""What a person chooses for every page: the language."""

from flask import Blueprint, redirect, request, session
from flask.typing import ResponseReturnValue

from iks.domain.roles import Permission
from iks.errors import NotThere
from iks.services import keep_preferences
from iks.web.access import db, guarded, visitor
from iks.web.own_address import own_address
from iks.web.page_context import LANGUAGES

blueprint = Blueprint("preferences", __name__)
SEE_OTHER = 303


@blueprint.post("/language")
@guarded(Permission.PUBLIC)
def language() -> ResponseReturnValue:
    """Show the pages in another language: kept with the account, and in the session before signing in."""
    wanted, person = request.form.get("lang", ""), visitor()
    if wanted not in LANGUAGES:
        raise NotThere
    if person is None:
        session["lang"] = wanted
    else:
        keep_preferences.set_language(db(), person, wanted)
        # A language asked for by address would hide the choice.
        session.pop("lang", None)
    return redirect(own_address(request.form.get("back", "")), SEE_OTHER)
