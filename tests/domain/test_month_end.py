"""Until when a month may stay open, and what happens next in it."""

from datetime import date, timedelta

import pytest

from iks.domain.month import Month, due_date, is_working_day, last_close_day, working_days_between
from iks.domain.month_end import (
    Step,
    Waiting,
    close_after,
    latest_close,
    latest_extension,
    next_draw_after,
    next_reminder,
    upcoming,
)

DUE, CLOSES = date(2026, 12, 21), date(2026, 12, 28)
MONTHS = [Month(2024, 1).shift(number) for number in range(204)]


def test_every_month_of_seventeen_years_has_room_between_its_regular_close_and_the_next_draw():
    for month in MONTHS:
        due = due_date(month, month.first_day)
        last = latest_close(due)
        assert working_days_between(last, next_draw_after(due)) == 2
        assert is_working_day(last)
        assert due < latest_extension(due) < last
        # In short months the regular close may lie behind it: such a month cannot be put off.
        assert working_days_between(last, last_close_day(month, due)) <= 1
        assert close_after(latest_extension(due)) == last


def test_a_late_draw_is_measured_by_the_draw_after_its_due_date():
    due = due_date(Month(2026, 11), date(2026, 11, 29))
    assert due == date(2026, 12, 17)
    assert latest_close(due) == date(2026, 12, 30)


def test_each_reminder_is_announced_until_it_was_told():
    assert next_reminder(date(2026, 12, 14), Waiting(DUE)) == date(2026, 12, 14)
    assert next_reminder(date(2026, 12, 14), Waiting(DUE, date(2026, 12, 14))) == date(2026, 12, 17)
    assert next_reminder(date(2026, 12, 18), Waiting(DUE, date(2026, 12, 17))) == date(2026, 12, 22)
    assert next_reminder(date(2026, 12, 22), Waiting(DUE, date(2026, 12, 22))) == date(2026, 12, 23)
    # A branch that was given time after its reminder is reminded of its new date anew.
    assert next_reminder(date(2026, 12, 18), Waiting(date(2026, 12, 29), date(2026, 12, 17))) == date(
        2026, 12, 21
    )


@pytest.mark.parametrize("days", range(45))
def test_the_next_reminder_is_a_working_day_and_never_in_the_past(days):
    today = date(2026, 12, 1) + timedelta(days=days)
    day = next_reminder(today, Waiting(DUE))
    assert day >= today
    assert is_working_day(day)


def test_without_anybody_to_wait_for_only_close_and_next_draw_are_ahead():
    found = upcoming(date(2026, 12, 11), DUE, CLOSES, [])
    assert [(one.step, one.day) for one in found] == [
        (Step.CLOSE, date(2026, 12, 14)),
        (Step.NEXT_DRAW, date(2027, 1, 4)),
    ]


def test_branches_with_other_dates_are_named_on_their_own_days():
    found = upcoming(date(2026, 12, 18), DUE, date(2026, 12, 30), [Waiting(DUE), Waiting(date(2026, 12, 29))])
    dues = [(one.day, one.branches) for one in found if one.step is Step.DUE]
    assert dues == [(DUE, 1), (date(2026, 12, 29), 1)]


def test_after_the_due_date_the_daily_reminder_is_next_and_no_date_of_the_past_is_named():
    late = Waiting(DUE, date(2026, 12, 22))
    found = upcoming(date(2026, 12, 22), DUE, CLOSES, [late])
    assert [one.step for one in found] == [Step.REMINDER, Step.CLOSE, Step.NEXT_DRAW]
    assert min(one.day for one in found) > date(2026, 12, 22)


def test_no_reminder_is_promised_for_the_day_on_which_the_month_closes():
    late = Waiting(DUE, date(2026, 12, 23))
    assert Step.REMINDER in {one.step for one in upcoming(date(2026, 12, 23), DUE, CLOSES, [late])}
    told = Waiting(DUE, date(2026, 12, 24))
    assert Step.REMINDER not in {one.step for one in upcoming(date(2026, 12, 24), DUE, CLOSES, [told])}
