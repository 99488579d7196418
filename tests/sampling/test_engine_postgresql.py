from __future__ import annotations

import hashlib
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from sampling import EngineFailed, canonical_frame, draw, draw_with
from sampling.engine_postgresql import FILLS, TABLES, TICKETS
from sampling.engine_sql import SAMPLE
from tests.sampling.dirty_frames import dirty_frame
from tests.sampling.frames import SEED, plain_rows

pytestmark = pytest.mark.postgresql

OBJECTS = "SELECT relname, relkind, relpersistence FROM pg_class ORDER BY oid"
ALLOCATION = {"-": 10}


@contextmanager
def server(url):
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def sample_of(frame, url, allocation=ALLOCATION):
    return draw_with("postgresql", frame, SEED, allocation, url)


def test_nothing_is_left_behind(postgresql_url):
    with server(postgresql_url) as connection:
        before = connection.execute(OBJECTS).fetchall()
        sample_of(canonical_frame(plain_rows()), postgresql_url)
        after = connection.execute(OBJECTS).fetchall()

    assert after == before


def test_tables_and_functions_of_the_same_names_are_neither_used_nor_touched(postgresql_url):
    frame = canonical_frame(plain_rows())
    with server(postgresql_url) as connection:
        connection.execute("CREATE TABLE frame (branch text, stratum text, file_ref text, status text)")
        connection.execute("INSERT INTO frame VALUES ('Z99', '-', 'BG99', 'eligible')")
        connection.execute("CREATE TABLE seed (seed text)")
        connection.execute("CREATE VIEW tickets AS SELECT 1 AS one")
        connection.execute(
            "CREATE FUNCTION sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT '\\x00'::bytea $$"
        )
        name = connection.info.dbname
        connection.execute(f'ALTER DATABASE "{name}" SET search_path TO public, pg_catalog')
        try:
            assert sample_of(frame, postgresql_url) == draw(frame, SEED, ALLOCATION)
            assert connection.execute("SELECT file_ref FROM public.frame").fetchall() == [("BG99",)]
        finally:
            connection.execute("DROP FUNCTION public.sha256(bytea)")
            connection.execute("DROP VIEW public.tickets")
            connection.execute("DROP TABLE public.frame, public.seed")
            connection.execute(f'ALTER DATABASE "{name}" RESET search_path')


def test_the_log_of_the_server_names_neither_seed_nor_files(postgresql_url):
    frame, allocation = dirty_frame(5)
    refs = [row[2] for row in frame.rows if len(row[2].encode()) > 6]
    with server(postgresql_url) as connection:
        log = connection.execute("SHOW data_directory").fetchone()[0]
        name = connection.info.dbname
        for setting in ("log_statement = 'all'", "log_min_duration_statement = 0", "debug_print_plan = on"):
            connection.execute(f'ALTER DATABASE "{name}" SET {setting}')
    start = len(log_of(log))
    sample_of(frame, postgresql_url, allocation)
    written = log_of(log)[start:]

    # What is logged at all: the statements, so the log is the right one.
    assert "CREATE TEMPORARY VIEW tickets" in written
    assert "COPY seed FROM STDIN" in written
    assert refs
    assert [value for value in (SEED, *refs) if value in written] == []
    for setting in ("log_statement", "log_min_duration_statement", "debug_print_plan"):
        with server(postgresql_url) as connection:
            connection.execute(f'ALTER DATABASE "{name}" RESET {setting}')


def log_of(data_directory):
    return "".join(
        path.read_text(encoding="utf-8", errors="replace") for path in Path(data_directory).glob("log*")
    )


def test_whatever_is_put_in_order_is_compared_by_bytes_in_a_database_of_any_language(postgresql_url):
    with server(postgresql_url) as connection, connection.transaction(force_rollback=True):
        for statement in (*TABLES, TICKETS, "INSERT INTO frame VALUES ('Z01', '-', '1', 'eligible')"):
            connection.execute(statement)
        connection.execute("INSERT INTO seed VALUES ('')")
        columns = ("branch", "stratum", "file_ref", "ticket")
        asked = ", ".join(f"pg_collation_for({column})" for column in columns)
        collations = connection.execute(f"SELECT {asked} FROM tickets").fetchone()  # noqa: S608 - Ours.

    assert collations == ('"C"',) * len(columns)


def test_a_database_that_is_not_in_utf_8_is_refused(postgresql_url):
    with (
        other_database(postgresql_url, "ENCODING 'LATIN1' LOCALE 'C'") as url,
        pytest.raises(EngineFailed, match="not in UTF-8"),
    ):
        sample_of(canonical_frame(plain_rows()), url)


@contextmanager
def other_database(url, form):
    """A database of another form on the same server."""
    with server(url) as connection:
        name = f"{connection.info.dbname}_other"
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 {form}")
        try:
            yield url.replace(f"/{connection.info.dbname}?", f"/{name}?")
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_an_account_that_may_not_make_tables_is_refused_without_values(postgresql_url):
    with server(postgresql_url) as connection:
        name = connection.info.dbname
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute(f'REVOKE TEMPORARY ON DATABASE "{name}" FROM PUBLIC')
        try:
            with pytest.raises(EngineFailed, match=r"gave up \(InsufficientPrivilege, 42501\)") as caught:
                sample_of(canonical_frame(plain_rows()), postgresql_url.replace("postgres:@", "reader:@"))
        finally:
            connection.execute(f'GRANT TEMPORARY ON DATABASE "{name}" TO PUBLIC')
            connection.execute("DROP ROLE reader")

    # The chain of causes would show the server's own text in a traceback.
    assert caught.value.__suppress_context__


def test_a_tie_is_broken_by_the_bytes_of_the_file(postgresql_url):
    refs = sorted(("Z", "a", "Ä", "ä", "0", "00", "中", "\U0001f600", "\uffee"), key=str.encode)
    with server(postgresql_url) as connection, connection.transaction(force_rollback=True):
        cursor = connection.cursor()
        for statement in TABLES:
            cursor.execute(statement)
        cursor.execute("CREATE TEMPORARY VIEW tickets AS SELECT *, 'same' AS ticket FROM frame")
        with cursor.copy(FILLS["frame"]) as copy:
            copy.set_types(["text"] * 4)
            for ref in sorted(refs, key=lambda ref: hashlib.sha256(ref.encode()).digest()):
                copy.write_row(("Z01", "-", ref, "eligible"))
        cursor.execute("INSERT INTO allocation VALUES ('*', '-', 9)")
        drawn = [row[3] for row in cursor.execute(SAMPLE)]

    assert drawn == refs


def test_a_password_in_the_address_does_not_show_when_the_address_is_wrong():
    url = f"postgresql://auditor:{quote('secret-word')}@host/x?no_such_option=1"

    with pytest.raises(ValueError, match="not of the form") as caught:
        sample_of(canonical_frame(plain_rows()), url)

    assert "secret-word" not in str(caught.value)
