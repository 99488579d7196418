"""What whoever owns the database could do to the journal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from iks.domain.journal import ChainFault, Entry, entry_hash, first_fault
from iks.store import journal
from iks.store.journal import JournalEntry
from tests.house_under_test import HouseUnderTest


def drop_triggers(connection: Connection) -> None:
    """Take the protection of the journal away."""
    if connection.dialect.name == "sqlite":
        for act in ("update", "delete", "replace"):
            connection.execute(text(f"DROP TRIGGER journal_entry_no_{act}"))
        return
    connection.execute(text("DROP TRIGGER journal_entry_no_change ON journal_entry"))
    connection.execute(text("DROP TRIGGER journal_entry_no_truncate ON journal_entry"))


@contextmanager
def unprotected(house: HouseUnderTest) -> Iterator[Connection]:
    """Open a raw connection without triggers; everything is undone at the end."""
    with house.runtime.engine.connect() as connection, connection.begin() as whole:
        drop_triggers(connection)
        yield connection
        whole.rollback()


def fault_after(connection: Connection, *changes: tuple[str, dict[str, Any]]) -> ChainFault | None:
    """Make changes, say what verifying finds, and undo them."""
    with connection.begin_nested() as savepoint:
        for statement, values in changes:
            connection.execute(text(statement), values)
        with Session(connection) as session, journal.chain(session) as chain:
            found = first_fault(chain.entries, chain.head)
        savepoint.rollback()
    return found


def read(connection: Connection) -> list[Entry]:
    """Return all entries as a raw connection sees them."""
    with Session(connection) as session:
        return list(journal.entries(session))


def rehashed(entry: Entry, **changes: Any) -> Entry:
    """Return a forged entry whose own hash fits its content."""
    values = {**vars(entry), **changes}
    del values["hash"]
    hashed = {name: value for name, value in values.items() if name not in {"position", "at"}}
    return Entry(**values, hash=entry_hash(values["position"], values["at"], **hashed))


def overwrite(entry: Entry) -> tuple[str, dict[str, Any]]:
    """Return the statement that puts a forged entry in the place of the true one."""
    statement = (
        "UPDATE journal_entry SET actor = :actor, via = :via, event = :event, data = :data, "
        "previous_hash = :previous_hash, hash = :hash WHERE position = :position"
    )
    names = ("actor", "via", "event", "data", "previous_hash", "hash", "position")
    return statement, {name: getattr(entry, name) for name in names}


def rewrite(connection: Connection, entry: Entry) -> None:
    """Put a forged entry, its moment included, in the place of the true one."""
    connection.execute(
        update(JournalEntry).where(JournalEntry.position == entry.position).values(vars(entry))
    )
