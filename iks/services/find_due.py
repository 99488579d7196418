"""Tell the scheduler what the database knows of each month, and whether the clock can be trusted."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.month import Month
from iks.domain.values import Area, MonthState
from iks.store import journal
from iks.store.frames import frames_of
from iks.store.months import months_of


@dataclass(frozen=True)
class MonthStand:
    """How far a month of one area has come."""

    area: Area
    month: Month
    state: MonthState
    has_frame: bool
    closed_on: date | None = None


def month_stands(session: Session) -> tuple[MonthStand, ...]:
    """Return the stand of every month that the house knows."""
    stands: list[MonthStand] = []
    for area in Area:
        listed = {frame.month for frame in frames_of(session, area)}
        stands += [
            MonthStand(area, audit.month, audit.state, audit.month in listed, audit.closed_on)
            for audit in months_of(session, area)
        ]
    return tuple(stands)


def clock_is_behind(session: Session, clock: Clock) -> bool:
    """Return whether the clock shows a time before the journal's last entry; nothing may be drawn then."""
    last = journal.latest(session, 1)
    return bool(last) and clock.now() < last[0].at
