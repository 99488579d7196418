"""The revision's desk: draws, proofs, journal."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from iks.domain.roles import Permission
from iks.web.access import guarded

blueprint = Blueprint("revision", __name__)


@blueprint.get("/revision/desk")
@guarded(Permission.PROVE_DRAW)
def desk() -> ResponseReturnValue:
    """Show the page."""
    return ""


@blueprint.get("/revision/journal")
@guarded(Permission.PROVE_DRAW)
def journal() -> ResponseReturnValue:
    """Show the page."""
    return ""
