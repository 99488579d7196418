"""The overall result as it goes beyond the units: only what the crowd rule lets through."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from checklists.model import CheckPoint
from iks.domain.disclosure import crowd_rule
from iks.domain.month import Month
from iks.domain.period import Period, closed_periods
from iks.domain.roles import Actor, Permission
from iks.domain.totals import PeriodTotals, PointTotals
from iks.domain.values import Area, ReportPeriod
from iks.services.estimates import Figure, Weighted, figure, weighted
from iks.services.read_results import closed_months, grid_of_month, totals_of
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
    if not closed:
        return None
    newest = max(closed)
    totals = totals_of(session, area, [Period.of(newest)])
    files = _files(totals)
    return OverallResult(
        area=area,
        month=newest,
        checked=totals.completed,
        expected=totals.expected,
        branches=sum(branch.months for branch in totals.branches.values()),
        submitted=sum(branch.submitted for branch in totals.branches.values()),
        files=files,
        files_weighted=None if files is None or totals.has_strata else weighted(totals.file_cells),
        has_strata=totals.has_strata,
        points=_points(session, area, closed),
    )


def _files(totals: PeriodTotals) -> Figure | None:
    findings = sum(count for number, count in totals.files_by_findings.items() if number)
    checked = {code: branch.checked for code, branch in totals.branches.items()}
    return figure(findings, totals.checked) if crowd_rule(checked, findings, totals.holders) else None


def _points(session: Session, area: Area, closed: Mapping[Month, AuditMonth]) -> tuple[OverallPoint, ...]:
    grid = grid_of_month(session, closed[max(closed)])
    newest = _newest_periods(closed)
    totals = {kind: totals_of(session, area, [period]) for kind, period in newest.items()}
    return tuple(
        _point(point, newest.get(point.report_period), totals.get(point.report_period))
        for point in grid.points
    )


def _newest_periods(closed: Mapping[Month, AuditMonth]) -> dict[ReportPeriod, Period]:
    newest: dict[ReportPeriod, Period] = {}
    for period in closed_periods(closed):
        kind = (
            ReportPeriod.MONTH
            if period.is_month
            else ReportPeriod.QUARTER
            if period.is_quarter
            else ReportPeriod.YEAR
        )
        newest.setdefault(kind, period)
    return newest


def _point(point: CheckPoint, period: Period | None, totals: PeriodTotals | None) -> OverallPoint:
    if totals is None:
        return OverallPoint(point.id, point.title, None, None)
    found = totals.points.get(point.id, PointTotals(point.id))
    shown = crowd_rule(found.answered_by_branch, found.findings, totals.holders)
    return OverallPoint(
        point.id, point.title, period, figure(found.findings, found.answered) if shown else None
    )
