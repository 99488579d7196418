"""Compare a list of active files with the last locked one: where it fell, and which branch is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.values import Area
from iks.services.follow_branches import predecessors
from iks.store.frames import Frame, locked_before
from iks.store.organisation import Branch, branches_in

LARGEST_FALL_PERCENT = 5

Counts = Mapping[str, Mapping[str, Mapping[str, int]]]


def fell(files: int, before: int | None) -> bool:
    """Return whether a count is more than 5 % below the one before."""
    return before is not None and files * 100 < before * (100 - LARGEST_FALL_PERCENT)


@dataclass(frozen=True)
class Compared:
    """A count beside the one of the list before; without such a list there is nothing to compare with."""

    files: int
    before: int | None

    @property
    def difference(self) -> int | None:
        """How many files more or fewer there are."""
        return None if self.before is None else self.files - self.before

    @property
    def change(self) -> float | None:
        """The change against the list before as a share of it."""
        return (self.files - self.before) / self.before if self.before else None


@dataclass(frozen=True)
class StratumCount(Compared):
    """The files of one stratum, of a branch or of the house."""

    stratum: str


@dataclass(frozen=True)
class BranchCount(Compared):
    """The files of one branch, beside the list before; a successor beside the sum of its predecessors."""

    code: str
    name: str
    strata: tuple[StratumCount, ...] = ()
    # First month, where the branch began after the list before; last month, where one is set.
    new_from: Month | None = None
    ends_with: Month | None = None
    # The branches for which it carries on since the list before, and the one that will carry on for it.
    took_over: tuple[str, ...] = ()
    successor: str = ""

    @property
    def needs_reason(self) -> bool:
        """Whether somebody has to say why there are so few; a branch may stay empty without a word."""
        return (self.is_empty and self.before != 0) or fell(self.files, self.before)

    @property
    def is_empty(self) -> bool:
        """Whether the list holds no file of the branch."""
        return self.files == 0


@dataclass(frozen=True)
class FrameCounts:
    """All branches of a month with their files, beside the last locked list."""

    branches: tuple[BranchCount, ...]
    files: int
    files_before: int | None
    before_month: Month | None
    strata: tuple[StratumCount, ...] = ()

    @property
    def fallen(self) -> tuple[BranchCount, ...]:
        """The branches for which a reason is needed."""
        return tuple(branch for branch in self.branches if branch.needs_reason)

    @property
    def empty(self) -> tuple[BranchCount, ...]:
        """The branches of which the list holds no file."""
        return tuple(branch for branch in self.branches if branch.is_empty)

    @property
    def total(self) -> Compared:
        """The whole house."""
        return Compared(self.files, self.files_before)

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
        return self.total.change


def compare_counts(session: Session, area: Area, month: Month, counts: Counts) -> FrameCounts:
    """Put the files of each branch and stratum of a month beside those of the last locked list."""
    earlier, gone = locked_before(session, area, month), predecessors(session, month)
    branches = branches_in(session, month)
    names = {branch.code: f"{branch.code} {branch.name}" for branch in branches}
    files = files_by_branch(counts)
    return FrameCounts(
        branches=tuple(
            _branch_count(branch, gone.get(branch.code, ()), counts, earlier, names) for branch in branches
        ),
        files=sum(files.values()),
        files_before=sum(files_by_branch(earlier.counts).values()) if earlier else None,
        before_month=earlier.month if earlier else None,
        strata=_strata(counts, files, earlier, files_by_branch(earlier.counts) if earlier else ()),
    )


def _branch_count(
    branch: Branch,
    gone: Sequence[Branch],
    counts: Counts,
    earlier: Frame | None,
    names: Mapping[str, str],
) -> BranchCount:
    files, before = files_by_branch(counts), files_by_branch(earlier.counts) if earlier else {}
    took_over = [old for old in gone if before.get(old.code)]
    is_new = earlier is not None and branch.valid_from > earlier.month
    compared = [branch.code, *(old.code for old in took_over)]
    return BranchCount(
        files=files.get(branch.code, 0),
        before=None
        if earlier is None or (is_new and not took_over)
        else sum(before.get(c, 0) for c in compared),
        code=branch.code,
        name=branch.name,
        strata=_strata(counts, [branch.code], earlier, compared),
        new_from=branch.valid_from if is_new else None,
        ends_with=branch.valid_to,
        took_over=tuple(f"{old.code} {old.name}" for old in took_over),
        successor=names.get(branch.successor_code or "", branch.successor_code or ""),
    )


def _strata(
    counts: Counts, branches: Iterable[str], earlier: Frame | None, compared: Iterable[str]
) -> tuple[StratumCount, ...]:
    """Return the files by stratum, where the list has more than one."""
    now = _by_stratum(counts, branches)
    before = _by_stratum(earlier.counts, compared) if earlier else {}
    if {*now, *before} <= {"-"}:
        return ()
    return tuple(
        StratumCount(now.get(code, 0), before.get(code, 0) if earlier else None, code)
        for code in sorted({*now, *before})
    )


def _by_stratum(counts: Counts, branches: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for branch in branches:
        for stratum, statuses in counts.get(branch, {}).items():
            found[stratum] = found.get(stratum, 0) + sum(statuses.values())
    return found


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
