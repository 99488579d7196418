"""Count for the revision what branches corrected after they submitted: answers by point and month."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services.branch_release import AFTER_THE_CLOSE
from iks.services.read_checklist import grid_by_id
from iks.store.corrections import corrected_answers
from iks.store.months import get_month
from iks.store.organisation import Branch

Row = tuple[Area, Month, str, str, int]


@dataclass(frozen=True)
class CorrectedMonth:
    """How many answers were corrected in a closed month; how many sheets that were is told by no number."""

    area: Area
    month: Month
    # Answers by check point over the house, in the order of the ids.
    points: Mapping[str, int]
    # Answers by branch, in the order of the codes.
    branches: Mapping[str, int]

    @property
    def answers(self) -> int:
        """All corrected answers of the month."""
        return sum(self.points.values())


@dataclass(frozen=True)
class CorrectedMonthPage:
    """A month with the names of its points and branches."""

    month: CorrectedMonth
    titles: Mapping[str, str]
    branch_names: Mapping[str, str]


def corrected_months(session: Session, actor: Actor) -> tuple[CorrectedMonth, ...]:
    """Return the closed months in which answers were corrected, the newest first."""
    actor.require(Permission.SEE_CORRECTIONS)
    return tuple(_months(corrected_answers(session, actor.areas(Permission.SEE_CORRECTIONS))))


def corrected_month(session: Session, actor: Actor, area: Area, month: Month) -> CorrectedMonthPage:
    """Return one closed month in which answers were corrected, or could have been.

    Raises
    ------
    NotThere
        When there is no such month, it is not closed, or it is not the person's area.
    """
    actor.require(Permission.SEE_CORRECTIONS, area)
    audit = get_month(session, area, month)
    if audit is None or audit.state not in AFTER_THE_CLOSE:
        raise NotThere
    rows = [row for row in corrected_answers(session, [area]) if row[1] == month]
    counts = next(iter(_months(rows)), CorrectedMonth(area, month, {}, {}))
    grid = grid_by_id(session, audit.checklist_version_id or "")
    return CorrectedMonthPage(
        month=counts,
        titles={point.id: point.title for point in grid.points},
        branch_names={code: session.get_one(Branch, code).name for code in counts.branches},
    )


def _months(rows: Sequence[Row]) -> Iterable[CorrectedMonth]:
    for (area, month), found in groupby(rows, key=lambda row: (row[0], row[1])):
        points: Counter[str] = Counter()
        branches: Counter[str] = Counter()
        for _, _, branch, point, answers in found:
            points[point] += answers
            branches[branch] += answers
        yield CorrectedMonth(area, month, dict(sorted(points.items())), dict(sorted(branches.items())))
