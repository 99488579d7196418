"""Heat map of groups: branches and groups of points in a closed quarter, each cell with its count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iks.errors import N_
from iks.output.charts import SCREEN, UNITS, Drawing, Mark, Rect, Text, Width, lines_of, place
from iks.output.numbers import number
from iks.services.evaluation_views import GroupRow, GroupTable

UNDER_THREE = N_("unter 3")
LEVELS = 4


@dataclass(frozen=True)
class _Sizes:
    """Column of the names, characters that fit into it and into a head (0: the letter alone), rows."""

    names: float
    name_characters: int
    head_characters: int
    head: float
    row: float


_SIZES = {
    Width.WIDE: _Sizes(230, 30, 20, 58, 30),
    Width.PAPER: _Sizes(160, 22, 14, 74, 26),
    Width.NARROW: _Sizes(100, 14, 0, 22, 38),
}


def draw_groups(
    groups: GroupTable, *, widths: Sequence[Width] = SCREEN, language: str = "de"
) -> tuple[Drawing, ...]:
    """Draw the table in the order of the catalogue; nothing is ranked and nothing is added up."""
    return tuple(_drawing(groups, width, language) for width in widths)


def _drawing(groups: GroupTable, width: Width, language: str) -> Drawing:
    at = _SIZES[width]
    column = (UNITS[width] - at.names) / max(len(groups.groups), 1)
    most = max((count for row in groups.rows for count in row.counts if count), default=1)
    marks: list[Mark] = []
    for n, (group, label, _) in enumerate(groups.groups):
        marks += _head(group, label, place(at.names + column * (n + 0.5)), at)
    for n, row in enumerate(groups.rows):
        marks += _row(row, len(groups.groups), at.head + at.row * n, at, column, most, language)
    return Drawing(width, at.head + at.row * len(groups.rows), tuple(marks))


def _head(group: str, label: str, x: float, at: _Sizes) -> Iterator[Mark]:
    text = f"{group}: {label}" if at.head_characters else group
    for n, line in enumerate(lines_of(text, at.head_characters or 1)[:4]):
        yield Text("c-t c-s c-m c-mid", x, 14 + 16 * n, line)


def _row(
    row: GroupRow, groups: int, y: float, at: _Sizes, column: float, most: int, language: str
) -> Iterator[Mark]:
    names = lines_of(row.name, at.name_characters)[:2]
    for n, line in enumerate(names):
        yield Text("c-t c-s", 0, y + at.row / 2 + 5 + 16 * n - 8 * (len(names) - 1), line)
    for n in range(groups):
        count = row.counts[n] if row.counts else None
        x = place(at.names + column * n + 1)
        box = Rect(f"c-h{_level(count, most)}", x, y + 1, place(column - 2), at.row - 2)
        yield box
        yield _words(box, count, known=bool(row.counts), language=language)


def _words(box: Rect, count: int | None, *, known: bool, language: str) -> Text:
    middle, base = place(box.x + box.width / 2), box.y + box.height / 2 + 5
    if not known:
        return Text("c-t c-s c-m c-mid", middle, base, "–")
    if count is None:
        return Text("c-t c-xs c-m c-mid", middle, base, UNDER_THREE, {})
    return Text("c-t c-s c-mid", middle, base, number(count, language))


def _level(count: int | None, most: int) -> int:
    return 0 if count is None else max(1, -(-LEVELS * count // most))
