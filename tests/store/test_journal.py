"""The journal under many writers, rollbacks and savepoints, on both engines."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from iks.domain.journal import (
    AccountChanged,
    Entry,
    SheetFinished,
    SignedIn,
    first_fault,
)
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.errors import IntegrityError as ProgramIntegrityError
from iks.store import journal
from iks.store.organisation import Branch
from iks.store.session import open_session
from tests.house_under_test import HouseUnderTest
from tests.store.raw_journal import drop_triggers

NOBODY = Actor("", "tester", "tester")
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def note(session: Session, word: str) -> None:
    journal.record(session, NOBODY, AccountChanged("x", word), NOON)


def words(house: HouseUnderTest) -> list[str]:
    """Return what the tests noted, in the order of the chain, which must hold."""
    with house.runtime.transaction(writes=False) as session, journal.chain(session) as whole:
        found = list(whole.entries)
        assert first_fault(found, whole.head) is None
        return [e.data.split('"')[7] for e in found if '"account":"x"' in e.data]


def last_position(house: HouseUnderTest) -> int:
    with house.runtime.transaction(writes=False) as session:
        return journal.head(session)[0]


def test_eight_writers_with_twenty_acts_each_keep_one_chain_without_a_gap(house: HouseUnderTest) -> None:
    before = last_position(house)

    def write(writer: int) -> None:
        for act in range(20):
            with house.runtime.transaction() as session:
                note(session, f"{writer}-{act}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    found = words(house)
    assert sorted(found) == sorted(f"{w}-{a}" for w in range(8) for a in range(20))
    assert last_position(house) == before + 160
    for writer in range(8):
        own = [word for word in found if word.startswith(f"{writer}-")]
        assert own == [f"{writer}-{act}" for act in range(20)]


def test_two_first_writers_of_an_empty_journal_make_one_chain(house: HouseUnderTest) -> None:
    with house.runtime.engine.begin() as connection:
        drop_triggers(connection)
        connection.execute(text("DELETE FROM journal_entry"))
        connection.execute(text("DELETE FROM journal_head"))

    def write(writer: int) -> None:
        with house.runtime.transaction() as session:
            note(session, str(writer))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    assert sorted(words(house)) == list("012345")
    assert last_position(house) == 6


def test_a_writer_that_looked_at_the_head_before_another_one_wrote_still_fits_in(
    house: HouseUnderTest,
) -> None:
    if house.runtime.engine.dialect.name == "sqlite":
        # A reader that wants to write later is refused there, so nobody can write between look and act.
        with house.runtime.transaction() as session:
            session.get(journal.JournalHead, 1)
            note(session, "own")
        assert words(house) == ["own"]
        return
    with house.runtime.transaction() as slow:
        assert slow.get(journal.JournalHead, 1) is not None
        with house.runtime.transaction() as fast:
            note(fast, "fast")
        note(slow, "slow")
    assert words(house) == ["fast", "slow"]


def test_a_transaction_that_rolls_back_leaves_nothing(house: HouseUnderTest) -> None:
    before = last_position(house)
    with contextlib.suppress(ZeroDivisionError), house.runtime.transaction() as session:
        note(session, "gone")
        session.flush()
        _ = 1 / 0
    assert words(house) == []
    assert last_position(house) == before


def test_a_session_closed_without_an_end_carries_nothing_into_its_next_transaction(
    house: HouseUnderTest,
) -> None:
    session = open_session(house.runtime.engine)
    session.begin()
    note(session, "never ended")
    session.close()
    with session.begin():
        note(session, "ended")
    session.close()
    assert words(house) == ["ended"]


def test_a_savepoint_that_rolls_back_takes_only_its_own_acts_along(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        note(session, "before")
        with contextlib.suppress(ZeroDivisionError), session.begin_nested():
            note(session, "inside")
            _ = 1 / 0
        note(session, "after")
    assert words(house) == ["before", "after"]


def test_a_savepoint_that_is_released_keeps_its_acts_in_their_order(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        note(session, "before")
        with session.begin_nested():
            note(session, "inside")
        note(session, "after")
    assert words(house) == ["before", "inside", "after"]


def test_a_released_savepoint_goes_with_the_one_around_it(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        note(session, "first")
        outer = session.begin_nested()
        with session.begin_nested():
            note(session, "innermost")
        note(session, "around")
        outer.rollback()
        note(session, "last")
    assert words(house) == ["first", "last"]


def test_a_later_savepoint_does_not_take_an_earlier_one_along(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        with session.begin_nested():
            note(session, "kept")
        with contextlib.suppress(ZeroDivisionError), session.begin_nested():
            note(session, "dropped")
            _ = 1 / 0
    assert words(house) == ["kept"]


def test_a_constraint_that_fails_in_a_savepoint_leaves_the_other_acts(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        note(session, "before")
        with contextlib.suppress(IntegrityError), session.begin_nested():
            note(session, "doubled branch")
            session.add(Branch(code="Z01", name="x", kind="district", valid_from=Month(2024, 1)))
            session.flush()
            note(session, "not reached")
        note(session, "after")
    assert words(house) == ["before", "after"]


def test_rolling_back_everything_from_inside_a_savepoint_leaves_nothing(house: HouseUnderTest) -> None:
    session = open_session(house.runtime.engine)
    session.begin()
    note(session, "outside")
    session.begin_nested()
    note(session, "inside")
    session.rollback()
    session.close()
    assert words(house) == []


def test_the_journal_is_not_locked_before_the_transaction_ends(house: HouseUnderTest) -> None:
    """A released savepoint must not hold the head row while its transaction works on."""
    if house.runtime.engine.dialect.name == "sqlite":
        return  # One writer at a time there in any case.
    with house.runtime.transaction() as slow:
        with slow.begin_nested():
            note(slow, "slow")
        with house.runtime.transaction() as fast:
            fast.execute(text("SET LOCAL lock_timeout = '2s'"))
            note(fast, "fast")
    assert words(house) == ["fast", "slow"]


def test_a_forgotten_savepoint_is_an_error_and_not_a_gap(house: HouseUnderTest) -> None:
    session = open_session(house.runtime.engine)
    whole = session.begin()
    session.begin_nested()
    note(session, "almost lost")
    with pytest.raises(ProgramIntegrityError, match="savepoint"):
        whole.commit()
    session.close()


def test_a_moment_of_another_time_zone_is_hashed_as_the_same_moment(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        journal.record(session, NOBODY, SignedIn(), NOON.astimezone(timezone(timedelta(hours=5))))
    with house.runtime.transaction(writes=False) as session:
        newest: Entry = journal.latest(session, 1)[0]
    assert newest.at == NOON
    assert newest.at.tzinfo is UTC
    assert words(house) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET actor = 'nobody' WHERE position = 1",
        "UPDATE journal_entry SET data = data",
        "DELETE FROM journal_entry WHERE position = 1",
        "DELETE FROM journal_entry",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(house: HouseUnderTest, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), house.runtime.engine.begin() as connection:
        connection.execute(text(statement))
    assert words(house) == []


def test_the_database_refuses_to_replace_or_empty_the_journal(house: HouseUnderTest) -> None:
    statement = "TRUNCATE journal_entry"
    if house.runtime.engine.dialect.name == "sqlite":
        statement = "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry WHERE position = 1"
    with pytest.raises(DBAPIError, match="append-only"), house.runtime.engine.begin() as connection:
        connection.execute(text(statement))
    assert words(house) == []


def test_entries_are_found_by_kind_content_and_page(house: HouseUnderTest) -> None:
    event = SheetFinished("benefits", "2026-12", "Z06")
    with house.runtime.transaction() as session:
        journal.record(session, NOBODY, event, NOON)
        note(session, "a")
        note(session, "b")
    with house.runtime.transaction(writes=False) as session:
        top = journal.head(session)[0]
        data = '{"area":"benefits","branch":"Z06","month":"2026-12"}'
        found = journal.find(session, "sheet_finished", data)
        assert found is not None
        assert found.position == top - 2
        assert journal.find(session, "sheet_finished", data.replace("Z06", "Z01")) is None
        assert [e.position for e in journal.latest(session, 2)] == [top, top - 1]
        assert [e.position for e in journal.latest(session, 2, before=top)] == [top - 1, top - 2]
        assert [e.event for e in journal.latest(session, 5, event_name="sheet_finished")] == [
            "sheet_finished"
        ]
        assert [e.position for e in journal.entries(session, after=top - 2)] == [top - 1, top]
        assert [e.position for e in journal.all_of(session, "sheet_finished")] == [top - 2]
        assert "sheet_finished" in journal.events_seen(session)
