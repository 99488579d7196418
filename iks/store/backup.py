"""What backups of both engines share: the figures of a database, and whether a restored one shows them."""

from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, inspect, select, table
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from iks.domain.journal import first_fault
from iks.errors import IntegrityError
from iks.store import journal
from iks.store.backup_file import Contents

BOOKKEEPING = "alembic_version"


def contents_of(connection: Connection) -> Contents:
    """Count what one moment of a database holds; the connection decides which moment that is."""
    with Session(connection) as session:
        position, digest = journal.head(session)
    revision = MigrationContext.configure(connection).get_current_revision()
    return Contents(revision or "", _counts(connection), position, digest)


def holds_data(engine: Engine) -> bool:
    """Return whether any table of a database has a row."""
    with engine.connect() as connection:
        return any(_counts(connection).values())


def require_same(engine: Engine, expected: Contents) -> None:
    """Check that a restored database shows the figures of its origin and an unbroken journal.

    Raises
    ------
    IntegrityError
        Naming the first thing that differs.
    """
    with engine.connect() as connection, connection.begin():
        found = contents_of(connection)
        with Session(connection) as session, journal.chain(session) as chain:
            fault = first_fault(chain.entries, (expected.journal_position, expected.journal_hash))
    if found.revision != expected.revision:
        raise IntegrityError(f"schema {found.revision or 'none'} instead of {expected.revision}")
    for name in sorted({*found.counts, *expected.counts}):
        if found.counts.get(name) != expected.counts.get(name):
            raise IntegrityError(
                f"{name}: {found.counts.get(name)} rows instead of {expected.counts.get(name)}"
            )
    if fault:
        raise IntegrityError(f"journal entry {fault.position}: {fault.reason}")


def _counts(connection: Connection) -> dict[str, int]:
    names = sorted(set(inspect(connection).get_table_names()) - {BOOKKEEPING})
    return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}
