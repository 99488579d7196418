"""When a branch is reminded of a month that it has not submitted."""

from datetime import date
from enum import StrEnum

from iks.domain.month import is_working_day, working_days_between

EARLY, SHORT = 5, 2


class Reminder(StrEnum):
    """What a reminder says; the first two come once each, the last one on every working day."""

    FIVE_DAYS = "five_days"
    TWO_DAYS = "two_days"
    OVERDUE = "overdue"


def reminder_on(today: date, due_on: date) -> Reminder | None:
    """Return what a branch is told on a day; five and two working days before the due date, then daily.

    *Valid if* whoever sends them knows what was told already: a machine that was off on the day itself
    catches up on the next one.

    >>> reminder_on(date(2026, 12, 14), date(2026, 12, 21))
    <Reminder.FIVE_DAYS: 'five_days'>
    >>> reminder_on(date(2026, 12, 11), date(2026, 12, 21)) is None
    True
    """
    if not is_working_day(today):
        return None
    if today > due_on:
        return Reminder.OVERDUE
    left = working_days_between(today, due_on)
    if left <= SHORT:
        return Reminder.TWO_DAYS
    return Reminder.FIVE_DAYS if left <= EARLY else None
