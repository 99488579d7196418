"""The overall result as it goes beyond the units: it reads the frozen tables of the house, nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from checklists.model import CheckPoint
from iks.domain.fixed_tables import kind_of
from iks.domain.house_table import HousePoint, HouseTable, WeightedShare
from iks.domain.month import Month
from iks.domain.period import Period, closed_periods
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, ReportPeriod
from iks.services.estimates import Figure, Weighted, figure, figures
from iks.services.read_house_table import tables_among
from iks.services.read_results import closed_months, grid_of_month
from iks.store.house_tables import frozen_periods
from iks.store.months import AuditMonth


@dataclass(frozen=True)
class OverallPoint:
    """One point in its newest closed period; no figure where the rule hides it or no period is closed."""

    id: str
    title: str
    period: Period | None
    figure: Figure | None


@dataclass(frozen=True)
class OverallResult:
    """The newest closed month of an area; no files with findings where the rule hides them."""

    area: Area
    month: Month
    checked: int
    expected: int
    branches: int
    submitted: int
    files: Figure | None
    files_weighted: Weighted | None
    has_strata: bool
    points: tuple[OverallPoint, ...]


def overall_result(session: Session, actor: Actor, area: Area) -> OverallResult | None:
    """Return the overall result of the newest closed month, or nothing before the first close."""
    actor.require(Permission.SEE_OVERALL_RESULT, area)
    closed = closed_months(session, area)
    newest = _newest_tables(session, area, closed)
    table = newest.get(ReportPeriod.MONTH)
    if table is None:
        return None
    complete, files = table.completeness, table.files
    return OverallResult(
        area=area,
        month=table.period.first,
        checked=complete.checked,
        expected=complete.expected,
        branches=complete.branches,
        submitted=complete.submitted,
        files=figure(files.with_finding, files.checked) if files else None,
        files_weighted=_weighted(files.weighted) if files else None,
        has_strata=table.has_strata,
        points=_points(grid_of_month(session, closed[table.period.first]).points, newest),
    )


def _newest_tables(
    session: Session, area: Area, closed: Mapping[Month, AuditMonth]
) -> dict[ReportPeriod, HouseTable]:
    """Return the newest frozen month, quarter and year, whichever there is."""
    frozen = frozen_periods(session, area)
    newest: dict[ReportPeriod, Period] = {}
    for period in closed_periods(closed):
        if str(period) in frozen:
            newest.setdefault(kind_of(period), period)
    return {kind_of(period): table for period, table in tables_among(session, area, newest.values()).items()}


def _weighted(share: WeightedShare | None) -> Weighted | None:
    return Weighted(share.rate, share.lower, share.upper) if share else None


def _points(
    points: Sequence[CheckPoint], newest: Mapping[ReportPeriod, HouseTable]
) -> tuple[OverallPoint, ...]:
    tables = [newest.get(point.report_period) for point in points]
    found = [
        table.point(point.id) if table else HousePoint(point.id)
        for point, table in zip(points, tables, strict=True)
    ]
    counted = figures([(one.findings or 0, one.answered or 0) for one in found])
    return tuple(
        OverallPoint(point.id, point.title, table.period if table else None, figure if one.shown else None)
        for point, table, one, figure in zip(points, tables, found, counted, strict=True)
    )
