"""One check point closely: its figures, its trend, and its neighbours in the grid."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.period import Period, closed_periods
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services.analyse_period import look_closely
from iks.services.evaluation_views import PointDetail
from iks.services.read_results import closed_months, grid_of_month, require_closed


@dataclass(frozen=True)
class PointPage:
    """One point in a closed period; ``before`` and ``after`` are its neighbours in the order of the grid."""

    area: Area
    period: Period
    closed_on: date | None
    choices: tuple[Period, ...]
    group: str
    topic: str
    detail: PointDetail
    # The places of the catalogue beside it: id and title.
    before: tuple[str, str] | None
    after: tuple[str, str] | None


def point_page(session: Session, actor: Actor, area: Area, point: str, period: Period) -> PointPage:
    """Return all that the unit sees of one point.

    Raises
    ------
    NotThere
        When the grid of the period has no such point, or it is not the person's area.
    Refused
        When a month of the period is not closed.
    """
    actor.require(Permission.SEE_RELEASED, area)
    closed = closed_months(session, area)
    require_closed(period, closed)
    detail = look_closely(session, area, period, closed, point)
    grid = grid_of_month(session, closed[period.last])
    order = [(one.id, one.title) for one in grid.points]
    place = next((n for n, (name, _) in enumerate(order) if name == point), None)
    if place is None:
        raise NotThere
    of_grid = grid.point(point)
    return PointPage(
        area=area,
        period=period,
        closed_on=closed[period.last].closed_on,
        choices=closed_periods(closed),
        group=next(group.label for group in grid.groups if group.id == of_grid.group),
        topic=next((topic.label for topic in grid.topics if topic.id == of_grid.topic), ""),
        detail=detail,
        before=order[place - 1] if place else None,
        after=order[place + 1] if place + 1 < len(order) else None,
    )
