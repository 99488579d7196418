"""Bars with limits: check points in their order, their major findings, and the rate as dot and bar."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from iks.errors import N_
from iks.output.charts import (
    SCREEN,
    Circle,
    Drawing,
    Line,
    Mark,
    Scale,
    Text,
    Width,
    lines_of,
    share_ticks,
    triangle,
)
from iks.output.numbers import number, percent

NOT_TO_BE_SHOWN, NOTHING_SAID = N_("zu wenige Fälle"), N_("keine Aussage")
RISEN, FALLEN = N_("gestiegen"), N_("gesunken")
OF, LIMITS, AT_MOST = N_("%(findings)s von %(n)s"), N_("%(lower)s bis %(upper)s"), N_("höchstens %(limit)s")
MAJOR = N_("erheblich")
MAJOR_IN = {
    1: N_("%(num)s erheblich in einem Quartal"),
    4: N_("%(num)s erheblich in vier Quartalen"),
    0: N_("%(num)s erheblich in %(quarters)s Quartalen"),
}
# What stands below a bar on a narrow page: with something found by its change, else with nothing found.
FOUND_NARROW = {
    "": N_("%(findings)s von %(n)s · %(rate)s · %(lower)s bis %(upper)s"),
    "up": N_("%(findings)s von %(n)s · %(rate)s · %(lower)s bis %(upper)s · gestiegen"),
    "down": N_("%(findings)s von %(n)s · %(rate)s · %(lower)s bis %(upper)s · gesunken"),
}
NONE_NARROW = {
    "": N_("%(findings)s von %(n)s · höchstens %(limit)s"),
    "down": N_("%(findings)s von %(n)s · höchstens %(limit)s · gesunken"),
}
NARROW_CHARACTERS = 38
# What "gestiegen" needs at most.
WORD = 66
TWO_LINES = 2


@dataclass(frozen=True)
class RankedPoint:
    """One check point of the chart; shares in 0..1.

    ``before`` is the share that a tick marks, ``change`` "up" or "down" where the rate stands out.
    ``findings`` is nothing where the figure may not be shown, ``n`` is 0 where it says nothing.
    """

    id: str
    title: str
    major: int | None
    findings: int | None
    n: int | None
    rate: float | None
    lower: float | None
    upper: float | None
    at_most: float | None
    before: float | None = None
    change: str = ""
    url: str = ""

    @property
    def has_bar(self) -> bool:
        """Whether there is a rate to draw."""
        return self.findings is not None and bool(self.n)

    @property
    def low(self) -> float:
        """Where the bar begins."""
        return (self.lower or 0.0) if self.findings else 0.0

    @property
    def high(self) -> float:
        """Where the bar ends; with nothing found it is the one-sided limit."""
        return (self.upper if self.findings else self.at_most) or 0.0


@dataclass(frozen=True)
class _Columns:
    """Places of the columns of a drawing with one line a point."""

    title: float
    characters: int
    major: float
    axis: tuple[float, float]
    words_until: float
    found: float
    rate: float
    limits: float
    row: float


_COLUMNS = {
    Width.WIDE: _Columns(38, 60, 434, (458, 724), 660, 822, 892, 1024, 32),
    Width.PAPER: _Columns(32, 27, 240, (254, 420), 350, 506, 556, 650, 34),
}


def ranked(
    points: Sequence[RankedPoint], quarters: int, *, widths: Sequence[Width] = SCREEN, language: str = "de"
) -> tuple[Drawing, ...]:
    """Draw points in the order given; ``quarters`` says how many the major findings are counted in."""
    values = [v for p in points if p.has_bar for v in (p.high, p.before or 0.0)]
    ticks = share_ticks(max(values, default=0.0))
    return tuple(
        _narrow(points, quarters, ticks, language)
        if width is Width.NARROW
        else _in_columns(points, quarters, ticks, width, language)
        for width in widths
    )


def _in_columns(
    points: Sequence[RankedPoint], quarters: int, ticks: Sequence[float], width: Width, language: str
) -> Drawing:
    at = _COLUMNS[width]
    height = 34 + at.row * len(points)
    scale = Scale(0, ticks[-1], *at.axis)
    marks: list[Mark] = []
    for tick in ticks:
        x = scale(tick)
        marks += [Line("c-grid", x, 24, x, height - 4)]
        marks += [Text("c-t c-s c-m c-mid", x, 14, percent(tick, language, 0))]
    if quarters:
        marks.append(Text("c-t c-s c-m c-end", at.major, 14, MAJOR, {}))
    for place_in_order, point in enumerate(points):
        marks += _row(point, 46 + at.row * place_in_order, at, scale, language)
    return Drawing(width, height, tuple(marks))


def _row(p: RankedPoint, y: float, at: _Columns, scale: Scale, language: str) -> Iterator[Mark]:
    bold = " c-b" if p.change else ""
    yield Text("c-t c-m", 0, y + 5, p.id)
    lines = lines_of(p.title, at.characters)
    # Three lines stand closer, so that they keep clear of the points above and below.
    step = 16 if len(lines) <= TWO_LINES else 12
    for n, line in enumerate(lines):
        yield Text(f"c-t{bold}", at.title, y + 5 + step * n - step / 2 * (len(lines) - 1), line)
    if p.major is not None:
        yield Text("c-t c-b c-end", at.major, y + 5, number(p.major, language))
    if not p.has_bar:
        yield _without_bar(p, "c-t c-s c-m c-end", at.limits, y + 5)
        return
    yield from _bar(p, y, scale, r=5, half=9)
    yield from _changed_beside(p, y, at, scale)
    yield Text(f"c-t c-s c-end{bold}", at.found, y + 5, OF, _found(p, language))
    if p.findings:
        yield Text("c-t c-end c-b", at.rate, y + 5, percent(p.rate or 0.0, language))
    yield Text("c-t c-s c-m c-end", at.limits, y + 5, *_limits(p, language))


def _changed_beside(p: RankedPoint, y: float, at: _Columns, scale: Scale) -> Iterator[Mark]:
    if not p.change:
        return
    right = scale(max(p.high, p.before or 0.0)) + 8
    left = scale(min(p.low, p.low if p.before is None else p.before)) - 8
    word = RISEN if p.change == "up" else FALLEN
    # Left of the axis stand the major findings; a word that has no room before the bar goes behind it.
    fits = right <= at.words_until or left - WORD < at.axis[0]
    yield Text(f"c-t c-s c-b{'' if fits else ' c-end'}", right if fits else left, y + 5, word, {})


def _bar(p: RankedPoint, y: float, scale: Scale, *, r: float, half: float) -> Iterator[Mark]:
    css = f"c-range c-{p.change}-l" if p.change else "c-range"
    yield Line(css, scale(p.low), y, scale(p.high), y)
    if p.before is not None:
        x = scale(p.before)
        yield Line("c-before", x, y - half, x, y + half)
    x = scale(p.rate or 0.0)
    if p.findings and p.change:
        yield triangle(x, y, r, p.change)
    else:
        yield Circle("c-dot" if p.findings else "c-ring", x, y, r)


def _narrow(points: Sequence[RankedPoint], quarters: int, ticks: Sequence[float], language: str) -> Drawing:
    scale = Scale(0, ticks[-1], 4, 316)
    marks: list[Mark] = list(_narrow_axis(ticks, scale, language))
    y = 34
    for point in points:
        lines = lines_of(f"{point.id} {point.title}", NARROW_CHARACTERS)
        marks += _narrow_row(point, lines, y, quarters, ticks, scale, language)
        y += 17 * len(lines) + (71 if point.has_bar else 46) - (0 if quarters else 17)
    return Drawing(Width.NARROW, y - 14, tuple(marks))


def _narrow_axis(ticks: Sequence[float], scale: Scale, language: str) -> Iterator[Mark]:
    for tick in ticks:
        ends = {ticks[0]: ("", 0.0), ticks[-1]: (" c-end", 320.0)}
        css, x = ends.get(tick, (" c-mid", scale(tick)))
        yield Text(f"c-t c-s c-m{css}", x, 12, percent(tick, language, 0))


def _narrow_row(
    p: RankedPoint,
    lines: Iterable[str],
    y: float,
    quarters: int,
    ticks: Iterable[float],
    scale: Scale,
    language: str,
) -> Iterator[Mark]:
    for line in lines:
        yield Text("c-t c-s c-b" if p.change else "c-t c-s", 0, y, line)
        y += 17
    if quarters:
        major = "–" if p.major is None else number(p.major, language)
        sentence = MAJOR_IN.get(quarters, MAJOR_IN[0])
        yield Text("c-t c-s c-m", 0, y, sentence, {"num": major, "quarters": quarters})
    else:
        y -= 17
    if not p.has_bar:
        yield _without_bar(p, "c-t c-s c-m", 0, y + 17)
        return
    for tick in ticks:
        yield Line("c-grid", scale(tick), y + 8, scale(tick), y + 26)
    yield from _bar(p, y + 17, scale, r=4, half=8)
    yield _narrow_words(p, y + 42, language)


def _narrow_words(p: RankedPoint, y: float, language: str) -> Text:
    _, limits = _limits(p, language)
    params = _found(p, language) | limits | {"rate": percent(p.rate or 0.0, language)}
    sentence = FOUND_NARROW[p.change] if p.findings else NONE_NARROW[p.change]
    return Text("c-t c-s c-m", 0, y, sentence, params)


def _found(p: RankedPoint, language: str) -> dict[str, object]:
    return {"findings": number(p.findings or 0, language), "n": number(p.n or 0, language)}


def _limits(p: RankedPoint, language: str) -> tuple[str, dict[str, object]]:
    if not p.findings:
        return AT_MOST, {"limit": percent(p.high, language)}
    return LIMITS, {"lower": number(100 * p.low, language, 1), "upper": percent(p.high, language)}


def _without_bar(p: RankedPoint, css: str, x: float, y: float) -> Text:
    return Text(css, x, y, NOT_TO_BE_SHOWN if p.findings is None else NOTHING_SAID, {})
