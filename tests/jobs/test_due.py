"""What is due at a moment, from the calendar and the stand of the months alone."""

from datetime import UTC, datetime, timedelta

import pytest

from iks.domain.month import Month, draw_time
from iks.domain.values import Area, MonthState
from iks.jobs.due import due_acts
from iks.services.find_due import MonthStand

DECEMBER = Month(2026, 12)
AT_SIX = datetime(2026, 12, 1, 5, tzinfo=UTC)


def _stand(
    state: MonthState, *, area: Area = Area.BENEFITS, month: Month = DECEMBER, has_frame: bool = True
) -> MonthStand:
    return MonthStand(area, month, state, has_frame)


def _due(now: datetime, *stands: MonthStand) -> list[str]:
    return [str(act) for act in due_acts(now, stands)]


def test_at_six_on_the_first_working_day_both_areas_are_due() -> None:
    assert _due(AT_SIX - timedelta(microseconds=1)) == []
    assert _due(AT_SIX) == ["draw benefits 2026-12", "draw integration 2026-12"]


@pytest.mark.parametrize(
    ("month", "first_working_day_at_six"),
    [
        (Month(2027, 1), datetime(2027, 1, 4, 5, tzinfo=UTC)),
        (Month(2027, 3), datetime(2027, 3, 1, 5, tzinfo=UTC)),
        # The clocks went forward on 28 March; six in Berlin is four UTC from then on.
        (Month(2027, 4), datetime(2027, 4, 1, 4, tzinfo=UTC)),
        (Month(2027, 5), datetime(2027, 5, 3, 4, tzinfo=UTC)),
        # They went back on 31 October; All Saints' Day is a holiday in Baden-Württemberg.
        (Month(2027, 11), datetime(2027, 11, 2, 5, tzinfo=UTC)),
        (Month(2028, 2), datetime(2028, 2, 1, 5, tzinfo=UTC)),
    ],
)
def test_holidays_weekends_and_summer_time_move_the_moment(
    month: Month, first_working_day_at_six: datetime
) -> None:
    planned = _stand(MonthState.PLANNED, month=month)
    act = f"draw benefits {month}"
    assert act not in _due(first_working_day_at_six - timedelta(seconds=1), planned)
    assert act in _due(first_working_day_at_six, planned)


def test_every_month_of_seventeen_years_becomes_due_exactly_once() -> None:
    months = [Month(2024, 1).shift(n) for n in range(204)]
    for month in months:
        before, at = draw_time(month) - timedelta(seconds=1), draw_time(month)
        assert f"draw benefits {month}" not in _due(before)
        assert f"draw benefits {month}" in _due(at)
        assert Month.of(at.date()) == month


def test_older_months_come_first() -> None:
    stands = [
        _stand(MonthState.FRAME_LOCKED, month=DECEMBER),
        _stand(MonthState.PLANNED, month=DECEMBER.shift(-1)),
        _stand(MonthState.PLANNED, area=Area.INTEGRATION, month=DECEMBER.shift(-1)),
    ]
    assert _due(AT_SIX, *stands) == [
        "draw benefits 2026-11",
        "draw integration 2026-11",
        "draw benefits 2026-12",
        "draw integration 2026-12",
    ]


def test_nobody_is_asked_for_the_list_of_a_month_that_has_passed() -> None:
    forgotten = _stand(MonthState.PLANNED, month=DECEMBER.shift(-1), has_frame=False)
    assert "draw benefits 2026-11" not in _due(AT_SIX, forgotten)
    assert "draw benefits 2026-12" in _due(AT_SIX, _stand(MonthState.PLANNED, has_frame=False))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (MonthState.PLANNED, "draw benefits 2026-12"),
        (MonthState.FRAME_LOCKED, "draw benefits 2026-12"),
        (MonthState.DRAWN, "close benefits 2026-12"),
        (MonthState.CLOSED, None),
        (MonthState.REPORTED, None),
    ],
)
def test_what_is_due_follows_from_the_state(state: MonthState, expected: str | None) -> None:
    due = [act for act in _due(AT_SIX, _stand(state)) if "benefits" in act]
    assert due == ([expected] if expected else [])


def test_a_coming_month_with_a_list_waits_for_its_day() -> None:
    assert _due(AT_SIX, _stand(MonthState.FRAME_LOCKED, month=Month(2027, 1)))[-1] != "draw benefits 2027-01"
