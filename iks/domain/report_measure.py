"""What a report says of a measure and of its effect: words that were true on its day, and no figure."""

from dataclasses import dataclass
from datetime import date

from iks.domain.period import Period


@dataclass(frozen=True)
class ReportEffect:
    """What is known of the effect of a measure at one point: a verdict, and never a figure.

    ``verdict`` is that of the effect check; while it waits it is empty and ``expected`` is the quarter after
    whose close it can be made, or nothing where the effect will never be seen. ``against`` says that the
    measure was for some branches and is held against the others.
    """

    point: str
    verdict: str
    expected: Period | None = None
    against: bool = False


@dataclass(frozen=True)
class ReportMeasure:
    """What the house does about its findings, in words that were true on the day of the report."""

    title: str
    points: tuple[str, ...]
    kind: str
    state: str
    responsible: str
    due_on: date | None
    overdue: bool
    # Reports of the first months hold an empty text here, which reads as no effect at all.
    effect: tuple[ReportEffect, ...] = ()
