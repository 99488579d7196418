"""Checking a file: what is refused, what is kept, who may."""

import pytest

from checklists.load import load_builtin
from iks.domain.values import Area, CheckState
from iks.errors import InvalidInput, NotThere, Refused
from iks.services import check_file
from iks.services.check_file import SavedMeanwhile
from tests.house_under_test import HouseUnderTest
from tests.services.branch_factory import (
    FINDING_WITH_MONEY,
    all_ok,
    check_all,
    fields,
    finish,
    first_sheet,
    look,
    sample,
    save,
    submit,
)

OK = {"answer": "ok"}


@pytest.fixture
def drawn(house_with_files: HouseUnderTest) -> HouseUnderTest:
    return house_with_files


@pytest.fixture
def sheet(drawn: HouseUnderTest) -> str:
    return first_sheet(drawn)


def void(house: HouseUnderTest, sheet: str, reason: str = "Falsche Akte gegriffen") -> str:
    with house.runtime.transaction() as session:
        return check_file.void(session, house.clock, house.actor("z06"), sheet, reason)


def test_every_save_counts_up_and_one_without_a_change_does_not(drawn: HouseUnderTest, sheet: str) -> None:
    assert save(drawn, sheet, {"L01": OK}).version == 1
    assert save(drawn, sheet, {"L01": OK}).version == 1
    assert save(drawn, sheet, {"L02": OK}).version == 2


def test_a_stale_page_may_not_even_add_an_answer(drawn: HouseUnderTest, sheet: str) -> None:
    save(drawn, sheet, {"L01": OK}, version=0)
    with pytest.raises(SavedMeanwhile) as refused:
        save(drawn, sheet, {"L02": OK}, version=0)
    assert [d.point for d in refused.value.differences] == ["L02"]


def test_the_same_words_from_another_person_are_not_the_same_request(
    drawn: HouseUnderTest, sheet: str
) -> None:
    save(drawn, sheet, {"L01": OK}, version=0)
    with pytest.raises(SavedMeanwhile):
        save(drawn, sheet, {"L01": OK}, version=0, username="z06-deputy")
    save(drawn, sheet, {"L01": OK}, version=0, username="z06-deputy", whole_page=True)


def test_what_is_wrong_is_named_and_the_rest_is_saved(drawn: HouseUnderTest, sheet: str) -> None:
    saved = save(drawn, sheet, {"L08": {**FINDING_WITH_MONEY, "amount": "-85"}, "L01": OK})
    assert fields(saved.problems) == ["L08.amount"]
    entry = look(drawn, sheet).sheet.entries["L08"]
    assert (entry.months, entry.amount_cents, entry.list_was_wrong) == (4, None, True)


def test_a_sheet_cannot_be_finished_before_everything_is_said(drawn: HouseUnderTest, sheet: str) -> None:
    answers = {p: a for p, a in all_ok(Area.BENEFITS).items() if p not in {"L08", "L10", "L11"}}
    saved = finish(drawn, sheet, answers | {"L01": {"answer": "finding"}})
    assert fields(saved.problems) == [
        ".list",
        "L01.pattern",
        "L01.cause",
        "L01.kind",
        "L01.severity",
        "L01.direction",
        "L10.answer",
    ]
    assert look(drawn, sheet).sheet.state is CheckState.IN_PROGRESS


def test_18_answers_make_a_checked_file(drawn: HouseUnderTest, sheet: str) -> None:
    saved = finish(drawn, sheet, all_ok(Area.BENEFITS))
    assert (saved.problems, saved.sheet.state) == ((), CheckState.FINISHED)
    view = sample(drawn)
    assert (len(view.finished), view.expected) == (1, 10)
    assert finish(drawn, sheet).version == saved.version


def test_a_finished_sheet_can_be_changed_until_the_month_is_submitted(
    drawn: HouseUnderTest, sheet: str
) -> None:
    check_all(drawn)
    save(drawn, sheet, {"L01": {"answer": "finding"}})
    assert look(drawn, sheet).sheet.state is CheckState.IN_PROGRESS
    save(drawn, sheet, {"L01": OK})
    finish(drawn, sheet)
    submit(drawn)
    assert "abgegeben" in look(drawn, sheet).read_only
    with pytest.raises(Refused, match="abgegeben"):
        save(drawn, sheet, {"L01": {"answer": "finding"}})


def test_a_void_finished_sheet_hands_its_preselection_on(drawn: HouseUnderTest, sheet: str) -> None:
    finish(drawn, sheet, all_ok(Area.BENEFITS))
    fresh = look(drawn, void(drawn, sheet))
    assert fresh.sheet.listed == {"L08", "L11"}
    assert fresh.sheet.to_confirm == ("L08", "L11")
    assert fresh.sheet.state is CheckState.NOT_STARTED


def test_a_sheet_does_not_become_void_without_a_reason(drawn: HouseUnderTest, sheet: str) -> None:
    with pytest.raises(InvalidInput):
        void(drawn, sheet, " ")
    assert look(drawn, sheet).read_only == ""


@pytest.mark.parametrize("username", ["z01", "gur", "admin", "revision", "mui"])
def test_a_foreign_sheet_answers_like_a_missing_one(drawn: HouseUnderTest, sheet: str, username: str) -> None:
    sentences = []
    for sheet_id in (sheet, "there-is-no-such-sheet"):
        with pytest.raises(NotThere) as refused:
            look(drawn, sheet_id, username)
        sentences.append(str(refused.value))
    assert sentences[0] == sentences[1]


def test_a_point_faulty_in_two_files_is_told_at_the_second(drawn: HouseUnderTest) -> None:
    first, second = (line.sheet_id for line in sample(drawn).files[:2])
    save(drawn, first, {"L01": {"answer": "finding"}})
    assert look(drawn, second).also_faulty == {"L01": (1,)}
    assert look(drawn, first).also_faulty == {}


@pytest.mark.parametrize("area", list(Area))
def test_both_areas_are_checked_alike(drawn: HouseUnderTest, area: Area) -> None:
    sheet = first_sheet(drawn, area=area)
    grid = load_builtin(area)
    first = grid.points[1].id
    fault = grid.points[1].patterns[0]
    money = {"direction": "none"} if grid.points[1].amount.possible else {}
    answers = all_ok(area, {first: {"answer": "finding", "pattern": fault.id, "cause": "slip", **money}})
    assert finish(drawn, sheet, answers).problems == ()
    assert sample(drawn, area=area).finished[0].findings == 1
