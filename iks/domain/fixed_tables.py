"""The tables that exist, and for which periods; there are no free filters, and nothing rolls (R6)."""

from enum import Enum

from iks.domain.period import MONTHS_OF_QUARTER, MONTHS_OF_YEAR, Period
from iks.domain.values import ReportPeriod

MONTHS_OF = {
    ReportPeriod.MONTH: 1,
    ReportPeriod.QUARTER: MONTHS_OF_QUARTER,
    ReportPeriod.YEAR: MONTHS_OF_YEAR,
}


class Table(Enum):
    """The tables that exist, each with the periods in which it does; there is no other (R6, R7)."""

    HOUSE_POINT = ("house", "point", (ReportPeriod.MONTH, ReportPeriod.QUARTER, ReportPeriod.YEAR))
    HOUSE_GROUP = ("house", "group", (ReportPeriod.MONTH,))
    HOUSE_FINDING_LISTS = ("house", "pattern", (ReportPeriod.QUARTER, ReportPeriod.YEAR))
    HOUSE_AMOUNT_POINT = ("house", "amount of a point", (ReportPeriod.QUARTER, ReportPeriod.YEAR))
    HOUSE_AMOUNT = ("house", "amount", (ReportPeriod.MONTH, ReportPeriod.QUARTER, ReportPeriod.YEAR))
    BRANCH_GROUP = ("branch", "group", (ReportPeriod.QUARTER,))
    BRANCH_POINT = ("branch", "point", (ReportPeriod.YEAR,))

    def exists_in(self, period: Period) -> bool:
        """Return whether the table exists for a period.

        >>> Table.BRANCH_GROUP.exists_in(Period.parse("2026-12"))
        False
        """
        return kind_of(period) in self.value[2]


def kind_of(period: Period) -> ReportPeriod:
    """Return whether a period is a calendar month, quarter or year; there are no others (R6).

    Raises
    ------
    ValueError
        When the period rolls: other months than those of a calendar month, quarter or year.

    >>> str(kind_of(Period.parse("2026-Q4")))
    'quarter'
    """
    months = period.last - period.first + 1
    kind = next((kind for kind, length in MONTHS_OF.items() if length == months), None)
    if kind is None or (period.first.number - 1) % months:
        raise ValueError("a table exists for a calendar month, quarter or year only")
    return kind


def reports_in(report_period: ReportPeriod, period: Period) -> bool:
    """Return whether a point is reported in a period: in its own report period and in longer ones.

    >>> reports_in(ReportPeriod.QUARTER, Period.parse("2026-12"))
    False
    """
    return MONTHS_OF[kind_of(period)] >= MONTHS_OF[report_period]
