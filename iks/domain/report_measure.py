"""What a report says of a measure and of its effect: words that were true on its day, and no figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil

from iks.domain.period import Period

# Lines of text that a sheet of A4 has left beside the figures, the chart, the limits and the digests.
_LINES = 9
_LETTERS_OF_LINE, _LETTERS_OF_COLUMN, _FREE_LINES_OF_COLUMN = 95, 26, 2


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


def room_for_measures(developments: int, paragraph: str, missing: Iterable[str]) -> int:
    """Return for how many measures the first page of a report, one sheet of A4, has room.

    *Valid if* a measure takes two lines, a development two, a line of text 95 letters, and a line of the
    narrow column that names missing branches 26 letters; two such lines are free beside the estimate.

    Parameters
    ----------
    developments : int
        How many developments in objections and court cases the report tells of.
    paragraph : str
        What the unit adds in its own words; may be empty.
    missing : iterable of str
        Names of the branches that are missing.

    Returns
    -------
    int
        At least one.

    >>> [room_for_measures(number, "", ()) for number in range(4)]
    [4, 3, 2, 1]
    >>> room_for_measures(0, "x" * 200, ())
    3
    """
    named = ceil(len(", ".join(missing)) / _LETTERS_OF_COLUMN) - _FREE_LINES_OF_COLUMN
    taken = 2 * developments + ceil(len(paragraph) / _LETTERS_OF_LINE) + max(named, 0)
    return max((_LINES - taken) // 2, 1)


def first_page(measures: Iterable[ReportMeasure], room: int) -> tuple[ReportMeasure, ...]:
    """Return the measures for which the first page of a report has room, the most urgent ones first.

    Late ones come first, then those whose effect is known, then by their due days; ties stay in the order
    of the report.

    Parameters
    ----------
    measures : iterable of ReportMeasure
        What a report froze, in any order.
    room : int
        How many the page holds, see ``room_for_measures``.

    Returns
    -------
    tuple of ReportMeasure
        At most ``room``; ``behind_it`` returns the rest.

    >>> late = ReportMeasure("Schulung", ("L12",), "training", "running", "training_office", None, True)
    >>> new = ReportMeasure("WIS", ("L01",), "knowledge_entry", "running", "unit", date(2027, 1, 8), False)
    >>> [one.title for one in first_page([new, late], 1)]
    ['Schulung']
    """
    return tuple(sorted(measures, key=_urgency))[:room]


def behind_it(measures: Iterable[ReportMeasure], room: int) -> tuple[ReportMeasure, ...]:
    """Return the measures for which the first page of a report has no room.

    Parameters
    ----------
    measures : iterable of ReportMeasure
        What a report froze, in any order.
    room : int
        How many the page holds, see ``room_for_measures``.

    Returns
    -------
    tuple of ReportMeasure
        Those that ``first_page`` leaves out, in the same order.

    >>> behind_it([], 3)
    ()
    """
    return tuple(sorted(measures, key=_urgency))[room:]


def _urgency(measure: ReportMeasure) -> tuple[bool, bool, date]:
    is_known = any(effect.verdict for effect in measure.effect)
    return not measure.overdue, not is_known, measure.due_on or date.max
