"""The revision sees at once how many answers were corrected, and their values with a second person only."""

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from iks.domain.month import Month
from iks.domain.second_person import RequestState
from iks.domain.values import Area, CheckState
from iks.errors import FieldsRejected, NotPermitted, NotThere, Refused
from iks.services import ask_corrected_values
from iks.services.count_corrections import CorrectedMonth, corrected_month, corrected_months
from iks.services.house_task import TaskKind
from iks.services.list_tasks import tasks_of
from iks.services.view_correction_requests import values_request, values_requests
from iks.store import journal
from iks.store.accounts import by_username
from iks.store.casework import FileCheck
from iks.store.correction_requests import CorrectionRequest
from iks.store.corrections import Correction
from iks.store.outbox import OutgoingMail
from tests.house_under_test import MONTH, HouseUnderTest
from tests.services.branch_factory import check_all, first_sheet, sample, submit
from tests.services.corrections_factory import (
    WHY_SEEN,
    approve,
    ask,
    closed,
    correct,
    corrected,
    open_values,
    refuse,
    submitted,
    withdraw,
)

AREAS = pytest.mark.parametrize("area", list(Area))
POINT = {Area.BENEFITS: "L08", Area.INTEGRATION: "M01"}


def counts(house: HouseUnderTest) -> tuple[CorrectedMonth, ...]:
    with house.runtime.transaction(writes=False) as session:
        return corrected_months(session, house.actor("revision"))


def acts(house: HouseUnderTest) -> list[tuple[str, str, dict[str, object]]]:
    with house.runtime.transaction(writes=False) as session:
        return [
            (entry.event, entry.actor, json.loads(entry.data))
            for entry in journal.entries(session)
            if entry.event.startswith("corrected_values")
        ]


def state(house: HouseUnderTest, wish: str) -> RequestState:
    with house.runtime.transaction(writes=False) as session:
        return values_request(session, house.clock, house.actor("revision"), wish).state


def tasks(house: HouseUnderTest, username: str) -> list[TaskKind]:
    with house.runtime.transaction(writes=False) as session:
        found = tasks_of(session, house.clock, house.actor(username)).house
    return [task.kind for task in found if task.kind.startswith("values_")]


def erase_sheets(house: HouseUnderTest, *sheets: str) -> None:
    """Erase sheets as the end of their time does."""
    with house.runtime.transaction() as session:
        session.execute(delete(FileCheck).where(FileCheck.id.in_(sheets)))


@AREAS
def test_how_many_answers_were_corrected_is_seen_without_any_request(
    house: HouseUnderTest, area: Area
) -> None:
    corrected(house, area)
    assert counts(house) == (CorrectedMonth(area, MONTH, {POINT[area]: 1}, {"Z06": 1}),)
    with house.runtime.transaction(writes=False) as session:
        page = corrected_month(session, house.actor("revision"), area, MONTH)
        assert page.titles[POINT[area]]
        assert page.branch_names == {"Z06": "Bad Cannstatt"}
    assert acts(house) == []


def test_a_month_is_counted_from_its_close_on_with_what_was_corrected_before(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    submitted(house)
    correct(house)
    assert counts(house) == ()
    with pytest.raises(NotThere):
        ask(house)
    with house.runtime.transaction(writes=False) as session, pytest.raises(NotThere):
        corrected_month(session, house.actor("revision"), Area.BENEFITS, MONTH)
    closed(house)
    assert [month.answers for month in counts(house)] == [1]


def test_answers_of_several_branches_files_and_versions_are_summed_by_point_and_by_branch(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    submitted(house)
    check_all(house, "z01")
    submit(house, "z01")
    closed(house)
    first = correct(house)
    second = sample(house).files[1].sheet_id
    not_assessable = {"answer": "not_assessable", "reason": "Seite fehlt"}
    correct(house, entries={"L01": not_assessable, "L08": not_assessable}, sheet=second)
    correct(house, entries={"L08": {"answer": "ok"}}, sheet=first)
    correct(house, username="z01")
    (month,) = counts(house)
    assert month.points == {"L01": 1, "L08": 4}
    assert month.branches == {"Z01": 1, "Z06": 4}
    assert month.answers == 5


@pytest.mark.parametrize(
    ("area", "second"), [(Area.BENEFITS, "management"), (Area.INTEGRATION, "revision-2")]
)
def test_two_persons_open_old_and_new_value_and_every_step_is_journaled(
    house: HouseUnderTest, area: Area, second: str
) -> None:
    corrected(house, area)
    wish = ask(house, area)
    approve(house, wish, second)
    opened = open_values(house, wish)
    (file,) = opened.files
    (answer,) = file.answers
    assert (file.rank, file.counts, opened.erased) == (1, True, 0)
    assert (answer.point, answer.version, answer.person) == (POINT[area], 2, "Konto z06")
    assert answer.values.before["value"] == "ok"
    assert answer.values.after["value"] == ("finding" if area is Area.BENEFITS else "not_assessable")
    assert answer.values.more_stays
    month = {"area": area.value, "month": "2026-12", "branch": "Z06"}
    assert acts(house) == [
        (
            "corrected_values_requested",
            "revision",
            month | {"version": 2, "answers": 1, "reason": WHY_SEEN},
        ),
        (
            "corrected_values_decided",
            second,
            month | {"decision": "approved", "reason": "", "until": "2026-12-15"},
        ),
        ("corrected_values_opened", "revision", month | {"answers": 1}),
    ]


@AREAS
def test_neither_file_number_nor_free_text_nor_a_name_is_opened(house: HouseUnderTest, area: Area) -> None:
    corrected(house, area)
    numbers = [line.file_ref for line in sample(house, area=area).files]
    wish = ask(house, area)
    approve(house, wish)
    told = repr(open_values(house, wish).files) + repr(acts(house))
    assert "gemeldet" in told
    for kept_back in ("canary", "Yilmaz", *numbers):
        assert kept_back not in told


def test_whoever_asked_decides_nothing_and_everybody_else_of_the_two_roles_may(
    corrected_house: HouseUnderTest,
) -> None:
    house = corrected_house
    wish = ask(house)
    for act in (approve, refuse):
        with pytest.raises(Refused, match="selbst gestellt"):
            act(house, wish, "revision")
        for other in ("gur", "gur-staff", "mui", "controller", "admin", "z06", "staff-council"):
            with pytest.raises(NotPermitted):
                act(house, wish, other)
    assert state(house, wish) is RequestState.WAITING
    refuse(house, wish, "revision-2")
    assert state(house, wish) is RequestState.REFUSED


def test_the_database_itself_refuses_an_approval_by_whoever_asked(house: HouseUnderTest) -> None:
    corrected(house)
    wish = ask(house)
    forged = (
        update(CorrectionRequest)
        .where(CorrectionRequest.id == wish)
        .values(decision="approved", decided_by=CorrectionRequest.requested_by, decided_at=house.clock.now())
    )
    with house.runtime.transaction() as session, pytest.raises(IntegrityError):
        session.execute(forged)


def test_the_management_decides_without_a_number_and_opens_nothing(corrected_house: HouseUnderTest) -> None:
    house = corrected_house
    wish = ask(house)
    with house.runtime.transaction(writes=False) as session:
        seen = values_request(session, house.clock, house.actor("management"), wish)
        assert (seen.answers, seen.can_open, seen.reason) == (None, False, WHY_SEEN)
        with pytest.raises(NotPermitted):
            corrected_months(session, house.actor("management"))
    approve(house, wish)
    with pytest.raises(NotPermitted):
        open_values(house, wish, "management")
    with house.runtime.transaction(writes=False) as session:
        assert not values_request(session, house.clock, house.actor("management"), wish).can_open


@pytest.mark.parametrize("person", ["gur", "mui-staff", "controller", "z06", "admin", "data-protection"])
def test_nobody_else_counts_asks_lists_or_opens(corrected_house: HouseUnderTest, person: str) -> None:
    house = corrected_house
    wish = ask(house)
    approve(house, wish)
    with house.runtime.transaction(writes=False) as session:
        actor = house.actor(person)
        for look in (
            lambda: corrected_months(session, actor),
            lambda: corrected_month(session, actor, Area.BENEFITS, MONTH),
            lambda: values_requests(session, house.clock, actor),
            lambda: values_request(session, house.clock, actor, wish),
        ):
            with pytest.raises(NotPermitted):
                look()
    with pytest.raises(NotPermitted):
        ask(house, username=person)
    with pytest.raises(NotPermitted):
        open_values(house, wish, person)


def test_a_foreign_area_month_or_branch_is_not_there_or_named_at_its_field(
    corrected_house: HouseUnderTest,
) -> None:
    house = corrected_house
    with pytest.raises(NotThere):
        ask(house, Area.INTEGRATION)
    november = Area.BENEFITS, Month(2026, 11), "Z06", WHY_SEEN
    with house.runtime.transaction() as session, pytest.raises(NotThere):
        ask_corrected_values.ask(session, house.clock, house.actor("revision"), *november)
    for branch in ("Z01", "Z99", ""):
        with pytest.raises(FieldsRejected) as rejected:
            ask(house, branch=branch, reason="")
        assert [fault.name for fault in rejected.value.faults] == ["branch", "reason"]
    for act in (approve, refuse, withdraw, open_values):
        with pytest.raises(NotThere):
            act(house, "A" * 22, "revision")


def test_a_double_click_is_one_wish_and_another_one_beside_it_is_refused(
    corrected_house: HouseUnderTest,
) -> None:
    house = corrected_house
    first = ask(house)
    assert ask(house) == first
    with pytest.raises(Refused, match="liegt schon ein Antrag vor"):
        ask(house, username="revision-2")
    with pytest.raises(Refused, match="liegt schon ein Antrag vor"):
        ask(house, reason="Etwas anderes")
    assert len(acts(house)) == 1


def test_two_who_ask_at_the_same_moment_make_one_wish(house: HouseUnderTest) -> None:
    corrected(house)
    start, told = threading.Barrier(2), []

    def press(username: str) -> None:
        start.wait()
        try:
            told.append(ask(house, username=username))
        except Refused as refused:
            told.append(refused.happened)

    people = [threading.Thread(target=press, args=(name,)) for name in ("revision", "revision-2")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sum("liegt schon ein Antrag vor" in one for one in told) == 1
    with house.runtime.transaction(writes=False) as session:
        assert len(list(session.scalars(select(CorrectionRequest)))) == 1


def test_a_decision_stands_whatever_is_clicked_afterwards(corrected_house: HouseUnderTest) -> None:
    house = corrected_house
    wish = ask(house)
    approve(house, wish)
    for act in (approve, refuse):
        with pytest.raises(Refused, match="schon entschieden"):
            act(house, wish)
    with pytest.raises(Refused, match="schon entschieden"):
        withdraw(house, wish)
    assert state(house, wish) is RequestState.APPROVED
    with pytest.raises(Refused, match="schon freigegeben"):
        ask(house, username="revision-2")


def test_a_wish_is_withdrawn_by_whoever_asked_and_can_be_asked_anew(corrected_house: HouseUnderTest) -> None:
    house = corrected_house
    wish = ask(house)
    with pytest.raises(NotThere):
        withdraw(house, wish, "revision-2")
    withdraw(house, wish)
    with pytest.raises(Refused, match="zurückgezogen"):
        open_values(house, wish)
    assert ask(house, username="revision-2") != wish


def test_a_refusal_needs_an_answer_and_keeps_the_values_closed(corrected_house: HouseUnderTest) -> None:
    house = corrected_house
    wish = ask(house)
    with pytest.raises(Refused, match="noch nicht entschieden"):
        open_values(house, wish)
    with pytest.raises(FieldsRejected):
        refuse(house, wish, answer=" ")
    refuse(house, wish, answer="Die Zahlen genügen.")
    with pytest.raises(Refused, match="abgelehnt"):
        open_values(house, wish)
    assert acts(house)[-1][2]["reason"] == "Die Zahlen genügen."


def test_an_approval_ends_after_fourteen_days_and_can_be_asked_anew(corrected_house: HouseUnderTest) -> None:
    house = corrected_house
    wish = ask(house)
    approve(house, wish)
    house.clock.moment += timedelta(days=14)
    assert open_values(house, wish).files
    assert tasks(house, "revision") == [TaskKind.VALUES_TO_SEE]
    house.clock.moment += timedelta(days=1)
    with pytest.raises(Refused, match="vorbei"):
        open_values(house, wish)
    assert tasks(house, "revision") == []
    assert ask(house) != wish


def test_a_wish_that_nobody_decides_lapses_and_makes_room_for_the_next(house: HouseUnderTest) -> None:
    corrected(house)
    wish = ask(house)
    house.clock.moment += timedelta(days=31)
    assert state(house, wish) is RequestState.LAPSED
    assert tasks(house, "management") == []
    for act in (approve, refuse, withdraw):
        with pytest.raises(Refused, match="abgelaufen"):
            act(house, wish, "revision" if act is withdraw else "management")
    again = ask(house)
    approve(house, again)
    assert open_values(house, again).files
    assert state(house, wish) is RequestState.LAPSED


def test_a_request_covers_what_was_corrected_when_it_was_asked_and_nothing_later(
    corrected_house: HouseUnderTest,
) -> None:
    house, sheet = corrected_house, first_sheet(corrected_house)
    wish = ask(house)
    correct(house, entries={"L08": {"answer": "ok"}}, sheet=sheet)
    approve(house, wish)
    assert [answer.version for file in open_values(house, wish).files for answer in file.answers] == [2]
    later = ask(house)
    approve(house, later)
    assert [answer.version for file in open_values(house, later).files for answer in file.answers] == [2, 3]


def test_values_end_with_their_sheets_and_a_request_tells_that_they_are_gone(house: HouseUnderTest) -> None:
    first = corrected(house)
    second = correct(house, sheet=sample(house).files[1].sheet_id)
    wish = ask(house)
    approve(house, wish)
    erase_sheets(house, first)
    opened = open_values(house, wish)
    assert (len(opened.files), opened.erased) == (1, 1)
    assert [month.answers for month in counts(house)] == [1]
    erase_sheets(house, second)
    with pytest.raises(Refused, match="inzwischen gelöscht"):
        open_values(house, wish)
    assert counts(house) == ()
    with house.runtime.transaction(writes=False) as session:
        assert list(session.scalars(select(Correction))) == []
        kept = session.get_one(CorrectionRequest, wish)
        assert (kept.reason, kept.answers) == (WHY_SEEN, 2)


def test_nothing_is_approved_that_was_erased_meanwhile_but_it_can_be_refused(
    corrected_house: HouseUnderTest,
) -> None:
    house, sheet = corrected_house, first_sheet(corrected_house)
    wish = ask(house)
    erase_sheets(house, sheet)
    with pytest.raises(Refused, match="inzwischen gelöscht"):
        approve(house, wish)
    assert state(house, wish) is RequestState.WAITING
    refuse(house, wish, answer="Die Werte sind gelöscht.")
    assert state(house, wish) is RequestState.REFUSED


def test_a_sheet_that_became_void_is_still_shown_and_named_as_one_that_does_not_count(
    corrected_house: HouseUnderTest,
) -> None:
    house, sheet = corrected_house, first_sheet(corrected_house)
    wish = ask(house)
    approve(house, wish)
    with house.runtime.transaction() as session:
        row = session.get_one(FileCheck, sheet)
        row.state, row.void_reason, row.finished_at = CheckState.VOID, "Falsche Akte", None
    (file,) = open_values(house, wish).files
    assert not file.counts
    assert file.answers[0].values.after["value"] == "finding"
    assert [month.answers for month in counts(house)] == [1]


def test_whoever_may_decide_and_whoever_asked_find_it_on_their_start_page_and_by_mail(
    corrected_house: HouseUnderTest,
) -> None:
    house = corrected_house
    wish = ask(house)
    assert tasks(house, "management") == tasks(house, "revision-2") == [TaskKind.VALUES_REQUESTED]
    assert tasks(house, "revision") == tasks(house, "gur") == tasks(house, "z06") == []
    approve(house, wish)
    assert tasks(house, "management") == tasks(house, "revision-2") == []
    assert tasks(house, "revision") == [TaskKind.VALUES_TO_SEE]
    with house.runtime.transaction(writes=False) as session:
        asker = by_username(session, "revision")
        mails = [
            (mail.template, mail.account.username)
            for mail in session.scalars(select(OutgoingMail).order_by(OutgoingMail.template))
            if mail.template.startswith("values_")
        ]
        assert asker is not None
    assert sorted(mails) == [
        ("values_decided", "revision"),
        ("values_requested", "management"),
        ("values_requested", "revision-2"),
    ]
