"""Adding up released counts: against a slow count over single sheets, and the canonical form."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from iks.domain.aggregate import MonthFigures, aggregate
from iks.domain.anonymise import anonymise
from iks.domain.month import Month
from iks.domain.values import AnswerValue, Area, ExclusionReason
from tests.services.release_factory import LISTS, BranchSheets, Invented

MONTH = Month(2026, 12)
BRANCHES = ("Z01", "Z02", "Z06")


@dataclass
class Row:
    """A released row with its branch, as the tables of the house room hold it."""

    branch_code: str
    values: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.values[name]


@dataclass
class Rows:
    """All rows of a month."""

    lists: dict[str, list[Row]]

    def __getattr__(self, name: str) -> list[Row]:
        return self.lists[name]


def released(handed_in: dict[str, BranchSheets], points: list[str]) -> Rows:
    lists: dict[str, list[Row]] = {name: [] for name in LISTS}
    for branch, branch_sheets in handed_in.items():
        counts = anonymise(points, branch_sheets.sheets, branch_sheets.strata)
        for name in LISTS:
            lists[name] += [Row(branch, vars(row)) for row in getattr(counts, name)]
    return Rows({"releases": [Row(branch, {}) for branch in handed_in], **lists})


def invented_month(area: Area) -> tuple[dict[str, BranchSheets], MonthFigures]:
    invented = Invented(area)
    handed_in = {
        code: invented.branch(code, MONTH, **{"-": {ExclusionReason.AT_COURT: 2}}) for code in BRANCHES
    }
    points = [point.id for point in invented.grid.points]
    figures = aggregate(
        area,
        MONTH,
        released(handed_in, points),
        checklist_version="2026.12",
        expected={**dict.fromkeys(BRANCHES, 10), "Z09": 10, "S14": 0},
        points=points,
        holders=[["Z01"], ["Z06", "Z02"], ["Z01"]],
    )
    return handed_in, figures


@pytest.mark.parametrize("area", list(Area))
def test_every_count_equals_a_slow_count_over_the_single_sheets(area: Area) -> None:
    handed_in, figures = invented_month(area)
    answers = [
        (branch, sheet, point, answer)
        for branch, branch_sheets in handed_in.items()
        for sheet in branch_sheets.sheets
        for point, answer in sheet.answers.items()
    ]
    for point in figures.points:
        at_point = [(branch, s, a) for branch, s, p, a in answers if p == point.id]
        for cell in point.cells:
            stratum = figures.strata[cell.stratum]
            values = Counter(
                a.value for b, s, a in at_point if (b, s.stratum) == (stratum.branch, stratum.stratum)
            )
            assert [cell.ok, cell.finding, cell.not_applicable, cell.not_assessable] == [
                values[value] for value in AnswerValue
            ]
        findings = [a for _, _, a in at_point if a.value is AnswerValue.FINDING]
        for dimension, codes in point.counts.items():
            assert codes == Counter(getattr(a, dimension) for a in findings)
        assert sum(cell.systemic for cell in point.cells) == sum(a.systemic for a in findings)
        assert sum(c.list_was_wrong for c in point.cells) == sum(a.list_was_wrong for _, _, a in at_point)
        in_order = [s for _, s, a in at_point if a.value is AnswerValue.OK]
        by_regime = Counter(",".join(sheet.regimes) for sheet in in_order)
        assert {regime: ok for regime, (ok, _) in point.regimes.items() if ok} == by_regime


@pytest.mark.parametrize("area", list(Area))
def test_amounts_equal_a_slow_count_over_the_single_sheets(area: Area) -> None:
    handed_in, figures = invented_month(area)
    for point in figures.points:
        for cell in point.amounts:
            stratum = figures.strata[cell.stratum]
            cents = [
                answer.cents
                for sheet in handed_in[stratum.branch].sheets
                if sheet.stratum == stratum.stratum
                and (answer := sheet.answers[point.id]).cents
                and (answer.direction, answer.bearer) == (cell.direction, cell.bearer)
            ]
            assert (cell.files, cell.sum_cents) == (len(cents), sum(cents))
            assert cell.sum_squared_cents == sum(c * c for c in cents)
    total = sum(cell.sum_cents for point in figures.points for cell in point.amounts)
    sheets = [sheet for branch_sheets in handed_in.values() for sheet in branch_sheets.sheets]
    assert total == sum(a.cents or 0 for sheet in sheets for a in sheet.answers.values()) > 0


def test_files_strata_and_substitutes_are_taken_over_by_branch() -> None:
    handed_in, figures = invented_month(Area.BENEFITS)
    assert [stratum.branch for stratum in figures.strata] == list(BRANCHES)
    for stratum in figures.strata:
        counts = handed_in[stratum.branch].strata["-"]
        assert (stratum.population, stratum.drawn, stratum.checked) == (counts.population, 10, 10)
        assert stratum.substituted == {"at_court": 2}
    with_findings = [
        min(3, sum(a.value is AnswerValue.FINDING for a in sheet.answers.values()))
        for sheet in handed_in["Z06"].sheets
    ]
    z06 = next(branch for branch in figures.branches if branch.code == "Z06")
    assert z06.files_by_findings == tuple(with_findings.count(number) for number in range(4))


def test_a_branch_without_a_release_is_missing_and_one_without_a_sample_is_not() -> None:
    _, figures = invented_month(Area.BENEFITS)
    assert figures.missing == ("Z09",)


def test_equal_sets_of_branches_in_one_hand_are_kept_once_and_without_order() -> None:
    _, figures = invented_month(Area.BENEFITS)
    assert figures.holders == (("Z01",), ("Z02", "Z06"))


@pytest.mark.parametrize("area", list(Area))
def test_the_canonical_form_reads_back_to_the_same_figures_and_bytes(area: Area) -> None:
    _, figures = invented_month(area)
    text = figures.to_json()
    assert MonthFigures.from_json(text) == figures
    assert MonthFigures.from_json(text).to_json() == text


def test_the_canonical_form_has_sorted_keys_and_no_fractions() -> None:
    def refuse(text: str) -> float:
        pytest.fail(f"a fraction: {text}")

    _, figures = invented_month(Area.BENEFITS)
    text = figures.to_json()
    content = json.loads(text, parse_float=refuse)
    assert text == json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_another_format_is_not_read_as_figures() -> None:
    with pytest.raises(ValueError, match="month-figures"):
        MonthFigures.from_json('{"format": "iks.month-figures/9"}')
