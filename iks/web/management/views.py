"""Management: the overall result."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from iks.domain.roles import Permission
from iks.web.access import guarded

blueprint = Blueprint("management", __name__)


@blueprint.get("/management/overview")
@guarded(Permission.SEE_OVERALL_RESULT)
def overview() -> ResponseReturnValue:
    """Show the page."""
    return ""
