"""A rate over its periods: centre and limits named at their lines, triangles only outside the limits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iks.domain.period import Period
from iks.errors import N_
from iks.output.charts import (
    SCREEN,
    Circle,
    Drawing,
    Line,
    Mark,
    Path,
    Scale,
    Text,
    Width,
    path_of,
    share_ticks,
    triangle,
)
from iks.output.numbers import month_short, number, percent
from iks.services.judge_trend import Stretch, Trend, TrendPeriod

CENTRE, CENTRE_UNTIL = N_("Mittel: %(rate)s"), N_("Mittel bis %(until)s: %(rate)s")
UPPER, LOWER = N_("obere Grenze: %(rate)s"), N_("untere Grenze: %(rate)s")
LIMITS = N_("Grenzen zuletzt: %(lower)s bis %(upper)s")
NEW_GRID = N_("Neue Frage")
QUARTER = N_("%(number)s. Q.")
# Words closer than this run into each other.
LINE_HEIGHT = 17


@dataclass(frozen=True)
class TrendEvent:
    """Something that happened before a period; ``params`` as of a sentence of the catalogue."""

    place: int
    text: str
    params: dict[str, object] | None = None


@dataclass(frozen=True)
class _Frame:
    """Where the drawing of one width has its edges."""

    left: float
    right: float
    bottom: float
    height: float
    dot: float
    # So many periods share one label of the axis.
    months_apart: int


_FRAMES = {
    Width.WIDE: _Frame(44, 834, 284, 330, 4.5, 3),
    Width.PAPER: _Frame(40, 470, 224, 268, 3.5, 3),
    Width.NARROW: _Frame(26, 316, 224, 306, 3.5, 6),
}
_TOP = 22


def draw_trend(
    trend: Trend, events: Sequence[TrendEvent] = (), *, widths: Sequence[Width] = SCREEN, language: str = "de"
) -> tuple[Drawing, ...]:
    """Draw a judged series with what happened meanwhile."""
    return tuple(_drawing(trend, events, width, language) for width in widths)


def _drawing(trend: Trend, events: Sequence[TrendEvent], width: Width, language: str) -> Drawing:
    at = _FRAMES[width]
    ticks = share_ticks(max(_values(trend), default=0.0))
    y = Scale(0, ticks[-1], at.bottom, _TOP)
    x = Scale(-0.5, len(trend.periods) - 0.5, at.left, at.right)
    marks: list[Mark] = [
        *_grid(ticks, at, y, width, language),
        *(mark for stretch in trend.stretches for mark in _limits(trend, stretch, x, y)),
        *_events(trend, events, at, x),
        *_series(trend, at, x, y),
        *_axis(trend.periods, at, x, language),
        *_names(trend, at, y, width, language),
    ]
    return Drawing(width, at.height, tuple(marks))


def _values(trend: Trend) -> Iterator[float]:
    for period in trend.periods:
        yield from (value for value in (period.figure.rate, period.upper) if value is not None)


def _grid(ticks: Sequence[float], at: _Frame, y: Scale, width: Width, language: str) -> Iterator[Mark]:
    for tick in ticks:
        yield Line("c-grid", at.left, y(tick), at.right, y(tick))
        text = number(100 * tick, language) if width is Width.NARROW else percent(tick, language, 0)
        yield Text("c-t c-s c-m c-end", at.left - 8, y(tick) + 5, text)


def _limits(trend: Trend, stretch: Stretch, x: Scale, y: Scale) -> Iterator[Mark]:
    if stretch.centre is None:
        return
    for ends in (
        [(n, trend.periods[n].upper) for n in stretch.places],
        [(n, trend.periods[n].lower) for n in stretch.places],
    ):
        # A period without an answer has no limit; the step of its neighbours ends there.
        steps = [(x(n + side), y(limit)) for n, limit in ends if limit is not None for side in (-0.5, 0.5)]
        if steps:
            yield Path("c-limit", path_of(steps))
    middle = y(stretch.centre)
    yield Line("c-centre", x(stretch.first - 0.5), middle, x(stretch.last + 0.5), middle)


def _events(trend: Trend, events: Sequence[TrendEvent], at: _Frame, x: Scale) -> Iterator[Mark]:
    breaks = [TrendEvent(stretch.first, NEW_GRID, {}) for stretch in trend.stretches[1:]]
    for row, event in enumerate(sorted([*breaks, *events], key=lambda event: event.place)):
        where = x(event.place - 0.5)
        late = where > (at.left + at.right) / 2
        yield Line("c-event", where, 4, where, at.bottom)
        css, beside = ("c-t c-s c-b c-halo c-end", where - 6) if late else ("c-t c-s c-b c-halo", where + 6)
        yield Text(css, beside, 16 + LINE_HEIGHT * (row % 3), event.text, event.params)


def _series(trend: Trend, at: _Frame, x: Scale, y: Scale) -> Iterator[Mark]:
    for stretch in trend.stretches:
        known = [(n, rate) for n in stretch.places if (rate := trend.periods[n].figure.rate) is not None]
        if len(known) > 1:
            yield Path("c-line", path_of((x(n), y(rate)) for n, rate in known))
        for n, rate in known:
            yield _dot(trend.periods[n], x(n), y(rate), at.dot)


def _dot(period: TrendPeriod, x: float, y: float, r: float) -> Mark:
    if period.outside:
        return triangle(x, y, r + 0.5, period.outside)
    return Circle("c-dot" if period.figure.findings else "c-ring", x, y, r)


def _axis(periods: Sequence[TrendPeriod], at: _Frame, x: Scale, language: str) -> Iterator[Mark]:
    year = None
    for n, one in enumerate(periods):
        if not _is_named(one.period, at):
            continue
        if one.period.is_month:
            yield Text("c-t c-s c-m c-mid", x(n), at.bottom + 20, month_short(one.period.first, language))
        elif one.period.is_quarter:
            name = {"number": one.period.first.quarter[1]}
            yield Text("c-t c-s c-m c-mid", x(n), at.bottom + 20, QUARTER, name)
        if one.period.first.year != year:
            year = one.period.first.year
            yield Text("c-t c-s c-m c-mid", x(n), at.bottom + 38, str(year))


def _is_named(period: Period, at: _Frame) -> bool:
    return not period.is_month or (period.first.number - 1) % at.months_apart == 0


def _names(trend: Trend, at: _Frame, y: Scale, width: Width, language: str) -> Iterator[Mark]:
    last = trend.stretches[-1] if trend.stretches else None
    if last is None or last.centre is None:
        return
    limits = _last_limits(trend, last)
    if limits is None:
        return
    centre = {"rate": percent(last.centre, language)}
    until = last.until
    if until is not None:
        centre["until"] = month_short(until.last, language)
    if width is Width.NARROW:
        yield from _names_below(centre, limits, at, language)
    else:
        yield from _names_beside(centre, last.centre, limits, at, y, language)


def _last_limits(trend: Trend, last: Stretch) -> tuple[float, float] | None:
    for place in reversed(last.places):
        lower, upper = trend.periods[place].lower, trend.periods[place].upper
        if lower is not None and upper is not None:
            return lower, upper
    return None


def _names_beside(
    centre: dict[str, str],
    middle: float,
    limits: tuple[float, float],
    at: _Frame,
    y: Scale,
    language: str,
) -> Iterator[Mark]:
    x, centre_y = at.right + 10, y(middle)
    upper_y = min(y(limits[1]), centre_y - LINE_HEIGHT)
    lower_y = max(y(limits[0]), centre_y + LINE_HEIGHT)
    yield Text("c-t c-s c-m", x, upper_y + 5, UPPER, {"rate": percent(limits[1], language)})
    yield Text("c-t c-s", x, centre_y + 5, CENTRE_UNTIL if "until" in centre else CENTRE, centre)
    yield Text("c-t c-s c-m", x, lower_y + 5, LOWER, {"rate": percent(limits[0], language)})


def _names_below(
    centre: dict[str, str], limits: tuple[float, float], at: _Frame, language: str
) -> Iterator[Mark]:
    first, second = at.bottom + 58, at.bottom + 76
    yield Line("c-centre", 0, first - 5, 18, first - 5)
    yield Text("c-t c-s", 26, first, CENTRE_UNTIL if "until" in centre else CENTRE, centre)
    yield Line("c-limit", 0, second - 5, 18, second - 5)
    values = {"lower": number(100 * limits[0], language, 1), "upper": percent(limits[1], language)}
    yield Text("c-t c-s c-m", 26, second, LIMITS, values)
