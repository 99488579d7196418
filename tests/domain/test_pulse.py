"""What the management is told when the process does not run as planned."""

from datetime import UTC, date, datetime

import pytest

from iks.domain.month import Month
from iks.domain.pulse import Alarm, MonthStand, troubles
from iks.domain.values import MonthState

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)


def stand(month: Month = DECEMBER, state: MonthState = MonthState.DRAWN, submitted: int = 14) -> MonthStand:
    first = date(month.year, month.number, 1)
    return MonthStand(month, state, 14, submitted, first.replace(day=21), first.replace(day=28))


def alarms(day: int, *stands: MonthStand, hour: int = 12) -> list[tuple[Alarm, Month, int]]:
    now = datetime(2026, 12, day, hour, tzinfo=UTC)
    return [(one.alarm, one.month, one.branches) for one in troubles(now, stands)]


def test_a_month_that_runs_as_planned_gives_no_alarm():
    assert alarms(9, stand(submitted=2), stand(NOVEMBER, MonthState.REPORTED)) == []


@pytest.mark.parametrize("state", [MonthState.PLANNED, MonthState.FRAME_LOCKED])
def test_a_draw_is_missed_from_six_on_the_first_working_day_on(state):
    assert alarms(1, stand(state=state), hour=4) == []
    assert alarms(1, stand(state=state), hour=6) == [(Alarm.DRAW_MISSING, DECEMBER, 0)]


def test_branches_are_late_on_the_day_after_the_due_date():
    assert alarms(21, stand(submitted=11)) == []
    assert alarms(22, stand(submitted=11)) == [(Alarm.BRANCHES_LATE, DECEMBER, 3)]


def test_a_close_that_has_not_come_is_said_and_not_called_late_branches():
    assert alarms(28, stand(submitted=11)) == [(Alarm.BRANCHES_LATE, DECEMBER, 3)]
    assert alarms(29, stand(submitted=11)) == [(Alarm.CLOSE_MISSING, DECEMBER, 0)]


def test_only_the_newest_closed_month_is_looked_at():
    october = stand(Month(2026, 10), MonthState.REPORTED, submitted=10)
    closed = stand(NOVEMBER, MonthState.CLOSED, submitted=13)
    assert alarms(9, stand(), closed, october) == [(Alarm.CLOSED_WITHOUT, NOVEMBER, 1)]
    assert alarms(9, stand(), stand(NOVEMBER, MonthState.CLOSED), october) == []
