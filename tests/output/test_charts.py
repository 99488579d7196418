"""Charts as positions: what is marked stands in its drawing, readable and within its edges."""

import re

import pytest

from iks.domain.period import Period
from iks.output.chart_bars import RankedPoint, ranked
from iks.output.chart_files import draw_files
from iks.output.chart_funnel import draw_funnel
from iks.output.chart_groups import draw_groups
from iks.output.chart_trend import TrendEvent, draw_trend
from iks.output.charts import UNITS, Circle, Drawing, Path, Scale, Text, Width, share_ticks
from iks.services.estimates import figure
from iks.services.evaluation_views import GroupRow, GroupTable
from iks.services.funnel_views import Funnel, FunnelBranch, FunnelGroup, FunnelLimit
from iks.services.judge_trend import judge
from tests.templates.pages_under_test import STATIC, TEMPLATES, render_macro

ALL = tuple(Width)
# Fira Sans at 15 pixels needs about this much a character; the browser test looks at the real thing.
CHARACTER = {"c-x": 6.1, "c-xs": 5.7, "c-s": 6.6}
PAPER = 13 / 15


def spoken(text: Text) -> str:
    return text.text if text.params is None else text.text % text.params


def width_of(text: Text) -> float:
    return len(spoken(text)) * next((w for css, w in CHARACTER.items() if css in text.css.split()), 7.2)


def edges(text: Text, scale: float = 1) -> tuple[float, float]:
    wide = width_of(text) * scale
    if "c-end" in text.css:
        return text.x - wide, text.x
    return (text.x - wide / 2, text.x + wide / 2) if "c-mid" in text.css else (text.x, text.x + wide)


def outside(drawing: Drawing) -> list[object]:
    """Return the words that leave the drawing at a side."""
    texts = [mark for mark in drawing.marks if isinstance(mark, Text)]
    scale = PAPER if drawing.width is Width.PAPER else 1
    spans = [(text, *edges(text, scale)) for text in texts]
    return [text for text, left, right in spans if left < -5 or right > UNITS[drawing.width] + 5]


def series(*findings: int, n: int = 120) -> list[tuple[Period, int, int]]:
    first = Period.parse("2025-01").first
    return [(Period.of(first.shift(place)), x, n) for place, x in enumerate(findings)]


def ranked_point(**changes: object) -> RankedPoint:
    values = {
        "id": "L06",
        "title": "Angemessenheit, Karenzzeit, Kostensenkung, Umzug",
        "major": 74,
        "findings": 54,
        "n": 350,
        "rate": 54 / 350,
        "lower": 0.118,
        "upper": 0.196,
        "at_most": 0.19,
        "before": 0.097,
        "change": "up",
    }
    return RankedPoint(**(values | changes))  # type: ignore[arg-type]


def funnel_group(*branches: FunnelBranch) -> FunnelGroup:
    limits = tuple(FunnelLimit(n, (0.06, 0.14), (0.04, 0.17)) for n in (300, 350, 400))
    return FunnelGroup("A", "Antrag, Anspruch, Bedarfsgemeinschaft", 0.1, branches, ("U25",), limits)


GROUPS = GroupTable(
    tuple((letter, f"Gruppe {letter} mit langem Namen", ("L01", "L03")) for letter in "ABCDE"),
    (
        GroupRow("Wohnungslose und Selbstständige", 3, (3, None, 12, 40, 7)),
        GroupRow("Mitte", 1, ()),
    ),
)
TREND = judge(series(*[12] * 12, *[30] * 6), event=12)
CHARTS = {
    "bars": lambda **o: ranked([ranked_point(), ranked_point(change="down", findings=0)], 4, **o),
    "trend": lambda **o: draw_trend(TREND, [TrendEvent(12, "Neues Recht, 1. Juli 2026")], **o),
    "funnel": lambda **o: draw_funnel(
        Funnel(
            Period.year(2025),
            (funnel_group(FunnelBranch("Z01", "Mitte", 70, 350, "up", far=True)),) * 5,
            3.5,
            0.1,
        ),
        **o,
    ),
    "groups": lambda **o: draw_groups(GROUPS, **o),
    "files": lambda **o: draw_files(
        [figure(244, 410), figure(90, 410), figure(76, 410), figure(0, 410)], **o
    ),
}


@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_has_its_words_inside_in_every_width(name: str) -> None:
    for drawing in CHARTS[name](widths=ALL):
        assert drawing.marks
        assert outside(drawing) == [], drawing.width


def test_the_word_of_a_change_never_stands_on_the_major_findings() -> None:
    point = ranked_point(change="down", findings=0)
    for drawing in ranked([point], 4, widths=(Width.WIDE, Width.PAPER)):
        (word,) = [m for m in drawing.marks if isinstance(m, Text) and m.text == "gesunken"]
        (major,) = [m for m in drawing.marks if isinstance(m, Text) and m.text == "74"]
        assert edges(word)[0] > edges(major)[1]


@pytest.mark.parametrize("name", CHARTS)
def test_every_class_of_a_chart_has_its_style_on_screen_and_on_paper(name: str) -> None:
    used = {css for d in CHARTS[name](widths=ALL) for m in d.marks for css in m.css.split()}
    screen = (STATIC / "figures.css").read_text(encoding="utf-8")
    paper = (TEMPLATES / "reports" / "drawing.css").read_text(encoding="utf-8")
    # The rim around words is for screens, where lines pass behind them.
    assert [css for css in sorted(used) if f".{css} " not in screen and f".{css}," not in screen] == []
    assert [css for css in sorted(used - {"c-halo"}) if f".{css} " not in paper] == []


@pytest.mark.parametrize("name", CHARTS)
def test_numbers_are_written_in_the_language_of_the_page(name: str) -> None:
    marks = [mark for drawing in CHARTS[name](language="en") for mark in drawing.marks]
    # Sentences without values are translated by whoever draws.
    words = [spoken(mark) for mark in marks if isinstance(mark, Text) and mark.params != {}]
    assert words
    assert not [word for word in words if re.search(r"\d,\d", word)]


@pytest.mark.parametrize("name", CHARTS)
def test_colours_come_from_classes_alone_and_every_drawing_is_named(name: str) -> None:
    for drawing in CHARTS[name](widths=ALL):
        html = render_macro("charts/drawing", "drawing", drawing, "c", "Titel", "Sätze")
        assert "style=" not in html
        assert "fill=" not in html
        names = re.search(r'role="img" aria-labelledby="(\S+) (\S+)"', html)
        assert names
        assert f'<title id="{names[1]}">Titel</title>' in html
        assert f'<desc id="{names[2]}">Sätze</desc>' in html


def test_a_triangle_stands_only_outside_the_limits() -> None:
    assert TREND is not None
    triangles = [m for m in draw_trend(TREND)[0].marks if isinstance(m, Path) and m.css == "c-up"]
    assert len(triangles) == sum(bool(period.outside) for period in TREND.periods) == 6
    calm = judge(series(*[12, 11, 13] * 6))
    assert calm is not None
    assert not [m for m in draw_trend(calm)[0].marks if "c-up" in m.css or "c-down" in m.css]


def test_the_line_breaks_where_a_new_grid_begins_and_each_stretch_has_its_own_centre() -> None:
    trend = judge(series(*[12] * 10, *[30] * 10), breaks=(10,))
    assert trend is not None
    marks = draw_trend(trend)[0].marks
    assert sum(m.css == "c-line" for m in marks) == 2
    assert sum(m.css == "c-centre" for m in marks) == 2
    assert [m.text for m in marks if isinstance(m, Text)].count("Neue Frage") == 1


def test_a_period_without_an_answer_has_no_dot_and_one_without_a_finding_a_ring() -> None:
    counts = [*series(*[12] * 8), (Period.parse("2025-09"), 0, 0), (Period.parse("2025-10"), 0, 120)]
    trend = judge(counts)
    assert trend is not None
    dots = [m for m in draw_trend(trend)[0].marks if isinstance(m, Circle)]
    rings = [m for m in dots if m.css == "c-ring"]
    low = [m for m in draw_trend(trend)[0].marks if m.css == "c-down"]
    assert len(dots) + len(low) == 9
    assert len(rings) + len(low) == 1


def test_only_a_branch_outside_the_limits_is_named() -> None:
    inside, beyond = (
        FunnelBranch("Z02", "Nord", 35, 350, "", far=False),
        FunnelBranch("Z01", "Mitte", 70, 350, "up", far=True),
    )
    funnel = Funnel(Period.year(2025), (funnel_group(inside, beyond),), 0.7, 0.03)
    for drawing in draw_funnel(funnel):
        texts = [m.text for m in drawing.marks if isinstance(m, Text)]
        assert "Mitte" in texts
        assert "Nord" not in texts
        assert "U25" not in texts


def test_the_heat_map_writes_each_count_and_hides_below_three() -> None:
    for drawing in draw_groups(GROUPS):
        texts = [m.text for m in drawing.marks if isinstance(m, Text)]
        assert [text for text in texts if text in {"3", "unter 3", "12", "40", "7", "–"}] == [
            *("3", "unter 3", "12", "40", "7"),
            *("–",) * 5,
        ]


def test_levels_of_the_heat_map_rise_with_the_count() -> None:
    rects = [m.css for m in draw_groups(GROUPS)[0].marks if m.kind == "rect"]
    assert rects == ["c-h1", "c-h0", "c-h2", "c-h4", "c-h1", *["c-h0"] * 5]


@pytest.mark.parametrize(
    ("largest", "last"), [(0.0, 0.02), (0.1, 0.1), (0.236, 0.25), (0.51, 0.6), (1.0, 1.0)]
)
def test_an_axis_ends_at_the_first_line_past_its_largest_value(largest: float, last: float) -> None:
    assert share_ticks(largest)[-1] == last


def test_a_scale_keeps_its_ends() -> None:
    scale = Scale(0, 0.25, 284, 22)
    assert (scale(0), scale(0.25)) == (284, 22)
