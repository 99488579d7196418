"""The calendar periods of every evaluation: month, quarter, year; nothing rolls."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from iks.domain.month import Month
from iks.errors import N_, InvalidInput

_QUARTER = re.compile(r"(20\d{2})-Q([1-4])")
_YEAR = re.compile(r"20\d{2}")
MONTHS_OF_QUARTER = 3
MONTHS_OF_YEAR = 12
QUARTERS_LOOKED_BACK = 4


@dataclass(frozen=True, order=True)
class Period:
    """One calendar month, quarter or year, from its first to its last month.

    >>> [str(p) for p in (Period.parse("2026-11"), Period.parse("2026-Q4"), Period.parse("2026"))]
    ['2026-11', '2026-Q4', '2026']
    """

    first: Month
    last: Month

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``YYYY-MM``, ``YYYY-Qn`` or ``YYYY``.

        Raises
        ------
        InvalidInput
            When the text is none of them.
        """
        if match := _QUARTER.fullmatch(text):
            return cls.quarter(int(match[1]), int(match[2]))
        if _YEAR.fullmatch(text):
            return cls.year(int(text))
        try:
            return cls.of(Month.parse(text))
        except InvalidInput:
            raise InvalidInput(
                N_("„%(text)s“ ist kein Zeitraum. Bitte schreiben Sie JJJJ-MM, JJJJ-Qn oder JJJJ."), text=text
            ) from None

    @classmethod
    def of(cls, month: Month) -> "Period":
        """Return a month as a period."""
        return cls(month, month)

    @classmethod
    def quarter(cls, year: int, number: int) -> "Period":
        """Return a calendar quarter."""
        first = Month(year, number * MONTHS_OF_QUARTER - 2)
        return cls(first, first.shift(2))

    @classmethod
    def year(cls, year: int) -> "Period":
        """Return a calendar year."""
        return cls(Month(year, 1), Month(year, 12))

    @property
    def months(self) -> tuple[Month, ...]:
        """All months of the period."""
        return tuple(self.first.shift(n) for n in range(self.last - self.first + 1))

    @property
    def is_month(self) -> bool:
        """Whether the period is one month."""
        return self.first == self.last

    @property
    def is_quarter(self) -> bool:
        """Whether the period is a calendar quarter."""
        return self.last - self.first + 1 == MONTHS_OF_QUARTER

    @property
    def is_year(self) -> bool:
        """Whether the period is a calendar year."""
        return self.last - self.first + 1 == MONTHS_OF_YEAR

    def closed_in(self, closed: Collection[Month]) -> bool:
        """Return whether every month of the period is closed."""
        return all(month in closed for month in self.months)

    def __str__(self) -> str:
        if self.is_month:
            return str(self.first)
        if self.is_quarter:
            return f"{self.first.year}-Q{self.first.quarter[1]}"
        return str(self.first.year)


def closed_periods(closed: Collection[Month]) -> tuple[Period, ...]:
    """Return the months, quarters and years all of whose months are closed, the newest first.

    Where several end with the same month, the longest comes first.

    >>> [str(p) for p in closed_periods([Month(2026, n) for n in (9, 10, 11, 12)])]
    ['2026-Q4', '2026-12', '2026-11', '2026-10', '2026-09']
    """
    known = frozenset(closed)
    quarters = Counter(month.quarter for month in known)
    years = Counter(month.year for month in known)
    periods = [
        *(Period.of(month) for month in known),
        *(Period.quarter(*quarter) for quarter, months in quarters.items() if months == MONTHS_OF_QUARTER),
        *(Period.year(year) for year, months in years.items() if months == MONTHS_OF_YEAR),
    ]
    return tuple(sorted(periods, key=lambda p: (p.last, p.last - p.first), reverse=True))


def last_closed_quarters(closed: Collection[Month], until: Month) -> tuple[Period, ...]:
    """Return the last four closed quarters that end no later than a month, the newest first."""
    ended = Counter(month.quarter for month in frozenset(closed) if month <= until)
    whole = sorted(quarter for quarter, months in ended.items() if months == MONTHS_OF_QUARTER)
    return tuple(Period.quarter(*quarter) for quarter in whole[: -QUARTERS_LOOKED_BACK - 1 : -1])
