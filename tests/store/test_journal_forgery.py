"""Whatever is changed behind the program's back is found, and the first bad entry is named."""

from itertools import pairwise

import pytest
from sqlalchemy import text

from iks.domain.journal import Entry, first_fault
from iks.domain.journal_file import check_journal_file, journal_lines
from iks.errors import InvalidInput
from iks.store import journal
from tests.house_under_test import HouseUnderTest
from tests.store.raw_journal import fault_after, overwrite, read, rehashed, unprotected

FORGED = {
    "at": "2020-01-01 00:00:00.000000",
    "actor": "somebody-else",
    "via": "by hand",
    "event": "nothing_happened",
    "data": "{}x",
    "previous_hash": "f" * 64,
    "hash": "e" * 64,
}


def entries_of(house: HouseUnderTest) -> list[Entry]:
    with house.runtime.transaction(writes=False) as session:
        return list(journal.entries(session))


@pytest.mark.parametrize("column", FORGED)
def test_every_entry_changed_once_is_named(house: HouseUnderTest, column: str) -> None:
    forge = "UPDATE journal_entry SET column = :forged WHERE position = :position".replace("column", column)
    if column == "at" and house.runtime.engine.dialect.name == "postgresql":
        forge = forge.replace(":forged", "CAST(:forged AS timestamptz)")
    with unprotected(house) as connection:
        assert fault_after(connection) is None
        for entry in read(connection):
            values = {"forged": FORGED[column], "position": entry.position}
            fault = fault_after(connection, (forge, values))
            assert fault is not None
            assert fault.position == entry.position


def test_a_moment_that_cannot_be_read_is_a_fault_and_no_crash(sqlite_house: HouseUnderTest) -> None:
    with unprotected(sqlite_house) as connection:
        statement = "UPDATE journal_entry SET at = 'yesterday' WHERE position = 4"
        fault = fault_after(connection, (statement, {}))
    assert fault is not None
    assert (fault.position, fault.reason) == (4, "content was changed")


def test_every_entry_removed_once_is_named(house: HouseUnderTest) -> None:
    remove = "DELETE FROM journal_entry WHERE position = :position"
    with unprotected(house) as connection:
        found = read(connection)
        for entry in found[:-1]:
            fault = fault_after(connection, (remove, {"position": entry.position}))
            assert fault is not None
            assert (fault.position, fault.reason) == (entry.position, "missing")
        last = found[-1].position
        fault = fault_after(connection, (remove, {"position": last}))
        assert fault is not None
        assert (fault.position, fault.reason) == (last - 1, "is not the head that was kept")


def test_any_two_neighbours_swapped_are_named(house: HouseUnderTest) -> None:
    move = "UPDATE journal_entry SET position = :new WHERE position = :old"
    with unprotected(house) as connection:
        for first, second in pairwise(entry.position for entry in read(connection)):
            steps = ((first, -1), (second, first), (-1, second))
            changes = [(move, {"old": old, "new": new}) for old, new in steps]
            fault = fault_after(connection, *changes)
            assert fault is not None
            assert fault.position == first


def test_an_entry_put_in_between_is_named(house: HouseUnderTest) -> None:
    shift = "UPDATE journal_entry SET position = -(position + 1) WHERE position >= 5"
    back = "UPDATE journal_entry SET position = -position WHERE position < 0"
    copy = (
        "INSERT INTO journal_entry SELECT 5, at, actor, via, event, data, previous_hash, hash "
        "FROM journal_entry WHERE position = 4"
    )
    with unprotected(house) as connection:
        fault = fault_after(connection, (shift, {}), (back, {}), (copy, {}))
    assert fault is not None
    assert fault.position == 5


def test_an_entry_added_behind_the_head_is_named(house: HouseUnderTest) -> None:
    copy = (
        "INSERT INTO journal_entry SELECT position + 1, at, actor, via, event, data, previous_hash, hash "
        "FROM journal_entry ORDER BY position DESC LIMIT 1"
    )
    with unprotected(house) as connection:
        fault = fault_after(connection, (copy, {}))
    assert fault is not None
    assert fault.position == len(entries_of(house)) + 1


def test_a_forged_entry_with_a_fitting_hash_breaks_the_next_one(house: HouseUnderTest) -> None:
    with unprotected(house) as connection:
        found = read(connection)
        for entry in found[:-1]:
            fault = fault_after(connection, overwrite(rehashed(entry, actor="somebody-else")))
            assert fault is not None
            assert fault.position == entry.position + 1
        last = fault_after(connection, overwrite(rehashed(found[-1], actor="somebody-else")))
        assert last is not None
        assert last.reason == "is not the head that was kept"


def test_a_head_row_removed_or_changed_is_found(house: HouseUnderTest) -> None:
    with unprotected(house) as connection:
        for statement in (
            "DELETE FROM journal_head",
            "UPDATE journal_head SET position = position - 1",
            "UPDATE journal_head SET hash = 'x'",
        ):
            fault = fault_after(connection, (statement, {}))
            assert fault is not None
            assert fault.reason == "is not the head that was kept"


def test_a_journal_forged_from_end_to_end_differs_from_the_printed_head(house: HouseUnderTest) -> None:
    """Whoever owns the database can write a whole new chain; the printed head shows it."""
    found = entries_of(house)
    printed = (found[-1].position, found[-1].hash)
    forged: list[Entry] = []
    for entry in found:
        before = forged[-1].hash if forged else entry.previous_hash
        actor = "somebody-else" if entry.position == 3 else entry.actor
        forged.append(rehashed(entry, actor=actor, previous_hash=before))
    assert first_fault(forged) is None
    fault = first_fault(forged, printed)
    assert fault is not None
    assert fault.reason == "is not the head that was kept"


def test_an_empty_journal_holds(house: HouseUnderTest) -> None:
    with unprotected(house) as connection:
        fault = fault_after(connection, ("DELETE FROM journal_entry", {}), ("DELETE FROM journal_head", {}))
        assert fault is None
        emptied = fault_after(connection, ("DELETE FROM journal_entry", {}))
        assert emptied is not None


def test_verifying_while_others_write_sees_one_moment(house: HouseUnderTest) -> None:
    """The head is read with the entries: an act in between would look like a fault otherwise."""
    with house.runtime.transaction(writes=False) as reader, journal.chain(reader) as chain:
        first = next(chain.entries)
        with house.runtime.engine.begin() as connection:
            connection.execute(text("UPDATE journal_head SET position = 1000"))
        assert first_fault([first, *chain.entries], chain.head) is None


def test_a_journal_file_is_checked_without_the_database(house: HouseUnderTest) -> None:
    found = entries_of(house)
    lines = list(journal_lines(found))
    head = (found[-1].position, found[-1].hash)
    assert check_journal_file("".join(lines), head) is None
    for number, line in enumerate(lines, 1):
        changed = line.replace('"via":"web"', '"via":"job"')
        fault = check_journal_file("".join([*lines[: number - 1], changed, *lines[number:]]), head)
        assert fault is not None
        assert fault.position == number
    shortened = check_journal_file("".join(lines[:-1]), head)
    assert shortened is not None


@pytest.mark.parametrize("line", ["", "no json", "[]", "{}", '{"position":1}', '{"position":"x"}', "3"])
def test_a_file_that_is_no_journal_is_refused_by_line(line: str) -> None:
    with pytest.raises(InvalidInput, match="Zeile 1"):
        check_journal_file(f"{line}\n")
