"""Release a branch's findings as counts: the only caller of the door, the only writer of the house room."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from iks.domain.anonymise import ReleasedCounts, anonymise
from iks.domain.finding import CheckedAnswer, CheckedSheet, StratumCounts
from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.releases import (
    ReleasedAmount,
    ReleasedFileCount,
    ReleasedFinding,
    ReleasedPoint,
    ReleasedRegime,
    ReleasedStratum,
    ReleasedSubstitution,
    add_releases,
)

__all__ = [
    "BranchRelease",
    "CheckedAnswer",
    "CheckedSheet",
    "ReleasedCounts",
    "StratumCounts",
    "counts_of",
    "release",
    "release_all",
]

_TABLES = {
    "strata": ReleasedStratum,
    "substitutions": ReleasedSubstitution,
    "points": ReleasedPoint,
    "findings": ReleasedFinding,
    "regimes": ReleasedRegime,
    "amounts": ReleasedAmount,
    "file_counts": ReleasedFileCount,
}


@dataclass(frozen=True)
class BranchRelease:
    """What one branch hands in for one month, before it is counted."""

    area: Area
    month: Month
    branch: str
    version: int
    # Came after the close: named, but not part of the month's figures.
    late: bool
    # Ids of the check points of the month's grid.
    points: Sequence[str]
    sheets: Sequence[CheckedSheet]
    strata: Mapping[str, StratumCounts]

    @property
    def key(self) -> dict[str, Any]:
        """The columns that every row of this release shares."""
        return {
            "area": self.area,
            "month": self.month,
            "branch_code": self.branch,
            "version": self.version,
        }


def counts_of(handed_in: BranchRelease) -> ReleasedCounts:
    """Return what leaves the branch, without releasing it; the preview shows exactly this."""
    return anonymise(handed_in.points, handed_in.sheets, handed_in.strata)


def release(session: Session, handed_in: BranchRelease) -> ReleasedCounts:
    """Release what one branch hands in, and return the counts that left it."""
    counts = counts_of(handed_in)
    _write(session, [(handed_in, counts)])
    return counts


def release_all(session: Session, handed_in: Iterable[BranchRelease]) -> None:
    """Release several branches and months in one go."""
    _write(session, [(one, counts_of(one)) for one in handed_in])


def _write(session: Session, counted: list[tuple[BranchRelease, ReleasedCounts]]) -> None:
    session.flush()
    rows = {
        table: [one.key | asdict(row) for one, counts in counted for row in getattr(counts, name)]
        for name, table in _TABLES.items()
    }
    add_releases(session, [one.key | {"late": one.late} for one, _ in counted], rows)
