"""Put the table of the house of one period together: what of its figures may go beyond the unit."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from checklists.model import Checklist, CheckPoint
from iks.domain.disclosure import Holders, enough_answers, enough_findings_left, files_rule, late_block_enters
from iks.domain.fixed_tables import Table
from iks.domain.gaps import Answers, Series, is_shown, regions, together
from iks.domain.house_money import Purse, overall_amounts, point_amounts
from iks.domain.house_table import (
    HouseCompleteness,
    HouseFiles,
    HouseGroup,
    HousePoint,
    HouseTable,
    LateBlock,
)
from iks.domain.month import Month
from iks.domain.month_figures import MonthFigures
from iks.domain.period import Period
from iks.domain.totals import Cell, PeriodTotals, PointTotals, add_up
from iks.domain.values import ReportPeriod
from iks.domain.weighing import effective_files, hides_branches, weighted_share

LISTS = ("severity", "kind", "pattern", "cause")


@dataclass(frozen=True)
class CameLate:
    """What came after the close of the months of a year.

    ``months`` are the figures of the year with everything that came late; ``branches`` are those that
    submitted late or corrected a submission.
    """

    months: tuple[MonthFigures, ...]
    submissions: int
    corrections: int
    branches: frozenset[str]


@dataclass(frozen=True)
class YearSoFar:
    """What is known of a calendar year when one of its periods is frozen.

    Parameters
    ----------
    months : tuple of MonthFigures
        The closed months of the year up to the end of the period, the oldest first.
    grids : sequence of Checklist
        The grids of these months, the newest last.
    tables : tuple of HouseTable
        What was frozen of the year before: all shorter and all earlier periods.
    holders : collection of collections of str
        Sets of branches that one person was responsible for in the period.
    by_month : mapping of Month to PeriodTotals, optional
        The same months added up each for itself, where that was done before.
    """

    months: tuple[MonthFigures, ...]
    grids: Sequence[Checklist]
    tables: tuple[HouseTable, ...] = ()
    holders: Holders = ()
    by_month: Mapping[Month, PeriodTotals] = field(default_factory=dict)

    def __post_init__(self) -> None:
        missing = [figures for figures in self.months if figures.month not in self.by_month]
        totals = {figures.month: add_up([figures]) for figures in missing}
        object.__setattr__(self, "by_month", {**self.by_month, **totals})

    @cached_property
    def points(self) -> dict[str, CheckPoint]:
        """The points of the year: those of the newest grid first."""
        return {point.id: point for grid in reversed(self.grids) for point in grid.points}

    def series(self, point: str) -> Series:
        """Return the row of a point over the year."""
        found = {
            month: totals.points.get(point, PointTotals(point)) for month, totals in self.by_month.items()
        }
        return Series(
            {month: Answers(one.answered_by_branch, one.findings_by_branch) for month, one in found.items()},
            self.points[point].report_period,
            tuple(table.period for table in self.tables if table.point(point).shown),
            thin=self.thin,
        )

    @cached_property
    def thin(self) -> frozenset[Month]:
        """Months with too few branches for any figure."""
        return frozenset(
            month
            for month, one in self.files.months.items()
            if not one.answered or not enough_answers(one.answered, self.holders)
        )

    @property
    def files(self) -> Series:
        """The row of the files with at least one finding over the year."""
        return Series(
            {month: _files_by_branch(totals) for month, totals in self.by_month.items()},
            ReportPeriod.MONTH,
            tuple(table.period for table in self.tables if table.files),
            files_rule,
            thin=frozenset(self.by_month),
        )


def house_table(year: YearSoFar, period: Period, late: CameLate | None = None) -> HouseTable:
    """Return everything of a period that may go beyond the unit.

    *Valid if* the tables of the shorter periods inside it stand in ``year``, and every month of the period
    is closed.

    Parameters
    ----------
    year : YearSoFar
        The year up to the end of the period.
    period : Period
        A calendar month, quarter or year.
    late : CameLate, optional
        What came after the close, in a year; it enters in one block or not at all.

    Returns
    -------
    HouseTable
        Points in the order of the newest grid; each blank is ``None``.

    Source: anonymity.md R4, R6 and R10.
    """
    plain = _put_together(year, period, None)
    if late is None or not late.branches:
        return plain
    block = LateBlock(late.submissions, late.corrections, len(late.branches))
    if late_block_enters(late.branches):
        whole = _put_together(year, period, late.months)
        if all(after.shown for before, after in zip(plain.points, whole.points, strict=True) if before.shown):
            return replace(whole, late=replace(block, contained=True))
    return replace(plain, late=block)


def _put_together(year: YearSoFar, period: Period, with_late: Sequence[MonthFigures] | None) -> HouseTable:
    closed = [figures for figures in year.months if figures.month in period.months]
    totals = add_up(with_late if with_late is not None else closed)
    blocks = _blocks(add_up(closed), totals) if with_late is not None else {}
    shown = [p for p in year.points if is_shown(year.series(p), period, year.holders, blocks.get(p))]
    purse = Purse(year.by_month, year.tables, year.holders)
    allowed = {
        p: [d.value for d in year.points[p].amount.directions]
        for p in shown
        if year.points[p].amount.possible
    }
    amounts = point_amounts(purse, period, allowed, totals)
    points = tuple(
        replace(_point(year, period, totals, p), amounts=amounts.get(p, ())) if p in shown else HousePoint(p)
        for p in year.points
    )
    return HouseTable(
        area=year.months[-1].area,
        period=period,
        checklist_versions=tuple(dict.fromkeys(month.checklist_version for month in totals.months)),
        completeness=_completeness(totals),
        void_draws=tuple((month.month, draw) for month in totals.months for draw in month.void_draws),
        files=_files(year, period, totals, has_block=with_late is not None),
        has_strata=totals.has_strata,
        effective_files=effective_files(totals.file_cells),
        points=points,
        groups=_groups(year.grids[-1], points) if Table.HOUSE_GROUP.exists_in(period) else (),
        amounts=overall_amounts(purse, period),
    )


def _blocks(closed: PeriodTotals, whole: PeriodTotals) -> dict[str, Answers]:
    """Return what came late at each point, as a difference."""
    blocks = {}
    for point, after in whole.points.items():
        before = closed.points.get(point, PointTotals(point))
        answered, findings = after.answered_by_branch.copy(), after.findings_by_branch.copy()
        answered.subtract(before.answered_by_branch)
        findings.subtract(before.findings_by_branch)
        blocks[point] = Answers(answered, findings)
    return blocks


def _point(year: YearSoFar, period: Period, totals: PeriodTotals, point: str) -> HousePoint:
    found = totals.points.get(point, PointTotals(point))
    weighted_in = [t.period for t in year.tables if t.point(point).weighted]
    known = regions(year.series(point).shown, period)
    can_weigh = _hides(found.cells, weighted_in, known, year.holders)
    plain = HousePoint(
        point,
        answered=found.answered,
        findings=found.findings,
        weighted=weighted_share(found.cells) if can_weigh else None,
        unknown=totals.unknown_files + found.not_assessable,
    )
    if not Table.HOUSE_FINDING_LISTS.exists_in(period):
        return plain
    severity, kind, pattern, cause = (dict(sorted((+found.by(name)).items())) for name in LISTS)
    return replace(plain, severity=severity, kind=kind, pattern=pattern, cause=cause)


def _hides(
    cells: Sequence[Cell], shown: Iterable[Period], known: Mapping[Month, str], holders: Holders
) -> bool:
    """Return whether a weighted rate, and what it adds to those shown before, hides the branches."""
    weighted = {str(month) for one in shown for month in one.months}
    new = [cell for cell in cells if cell.cluster.partition(" ")[0] not in weighted]
    return hides_branches(cells, holders, known) and (
        not new or len(new) == len(cells) or hides_branches(new, holders, known)
    )


def _files_by_branch(totals: PeriodTotals) -> Answers:
    checked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for month in totals.months:
        for branch in month.branches:
            checked[branch.code] += sum(branch.files_by_findings)
            found[branch.code] += sum(branch.files_by_findings[1:])
    return Answers(checked, found)


def _files(year: YearSoFar, period: Period, totals: PeriodTotals, *, has_block: bool) -> HouseFiles | None:
    block = None
    whole = _files_by_branch(totals)
    if has_block:
        closed = _files_by_branch(add_up([year.by_month[m].months[0] for m in period.months]))
        block = Answers(whole.answered.copy(), whole.findings.copy())
        block.answered.subtract(closed.answered)
        block.findings.subtract(closed.findings)
    if not is_shown(year.files, period, year.holders, block):
        return None
    # Which files of which branch hold something is no finding at a point, so a few left are enough.
    weighted_in = {month for t in year.tables if t.files and t.files.weighted for month in t.period.months}
    parts = (whole, together(year.files, [m for m in period.months if m not in weighted_in]))
    can_weigh = not totals.has_strata and all(enough_findings_left(p.findings, year.holders) for p in parts)
    return HouseFiles(
        whole.answered.total(),
        whole.findings.total(),
        weighted_share(totals.file_cells) if can_weigh else None,
    )


def _completeness(totals: PeriodTotals) -> HouseCompleteness:
    points = totals.points.values()
    not_assessable = sum(point.not_assessable for point in points)
    return HouseCompleteness(
        expected=totals.expected,
        checked=totals.completed,
        population=totals.population,
        branches=sum(branch.months for branch in totals.branches.values()),
        submitted=sum(branch.submitted for branch in totals.branches.values()),
        missing=tuple((code, month.month) for month in totals.months for code in month.missing),
        missing_files=totals.missing_files,
        substituted=dict(sorted((+totals.substituted).items())),
        not_found=totals.not_found,
        answers=sum(point.answered + point.not_applicable for point in points) + not_assessable,
        not_assessable=not_assessable,
        list_was_wrong=sum(point.list_was_wrong for point in points),
    )


def _groups(grid: Checklist, points: Sequence[HousePoint]) -> tuple[HouseGroup, ...]:
    by_id = {point.id: point for point in points}
    groups = []
    for group in grid.groups:
        members = [point.id for point in grid.points if point.group == group.id]
        contained = [by_id[member] for member in members if by_id[member].shown]
        groups.append(
            HouseGroup(
                group.id,
                tuple(point.id for point in contained),
                tuple(member for member in members if not by_id[member].shown),
                sum(point.answered or 0 for point in contained) if contained else None,
                sum(point.findings or 0 for point in contained) if contained else None,
            )
        )
    return tuple(group for group in groups if group.points or group.left_out)
