"""Whether the process is alive: what should have happened by now and has not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from iks.domain.clock import local_date
from iks.domain.month import Month, at_six, draw_time
from iks.domain.values import MonthState

_BEFORE_DRAW = (MonthState.PLANNED, MonthState.FRAME_LOCKED)


class Alarm(StrEnum):
    """What does not run as planned."""

    DRAW_MISSING = "draw_missing"
    BRANCHES_LATE = "branches_late"
    CLOSE_MISSING = "close_missing"
    CLOSED_WITHOUT = "closed_without"


@dataclass(frozen=True)
class MonthStand:
    """A month as everybody may know it: state, days, and how many branches submitted before the close."""

    month: Month
    state: MonthState
    with_sample: int = 0
    submitted: int = 0
    due_on: date | None = None
    closes_on: date | None = None
    closed_on: date | None = None

    @property
    def is_closed(self) -> bool:
        """Whether its figures are frozen."""
        return self.state in (MonthState.CLOSED, MonthState.REPORTED)

    @property
    def missing(self) -> int:
        """How many branches with files have not submitted, or not before the close."""
        return self.with_sample - self.submitted


@dataclass(frozen=True)
class Trouble:
    """One thing that does not run as planned, in which month, and for how many branches."""

    alarm: Alarm
    month: Month
    branches: int = 0


def troubles(now: datetime, stands: Iterable[MonthStand]) -> tuple[Trouble, ...]:
    """Return what does not run as planned in an area, the newest month first.

    *Valid if* ``stands`` names every month that the area knows.

    Parameters
    ----------
    now : datetime
        The moment.
    stands : iterable of MonthStand
        The months in any order.

    Returns
    -------
    tuple of Trouble
        Empty where all is well. Of closed months only the newest one is looked at.

    Examples
    --------
    >>> from datetime import UTC
    >>> troubles(datetime(2026, 12, 1, 12, tzinfo=UTC), [])
    (Trouble(alarm=<Alarm.DRAW_MISSING: 'draw_missing'>, month=Month(year=2026, number=12), branches=0),)
    """
    known = {stand.month: stand for stand in stands}
    today = local_date(now)
    this = Month.of(today)
    found = []
    current = known.get(this)
    if now >= draw_time(this) and (current is None or current.state in _BEFORE_DRAW):
        found.append(Trouble(Alarm.DRAW_MISSING, this))
    for stand in known.values():
        if stand.state is not MonthState.DRAWN:
            continue
        if stand.closes_on and today > stand.closes_on and now >= at_six(stand.closes_on):
            found.append(Trouble(Alarm.CLOSE_MISSING, stand.month))
        elif stand.missing and stand.due_on and today > stand.due_on:
            found.append(Trouble(Alarm.BRANCHES_LATE, stand.month, stand.missing))
    newest = max((stand for stand in known.values() if stand.is_closed), key=_by_month, default=None)
    if newest and newest.missing:
        found.append(Trouble(Alarm.CLOSED_WITHOUT, newest.month, newest.missing))
    return tuple(sorted(found, key=lambda one: one.month, reverse=True))


def _by_month(stand: MonthStand) -> Month:
    return stand.month
