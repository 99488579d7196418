"""Show how many files each branch checks, from when on, and what a change would hold for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.services.read_checklist import grid_of, version_of_month
from iks.services.sample_size import sample_size, setting_name
from iks.services.set_sample_size import first_open_month
from iks.store.organisation import Setting, branches_in, settings_of
from sampling import Allocation


@dataclass(frozen=True)
class BranchSize:
    """The numbers of one branch."""

    code: str
    name: str
    # Files by stratum in the first month that can still be changed.
    numbers: Mapping[str, int]
    is_own: bool
    # The month from which on these numbers hold; none where nobody has ever changed them.
    since: Month | None
    # Until then, where they do not hold yet.
    until_then: Mapping[str, int] | None


@dataclass(frozen=True)
class SampleSizes:
    """The numbers of all branches of an area."""

    area: Area
    # The first month that can still be changed.
    month: Month
    # The numbers of the grid.
    common: Mapping[str, int]
    # Check points of the grid: so many answers does one more file ask for.
    points: int
    branches: tuple[BranchSize, ...]
    may_change: bool


def sample_sizes(session: Session, clock: Clock, actor: Actor, area: Area) -> SampleSizes:
    """Return the numbers of all branches that exist in the first month that can still be changed."""
    actor.require(Permission.SEE_RELEASED, area=area)
    month, current = first_open_month(session, clock, area), Month.of(local_date(clock.now()))
    grid = grid_of(version_of_month(session, area, month))
    decisions = settings_of(session, setting_name(area))
    numbers = sample_size(session, area, month, grid)
    earlier = sample_size(session, area, current, grid_of(version_of_month(session, area, current)))
    return SampleSizes(
        area=area,
        month=month,
        common=Allocation(grid.draw.allocation),
        points=len(grid.points),
        branches=tuple(
            _branch_size(branch.code, branch.name, decisions, month, numbers, earlier)
            for branch in branches_in(session, month)
        ),
        may_change=actor.may(Permission.SET_SAMPLE_SIZE, area),
    )


def _branch_size(
    code: str,
    name: str,
    decisions: Sequence[Setting],
    month: Month,
    numbers: Allocation,
    earlier: Allocation,
) -> BranchSize:
    now, before = numbers.of(code), earlier.of(code)
    return BranchSize(
        code=code,
        name=name,
        numbers=dict(now),
        is_own=code in numbers.branches,
        since=next(_changes(code, decisions, month), None),
        until_then=dict(before) if dict(before) != dict(now) else None,
    )


def _changes(code: str, decisions: Sequence[Setting], month: Month) -> Iterator[Month]:
    """Yield the months in which the decision about a branch changed, the newest first."""
    known = [row for row in decisions if row.valid_from <= month]
    for row, before in reversed(list(zip(known, [None, *known], strict=False))):
        if row.value.get(code) != (before.value.get(code) if before else None):
            yield row.valid_from
