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
from iks.domain.frame_rows import FrameRows, RowReader
from iks.domain.frame_table import Header, Table, TextTable, find_header
from iks.domain.frame_text import MEBIBYTE, decode, plain_name, refuse_nul
from iks.domain.progress import Progress, Step, silent

_REFERENCE_DATE = re.compile(
    r"stichtag\W{0,5}(?P<day>(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})|(?P<iso>\d{4}-\d\d-\d\d))",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class FrameFile:
    """A list that was read without a fault.

    Parameters
    ----------
    rows : sequence of FrameRow
        One for each case file, in the order of the list.
    counts : mapping of str to int
        Case files of every branch that was asked for, 0 included.
    statuses : mapping of str to mapping
        Case files by branch, stratum and status.
    reference_date : date or None
        Day after the word "Stichtag" in the lines above the header, where it stands there.
    ignored_columns : tuple of str
        Headings nobody named in the mapping, and those of attributes that must not be read.
    encoding : str
        ``utf-8``, ``utf-8-sig``, ``utf-16``, ``cp1252``, or ``xlsx`` for a workbook.
    header : Header
        The header row, and what separates its cells.
    """

    rows: FrameRows
    counts: Mapping[str, int]
    statuses: Mapping[str, Mapping[str, Mapping[str, int]]]
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
    """Size and number of case files from which a list is refused.

    Parameters
    ----------
    max_bytes, max_rows : int
        Of the file, and of the case files in it.
    max_unpacked : int
        Bytes of all parts of a workbook when they are unpacked.
    seconds, memory : int
        What reading a workbook may take of processor and memory, in seconds and bytes.
    """

    max_bytes: int = 10 * MEBIBYTE
    max_rows: int = 100_000
    max_unpacked: int = 100 * MEBIBYTE
    seconds: int = 12
    memory: int = 384 * MEBIBYTE


IN_THE_BROWSER = FrameLimits()
BY_COMMAND = FrameLimits(
    max_bytes=1024 * MEBIBYTE,
    max_rows=1_000_000,
    max_unpacked=2048 * MEBIBYTE,
    seconds=600,
    memory=2048 * MEBIBYTE,
)
"""For lists of several houses, which nobody waits for at a page."""


@dataclass(frozen=True, slots=True)
class FrameSource:
    """A list whose header was found: its rows, its encoding and its header."""

    table: Table
    encoding: str
    header: Header


def read_frame(
    data: bytes,
    mapping: FrameMapping,
    checklist: Checklist,
    branches: Mapping[str, str],
    limits: FrameLimits = IN_THE_BROWSER,
    absent: Iterable[AbsentBranch] = (),
    progress: Progress = silent,
) -> FrameFile:
    """Read the list of active files from a text, completely or not at all.

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
    progress : callable
        Is told how far it is.

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
    progress(Step.READ, 0, len(data))
    text, encoding = decode(data, limits.max_bytes)
    header = find_header(text, mapping.columns)
    progress(Step.READ, len(data), len(data))
    if header is None:
        refuse_nul(text)
        raise header_not_found(mapping)
    source = FrameSource(TextTable(text, header.separator), encoding, header)
    _refuse_nul_cells(source, text)
    return read_source(source, mapping, checklist, branches, limits, absent, progress)


def read_source(
    source: FrameSource,
    mapping: FrameMapping,
    checklist: Checklist,
    branches: Mapping[str, str],
    limits: FrameLimits = IN_THE_BROWSER,
    absent: Iterable[AbsentBranch] = (),
    progress: Progress = silent,
) -> FrameFile:
    """Read the list of active files below its header, completely or not at all.

    *Valid if* the mapping fits the grid.

    Parameters
    ----------
    source : FrameSource
        The rows, from a text or a workbook.
    mapping, checklist, branches, limits, absent, progress
        As for ``read_frame``.

    Returns
    -------
    FrameFile
        Every case file with branch, stratum, number, status and attributes.

    Raises
    ------
    FrameFileRejected
        With the faults of all rows at once.
    """
    header = source.header
    _check_header(header, mapping)
    faults = FaultList()
    reference_date = _reference_date(source, faults)
    reader = RowReader(header, mapping, checklist, branches, faults, absent)
    rows = reader.read(source.table, limits.max_rows, progress)
    faults.raise_any()
    statuses = rows.counts()
    return FrameFile(
        rows=rows,
        counts={code: _files(statuses.get(code, {})) for code in branches},
        statuses=statuses,
        reference_date=reference_date,
        ignored_columns=reader.ignored_columns(),
        encoding=source.encoding,
        header=header,
    )


def header_not_found(mapping: FrameMapping) -> FrameFileRejected:
    """Return the error that names the columns which a header row should have.

    Examples
    --------
    >>> from iks.domain.frame_mapping import builtin_mapping
    >>> header_not_found(builtin_mapping("benefits")).faults[0].code
    'header_not_found'
    """
    return FrameFileRejected([FrameFault(None, None, "header_not_found", {"columns": mapping.columns})])


def _check_header(header: Header, mapping: FrameMapping) -> None:
    """Refuse the list with every heading that is missing or stands there twice."""
    found = Counter(plain_name(name) for name in header.names)
    faults = FaultList()
    for column in mapping.columns:
        count = found[plain_name(column)]
        if not count:
            faults.add(header.row, column, "column_missing")
        elif count > 1:
            faults.add(header.row, column, "column_twice", count=count)
    faults.raise_any()


def _refuse_nul_cells(source: FrameSource, text: str) -> None:
    """Refuse a list with every cell that holds a NUL character."""
    if "\0" not in text:
        return
    names, faults = source.header.names, FaultList()
    for row in source.table.rows(FaultList()):
        for place, cell in enumerate(row.cells):
            if "\0" in cell:
                column = names[place].strip() if place < len(names) else None
                faults.add(row.number, column, "nul_character")
    faults.raise_any()


def _files(strata: Mapping[str, Mapping[str, int]]) -> int:
    return sum(files for statuses in strata.values() for files in statuses.values())


def _reference_date(source: FrameSource, faults: FaultList) -> date | None:
    """Return the day that a line above the header names as reference date."""
    lines = source.table.rows(FaultList())
    for row in takewhile(lambda line: line.number < source.header.row, lines):
        found = _REFERENCE_DATE.search(" ".join(row.cells))
        if not found:
            continue
        written = found["iso"] or f"{found['y']}-{found['m']:0>2}-{found['d']:0>2}"
        try:
            return date.fromisoformat(written)
        except ValueError:
            faults.add(row.number, None, "reference_date_impossible", value=found["day"])
    return None
