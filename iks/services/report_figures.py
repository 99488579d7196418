"""The figures of a report: each point in its newest closed period, against the four quarters before.

Everything comes from the tables that may go beyond the unit; a point that is hidden there stays hidden.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from checklists.model import CheckPoint
from iks.domain.fixed_tables import reports_in
from iks.domain.house_table import (
    HouseAmount,
    HouseCompleteness,
    HouseFiles,
    HousePoint,
    HouseTable,
    WeightedShare,
)
from iks.domain.month import Month
from iks.domain.period import QUARTERS_LOOKED_BACK, Period, closed_periods, last_closed_quarters
from iks.domain.report import (
    TENTHS,
    Completeness,
    ReportAmount,
    ReportCount,
    ReportEstimate,
    ReportPoint,
    ReportRate,
    tenths,
)
from iks.services.compare_periods import FALSE_ALARMS, LEAST
from iks.services.estimates import figure, figures
from sampling.change import exact_change, stand_out

# Finds the table of a period, or nothing where the period has none.
Tables = Callable[[Period], HouseTable | None]


@dataclass(frozen=True)
class ReportFigures:
    """The points of a report, the quarters their major findings come from, how many were compared."""

    points: tuple[ReportPoint, ...]
    quarters: tuple[Period, ...]
    compared: int


def rate_of(findings: int, answers: int) -> ReportRate:
    """Return findings among answers with their limits, in tenths of a per cent."""
    found = figure(findings, answers)
    return ReportRate(findings, answers, *map(tenths, (found.rate, found.lower, found.upper, found.at_most)))


def estimate_of(share: WeightedShare | None) -> ReportEstimate | None:
    """Return a weighted rate as a report holds it."""
    return ReportEstimate(share.per_mille, share.lower_per_mille, share.upper_per_mille) if share else None


def files_of(files: HouseFiles | None) -> ReportRate | None:
    """Return the files with a finding among those checked; nothing where the rule hides them."""
    return rate_of(files.with_finding, files.checked) if files else None


def completeness_of(found: HouseCompleteness, names: Mapping[str, str]) -> Completeness:
    """Return how much is in the figures, the missing branches by their names."""
    return Completeness(
        expected=found.expected,
        checked=found.checked,
        branches=found.branches,
        submitted=found.submitted,
        population=found.population,
        missing=tuple(dict.fromkeys(names.get(code, code) for code, _ in found.missing)),
        substituted=_counted(found.substituted.items()),
    )


def _counted(counts: Iterable[tuple[str, int]]) -> tuple[ReportCount, ...]:
    return tuple(ReportCount(code, count) for code, count in sorted(counts) if count)


def unknown_files(found: HouseCompleteness) -> int:
    """Return the files of which nothing is known."""
    # What nobody can find was counted with a sheet of its own; every other original is unknown.
    return found.missing_files + sum(found.substituted.values()) - found.not_found


def amounts_of(amounts: Iterable[HouseAmount]) -> tuple[ReportAmount, ...]:
    """Return money over all points as a report holds it."""
    return tuple(ReportAmount(one.direction, one.bearer, one.euro) for one in amounts)


def report_figures(
    tables: Tables, points: Sequence[CheckPoint], closed: Collection[Month], month: Month
) -> ReportFigures:
    """Return every point of the grid as the report of a month shows it."""
    until = [one for one in closed if one <= month]
    periods = closed_periods(until)
    quarters = last_closed_quarters(until, month)
    back = _tables_of(tables, quarters)
    lines = [_line(tables, point, _newest(point, periods), until, back) for point in points]
    compared, marked = _compared(lines, month)
    return ReportFigures(marked, quarters, compared)


def _newest(point: CheckPoint, periods: Iterable[Period]) -> Period | None:
    """Return the newest closed period of exactly the length in which a point is reported."""
    wanted = point.report_period
    lengths = [period for period in periods if reports_in(wanted, period)]
    shortest = min((period.last - period.first for period in lengths), default=None)
    return next((period for period in lengths if period.last - period.first == shortest), None)


def _tables_of(tables: Tables, quarters: Iterable[Period]) -> list[HouseTable]:
    found = (tables(quarter) for quarter in quarters)
    return [table for table in found if table is not None]


@dataclass(frozen=True)
class _Line:
    """A point with the counts that its comparison needs; nothing in ``before`` where it has none."""

    shown: ReportPoint
    now: tuple[int, int] | None
    before: tuple[int, int] | None


def _line(
    tables: Tables,
    point: CheckPoint,
    period: Period | None,
    closed: Collection[Month],
    back: Sequence[HouseTable],
) -> _Line:
    table = tables(period) if period else None
    found = table.point(point.id) if table else HousePoint(point.id)
    now = _counts(found)
    before = _before(tables, point.id, period, closed) if period else None
    shown = _shown(point, period, found, before, _major(back, point.id))
    return _Line(shown, now, before)


def _shown(
    point: CheckPoint,
    period: Period | None,
    found: HousePoint,
    before: tuple[int, int] | None,
    major: int | None,
) -> ReportPoint:
    now = _counts(found)
    return ReportPoint(
        point.id,
        point.title,
        period,
        rate_of(*now) if now else None,
        estimate_of(found.weighted),
        *_bounds(found),
        major=major,
        before=tenths(figure(*before).rate) if before else None,
    )


def line_of(
    point: CheckPoint, period: Period, found: HousePoint, past: HousePoint, *, major: int | None
) -> ReportPoint:
    """Return a point of one table beside the same point of an earlier one."""
    return _shown(point, period, found, _counts(past), major)


def compared_years(
    lines: Sequence[ReportPoint], table: HouseTable, before: HouseTable | None
) -> tuple[int, tuple[ReportPoint, ...]]:
    """Return how many points of a year were compared with the year before, and all with their change."""
    if before is None:
        return 0, tuple(lines)
    pairs = [_Line(line, _counts(table.point(line.id)), _counts(before.point(line.id))) for line in lines]
    return _compared(pairs, table.period.last)


def _counts(found: HousePoint) -> tuple[int, int] | None:
    if found.answered is None or found.findings is None:
        return None
    return found.findings, found.answered


def _bounds(found: HousePoint) -> tuple[int | None, int | None]:
    bounds = found.bounds
    # Where nothing is unknown, there is nothing between the two.
    if bounds is None or not bounds[0][1] or not found.unknown:
        return None, None
    return round(bounds[0][0] * TENTHS / bounds[0][1]), round(bounds[1][0] * TENTHS / bounds[1][1])


def _before(tables: Tables, point: str, period: Period, closed: Collection[Month]) -> tuple[int, int] | None:
    """Return findings and answers of the four quarters before; nothing unless all four are shown."""
    quarters = last_closed_quarters(closed, period.first.shift(-1))
    counts = [_counts(table.point(point)) for table in _tables_of(tables, quarters)]
    shown = [count for count in counts if count is not None]
    if len(quarters) < QUARTERS_LOOKED_BACK or len(shown) < QUARTERS_LOOKED_BACK:
        return None
    findings, answers = sum(found for found, _ in shown), sum(n for _, n in shown)
    return (findings, answers) if answers else None


def _major(back: Iterable[HouseTable], point: str) -> int | None:
    majors = [table.point(point).major for table in back]
    shown = [major for major in majors if major is not None]
    return sum(shown) if shown else None


def _compared(lines: Sequence[_Line], month: Month) -> tuple[int, tuple[ReportPoint, ...]]:
    """Mark what stands out among the points whose period ends with this month."""
    tested = {
        at: (line.now, line.before, line.shown.period)
        for at, line in enumerate(lines)
        if line.now and line.now[1] and line.before and line.shown.period and line.shown.period.last == month
    }
    shown = [line.shown for line in lines]
    if not tested:
        return 0, tuple(shown)
    now, before = [one[0] for one in tested.values()], [one[1] for one in tested.values()]
    probabilities = exact_change(
        [x for x, _ in now], [n for _, n in now], [x for x, _ in before], [n for _, n in before]
    )
    marks = stand_out(probabilities, FALSE_ALARMS).tolist()
    rates = zip(figures(now), figures(before), strict=True)
    for at, mark, p, (one, other) in zip(tested, marks, probabilities.tolist(), rates, strict=True):
        if mark:
            direction = "up" if (one.rate or 0.0) > (other.rate or 0.0) else "down"
            months = len(tested[at][2].months)
            rarity = round(months / len(tested) / max(p, LEAST))
            shown[at] = replace(shown[at], change=direction, months=rarity)
    return len(tested), tuple(shown)
