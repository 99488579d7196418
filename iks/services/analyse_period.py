"""Put the frozen figures of a period together: ranked points, one point closely, completeness."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from checklists.model import Checklist, CheckPoint, Entry, Pattern
from iks.domain.month import Month
from iks.domain.period import QUARTERS_LOOKED_BACK, Period, closed_periods, last_closed_quarters
from iks.domain.substitution import RESERVED_PATTERNS
from iks.domain.totals import PeriodTotals, PointTotals
from iks.domain.values import AmountDirection, Area, ErrorKind
from iks.services.compare_periods import changes, with_changes
from iks.services.count_branches import completeness, group_table
from iks.services.estimates import (
    Amount,
    Figure,
    amount_at_point,
    amounts_over_all_points,
    effective_files,
    figure,
    figures,
    weighted,
)
from iks.services.evaluation_views import Analysis, Count, PointDetail, PointLine
from iks.services.read_results import branches_of, grid_of_month, totals_of
from iks.store.months import AuditMonth

MONTHS_LISTED = 12
# The entries that say nothing more closely stand last, however many they are.
UNSPECIFIC = frozenset({"other", "not_visible"})
DIRECTIONS = (AmountDirection.OVERPAYMENT.value, AmountDirection.UNDERPAYMENT.value)


def analyse(
    session: Session, area: Area, period: Period, closed: Mapping[Month, AuditMonth], wanted: str
) -> Analysis:
    """Return the analysis of a period all of whose months are closed."""
    totals = totals_of(session, area, [period])
    grids = [grid_of_month(session, closed[month]) for month in period.months]
    looked_back = last_closed_quarters(closed, period.last)
    compared, probabilities = with_changes(_lines(session, area, period, closed, totals, grids[-1]))
    lines = tuple(sorted(compared, key=_heaviest_first))
    chosen = next((line for line in lines if line.id == wanted), lines[0])
    branches = branches_of(session, period)
    findings = sum(count for number, count in totals.files_by_findings.items() if number)
    return Analysis(
        area=area,
        period=period,
        closed_on=closed[period.last].closed_on,
        choices=closed_periods(closed),
        versions=tuple(dict.fromkeys(month.checklist_version for month in totals.months)),
        completeness=completeness(session, area, period, totals, branches),
        files=figure(findings, totals.checked),
        files_weighted=None if totals.has_strata else weighted(totals.file_cells),
        has_strata=totals.has_strata,
        effective_files=effective_files(totals.file_cells),
        looked_back=looked_back,
        points=lines,
        changes=changes(compared, probabilities, len(period.months)),
        detail=_detail(session, area, period, closed, totals, chosen, grids),
        groups=group_table(grids[-1], totals, branches) if period.is_quarter else None,
        amounts=_all_amounts(totals),
    )


def _lines(
    session: Session,
    area: Area,
    period: Period,
    closed: Mapping[Month, AuditMonth],
    totals: PeriodTotals,
    grid: Checklist,
) -> tuple[PointLine, ...]:
    quarters = last_closed_quarters(closed, period.last)
    earlier = last_closed_quarters(closed, period.first.shift(-1))
    back = totals_of(session, area, quarters).points
    before = totals_of(session, area, earlier).points if len(earlier) == QUARTERS_LOOKED_BACK else {}
    of_points = [totals.points.get(point.id, PointTotals(point.id)) for point in grid.points]
    now = figures([(point.findings, point.answered) for point in of_points])
    then = [before.get(point.id, PointTotals(point.id)) for point in of_points]
    past = figures([(point.findings, point.answered) for point in then])
    return tuple(
        _line(
            point,
            of_point,
            totals.unknown_files,
            current,
            major=back[point.id].major if point.id in back else None,
            before=past_one if past_one.n else None,
        )
        for point, of_point, current, past_one in zip(grid.points, of_points, now, past, strict=True)
    )


def _line(
    point: CheckPoint,
    totals: PointTotals,
    unknown_files: int,
    now: Figure,
    *,
    major: int | None,
    before: Figure | None,
) -> PointLine:
    bounds = totals.bounds(unknown_files)
    best, worst = (found / n for found, n in bounds) if bounds else (None, None)
    return PointLine(
        id=point.id,
        title=point.title,
        group=point.group,
        figure=now,
        major=major,
        before=before,
        change="",
        weighted=weighted(totals.cells),
        best=best,
        worst=worst,
        not_applicable=totals.not_applicable,
        not_assessable=totals.not_assessable,
        list_was_wrong=totals.list_was_wrong,
        systemic=totals.systemic,
    )


def _heaviest_first(line: PointLine) -> tuple[float, float, str]:
    return (-(line.major or 0), -(line.figure.rate or 0.0), line.id)


def _detail(
    session: Session,
    area: Area,
    period: Period,
    closed: Mapping[Month, AuditMonth],
    totals: PeriodTotals,
    line: PointLine,
    grids: Sequence[Checklist],
) -> PointDetail:
    point = grids[-1].point(line.id)
    of_point = totals.points.get(line.id, PointTotals(line.id))
    patterns = [entry for grid in grids for p in grid.check_points if p.id == line.id for entry in p.patterns]
    regimes = {regime.id: regime.label for grid in grids for regime in grid.legal_status.regimes}
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
        by_month=_by_month(session, area, period, closed, line.id),
        amounts=_point_amounts(point, of_point, period),
    )


def _counts(totals: PointTotals, dimension: str, entries: Sequence[Entry | Pattern]) -> tuple[Count, ...]:
    labels = dict(RESERVED_PATTERNS) | {entry.id: entry.label for entry in entries}
    ordered = sorted(
        totals.by(dimension).items(), key=lambda item: (item[0] in UNSPECIFIC, -item[1], item[0])
    )
    return tuple(Count(labels.get(code, code), count) for code, count in ordered if count)


def _regime_label(codes: str, labels: Mapping[str, str]) -> str:
    return " + ".join(labels.get(code, code) for code in codes.split(","))


def _by_month(
    session: Session, area: Area, period: Period, closed: Mapping[Month, AuditMonth], point: str
) -> tuple[tuple[Month, Figure], ...]:
    listed = sorted((month for month in closed if month <= period.last), reverse=True)[:MONTHS_LISTED]
    if not listed:
        return ()
    found = totals_of(session, area, [Period(listed[-1], listed[0])]).months
    counts = []
    for month in found:
        cells = [cell for p in month.points if p.id == point for cell in p.cells]
        findings = sum(cell.finding for cell in cells)
        counts.append((findings, findings + sum(cell.ok for cell in cells)))
    return tuple(zip((month.month for month in found), figures(counts), strict=True))


def _point_amounts(point: CheckPoint, totals: PointTotals, period: Period) -> tuple[Amount, ...]:
    if period.is_month or not point.amount.possible:
        return ()
    return tuple(amount_at_point(totals, direction.value) for direction in point.amount.directions)


def _all_amounts(totals: PeriodTotals) -> tuple[Amount, ...]:
    points = list(totals.points.values())
    return tuple(amount for direction in DIRECTIONS for amount in amounts_over_all_points(points, direction))
