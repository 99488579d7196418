"""Which cells of a year are shown, so that no difference of two of them opens a third.

Months lie in quarters, quarters in the year. What a longer table adds to the shorter ones that are shown
inside it is one region, the *remainder*; it has to pass the crowd rule like a table of its own. A short
table is kept back where it would leave a hidden one before it too small to be joined by anything.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from iks.domain.disclosure import Holders, crowd_rule, enough_answers
from iks.domain.fixed_tables import reports_in
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.values import ReportPeriod

Rule = Callable[[Mapping[str, int], Mapping[str, int], Holders], bool]


@dataclass(frozen=True)
class Answers:
    """Applicable answers and findings by branch, in one month or several."""

    answered: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Series:
    """One row of the tables of the house over a year: a point, or the files with a finding.

    ``months`` holds the answers of each closed month of the year; ``shown`` the periods of the year in
    which the row is shown already; ``rule`` is what answers and findings have to pass. ``thin`` are months
    in which hardly anybody submitted: no later month is kept back for them.
    """

    months: Mapping[Month, Answers]
    report_period: ReportPeriod
    shown: tuple[Period, ...] = ()
    rule: Rule = crowd_rule
    thin: frozenset[Month] = frozenset()

    @property
    def covered(self) -> frozenset[Month]:
        """Months that a shown table contains."""
        return frozenset(month for period in self.shown for month in period.months)

    def remainder(self, months: Iterable[Month]) -> tuple[Month, ...]:
        """Return those of some months that hold answers and that no shown table contains."""
        covered = self.covered
        return tuple(m for m in months if m not in covered and m in self.months and +self.months[m].answered)


def together(series: Series, months: Iterable[Month], block: Answers | None = None) -> Answers:
    """Add up the answers of some months, and of what came late where it is given.

    >>> month = Month(2026, 12)
    >>> one = Series({month: Answers(Counter(Z01=3))}, ReportPeriod.MONTH)
    >>> together(one, [month]).answered["Z01"]
    3
    """
    parts = [series.months[month] for month in months if month in series.months] + ([block] if block else [])
    answered: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    for part in parts:
        answered.update(part.answered)
        findings.update(part.findings)
    return Answers(answered, findings)


def regions(shown: Iterable[Period], period: Period) -> dict[Month, str]:
    """Return, for each month of a period, the region whose sum is known by itself: the disjoint remainders.

    Parameters
    ----------
    shown : iterable of Period
        Where the row is shown already.
    period : Period
        A further period in which it is shown.

    >>> known = regions([Period.parse("2026-10")], Period.parse("2026-Q4"))
    >>> [known[month] for month in Period.parse("2026-Q4").months]
    ['2026-10', '2026-Q4', '2026-Q4']
    """
    region: dict[Month, str] = {}
    for one in sorted({*shown, period}, key=lambda p: len(p.months)):
        for month in one.months:
            region.setdefault(month, str(one))
    return {month: region[month] for month in period.months}


def is_shown(series: Series, period: Period, holders: Holders = (), block: Answers | None = None) -> bool:
    """Return whether a row may be shown in a period.

    *Valid if* ``series`` holds every month of the year up to the end of the period and names what is
    shown of them, and the tables of shorter periods were decided first.

    Parameters
    ----------
    series : Series
        The row over the year.
    period : Period
        A month, quarter or year.
    holders : collection of collections of str
        Sets of branches that one person was responsible for in the period.
    block : Answers, optional
        What came after the close and enters the period, a year.

    Returns
    -------
    bool
        False where the point is not reported by such periods, where the figures of the period or what they
        add to those shown are no crowd, and where the cell is needed to hide an earlier one.

    Source: anonymity.md R4 and R5.

    >>> towns = Answers(Counter({f"Z{n:02}": 5 for n in range(1, 10)}))
    >>> is_shown(Series({Month(2026, 12): towns}, ReportPeriod.MONTH), Period.parse("2026-12"))
    True
    """
    if not reports_in(series.report_period, period) or not _crowd(series, period.months, holders, block):
        return False
    new = series.remainder(period.months)
    has_block = block is not None and bool(+block.answered)
    if (new or has_block) and not _crowd(series, new, holders, block):
        return False
    return not _needed_to_hide(series, period, holders)


def _crowd(series: Series, months: Iterable[Month], holders: Holders, block: Answers | None) -> bool:
    found = together(series, months, block)
    return bool(found.answered) and series.rule(found.answered, found.findings, holders)


def _enough(series: Series, months: Collection[Month], holders: Holders) -> bool:
    answered = together(series, months).answered
    return bool(answered) and enough_answers(answered, holders)


def _needed_to_hide(series: Series, period: Period, holders: Holders) -> bool:
    """Return whether the last table of a quarter or year has to stay hidden with one before it.

    Decided on the answers alone, never on what was found.
    """
    year, quarter = Period.year(period.last.year), Period.quarter(*period.last.quarter)
    if period == year:
        return False
    if period.is_month and period.last == year.last.shift(-1):
        return _is_reserve(series, year.months[: year.months.index(period.last)], holders)
    if period.is_month and period.last == quarter.last:
        before = series.remainder(m for m in quarter.months if m not in period.months)
        if _joins(series, before, series.remainder(period.months), holders):
            return True
    if period.last != year.last:
        return False
    # The quarters before the last one; where they leave too little, the last quarter joins them.
    before = series.remainder(m for m in year.months if m not in quarter.months)
    own = series.remainder(period.months)
    tail = series.remainder(m for m in quarter.months if m not in period.months)
    if before and tail and not _enough(series, before, holders):
        before = (*before, *tail)
    return _joins(series, before, own, holders)


def _is_reserve(series: Series, before: Iterable[Month], holders: Holders) -> bool:
    """Return whether November is kept back for December, after which no month comes to join it.

    Only where the point had too few answers in an earlier month of this year, and no other month waits.
    """
    months = [month for month in before if month in series.months and month not in series.thin]
    has_failed = any(
        not _enough(series, [month], holders) for month in months if +series.months[month].answered
    )
    return has_failed and not series.remainder(months)


def _joins(series: Series, before: Collection[Month], own: Collection[Month], holders: Holders) -> bool:
    return (
        bool(before and own)
        and series.thin.isdisjoint(before)
        and not _enough(series, before, holders)
        and _enough(series, (*before, *own), holders)
    )
