"""A series is judged by centre and limits that fit what is known of it."""

import pytest

from iks.domain.period import Period
from iks.services.judge_trend import FEWEST_PERIODS, judge
from tests.output.test_charts import series


def test_without_a_period_there_is_no_trend() -> None:
    assert judge([]) is None


@pytest.mark.parametrize("periods", [1, FEWEST_PERIODS - 1])
def test_few_periods_have_neither_centre_nor_limits(periods: int) -> None:
    trend = judge(series(*[12] * periods))
    assert trend is not None
    assert trend.newest.centre is None
    assert {one.upper for one in trend.periods} == {None}
    assert trend.false_alarms == 0


def test_a_known_change_leaves_centre_and_limits_to_the_periods_before() -> None:
    trend = judge(series(*[12] * 12, *[30] * 6), event=12)
    assert trend is not None
    assert trend.newest.centre == pytest.approx(0.1)
    assert trend.newest.until == Period.parse("2025-12")
    assert [one.outside for one in trend.periods] == [""] * 12 + ["up"] * 6
    assert (trend.newest.newest_run, trend.newest.side) == (6, "up")


def test_with_too_few_periods_before_the_change_all_make_the_centre() -> None:
    trend = judge(series(*[12] * 3, *[12] * 9), event=3)
    assert trend is not None
    assert trend.newest.until is None


def test_each_version_of_the_grid_is_judged_alone() -> None:
    trend = judge(series(*[12] * 10, *[30] * 10, 30), breaks=(10, 20))
    assert trend is not None
    assert [stretch.places for stretch in trend.stretches] == [range(10), range(10, 20), range(20, 21)]
    assert [stretch.centre for stretch in trend.stretches] == [pytest.approx(0.1), pytest.approx(0.25), None]
    assert {one.outside for one in trend.periods} == {""}


def test_many_periods_that_differ_more_than_chance_get_wider_limits() -> None:
    calm, wild = judge(series(*[12, 13] * 12)), judge(series(*[4, 24] * 12))
    assert calm is not None
    assert wild is not None
    assert calm.newest.spread == 1
    assert wild.newest.spread > 2
    assert {one.outside for one in wild.periods} == {""}


def test_periods_without_an_answer_are_neither_judged_nor_counted() -> None:
    counts = series(*[12] * 9)
    counts[4] = (counts[4][0], 0, 0)
    trend = judge(counts)
    assert trend is not None
    assert trend.periods[4].upper is None
    assert trend.newest.centre == pytest.approx(0.1)


def test_without_any_finding_there_is_nothing_to_judge() -> None:
    trend = judge(series(*[0] * 12))
    assert trend is not None
    assert trend.newest.centre is None


def test_expected_false_alarms_are_few_and_grow_with_the_periods() -> None:
    short, long = judge(series(*[12, 11, 13] * 4)), judge(series(*[12, 11, 13] * 6))
    assert short is not None
    assert long is not None
    assert 0 < short.false_alarms < long.false_alarms < 0.2
