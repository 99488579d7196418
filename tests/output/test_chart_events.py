"""Starts of measures in a trend: before the first period wholly after them, together where they meet."""

from datetime import date

import pytest

from iks.domain.measure import MeasureKind
from iks.domain.period import Period
from iks.output.chart_events import placed, start_events
from iks.output.chart_trend import draw_trend
from iks.output.charts import UNITS, Text, Width
from iks.services.judge_trend import judge
from iks.services.measure_starts import MeasureStart
from tests.output.test_charts import edges, outside, series

YEAR = tuple(Period.of(Period.parse("2027-01").first.shift(n)) for n in range(12))


def begun(*days: date) -> tuple[MeasureStart, ...]:
    return tuple(MeasureStart(f"m{n}", MeasureKind.TRAINING, "Schulung", day) for n, day in enumerate(days))


@pytest.mark.parametrize(
    ("day", "place"),
    [
        (date(2027, 2, 1), 1),
        (date(2027, 2, 2), 2),
        (date(2027, 12, 1), 11),
        # Nothing of the series lies before it, or nothing after it.
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), None),
        (date(2027, 12, 2), None),
    ],
)
def test_a_start_stands_before_the_first_period_wholly_after_it(day: date, place: int | None) -> None:
    assert [found for found, _ in placed(YEAR, begun(day))] == ([] if place is None else [place])


def test_a_start_within_a_quarter_counts_from_the_next_one() -> None:
    quarters = [Period.quarter(2027, number) for number in (1, 2, 3)]
    assert [place for place, _ in placed(quarters, begun(date(2027, 4, 12)))] == [2]


def test_measures_that_share_a_place_share_their_words() -> None:
    found = placed(YEAR, begun(date(2027, 5, 20), date(2027, 5, 3), date(2027, 8, 1)))
    several, one = start_events(found)
    assert several.text % several.params == "2 Maßnahmen, Mai 2027"
    assert one.text % one.params == "Maßnahme, Aug. 2027"


@pytest.mark.parametrize("place", range(1, 24))
def test_the_words_of_a_start_stay_within_every_width(place: int) -> None:
    trend = judge(series(*range(10, 34)))
    day = trend.periods[place].period.first.first_day
    events = start_events(placed([one.period for one in trend.periods], begun(day, day)))
    for drawing in draw_trend(trend, events, widths=tuple(Width)):
        assert outside(drawing) == []
        said = [mark for mark in drawing.marks if isinstance(mark, Text) and mark.text == events[0].text]
        assert [edges(mark)[0] >= -5 and edges(mark)[1] <= UNITS[drawing.width] + 5 for mark in said] == [
            True
        ]
