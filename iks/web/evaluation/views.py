"""The desk of the units: cockpit, analysis, close, export."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from iks.domain.roles import Permission
from iks.web.access import guarded

blueprint = Blueprint("evaluation", __name__)


@blueprint.get("/evaluation/current-cockpit")
@guarded(Permission.SEE_RELEASED)
def current_cockpit() -> ResponseReturnValue:
    """Show the page."""
    return ""


@blueprint.get("/evaluation/current-analysis")
@guarded(Permission.SEE_RELEASED)
def current_analysis() -> ResponseReturnValue:
    """Show the page."""
    return ""
