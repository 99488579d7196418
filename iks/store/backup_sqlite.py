"""Backup and restore of SQLite by its own backup interface."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import cast

from sqlalchemy import Engine, make_url
from sqlalchemy.engine import Connection

from iks.errors import IntegrityError
from iks.store.backup import contents_of
from iks.store.backup_file import Contents
from iks.store.session import WRITES, make_engine


def dump(engine: Engine, target: Path) -> Contents:
    """Copy one committed state, whoever writes meanwhile, and say what it holds."""
    reading = engine.execution_options(**{WRITES: False})
    with reading.connect() as connection, connection.begin():
        # The first look fixes the moment for this connection; the copy is made of the same one.
        contents = contents_of(connection)
        with closing(sqlite3.connect(target)) as copy:
            _driver(connection).backup(copy)
            # One file, without the log that a service keeps beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
    return contents


def try_out(engine: Engine, database: Path, check: Callable[[Engine], None]) -> None:
    """Open a copy as the service would, and check it."""
    del engine
    copy = make_engine(f"sqlite:///{database}")
    try:
        _require_sound(copy)
        check(copy)
    finally:
        copy.dispose()


def put_in_place(
    engine: Engine, database: Path, check: Callable[[Engine], None], *, suffix: str, keep_old: bool
) -> str:
    """Check a copy, set the present database aside where told, and load the copy in one transaction.

    Returns
    -------
    str
        Where the present database was set aside; empty when it was not.
    """
    try_out(engine, database, check)
    path = Path(make_url(engine.url).database or "")
    aside = path.with_name(f"{path.name}.{suffix}") if keep_old else None
    if aside is not None:
        aside.touch(mode=0o600)
        dump(engine, aside)
    with closing(sqlite3.connect(database)) as copy, engine.connect() as connection:
        copy.backup(_driver(connection))
    return str(aside or "")


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _require_sound(copy: Engine) -> None:
    with copy.connect() as connection:
        verdict = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if verdict != "ok" or dangling is not None:
        raise IntegrityError("the copy of the database is damaged")
