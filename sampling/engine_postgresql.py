"""The draw by a PostgreSQL server: temporary tables in one transaction that is never committed."""

from __future__ import annotations

from contextlib import closing

from sampling.engine_sql import SAMPLE, allocation_rows
from sampling.errors import EngineFailed, InputRejected

# Type checkers take this name as true, as in the rest of the draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import psycopg

    from sampling.allocation import Allocation
    from sampling.canonical import Frame
    from sampling.engine_sql import Row

# Whatever the database holds under the same names, functions included, stays out of the draw.
SETTINGS = ("SET LOCAL search_path TO pg_temp",)
# The collation "C" compares bytes; that of a German database would put letters into another order.
TABLES = (
    """\
CREATE TEMPORARY TABLE frame (
    branch text COLLATE "C", stratum text COLLATE "C", file_ref text COLLATE "C", status text COLLATE "C"
)
""",
    "CREATE TEMPORARY TABLE seed (seed text)",
    'CREATE TEMPORARY TABLE allocation (branch text COLLATE "C", stratum text COLLATE "C", number bigint)',
)
TICKETS = """\
CREATE TEMPORARY VIEW tickets AS
SELECT branch, stratum, file_ref,
       encode(sha256(convert_to(concat_ws(chr(10), seed, branch, file_ref), 'UTF8')), 'hex')
           COLLATE "C" AS ticket
FROM frame CROSS JOIN seed
WHERE status = 'eligible'
"""
# A server may log statements and their parameters, and the line of a faulty text COPY. A binary COPY shows
# neither, so seed and file references travel in one.
FILLS = {
    "frame": "COPY frame FROM STDIN (FORMAT BINARY)",
    "seed": "COPY seed FROM STDIN (FORMAT BINARY)",
    "allocation": "COPY allocation FROM STDIN (FORMAT BINARY)",
}
TYPES = {"frame": ("text",) * 4, "seed": ("text",), "allocation": ("text", "text", "int8")}


def by_postgresql(frame: Frame, seed: str, allocation: Allocation, url: str | None) -> list[Row]:
    """Compute tickets, ranks and allocation by a PostgreSQL server, which keeps nothing of them.

    Valid if the database is in UTF-8 and the account may create temporary tables.

    Parameters
    ----------
    frame : Frame
        The locked frame.
    seed : str
        The seed, 64 lower-case hex digits.
    allocation : Allocation
        Files per stratum.
    url : str or None
        Address of the database, such as ``postgresql://host/database``.

    Returns
    -------
    list of tuples of str, str, int, str, str
        Branch, stratum, rank, file_ref, ticket of the sample, in its order.

    Raises
    ------
    InputRejected
        There is no address, or it is none.
    EngineFailed
        The server cannot be reached or refuses the work.
    ImportError
        psycopg is not installed.

    Notes
    -----
    Source: draw format version 1, section 3.

    Examples
    --------
    >>> from sampling import Allocation, canonical_frame
    >>> by_postgresql(canonical_frame([]), "ab" * 32, Allocation({"-": 1}), None)
    Traceback (most recent call last):
    sampling.refusals.InputRejected: The engine postgresql needs --url, such as postgresql://host/database.
    """
    import psycopg  # noqa: PLC0415 - It is heavy, and the other engines work without it.

    # Closing without a commit undoes everything.
    with closing(_connect(url)) as connection:
        if connection.info.parameter_status("server_encoding") != "UTF8":
            raise EngineFailed("postgresql", "The database is not in UTF-8.")
        try:
            return _sample(connection, frame, seed, allocation)
        except psycopg.Error as error:
            # The text of the error may repeat values, so only its kind is told.
            kind = f"{type(error).__name__}, {error.sqlstate}"
            raise EngineFailed("postgresql", f"The server gave up ({kind}).") from None


def _connect(url: str | None) -> psycopg.Connection:
    import psycopg  # noqa: PLC0415 - As above.

    if not url:
        raise InputRejected("url", "The engine postgresql needs --url, such as postgresql://host/database.")
    try:
        return psycopg.connect(url, client_encoding="UTF8")
    except psycopg.ProgrammingError:
        # The text of this error repeats the address, which may hold a password.
        raise InputRejected("url", "The --url is not of the form postgresql://host/database.") from None
    except psycopg.OperationalError as error:
        reason = str(error).partition("\n")[0]
        raise EngineFailed("postgresql", f"The server cannot be reached: {reason}.") from None


def _sample(connection: psycopg.Connection, frame: Frame, seed: str, allocation: Allocation) -> list[Row]:
    with connection.cursor() as cursor:
        for statement in (*SETTINGS, *TABLES, TICKETS):
            cursor.execute(statement)
        _fill(cursor, "frame", (line[:-1].decode().split("\t") for line in frame.lines()))
        _fill(cursor, "seed", [(seed,)])
        _fill(cursor, "allocation", allocation_rows(allocation))
        return cursor.execute(SAMPLE).fetchall()


def _fill(cursor: psycopg.Cursor, table: str, rows: Iterable[Sequence[str | int]]) -> None:
    with cursor.copy(FILLS[table]) as copy:
        copy.set_types(TYPES[table])
        for row in rows:
            copy.write_row(row)
