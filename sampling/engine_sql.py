"""The draw as one SQL statement, the same for every engine, and what is put into its tables.

Each engine holds the tables ``frame`` (branch, stratum, file_ref, status), ``seed`` (seed) and
``allocation`` (branch, stratum, number), and a view ``tickets`` (branch, stratum, file_ref, ticket) on the
eligible files. Only that view differs, because SHA-256 has another name everywhere. Seed and file references
are data in every engine, never part of a statement: statements are what servers write into their logs.
"""

from __future__ import annotations

from itertools import islice

# Type checkers take this name as true, as in the rest of the draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sampling.allocation import Allocation
    from sampling.canonical import Frame

    Row = tuple[str, str, int, str, str]

# Stands for all branches. No branch of this name can have numbers of its own, so it never means one of them.
EVERY_BRANCH = "*"

# A quarter of a megabyte: few calls for a large frame, and no text too long for any engine.
_LINES = 8_192

SAMPLE = """\
WITH counted AS (
    SELECT branch, stratum, COUNT(*) AS files
    FROM tickets
    GROUP BY branch, stratum
), wanted AS (
    SELECT branches.branch, common.stratum,
           COALESCE(own.number, common.number) AS number,
           COALESCE(counted.files, 0) AS files
    FROM (SELECT DISTINCT branch FROM frame) AS branches
    CROSS JOIN allocation AS common
    LEFT JOIN allocation AS own ON own.branch = branches.branch AND own.stratum = common.stratum
    LEFT JOIN counted ON counted.branch = branches.branch AND counted.stratum = common.stratum
    WHERE common.branch = '*'
), spare AS (
    SELECT branch, stratum, number, files,
           SUM(GREATEST(number - files, 0)) OVER (PARTITION BY branch) AS missing,
           SUM(GREATEST(files - number, 0)) OVER (
               PARTITION BY branch ORDER BY stratum ROWS UNBOUNDED PRECEDING
           ) - GREATEST(files - number, 0) AS spare_before
    FROM wanted
), sizes AS (
    SELECT branch, stratum, LEAST(files, number + GREATEST(missing - spare_before, 0)) AS size
    FROM spare
), ranks AS (
    SELECT branch, stratum, file_ref, ticket,
           ROW_NUMBER() OVER (PARTITION BY branch, stratum ORDER BY ticket, file_ref) AS rank
    FROM tickets
)
SELECT ranks.branch, ranks.stratum, ranks.rank, ranks.file_ref, ranks.ticket
FROM ranks
JOIN sizes ON sizes.branch = ranks.branch AND sizes.stratum = ranks.stratum
WHERE ranks.rank <= sizes.size
ORDER BY ranks.branch, ranks.stratum, ranks.rank
"""


def allocation_rows(allocation: Allocation) -> list[tuple[str, str, int]]:
    """Give the numbers of files as rows of the table ``allocation``.

    Valid if the statement takes the row ``*`` for every branch that has no row of its own.

    Parameters
    ----------
    allocation : Allocation
        Files per stratum.

    Returns
    -------
    list of tuples of str, str, int
        Branch or ``*``, stratum, number in files.

    Notes
    -----
    Source: draw format version 1, sections 2 and 3.

    Examples
    --------
    >>> from sampling.allocation import Allocation
    >>> allocation_rows(Allocation({"-": 10, "Z05:-": 15}))
    [('*', '-', 10), ('Z05', '-', 15)]
    """
    rows = [(EVERY_BRANCH, stratum, allocation[stratum]) for stratum in allocation.strata]
    for branch in allocation.branches:
        rows += [(branch, stratum, number) for stratum, number in allocation.of(branch).items()]
    return rows


def line_blocks(frame: Frame) -> Iterator[str]:
    r"""Give the canonical lines as texts of some thousand lines, for engines that divide them themselves.

    Valid if the engine divides at LF and TAB alone; the canonical form holds no other control character.

    Parameters
    ----------
    frame : Frame
        The locked frame.

    Returns
    -------
    iterator of str
        Lines joined by LF, without the last LF.

    Notes
    -----
    Source: draw format version 1, section 1.

    Examples
    --------
    >>> from sampling.canonical import canonical_frame
    >>> list(line_blocks(canonical_frame([("Z01", "-", "1", "eligible"), ("Z01", "-", "2", "eligible")])))
    ['Z01\t-\t1\teligible\nZ01\t-\t2\teligible']
    """
    lines = frame.lines()
    while block := b"".join(islice(lines, _LINES)):
        yield block[:-1].decode()
