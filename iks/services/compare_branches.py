"""Set the branches side by side over a closed year, by group of points; nothing here ranks them."""

from collections.abc import Mapping, Sequence

from checklists.model import Checklist
from iks.domain.disclosure import branch_count
from iks.domain.period import Period
from iks.domain.point_counts import BranchCounts, count_branches
from iks.domain.totals import PeriodTotals, PointTotals
from iks.services.count_branches import FEWEST_MONTHS
from iks.services.funnel_views import Funnel, FunnelBranch, FunnelGroup, FunnelLimit
from iks.store.organisation import Branch
from sampling.control import funnel_limits
from sampling.false_alarms import chance_beyond

INNER, OUTER = 0.95, 0.998
QUARTERS = (1, 2, 3, 4)
# So many places of the curves are computed; between them lines are drawn.
CURVE_POINTS = 24


def funnel_of_year(
    year: Period, grid: Checklist, totals: PeriodTotals, branches: Mapping[str, Branch]
) -> Funnel:
    """Return the branches by group over a closed calendar year, in the order of the catalogue.

    A year and three of its quarters give the fourth, so a branch is left out of a group where one of its
    quarters is not shown.
    """
    quarters = [_quarter(totals, Period.quarter(year.first.year, number)) for number in QUARTERS]
    groups, chances = [], []
    for group in grid.groups:
        points = [point.id for point in grid.points if point.group == group.id]
        if points:
            made = _group(group.id, group.label, points, totals, quarters, branches)
            groups.append(made)
            chances.append(_chances(made))
    return Funnel(year, tuple(groups), sum(inner for inner, _ in chances), sum(far for _, far in chances))


def _quarter(year: PeriodTotals, quarter: Period) -> BranchCounts:
    return count_branches(month for month in year.months if quarter.first <= month.month <= quarter.last)


def _group(
    group: str,
    label: str,
    points: Sequence[str],
    totals: PeriodTotals,
    quarters: Sequence[BranchCounts],
    branches: Mapping[str, Branch],
) -> FunnelGroup:
    of_points = [totals.points.get(point, PointTotals(point)) for point in points]
    findings, answered = sum(p.findings for p in of_points), sum(p.answered for p in of_points)
    cells, hidden = [], []
    for code, branch in branches.items():
        n = sum(point.answered_by_branch[code] for point in of_points)
        if n and all(_quarter_is_shown(quarter, code, points) for quarter in quarters):
            cells.append((code, branch.name, sum(point.findings_by_branch[code] for point in of_points), n))
        elif n:
            hidden.append(branch.name)
    centre = findings / answered if answered else 0.0
    return FunnelGroup(
        group, label, centre, _branches(cells, centre), tuple(hidden), _limits([n for *_, n in cells], centre)
    )


def _quarter_is_shown(quarter: BranchCounts, code: str, points: Sequence[str]) -> bool:
    submitted = quarter.submitted.get(code, 0)
    if not submitted:
        return True
    found = sum(quarter.findings.get((code, point), 0) for point in points)
    return submitted >= FEWEST_MONTHS and branch_count(found) is not None


def _branches(cells: Sequence[tuple[str, str, int, int]], centre: float) -> tuple[FunnelBranch, ...]:
    if not cells:
        return ()
    answers = [n for *_, n in cells]
    inner, outer = funnel_limits(answers, centre, INNER), funnel_limits(answers, centre, OUTER)
    return tuple(
        FunnelBranch(
            code, name, findings, n, _outside(findings / n, low, high), not far_low <= findings / n <= far
        )
        for (code, name, findings, n), low, high, far_low, far in zip(
            cells, *(side.tolist() for limits in (inner, outer) for side in limits), strict=True
        )
    )


def _outside(rate: float, low: float, high: float) -> str:
    return "up" if rate > high else "down" if rate < low else ""


def _limits(answers: Sequence[int], centre: float) -> tuple[FunnelLimit, ...]:
    if not answers:
        return ()
    room = max((max(answers) - min(answers)) // 10, 5)
    first, last = max(min(answers) - room, 1), max(answers) + room
    steps = range(first, last + 1, max((last - first) // CURVE_POINTS, 1))
    places = [*steps, last] if steps[-1] != last else list(steps)
    inner, outer = funnel_limits(places, centre, INNER), funnel_limits(places, centre, OUTER)
    ends = zip(places, *(side.tolist() for limits in (inner, outer) for side in limits), strict=True)
    return tuple(FunnelLimit(n, (low, high), (far_low, far)) for n, low, high, far_low, far in ends)


def _chances(group: FunnelGroup) -> tuple[float, float]:
    answers = [branch.n for branch in group.branches]
    if not answers:
        return 0.0, 0.0
    sums = [
        float(chance_beyond(answers, group.centre, *funnel_limits(answers, group.centre, coverage)).sum())
        for coverage in (INNER, OUTER)
    ]
    return sums[0], sums[1]
