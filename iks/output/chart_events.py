"""What happened during a series, as a chart of it takes it: the starts of measures."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from iks.domain.month import Month
from iks.domain.period import Period
from iks.errors import N_
from iks.output.chart_trend import TrendEvent
from iks.output.numbers import month_short
from iks.services.measure_starts import MeasureStart

ONE, SEVERAL = N_("Maßnahme, %(month)s"), N_("%(count)s Maßnahmen, %(month)s")
Placed = tuple[int, MeasureStart]


def placed(periods: Sequence[Period], starts: Iterable[MeasureStart]) -> tuple[Placed, ...]:
    """Return the starts that fall into a series, each with the first period that lies wholly after it.

    A measure that began before the series, or after its last period, is left out: the series shows nothing
    of before and after.
    """
    found = []
    for start in starts:
        after = [n for n, period in enumerate(periods) if period.first.first_day >= start.start]
        if after and after[0]:
            found.append((after[0], start))
    return tuple(found)


def start_events(starts: Iterable[Placed], language: str = "de") -> tuple[TrendEvent, ...]:
    """Return one event for each place; measures that share a place share its words."""
    events = []
    for place, group in groupby(
        sorted(starts, key=lambda one: (one[0], one[1].start)), key=lambda one: one[0]
    ):
        begun = [start for _, start in group]
        month = Month.of(begun[0].start)
        name = {"month": f"{month_short(month, language)} {month.year}", "count": len(begun)}
        events.append(TrendEvent(place, ONE if len(begun) == 1 else SEVERAL, name))
    return tuple(events)
