"""A draw from a wrong list is declared void by two persons, and drawn anew from the next secret."""

import json
import threading
from datetime import date

import pytest
from sqlalchemy import select

from iks.domain.draw_proof import DrawVerdict
from iks.domain.file_check import Sheet
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.roles import Actor, Role
from iks.domain.values import Area, CheckState, MonthState
from iks.errors import FieldsRejected, NotPermitted, NotThere, Refused
from iks.services import prove_draw, submit_month, view_void_requests, void_draw
from iks.services.close_month import close
from iks.services.manage_accounts import give_role
from iks.services.read_results import closed_months, figures_of
from iks.store import journal
from iks.store.draws import Draw, SampleFile
from iks.store.frames import FrameRow, current_frame
from iks.store.months import branch_months, get_month
from iks.store.outbox import OutgoingMail
from iks.store.session import open_session
from sampling import verify_bundle
from tests.house_under_test import MONTH, START, HouseUnderTest
from tests.month_under_test import draw, drawn, lock, upload
from tests.services.branch_factory import (
    all_ok,
    check_all,
    drawn_house,
    finish,
    first_sheet,
    look,
    sample,
    save,
    submit,
)
from tests.services.void_factory import REASON, approve, ask, drawn_again, refuse, voided, withdraw

AREAS = pytest.mark.parametrize("area", list(Area))


def draws(house: HouseUnderTest) -> list[Draw]:
    with house.runtime.transaction(writes=False) as session:
        found = list(session.scalars(select(Draw).order_by(Draw.attempt)))
        assert all(one.frame and one.secret for one in found)
        return found


def events(house: HouseUnderTest, *names: str) -> list[tuple[str, str]]:
    with house.runtime.transaction(writes=False) as session:
        return [(e.event, e.actor) for e in journal.entries(session) if e.event in names]


def mails(house: HouseUnderTest, template: str) -> list[OutgoingMail]:
    with house.runtime.transaction(writes=False) as session:
        query = select(OutgoingMail).where(OutgoingMail.template == template)
        found = list(session.scalars(query))
        assert all(mail.account.username for mail in found)
        return found


@AREAS
def test_two_persons_void_a_draw_and_the_month_goes_back_to_its_plan(
    house: HouseUnderTest, area: Area
) -> None:
    drawn(house, area)
    wish = ask(house, area)
    with house.runtime.transaction(writes=False) as session:
        assert get_month(session, area, MONTH).state is MonthState.DRAWN
    approve(house, wish)
    (void,) = draws(house)
    assert void.void_reason == REASON
    assert void.voided_at == void.frame.voided_at
    with house.runtime.transaction(writes=False) as session:
        audit = get_month(session, area, MONTH)
        assert (audit.state, audit.checklist_version_id, audit.drawn_late) == (
            MonthState.PLANNED,
            None,
            False,
        )
        assert (audit.drawn_on, audit.due_on, audit.closes_on) == (None, None, None)
        assert branch_months(session, area, MONTH) == []
        assert current_frame(session, area, MONTH) is None
    unit = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}[area]
    assert events(house, "void_requested", "draw_voided") == [
        ("void_requested", unit),
        ("draw_voided", "revision"),
    ]


@AREAS
def test_the_month_is_drawn_again_with_the_next_secret_late_and_due_from_the_real_draw(
    house: HouseUnderTest, area: Area
) -> None:
    drawn(house, area)
    voided(house, area)
    done = drawn_again(house, area)
    first, second = draws(house)
    assert (first.attempt, second.attempt) == (1, 2)
    assert (first.secret.position, second.secret.position) == (1, 2)
    assert first.frame.digest != second.frame.digest
    assert (done.late, second.late) == (True, True)
    # Fourteen working days from Wednesday, the ninth of December.
    assert done.due_on == date(2026, 12, 30)
    with house.runtime.transaction(writes=False) as session:
        audit = get_month(session, area, MONTH)
        assert (audit.state, audit.drawn_on) == (MonthState.DRAWN, date(2026, 12, 9))
        assert {b.branch_code: b.expected for b in branch_months(session, area, MONTH)} == {
            "Z01": 10,
            "Z06": 10,
            "S13": 7,
        }
    # Everybody is told a second time: head and deputy of three branches.
    assert len(mails(house, "sample_drawn")) == 12


@AREAS
def test_the_second_bundle_names_the_void_draw_and_both_draws_recompute(
    house: HouseUnderTest, area: Area, tmp_path
) -> None:
    drawn(house, area)
    voided(house, area)
    drawn_again(house, area)
    first, second = draws(house)
    revision, vault = house.actor("revision"), house.runtime.vault
    with house.runtime.transaction() as session:
        for one in (first, second):
            done = prove_draw.recompute(session, house.clock, revision, vault, one.id)
            assert done.result.verdict is DrawVerdict.AGREES, done.result.failed
        bundles = [
            prove_draw.bundle(session, house.clock, revision, vault, one.id) for one in (first, second)
        ]
    for number, content in enumerate(bundles, 1):
        file = tmp_path / f"{number}.zip"
        file.write_bytes(content)
        assert verify_bundle(file).ok
    assert json.dumps([first.frame.digest])[2:-2] in bundles[1].decode("latin-1")


def test_a_wish_needs_a_reason_and_one_is_enough(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    with pytest.raises(FieldsRejected) as rejected:
        ask(house, reason="  ")
    assert rejected.value.faults[0].name == "reason"
    with pytest.raises(FieldsRejected):
        ask(house, reason="x" * 501)
    first = ask(house)
    assert ask(house) == first
    with pytest.raises(Refused, match="schon ein Wunsch"):
        ask(house, reason="Es ist die Liste vom November")
    assert len(events(house, "void_requested")) == 1
    assert len(mails(house, "void_requested")) == 2


@pytest.mark.parametrize(
    "part", ["60234BG0000012", "106A000012", "DE89 3704 0044 0532 0130 00", "z06@example.org"]
)
def test_no_file_number_and_no_person_s_data_enters_journal_or_report(
    sqlite_house: HouseUnderTest, part: str
) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    with pytest.raises(FieldsRejected) as rejected:
        ask(sqlite_house, reason=f"Es fehlt {part} in der Liste")
    assert rejected.value.faults[0].params["part"] == part
    wish = ask(sqlite_house, reason="Stichtag 31.10.2026, es fehlen 600 von 22.300 Akten in Z06")
    with pytest.raises(FieldsRejected):
        refuse(sqlite_house, wish, f"{part} steht in der Liste")
    assert events(sqlite_house, "void_refused") == []


def test_whoever_asked_does_not_decide(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    operator = Actor("", "operator", "operator", everything=True)
    with house.runtime.transaction() as session:
        values = {"username": "gur", "role": Role.INTERNAL_REVISION, "starts_on": date(2024, 1, 1)}
        give_role(session, house.clock, operator, **values)
    wish = ask(house)
    with pytest.raises(Refused, match="andere Person"):
        approve(house, wish, "gur")
    with house.runtime.transaction() as session, pytest.raises(Refused, match="andere Person"):
        void_draw.refuse(session, house.clock, house.actor("gur"), wish, "Doch nicht.")
    assert draws(house)[0].voided_at is None
    approve(house, wish, "revision-2")


def test_others_neither_ask_nor_decide(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    for username in ("gur-staff", "controller", "revision", "z06", "management", "admin"):
        with pytest.raises(NotPermitted):
            ask(house, username=username)
    with pytest.raises(NotThere):
        ask(house, username="mui")
    wish = ask(house)
    for username in ("gur", "mui", "controller", "z06", "management", "admin"):
        with pytest.raises(NotPermitted):
            approve(house, wish, username)
    with pytest.raises(NotThere):
        withdraw(house, wish, "mui")
    with pytest.raises(NotThere):
        approve(house, "nowhere")


def test_the_revision_lets_a_draw_stand_with_an_answer(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    wish = ask(house)
    with pytest.raises(FieldsRejected):
        refuse(house, wish, " ")
    refuse(house, wish)
    with pytest.raises(Refused, match="schon entschieden"):
        approve(house, wish)
    assert draws(house)[0].voided_at is None
    assert events(house, "void_refused") == [("void_refused", "revision")]
    assert [mail.account.username for mail in mails(house, "void_refused")] == ["gur"]
    with house.runtime.transaction(writes=False) as session:
        page = view_void_requests.ask_page(session, house.actor("gur"), Area.BENEFITS, MONTH)
    assert (page.open, page.obstacle) == (None, None)
    assert page.decided[0].answer == "Z06 steht in der Liste."
    assert page.decided[0].decided_by == "Konto revision"
    # A new wish is possible, the old one stays.
    assert ask(house, reason="Auch Z01 fehlt") != wish


def test_a_wish_can_be_withdrawn_until_it_is_decided(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    wish = ask(house)
    withdraw(house, wish)
    with house.runtime.transaction(writes=False) as session:
        data = [json.loads(e.data) for e in journal.all_of(session, "void_refused")]
        assert view_void_requests.open_wishes(session, house.actor("revision")) == ()
    assert [(entry["decision"], entry["reason"]) for entry in data] == [("withdrawn", "")]
    for late in (withdraw, approve):
        with pytest.raises(Refused, match="schon entschieden"):
            late(house, wish)


def test_after_a_submission_nobody_asks_and_nobody_approves(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    wish = ask(house)
    check_all(house)
    submit(house)
    with pytest.raises(Refused, match="Z06 hat schon abgegeben"):
        approve(house, wish)
    refuse(house, wish)
    with pytest.raises(Refused, match="Z06 hat schon abgegeben"):
        ask(house, reason="Nochmals")
    check_all(house, "s13")
    submit(house, "s13")
    with pytest.raises(Refused, match="S13 und Z06 haben schon abgegeben"):
        ask(house, reason="Nochmals")
    assert draws(house)[0].voided_at is None


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (MonthState.PLANNED, "noch nicht gezogen"),
        (MonthState.FRAME_LOCKED, "noch nicht gezogen"),
        (MonthState.CLOSED, "abgeschlossen"),
        (MonthState.REPORTED, "abgeschlossen"),
    ],
)
def test_only_a_running_month_has_a_draw_to_void(
    house: HouseUnderTest, state: MonthState, sentence: str
) -> None:
    drawn(house, Area.BENEFITS)
    wish = ask(house)
    with house.runtime.transaction() as session:
        get_month(session, Area.BENEFITS, MONTH).state = state
    for act in (lambda: approve(house, wish), lambda: ask(house, reason="Nochmals")):
        with pytest.raises(Refused, match=sentence):
            act()


def test_a_draw_with_a_later_one_stands_because_no_list_could_follow(house: HouseUnderTest) -> None:
    november = Month(2026, 11)
    house.clock.set(START)
    upload(house, Area.BENEFITS, month=november)
    lock(house, Area.BENEFITS, month=november)
    draw(house, Area.BENEFITS, month=november)
    drawn(house, Area.BENEFITS)
    with house.runtime.transaction() as session, pytest.raises(Refused, match="späteren Monat"):
        void_draw.ask(session, house.clock, house.actor("gur"), Area.BENEFITS, november, REASON)


def test_begun_sheets_stay_readable_and_count_nowhere(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    lines = sample(house).files
    finish(house, lines[0].sheet_id, all_ok(Area.BENEFITS))
    save(house, lines[1].sheet_id, {"L01": {"answer": "ok"}})
    before = [look(house, line.sheet_id).sheet for line in lines[:2]]
    voided(house)
    with house.runtime.transaction(writes=False) as session:
        (left,) = view_void_requests.voided_samples(session, house.actor("z06"), Area.BENEFITS, MONTH)
        assert (
            view_void_requests.voided_samples(session, house.actor("z01"), Area.BENEFITS, MONTH)[0].sheets
            == ()
        )
        with pytest.raises(NotThere):
            view_void_requests.voided_samples(session, house.actor("z01"), Area.BENEFITS, MONTH, "Z06")
    assert [(s.sheet_id, s.finished) for s in left.sheets] == [
        (lines[0].sheet_id, True),
        (lines[1].sheet_id, False),
    ]
    after = [look(house, sheet.sheet_id) for sheet in left.sheets]
    assert all("ungültig" in str(opened.read_only) for opened in after)
    assert [_answers(opened.sheet) for opened in after] == [_answers(sheet) for sheet in before]
    for sheet in left.sheets:
        with pytest.raises(Refused, match="ungültig"):
            save(house, sheet.sheet_id, {"L01": {"answer": "not_applicable"}})
    drawn_again(house)
    again = sample(house)
    assert len(again.files) == 10
    assert not {line.sheet_id for line in again.files} & {line.sheet_id for line in lines}
    assert {line.state for line in again.files} == {CheckState.NOT_STARTED}
    with house.runtime.transaction(writes=False) as session:
        assert (
            submit_month.preview(session, house.actor("z06"), Area.BENEFITS, MONTH).counts.points[0].ok == 0
        )


def _answers(sheet: Sheet) -> dict[str, object]:
    points = [point.id for point in sheet.grid.points]
    return {point: (sheet.entry_at(point), point in sheet.listed) for point in points}


def test_what_the_wrong_list_says_about_its_files_is_erased(house: HouseUnderTest) -> None:
    drawn_house(house, Area.INTEGRATION)
    sheet = first_sheet(house, area=Area.INTEGRATION)
    save(house, sheet, {"M01": {"answer": "ok"}})
    voided(house, Area.INTEGRATION)
    with house.runtime.transaction(writes=False) as session:
        assert set(session.scalars(select(FrameRow.attributes))) == {None}
        assert set(session.scalars(select(SampleFile.attributes))) == {None}


def test_a_submission_after_the_void_is_refused_with_the_reason(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    check_all(house)
    voided(house)
    with pytest.raises(Refused, match="für ungültig erklärt"):
        submit(house)


def test_controller_branches_and_unit_head_are_told_without_a_file_number(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    voided(house)
    told = {
        name: sorted(mail.account.username for mail in mails(house, name))
        for name in ("list_needed_again", "files_will_change", "void_approved")
    }
    assert told["list_needed_again"] == ["controller"]
    assert told["void_approved"] == ["gur"]
    assert told["files_will_change"] == ["s13", "s13-deputy", "z01", "z01-deputy", "z06", "z06-deputy"]
    with house.runtime.transaction(writes=False) as session:
        refs = list(session.scalars(select(SampleFile.file_ref)))
        every = [f"{mail.values} {mail.occasion}" for mail in session.scalars(select(OutgoingMail))]
    assert refs
    assert not any(ref in text for ref in refs for text in every)


def test_a_void_draw_is_printed_in_the_frozen_result(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    voided(house)
    drawn_again(house)
    with house.runtime.transaction() as session:
        close(session, house.clock, house.actor("gur"), Area.BENEFITS, MONTH, "Zum Jahresende")
    with house.runtime.transaction(writes=False) as session:
        assert MONTH in closed_months(session, Area.BENEFITS)
        (figures,) = figures_of(session, Area.BENEFITS, Period.of(MONTH))
    (void,) = figures.void_draws
    assert (void.attempt, void.reason, void.voided_on) == (1, REASON, "2026-12-01")


def test_an_approval_and_a_submission_at_the_same_moment_never_both_pass(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    check_all(house)
    wish = ask(house)
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def run(name: str, act) -> None:
        barrier.wait()
        with open_session(house.runtime.engine) as session:
            try:
                with session.begin():
                    act(session)
                outcomes.append(name)
            except Refused:
                outcomes.append(f"{name} refused")

    revision, head = house.actor("revision"), house.actor("z06")
    acts = {
        "approve": lambda s: void_draw.approve(s, house.clock, revision, wish),
        "submit": lambda s: submit_month.submit(s, house.clock, head, Area.BENEFITS, MONTH),
    }
    threads = [threading.Thread(target=run, args=item) for item in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) in (["approve", "submit refused"], ["approve refused", "submit"])


def test_two_members_of_the_revision_decide_once(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    wish = ask(house)
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def run(username: str) -> None:
        actor = house.actor(username)
        barrier.wait()
        try:
            with house.runtime.transaction() as session:
                void_draw.approve(session, house.clock, actor, wish)
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")

    threads = [threading.Thread(target=run, args=[name]) for name in ("revision", "revision-2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]
    assert len(events(house, "draw_voided")) == 1
