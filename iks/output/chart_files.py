"""Distribution: how many files have no finding, one, two, three or more."""

from collections.abc import Iterator, Sequence

from iks.errors import N_
from iks.output.charts import SCREEN, Circle, Drawing, Line, Mark, Rect, Scale, Text, Width, place
from iks.output.numbers import number, percent
from iks.services.estimates import Figure

NAMES = (
    N_("keine Beanstandung"),
    N_("eine Beanstandung"),
    N_("zwei Beanstandungen"),
    N_("drei und mehr"),
)
FOUND = N_("%(findings)s von %(n)s · %(rate)s · %(lower)s bis %(upper)s")
NONE = N_("%(findings)s von %(n)s · höchstens %(limit)s")
# Names, bar and figures side by side, or below each other.
_PLACES = {Width.WIDE: (190, 724, 36), Width.PAPER: (140, 370, 30), Width.NARROW: (0, 320, 62)}


def draw_files(
    files: Sequence[Figure], *, widths: Sequence[Width] = SCREEN, language: str = "de"
) -> tuple[Drawing, ...]:
    """Draw the files by their findings; each bar with the limits of its share."""
    return tuple(_drawing(files, width, language) for width in widths)


def _drawing(files: Sequence[Figure], width: Width, language: str) -> Drawing:
    start, end, row = _PLACES[width]
    highest = max((one.upper or 0.0 for one in files), default=0.0) or 1.0
    scale = Scale(0, highest, start, end)
    marks: list[Mark] = []
    for name, figure, y in zip(NAMES, files, range(0, row * len(files), row), strict=True):
        beside = _beside(name, figure, y + row / 2, scale, language)
        marks += beside if start else _below(name, figure, y, scale, language)
    return Drawing(width, row * len(files), tuple(marks))


def _beside(name: str, figure: Figure, y: float, scale: Scale, language: str) -> Iterator[Mark]:
    yield Text("c-t", 0, y + 5, name, {})
    yield from _bar(figure, y, scale)
    yield Text("c-t c-s c-m", scale.end + 16, y + 5, *_words(figure, language))


def _below(name: str, figure: Figure, y: float, scale: Scale, language: str) -> Iterator[Mark]:
    yield Text("c-t c-s", 0, y + 14, name, {})
    yield from _bar(figure, y + 28, scale)
    yield Text("c-t c-s c-m", 0, y + 50, *_words(figure, language))


def _bar(figure: Figure, y: float, scale: Scale) -> Iterator[Mark]:
    if not figure.findings:
        yield Circle("c-ring", scale(0) + 5, y, 5)
        return
    # The limits stand below the bar, where both can be told apart in every theme.
    yield Rect("c-bar", scale(0), y - 9, place(scale(figure.rate or 0.0) - scale(0)), 13)
    yield Line("c-range", scale(figure.lower or 0.0), y + 9, scale(figure.upper or 0.0), y + 9)


def _words(figure: Figure, language: str) -> tuple[str, dict[str, object]]:
    count: dict[str, object] = {
        "findings": number(figure.findings, language),
        "n": number(figure.n, language),
    }
    if not figure.findings:
        return NONE, count | {"limit": percent(figure.at_most or 0.0, language)}
    return FOUND, count | {
        "rate": percent(figure.rate or 0.0, language),
        "lower": number(100 * (figure.lower or 0.0), language, 1),
        "upper": percent(figure.upper or 0.0, language),
    }
