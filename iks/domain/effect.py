"""Did a measure help? Windows of whole quarters, the number of answers they need, and what they say."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iks.domain.month import Month
from iks.domain.period import MONTHS_OF_QUARTER, QUARTERS_LOOKED_BACK, Period

LONGEST_AFTER = 4
"""Quarters after which an effect check ends in any case: as many as stand before the measure."""


class Verdict(StrEnum):
    """What an effect check says."""

    FELL = "fell"
    ROSE = "rose"
    NOT_DISTINGUISHABLE = "not_distinguishable"
    # Both windows are over and hold too few answers.
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Count:
    """Findings among applicable answers.

    >>> Count(12, 150) + Count(3, 50)
    Count(findings=15, answers=200)
    """

    findings: int = 0
    answers: int = 0

    def __add__(self, other: "Count") -> "Count":
        """Add further answers."""
        return Count(self.findings + other.findings, self.answers + other.answers)


@dataclass(frozen=True)
class Plan:
    """What the effect check of one point needs.

    Parameters
    ----------
    before : Count
        The four quarters before, known when the measure is made.
    answers : int or None
        Answers that each window needs; nothing where no number would do.
    quarters : int or None
        Quarters after the start until they are there; nothing where it is never.
    """

    before: Count
    answers: int | None
    quarters: int | None

    @property
    def is_visible(self) -> bool:
        """Whether an effect of the hoped-for size could be seen at all."""
        return self.quarters is not None


def quarter_of(month: Month) -> Period:
    """Return the calendar quarter of a month.

    >>> str(quarter_of(Month(2026, 11)))
    '2026-Q4'
    """
    return Period.quarter(*month.quarter)


def shifted(quarter: Period, by: int) -> Period:
    """Return the quarter so many quarters later, or earlier when negative.

    >>> str(shifted(Period.quarter(2026, 4), 1)), str(shifted(Period.quarter(2026, 1), -5))
    ('2027-Q1', '2024-Q4')
    """
    return Period(
        quarter.first.shift(by * MONTHS_OF_QUARTER),
        quarter.last.shift(by * MONTHS_OF_QUARTER),
    )


def before_window(chosen_by: Period) -> tuple[Period, ...]:
    """Return the four quarters before a measure, the oldest first.

    They end one quarter before the one by which the point was chosen: a point that was chosen because it
    was high falls by itself.

    *Valid if* ``chosen_by`` is the last closed quarter at the moment of the choice.

    Source: statistics.md, "did a measure help?".

    >>> [str(quarter) for quarter in before_window(Period.quarter(2026, 4))]
    ['2025-Q4', '2026-Q1', '2026-Q2', '2026-Q3']
    """
    return tuple(shifted(chosen_by, n - QUARTERS_LOOKED_BACK) for n in range(QUARTERS_LOOKED_BACK))


def after_quarters(start: date) -> tuple[Period, ...]:
    """Return the quarters that may count after a start, the first one beginning after its own quarter.

    Source: statistics.md, "did a measure help?".

    >>> [str(quarter) for quarter in after_quarters(date(2027, 1, 11))]
    ['2027-Q2', '2027-Q3', '2027-Q4', '2028-Q1']
    """
    first = shifted(quarter_of(Month.of(start)), 1)
    return tuple(shifted(first, n) for n in range(LONGEST_AFTER))


def closed_after(start: date, closed: Collection[Month]) -> tuple[Period, ...]:
    """Return the quarters after a start that are closed without a gap, the oldest first.

    >>> [str(q) for q in closed_after(date(2027, 1, 11), [Month(2027, n) for n in range(4, 9)])]
    ['2027-Q2']
    """
    found = []
    for quarter in after_quarters(start):
        if not quarter.closed_in(closed):
            break
        found.append(quarter)
    return tuple(found)


def quarters_needed(answers: int | None, before: Count, a_quarter: int) -> int | None:
    """Return after how many quarters both windows hold the planned number, or nothing for never.

    Parameters
    ----------
    answers : int or None
        Answers that each window needs.
    before : Count
        The four quarters before.
    a_quarter : int
        Answers that a quarter brings.

    154 answers are there after two quarters of 100; 49 months of answers fit no window of a year.

    >>> quarters_needed(154, Count(80, 400), 100)
    2
    >>> quarters_needed(154, Count(8, 40), 10) is None
    True
    """
    if answers is None or before.answers < answers or not a_quarter:
        return None
    quarters = max(1, -(-answers // a_quarter))
    return quarters if quarters <= LONGEST_AFTER else None


def is_ready(planned: int, before: Count, after: Count, quarters: int) -> bool:
    """Return whether an effect check can be made: enough answers on both sides, or no time left.

    >>> is_ready(154, Count(80, 400), Count(9, 150), 1), is_ready(154, Count(80, 400), Count(9, 160), 1)
    (False, True)
    >>> is_ready(154, Count(80, 400), Count(9, 150), 4)
    True
    """
    enough = min(before.answers, after.answers) >= planned
    return quarters >= 1 and (enough or quarters >= LONGEST_AFTER)


def verdict_of(planned: int, before: Count, after: Count, lower: float, upper: float) -> Verdict:
    """Return what an interval of the difference, after less before, says.

    *Valid if* ``lower`` and ``upper`` are limits of this difference, or of the difference of differences,
    each with the confidence that the number of answers was planned for.

    >>> verdict_of(154, Count(80, 400), Count(15, 200), -0.18, -0.06).value
    'fell'
    >>> verdict_of(154, Count(80, 400), Count(36, 200), -0.07, 0.04).value
    'not_distinguishable'
    """
    if min(before.answers, after.answers) < planned:
        return Verdict.TOO_FEW
    if upper < 0:
        return Verdict.FELL
    return Verdict.ROSE if lower > 0 else Verdict.NOT_DISTINGUISHABLE
