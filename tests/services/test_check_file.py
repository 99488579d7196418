"""Checking a file, on both engines."""

import json
import threading

import pytest
from sqlalchemy import select

from iks.domain.values import AnswerValue, Area, CheckState
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
    confirm,
    drawn_house,
    finish,
    first_sheet,
    look,
    sample,
    save,
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


def test_a_stale_page_is_told_what_is_stored_and_what_was_typed(drawn: HouseUnderTest, sheet: str) -> None:
    save(drawn, sheet, {"L01": OK, "L02": OK}, version=0)
    with pytest.raises(SavedMeanwhile) as refused:
        save(drawn, sheet, {"L01": {"answer": "finding", "note": "Meine Fassung"}, "L02": OK}, version=0)
    (only,) = refused.value.differences
    assert (only.point, refused.value.version) == ("L01", 1)
    assert (only.stored and only.stored.value) is AnswerValue.OK
    assert (only.typed and only.typed.note) == "Meine Fassung"
    assert look(drawn, sheet).sheet.entries["L01"].value is AnswerValue.OK


def test_the_same_request_sent_twice_gives_the_first_result(drawn: HouseUnderTest, sheet: str) -> None:
    first = save(drawn, sheet, {"L08": FINDING_WITH_MONEY}, version=0)
    again = save(drawn, sheet, {"L08": FINDING_WITH_MONEY}, version=0)
    assert (again.version, again.saved_at, again.sheet) == (first.version, first.saved_at, first.sheet)


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


def test_of_many_saves_on_one_version_exactly_one_is_taken(drawn: HouseUnderTest, sheet: str) -> None:
    savers = 6
    actor, start = drawn.actor("z06"), threading.Barrier(savers)
    taken: list[int] = []
    refused: list[SavedMeanwhile] = []

    def save_at_once(number: int) -> None:
        start.wait()
        entries = {f"L0{number + 1}": OK}
        try:
            with drawn.runtime.transaction() as session:
                check_file.save_answers(session, drawn.clock, actor, sheet, 0, entries)
            taken.append(number)
        except SavedMeanwhile as error:
            refused.append(error)

    threads = [threading.Thread(target=save_at_once, args=(number,)) for number in range(savers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), len(refused)) == (1, savers - 1)
    assert set(look(drawn, sheet).sheet.entries) == {f"L0{taken[0] + 1}"}
