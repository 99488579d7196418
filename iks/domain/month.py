"""An audit month as a value, and the working days that its dates follow."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from iks.domain.clock import BERLIN
from iks.errors import N_, InvalidInput

_FORM = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])")
DRAW_AT = time(6, 0)
DAYS_TO_CHECK = 14
DUE_DAY = 20
LAST_CLOSE_DAY = 26
SATURDAY = 5


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month; compares and sorts like the calendar.

    >>> Month.parse("2026-12").shift(1)
    Month(year=2027, number=1)
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read ``YYYY-MM``.

        Raises
        ------
        InvalidInput
            When the text is no month between 2000 and 2099.
        """
        match = _FORM.fullmatch(text)
        if not match:
            raise InvalidInput(N_("„%(text)s“ ist kein Monat. Bitte schreiben Sie JJJJ-MM."), text=text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month a day lies in."""
        return cls(day.year, day.month)

    def shift(self, months: int) -> "Month":
        """Return the month so many months later, or earlier when negative."""
        year, zero_based = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, zero_based + 1)

    def __sub__(self, other: "Month") -> int:
        """Return the distance in months."""
        return (self.year - other.year) * 12 + self.number - other.number

    @property
    def first_day(self) -> date:
        """The first calendar day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The last calendar day."""
        return self.shift(1).first_day - timedelta(days=1)

    @property
    def quarter(self) -> tuple[int, int]:
        """Year and number of the calendar quarter, for example ``(2026, 4)``."""
        return self.year, (self.number + 2) // 3

    def day(self, number: int) -> date:
        """Return a calendar day of this month."""
        return date(self.year, self.number, number)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    # The package takes a third of a second to import, which the commands of an auditor need not pay.
    from holidays import country_holidays  # noqa: PLC0415

    return frozenset(country_holidays("DE", subdiv="BW", years=year))


def is_working_day(day: date) -> bool:
    """Return whether offices of Baden-Württemberg work on that day.

    Source: Feiertagsgesetz Baden-Württemberg, § 1.

    >>> is_working_day(date(2026, 12, 25))
    False
    """
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def next_working_day(day: date, *, after: bool = False) -> date:
    """Return the day itself when it is a working day, else the next one; with ``after`` a later one."""
    if after:
        day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, days: int) -> date:
    """Return the working day so many working days after (or, negative, before) a day."""
    step = 1 if days >= 0 else -1
    for _ in range(abs(days)):
        day += timedelta(days=step)
        while not is_working_day(day):
            day += timedelta(days=step)
    return day


def working_days_between(start: date, end: date) -> int:
    """Count the working days after ``start`` up to and including ``end``; 0 when none is left."""
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def draw_time(month: Month) -> datetime:
    """Return when the draw of a month is due: first working day, 06:00 in Berlin.

    >>> draw_time(Month(2027, 1)).isoformat()
    '2027-01-04T06:00:00+01:00'
    """
    return datetime.combine(next_working_day(month.first_day), DRAW_AT, BERLIN)


def due_date(month: Month, drawn_on: date) -> date:
    """Return the day by which a branch submits.

    The 20th or the next working day; a draw that came late gives 14 working days from itself.

    >>> due_date(Month(2026, 12), date(2026, 12, 1))
    datetime.date(2026, 12, 21)
    """
    regular = next_working_day(month.day(DUE_DAY))
    if drawn_on <= next_working_day(month.first_day):
        return regular
    return max(regular, add_working_days(drawn_on, DAYS_TO_CHECK))


def last_close_day(month: Month, due_on: date) -> date:
    """Return the day on which the month closes even when branches are missing.

    The 26th or the next working day; after a late draw four working days after the due date.
    """
    regular = next_working_day(month.day(LAST_CLOSE_DAY))
    if due_on <= next_working_day(month.day(DUE_DAY)):
        return regular
    return max(regular, add_working_days(due_on, 4))


def at_six(day: date) -> datetime:
    """Return 06:00 in Berlin of a day, the hour at which months are drawn and closed."""
    return datetime.combine(day, DRAW_AT, BERLIN)
