"""A branch's own figures beside those of the house."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.period import Period
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import N_
from iks.services.estimates import figure
from iks.services.own_figures import OwnFigures, OwnLine, own_figures
from iks.services.view_consents import loosened
from iks.web.access import actor, db, guarded, runtime

blueprint = Blueprint("own_figures", __name__)
VERDICTS = {
    "": N_("kein Vergleich"),
    "few": N_("Auffällig wenige"),
    "usual": N_("Im üblichen Schwankungsbereich"),
    "many": N_("Auffällig viele"),
}


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "branch.current_sample"


@blueprint.get("/branch/<area:area>/figures")
@guarded(Permission.CHECK_FILES)
def page(area: Area) -> ResponseReturnValue:
    """Show the own findings of a closed quarter beside the house."""
    wanted = request.args.get("period", "")
    period = Period.parse(wanted) if wanted else None
    figures = own_figures(db(), actor(), area, request.args.get("branch"), period)
    return render_template(
        "branch/figures.html",
        figures=figures,
        areas=[other for other in Area if figures.branch in actor().branches(other)],
        verdict=_verdict,
        one_of_ten=figure(1, 10),
        left_out=[point for line in figures.lines for point in line.left_out],
        quarters_apart=_quarters_apart(figures),
        shown_more=[one for one in loosened(db(), runtime().clock) if one.area is area],
    )


def _verdict(line: OwnLine) -> str:
    return str(gettext(VERDICTS[line.verdict]))


def _quarters_apart(figures: OwnFigures) -> int:
    """Return in how many quarters one line stands out without any cause; 0 where nothing is compared."""
    return round(1 / figures.false_alarms) if figures.false_alarms else 0
