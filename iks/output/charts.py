"""Charts as positions: what is drawn where, in which class, for a wide and a narrow page and for paper.

Nothing here knows a page: a chart is a list of marks that one template draws, so page and PDF show the same.
Colours are classes of the style sheet. Words are either final, such as numbers, or sentences of the
catalogue with values for their places; whoever draws translates them.
"""

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

# Grid lines stand at multiples of the step; each step serves axes up to its length.
_STEPS = ((0.02, 0.1), (0.05, 0.3), (0.1, 0.6), (0.2, 1.0))
_LEAST = 0.01


class Width(StrEnum):
    """For which page a chart is drawn."""

    WIDE = "wide"
    NARROW = "narrow"
    PAPER = "paper"


# Units of the drawing; on a page of that width they are pixels.
UNITS = {Width.WIDE: 1024, Width.NARROW: 320, Width.PAPER: 650}
SCREEN = (Width.WIDE, Width.NARROW)


@dataclass(frozen=True)
class Line:
    """A straight line."""

    css: str
    x1: float
    y1: float
    x2: float
    y2: float
    kind: ClassVar[str] = "line"


@dataclass(frozen=True)
class Circle:
    """A dot or a ring."""

    css: str
    x: float
    y: float
    r: float
    kind: ClassVar[str] = "circle"


@dataclass(frozen=True)
class Rect:
    """A box."""

    css: str
    x: float
    y: float
    width: float
    height: float
    kind: ClassVar[str] = "rect"


@dataclass(frozen=True)
class Path:
    """A line of several pieces, or a triangle."""

    css: str
    d: str
    kind: ClassVar[str] = "path"


@dataclass(frozen=True)
class Text:
    """Words at a place; with ``params`` they are a sentence of the catalogue, else they stay as they are."""

    css: str
    x: float
    y: float
    text: str
    params: Mapping[str, object] | None = None
    kind: ClassVar[str] = "text"


Mark = Line | Circle | Rect | Path | Text


@dataclass(frozen=True)
class Drawing:
    """One chart in one width; ``height`` in the same units as the width."""

    width: Width
    height: float
    marks: tuple[Mark, ...]

    @property
    def units(self) -> int:
        """Width of the drawing."""
        return UNITS[self.width]


@dataclass(frozen=True)
class Said:
    """A sentence of the catalogue with the values for its places."""

    sentence: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class Scale:
    """From values to places: ``low`` stands at ``start``, ``high`` at ``end``.

    >>> Scale(0, 0.25, 284, 22)(0.1)
    179.2
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        return place(self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low))


def place(value: float) -> float:
    """Return a place as short as it can be written: a tenth of a unit is less than anybody sees.

    >>> place(44.0), place(44.04), place(44.06)
    (44, 44, 44.1)
    """
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def share_ticks(largest: float) -> tuple[float, ...]:
    """Return the grid lines of an axis of shares: from 0 to the first line at or past the largest value.

    >>> share_ticks(0.236)
    (0.0, 0.05, 0.1, 0.15, 0.2, 0.25)
    >>> share_ticks(0.0)
    (0.0, 0.02)
    """
    highest = min(max(largest, _LEAST), 1.0)
    step = next(step for step, reach in _STEPS if highest <= reach)
    # A limit that lies on a line up to rounding needs no further one.
    count = -int(-(highest - 1e-9) // step)
    return tuple(round(n * step, 2) for n in range(count + 1))


def path_of(points: Iterable[tuple[float, float]]) -> str:
    """Return a line through points as the data of a path.

    >>> path_of([(44, 10.5), (60, 12)])
    'M44 10.5L60 12'
    """
    return "M" + "L".join(f"{place(x)} {place(y)}" for x, y in points)


def triangle(x: float, y: float, r: float, change: str) -> Path:
    """Return a triangle about a place that points up or down."""
    way = 1 if change == "up" else -1
    top, wide, high = place(y - way * (r + 2)), place(r + 2), place(way * (2 * r + 3))
    return Path(f"c-{change}", f"M{place(x)} {top}l{wide} {high}h-{place(2 * r + 4)}z")


def lines_of(text: str, characters: int) -> list[str]:
    """Return a text in lines of so many characters at most; a longer word stays whole.

    >>> lines_of("Angemessenheit, Karenzzeit, Umzug", 28)
    ['Angemessenheit, Karenzzeit,', 'Umzug']
    """
    return textwrap.wrap(text, characters, break_long_words=False, break_on_hyphens=False) or [""]
