"""Compose the annex of a year that names branches: exact figures for unit and revision only."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from iks.domain.branch_annex import AnnexBranch, AnnexGroup, AnnexRow, BranchAnnex
from iks.domain.period import Period
from iks.domain.totals import BranchTotals, PeriodTotals, PointTotals
from iks.domain.values import Area
from iks.services.compare_branches import QUARTERS, funnel_of_year
from iks.services.count_branches import FEWEST_MONTHS, group_row
from iks.services.funnel_views import FunnelBranch, FunnelGroup
from iks.services.read_results import branches_of, closed_months, grid_of_month, totals_of
from iks.services.report_figures import rate_of
from iks.store.organisation import Branch

TENTHS_OF_ONE = 10


def compose_annex(session: Session, area: Area, year: int) -> BranchAnnex:
    """Return the annex of a calendar year all of whose months are closed; it holds nothing that came late.

    Raises
    ------
    LookupError
        When a month of the year is not closed.
    """
    period = Period.year(year)
    closed = closed_months(session, area)
    if not period.closed_in(closed):
        raise LookupError(f"{area} {year} is not closed")
    grid = grid_of_month(session, closed[period.last])
    branches = branches_of(session, period)
    totals = totals_of(session, area, [period])
    quarters = [totals_of(session, area, [Period.quarter(year, number)]) for number in QUARTERS]
    there = {code: branch for code, branch in branches.items() if code in totals.branches}
    funnel = funnel_of_year(period, grid, totals, branches)
    members = {g.id: [point.id for point in grid.points if point.group == g.id] for g in funnel.groups}
    return BranchAnnex(
        area=area,
        year=year,
        closed_on=closed[period.last].closed_on or period.last.last_day,
        checklist_versions=", ".join(dict.fromkeys(month.checklist_version for month in totals.months)),
        fewest_months=FEWEST_MONTHS,
        branches=tuple(_branch(code, branch, quarters) for code, branch in there.items()),
        groups=tuple(_group(group, members[group.id], there, totals, quarters) for group in funnel.groups),
        shown=funnel.shown,
        outside=funnel.outside,
        expected_tenths=round(funnel.expected_outside * TENTHS_OF_ONE),
    )


def _branch(code: str, branch: Branch, quarters: Sequence[PeriodTotals]) -> AnnexBranch:
    months = (quarter.branches.get(code, BranchTotals()).submitted for quarter in quarters)
    return AnnexBranch(branch.name, tuple(months))


def _group(
    group: FunnelGroup,
    points: list[str],
    branches: Mapping[str, Branch],
    totals: PeriodTotals,
    quarters: Sequence[PeriodTotals],
) -> AnnexGroup:
    found = [totals.points.get(point, PointTotals(point)) for point in points]
    of_year = {branch.code: branch for branch in group.branches}
    return AnnexGroup(
        id=group.id,
        label=group.label,
        points=tuple(points),
        house=rate_of(sum(point.findings for point in found), sum(point.answered for point in found)),
        rows=tuple(
            _row(code, branch, points, quarters, of_year.get(code)) for code, branch in branches.items()
        ),
    )


def _row(
    code: str, branch: Branch, points: list[str], quarters: Sequence[PeriodTotals], year: FunnelBranch | None
) -> AnnexRow:
    rows = [group_row(code, branch, quarter, [points]) for quarter in quarters]
    counts = tuple(row.counts[0] if row.counts else None for row in rows)
    if year is None:
        return AnnexRow(counts, None)
    return AnnexRow(counts, rate_of(year.findings, year.n), year.outside, year.far)
