"""The rules of one sheet."""

import pytest

from checklists.load import load_builtin
from checklists.rules import preselected
from iks.domain.file_check import (
    PROPOSED,
    Sheet,
    confirm_list,
    finish,
    listed_points,
    missing,
    progress,
    take,
    void_reason,
)
from iks.domain.finding import AnswerEntry
from iks.domain.values import AnswerValue, Area, CheckState
from iks.errors import InvalidInput

GRID = load_builtin("benefits")
LISTED = frozenset({"L06", "L07", "L11", "L13", "L15"})
OK = {"answer": "ok"}
EVERYTHING = {point.id: OK for point in GRID.points if point.id not in LISTED}


@pytest.fixture
def sheet() -> Sheet:
    return Sheet(GRID, listed=LISTED)


def test_progress_reads_as_on_the_form(sheet: Sheet) -> None:
    begun, _ = take(sheet, dict.fromkeys(["L01", "L02", "L03", "L04", "L05", "L08", "L09"], OK))
    how_far = progress(begun)
    assert (how_far.answered, how_far.expected, how_far.not_applicable) == (7, 13, 5)
    assert how_far.next_open == "L10"
    assert how_far.open_points == ("L10", "L12", "L14", "L16", "L17", "L18")


def test_an_incomplete_finding_is_answered_and_still_open(sheet: Sheet) -> None:
    begun, _ = take(sheet, {"L01": {"answer": "finding"}})
    assert progress(begun).answered == 1
    assert progress(begun).next_open == "L01"


def test_listed_points_count_only_after_the_confirmation(sheet: Sheet) -> None:
    answered, _ = take(sheet, EVERYTHING)
    assert [(p.point, p.field) for p in missing(answered)] == [("", "list")]
    with pytest.raises(ValueError, match="open points"):
        finish(answered)
    done = finish(confirm_list(answered))
    assert done.state is CheckState.FINISHED
    assert {p for p, e in done.entries.items() if e.preselected} == LISTED


def test_a_sheet_without_listed_points_needs_no_confirmation() -> None:
    answered, _ = take(Sheet(GRID), {point.id: OK for point in GRID.points})
    assert missing(answered) == ()
    assert finish(answered).state is CheckState.FINISHED


def test_answering_a_listed_point_says_that_the_list_was_wrong(sheet: Sheet) -> None:
    changed, _ = take(sheet, {"L06": OK})
    assert changed.entries["L06"] == AnswerEntry(AnswerValue.OK, list_was_wrong=True)
    assert changed.to_confirm == ("L07", "L11", "L13", "L15")


def test_not_assessable_does_not_say_that_the_list_was_wrong(sheet: Sheet) -> None:
    changed, _ = take(sheet, {"L06": {"answer": "not_assessable", "reason": "Band fehlt"}})
    assert changed.entries["L06"].list_was_wrong is False


def test_going_back_to_what_the_list_says_needs_no_reason(sheet: Sheet) -> None:
    changed, _ = take(sheet, {"L06": OK})
    back, _ = take(changed, {"L06": {"answer": "not_applicable"}})
    assert "L06" not in back.entries
    assert back.entry_at("L06") == PROPOSED
    confirmed = confirm_list(changed)
    again, _ = take(confirmed, {"L06": {"answer": "not_applicable"}})
    assert again.entries["L06"] == PROPOSED


def test_a_full_save_of_an_untouched_form_starts_nothing(sheet: Sheet) -> None:
    same, problems = take(sheet, {point: {"answer": "not_applicable"} for point in LISTED})
    assert (same, problems) == (sheet, ())
    assert same.state is CheckState.NOT_STARTED


def test_all_listed_points_answered_otherwise_leave_nothing_to_confirm(sheet: Sheet) -> None:
    changed, _ = take(sheet, {point.id: OK for point in GRID.points})
    assert missing(changed) == ()


def test_a_finished_sheet_stays_finished_until_something_is_missing(sheet: Sheet) -> None:
    done = finish(confirm_list(take(sheet, EVERYTHING)[0]))
    noted, _ = take(done, {"L01": {"answer": "ok", "note": "geprüft"}})
    assert noted.state is CheckState.FINISHED
    opened, _ = take(noted, {"L01": {"answer": "finding"}})
    assert opened.state is CheckState.IN_PROGRESS


def test_a_point_of_another_grid_is_refused_and_the_others_are_taken(sheet: Sheet) -> None:
    changed, problems = take(sheet, {"M01": OK, "L01": OK})
    assert [p.key for p in problems] == ["M01.answer"]
    assert set(changed.entries) == {"L01"}


def test_missing_things_come_in_the_order_of_the_form(sheet: Sheet) -> None:
    begun, _ = take(sheet, EVERYTHING | {"L08": {"answer": "finding"}, "L12": {"answer": "not_assessable"}})
    assert [p.key for p in missing(begun)] == [
        ".list",
        "L08.pattern",
        "L08.cause",
        "L08.kind",
        "L08.severity",
        "L08.direction",
        "L12.reason",
    ]


@pytest.mark.parametrize("area", list(Area))
def test_what_the_list_rules_out_is_known_from_the_sheet_once_the_list_is_erased(area: Area) -> None:
    grid = load_builtin(area)
    attributes = {
        "has_funding": False,
        "funding_kinds": [],
        "has_earned_income": False,
        "self_employed": False,
    }
    listed = listed_points(grid, attributes, {})
    assert tuple(p.id for p in grid.points if p.id in listed) == preselected(grid, attributes)
    first = min(listed)
    changed, _ = take(Sheet(grid, listed=listed), {first: OK})
    entries = confirm_list(changed).entries
    assert listed_points(grid, None, entries) == listed


def test_a_sheet_becomes_void_with_a_reason_only() -> None:
    assert void_reason(" Falsche Akte gegriffen ") == "Falsche Akte gegriffen"
    with pytest.raises(InvalidInput, match="warum"):
        void_reason(" \x00 ")
    with pytest.raises(InvalidInput, match="500"):
        void_reason("x" * 501)
