"""The draw by DuckDB: in the memory of this process, without a server."""

from __future__ import annotations

from sampling.engine_sql import SAMPLE, allocation_rows, line_blocks
from sampling.errors import EngineFailed, InputRejected

# Type checkers take this name as true, as in the rest of the draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from sampling.allocation import Allocation
    from sampling.canonical import Frame
    from sampling.engine_sql import Row

# Nothing is written beside the memory, nothing is fetched, no file can be read or left behind.
SETTINGS = (
    "SET temp_directory = ''",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET enable_external_access = false",
)
# Every column is text, so leading zeros stay; text is compared by its bytes as long as no collation is named.
TABLES = (
    "CREATE TABLE frame (branch VARCHAR, stratum VARCHAR, file_ref VARCHAR, status VARCHAR)",
    "CREATE TABLE seed (seed VARCHAR)",
    "CREATE TABLE allocation (branch VARCHAR, stratum VARCHAR, number BIGINT)",
)
FILL_FRAME = """\
INSERT INTO frame
SELECT split_part(line, chr(9), 1), split_part(line, chr(9), 2), split_part(line, chr(9), 3),
       split_part(line, chr(9), 4)
FROM (SELECT unnest(string_split($lines, chr(10))) AS line)
"""
FILL_SEED = "INSERT INTO seed VALUES (?)"
FILL_ALLOCATION = "INSERT INTO allocation VALUES (?, ?, ?)"
TICKETS = """\
CREATE VIEW tickets AS
SELECT branch, stratum, file_ref, sha256(concat_ws(chr(10), seed, branch, file_ref)) AS ticket
FROM frame CROSS JOIN seed
WHERE status = 'eligible'
"""


def by_duckdb(frame: Frame, seed: str, allocation: Allocation, url: str | None) -> list[Row]:
    """Compute tickets, ranks and allocation by DuckDB.

    Valid if the frame and the tickets fit into the memory.

    Parameters
    ----------
    frame : Frame
        The locked frame.
    seed : str
        The seed, 64 lower-case hex digits.
    allocation : Allocation
        Files per stratum.
    url : str or None
        None, for there is no server.

    Returns
    -------
    list of tuples of str, str, int, str, str
        Branch, stratum, rank, file_ref, ticket of the sample, in its order.

    Raises
    ------
    InputRejected
        An address is given.
    EngineFailed
        DuckDB gives up, such as for want of memory.
    ImportError
        DuckDB is not installed.

    Notes
    -----
    Source: draw format version 1, section 3.

    Examples
    --------
    >>> from sampling import Allocation, canonical_frame
    >>> frame = canonical_frame([("Z01", "-", str(number), "eligible") for number in range(3)])
    >>> [row[:3] for row in by_duckdb(frame, "ab" * 32, Allocation({"-": 2}), None)]
    [('Z01', '-', 1), ('Z01', '-', 2)]
    """
    import duckdb  # noqa: PLC0415 - It is heavy, and an extra.

    if url:
        raise InputRejected("url", "The engine duckdb works in memory and takes no --url.")
    try:
        with duckdb.connect(":memory:") as connection:
            for statement in (*SETTINGS, *TABLES, TICKETS):
                connection.execute(statement)
            for lines in line_blocks(frame):
                connection.execute(FILL_FRAME, {"lines": lines})
            connection.execute(FILL_SEED, [seed])
            connection.executemany(FILL_ALLOCATION, allocation_rows(allocation))
            return connection.execute(SAMPLE).fetchall()
    except duckdb.Error as error:
        # The text of the error may repeat values, so only its kind is told.
        raise EngineFailed("duckdb", f"DuckDB gave up ({type(error).__name__}).") from None
