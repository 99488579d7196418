"""The draw: every case file gets a ticket, the smallest tickets of a branch and stratum win.

The package offers the function `draw` under the name of this module, so the module can be called as well.
"""

from __future__ import annotations

import sys
from types import ModuleType

from sampling.allocation import Allocation, as_allocation
from sampling.errors import InputRejected
from sampling.sample import allocated, sample_of
from sampling.tickets import Drawn, branch_state, ranked, smallest, ticket

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sampling.canonical import Frame
    from sampling.tickets import Queue

__all__ = ["Allocation", "Drawn", "draw", "ranking", "reserve", "ticket"]


def draw(frame: Frame, seed: str, allocation: Mapping[str, int]) -> dict[str, list[Drawn]]:
    """Draw the sample of every branch: the n smallest tickets of each stratum among the eligible files.

    Valid if the frame was locked before anybody could know the seed.

    Parameters
    ----------
    frame : Frame
        The locked frame.
    seed : str
        The seed, 64 lower-case hex digits.
    allocation : Allocation or mapping of str to int
        Files per stratum, and per branch and stratum where a branch has numbers of its own; what a stratum
        lacks is taken from the branch's other strata.

    Returns
    -------
    dict of str to list of Drawn
        For every branch of the frame, in byte order, its files by stratum and rank; the list may be empty.

    Raises
    ------
    InputRejected
        `seed` is not of its form, or the frame holds a stratum that `allocation` does not name.

    Notes
    -----
    Source: draw format version 1, section 3.

    Examples
    --------
    >>> from sampling.canonical import canonical_frame
    >>> frame = canonical_frame([("Z01", "-", str(n), "eligible") for n in range(3)])
    >>> [drawn.rank for drawn in draw(frame, "ab" * 32, {"-": 2})["Z01"]]
    [1, 2]
    """
    allocation = as_allocation(allocation)
    queues: dict[str, dict[str, Queue]] = {}
    for branch, stratum, file_refs in frame.drawable():
        _check_stratum(stratum, allocation)
        # A stratum may have to stand in for all others, so as many files are kept as a branch can need.
        queue = smallest(branch_state(seed, branch), file_refs, allocation.of(branch).total)
        queues.setdefault(branch, {})[stratum] = queue
    return {branch: sample_of(strata, allocation.of(branch)) for branch, strata in queues.items()}


def ranking(frame: Frame, seed: str, branch: str) -> dict[str, list[Drawn]]:
    """Give the whole order of one branch: the sample and behind it the reserve list.

    Valid if frame and seed are those of the draw.

    Parameters
    ----------
    frame : Frame
        The locked frame.
    seed : str
        The seed, 64 lower-case hex digits.
    branch : str
        A branch of the frame.

    Returns
    -------
    dict of str to list of Drawn
        For every stratum of the branch, in byte order, its eligible files by rank.

    Raises
    ------
    InputRejected
        `seed` is not of its form, or the frame does not hold `branch`.

    Notes
    -----
    Source: draw format version 1, section 3.

    Examples
    --------
    >>> from sampling.canonical import canonical_frame
    >>> frame = canonical_frame([("Z01", "-", str(n), "eligible") for n in range(3)])
    >>> [drawn.rank for drawn in ranking(frame, "ab" * 32, "Z01")["-"]]
    [1, 2, 3]
    """
    order = {
        stratum: ranked(stratum, smallest(branch_state(seed, branch), file_refs, len(file_refs)))
        for name, stratum, file_refs in frame.drawable()
        if name == branch
    }
    if not order:
        raise InputRejected("branch", f"The frame holds no branch {branch!r}.")
    return order


def reserve(
    frame: Frame,
    seed: str,
    allocation: Mapping[str, int],
    branch: str,
    stratum: str,
    used: Collection[str] = (),
) -> Drawn | None:
    """Name the substitute for a file that cannot be checked: the next unused rank, which nobody can choose.

    Valid if `used` holds every substitute the branch has got in this draw already.

    Parameters
    ----------
    frame : Frame
        The locked frame.
    seed : str
        The seed, 64 lower-case hex digits.
    allocation : Allocation or mapping of str to int
        Files per stratum of the draw.
    branch, stratum : str
        Where the file that cannot be checked was drawn.
    used : collection of str
        File references used already; the sample itself counts as used in any case.

    Returns
    -------
    Drawn or None
        The next rank of the same stratum, then of the branch's other strata in byte order; None if the
        branch is used up.

    Raises
    ------
    InputRejected
        A value is not of its form, or the frame does not hold `branch`.

    Notes
    -----
    Source: draw format version 1, sections 3 and 4.

    Examples
    --------
    >>> from sampling.canonical import canonical_frame
    >>> frame = canonical_frame([("Z01", "-", str(n), "eligible") for n in range(3)])
    >>> reserve(frame, "ab" * 32, {"-": 2}, "Z01", "-").rank
    3
    >>> reserve(frame, "ab" * 32, {"-": 3}, "Z01", "-") is None
    True
    """
    allocation = as_allocation(allocation)
    _check_stratum(stratum, allocation)
    order = ranking(frame, seed, branch)
    taken = {drawn.file_ref for drawn in allocated(order, allocation.of(branch))} | set(used)
    strata = sorted(order, key=lambda other: (other != stratum, other))
    return next((drawn for name in strata for drawn in order[name] if drawn.file_ref not in taken), None)


def _check_stratum(stratum: str, allocation: Allocation) -> None:
    if stratum not in allocation:
        raise InputRejected("allocation", f"The allocation does not name the stratum {stratum}.")


class _CallableModule(ModuleType):
    """Importing this module puts it where the package offers the function `draw`; so it answers calls."""

    __call__ = staticmethod(draw)


sys.modules[__name__].__class__ = _CallableModule
