"""Ranges of file references: the same reference would have to meet itself in one, wherever its rows stand.

So the references of one range at a time are kept, instead of all, and two processes share the ranges.
"""

from __future__ import annotations

from sampling.canonical_lines import file_refs
from sampling.sorted_file import Group, place_of
from sampling.tickets import eligible_below, limit_of

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import _Hash as HASH

    from sampling.source import Bytes

    Found = tuple[int, list[bytes]]

# No UTF-8 text comes behind this byte.
BEHIND_ALL = b"\xff"

# So many references are kept at once, unless that left a group fewer per range than are worth their search.
_KEPT = 1 << 14
_WORTH = 50
_SAMPLED = 1 << 12
_LONGEST_LINE = 1 << 10
_TWO = 2


class Range:
    """The file references from `low` up to, but without, `high`, and the groups that can have some of them.

    Parameters
    ----------
    low, high : bytes
        The borders.
    numbers : list of int
        Numbers of the groups.
    """

    __slots__ = ("high", "low", "numbers")

    def __init__(self, low: bytes, high: bytes, numbers: list[int]) -> None:
        self.low = low
        self.high = high
        self.numbers = numbers


class Part:
    """Some of the ranges, and of each group the lines that lie in them.

    Parameters
    ----------
    source : Bytes
        The frame.
    groups : list of Group
        The lines of each group that belong to this part; a group may have none.
    ranges : list of Range
        The ranges in their order, one behind the other.
    """

    def __init__(self, source: Bytes, groups: list[Group], ranges: list[Range]) -> None:
        self._source = source
        self._groups = groups
        self._ranges = ranges
        self._places = [group.start for group in groups]
        self._eligible = [0] * len(groups)
        self._tickets: list[list[bytes]] = [[] for _ in groups]

    def found(self, seed: HASH, totals: list[int]) -> list[Found] | None:
        """Give the number of eligible files of each group and its smallest tickets, each with its file.

        None if a line of the part is not in canonical form and order, or if a reference comes twice.
        """
        states = [group.state(seed) for group in self._groups]
        limits = [limit_of(total, group.files) for total, group in zip(totals, self._groups, strict=True)]
        if not all(self._read(one, states, limits) for one in self._ranges):
            return None
        if self._places != [group.end for group in self._groups]:
            return None
        smallest = [sorted(found)[:total] for found, total in zip(self._tickets, totals, strict=True)]
        return list(zip(self._eligible, smallest, strict=True))

    def _read(self, one: Range, states: list[HASH], limits: list[bytes]) -> bool:
        seen: set[bytes] = set()
        lines = 0
        for number in one.numbers:
            refs = self._file_refs(one, number)
            if refs is None:
                return False
            every, others = refs
            lines += len(every)
            seen.update(every)
            self._eligible[number] += len(every) - len(others)
            self._tickets[number] += eligible_below(states[number], every, others, limits[number])
        return len(seen) == lines

    def _file_refs(self, one: Range, number: int) -> tuple[list[bytes], set[bytes]] | None:
        """Give the references of a group in the range, and those of them that are not eligible."""
        group, start = self._groups[number], self._places[number]
        end = group.end if group.last < one.high else place_of(self._source, group, start, one.high)
        self._places[number] = end
        if start == end:
            return [], set()
        refs = file_refs(self._source.read(start, end), group.head)
        if refs is None or refs[0][0] < one.low or refs[0][-1] >= one.high:
            return None
        return refs


def two_parts(source: Bytes, groups: list[Group]) -> tuple[Part, Part]:
    r"""Divide the work on a frame into two parts that have nothing to do with each other.

    Valid if the groups are those of `groups_of`.

    Parameters
    ----------
    source : Bytes
        The frame.
    groups : list of Group
        Its groups.

    Returns
    -------
    tuple of two Part
        Two parts of about the same size; the second is empty if the frame is small.

    Notes
    -----
    Source: draw format version 1, section 3: any way to the smallest tickets gives the same sample.

    Examples
    --------
    >>> import hashlib
    >>> from sampling.sorted_file import groups_of
    >>> from sampling.source import Bytes
    >>> source = Bytes(b"Z\t-\t1\teligible\nZ\t-\t2\teligible\n")
    >>> first, second = two_parts(source, groups_of(source))
    >>> [count for count, _ in first.found(hashlib.sha256(b"ab" * 32), [1])]
    [2]
    """
    ranges = _ranges(source, groups)
    half = (len(ranges) + 1) // 2
    border = ranges[half].low if half < len(ranges) else BEHIND_ALL
    cut = [_cut(source, group, border) for group in groups]
    return (
        Part(source, [before for before, _ in cut], ranges[:half]),
        Part(source, [behind for _, behind in cut], ranges[half:]),
    )


def _cut(source: Bytes, group: Group, border: bytes) -> tuple[Group, Group]:
    if group.last < border:
        place = group.end
    elif group.first < border:
        place = place_of(source, group, group.start, border)
    else:
        place = group.start
    return (
        Group(group.head, group.start, place, group.first, min(group.last, border)),
        Group(group.head, place, group.end, max(group.first, border), group.last),
    )


def _ranges(source: Bytes, groups: list[Group]) -> list[Range]:
    files = sum(group.files for group in groups)
    number = max(files // _KEPT, 1)
    if number == 1:
        return [Range(b"", BEHIND_ALL, list(range(len(groups))))]
    sampled = _sampled(source, groups)
    ranges = _divided(groups, sampled, number)
    while number > _TWO and sum(len(one.numbers) for one in ranges) > 2 * len(groups) + files // _WORTH:
        number = number * 3 // 4
        ranges = _divided(groups, sampled, number)
    return ranges


def _divided(groups: list[Group], sampled: list[bytes], number: int) -> list[Range]:
    """Make ranges with about as many files each."""
    from bisect import bisect_right  # noqa: PLC0415 - Few frames are that large.

    borders = sorted({sampled[len(sampled) * place // number] for place in range(1, number)})
    numbers: list[list[int]] = [[] for _ in range(len(borders) + 1)]
    for place, group in enumerate(groups):
        for one in numbers[bisect_right(borders, group.first) : bisect_right(borders, group.last) + 1]:
            one.append(place)
    return [Range(*one) for one in zip([b"", *borders], [*borders, BEHIND_ALL], numbers, strict=True)]


def _sampled(source: Bytes, groups: list[Group]) -> list[bytes]:
    """Give some file references from all over the frame, in order."""
    sampled = []
    step = max(source.size // _SAMPLED, _LONGEST_LINE)
    for group in groups:
        for start in range(group.start + (-group.start) % step, group.end, step):
            line = source.read(start, min(start + _LONGEST_LINE, group.end)).partition(b"\n")[2]
            sampled.append(line[len(group.head) :].partition(b"\t")[0])
    return sorted(filter(None, sampled)) or [BEHIND_ALL]
