"""Branch room: my sample, the check form, the submission."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from iks.domain.roles import Permission
from iks.web.access import guarded

blueprint = Blueprint("branch", __name__)


@blueprint.get("/branch/current-sample")
@guarded(Permission.CHECK_FILES)
def current_sample() -> ResponseReturnValue:
    """Show the page."""
    return ""
