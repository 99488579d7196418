"""Controlling: lists of active files and draws."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from iks.domain.roles import Permission
from iks.web.access import guarded

blueprint = Blueprint("controlling", __name__)


@blueprint.get("/controlling/frames")
@guarded(Permission.HANDLE_FRAMES)
def frames() -> ResponseReturnValue:
    """Show the page."""
    return ""


@blueprint.get("/controlling/draws")
@guarded(Permission.HANDLE_FRAMES)
def draws() -> ResponseReturnValue:
    """Show the page."""
    return ""
