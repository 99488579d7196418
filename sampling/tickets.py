"""Tickets: the number a case file gets in a draw, and the order they give."""

from __future__ import annotations

from itertools import count

from sampling.sha256 import sha256
from sampling.text import check_digest

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import _Hash as HASH

    Queue = list[tuple[bytes, bytes]]

_SLACK = 8
# Up to this share, a ticket too many costs less than asking every file for its status.
_FEW = 12


class Drawn:
    """One case file in the order of the draw.

    Parameters
    ----------
    stratum : str
        Code of the stratum.
    rank : int
        Place among the eligible files of the branch and stratum, the first is 1.
    file_ref : str
        The case file.
    ticket : str
        Its ticket, 64 lower-case hex digits.

    Examples
    --------
    >>> Drawn("-", 1, "BG1", "00" * 32).rank
    1
    """

    __slots__ = ("file_ref", "rank", "stratum", "ticket")

    def __init__(self, stratum: str, rank: int, file_ref: str, ticket: str) -> None:
        self.stratum = stratum
        self.rank = rank
        self.file_ref = file_ref
        self.ticket = ticket

    def as_dict(self) -> dict[str, str | int]:
        """Give the four values under their names, for JSON."""
        return {
            "stratum": self.stratum,
            "rank": self.rank,
            "file_ref": self.file_ref,
            "ticket": self.ticket,
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Drawn) and self.as_dict() == other.as_dict()

    def __hash__(self) -> int:
        return hash((self.stratum, self.rank, self.file_ref, self.ticket))

    def __repr__(self) -> str:
        return f"Drawn({self.stratum!r}, {self.rank!r}, {self.file_ref!r}, {self.ticket!r})"


def ticket(seed: str, branch: str, file_ref: str) -> str:
    r"""Give the ticket of one case file in a draw.

    Valid if branch and file_ref are in canonical form, as the frame holds them.

    Parameters
    ----------
    seed : str
        Seed of the draw, 64 lower-case hex digits.
    branch, file_ref : str
        The case file.

    Returns
    -------
    str
        64 lower-case hex digits.

    Raises
    ------
    InputRejected
        `seed` is not of its form.

    Notes
    -----
    Source: draw format version 1, section 3. In a terminal:
    ``printf '%s\n%s\n%s' "$SEED" "$BRANCH" "$FILE" | sha256sum``.

    Examples
    --------
    >>> import hashlib
    >>> ticket("ab" * 32, "Z01", "7") == hashlib.sha256(b"ab" * 32 + b"\nZ01\n7").hexdigest()
    True
    """
    return sha256(f"{check_digest(seed, 'seed')}\n{branch}\n{file_ref}".encode()).hexdigest()


def branch_state(seed: str, branch: str) -> HASH:
    r"""Hash seed and branch once; the ticket of every file of the branch goes on from a copy of that state.

    Valid if branch is in canonical form.

    Parameters
    ----------
    seed : str
        Seed of the draw, 64 lower-case hex digits.
    branch : str
        Code of the branch.

    Returns
    -------
    hash object
        SHA-256 after the seed, LF, the branch and LF.

    Raises
    ------
    InputRejected
        `seed` is not of its form.

    Notes
    -----
    Source: draw format version 1, section 3.

    Examples
    --------
    >>> state = branch_state("ab" * 32, "Z01")
    >>> state.update(b"7")
    >>> state.hexdigest() == ticket("ab" * 32, "Z01", "7")
    True
    """
    # The seed is exactly one SHA-256 block. It is hashed once, each file goes on from a copy of that state.
    state = sha256(check_digest(seed, "seed").encode())
    state.update(f"\n{branch}\n".encode())
    return state


def smallest(state: HASH, file_refs: list[bytes], number: int) -> Queue:
    """Give the smallest tickets with their files in order, keeping few more than that at any time.

    Valid if `state` is that of the files' branch.

    Parameters
    ----------
    state : hash object
        From `branch_state`; it is left unchanged.
    file_refs : list of bytes
        The eligible files of one branch and stratum, UTF-8, in any order.
    number : int
        How many to give, at least 1 if there are files.

    Returns
    -------
    list of tuples of two bytes
        Ticket and file, by ticket; a tie by the bytes of the file.

    Notes
    -----
    Source: draw format version 1, section 3.

    Examples
    --------
    >>> queue = smallest(branch_state("ab" * 32, "Z01"), [b"7", b"8"], 1)
    >>> queue[0][0].hex() == min(ticket("ab" * 32, "Z01", "7"), ticket("ab" * 32, "Z01", "8"))
    True
    """
    kept: Queue = []
    worst = b"\xff" * 32
    copy = state.copy
    for file_ref in file_refs:
        own_state = copy()
        own_state.update(file_ref)
        own = own_state.digest()
        if own <= worst:
            kept.append((own, file_ref))
            if len(kept) > _SLACK * number:
                kept.sort()
                del kept[number:]
                worst = kept[-1][0]
    kept.sort()
    return kept[:number]


def eligible_below(state: HASH, file_refs: list[bytes], others: set[bytes], limit: bytes) -> list[bytes]:
    """Give the eligible tickets that are not above a limit, each with its file behind it.

    Valid if `state` is that of the files' branch.

    Parameters
    ----------
    state : hash object
        From `branch_state`; it is left unchanged.
    file_refs : list of bytes
        Files of one branch and stratum, UTF-8, in any order.
    others : set of bytes
        Those of them that are not eligible.
    limit : bytes
        The largest ticket to give.

    Returns
    -------
    list of bytes
        Tickets of 32 bytes, each followed by the bytes of its file, so that their order is that of the draw.

    Notes
    -----
    Source: draw format version 1, section 3.

    Examples
    --------
    >>> found = eligible_below(branch_state("ab" * 32, "Z01"), [b"7", b"8"], {b"8"}, bytes([255]) * 32)
    >>> [one[32:] for one in found]
    [b'7']
    """
    if len(others) * _FEW > len(file_refs):
        file_refs = [file_ref for file_ref in file_refs if file_ref not in others]
    found = []
    copy = state.copy
    for file_ref in file_refs:
        own_state = copy()
        own_state.update(file_ref)
        own = own_state.digest()
        # Hardly any ticket is that small, so nothing else is asked before.
        if own <= limit and file_ref not in others:
            found.append(own + file_ref)
    return found


def limit_of(number: int, files: int) -> bytes:
    """Give a ticket below which there are hardly ever fewer tickets than are needed, and not many more.

    Valid if whoever uses it counts the tickets and looks at all if there are too few.

    Parameters
    ----------
    number : int
        How many tickets are needed.
    files : int
        How many eligible files there may be.

    Returns
    -------
    bytes
        The limit.

    Notes
    -----
    Source: the number of tickets below is binomial; its mean lies five standard deviations above `number`.

    Examples
    --------
    >>> limit_of(10, 1000).hex()[:4], limit_of(10, 20).hex()[:4]
    ('07e3', 'ffff')
    """
    share = (number + 5 * number**0.5 + 5) / files
    return int(share * 2**64).to_bytes(8) if share < 1 else b"\xff" * 32


def ranked(stratum: str, queue: Queue) -> list[Drawn]:
    """Give the files of a queue with their ranks, in the order of the queue.

    Valid if the queue begins with the smallest ticket of the branch and stratum.

    Parameters
    ----------
    stratum : str
        Code of the stratum.
    queue : list of tuples of two bytes
        From `smallest`.

    Returns
    -------
    list of Drawn
        Ranks from 1 on.

    Notes
    -----
    Source: draw format version 1, section 3.

    Examples
    --------
    >>> ranked("-", [(bytes(32), b"7")])[0].rank
    1
    """
    return [
        Drawn(stratum, rank, file_ref.decode(), own.hex())
        for rank, (own, file_ref) in zip(count(1), queue, strict=False)
    ]
