"""Put the frozen figures of a period together: ranked points, changes, branches, one point closely."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.house_table import HouseTable
from iks.domain.month import Month
from iks.domain.period import Period, closed_periods
from iks.domain.totals import PeriodTotals, PointTotals, add_up
from iks.domain.values import AmountDirection, Area
from iks.services.compare_branches import funnel_of_year
from iks.services.compare_periods import ComparedPeriod, Span, compare_points
from iks.services.count_branches import completeness, group_table
from iks.services.describe_point import FrozenPeriod, describe
from iks.services.estimates import Amount, amounts, effective_files, figure, figures, weighted
from iks.services.evaluation_views import Analysis, ComparedPoint, PointDetail, PointLine
from iks.services.read_house_table import house_table
from iks.services.read_results import branches_of, figures_by_month, figures_in, grids_of
from iks.store.months import AuditMonth

# Files with no finding, one, two, three or more.
FILE_CLASSES = 4
DIRECTIONS = (AmountDirection.OVERPAYMENT.value, AmountDirection.UNDERPAYMENT.value)

Closed = Mapping[Month, AuditMonth]


@dataclass(frozen=True)
class _Basis:
    """Everything that is read for a period, each of it once."""

    span: Span
    compared: ComparedPeriod
    frozen: FrozenPeriod

    @classmethod
    def of(cls, session: Session, area: Area, period: Period, closed: Closed) -> "_Basis":
        span = Span.of(period, closed)
        read = figures_by_month(session, area, span.months)
        grids = grids_of(session, (closed[month] for month in period.months))
        totals, table = add_up(figures_in(read, [period])), house_table(session, area, period)
        return cls(span, compare_points(read, span, grids[-1]), FrozenPeriod(totals, grids, table))


def analyse(session: Session, area: Area, period: Period, closed: Closed, wanted: str) -> Analysis:
    """Return the analysis of a period all of whose months are closed."""
    basis = _Basis.of(session, area, period, closed)
    totals, grid = basis.frozen.totals, basis.frozen.grids[-1]
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
        looked_back=basis.span.looked_back,
        points=tuple(_line(point, totals) for point in basis.compared.points),
        changes=basis.compared.changes,
        detail=_detail(session, area, basis, closed, _chosen(basis.compared, wanted)),
        groups=group_table(grid, totals, branches) if period.is_quarter else None,
        funnel=funnel_of_year(period, grid, totals, branches) if period.is_year else None,
        amounts=_all_amounts(basis.frozen.table),
    )


def look_closely(session: Session, area: Area, period: Period, closed: Closed, point: str) -> PointDetail:
    """Return one point of a period all of whose months are closed; the heaviest where the grid lacks it."""
    basis = _Basis.of(session, area, period, closed)
    return _detail(session, area, basis, closed, _chosen(basis.compared, point))


def _chosen(compared: ComparedPeriod, wanted: str) -> ComparedPoint:
    return next((point for point in compared.points if point.id == wanted), compared.points[0])


def _detail(session: Session, area: Area, basis: _Basis, closed: Closed, point: ComparedPoint) -> PointDetail:
    line = _line(point, basis.frozen.totals)
    return describe(session, area, basis.span.period, closed, basis.frozen, line)


def _line(point: ComparedPoint, period: PeriodTotals) -> PointLine:
    totals = period.points.get(point.id, PointTotals(point.id))
    bounds = totals.bounds(period.unknown_files)
    best, worst = (found / n for found, n in bounds) if bounds else (None, None)
    return PointLine(
        **vars(point),
        weighted=weighted(totals.cells),
        best=best,
        worst=worst,
        not_applicable=totals.not_applicable,
        not_assessable=totals.not_assessable,
        list_was_wrong=totals.list_was_wrong,
        systemic=totals.systemic,
    )


def _all_amounts(table: HouseTable | None) -> tuple[Amount, ...]:
    return amounts(table.amounts) if table else tuple(Amount(towards, "", None) for towards in DIRECTIONS)
