"""What could be seen of a measure at all: counts of its windows, and the answers that they need."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from iks.domain.effect import (
    LONGEST_AFTER,
    Count,
    Plan,
    after_quarters,
    before_window,
    quarters_needed,
)
from iks.domain.measure import HOPED_FALLS
from iks.domain.month import Month
from iks.domain.period import QUARTERS_LOOKED_BACK, Period, last_closed_quarters
from iks.domain.values import Area
from iks.services.count_sets import count_house, count_set
from iks.services.read_results import closed_months
from sampling.change import detectable_effect, needed_answers, probability_of_seeing

# One-sided; with these the table of statistics.md was counted out.
CONFIDENCE = 0.95
POWER = 0.8
PERCENT = 100


@dataclass(frozen=True)
class Hope:
    """One size of an effect: by how many per cent the findings would fall, and when that could be seen."""

    fall: int
    plan: Plan
    # The quarter with whose close the effect check can be made; nothing where it is never seen.
    visible_with: Period | None


@dataclass(frozen=True)
class Sight:
    """What could be seen at one point; ``least_fall`` in per cent of the findings, nothing for never."""

    point: str
    before: Count
    least_fall: int | None
    hopes: tuple[Hope, ...]

    @property
    def is_blind(self) -> bool:
        """Whether no effect of any size on offer could be seen."""
        return not any(hope.plan.is_visible for hope in self.hopes)


def chosen_by(session: Session, area: Area) -> Period | None:
    """Return the last closed quarter: whoever chooses a point now has seen it."""
    return newest_quarter(closed_months(session, area))


def newest_quarter(closed: Collection[Month]) -> Period | None:
    """Return the last quarter all of whose months are closed."""
    quarters = last_closed_quarters(closed, max(closed)) if closed else ()
    return quarters[0] if quarters else None


def window_before(session: Session, area: Area, quarter: Period | None) -> tuple[Period, ...]:
    """Return the four quarters before a choice, or nothing where one of them is not closed."""
    if quarter is None:
        return ()
    closed: Collection[Month] = closed_months(session, area)
    window = before_window(quarter)
    return window if all(q.closed_in(closed) for q in window) else ()


def sights(
    session: Session, area: Area, points: Iterable[str], members: Collection[str] | None, start: date
) -> tuple[Sight, ...]:
    """Return what could be seen at each point if a measure for these branches began on a day."""
    window = window_before(session, area, chosen_by(session, area))
    return tuple(_sight(point, _before(session, area, window, point, members), start) for point in points)


def plan_for(
    session: Session, area: Area, point: str, members: Collection[str] | None, fall: int, start: date
) -> Plan:
    """Return what the effect check of a point needs for a hoped-for fall."""
    sight = sights(session, area, (point,), members, start)[0]
    return next(hope.plan for hope in sight.hopes if hope.fall == fall)


def _before(
    session: Session, area: Area, window: tuple[Period, ...], point: str, members: Collection[str] | None
) -> Count:
    if members is None:
        return count_house(session, area, window, point)
    return count_set(session, area, window, point, members)[0]


def _sight(point: str, before: Count, start: date) -> Sight:
    answers, least = _needs(before)
    a_quarter = before.answers // QUARTERS_LOOKED_BACK
    offered = after_quarters(start)
    hopes = []
    for fall, needed in zip(HOPED_FALLS, answers, strict=True):
        quarters = quarters_needed(needed, before, a_quarter)
        plan = Plan(before, needed if quarters else None, quarters)
        hopes.append(Hope(fall, plan, offered[quarters - 1] if quarters else None))
    return Sight(point, before, least, tuple(hopes))


@lru_cache(maxsize=512)
def _needs(before: Count) -> tuple[tuple[int | None, ...], int | None]:
    """Return the answers that each fall on offer needs, and the least fall in per cent that could be seen.

    Only what both windows can hold is counted out: a number that a year does not bring is never.
    """
    n = before.answers
    if not n or not before.findings:
        return (None,) * len(HOPED_FALLS), None
    rate = before.findings / n
    falls = [rate * (1 - fall / PERCENT) for fall in HOPED_FALLS]
    most = n // QUARTERS_LOOKED_BACK * LONGEST_AFTER
    seen = probability_of_seeing(rate, falls, n, most, CONFIDENCE) >= POWER
    answers = tuple(
        int(needed_answers(rate, after, CONFIDENCE, POWER)) if visible else None
        for after, visible in zip(falls, seen.tolist(), strict=True)
    )
    least = float(detectable_effect(rate, n, most, CONFIDENCE, POWER)) if most else float("nan")
    return answers, None if least != least else -int(-PERCENT * least // rate)  # noqa: PLR0124 - nan.
