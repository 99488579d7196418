"""The list of active files of one area as office software writes it: all of it, or every fault in it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from checklists.model import Checklist
from iks.domain.absent_branch import AbsentBranch
from iks.domain.frame_fault import FaultList, FrameFault, FrameFileRejected
from iks.domain.frame_mapping import FrameMapping, check_mapping
from iks.domain.frame_rows import FrameRow, RowReader
from iks.domain.frame_text import MEBIBYTE, Header, decode, find_header, plain_name, records

_REFERENCE_DATE = re.compile(
    r"stichtag\W{0,5}(?P<day>(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})|(?P<iso>\d{4}-\d\d-\d\d))",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class FrameFile:
    """A list that was read without a fault.

    Parameters
    ----------
    rows : tuple of FrameRow
        One for each case file, in the order of the list.
    counts : mapping of str to int
        Case files of every branch that was asked for, 0 included.
    reference_date : date or None
        Day after the word "Stichtag" in the lines above the header, where it stands there.
    ignored_columns : tuple of str
        Headings nobody named in the mapping, and those of attributes that must not be read.
    encoding : str
        ``utf-8``, ``utf-8-sig``, ``utf-16`` or ``cp1252``.
    header : Header
        The header row, and what separates its cells.
    """

    rows: tuple[FrameRow, ...]
    counts: Mapping[str, int]
    reference_date: date | None
    ignored_columns: tuple[str, ...]
    encoding: str
    header: Header

    @property
    def separator(self) -> str:
        """The character between two cells."""
        return self.header.separator

    @property
    def header_row(self) -> int:
        """The header row as a spreadsheet counts it."""
        return self.header.row


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """Size and number of case files from which a list is refused."""

    max_bytes: int = 10 * MEBIBYTE
    max_rows: int = 100_000


IN_THE_BROWSER = FrameLimits()


def read_frame(
    data: bytes,
    mapping: FrameMapping,
    checklist: Checklist,
    branches: Mapping[str, str],
    limits: FrameLimits = IN_THE_BROWSER,
    absent: Iterable[AbsentBranch] = (),
) -> FrameFile:
    """Read the list of active files, completely or not at all.

    *Valid if* the mapping names the right columns; wrong content under them shows in the counts only.

    Parameters
    ----------
    data : bytes
        The file; title lines above the header are allowed.
    mapping : FrameMapping
        Headings and values of the list.
    checklist : Checklist
        The grid of the month.
    branches : mapping of str to str
        Name of every branch of the month by its code.
    limits : FrameLimits
        The command line takes larger lists than the browser.
    absent : iterable of AbsentBranch
        Branches of other months, to be named when the list has them.

    Returns
    -------
    FrameFile
        Every case file with branch, stratum, number, status and attributes.

    Raises
    ------
    FrameFileRejected, MappingRejected
        With the faults of all rows at once; when the mapping does not fit the grid.

    Examples
    --------
    >>> from checklists import load_builtin
    >>> from iks.domain.frame_mapping import builtin_mapping
    >>> read_frame(b"Zweigstelle;Nummer", builtin_mapping("benefits"), load_builtin("benefits"), {})
    ... # doctest: +ELLIPSIS
    Traceback (most recent call last):
    iks.domain.frame_fault.FrameFileRejected: Die Liste hat 1 Fehler. ...
    """
    check_mapping(mapping, checklist)
    text, encoding = decode(data, limits.max_bytes)
    header = _header(text, mapping)
    faults = FaultList()
    reference_date = _reference_date(text, header, faults)
    reader = RowReader(header, mapping, checklist, branches, faults, absent)
    rows = tuple(reader.rows(text, limits.max_rows))
    faults.raise_any()
    return FrameFile(
        rows=rows,
        counts=_counts(rows, branches),
        reference_date=reference_date,
        ignored_columns=reader.ignored_columns(),
        encoding=encoding,
        header=header,
    )


def _header(text: str, mapping: FrameMapping) -> Header:
    """Return the header row, or refuse the list with every heading that is missing or stands there twice."""
    header = find_header(text, mapping.columns)
    if header is None:
        raise FrameFileRejected([FrameFault(None, None, "header_not_found", {"columns": mapping.columns})])
    found = Counter(plain_name(name) for name in header.names)
    faults = FaultList()
    for column in mapping.columns:
        count = found[plain_name(column)]
        if not count:
            faults.add(header.row, column, "column_missing")
        elif count > 1:
            faults.add(header.row, column, "column_twice", count=count)
    faults.raise_any()
    return header


def _counts(rows: Iterable[FrameRow], branches: Iterable[str]) -> dict[str, int]:
    """Return how many case files every branch has, 0 included."""
    found = Counter(row.branch for row in rows)
    return {code: found[code] for code in branches}


def _reference_date(text: str, header: Header, faults: FaultList) -> date | None:
    """Return the day that a line above the header names as reference date."""
    lines = records(text, header.separator, FaultList())
    for row, cells in takewhile(lambda line: line[0] < header.row, lines):
        found = _REFERENCE_DATE.search(" ".join(cells))
        if not found:
            continue
        written = found["iso"] or f"{found['y']}-{found['m']:0>2}-{found['d']:0>2}"
        try:
            return date.fromisoformat(written)
        except ValueError:
            faults.add(row, None, "reference_date_impossible", value=found["day"])
    return None
