"""Describe one point for the house: patterns, causes, severity, money, and its trend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from checklists.diff import Effect
from checklists.model import Checklist, CheckPoint, Entry, Pattern
from checklists.series import Turn, series_of
from iks.domain.house_table import HouseTable
from iks.domain.month import Month
from iks.domain.period import Period, closed_periods
from iks.domain.substitution import RESERVED_PATTERNS
from iks.domain.totals import PeriodTotals, PointTotals
from iks.domain.values import Area, ErrorKind, ReportPeriod
from iks.services.count_overview import counts_of_point
from iks.services.estimates import Amount, amounts_at_point, figure
from iks.services.evaluation_views import Count, GridTurn, PointDetail, PointLine
from iks.services.judge_trend import Trend, judge
from iks.services.read_results import grid_of_month
from iks.store.months import AuditMonth

# The entries that say nothing more closely stand last, however many they are.
UNSPECIFIC = frozenset({"other", "not_visible"})


@dataclass(frozen=True)
class FrozenPeriod:
    """What was frozen of a period: its months added up, the grids that they used, the table of the house."""

    totals: PeriodTotals
    grids: tuple[Checklist, ...]
    table: HouseTable | None


def describe(
    session: Session,
    area: Area,
    period: Period,
    closed: Mapping[Month, AuditMonth],
    frozen: FrozenPeriod,
    line: PointLine,
) -> PointDetail:
    """Return all that the unit sees of one point in a closed period."""
    totals, grids = frozen.totals, frozen.grids
    point = grids[-1].point(line.id)
    of_point = totals.points.get(line.id, PointTotals(line.id))
    patterns = [entry for grid in grids for p in grid.check_points if p.id == line.id for entry in p.patterns]
    regimes = {regime.id: regime.label for grid in grids for regime in grid.legal_status.regimes}
    until = {month: audit for month, audit in closed.items() if month <= period.last}
    trend, new_law, turns = trend_of(session, area, until, point, grids[-1])
    return PointDetail(
        line=line,
        question=point.question,
        patterns=_counts(of_point, "pattern", patterns),
        causes=_counts(of_point, "cause", [cause for grid in grids for cause in grid.causes]),
        major=of_point.major,
        formal=of_point.by("kind")[ErrorKind.FORMAL.value],
        regimes=tuple(
            (_regime_label(code, regimes), figure(found, ok + found))
            for code, (ok, found) in sorted(of_point.regimes.items())
        ),
        trend=trend,
        new_law=new_law,
        turns=turns,
        amounts=_point_amounts(point, frozen.table, period),
    )


def trend_of(
    session: Session, area: Area, closed: Mapping[Month, AuditMonth], point: CheckPoint, grid: Checklist
) -> tuple[Trend | None, tuple[int, date] | None, tuple[GridTurn, ...]]:
    """Return the judged series of a point over its closed report periods, where a new law and the grid turn.

    A point that took the place of another one is followed back; a new question begins a new stretch.
    """
    periods = sorted(p for p in closed_periods(closed) if _is_reported(p, point.report_period))
    if not periods:
        return None, None, ()
    series = series_of([grid_of_month(session, closed[period.last]) for period in periods], point.id)
    reported = {month for period in periods for month in period.months}
    names = {point.id, *series.points} - {""}
    months = {name: counts_of_point(session, area, reported, name) for name in names}
    counts = [
        (period, *_found(months[name or point.id], period))
        for period, name in zip(periods, series.points, strict=True)
    ]
    new_law = _new_law(periods, grid)
    trend = judge(counts, breaks=series.breaks, event=new_law[0] if new_law else None)
    return trend, new_law, tuple(_turn(turn, periods[turn.place]) for turn in series.turns)


def _turn(turn: Turn, period: Period) -> GridTurn:
    is_break = turn.effect is Effect.BREAK
    return GridTurn(turn.place, period, turn.version, turn.before, turn.fields, is_break)


def _is_reported(period: Period, wanted: ReportPeriod) -> bool:
    return {
        ReportPeriod.MONTH: period.is_month,
        ReportPeriod.QUARTER: period.is_quarter,
        ReportPeriod.YEAR: period.is_year,
    }[wanted]


def _found(months: Mapping[Month, tuple[int, int]], period: Period) -> tuple[int, int]:
    found = [months[month] for month in period.months]
    return sum(findings for findings, _ in found), sum(answers for _, answers in found)


def _new_law(periods: Sequence[Period], grid: Checklist) -> tuple[int, date] | None:
    starts = sorted(regime.start for regime in grid.legal_status.regimes if regime.start)
    for start in reversed(starts):
        after = [place for place, period in enumerate(periods) if period.first >= Month.of(start)]
        if after and after[0]:
            return after[0], start
    return None


def _counts(totals: PointTotals, dimension: str, entries: Sequence[Entry | Pattern]) -> tuple[Count, ...]:
    labels = dict(RESERVED_PATTERNS) | {entry.id: entry.label for entry in entries}
    ordered = sorted(
        totals.by(dimension).items(), key=lambda item: (item[0] in UNSPECIFIC, -item[1], item[0])
    )
    return tuple(Count(labels.get(code, code), count) for code, count in ordered if count)


def _regime_label(codes: str, labels: Mapping[str, str]) -> str:
    return " + ".join(labels.get(code, code) for code in codes.split(","))


def _point_amounts(point: CheckPoint, table: HouseTable | None, period: Period) -> tuple[Amount, ...]:
    if period.is_month or not point.amount.possible:
        return ()
    return amounts_at_point(table, point.id, point.amount.directions)
