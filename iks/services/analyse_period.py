"""Put the frozen figures of a period together: ranked points, changes, branches, one point closely."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from checklists.model import Checklist, CheckPoint
from iks.domain.house_table import HouseTable
from iks.domain.month import Month
from iks.domain.period import QUARTERS_LOOKED_BACK, Period, closed_periods, last_closed_quarters
from iks.domain.totals import PeriodTotals, PointTotals
from iks.domain.values import AmountDirection, Area
from iks.services.compare_branches import funnel_of_year
from iks.services.compare_periods import changes, with_changes
from iks.services.count_branches import completeness, group_table
from iks.services.describe_point import describe
from iks.services.estimates import (
    Amount,
    Figure,
    amounts,
    effective_files,
    figure,
    figures,
    weighted,
)
from iks.services.evaluation_views import Analysis, PointLine
from iks.services.read_house_table import house_table
from iks.services.read_results import branches_of, grid_of_month, totals_of
from iks.store.months import AuditMonth

# Files with no finding, one, two, three or more.
FILE_CLASSES = 4
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
        files_by_findings=tuple(
            figures([(totals.files_by_findings[number], totals.checked) for number in range(FILE_CLASSES)])
        ),
        files_weighted=None if totals.has_strata else weighted(totals.file_cells),
        has_strata=totals.has_strata,
        effective_files=effective_files(totals.file_cells),
        looked_back=looked_back,
        points=lines,
        changes=changes(compared, probabilities, len(period.months)),
        detail=describe(session, area, period, closed, totals, chosen, grids),
        groups=group_table(grids[-1], totals, branches) if period.is_quarter else None,
        funnel=funnel_of_year(session, area, period, grids[-1], branches) if period.is_year else None,
        amounts=_all_amounts(house_table(session, area, period)),
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


def _all_amounts(table: HouseTable | None) -> tuple[Amount, ...]:
    return amounts(table.amounts) if table else tuple(Amount(towards, "", None) for towards in DIRECTIONS)
