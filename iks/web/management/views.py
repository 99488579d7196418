"""Management: the overall result of both areas, as far as it goes beyond the units."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from iks.domain.roles import Permission
from iks.services.evaluate import overall_result
from iks.web.access import actor, db, guarded

blueprint = Blueprint("management", __name__)


@blueprint.get("/management")
@guarded(Permission.SEE_OVERALL_RESULT)
def overview() -> ResponseReturnValue:
    """Show the newest closed month of both areas on one screen."""
    areas = actor().areas(Permission.SEE_OVERALL_RESULT)
    results = [(area, overall_result(db(), actor(), area)) for area in areas]
    return render_template("management/overview.html", results=results)
