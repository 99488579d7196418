"""Checking a file, on both engines."""

import json

import pytest
from sqlalchemy import select

from checklists.load import load_builtin
from iks.domain.values import AnswerValue, Area, CheckState
from iks.errors import InvalidInput, NotThere, Refused
from iks.services import check_file
from iks.services.check_file import SavedMeanwhile
from iks.store import journal
from iks.store.casework import Answer, FileCheck
from iks.store.draws import SampleFile
from iks.store.frames import FrameRow
from tests.house_under_test import HouseUnderTest
from tests.services.branch_factory import (
    FINDING_WITH_MONEY,
    all_ok,
    check_all,
    confirm,
    drawn_house,
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
def drawn(house: HouseUnderTest) -> HouseUnderTest:
    return drawn_house(house, Area.BENEFITS)


@pytest.fixture
def sheet(drawn: HouseUnderTest) -> str:
    return first_sheet(drawn)


def events(house: HouseUnderTest, *names: str) -> list[tuple[str, dict[str, object]]]:
    with house.runtime.transaction(writes=False) as session:
        found = [(e.event, json.loads(e.data)) for e in journal.entries(session)]
    return [(name, data) for name, data in found if name in names]


def test_answers_are_there_on_any_machine_the_next_day(drawn: HouseUnderTest, sheet: str) -> None:
    for point in ("L01", "L02", "L03", "L04", "L05", "L06", "L07"):
        save(drawn, sheet, {point: OK})
    again = look(drawn, sheet, "z06-deputy")
    assert set(again.sheet.entries) == {"L01", "L02", "L03", "L04", "L05", "L06", "L07"}
    assert again.last_person == "Konto z06"
    resume = sample(drawn).resume
    assert resume is not None
    assert (resume.number, resume.point, resume.started) == (1, "L09", True)
    assert look(drawn, sheet).sheet.listed == {"L08", "L11"}


def test_every_save_counts_up_and_one_without_a_change_does_not(drawn: HouseUnderTest, sheet: str) -> None:
    assert save(drawn, sheet, {"L01": OK}).version == 1
    assert save(drawn, sheet, {"L01": OK}).version == 1
    assert save(drawn, sheet, {"L02": OK}).version == 2


def test_a_stale_page_is_told_what_is_stored_and_what_was_typed(drawn: HouseUnderTest, sheet: str) -> None:
    save(drawn, sheet, {"L01": OK, "L02": OK}, version=0)
    with pytest.raises(SavedMeanwhile) as refused:
        save(drawn, sheet, {"L01": {"answer": "finding", "note": "Meine Fassung"}, "L02": OK}, version=0)
    (only,) = refused.value.differences
    assert (only.point, refused.value.version) == ("L01", 1)
    assert (only.stored and only.stored.value) is AnswerValue.OK
    assert (only.typed and only.typed.note) == "Meine Fassung"
    assert look(drawn, sheet).sheet.entries["L01"].value is AnswerValue.OK


def test_a_stale_page_may_not_even_add_an_answer(drawn: HouseUnderTest, sheet: str) -> None:
    save(drawn, sheet, {"L01": OK}, version=0)
    with pytest.raises(SavedMeanwhile) as refused:
        save(drawn, sheet, {"L02": OK}, version=0)
    assert [d.point for d in refused.value.differences] == ["L02"]


def test_the_same_request_sent_twice_gives_the_first_result(drawn: HouseUnderTest, sheet: str) -> None:
    first = save(drawn, sheet, {"L08": FINDING_WITH_MONEY}, version=0)
    again = save(drawn, sheet, {"L08": FINDING_WITH_MONEY}, version=0)
    assert (again.version, again.saved_at, again.sheet) == (first.version, first.saved_at, first.sheet)


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


def test_340_euro_are_stored_as_85_times_4(drawn: HouseUnderTest, sheet: str) -> None:
    save(drawn, sheet, {"L08": FINDING_WITH_MONEY})
    with drawn.runtime.transaction(writes=False) as session:
        row = session.get_one(Answer, (sheet, "L08"))
        assert (row.amount_cents, row.months, row.bearer, row.kind) == (8500, 4, "federal", "material")


def test_listed_points_are_proposed_and_written_at_the_confirmation(
    drawn: HouseUnderTest, sheet: str
) -> None:
    with drawn.runtime.transaction(writes=False) as session:
        assert session.scalars(select(Answer)).all() == []
    confirm(drawn, sheet)
    with drawn.runtime.transaction(writes=False) as session:
        rows = session.scalars(select(Answer).where(Answer.file_check_id == sheet)).all()
        assert {(row.check_point, row.preselected) for row in rows} == {("L08", True), ("L11", True)}


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


def test_finishing_erases_what_the_list_says_about_this_file_only(drawn: HouseUnderTest, sheet: str) -> None:
    assert look(drawn, sheet).attributes["housing_kind"] == "rent"
    answers = {p: a for p, a in all_ok(Area.BENEFITS).items() if p not in {"L08", "L11"}}
    confirm(drawn, sheet)
    finish(drawn, sheet, answers)
    finished = look(drawn, sheet)
    assert finished.attributes == {}
    assert finished.sheet.listed == {"L08", "L11"}
    with drawn.runtime.transaction(writes=False) as session:
        left = [r.file_ref for r in session.scalars(select(FrameRow)) if r.attributes is None]
        assert left == [finished.file_ref]
        assert [s.file_ref for s in session.scalars(select(SampleFile)) if s.attributes is None] == left


def test_start_and_end_are_in_the_journal_without_a_file_number(drawn: HouseUnderTest, sheet: str) -> None:
    save(drawn, sheet, {"L01": OK})
    finish(drawn, sheet, all_ok(Area.BENEFITS))
    place = {"area": "benefits", "month": "2026-12", "branch": "Z06"}
    assert events(drawn, "sheet_started", "sheet_finished") == [
        ("sheet_started", place),
        ("sheet_finished", place),
    ]


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


def void(house: HouseUnderTest, sheet: str, reason: str = "Falsche Akte gegriffen") -> str:
    with house.runtime.transaction() as session:
        return check_file.void(session, house.clock, house.actor("z06"), sheet, reason)


def test_a_void_sheet_stays_on_record_and_the_file_gets_a_fresh_one(
    drawn: HouseUnderTest, sheet: str
) -> None:
    save(drawn, sheet, {"L01": OK})
    fresh = void(drawn, sheet)
    assert fresh != sheet
    assert look(drawn, fresh).sheet.entries == {}
    assert look(drawn, fresh).number == 1
    assert "ungültig" in look(drawn, sheet).read_only
    with drawn.runtime.transaction(writes=False) as session:
        old = session.get_one(FileCheck, sheet)
        assert (old.state, old.void_reason) == (CheckState.VOID, "Falsche Akte gegriffen")
        assert [a.check_point for a in old.answers] == ["L01"]
    assert [data["reason"] for _, data in events(drawn, "sheet_voided")] == ["wrong_file"]
    assert void(drawn, sheet) == fresh


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
def test_both_areas_are_checked_alike(sqlite_house: HouseUnderTest, area: Area) -> None:
    drawn_house(sqlite_house, area)
    sheet = first_sheet(sqlite_house, area=area)
    grid = load_builtin(area)
    first = grid.points[1].id
    fault = grid.points[1].patterns[0]
    money = {"direction": "none"} if grid.points[1].amount.possible else {}
    answers = all_ok(area, {first: {"answer": "finding", "pattern": fault.id, "cause": "slip", **money}})
    assert finish(sqlite_house, sheet, answers).problems == ()
    assert sample(sqlite_house, area=area).finished[0].findings == 1
