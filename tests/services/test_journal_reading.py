"""Reading, verifying and exporting the journal; both engines."""

import pytest
from sqlalchemy import text

from iks.domain.journal import ForeignAddressTried
from iks.domain.journal_file import check_journal_file, read_journal_lines
from iks.errors import NotPermitted
from iks.services import read_journal
from iks.store import journal
from tests.house_under_test import HOUSE_ROLES, HouseUnderTest
from tests.store.raw_journal import drop_triggers


def fill(house: HouseUnderTest, acts: int) -> None:
    person = house.actor("revision")
    with house.runtime.transaction() as session:
        for number in range(acts):
            journal.record(session, person, ForeignAddressTried(f"page-{number}"), house.clock.now())


def page(house: HouseUnderTest, **wanted: object) -> read_journal.JournalPage:
    with house.runtime.transaction(writes=False) as session:
        return read_journal.page(session, house.actor("revision"), **wanted)  # type: ignore[arg-type]


def test_the_newest_entries_come_first_and_the_head_is_the_last_one(house: HouseUnderTest) -> None:
    fill(house, 3)
    found = page(house)
    positions = [entry.position for entry in found.entries]
    assert positions == sorted(positions, reverse=True)
    assert (found.entries[0].position, found.entries[0].hash) == (found.head.position, found.head.hash)
    assert "foreign_address_tried" in found.events


def test_following_the_pages_gives_every_entry_once(house: HouseUnderTest) -> None:
    fill(house, 2 * read_journal.PAGE_LENGTH)
    seen: list[int] = []
    before: int | None = None
    while True:
        found = page(house, before=before)
        seen += [entry.position for entry in found.entries]
        if found.older_before is None:
            break
        before = found.older_before
    assert seen == list(range(found.head.position, 0, -1))


def test_a_page_that_is_exactly_full_has_no_older_one(house: HouseUnderTest) -> None:
    fill(house, read_journal.PAGE_LENGTH)
    assert page(house, event_name="foreign_address_tried").older_before is None
    fill(house, 1)
    assert page(house, event_name="foreign_address_tried").older_before is not None


def test_the_verdict_says_that_all_holds_or_names_the_first_bad_entry(house: HouseUnderTest) -> None:
    revision = house.actor("revision")
    with house.runtime.transaction(writes=False) as session:
        assert read_journal.verify(session, revision).holds
    with house.runtime.engine.begin() as connection:
        drop_triggers(connection)
        connection.execute(text("UPDATE journal_entry SET actor = 'x' WHERE position IN (5, 9)"))
    with house.runtime.transaction(writes=False) as session:
        verdict = read_journal.verify(session, revision)
    assert verdict.fault is not None
    assert (verdict.fault.position, verdict.fault.reason) == (5, "content was changed")


def test_an_export_holds_every_entry_and_is_an_act_itself(house: HouseUnderTest) -> None:
    fill(house, 5)
    with house.runtime.transaction() as session:
        head = journal.head(session)
        content = read_journal.export(session, house.clock, house.actor("revision")).decode()
    assert check_journal_file(content, head) is None
    with house.runtime.transaction(writes=False) as session:
        assert list(read_journal_lines(content)) == list(journal.entries(session))[:-1]
        assert journal.latest(session, 1)[0].event == "journal_exported"


def test_only_the_revision_reads_verifies_and_exports(sqlite_house: HouseUnderTest) -> None:
    others = [name for name in HOUSE_ROLES if not name.startswith("revision")] + ["z06"]
    with sqlite_house.runtime.transaction() as session:
        for username in others:
            person = sqlite_house.actor(username)
            with pytest.raises(NotPermitted):
                read_journal.page(session, person)
            with pytest.raises(NotPermitted):
                read_journal.verify(session, person)
            with pytest.raises(NotPermitted):
                read_journal.export(session, sqlite_house.clock, person)
