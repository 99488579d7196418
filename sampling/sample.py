"""The sample of one branch, what a stratum lacks being taken from the others."""

from __future__ import annotations

from sampling.tickets import ranked

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sampling.allocation import Allocation
    from sampling.tickets import Drawn, Queue


def sample_of(queues: Mapping[str, Queue], allocation: Allocation) -> list[Drawn]:
    """Give the sample of a branch from its smallest tickets.

    Valid if each stratum has as many tickets as the branch has to check in all, or all it has.

    Parameters
    ----------
    queues : mapping of str to list of tuples of two bytes
        For every stratum of the branch its smallest tickets with their files, in order.
    allocation : Allocation
        The numbers of the branch.

    Returns
    -------
    list of Drawn
        The files by stratum and rank.

    Notes
    -----
    Source: draw format version 1, section 3.

    Examples
    --------
    >>> from sampling.allocation import Allocation
    >>> queues = {"a": [(bytes(32), b"1")], "b": [(bytes(32), b"2"), (bytes(32), b"3")]}
    >>> [drawn.file_ref for drawn in sample_of(queues, Allocation({"a": 2, "b": 1}))]
    ['1', '2', '3']
    """
    order = {stratum: ranked(stratum, queue) for stratum, queue in queues.items()}
    return list(allocated(order, allocation))


def allocated(order: Mapping[str, list[Drawn]], allocation: Allocation) -> Iterator[Drawn]:
    """Take what a branch has to check from the order of each stratum.

    Valid if the condition of `sample_of` holds.

    Parameters
    ----------
    order : mapping of str to list of Drawn
        For every stratum of the branch its files by rank.
    allocation : Allocation
        The numbers of the branch.

    Yields
    ------
    Drawn
        The files by stratum and rank; what a stratum lacks is taken from the others in byte order.

    Notes
    -----
    Source: draw format version 1, section 3.

    Examples
    --------
    >>> from sampling.allocation import Allocation
    >>> order = {"b": ranked("b", [(bytes(32), b"2"), (bytes(32), b"3")])}
    >>> [drawn.file_ref for drawn in allocated(order, Allocation({"a": 1, "b": 1}))]
    ['2', '3']
    """
    missing = sum(max(number - len(order.get(stratum, ())), 0) for stratum, number in allocation.items())
    for stratum in sorted(order):
        number = allocation[stratum]
        extra = min(missing, max(len(order[stratum]) - number, 0))
        missing -= extra
        yield from order[stratum][: number + extra]
