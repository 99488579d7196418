"""How complete a period is, and the one table that names branches: by group of points and quarter."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.disclosure import branch_count
from iks.domain.period import Period
from iks.domain.substitution import POINT_OF_MISSING
from iks.domain.totals import BranchTotals, PeriodTotals, PointTotals
from iks.domain.values import Area
from iks.services.evaluation_views import Completeness, GroupRow, GroupTable
from iks.store import months
from iks.store.organisation import Branch

# A single month of a branch is never shown, not even as "the quarter" of a branch that came only once.
FEWEST_MONTHS = 2


def completeness(
    session: Session, area: Area, period: Period, totals: PeriodTotals, branches: Mapping[str, Branch]
) -> Completeness:
    """Return how much of what was expected is in the figures, and who is missing."""
    points = totals.points.values()
    not_assessable = sum(point.not_assessable for point in points)
    return Completeness(
        expected=totals.expected,
        checked=totals.completed,
        population=totals.population,
        substituted=dict(sorted(totals.substituted.items())),
        not_found=totals.not_found,
        not_found_at=POINT_OF_MISSING[area],
        missing_files=totals.missing_files,
        not_assessable=not_assessable,
        answers=sum(point.answered + point.not_applicable for point in points) + not_assessable,
        branches=sum(branch.months for branch in totals.branches.values()),
        submitted=sum(branch.submitted for branch in totals.branches.values()),
        missing=tuple(
            (branch.name, when)
            for code, branch in branches.items()
            if (when := tuple(m.month for m in totals.months if code in m.missing))
        ),
        late=_late(session, area, period, branches),
        void_draws=tuple((month.month, draw) for month in totals.months for draw in month.void_draws),
    )


def _late(session: Session, area: Area, period: Period, branches: Mapping[str, Branch]) -> tuple[str, ...]:
    came_late = months.late_branches(session, area, period.first, period.last)
    return tuple(branch.name for code, branch in branches.items() if code in came_late)


def group_table(grid: Checklist, totals: PeriodTotals, branches: Mapping[str, Branch]) -> GroupTable:
    """Return findings by branch and group, as a count or nothing for fewer than three."""
    members = {
        group.id: [point.id for point in grid.points if point.group == group.id] for group in grid.groups
    }
    used = [group for group in grid.groups if members[group.id]]
    return GroupTable(
        groups=tuple((g.id, g.label, tuple(members[g.id])) for g in used),
        rows=tuple(
            group_row(code, branch, totals, [members[group.id] for group in used])
            for code, branch in branches.items()
            if code in totals.branches
        ),
    )


def group_row(code: str, branch: Branch, totals: PeriodTotals, groups: Iterable[list[str]]) -> GroupRow:
    """Return a branch in a quarter, by group; too few months have no counts at all."""
    submitted = totals.branches.get(code, BranchTotals()).submitted
    if submitted < FEWEST_MONTHS:
        return GroupRow(branch.name, submitted, ())
    return GroupRow(
        branch.name, submitted, tuple(branch_count(_findings(totals, code, points)) for points in groups)
    )


def _findings(totals: PeriodTotals, branch: str, points: Iterable[str]) -> int:
    found = (totals.points.get(point, PointTotals(point)) for point in points)
    return sum(point.findings_by_branch[branch] for point in found)
