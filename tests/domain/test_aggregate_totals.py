"""A period is the sum of its months; what may be shown of it follows the crowd."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iks.domain.aggregate import MonthFigures
from iks.domain.disclosure import amount_rule, crowd_rule, rounded_euro
from iks.domain.month import Month
from iks.domain.period import Period, closed_periods, last_closed_quarters
from iks.domain.totals import Cell, PointTotals, add_up
from iks.domain.values import Area
from iks.errors import InvalidInput
from tests.domain.test_aggregate import invented_month

ANSWERED = {f"Z{n:02}": 10 for n in range(1, 15)}


def two_months() -> tuple[MonthFigures, MonthFigures]:
    _, figures = invented_month(Area.BENEFITS)
    return figures, figures


def test_two_months_are_twice_one() -> None:
    one, two = add_up(two_months()[:1]), add_up(two_months())
    assert (two.checked, two.expected, two.population) == (
        2 * one.checked,
        2 * one.expected,
        2 * one.population,
    )
    for point in one.points.values():
        doubled = two.points[point.id]
        assert (doubled.answered, doubled.findings) == (2 * point.answered, 2 * point.findings)
        assert doubled.major == 2 * point.major
        assert doubled.cells == point.cells * 2


def test_a_missing_branch_counts_with_all_files_it_had_to_check() -> None:
    totals = add_up(two_months()[:1])
    assert totals.missing_files == 10
    assert totals.unknown_files == 10 + 6
    assert totals.branches["Z09"].submitted == 0


def test_the_bounds_take_everything_unknown_as_in_order_or_as_faulty() -> None:
    point = PointTotals("L06", ok=296, findings=54, not_assessable=3)
    assert point.bounds(10) == ((54, 363), (67, 363))
    assert PointTotals("L06").bounds(0) is None


def test_an_estimate_holds_population_and_checked_files_of_each_stratum() -> None:
    figures, _ = two_months()
    totals = add_up([figures])
    first = figures.points[0].cells[0]
    stratum = figures.strata[first.stratum]
    cell = totals.points[figures.points[0].id].cells[0]
    assert cell == Cell(
        f"2026-12 {stratum.branch}",
        stratum.population,
        stratum.checked,
        first.ok + first.finding,
        first.finding,
    )


def test_a_point_with_thirty_answers_from_eight_branches_is_shown() -> None:
    assert crowd_rule({f"Z{n:02}": 4 for n in range(1, 9)}, {"Z01": 3, "Z02": 2})


def test_a_point_below_thirty_answers_is_not_shown() -> None:
    assert not crowd_rule({f"Z{n:02}": 3 for n in range(1, 10)}, {"Z01": 3, "Z02": 2})


def test_a_point_with_more_than_a_third_in_one_branch_is_not_shown() -> None:
    assert not crowd_rule({**dict.fromkeys(list(ANSWERED)[1:], 5), "Z01": 60}, {"Z01": 5})


def test_a_point_with_nearly_only_findings_is_not_shown() -> None:
    eight_of_ten = dict.fromkeys(ANSWERED, 8)
    assert crowd_rule(ANSWERED, eight_of_ten)
    assert not crowd_rule(ANSWERED, {**eight_of_ten, "Z01": 9})


def test_findings_that_need_a_third_branch_are_not_shown_though_they_are_below_four_fifths() -> None:
    # Two heads whose files are all in order see that nearly everything else was faulty.
    answered = dict.fromkeys(list(ANSWERED)[:9], 10)
    findings = dict.fromkeys(list(answered)[2:], 10)
    assert sum(findings.values()) < 0.8 * sum(answered.values())
    assert not crowd_rule(answered, findings)
    assert crowd_rule(answered, findings | {"Z03": 0})


def test_two_persons_are_taken_away_with_every_branch_they_held() -> None:
    three_each = [["Z01", "Z02", "Z03", "Z04"], ["Z05", "Z06", "Z07", "Z08"]]
    assert crowd_rule(ANSWERED, {"Z01": 10}, three_each)
    assert not crowd_rule(ANSWERED, {"Z01": 10}, [*three_each[:1], ["Z05", "Z06", "Z07", "Z08", "Z09"]])


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(ANSWERED)), st.integers(0, 10)), st.integers(0, 10))
def test_whatever_passes_the_crowd_rule_leaves_six_branches_after_any_two(
    answered: dict[str, int], most: int
) -> None:
    if not crowd_rule(answered, {code: min(n, most) for code, n in answered.items()}):
        return
    left = sorted((n for n in answered.values() if n), reverse=True)[2:]
    assert len(left) >= 6
    assert sum(left) >= 20


def test_amounts_need_five_files_from_four_branches_and_no_branch_above_half() -> None:
    files = {"Z01": 2, "Z02": 1, "Z03": 1, "Z04": 1}
    assert amount_rule(files, {"Z01": 500, "Z02": 200, "Z03": 200, "Z04": 100})
    assert not amount_rule(files, {"Z01": 501, "Z02": 200, "Z03": 200, "Z04": 100})
    assert not amount_rule({"Z01": 3, "Z02": 1, "Z03": 1}, {"Z01": 1, "Z02": 1, "Z03": 1})
    assert not amount_rule(dict.fromkeys(files, 1), dict.fromkeys(files, 100))


def test_amounts_are_rounded_to_a_hundred_euro() -> None:
    assert [rounded_euro(cents) for cents in (4_999, 5_000, 14_999, 15_000)] == [0, 100, 100, 200]


def test_a_quarter_counts_as_closed_only_with_all_three_months() -> None:
    closed = [Month(2026, n) for n in range(7, 13)]
    assert [str(p) for p in closed_periods(closed) if not p.is_month] == ["2026-Q4", "2026-Q3"]
    assert [str(p) for p in closed_periods(closed[:-1]) if not p.is_month] == ["2026-Q3"]


def test_a_year_counts_as_closed_only_with_all_twelve_months() -> None:
    assert str(closed_periods([Month(2026, n) for n in range(1, 13)])[0]) == "2026"


def test_at_most_four_closed_quarters_are_looked_back_upon_and_none_after_the_period() -> None:
    closed = [Month(2025, 1).shift(n) for n in range(24)]
    assert [str(q) for q in last_closed_quarters(closed, Month(2026, 11))] == [
        "2026-Q3",
        "2026-Q2",
        "2026-Q1",
        "2025-Q4",
    ]


@pytest.mark.parametrize("text", ["", "2026-13", "2026-Q5", "26", "2026-Q4 ", "2026-11-01"])
def test_anything_else_is_no_period(text: str) -> None:
    with pytest.raises(InvalidInput, match="Zeitraum"):
        Period.parse(text)
