"""Months for tests: invented sheets go through the real door into the real house room."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from checklists.load import load_builtin
from checklists.model import Checklist, CheckPoint
from iks.domain.anonymise import anonymise
from iks.domain.finding import CheckedAnswer, CheckedSheet, StratumCounts
from iks.domain.month import Month, due_date, last_close_day
from iks.domain.values import AmountDirection, AnswerValue, Area, BranchState, CostBearer, MonthState
from iks.services.read_checklist import version_of_month
from iks.store.accounts import by_username
from iks.store.casework import Submission
from iks.store.months import BranchMonth, plan_month
from iks.store.organisation import Branch
from iks.store.releases import (
    Release,
    ReleasedAmount,
    ReleasedFileCount,
    ReleasedFinding,
    ReleasedPoint,
    ReleasedRegime,
    ReleasedStratum,
    ReleasedSubstitution,
)

NOON = datetime(2026, 12, 17, 11, 0, tzinfo=UTC)
STRATA = {Area.BENEFITS: ("-",), Area.INTEGRATION: ("funded", "unfunded")}
LISTS = {
    "strata": ReleasedStratum,
    "substitutions": ReleasedSubstitution,
    "points": ReleasedPoint,
    "findings": ReleasedFinding,
    "regimes": ReleasedRegime,
    "amounts": ReleasedAmount,
    "file_counts": ReleasedFileCount,
}


@dataclass
class BranchSheets:
    """What one branch of a test month hands in."""

    sheets: Sequence[CheckedSheet]
    strata: Mapping[str, StratumCounts]
    at: datetime = NOON
    version: int = 1
    late: bool = False


@dataclass
class Invented:
    """Sheets by branch that follow from a seed alone."""

    area: Area
    seed: int = 1
    rate: float = 0.2
    files: int = 10
    grid: Checklist = field(init=False)

    def __post_init__(self) -> None:
        self.grid = load_builtin(self.area.value)

    def branch(self, code: str, month: Month, **substituted: Any) -> BranchSheets:
        """Return the sheets of a branch; populations differ from branch to branch."""
        chance = random.Random(f"{self.seed} {self.area} {code} {month}")  # noqa: S311 - invented data.
        strata = STRATA[self.area]
        sheets = [self._sheet(chance, strata[n % len(strata)]) for n in range(self.files)]
        drawn = {s: sum(sheet.stratum == s for sheet in sheets) for s in strata}
        return BranchSheets(
            sheets,
            {s: StratumCounts(chance.randint(100, 3000), drawn[s], substituted.get(s, {})) for s in strata},
        )

    def _sheet(self, chance: random.Random, stratum: str) -> CheckedSheet:
        regimes = chance.choice((("until_2026_06",), ("from_2026_07",), ("until_2026_06", "from_2026_07")))
        answers = {point.id: self._answer(chance, point) for point in self.grid.points}
        return CheckedSheet(stratum, regimes, answers)

    def _answer(self, chance: random.Random, point: CheckPoint) -> CheckedAnswer:
        draw = chance.random()
        if draw < 0.15:
            return CheckedAnswer(AnswerValue.NOT_APPLICABLE)
        if draw < 0.17:
            return CheckedAnswer(AnswerValue.NOT_ASSESSABLE, list_was_wrong=chance.random() < 0.5)
        if chance.random() >= self.rate:
            return CheckedAnswer(AnswerValue.OK)
        pattern = chance.choice(point.patterns)
        money = point.amount.possible and chance.random() < 0.6
        return CheckedAnswer(
            AnswerValue.FINDING,
            pattern.id,
            chance.choice(self.grid.causes).id,
            pattern.kind,
            pattern.severity,
            cents=chance.randint(1, 900) * 100 if money else None,
            direction=chance.choice(point.amount.directions) if money else AmountDirection.NONE,
            bearer=chance.choice((CostBearer.FEDERAL, CostBearer.MUNICIPAL)) if money else None,
            systemic=chance.random() < 0.1,
        )


def add_branches(session: Session, *codes: str) -> None:
    """Add branches to the small house."""
    for code in codes:
        session.add(Branch(code=code, name=f"Ort {code}", kind="district", valid_from=Month(2024, 1)))
    session.flush()


def drawn_month(session: Session, area: Area, month: Month, expected: Mapping[str, int]) -> None:
    """Plan a month and say that its sample was drawn on time; the branches are open."""
    audit = plan_month(session, area, month)
    audit.state = MonthState.DRAWN
    audit.checklist_version_id = version_of_month(session, area, month).id
    audit.drawn_on = date(month.year, month.number, 1)
    audit.due_on = due_date(month, audit.drawn_on)
    audit.closes_on = last_close_day(month, audit.due_on)
    for code, files in expected.items():
        session.add(BranchMonth(area=area, month=month, branch_code=code, expected=files))
    session.flush()


def submit(session: Session, area: Area, month: Month, branch: str, handed_in: BranchSheets) -> None:
    """Release the counts of a branch and note its submission."""
    # The points of the grid that the sheets were checked with.
    asked = (
        handed_in.sheets[0].answers if handed_in.sheets else [p.id for p in load_builtin(area.value).points]
    )
    counts = anonymise(list(asked), handed_in.sheets, handed_in.strata)
    key = {"area": area, "month": month, "branch_code": branch, "version": handed_in.version}
    session.add(Release(**key, late=handed_in.late))
    session.flush()
    for name, table in LISTS.items():
        session.add_all(table(**key, **vars(row)) for row in getattr(counts, name))
    row = session.get(BranchMonth, (area, month, branch))
    person = by_username(session, "z06")
    assert row is not None
    assert person is not None
    row.state, row.submitted_late = BranchState.SUBMITTED, handed_in.late
    session.add(Submission(**key, submitted_by=person.id, submitted_at=handed_in.at))
    session.flush()


def submitted_month(
    session: Session, invented: Invented, month: Month, branches: Sequence[str], missing: Sequence[str] = ()
) -> dict[str, BranchSheets]:
    """Draw a month and let all branches submit but the missing ones; return what came in."""
    drawn_month(session, invented.area, month, dict.fromkeys((*branches, *missing), invented.files))
    came = {code: invented.branch(code, month) for code in branches}
    for code, handed_in in came.items():
        submit(session, invented.area, month, code, handed_in)
    return came
