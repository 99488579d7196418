"""The canonical frame: one byte form of the population list, and its digest."""

from __future__ import annotations

import hashlib
from bisect import bisect_left

from sampling.allocation import as_allocation, is_stratum
from sampling.errors import COLUMNS, Fault, FrameRejected, Reason
from sampling.text import LONGEST, STATUSES, TextRejected, canonical_text

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["LONGEST", "STATUSES", "Frame", "canonical_frame", "frame_faults"]

_DRAWABLE = b"\teligible\n"
# Some 64 KiB at a time: small blocks of memory are used again and again, a large one is fetched anew.
_CHUNK = 2_048


class Frame:
    """The population list of one area and audit month in canonical form.

    Valid if it comes from `canonical_frame` or `read_frame`; both check every row, this class checks nothing.

    Parameters
    ----------
    lines : list of bytes
        The canonical lines, each ended by LF, sorted by their bytes.

    Notes
    -----
    Source: draw format version 1, section 1.

    Examples
    --------
    >>> frame = canonical_frame([("Z02", "-", " 7 ", "eligible"), ("Z01", "-", "8", "at_external_audit")])
    >>> frame.rows
    [('Z01', '-', '8', 'at_external_audit'), ('Z02', '-', '7', 'eligible')]
    >>> frame.counts["Z02"]
    {'-': {'eligible': 1}}
    """

    __slots__ = ("_lines", "digest")

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines
        self.digest = _digest(lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frame) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<Frame of {len(self)} rows, digest {self.digest}>"

    def lines(self) -> Iterator[bytes]:
        """Give the canonical lines in their order, each ended by LF."""
        return iter(self._lines)

    def to_bytes(self) -> bytes:
        """Give the whole canonical frame, the bytes whose SHA-256 is the digest."""
        return b"".join(self._lines)

    @property
    def rows(self) -> list[tuple[str, str, str, str]]:
        """The rows (branch, stratum, file_ref, status) in canonical order."""
        rows = []
        for line in self._lines:
            branch, stratum, file_ref, status = line[:-1].decode().split("\t")
            rows.append((branch, stratum, file_ref, status))
        return rows

    @property
    def counts(self) -> dict[str, dict[str, dict[str, int]]]:
        """The number of files per branch, stratum and status; a status nobody has is left out."""
        counts: dict[str, dict[str, dict[str, int]]] = {}
        for branch, stratum, start, end in self._groups():
            statuses = counts.setdefault(branch, {}).setdefault(stratum, {})
            for line in self._lines[start:end]:
                status = line[line.rindex(b"\t") + 1 : -1].decode()
                statuses[status] = statuses.get(status, 0) + 1
        return counts

    def drawable(self) -> Iterator[tuple[str, str, list[bytes]]]:
        """Give branch, stratum and the eligible file references (UTF-8, byte order), group by group."""
        for branch, stratum, start, end in self._groups():
            head = len(f"{branch}\t{stratum}\t".encode())
            tail = -len(_DRAWABLE)
            group = self._lines[start:end]
            yield branch, stratum, [line[head:tail] for line in group if line.endswith(_DRAWABLE)]

    def _groups(self) -> Iterator[tuple[str, str, int, int]]:
        start = 0
        while start < len(self._lines):
            branch, stratum, _ = self._lines[start].split(b"\t", 2)
            # The byte FF never stands in UTF-8, so it sorts behind every line of the group.
            end = bisect_left(self._lines, b"%b\t%b\t\xff" % (branch, stratum), start)
            yield branch.decode(), stratum.decode(), start, end
            start = end


def canonical_frame(rows: Iterable[Sequence[str]], allocation: Mapping[str, int] | None = None) -> Frame:
    r"""Check a population list and bring it into the form that is digested, locked and drawn from.

    Valid if every active case file of every branch on the reference date is one row.

    Parameters
    ----------
    rows : iterable of sequences of four str
        Branch, stratum, file_ref, status of one case file each, in any order.
    allocation : Allocation or mapping of str to int, optional
        Files per stratum; without it any well-formed stratum code passes.

    Returns
    -------
    Frame
        The canonical frame.

    Raises
    ------
    FrameRejected
        One row or more break a rule; the error names the first and carries all.
    InputRejected
        `allocation` is no allocation.

    Notes
    -----
    Source: draw format version 1, section 1.

    Examples
    --------
    >>> frame = canonical_frame([("Z01", "-", "1", "eligible")])
    >>> frame.to_bytes()
    b'Z01\t-\t1\teligible\n'
    >>> import hashlib
    >>> frame.digest == hashlib.sha256(frame.to_bytes()).hexdigest()
    True
    """
    reader = _read_rows(rows, allocation)
    if reader.faults:
        raise FrameRejected(reader.faults)
    return Frame(sorted(reader.lines))


def frame_faults(rows: Iterable[Sequence[str]], allocation: Mapping[str, int] | None = None) -> list[Fault]:
    """List everything that is wrong with a population list, row by row.

    Valid if the rows come in the order in which they are shown to the person who has to repair them.

    Parameters
    ----------
    rows : iterable of sequences of four str
        As for `canonical_frame`.
    allocation : Allocation or mapping of str to int, optional
        As for `canonical_frame`.

    Returns
    -------
    list of Fault
        All faults in the order of the rows; empty if `canonical_frame` accepts the rows.

    Raises
    ------
    InputRejected
        `allocation` is no allocation.

    Notes
    -----
    Source: draw format version 1, section 1.

    Examples
    --------
    >>> [str(fault) for fault in frame_faults([("Z01", "-", "1", "eligible"), ("Z02", "-", "1", "lost")])]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['Row 2, column status: the status is none of eligible, checked_recently, at_external_audit.',
     'Row 2, column file_ref: the same file stands in row 1 already.']
    """
    return _read_rows(rows, allocation).faults


def _read_rows(rows: Iterable[Sequence[str]], allocation: Mapping[str, int] | None) -> _Reader:
    reader = _Reader(None if allocation is None else frozenset(as_allocation(allocation).strata))
    for number, row in enumerate(rows, 1):
        reader.read(number, row)
    return reader


class _Reader:
    """Turns rows into canonical lines and notes every fault on the way."""

    def __init__(self, strata: frozenset[str] | None) -> None:
        self.lines: list[bytes] = []
        self.faults: list[Fault] = []
        self._strata = strata
        self._first_rows: dict[str, int] = {}
        # Branches, strata and statuses repeat in every row, so each spelling is checked once.
        self._known: dict[tuple[str, object], str] = {}
        self._repeated: dict[tuple[str, str, str], tuple[str, str, str, str]] = {}

    def read(self, number: int, row: Sequence[str]) -> None:
        if len(row) != len(COLUMNS):
            self.faults.append(Fault(number, "", Reason.WRONG_COLUMN_COUNT))
            return
        before = len(self.faults)
        branch, stratum, file_ref, status = self._values(number, row)
        if file_ref and self._first_rows.setdefault(file_ref, number) != number:
            other = self._first_rows[file_ref]
            self.faults.append(Fault(number, "file_ref", Reason.DUPLICATE_FILE, other_row=other))
        if len(self.faults) == before:
            self.lines.append(f"{branch}\t{stratum}\t{file_ref}\t{status}\n".encode())

    def _values(self, number: int, row: Sequence[object]) -> tuple[str, str, str, str]:
        """Give the canonical values; the three that repeat are looked up together once they were checked."""
        branch, stratum, file_ref, status = row
        if isinstance(branch, str) and isinstance(stratum, str) and isinstance(status, str):
            spelling = branch, stratum, status
            known = self._repeated.get(spelling)
            if known is None:
                before = len(self.faults)
                known = self._checked_values(number, row)
                if len(self.faults) == before:
                    self._repeated[spelling] = known
                return known
            return known[0], known[1], self._value(number, "file_ref", file_ref), known[3]
        return self._checked_values(number, row)

    def _checked_values(self, number: int, row: Sequence[object]) -> tuple[str, str, str, str]:
        branch, stratum, file_ref, status = (
            self._value(number, column, value) for column, value in zip(COLUMNS, row, strict=True)
        )
        return branch, stratum, file_ref, status

    def _value(self, number: int, column: str, value: object) -> str:
        """Give the canonical value, or note the fault and give an empty one."""
        known = self._known.get((column, value)) if isinstance(value, str) else None
        if known is not None:
            return known
        try:
            text = self._checked(column, value)
        except TextRejected as error:
            self.faults.append(Fault(number, column, error.reason, character=error.character))
            return ""
        if column != "file_ref":
            self._known[column, value] = text
        return text

    def _checked(self, column: str, value: object) -> str:
        if not isinstance(value, str):
            raise TextRejected(Reason.NOT_TEXT)
        text = canonical_text(value, LONGEST)
        if not text:
            raise TextRejected(Reason.EMPTY)
        if column == "stratum":
            self._check_stratum(text)
        if column == "status" and text not in STATUSES:
            raise TextRejected(Reason.UNKNOWN_STATUS)
        return text

    def _check_stratum(self, text: str) -> None:
        if not is_stratum(text):
            raise TextRejected(Reason.MALFORMED_STRATUM)
        if self._strata is not None and text not in self._strata:
            raise TextRejected(Reason.STRATUM_NOT_ALLOCATED)


def _digest(lines: list[bytes]) -> str:
    digest = hashlib.sha256()
    for start in range(0, len(lines), _CHUNK):
        digest.update(b"".join(lines[start : start + _CHUNK]))
    return digest.hexdigest()
