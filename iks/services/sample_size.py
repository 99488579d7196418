"""How many files each branch checks: the numbers of the grid, or its own where the house decided so."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.month import Month
from iks.domain.values import Area, FrameStatus
from iks.store.organisation import setting
from sampling import Allocation

SETTING = "sample_size"


def setting_name(area: Area) -> str:
    """Return the name under which the house keeps the branches' own numbers of an area."""
    return f"{SETTING}_{area.value}"


def sample_size(session: Session, area: Area, month: Month, grid: Checklist) -> Allocation:
    """Return the numbers in force in a month, each branch's own ones included.

    Own numbers for a stratum that the grid does not have any more are left out.
    """
    common = dict(grid.draw.allocation)
    own = setting(session, setting_name(area), month, default={})
    return Allocation(
        common
        | {
            f"{branch}:{stratum}": number
            for branch, numbers in own.items()
            for stratum, number in numbers.items()
            if stratum in common
        }
    )


def whole_branches(
    counts: Mapping[str, Mapping[str, Mapping[str, int]]], allocation: Allocation
) -> dict[str, int]:
    """Return the branches of a list that are drawn whole, each with its eligible files.

    *Valid if* ``counts`` are those of the locked list.

    >>> whole_branches({"S13": {"-": {"eligible": 7}}, "Z01": {"-": {"eligible": 30}}}, Allocation({"-": 10}))
    {'S13': 7}
    """
    eligible = {
        branch: sum(statuses.get(FrameStatus.ELIGIBLE, 0) for statuses in strata.values())
        for branch, strata in counts.items()
    }
    return {branch: files for branch, files in eligible.items() if files <= allocation.of(branch).total}
