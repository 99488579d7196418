"""Drawing a month: once, from the locked list, repeatable, with sheets and dates for every branch."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from checklists.load import load_builtin
from iks.domain.journal import SeedCommitted
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area, CheckState, MonthState
from iks.errors import IntegrityError, InvalidInput, NotPermitted, Refused
from iks.services.commit_seed import commit_next
from iks.services.draw_month import DrawnMonth, DrawRules, draw_month
from iks.services.lock_frame import lock_frame
from iks.store import journal
from iks.store.casework import FileCheck
from iks.store.draws import Draw, SampleFile, SeedSecret, current_draw, sample_of
from iks.store.frames import Frame, FrameRow, canonical_columns
from iks.store.months import branch_months, get_month
from iks.store.organisation import Branch
from iks.store.outbox import OutgoingMail
from sampling import Allocation, canonical_frame, mix_seed, reveals
from sampling import draw as draw_again
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import (
    DRAW_MOMENT,
    SIZES,
    announce,
    benefits_list,
    draw,
    drawn,
    integration_list,
    lock,
    open_all_branches,
    real_list,
    upload,
)


def _locked(house: HouseUnderTest, area: Area = Area.BENEFITS) -> None:
    upload(house, area)
    lock(house, area)
    house.clock.set(DRAW_MOMENT)


def _sample(house: HouseUnderTest, area: Area = Area.BENEFITS) -> list[SampleFile]:
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, area.value, MONTH)
        return sample_of(session, found) if found else []


@pytest.mark.parametrize("area", Area)
def test_the_sample_is_the_one_that_anybody_computes_from_list_and_secret(
    house: HouseUnderTest, area: Area
) -> None:
    drawn(house, area)
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, area.value, MONTH)
        assert found is not None
        assert found.secret.sealed is not None
        secret = house.runtime.vault.unseal(found.secret.sealed).hex()
        assert reveals(secret, found.secret.commitment)
        allocation = Allocation(load_builtin(area).draw.allocation)
        frame = canonical_frame(canonical_columns(session, found.frame), allocation)
        stored = sample_of(session, found)
        assert found.frame.digest == frame.digest
    seed = mix_seed("2026-12", area.value, allocation, frame.digest, secret)
    expected = draw_again(frame, seed, allocation)
    for branch, files in expected.items():
        own = [file for file in stored if file.branch_code == branch]
        assert [(f.stratum, f.rank, f.file_ref, f.ticket) for f in own] == [
            (d.stratum, d.rank, d.file_ref, d.ticket) for d in files
        ]
        assert [file.position for file in own] == list(range(1, len(files) + 1))
    assert set(expected) == set(SIZES)


def test_each_branch_gets_ten_files_or_all_it_has(sqlite_house: HouseUnderTest) -> None:
    assert drawn(sqlite_house, Area.BENEFITS).files == 27
    assert Counter(f.branch_code for f in _sample(sqlite_house)) == {"Z01": 10, "Z06": 10, "S13": 7}


def test_integration_is_drawn_half_from_the_funded(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.INTEGRATION)
    strata = Counter((f.branch_code, f.stratum) for f in _sample(sqlite_house, Area.INTEGRATION))
    assert strata["Z06", "funded"] == strata["Z06", "unfunded"] == 5
    # S13 has three funded persons only; what is missing is taken from the others, and all seven come.
    assert (strata["S13", "funded"], strata["S13", "unfunded"]) == (3, 4)


@pytest.mark.parametrize("area", Area)
def test_the_real_lists_give_140_files_in_14_branches(house: HouseUnderTest, area: Area) -> None:
    open_all_branches(house)
    done = drawn(house, area, real_list(area))
    assert (done.branches, done.files, done.late, done.due_on) == (14, 140, False, date(2026, 12, 21))
    counts = Counter(file.branch_code for file in _sample(house, area))
    assert set(counts.values()) == {10}


def test_every_file_gets_an_empty_sheet_of_the_month_s_grid(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        audit = get_month(session, Area.BENEFITS, MONTH)
        sheets = list(session.scalars(select(FileCheck)))
        assert audit is not None
    assert len(sheets) == 27
    assert {sheet.state for sheet in sheets} == {CheckState.NOT_STARTED}
    assert {sheet.checklist_version_id for sheet in sheets} == {audit.checklist_version_id}
    # The approval period began in October 2025, so it can reach into the new law.
    assert {sheet.regimes for sheet in sheets} == {"until_2026_06,from_2026_07"}
    assert {sheet.branch_code for sheet in sheets} == set(SIZES)
    assert all(sheet.sample_file.attributes["housing_kind"] == "rent" for sheet in sheets)


def test_the_month_gets_its_dates_and_every_branch_its_place(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        audit = get_month(session, Area.BENEFITS, MONTH)
        places = {p.branch_code: p.expected for p in branch_months(session, Area.BENEFITS, MONTH)}
        assert audit is not None
    assert (audit.state, audit.drawn_on, audit.drawn_late) == (MonthState.DRAWN, date(2026, 12, 1), False)
    assert (audit.due_on, audit.closes_on) == (date(2026, 12, 21), date(2026, 12, 28))
    assert places == {"Z01": 10, "Z06": 10, "S13": 7}


def test_a_branch_that_ended_has_its_last_sample_in_its_last_month(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        ended = session.get_one(Branch, "Z06")
        ended.valid_to, ended.successor_code = MONTH, "Z01"
    drawn(house, Area.BENEFITS)
    january = MONTH.shift(1)
    house.clock.set(datetime(2027, 1, 4, 5, tzinfo=UTC))
    merged = benefits_list({"Z01": 75, "S13": 7})
    upload(house, Area.BENEFITS, merged, month=january, reason="Z06 ist in Z01 aufgegangen")
    lock(house, Area.BENEFITS, month=january)
    draw(house, Area.BENEFITS, month=january)
    with house.runtime.transaction(writes=False) as session:
        places = {
            month: {
                place.branch_code: place.expected for place in branch_months(session, Area.BENEFITS, month)
            }
            for month in (MONTH, january)
        }
    assert places == {MONTH: {"Z01": 10, "Z06": 10, "S13": 7}, january: {"Z01": 10, "S13": 7}}


def test_the_journal_names_the_branches_that_are_drawn_whole(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        (entry,) = journal.all_of(session, "month_drawn")
    assert '"census":"S13"' in entry.data


@pytest.mark.parametrize("location", ["Zweigstelle", "externe Prüfung"])
def test_a_branch_without_eligible_files_expects_none_and_gets_no_mail(
    sqlite_house: HouseUnderTest, location: str
) -> None:
    house = sqlite_house
    data = benefits_list({"Z01": 30, "Z06": 45})
    if location != "Zweigstelle":
        away = benefits_list({"S13": 4}, location=location).split(b"\r\n", 1)[1]
        data += b"\r\n" + away
    upload(house, Area.BENEFITS, data, reason="U25 hat keine Akten")
    lock(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)
    assert draw(house, Area.BENEFITS).files == 20
    with house.runtime.transaction(writes=False) as session:
        places = {p.branch_code: p.expected for p in branch_months(session, Area.BENEFITS, MONTH)}
        mails = session.scalars(select(OutgoingMail).where(OutgoingMail.template == "sample_drawn"))
        told = {mail.account.username for mail in mails}
    assert places == {"Z01": 10, "Z06": 10, "S13": 0}
    assert told == {"z01", "z01-deputy", "z06", "z06-deputy"}


def test_the_mails_hold_no_file_number_and_the_day_by_which_to_submit(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    file_refs = {file.file_ref for file in _sample(house)}
    with house.runtime.transaction(writes=False) as session:
        mails = list(session.scalars(select(OutgoingMail)))
    values = [mail.values for mail in mails if mail.template == "sample_drawn"]
    assert len(values) == 6
    assert {v["due_on"] for v in values} == {"2026-12-21"}
    assert {v["path"] for v in values} == {"/branch/benefits/2026-12"}
    assert not any(ref in str((mail.values, mail.occasion)) for mail in mails for ref in file_refs)


def test_a_second_draw_says_when_the_first_one_was(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    before = [file.file_ref for file in _sample(house)]
    with pytest.raises(Refused, match=r"schon gezogen \(01\.12\.2026, 06:00 Uhr\)"):
        draw(house, Area.BENEFITS)
    assert [file.file_ref for file in _sample(house)] == before


def test_an_unlocked_list_and_a_missing_one_are_not_drawn_from(house: HouseUnderTest) -> None:
    house.clock.set(DRAW_MOMENT)
    with pytest.raises(Refused, match="noch nicht gesperrt"):
        draw(house, Area.BENEFITS)
    upload(house, Area.BENEFITS)
    with pytest.raises(Refused, match="noch nicht gesperrt"):
        draw(house, Area.BENEFITS)


def test_lock_and_draw_in_one_transaction_are_refused(house: HouseUnderTest) -> None:
    upload(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)
    with house.runtime.transaction() as session:
        lock_frame(session, house.clock, Actor.job(), Area.BENEFITS, MONTH, demo=True)
        vault = house.runtime.vault
        with pytest.raises(IntegrityError, match="not in the journal"):
            draw_month(session, house.clock, Actor.job(), vault, Area.BENEFITS, MONTH)
        session.rollback()
    assert _sample(house) == []


@pytest.mark.parametrize(
    "changes",
    [
        update(FrameRow).where(FrameRow.file_ref.like("%0000003")).values(branch_code="S13"),
        update(FrameRow).where(FrameRow.file_ref.like("%0000003")).values(status="at_external_audit"),
        update(Frame).values(digest="ab" * 32),
        update(FrameRow).where(FrameRow.file_ref.like("%0000003")).values(stratum="other"),
    ],
    ids=["branch", "status", "digest", "stratum"],
)
def test_a_change_behind_the_lock_is_found_before_the_draw(house: HouseUnderTest, changes: Any) -> None:
    _locked(house)
    with house.runtime.transaction() as session:
        session.execute(changes)
    with pytest.raises(IntegrityError):
        draw(house, Area.BENEFITS)
    assert _sample(house) == []


def test_a_digest_changed_with_its_rows_is_not_in_the_journal(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    _locked(house)
    with house.runtime.transaction() as session:
        session.execute(update(FrameRow).where(FrameRow.file_ref.like("%03")).values(branch_code="S13"))
        frame = session.scalars(select(Frame)).one()
        frame.digest = canonical_frame(canonical_columns(session, frame)).digest
    with pytest.raises(IntegrityError, match="not in the journal"):
        draw(house, Area.BENEFITS)


def test_a_secret_that_was_exchanged_is_found(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    _locked(house)
    with house.runtime.transaction() as session:
        session.execute(update(SeedSecret).values(sealed=house.runtime.vault.seal(b"x" * 32)))
    with pytest.raises(IntegrityError, match="not the one committed to"):
        draw(house, Area.BENEFITS)


def test_a_secret_committed_to_after_the_lock_is_not_used(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    _locked(house)
    with house.runtime.transaction() as session:
        session.execute(update(SeedSecret).where(SeedSecret.draw_code == "benefits").values(state="used"))
        commit_next(session, house.clock, Actor.job(), house.runtime.vault, "benefits")
    with pytest.raises(IntegrityError, match="before the lock"):
        draw(house, Area.BENEFITS)


def test_a_clock_that_stands_before_the_lock_stops_the_draw(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    house.clock.set(datetime(2026, 11, 19, 5, tzinfo=UTC))
    with pytest.raises(Refused, match="Uhr des Servers geht nach"):
        draw(house, Area.BENEFITS, rules=DrawRules(may_be_early=True))


def test_the_draw_uses_up_its_secret_and_commits_to_the_next(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        query = select(SeedSecret).where(SeedSecret.draw_code == "benefits").order_by(SeedSecret.position)
        states = [(link.position, link.state) for link in session.scalars(query)]
        events = [entry.event for entry in reversed(journal.latest(session, 2))]
        latest = journal.latest(session, 1, event_name=SeedCommitted.name)[0]
    assert states == [(1, "used"), (2, "committed")]
    assert events == ["month_drawn", "seed_committed"]
    assert '"position":2' in latest.data


def test_no_seed_and_no_ticket_stands_in_journal_or_mails(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    drawn(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, "benefits", MONTH)
        assert found is not None
        assert found.secret.sealed is not None
        secret = house.runtime.vault.unseal(found.secret.sealed).hex()
        told = " ".join(entry.data for entry in journal.entries(session))
        told += " ".join(str(mail.values) for mail in session.scalars(select(OutgoingMail)))
        tickets = [file.ticket for file in sample_of(session, found)]
        digest = found.frame.digest or ""
    seed = mix_seed("2026-12", "benefits", {"-": 10}, digest, secret)
    assert digest in told
    assert not any(secret_text in told for secret_text in [secret, seed, *tickets])


@pytest.mark.parametrize(
    ("moment", "late", "due_on", "closes_on"),
    [
        # The whole first working day is in time.
        (datetime(2026, 12, 1, 22, 59, tzinfo=UTC), False, date(2026, 12, 21), date(2026, 12, 28)),
        # An hour later it is the next day in Berlin; 14 working days from it.
        (datetime(2026, 12, 1, 23, 1, tzinfo=UTC), True, date(2026, 12, 22), date(2026, 12, 29)),
        (datetime(2026, 12, 3, 9, tzinfo=UTC), True, date(2026, 12, 23), date(2026, 12, 30)),
    ],
)
def test_a_late_draw_is_marked_and_counts_its_days_from_itself(
    sqlite_house: HouseUnderTest, moment: datetime, due_on: date, closes_on: date, *, late: bool
) -> None:
    house = sqlite_house
    _locked(house)
    house.clock.set(moment)
    done = draw(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        audit = get_month(session, Area.BENEFITS, MONTH)
        assert audit is not None
    assert (done.late, done.due_on) == (late, due_on)
    assert (audit.drawn_late, audit.due_on) == (late, due_on)
    assert audit.closes_on is not None
    assert audit.closes_on >= due_on
    assert audit.closes_on == closes_on


@pytest.mark.parametrize(
    ("month", "just_before", "at_six"),
    [
        # New Year, a Friday, then a weekend: the first working day is the fourth.
        (Month(2027, 1), datetime(2027, 1, 4, 4, 59, tzinfo=UTC), datetime(2027, 1, 4, 5, tzinfo=UTC)),
        # Summer time has begun: six o'clock in Berlin is four o'clock UTC.
        (Month(2027, 4), datetime(2027, 4, 1, 3, 59, tzinfo=UTC), datetime(2027, 4, 1, 4, tzinfo=UTC)),
    ],
)
def test_nothing_is_drawn_before_six_on_the_first_working_day(
    sqlite_house: HouseUnderTest, month: Month, just_before: datetime, at_six: datetime
) -> None:
    house = sqlite_house
    house.clock.set(just_before.replace(hour=2))
    upload(house, Area.BENEFITS, month=month)
    lock(house, Area.BENEFITS, month=month)
    house.clock.set(just_before)
    with pytest.raises(Refused, match="06:00 Uhr fällig"):
        draw(house, Area.BENEFITS, month=month)
    house.clock.set(at_six)
    assert not draw(house, Area.BENEFITS, month=month).late


def test_the_demo_may_draw_early(sqlite_house: HouseUnderTest) -> None:
    upload(sqlite_house, Area.BENEFITS)
    lock(sqlite_house, Area.BENEFITS)
    rules = DrawRules.of(sqlite_house.runtime.settings)
    assert draw(sqlite_house, Area.BENEFITS, rules=rules).due_on == date(2026, 12, 21)


def test_the_public_value_changes_the_sample(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    announce(house, Area.BENEFITS)
    _locked(house)
    draw(house, Area.BENEFITS, public_value="3-5-6")
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, "benefits", MONTH)
        assert found is not None
        assert found.secret.sealed is not None
        secret = house.runtime.vault.unseal(found.secret.sealed).hex()
        frame = canonical_frame(canonical_columns(session, found.frame))
    plain = draw_again(frame, mix_seed("2026-12", "benefits", {"-": 10}, frame.digest, secret), {"-": 10})
    mixed = mix_seed("2026-12", "benefits", {"-": 10}, frame.digest, secret, "3-5-6")
    stored = [file.ticket for file in _sample(house)]
    assert sorted(stored) == sorted(
        drawn.ticket for files in draw_again(frame, mixed, {"-": 10}).values() for drawn in files
    )
    assert not set(stored) & {drawn.ticket for files in plain.values() for drawn in files}


@pytest.mark.parametrize("value", ["x" * 201, "3\u200b5", "3\n5"])
def test_a_public_value_of_no_form_is_refused(sqlite_house: HouseUnderTest, value: str) -> None:
    _locked(sqlite_house)
    with pytest.raises(InvalidInput, match="öffentliche Wert"):
        draw(sqlite_house, Area.BENEFITS, public_value=value)


@pytest.mark.parametrize("username", ["gur", "mui", "revision", "admin", "management", "z06"])
def test_only_controlling_draws_without_a_public_value(sqlite_house: HouseUnderTest, username: str) -> None:
    _locked(sqlite_house)
    with pytest.raises(NotPermitted):
        draw(sqlite_house, Area.BENEFITS, actor=sqlite_house.actor(username))
    assert draw(sqlite_house, Area.BENEFITS, actor=sqlite_house.actor("controller")).files == 27


@pytest.mark.parametrize("hands", [2, 6])
def test_draws_at_the_same_instant_are_one_draw(house: HouseUnderTest, hands: int) -> None:
    _locked(house)

    def attempt(_: int) -> DrawnMonth | Refused:
        try:
            return draw(house, Area.BENEFITS)
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(hands) as threads:
        results = list(threads.map(attempt, range(hands)))
    assert Counter(type(result) for result in results) == {DrawnMonth: 1, Refused: hands - 1}
    with house.runtime.transaction(writes=False) as session:
        assert len(list(session.scalars(select(Draw)))) == 1
        assert len(list(session.scalars(select(SampleFile)))) == 27
        assert len(journal.latest(session, 10, event_name="month_drawn")) == 1


def test_the_database_itself_lets_only_one_draw_of_a_month_pass(house: HouseUnderTest) -> None:
    _locked(house)
    with ThreadPoolExecutor(1) as threads:
        with house.runtime.transaction() as session:
            # Somebody who takes no heed of the lock on the month.
            session.add(_draw_past_the_lock(session, house))
            session.flush()
            second = threads.submit(draw, house, Area.BENEFITS)
            # Long enough for the second one to stand at the index, or before the door of SQLite.
            time.sleep(0.5)
        assert isinstance(second.exception(), Refused)
    with house.runtime.transaction(writes=False) as session:
        assert len(list(session.scalars(select(Draw)))) == 1


def _draw_past_the_lock(session: Session, house: HouseUnderTest) -> Draw:
    return Draw(
        area=Area.BENEFITS,
        month=MONTH,
        draw_code="benefits",
        frame_id=session.scalars(select(Frame.id)).one(),
        secret_id=session.scalars(select(SeedSecret.id).where(SeedSecret.draw_code == "integration")).one(),
        allocation={"-": 10},
        drawn_at=house.clock.now(),
    )


def test_the_areas_draw_apart_from_each_other(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    drawn(sqlite_house, Area.INTEGRATION, integration_list())
    with sqlite_house.runtime.transaction(writes=False) as session:
        draws = list(session.scalars(select(Draw)))
        assert {found.draw_code for found in draws} == {"benefits", "integration"}
        assert len({found.secret_id for found in draws}) == 2
