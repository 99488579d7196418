"""A conflict of interest: the others of the branch come first, then the next file, never a foreign head."""

import json
from datetime import UTC, datetime

import pytest

from iks.domain.values import Area, CheckState
from iks.errors import Refused
from iks.services import check_file
from iks.services.declare_conflict import declare_conflict, handed_over_file
from iks.services.house_task import TaskKind
from iks.services.list_tasks import tasks_of
from iks.services.read_sheet import HandedOver
from iks.store import journal
from iks.store.casework import FileCheck
from iks.store.draws import SampleFile
from tests.house_under_test import HouseUnderTest
from tests.services.branch_factory import all_ok, drawn_house, finish, first_sheet, look, sample, save
from tests.services.substitution_factory import CONFLICT, COURT, declare, place, replace, stored

OK = {"answer": "ok"}
FAULTY = {"answer": "finding", "pattern": "identity_check_not_filed", "cause": "slip", "direction": "none"}
# The deputies of this house are granted until the end of January.
AFTER_THE_GRANT = datetime(2027, 2, 3, 9, tzinfo=UTC)


@pytest.fixture
def drawn(house: HouseUnderTest) -> HouseUnderTest:
    return drawn_house(house, Area.BENEFITS)


def current(house: HouseUnderTest, username: str) -> str:
    return sample(house, username).files[0].sheet_id


def original(house: HouseUnderTest) -> SampleFile:
    return stored(house)[0]


def test_the_deputy_gets_the_file_and_the_head_sees_it_no_more(drawn: HouseUnderTest) -> None:
    sheet = first_sheet(drawn)
    done = declare(drawn, sheet)
    assert (done.people, done.substitution, done.first) == (("Konto z06-deputy",), None, True)
    with pytest.raises(HandedOver):
        look(drawn, sheet)
    with pytest.raises(HandedOver):
        save(drawn, sheet, {"L01": OK}, version=0)
    assert look(drawn, sheet, "z06-deputy").taken_over
    save(drawn, sheet, {"L01": OK}, username="z06-deputy")
    finish(drawn, sheet, all_ok(Area.BENEFITS), username="z06-deputy")
    assert original(drawn).exclusion_reason is None
    assert original(drawn).conflict_declared_by == drawn.actor("z06").user_id
    assert len(stored(drawn)) == 10


def test_the_list_of_the_head_tells_nothing_of_its_answers(drawn: HouseUnderTest) -> None:
    declare(drawn, first_sheet(drawn))
    save(drawn, current(drawn, "z06-deputy"), {"L01": FAULTY}, username="z06-deputy")
    (line, *_) = sample(drawn).files
    assert (line.handed_over, line.findings, line.missing, line.saved_at) == (True, 0, (), None)
    assert line.progress.answered == 0
    (seen, *_) = sample(drawn, "z06-deputy").files
    assert (seen.taken_over, seen.findings) == (True, 1)
    resume = sample(drawn).resume
    assert resume is not None
    assert resume.number == 2


def test_other_sheets_do_not_tell_what_is_faulty_in_it(drawn: HouseUnderTest) -> None:
    second = sample(drawn).files[1].sheet_id
    declare(drawn, first_sheet(drawn))
    save(drawn, current(drawn, "z06-deputy"), {"L01": FAULTY}, username="z06-deputy")
    save(drawn, second, {"L01": FAULTY})
    assert look(drawn, second).also_faulty == {}
    assert look(drawn, second, "z06-deputy").also_faulty == {"L01": (1,)}


def test_what_the_head_answered_before_counts_no_more(drawn: HouseUnderTest) -> None:
    sheet = first_sheet(drawn)
    save(drawn, sheet, {"L01": FAULTY})
    declare(drawn, sheet)
    fresh = current(drawn, "z06-deputy")
    assert fresh != sheet
    assert look(drawn, fresh, "z06-deputy").sheet.entries == {}
    with drawn.runtime.transaction(writes=False) as session:
        old = session.get_one(FileCheck, sheet)
        assert (old.state, old.void_reason) == (CheckState.VOID, "Befangenheit erklärt")
    for closed in (sheet, fresh):
        with pytest.raises(HandedOver):
            look(drawn, closed)


def test_the_deputy_gets_a_task_with_the_number_and_the_head_none(drawn: HouseUnderTest) -> None:
    declare(drawn, first_sheet(drawn))
    kinds = {}
    for username in ("z06", "z06-deputy", "z01", "gur", "revision"):
        with drawn.runtime.transaction(writes=False) as session:
            tasks = tasks_of(session, drawn.clock, drawn.actor(username)).house
        kinds[username] = [task.file_ref for task in tasks if task.kind is TaskKind.FILE_HANDED_OVER]
    assert kinds == {
        "z06": [],
        "z06-deputy": [original(drawn).file_ref],
        "z01": [],
        "gur": [],
        "revision": [],
    }


def test_without_a_deputy_on_hand_one_click_lets_the_next_file_move_up(drawn: HouseUnderTest) -> None:
    sheet = first_sheet(drawn)
    declare(drawn, sheet)
    done = replace(drawn, sheet, CONFLICT)
    assert (done.reason, done.number) == (CONFLICT, 10)
    with pytest.raises(HandedOver):
        look(drawn, sheet)
    with drawn.runtime.transaction(writes=False) as session:
        told = handed_over_file(session, drawn.clock, drawn.actor("z06"), sheet)
    assert told.substitution is not None


def test_where_nobody_else_is_there_the_file_is_replaced_at_once(drawn: HouseUnderTest) -> None:
    sheet = first_sheet(drawn)
    drawn.clock.set(AFTER_THE_GRANT)
    done = declare(drawn, sheet)
    assert done.people == ()
    assert done.substitution is not None
    assert done.substitution.reason is CONFLICT
    assert original(drawn).conflict_declared_by == drawn.actor("z06").user_id
    assert place(drawn).expected == 10


def test_when_the_second_person_declares_too_the_file_is_replaced(drawn: HouseUnderTest) -> None:
    sheet = first_sheet(drawn)
    declare(drawn, sheet)
    done = declare(drawn, sheet, "z06-deputy")
    assert done.substitution is not None
    assert original(drawn).conflict_declared_by == drawn.actor("z06").user_id
    assert original(drawn).excluded_by == drawn.actor("z06-deputy").user_id


def test_the_deputy_may_find_that_the_file_is_at_court(drawn: HouseUnderTest) -> None:
    sheet = first_sheet(drawn)
    declare(drawn, sheet)
    with pytest.raises(HandedOver):
        replace(drawn, sheet, COURT)
    assert replace(drawn, sheet, COURT, username="z06-deputy").reason is COURT


def test_declaring_twice_gives_the_first_result(drawn: HouseUnderTest) -> None:
    sheet = first_sheet(drawn)
    declare(drawn, sheet)
    assert not declare(drawn, sheet).first
    with drawn.runtime.transaction(writes=False) as session:
        entries = [e for e in journal.entries(session) if e.event == "conflict_declared"]
    assert [json.loads(entry.data) for entry in entries] == [
        {"area": "benefits", "month": "2026-12", "branch": "Z06"}
    ]


def test_a_conflict_is_declared_before_a_file_is_replaced_for_it(drawn: HouseUnderTest) -> None:
    with pytest.raises(Refused, match="zuerst erklärt"):
        replace(drawn, first_sheet(drawn), CONFLICT)
    assert len(stored(drawn)) == 10


def test_a_checked_file_is_made_void_before_its_conflict_is_declared(drawn: HouseUnderTest) -> None:
    sheet = first_sheet(drawn)
    finish(drawn, sheet, all_ok(Area.BENEFITS))
    with pytest.raises(Refused, match="fertig geprüft"):
        declare(drawn, sheet)
    with drawn.runtime.transaction() as session:
        fresh = check_file.void(session, drawn.clock, drawn.actor("z06"), sheet, "Selbst entschieden")
    assert declare(drawn, fresh).people == ("Konto z06-deputy",)


def test_the_key_that_does_not_open_the_secret_leaves_nothing_behind(drawn: HouseUnderTest) -> None:
    sheet = first_sheet(drawn)
    drawn.clock.set(AFTER_THE_GRANT)
    key = drawn.folder / "seed.key"
    kept = key.read_bytes()
    key.write_bytes(b"x" * len(kept))
    # The view catches this refusal and shows a page, so its transaction is committed all the same.
    with drawn.runtime.transaction() as session, pytest.raises(Refused, match="nicht öffnen"):
        declare_conflict(session, drawn.clock, drawn.actor("z06"), drawn.runtime.vault, sheet)
    key.write_bytes(kept)
    assert original(drawn).conflict_declared_by is None
    assert declare(drawn, sheet).first
