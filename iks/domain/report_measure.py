"""What a report says of a measure and of its effect: words that were true on its day, and no figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from iks.domain.period import Period

# So many measures leave the first page of a report, with its chart and its developments, one page of A4.
ON_FIRST_PAGE = 5


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


def first_page(measures: Iterable[ReportMeasure]) -> tuple[ReportMeasure, ...]:
    """Return the measures for which the first page of a report has room, the most urgent ones first.

    Late ones come first, then those whose effect is known, then by their due days; ties stay in the order
    of the report.

    Parameters
    ----------
    measures : iterable of ReportMeasure
        What a report froze, in any order.

    Returns
    -------
    tuple of ReportMeasure
        At most ``ON_FIRST_PAGE``; ``behind_it`` returns the rest.

    >>> late = ReportMeasure("Schulung", ("L12",), "training", "running", "training_office", None, True)
    >>> new = ReportMeasure("WIS", ("L01",), "knowledge_entry", "running", "unit", date(2027, 1, 8), False)
    >>> [one.title for one in first_page([new, late])]
    ['Schulung', 'WIS']
    """
    return tuple(sorted(measures, key=_urgency))[:ON_FIRST_PAGE]


def behind_it(measures: Iterable[ReportMeasure]) -> tuple[ReportMeasure, ...]:
    """Return the measures for which the first page of a report has no room.

    Parameters
    ----------
    measures : iterable of ReportMeasure
        What a report froze, in any order.

    Returns
    -------
    tuple of ReportMeasure
        Those that ``first_page`` leaves out, in the same order.

    >>> behind_it([])
    ()
    """
    return tuple(sorted(measures, key=_urgency))[ON_FIRST_PAGE:]


def _urgency(measure: ReportMeasure) -> tuple[bool, bool, date]:
    is_known = any(effect.verdict for effect in measure.effect)
    return not measure.overdue, not is_known, measure.due_on or date.max
