"""Findings by branch and check point of a closed year: for unit and revision, with consent only."""

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iks.domain.period import Period
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.services.count_branch_points import branch_points
from iks.web.access import actor, db, guarded, runtime

blueprint = Blueprint("branch_points", __name__)


@blueprint.get("/evaluation/<area:area>/branch-points")
@guarded(Permission.SEE_RELEASED)
def page(area: Area) -> ResponseReturnValue:
    """Show the table of a year, or say why there is none."""
    g.menu_entry = "evaluation.current_analysis"
    wanted = request.args.get("year", "")
    year = Period.parse(wanted) if wanted else None
    table = branch_points(db(), runtime().clock, actor(), area, year)
    others = [(y, url_for("branch_points.page", area=area, year=y)) for y in table.years if y != table.year]
    return render_template("evaluation/branch_points.html", t=table, others=others)
