"""Compare a list of active files with the last locked one: where it fell, and which branch is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.frames import locked_before
from iks.store.organisation import branches_in

LARGEST_FALL_PERCENT = 5

Counts = Mapping[str, Mapping[str, Mapping[str, int]]]


def fell(files: int, before: int | None) -> bool:
    """Return whether a count is more than 5 % below the one before."""
    return before is not None and files * 100 < before * (100 - LARGEST_FALL_PERCENT)


@dataclass(frozen=True)
class BranchCount:
    """The files of one branch, beside the list before."""

    code: str
    name: str
    files: int
    before: int | None

    @property
    def needs_reason(self) -> bool:
        """Whether somebody has to say why there are so few."""
        return self.files == 0 or fell(self.files, self.before)

    @property
    def change(self) -> float | None:
        """The change against the list before as a share of it."""
        return (self.files - self.before) / self.before if self.before else None


@dataclass(frozen=True)
class FrameCounts:
    """All branches of a month with their files, beside the last locked list."""

    branches: tuple[BranchCount, ...]
    files: int
    files_before: int | None
    before_month: Month | None

    @property
    def fallen(self) -> tuple[BranchCount, ...]:
        """The branches for which a reason is needed."""
        return tuple(branch for branch in self.branches if branch.needs_reason)

    @property
    def total_fell(self) -> bool:
        """Whether the house as a whole lost more than 5 %."""
        return fell(self.files, self.files_before)

    @property
    def needs_reason(self) -> bool:
        """Whether the list may be taken over only with a reason."""
        return self.total_fell or bool(self.fallen)

    @property
    def change(self) -> float | None:
        """The change of the whole house as a share of the list before."""
        return (self.files - self.files_before) / self.files_before if self.files_before else None


def compare_counts(session: Session, area: Area, month: Month, files: Mapping[str, int]) -> FrameCounts:
    """Put the files of each branch of a month beside those of the last locked list."""
    earlier = locked_before(session, area, month)
    before = files_by_branch(earlier.counts) if earlier else {}
    branches = tuple(
        BranchCount(b.code, b.name, files.get(b.code, 0), before.get(b.code))
        for b in branches_in(session, month)
    )
    return FrameCounts(
        branches,
        sum(files.values()),
        sum(before.values()) if earlier else None,
        earlier.month if earlier else None,
    )


def files_by_branch(counts: Counts) -> dict[str, int]:
    """Return the files of each branch, whatever their stratum and status.

    >>> files_by_branch({"Z01": {"-": {"eligible": 3, "at_external_audit": 1}}})
    {'Z01': 4}
    """
    return {
        branch: sum(files for statuses in strata.values() for files in statuses.values())
        for branch, strata in counts.items()
    }


def plain_counts(counts: Counts) -> dict[str, Any]:
    """Return counts in the form in which they are stored."""
    return {
        branch: {stratum: dict(statuses) for stratum, statuses in strata.items()}
        for branch, strata in counts.items()
    }
