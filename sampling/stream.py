"""The draw from the bytes of a frame in canonical order, without a copy of its rows in memory."""

from __future__ import annotations

import errno

from sampling.canonical_lines import file_refs, is_head
from sampling.ranges import two_parts
from sampling.sample import sample_of
from sampling.sha256 import sha256
from sampling.sorted_file import groups_of
from sampling.source import frame_digest, in_order
from sampling.tickets import eligible_below
from sampling.two_processes import both

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sampling.allocation import Allocation
    from sampling.ranges import Found, Part
    from sampling.sorted_file import Group
    from sampling.source import Bytes
    from sampling.tickets import Drawn, Queue
    from sampling.two_processes import Here, There

# From this size on, the second process saves more than it costs.
_SHARED = 4 << 20


def streamed_draw(
    source: Bytes, allocation: Allocation, seed_of: Callable[[str], str]
) -> tuple[str, str, Iterable[tuple[str, list[Drawn]]]]:
    r"""Draw from the file of a frame, reading it as it stands if it is in canonical form and order.

    Valid if the frame was locked before anybody could know the seed.

    Parameters
    ----------
    source : Bytes
        The file; it has to be open until the sample was taken.
    allocation : Allocation
        Files per stratum.
    seed_of : callable
        Gives the seed that follows from the digest of the frame.

    Returns
    -------
    tuple of str, str and iterable
        The digest of the frame, the seed, and for every branch in byte order its files by stratum and rank.

    Raises
    ------
    FrameRejected
        A row breaks a rule.

    Notes
    -----
    Source: draw format version 1, sections 1 to 3.

    Examples
    --------
    >>> from sampling.allocation import Allocation
    >>> from sampling.source import Bytes
    >>> source = Bytes(b"Z01\t-\t 2\teligible\nZ01\t-\t1\teligible\n")
    >>> _, _, sample = streamed_draw(source, Allocation({"-": 10}), lambda digest: "ab" * 32)
    >>> [(branch, len(files)) for branch, files in sample]
    [('Z01', 2)]
    """
    drawn = StreamedDraw(source, allocation, seed_of)
    if drawn.run():
        return drawn.frame_digest, drawn.seed, drawn.sample()
    data = source.read(0, source.size)
    drawn = StreamedDraw(in_order(data), allocation, seed_of)
    if drawn.run():
        return drawn.frame_digest, drawn.seed, drawn.sample()
    return _by_rows(data, allocation, seed_of)


def _by_rows(
    data: bytes, allocation: Allocation, seed_of: Callable[[str], str]
) -> tuple[str, str, Iterable[tuple[str, list[Drawn]]]]:
    # Hardly any file comes here, and these modules take a tenth of the time of a draw to load.
    from sampling.draw import draw  # noqa: PLC0415
    from sampling.frame_file import frame_by_rows  # noqa: PLC0415

    frame = frame_by_rows(data, allocation)
    seed = seed_of(frame.digest)
    return frame.digest, seed, draw(frame, seed, allocation).items()


class StreamedDraw:
    r"""The draw from a frame whose lines stand in canonical form and order already.

    Valid if the frame was locked before anybody could know the seed.

    Parameters
    ----------
    source : Bytes
        The frame.
    allocation : Allocation
        Files per stratum.
    seed_of : callable
        Gives the seed that follows from the digest of the frame.

    Notes
    -----
    Source: draw format version 1, sections 1 to 3.

    Examples
    --------
    >>> from sampling.allocation import Allocation
    >>> from sampling.source import Bytes
    >>> source = Bytes(b"Z01\t-\t1\teligible\nZ01\t-\t2\teligible\n")
    >>> drawn = StreamedDraw(source, Allocation({"-": 10}), lambda digest: "ab" * 32)
    >>> drawn.run()
    True
    >>> [(branch, len(files)) for branch, files in drawn.sample()]
    [('Z01', 2)]
    """

    def __init__(self, source: Bytes, allocation: Allocation, seed_of: Callable[[str], str]) -> None:
        self._source = source
        self._allocation = allocation
        self._seed_of = seed_of
        self._groups: list[Group] = []
        self._found: list[Found] = []
        self.frame_digest = self.seed = ""

    def run(self) -> bool:
        """Read and draw; False, with nothing drawn, if the lines are not in canonical form and order."""
        together = both if self._source.size >= _SHARED else _one_by_one
        prepared, digest = together(self._prepared, lambda: frame_digest(self._source))
        if prepared is None:
            return False
        groups, (first, second) = prepared
        seed = self._seed_of(digest)
        state = sha256(seed.encode())
        totals = [self._allocation.of(group.branch).total for group in groups]
        found, others = together(lambda: first.found(state, totals), lambda: second.found(state, totals))
        if not self._source.is_unchanged():
            raise OSError(errno.EBUSY, "The file was changed while it was read")
        if found is None or others is None:
            return False
        self.frame_digest, self.seed, self._groups = digest, seed, groups
        self._found = [(a[0] + b[0], a[1] + b[1]) for a, b in zip(found, others, strict=True)]
        return True

    def _prepared(self) -> tuple[list[Group], tuple[Part, Part]] | None:
        groups = groups_of(self._source)
        if groups is None or not all(is_head(group.head, self._allocation.strata) for group in groups):
            return None
        return groups, two_parts(self._source, groups)

    def sample(self) -> Iterator[tuple[str, list[Drawn]]]:
        """Give every branch of the frame in byte order with its files by stratum and rank."""
        queues: dict[str, Queue] = {}
        for number, (group, found) in enumerate(zip(self._groups, self._found, strict=True), 1):
            numbers = self._allocation.of(group.branch)
            queues[group.stratum] = self._queue(group, found, numbers.total)
            if number == len(self._groups) or self._groups[number].branch != group.branch:
                yield group.branch, sample_of(queues, numbers)
                queues = {}

    def _queue(self, group: Group, found: Found, total: int) -> Queue:
        eligible, tickets = found
        if len(tickets) < min(total, eligible):
            # Hardly ever seen: too few tickets were below the limit, so all of them are looked at.
            refs = file_refs(self._source.read(group.start, group.end), group.head)
            state = group.state(sha256(self.seed.encode()))
            tickets = eligible_below(state, *refs, b"\xff" * 32) if refs else []
        return [(ticket[:32], ticket[32:]) for ticket in sorted(tickets)[:total]]


def _one_by_one(here: Callable[[], Here], there: Callable[[], There]) -> tuple[Here, There]:
    return here(), there()
