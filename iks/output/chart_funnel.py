"""Branches side by side in a closed year: a funnel for each group, names only outside the limits."""

from collections.abc import Iterator, Sequence

from iks.errors import N_
from iks.output.charts import (
    SCREEN,
    UNITS,
    Circle,
    Drawing,
    Line,
    Mark,
    Path,
    Scale,
    Text,
    Width,
    lines_of,
    path_of,
    share_ticks,
    triangle,
)
from iks.output.numbers import number, percent
from iks.services.funnel_views import Funnel, FunnelBranch, FunnelGroup

ANSWERS = N_("Antworten")
INNER, OUTER = N_("95 %%"), N_("99,8 %%")
PANEL_HEIGHT = 282
_COLUMNS = {Width.WIDE: 3, Width.PAPER: 2, Width.NARROW: 1}
_GUTTER = 32
_TOP, _BOTTOM, _LEFT = 56, 232, 34
# Room on the right for the names of the limits.
_RIGHT = 52
_TITLE_CHARACTERS = 40
_MOST_TICKS = 5


def draw_funnel(
    funnel: Funnel, *, widths: Sequence[Width] = SCREEN, language: str = "de"
) -> tuple[Drawing, ...]:
    """Draw all groups with one axis, so that panels can be compared."""
    return tuple(_drawing(funnel, width, language) for width in widths)


def _drawing(funnel: Funnel, width: Width, language: str) -> Drawing:
    columns = _COLUMNS[width]
    wide = (UNITS[width] - _GUTTER * (columns - 1)) / columns
    ticks = share_ticks(max((high for group in funnel.groups for high in _highest(group)), default=0.0))
    marks: list[Mark] = []
    for place_in_order, group in enumerate(funnel.groups):
        row, column = divmod(place_in_order, columns)
        marks += _panel(group, column * (wide + _GUTTER), row * PANEL_HEIGHT, wide, ticks, language)
    rows = -(-len(funnel.groups) // columns)
    return Drawing(width, rows * PANEL_HEIGHT, tuple(marks))


def _highest(group: FunnelGroup) -> Iterator[float]:
    yield from (limit.outer[1] for limit in group.limits)
    yield from (branch.rate for branch in group.branches)


def _panel(
    group: FunnelGroup, x0: float, y0: float, wide: float, ticks: Sequence[float], language: str
) -> Iterator[Mark]:
    for n, line in enumerate(lines_of(f"{group.id} {group.label}", _TITLE_CHARACTERS)[:2]):
        yield Text("c-t c-s c-b", x0, y0 + 14 + 17 * n, line)
    y = Scale(0, ticks[-1], y0 + _BOTTOM, y0 + _TOP)
    for tick in ticks[:: 1 if len(ticks) <= _MOST_TICKS else 2]:
        yield Line("c-grid", x0 + _LEFT, y(tick), x0 + wide - _RIGHT, y(tick))
        yield Text("c-t c-x c-m c-end", x0 + _LEFT - 6, y(tick) + 4, number(100 * tick, language))
    if not group.limits:
        return
    first, last = group.limits[0].n, group.limits[-1].n
    x = Scale(first, max(last, first + 1), x0 + _LEFT + 8, x0 + wide - _RIGHT - 8)
    yield from _limits(group, x, y, language)
    for branch in group.branches:
        yield from _branch(branch, x, y)
    yield Text("c-t c-x c-m", x(first), y0 + _BOTTOM + 18, number(first, language))
    yield Text("c-t c-x c-m c-end", x(last), y0 + _BOTTOM + 18, number(last, language))
    yield Text("c-t c-x c-m c-mid", (x(first) + x(last)) / 2, y0 + _BOTTOM + 18, ANSWERS, {})


def _limits(group: FunnelGroup, x: Scale, y: Scale, language: str) -> Iterator[Mark]:
    ends = [(one.n, one.inner, one.outer) for one in group.limits]
    for side in (0, 1):
        yield Path("c-limit", path_of((x(n), y(inner[side])) for n, inner, _ in ends))
        yield Path("c-limit c-limit--far", path_of((x(n), y(outer[side])) for n, _, outer in ends))
    right = ends[-1]
    yield Line("c-centre", x(ends[0][0]), y(group.centre), x(right[0]), y(group.centre))
    after = x(right[0]) + 6
    # Names keep their distance where the limits stand close together.
    inner_y = min(y(right[1][1]), y(group.centre) - 15)
    yield Text("c-t c-x c-m", after, min(y(right[2][1]), inner_y - 14) + 4, OUTER, {})
    yield Text("c-t c-x c-m", after, inner_y + 4, INNER, {})
    yield Text("c-t c-x", after, y(group.centre) + 4, percent(group.centre, language))


def _branch(branch: FunnelBranch, x: Scale, y: Scale) -> Iterator[Mark]:
    across, up = x(branch.n), y(branch.rate)
    if not branch.outside:
        yield Circle("c-dot", across, up, 3.5)
        return
    yield triangle(across, up, 4, branch.outside)
    late = across > (x.start + x.end) / 2
    css, beside = ("c-t c-x c-b c-halo c-end", across - 9) if late else ("c-t c-x c-b c-halo", across + 9)
    yield Text(css, beside, up + 4, branch.name)
