"""Management: one screen for both areas, as far as figures go beyond the units."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from iks.domain.measure import OPEN_STATES
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.services.measure_views import MeasureLine
from iks.services.view_focus import FocusLine, FocusState, focus_lines
from iks.services.view_management import management_desk
from iks.services.view_measures import measure_list
from iks.web.access import actor, db, guarded, runtime

blueprint = Blueprint("management", __name__)
_NOT_OVER = (FocusState.PROPOSED, FocusState.ORDERED, FocusState.RUNNING)


@blueprint.get("/management")
@guarded(Permission.SEE_OVERALL_RESULT)
def overview() -> ResponseReturnValue:
    """Show whether the process is alive, three risks, money at stake, and what is ordered."""
    desks = management_desk(db(), runtime().clock, actor())
    return render_template(
        "management/overview.html",
        desks=desks,
        measures={desk.area: _measures(desk.area) for desk in desks},
        topics={desk.area: _topics(desk.area) for desk in desks},
    )


def _measures(area: Area) -> list[MeasureLine]:
    lines = measure_list(db(), runtime().clock, actor(), area)
    return [line for line in lines if line.state in OPEN_STATES]


def _topics(area: Area) -> list[FocusLine]:
    lines = focus_lines(db(), runtime().clock, actor(), area)
    return [line for line in lines if line.state in _NOT_OVER]
