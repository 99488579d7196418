"""Count what came after the close of its month: late submissions and corrections, without their figures."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.period import Period
from iks.domain.values import Area
from iks.store import releases


@dataclass(frozen=True)
class LateReleases:
    """Branch-months that came late or were corrected after the close, and the branches they are of."""

    submissions: int
    corrections: int
    branches: frozenset[str]


def late_releases(session: Session, area: Area, period: Period) -> LateReleases:
    """Return what has come after the close of the months of a period until now."""
    rows = releases.releases_between(session, area, period.first, period.last)
    in_time = {(row.month, row.branch_code) for row in rows if not row.late}
    late = {(row.month, row.branch_code) for row in rows if row.late}
    return LateReleases(len(late - in_time), len(late & in_time), frozenset(branch for _, branch in late))
