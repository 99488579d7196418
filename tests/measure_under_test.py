"""Quarters with known rates, and measures in them, for tests of services and pages."""

import random
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from checklists.load import load_builtin
from checklists.model import Checklist
from iks.domain.clock import local_date
from iks.domain.finding import CheckedAnswer, CheckedSheet, StratumCounts
from iks.domain.measure import Function, MeasureKind, MeasureScope, MeasureWish
from iks.domain.month import Month, at_six
from iks.domain.roles import Actor
from iks.domain.values import AnswerValue, Area, BranchState, Severity
from iks.services.close_month import close_if_due
from iks.services.release_findings import BranchRelease, release_all
from iks.services.steer_measures import propose
from iks.store.months import branch_months
from iks.store.organisation import Branch, all_branches
from tests.house_under_test import BRANCHES, HouseUnderTest
from tests.kept_houses import kept
from tests.services.release_factory import STRATA, drawn_month

FILES = 10
FIRST = Month(2025, 10)
# Eight branches, the three of the small house among them.
MORE = ("Z02", "Z03", "Z04", "Z05", "Z07")
CODES = (*(plan.code for plan in BRANCHES), *MORE)
POINT = {Area.BENEFITS: "L12", Area.INTEGRATION: "M05"}
UNITS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}


def with_branches(session: Session) -> None:
    """Add branches until there are eight."""
    there = {branch.code for branch in all_branches(session)}
    for code in set(MORE) - there:
        session.add(Branch(code=code, name=f"Ort {code}", kind="district", valid_from=Month(2024, 1)))
    session.flush()


@kept
def closed_months_of(
    house: HouseUnderTest, area: Area, months: list[tuple[Month, float]], point: str = ""
) -> None:
    """Close months in which every file answers, and each file is faulty at one point at a given rate."""
    for month, rate in months:
        with house.runtime.transaction() as session:
            drawn_month(session, area, month, dict.fromkeys(CODES, 10))
            release_all(session, [_release(area, code, month, rate, point or POINT[area]) for code in CODES])
            for row in branch_months(session, area, month):
                row.state = BranchState.SUBMITTED
        house.clock.set(at_six(month.last_day))
        with house.runtime.transaction() as session:
            assert close_if_due(session, house.clock, Actor.job(), area, month)


def span(first: Month, months: int, rate: float) -> list[tuple[Month, float]]:
    """Return so many months with the same rate."""
    return [(first.shift(n), rate) for n in range(months)]


@cache
def _grid(area: Area) -> Checklist:
    return load_builtin(area.value)


def _release(area: Area, code: str, month: Month, rate: float, point: str) -> BranchRelease:
    chance = random.Random(f"{area} {code} {month}")  # noqa: S311 - invented data.
    grid = _grid(area)
    pattern = grid.point(point).patterns[0]
    kind, severity = pattern.kind, Severity.MAJOR
    finding = CheckedAnswer(AnswerValue.FINDING, pattern.id, grid.causes[0].id, kind, severity)
    fine = {point.id: CheckedAnswer(AnswerValue.OK) for point in grid.points}
    faulty = fine | {point: finding}
    strata = STRATA[area]
    sheets = [
        CheckedSheet(strata[n % len(strata)], ("from_2026_07",), faulty if chance.random() < rate else fine)
        for n in range(FILES)
    ]
    counts = {stratum: StratumCounts(1000, FILES // len(strata), {}) for stratum in strata}
    return BranchRelease(area, month, code, 1, False, list(fine), sheets, counts)


def wish(area: Area = Area.BENEFITS, **changes: Any) -> MeasureWish:
    """Return a training for the house that can be proposed at the end of 2026."""
    typed: dict[str, Any] = {
        "kind": MeasureKind.TRAINING,
        "title": "Schulung Unterhalt",
        "task": "Zwei Termine für alle Zweigstellen",
        "points": (POINT[area],),
        "scope": MeasureScope.HOUSE,
        "responsible": Function.TRAINING_OFFICE,
        "start": date(2027, 1, 11),
        "due": date(2027, 3, 31),
        "hoped": 50,
    }
    return MeasureWish(**(typed | changes))


@kept
def five_quarters(
    house: HouseUnderTest, area: Area = Area.BENEFITS, rate: float = 0.25, point: str = ""
) -> None:
    """Close the last quarter of 2025 and the whole of 2026, with one rate at the point; now it is January."""
    with house.runtime.transaction() as session:
        with_branches(session)
    closed_months_of(house, area, span(FIRST, 15, rate), point)
    house.clock.set(datetime(2027, 1, 7, 9, 0, tzinfo=UTC))


def proposed(house: HouseUnderTest, area: Area = Area.BENEFITS, by: str = "", **changes: Any) -> str:
    """Propose a measure, by the head unless somebody else is named, and return its id."""
    actor = house.actor(by or UNITS[area])
    with house.runtime.transaction() as session:
        return propose(session, house.clock, actor, area, wish(area, **changes))


def today(house: HouseUnderTest) -> date:
    """Return the day in Berlin."""
    return local_date(house.clock.moment)
