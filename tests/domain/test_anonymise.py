"""The door: what goes through it is a count, whatever was handed in."""

import dataclasses
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.load import load_builtin
from iks.domain.anonymise import ReleasedCounts, anonymise
from iks.domain.finding import CheckedAnswer, CheckedSheet, Dimension, StratumCounts
from iks.domain.values import (
    AmountDirection,
    AnswerValue,
    CostBearer,
    ErrorKind,
    ExclusionReason,
    Severity,
)

GRID = load_builtin("integration")
POINTS = [point.id for point in GRID.points]
STRATA = {
    "funded": StratumCounts(800, 6, {ExclusionReason.AT_COURT: 1}),
    "unfunded": StratumCounts(1400, 5, {}),
}
MONEY = (AmountDirection.OVERPAYMENT, AmountDirection.UNDERPAYMENT)


@st.composite
def answers(draw: st.DrawFn, point: str) -> CheckedAnswer:
    value = draw(st.sampled_from(AnswerValue))
    if value is not AnswerValue.FINDING:
        return CheckedAnswer(value, list_was_wrong=draw(st.booleans()))
    cents = draw(st.none() | st.integers(1, 10**8)) if GRID.point(point).amount.possible else None
    return CheckedAnswer(
        value,
        pattern=draw(st.sampled_from([pattern.id for pattern in GRID.point(point).patterns])),
        cause=draw(st.sampled_from([cause.id for cause in GRID.causes])),
        kind=draw(st.sampled_from(ErrorKind)),
        severity=draw(st.sampled_from(Severity)),
        cents=cents,
        direction=draw(st.sampled_from(MONEY)) if cents else None,
        bearer=draw(st.sampled_from(CostBearer)) if cents else None,
        systemic=draw(st.booleans()),
    )


@st.composite
def sheets(draw: st.DrawFn) -> CheckedSheet:
    regimes = draw(st.sampled_from([("from_2026_07",), ("until_2026_06", "from_2026_07"), ()]))
    return CheckedSheet(draw(st.sampled_from(sorted(STRATA))), regimes, {p: draw(answers(p)) for p in POINTS})


samples = st.lists(sheets(), max_size=10)


def rows(counts: ReleasedCounts) -> Iterator[object]:
    for field in dataclasses.fields(counts):
        yield from getattr(counts, field.name)


@settings(max_examples=25, deadline=None)
@given(samples, st.randoms(use_true_random=False))
def test_the_order_of_sheets_leaves_no_trace(found: list[CheckedSheet], shuffler: random.Random) -> None:
    shuffled = list(found)
    shuffler.shuffle(shuffled)
    assert anonymise(POINTS, shuffled, STRATA) == anonymise(POINTS, found, STRATA)
    assert anonymise(POINTS[::-1], found, STRATA) == anonymise(POINTS, found, STRATA)


@settings(max_examples=25, deadline=None)
@given(samples)
def test_every_answer_is_counted_once(found: list[CheckedSheet]) -> None:
    counts = anonymise(POINTS, found, STRATA)
    for code in STRATA:
        of_stratum = sum(sheet.stratum == code for sheet in found)
        for row in counts.points:
            if row.stratum == code:
                assert row.ok + row.finding + row.not_applicable + row.not_assessable == of_stratum
                assert row.systemic <= row.finding
    assert sum(row.checked for row in counts.strata) == len(found)
    assert sum(row.count for row in counts.file_counts) == len(found)


@settings(max_examples=25, deadline=None)
@given(samples)
def test_each_dimension_alone_adds_up_to_the_findings(found: list[CheckedSheet]) -> None:
    counts = anonymise(POINTS, found, STRATA)
    for point in counts.points:
        for dimension in Dimension:
            parts = [
                row.count
                for row in counts.findings
                if (row.stratum, row.check_point, row.dimension)
                == (point.stratum, point.check_point, dimension)
            ]
            assert sum(parts) == point.finding
    by_regime = sum(row.finding for row in counts.regimes)
    assert by_regime == sum(row.finding for row in counts.points)


@settings(max_examples=25, deadline=None)
@given(samples)
def test_sums_of_money_agree_with_the_sheets(found: list[CheckedSheet]) -> None:
    counts = anonymise(POINTS, found, STRATA)
    cents = [a.cents for sheet in found for a in sheet.answers.values() if a.cents]
    assert sum(row.sum_cents for row in counts.amounts) == sum(cents)
    assert sum(row.sum_squared_cents for row in counts.amounts) == sum(c * c for c in cents)
    assert sum(row.files for row in counts.amounts) == len(cents)
    for row in counts.amounts:
        assert row.sum_cents**2 <= row.files * row.sum_squared_cents < 2**63


@settings(max_examples=25, deadline=None)
@given(samples)
def test_what_comes_out_is_keys_of_the_grid_and_numbers(found: list[CheckedSheet]) -> None:
    allowed = {*POINTS, *STRATA, *(d.value for d in Dimension), "", "from_2026_07"}
    allowed |= {"until_2026_06,from_2026_07", *(cause.id for cause in GRID.causes)}
    allowed |= {pattern.id for point in GRID.points for pattern in point.patterns}
    allowed |= {v.value for values in (ErrorKind, Severity, *((MONEY),), CostBearer) for v in values}
    allowed |= {reason.value for reason in ExclusionReason}
    for row in rows(anonymise(POINTS, found, STRATA)):
        for value in dataclasses.astuple(row):  # type: ignore[call-overload]
            assert isinstance(value, int) or str(value) in allowed


def test_what_a_sheet_carries_beside_its_answers_stays_inside() -> None:
    class MarkedSheet(CheckedSheet):
        file_ref = "67702BG2616527"
        note = "Frau Beispiel"

    marked = MarkedSheet("funded", (), dict.fromkeys(POINTS, CheckedAnswer(AnswerValue.OK)))
    shown = repr(anonymise(POINTS, [marked], STRATA))
    assert "67702BG2616527" not in shown
    assert "Beispiel" not in shown


def test_files_are_counted_by_their_findings_up_to_three_or_more() -> None:
    finding = CheckedAnswer(AnswerValue.FINDING)
    found = [
        CheckedSheet(
            "funded",
            (),
            {p: finding if n < faulty else CheckedAnswer(AnswerValue.OK) for n, p in enumerate(POINTS)},
        )
        for faulty in (0, 0, 1, 2, 3, 18)
    ]
    counts = anonymise(POINTS, found, STRATA)
    assert [(row.findings, row.count) for row in counts.file_counts] == [(0, 2), (1, 1), (2, 1), (3, 2)]


def test_a_branch_without_sheets_still_says_how_many_files_it_has() -> None:
    counts = anonymise(POINTS, [], STRATA)
    assert [(row.stratum, row.population, row.drawn, row.checked) for row in counts.strata] == [
        ("funded", 800, 6, 0),
        ("unfunded", 1400, 5, 0),
    ]
    assert [(row.stratum, row.reason, row.count) for row in counts.substitutions] == [
        ("funded", "at_court", 1)
    ]
    assert len(counts.points) == 36


def test_an_incomplete_sheet_and_a_foreign_stratum_are_program_errors() -> None:
    with pytest.raises(ValueError, match="points"):
        anonymise(POINTS, [CheckedSheet("funded", (), {})], STRATA)
    full = dict.fromkeys(POINTS, CheckedAnswer(AnswerValue.OK))
    with pytest.raises(ValueError, match="stratum"):
        anonymise(POINTS, [CheckedSheet("-", (), full)], STRATA)
