"""How a month comes to its end: until when it may stay open, and what happens next, on which day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from iks.domain.month import Month, add_working_days, draw_time, next_working_day
from iks.domain.reminders import Reminder, reminder_on

# Between the end of one month and the draw of the next one; the last of them is left for the report.
DAYS_BEFORE_DRAW = 2


class Step(StrEnum):
    """What happens next in a month that is being checked."""

    REMINDER = "reminder"
    DUE = "due"
    CLOSE = "close"
    NEXT_DRAW = "next_draw"


@dataclass(frozen=True)
class Upcoming:
    """One thing that will happen, its day, and how many branches it concerns."""

    step: Step
    day: date
    branches: int = 0


@dataclass(frozen=True)
class Waiting:
    """A branch that has not submitted: until when it may, and when it was reminded last."""

    due_on: date
    reminded_on: date | None = None


def next_draw_after(due_on: date) -> date:
    """Return the day of the first regular draw that follows the month in which submissions are due.

    *Valid if* the month was drawn; a late draw is due later and meets a later draw.

    Parameters
    ----------
    due_on : date
        The day by which branches submit.

    Returns
    -------
    date
        A first working day of a month.

    Examples
    --------
    >>> next_draw_after(date(2026, 12, 21))
    datetime.date(2027, 1, 4)
    """
    return draw_time(Month.of(due_on).shift(1)).date()


def latest_close(due_on: date) -> date:
    """Return the last day on which a month may close: two working days before the next draw.

    *Valid if* the month was drawn.

    Parameters
    ----------
    due_on : date
        The day by which branches submit.

    Returns
    -------
    date
        A working day; the month closes at six in its morning.

    Examples
    --------
    >>> latest_close(date(2026, 12, 21))
    datetime.date(2026, 12, 30)
    """
    return add_working_days(next_draw_after(due_on), -DAYS_BEFORE_DRAW)


def can_wait(today: date, due_on: date, closes_on: date) -> bool:
    """Return whether there is a later day on which a month could close.

    *Valid if* the month is drawn, not closed, and was not put off before.

    Parameters
    ----------
    today, due_on, closes_on : date
        The day of the house, the one by which branches submit, and the one on which the month closes.

    Returns
    -------
    bool
        False where the next draw is too near.

    Examples
    --------
    >>> can_wait(date(2026, 12, 9), date(2026, 12, 21), date(2026, 12, 28))
    True
    """
    return latest_close(due_on) > max(closes_on, today)


def latest_extension(due_on: date) -> date:
    """Return the last day until which a branch can be given time: the working day before the last close.

    *Valid if* months close at six in the morning; a branch that may submit on a day needs all of it.

    Parameters
    ----------
    due_on : date
        The day by which branches submit.

    Returns
    -------
    date
        A working day.

    Examples
    --------
    >>> latest_extension(date(2026, 12, 21))
    datetime.date(2026, 12, 29)
    """
    return add_working_days(latest_close(due_on), -1)


def close_after(until: date) -> date:
    """Return the first day on which a month may close when a branch has time until a day.

    *Valid if* months close at six in the morning.

    Parameters
    ----------
    until : date
        The last day of the branch.

    Returns
    -------
    date
        The working day behind it.

    Examples
    --------
    >>> close_after(date(2026, 12, 23))
    datetime.date(2026, 12, 24)
    """
    return next_working_day(until, after=True)


def next_reminder(today: date, waiting: Waiting) -> date:
    """Return the next day on which a branch will be reminded, today included if it was not told yet.

    *Valid if* the scheduler runs every day.

    Parameters
    ----------
    today : date
        The day of the house.
    waiting : Waiting
        The branch.

    Returns
    -------
    date
        A working day.

    Examples
    --------
    >>> next_reminder(date(2026, 12, 1), Waiting(date(2026, 12, 21)))
    datetime.date(2026, 12, 14)
    >>> next_reminder(date(2026, 12, 15), Waiting(date(2026, 12, 21), date(2026, 12, 14)))
    datetime.date(2026, 12, 17)
    """
    told = waiting.reminded_on and reminder_on(waiting.reminded_on, waiting.due_on)
    day = today
    while True:
        kind = reminder_on(day, waiting.due_on)
        is_news = kind is Reminder.OVERDUE or kind != told
        if kind and is_news and day != waiting.reminded_on:
            return day
        day += timedelta(days=1)


def upcoming(today: date, due_on: date, closes_on: date, waiting: Iterable[Waiting]) -> tuple[Upcoming, ...]:
    """Return what happens next in a month that is being checked, in the order of the days.

    *Valid if* the month is drawn and not closed. When nobody is waited for, the month closes on the next
    working day at the latest, because it does so on the one after the last submission.

    Parameters
    ----------
    today : date
        The day of the house.
    due_on, closes_on : date
        The day by which branches submit, and the one on which the month closes whoever is missing.
    waiting : iterable of Waiting
        The branches that have not submitted.

    Returns
    -------
    tuple of Upcoming
        Never empty: the next draw is always ahead.

    Examples
    --------
    >>> late = Waiting(date(2026, 12, 21))
    >>> found = upcoming(date(2026, 12, 9), late.due_on, date(2026, 12, 28), [late, late])
    >>> [(one.step.value, one.day.day, one.branches) for one in found]
    [('reminder', 14, 2), ('due', 21, 2), ('close', 28, 0), ('next_draw', 4, 0)]
    """
    still = list(waiting)
    found = []
    if still:
        reminders = [next_reminder(today, one) for one in still]
        first = min(reminders)
        if first < closes_on:
            found.append(Upcoming(Step.REMINDER, first, reminders.count(first)))
        dues = sorted({one.due_on for one in still if one.due_on >= today})
        found += [Upcoming(Step.DUE, day, sum(one.due_on == day for one in still)) for day in dues]
    close = closes_on if still else min(closes_on, next_working_day(today, after=True))
    found += [
        Upcoming(Step.CLOSE, max(close, today)),
        Upcoming(Step.NEXT_DRAW, next_draw_after(max(due_on, today))),
    ]
    return tuple(sorted(found, key=lambda one: (one.day, list(Step).index(one.step))))
