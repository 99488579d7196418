"""The same draw by other engines, so that nobody has to trust the program that drew.

`sampling.canonical` always checks, normalises and digests the frame. An engine gets the canonical rows and
does the rest by itself: tickets, ranks, allocation and order.
"""

from __future__ import annotations

from sampling.allocation import as_allocation
from sampling.draw import draw
from sampling.engine_duckdb import by_duckdb
from sampling.engine_postgresql import by_postgresql
from sampling.engine_spark import by_spark
from sampling.errors import EngineFailed, InputRejected
from sampling.text import check_digest
from sampling.tickets import Drawn

# Type checkers take this name as true, as in the rest of the draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from sampling.allocation import Allocation
    from sampling.canonical import Frame
    from sampling.engine_sql import Row

_BY = {"duckdb": by_duckdb, "postgresql": by_postgresql, "spark": by_spark}
# What brings the package of an engine along.
_INSTALL = {"duckdb": "iks[duckdb]", "postgresql": "iks", "spark": "iks[spark]"}


def draw_with(
    engine: str, frame: Frame, seed: str, allocation: Mapping[str, int], url: str | None = None
) -> dict[str, list[Drawn]]:
    """Draw the sample of every branch by an engine of choice; each gives the same, byte by byte.

    Valid if the frame was locked before anybody could know the seed.

    Parameters
    ----------
    engine : str
        ``python``, ``duckdb``, ``postgresql`` or ``spark``.
    frame : Frame
        The locked frame.
    seed : str
        The seed, 64 lower-case hex digits.
    allocation : Allocation or mapping of str to int
        Files per stratum, as for `draw`.
    url : str, optional
        The database for ``postgresql``, the master for ``spark``.

    Returns
    -------
    dict of str to list of Drawn
        As from `draw`: every branch of the frame, in byte order, with its files by stratum and rank.

    Raises
    ------
    InputRejected
        A value is not of its form, or the frame holds a stratum that `allocation` does not name.
    EngineFailed
        The engine is not installed, cannot be reached or gives up.

    Notes
    -----
    Source: draw format version 1, section 3.

    Examples
    --------
    >>> from sampling import canonical_frame
    >>> frame = canonical_frame([("Z01", "-", str(number), "eligible") for number in range(3)])
    >>> draw_with("duckdb", frame, "ab" * 32, {"-": 2}) == draw_with("python", frame, "ab" * 32, {"-": 2})
    True
    """
    allocation = as_allocation(allocation)
    if engine == "python":
        _refuse_url(url)
        return draw(frame, seed, allocation)
    sample = _empty_sample(frame, allocation)
    for branch, stratum, rank, file_ref, ticket in _rows(engine, frame, seed, allocation, url):
        sample[branch].append(Drawn(stratum, rank, file_ref, ticket))
    return sample


def _refuse_url(url: str | None) -> None:
    if url:
        raise InputRejected("url", "The engine python takes no --url.")


def _empty_sample(frame: Frame, allocation: Allocation) -> dict[str, list[Drawn]]:
    sample: dict[str, list[Drawn]] = {}
    for branch, stratum, _ in frame.drawable():
        if stratum not in allocation:
            raise InputRejected("allocation", f"The allocation does not name the stratum {stratum}.")
        sample[branch] = []
    return sample


def _rows(engine: str, frame: Frame, seed: str, allocation: Allocation, url: str | None) -> list[Row]:
    if engine not in _BY:
        raise InputRejected("engine", f"The engine is none of python, {', '.join(_BY)}.")
    check_digest(seed, "seed")
    try:
        return _BY[engine](frame, seed, allocation, url)
    except ImportError:
        sentence = f'The engine {engine} is not installed. This installs it: pip install "{_INSTALL[engine]}"'
        raise EngineFailed(engine, sentence) from None
