"""Time: UTC inside, Europe/Berlin only at the edge."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


class Clock(Protocol):
    """Whoever needs the time is handed one of these."""

    def now(self) -> datetime:
        """Return the present moment as an aware datetime in UTC."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """Return the same moment as the wall clock in Berlin shows it.

    >>> local(datetime(2026, 12, 1, 5, 0, tzinfo=UTC)).strftime("%H:%M")
    '06:00'
    """
    return moment.astimezone(BERLIN)


def local_date(moment: datetime) -> date:
    """Return the calendar day of a moment in Berlin.

    >>> local_date(datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    datetime.date(2026, 7, 1)
    """
    return local(moment).date()


class SetClock:
    """A clock that is set by hand: the demo writes its past by it."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def set(self, moment: datetime) -> None:
        """Jump to a moment."""
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment; each look is a little later, so that no two acts share a time."""
        self._moment += timedelta(milliseconds=1)
        return self._moment
