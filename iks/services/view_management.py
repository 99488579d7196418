"""The one screen of the management: is the process alive, three risks, money at stake.

All figures are read from the tables that were frozen to go beyond the unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from checklists.model import CheckPoint
from iks.domain.clock import Clock
from iks.domain.house_table import HouseTable
from iks.domain.month import Month
from iks.domain.period import Period, closed_periods
from iks.domain.pulse import MonthStand, Trouble, troubles
from iks.domain.risk import QUARTERS, Stake, risks, stakes
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.services.estimates import Figure, figures
from iks.services.overall_result import OverallResult, overall_result
from iks.services.read_house_table import tables_among
from iks.services.read_results import closed_among, grid_of_month
from iks.store import months
from iks.store.months import AuditMonth


@dataclass(frozen=True)
class RiskLine:
    """One of the three points; ``quarters`` says over how many its major findings are counted."""

    id: str
    title: str
    major: int
    quarters: int
    figure: Figure
    before: Figure | None


@dataclass(frozen=True)
class AreaDesk:
    """One area on the screen of the management.

    ``result`` is the newest closed month, ``quarter`` the newest closed quarter with its risks and money;
    each is missing before there is one.
    """

    area: Area
    running: MonthStand | None
    closed: MonthStand | None
    troubles: tuple[Trouble, ...]
    result: OverallResult | None
    quarter: Period | None
    risks: tuple[RiskLine, ...]
    money: tuple[Stake, ...]
    # Titles of the points by their ids.
    titles: Mapping[str, str]


def management_desk(session: Session, clock: Clock, actor: Actor) -> tuple[AreaDesk, ...]:
    """Return both areas, as far as the person may see the overall result."""
    actor.require(Permission.SEE_OVERALL_RESULT)
    areas = actor.areas(Permission.SEE_OVERALL_RESULT)
    return tuple(_desk(session, clock, actor, area) for area in areas)


def _desk(session: Session, clock: Clock, actor: Actor, area: Area) -> AreaDesk:
    known, submissions = months.months_of(session, area), months.submissions_by_month(session, area)
    stands = [_stand(audit, *submissions.get(audit.month, (0, 0))) for audit in known]
    closed = closed_among(known)
    quarters = _quarters(session, area, closed)
    newest = quarters[0] if quarters else None
    titles = {point.id: point.title for point in _points(session, closed)}
    found = risks(quarters)
    return AreaDesk(
        area=area,
        running=next((stand for stand in stands if stand.due_on and not stand.is_closed), None),
        closed=next((stand for stand in stands if stand.is_closed), None),
        troubles=troubles(clock.now(), stands),
        result=overall_result(session, actor, area),
        quarter=newest.period if newest else None,
        risks=tuple(
            RiskLine(
                one.point,
                titles.get(one.point, ""),
                one.major,
                one.quarters,
                now,
                before if one.before else None,
            )
            for one, now, before in zip(
                found,
                figures([(one.findings, one.answered) for one in found]),
                figures([one.before or (0, 0) for one in found]),
                strict=True,
            )
        ),
        money=stakes(newest) if newest else (),
        titles=titles,
    )


def _stand(audit: AuditMonth, with_sample: int, submitted: int) -> MonthStand:
    return MonthStand(
        month=audit.month,
        state=audit.state,
        with_sample=with_sample,
        submitted=submitted,
        due_on=audit.due_on,
        closes_on=audit.closes_on,
        closed_on=audit.closed_on,
    )


def _quarters(session: Session, area: Area, closed: dict[Month, AuditMonth]) -> list[HouseTable]:
    """Return the frozen tables of the newest closed quarters, the newest first."""
    periods = [period for period in closed_periods(closed) if period.is_quarter][:QUARTERS]
    return list(tables_among(session, area, periods).values())


def _points(session: Session, closed: dict[Month, AuditMonth]) -> tuple[CheckPoint, ...]:
    return tuple(grid_of_month(session, closed[max(closed)]).points) if closed else ()
