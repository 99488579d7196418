"""How a due day stands today: ahead, today, past, or overtaken by the close of its month."""

from datetime import date
from enum import StrEnum

from iks.domain.values import MonthState

_CLOSED = frozenset({MonthState.CLOSED, MonthState.REPORTED})


class DueStand(StrEnum):
    """What a person has to be told about a due day."""

    UNKNOWN = "unknown"
    AHEAD = "ahead"
    TODAY = "today"
    OVERDUE = "overdue"
    # The month was closed without this branch.
    MISSED = "missed"


def due_stand(due_on: date | None, today: date, state: MonthState) -> DueStand:
    """Return how the due day of a branch that has not submitted stands.

    *Valid if* ``due_on`` already counts a branch's own extension, and ``today`` is the day in Berlin.

    Parameters
    ----------
    due_on : date or None
        Last day on which the submission is in time; None before the draw.
    today : date
        The day on which somebody looks.
    state : MonthState
        How far the audit month has come.

    Returns
    -------
    DueStand
        The close of the month counts more than the day.

    >>> due_stand(date(2026, 12, 21), date(2026, 12, 21), MonthState.DRAWN).value
    'today'
    >>> due_stand(date(2026, 12, 21), date(2026, 12, 29), MonthState.CLOSED).value
    'missed'
    """
    if due_on is None:
        return DueStand.UNKNOWN
    if state in _CLOSED:
        return DueStand.MISSED
    if today == due_on:
        return DueStand.TODAY
    return DueStand.OVERDUE if today > due_on else DueStand.AHEAD
