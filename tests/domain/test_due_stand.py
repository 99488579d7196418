"""What a due day says on the days around it."""

from datetime import date

import pytest

from iks.domain.due_stand import DueStand, due_stand
from iks.domain.values import MonthState

LEAP_DAY = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("today", "state", "expected"),
    [
        (date(2028, 2, 28), MonthState.DRAWN, DueStand.AHEAD),
        (date(2028, 2, 29), MonthState.DRAWN, DueStand.TODAY),
        (date(2028, 3, 1), MonthState.DRAWN, DueStand.OVERDUE),
        (date(2028, 2, 28), MonthState.CLOSED, DueStand.MISSED),
        (date(2028, 3, 1), MonthState.REPORTED, DueStand.MISSED),
    ],
)
def test_a_due_day_on_29_february_stands_as_the_day_and_the_close_say(
    today: date, state: MonthState, expected: DueStand
) -> None:
    assert due_stand(LEAP_DAY, today, state) is expected


def test_before_the_draw_nothing_is_due() -> None:
    assert due_stand(None, date(2027, 1, 1), MonthState.PLANNED) is DueStand.UNKNOWN
