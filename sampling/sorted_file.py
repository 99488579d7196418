"""Where each branch and stratum stands in the bytes of a frame in canonical order."""

from __future__ import annotations

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from hashlib import _Hash as HASH

    from sampling.source import Bytes

_BLOCK = 1 << 18
_WINDOW = 1 << 14
# More than two of the longest lines there can be.
_PROBE = 1 << 12


class Group:
    """The lines of one branch and stratum.

    Parameters
    ----------
    head : bytes
        What the lines begin with: branch TAB stratum TAB.
    start, end : int
        Where the lines begin and end in the frame.
    first, last : bytes
        The first and the last file reference.
    """

    __slots__ = ("end", "first", "head", "last", "start")

    def __init__(self, head: bytes, start: int, end: int, first: bytes, last: bytes) -> None:
        self.head = head
        self.start = start
        self.end = end
        self.first = first
        self.last = last

    @property
    def branch(self) -> str:
        """The code of the branch."""
        return self.head.decode().split("\t")[0]

    @property
    def stratum(self) -> str:
        """The code of the stratum."""
        return self.head.decode().split("\t")[1]

    @property
    def files(self) -> int:
        """How many files there may be, judged by the length of the first line."""
        return (self.end - self.start) // (len(self.head) + len(self.first) + len("\teligible\n")) + 1

    def state(self, seed: HASH) -> HASH:
        """Give the state of SHA-256 from which the tickets of all files of the group go on."""
        state = seed.copy()
        state.update(f"\n{self.branch}\n".encode())
        return state


def groups_of(source: Bytes) -> list[Group] | None:
    r"""Find where each branch and stratum stands, by bisection.

    Valid if every group is read afterwards: a file that is not in order gives groups all the same.

    Parameters
    ----------
    source : Bytes
        The frame.

    Returns
    -------
    list of Group, or None
        The groups in their order, one behind the other and together the whole file; None if they are not in
        the order of their bytes, or if the file is none of lines.

    Notes
    -----
    Source: draw format version 1, section 1.

    Examples
    --------
    >>> from sampling.source import Bytes
    >>> source = Bytes(b"Z1\t-\t1\teligible\nZ2\t-\t2\teligible\nZ2\t-\t3\teligible\n")
    >>> [(group.start, group.end, group.last) for group in groups_of(source)]
    [(0, 16, b'1'), (16, 48, b'3')]
    """
    groups: list[Group] = []
    start = 0
    while start < source.size:
        block = source.read(start, start + _BLOCK)
        block = block[: block.rfind(b"\n") + 1]
        found = list(_groups_in(block, start))
        if not found or not found[-1].head:
            return None
        if groups and groups[-1].head == found[0].head:
            found[0].start, found[0].first = groups[-1].start, groups[-1].first
            groups.pop()
        groups += found
        start += len(block)
    heads = [group.head for group in groups]
    return groups if all(map(bytes.__lt__, heads, heads[1:])) else None


def _groups_in(block: bytes, offset: int) -> Iterator[Group]:
    start = 0
    while start < len(block):
        head = _head(block, start)
        end = _end(block, start, head)
        last = block.rfind(b"\n", start, end - 1) + 1 or start
        first_ref, last_ref = _ref(block, start + len(head)), _ref(block, last + len(head))
        yield Group(head, offset + start, offset + end, first_ref, last_ref)
        # Without a head nothing can be said about the lines; whoever gets such a group gives up.
        start = end if head else len(block)


def _head(block: bytes, start: int) -> bytes:
    second = block.find(b"\t", block.find(b"\t", start) + 1) + 1
    return block[start:second]


def _ref(block: bytes, start: int) -> bytes:
    return block[start : block.find(b"\t", start)]


def _end(block: bytes, low: int, head: bytes) -> int:
    """Give the end of the last line that begins with the head, if the lines are in order."""
    high = len(block)
    while True:
        middle = (low + high) // 2
        line = block.rfind(b"\n", low, middle) + 1 or block.find(b"\n", middle, high) + 1
        if not low < line < high:
            return high
        if block.startswith(head, line):
            low = line
        else:
            high = line


def place_of(source: Bytes, group: Group, start: int, file_ref: bytes) -> int:
    r"""Give the place of the first line of a group whose file reference is not smaller than the one given.

    Valid if start is that of a line of the group.

    Parameters
    ----------
    source : Bytes
        The frame.
    group : Group
        The lines.
    start : int
        Where to begin.
    file_ref : bytes
        The reference.

    Returns
    -------
    int
        The place, at most the end of the group.

    Notes
    -----
    Source: draw format version 1, section 1.

    Examples
    --------
    >>> from sampling.source import Bytes
    >>> source = Bytes(b"Z2\t-\t2\teligible\nZ2\t-\t4\teligible\n")
    >>> place_of(source, groups_of(source)[0], 0, b"3")
    16
    """
    end, head = group.end, len(group.head)
    while end - start > _WINDOW:
        middle = (start + end) // 2
        probe = source.read(middle, min(middle + _PROBE, end))
        line = probe.find(b"\n") + 1
        if not 0 < line < len(probe):
            break
        if _ref(probe, line + head) < file_ref:
            start = middle + line
        else:
            end = middle + line
    return start + _first_not_below(source.read(start, end), head, file_ref)


def _first_not_below(block: bytes, head: int, file_ref: bytes) -> int:
    low, high = 0, len(block)
    if _ref(block, head) >= file_ref:
        return 0
    while True:
        middle = (low + high) // 2
        line = block.rfind(b"\n", low, middle) + 1 or block.find(b"\n", middle, high) + 1
        if not low < line < high:
            return high
        if _ref(block, line + head) < file_ref:
            low = line
        else:
            high = line
