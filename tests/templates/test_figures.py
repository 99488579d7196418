"""Figures as people read them: always how many of how many, and how sure."""

import re

import pytest

from iks.output.chart_bars import RankedPoint, ranked
from tests.templates.pages_under_test import render_macro


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"findings": 54, "n": 350, "lower": 0.118, "upper": 0.196}, "54 von 350 · 15,4 % · 11,8 bis 19,6 %"),
        ({"findings": 0, "n": 21, "at_most": 0.133}, "0 von 21 · höchstens 13,3 %"),
        ({"findings": 8, "n": 97, "at_most": 0.144}, "8 von 97 · 8,2 % · höchstens 14,4 %"),
        (
            {"findings": 143, "n": 1476, "lower": 0.082, "upper": 0.113},
            "143 von 1.476 · 9,7 % · 8,2 bis 11,3 %",
        ),
        ({"findings": 0, "n": 0}, "keine Aussage"),
        ({"findings": None, "n": None}, "zu wenige Fälle"),
    ],
)
def test_a_rate_is_number_share_and_limits_in_one_piece(values, expected):
    assert words(render_macro("rate", "rate", **values)) == expected


def test_a_digest_stands_in_groups_of_eight_and_copies_without_gaps():
    html = render_macro("digest", "digest", "0123456789abcdef" * 4)
    assert html.count("<span>") == 8
    assert words(html) == "0123456789abcdef" * 4


def test_a_table_says_the_name_of_the_column_before_each_value_and_mutes_zero():
    html = render_macro("table", "row", [("Punkt", ""), ("Akten", "num"), ("Stand", "")], ["L01", 0, None])
    assert 'data-label="Akten"><span>0</span>' in html
    assert html.count("iks-zero") == 1
    assert html.endswith('data-label="Stand"><span>–</span></td></tr>')


def test_text_in_a_table_is_escaped():
    assert "&lt;b&gt;" in render_macro("table", "row", [("Punkt", "")], ["<b>"])


def point(**changes):
    values = {
        "id": "L06",
        "title": "Angemessenheit, Karenzzeit, Kostensenkung, Umzug",
        "major": 74,
        "findings": 54,
        "n": 350,
        "rate": 54 / 350,
        "lower": 0.118,
        "upper": 0.196,
        "at_most": None,
        "before": 0.097,
        "change": "up",
    }
    return RankedPoint(**(values | changes))


def chart(*points, quarters=4, **options):
    drawn = ranked(points, quarters, **options)
    return render_macro(
        "charts/bars", "bars", points, drawn, "r", "Titel", "Sätze", "Befund", "im Quartal", "davor"
    )


def test_the_chart_is_drawn_twice_with_title_description_and_the_figures_as_text():
    html = chart(point())
    assert html.count('role="img"') == 2
    assert html.count("54 von 350") == 2
    assert "style=" not in html
    assert html.count("gestiegen") == 2


def test_the_axis_ends_on_the_first_grid_line_past_the_largest_limit():
    assert "25 %" not in chart(point())
    assert "25 %" in chart(point(upper=0.236))
    assert "60 %" in chart(point(upper=0.51))


def test_nothing_found_is_an_open_ring_and_a_hidden_point_has_no_mark():
    nothing = chart(point(findings=0, n=21, rate=0, lower=None, upper=None, at_most=0.133, change=""))
    # One in each drawing; the legend shows a dot.
    assert nothing.count("c-ring") == 2
    assert "höchstens 13,3 %" in nothing
    hidden = chart(point(), point(findings=None, n=None, change=""))
    assert hidden.count("zu wenige Fälle") == 2
    assert hidden.count("c-range") == 3


def test_a_long_name_is_broken_into_lines_that_fit_a_narrow_screen():
    lines = re.findall(r'<text class="c-t c-s c-b" x="0"[^>]*>([^<]*)</text>', chart(point()))
    assert lines == ["L06 Angemessenheit, Karenzzeit,", "Kostensenkung, Umzug"]
