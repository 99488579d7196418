"""The value of a report: one canonical text, the way back, and what it says of itself."""

import doctest
import json
from dataclasses import dataclass, replace
from datetime import date

import pytest

from iks.domain import frozen_value, report, report_text
from iks.domain.frozen_value import to_text
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.report import MonthlyReport, ReportPoint, ReportRate, file_bounds, goes_out_on, heaviest
from iks.domain.report_text import LONGEST_PARAGRAPH, faults_of_paragraph, paragraph_of
from iks.domain.values import Area
from tests.report_under_test import example_report


@pytest.mark.parametrize("module", [frozen_value, report, report_text])
def test_the_examples_of_the_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize("area", Area)
def test_a_report_comes_back_from_its_text_as_it_was(area: Area) -> None:
    made = example_report(area)
    assert MonthlyReport.from_json(made.to_json()) == made


def test_the_text_of_a_report_is_the_same_on_every_machine() -> None:
    text = example_report().to_json()
    content = json.loads(text)
    assert text == json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert content["month"] == "2026-12"
    assert content["points"][-1]["period"] == "2026-Q4"
    assert content["closed_on"] == "2026-12-28"


def test_a_fraction_has_no_canonical_text() -> None:
    @dataclass(frozen=True)
    class Share:
        rate: float

    with pytest.raises(TypeError, match="float"):
        to_text(Share(0.1), "form")


def test_a_text_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="monthly-report"):
        MonthlyReport.from_json(example_report().to_json().replace("monthly-report/1", "monthly-report/9"))


def test_points_that_may_not_be_shown_are_never_among_the_heaviest() -> None:
    hidden = ReportPoint("L01", "Verborgen", None, None, major=99)
    empty = ReportPoint("L02", "Ohne Antwort", None, ReportRate(0, 0), major=98)
    shown = ReportPoint("L03", "Gezeigt", None, ReportRate(2, 40, 50), major=1)
    assert heaviest([hidden, empty, shown], 6) == (shown,)


def test_points_stand_by_their_period_the_shortest_first() -> None:
    points = [
        ReportPoint("L01", "a", Period.quarter(2026, 4), None),
        ReportPoint("L02", "b", None, None),
        ReportPoint("L03", "c", Period.of(Month(2026, 12)), None),
    ]
    found = replace(example_report(), points=tuple(points)).by_period
    assert [(str(period), [p.id for p in of]) for period, of in found] == [
        ("2026-12", ["L03"]),
        ("2026-Q4", ["L01"]),
        ("None", ["L02"]),
    ]


def test_bounds_say_what_ten_missing_files_could_change() -> None:
    bounds = file_bounds(91, 130, 10)
    assert bounds is not None
    assert (bounds.best, bounds.worst) == (650, 721)
    assert file_bounds(0, 0, 0) is None


@pytest.mark.parametrize(
    ("closed_on", "out_on"),
    [
        (date(2026, 12, 18), date(2026, 12, 22)),
        (date(2026, 12, 28), date(2026, 12, 30)),
        (date(2027, 3, 25), date(2027, 3, 31)),
    ],
)
def test_a_report_goes_out_two_working_days_after_the_close(closed_on: date, out_on: date) -> None:
    assert goes_out_on(closed_on) == out_on


@pytest.mark.parametrize(
    "text",
    [
        "Rufen Sie 0711 2163344 an.",
        "Im Verfahren S 12 AS 345/26 unterlagen wir.",
        "Die BG 12345BG0001234 war betroffen.",
        "Konto DE89370400440532013000.",
    ],
)
def test_what_identifies_somebody_cannot_go_out_even_when_confirmed(text: str) -> None:
    assert not paragraph_of(text, confirmed=True).may_leave


@pytest.mark.parametrize(
    "text",
    [
        "BSG vom 3.4.2026, B 4 AS 12/25 R: Die Karenzzeit gilt auch nach einem Umzug.",
        "Der Regelbedarf beträgt 563 Euro.",
        "In Bad Cannstatt gab es eine Schulung.",
    ],
)
def test_days_amounts_branches_and_published_decisions_go_out_once_somebody_looked(text: str) -> None:
    branches = ["Bad Cannstatt"]
    assert not paragraph_of(text, confirmed=False, house_words=branches).may_leave
    assert paragraph_of(text, confirmed=True, house_words=branches).may_leave


def test_a_paragraph_that_is_too_long_is_named_at_its_field() -> None:
    faults = faults_of_paragraph(paragraph_of("a" * (LONGEST_PARAGRAPH + 1), confirmed=True))
    assert [fault.name for fault in faults] == ["paragraph"]
