"""The list of active files of one area as office software writes it: all of it, or every fault in it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import NamedTuple

from checklists.condition import attributes_of
from checklists.model import Checklist
from checklists.rules import StratumFault, status_of, stratum_of
from checklists.vocabulary import AttributeUse
from iks.domain.frame_fault import FaultList, FrameFault, FrameFileRejected
from iks.domain.frame_mapping import FrameMapping, check_mapping
from iks.domain.frame_text import MEBIBYTE, Header, decode, find_header, plain_name, records
from iks.domain.frame_values import (
    AttributeValue,
    CellFault,
    Cells,
    attribute_cells,
    branch_cells,
    file_ref_of,
)

_REFERENCE_DATE = re.compile(
    r"stichtag\W{0,5}(?P<day>(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})|(?P<iso>\d{4}-\d\d-\d\d))",
    re.IGNORECASE | re.ASCII,
)


class FrameRow(NamedTuple):
    """One case file of the list, in the words of the grid."""

    branch: str
    stratum: str
    file_ref: str
    status: str
    attributes: Mapping[str, AttributeValue]

    @property
    def canonical(self) -> tuple[str, str, str, str]:
        """The part that is digested and drawn from; attributes are no part of it."""
        return self[:4]


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
    encoding, separator, header_row
        How the file is written; the header row as a spreadsheet counts it.
    """

    rows: tuple[FrameRow, ...]
    counts: Mapping[str, int]
    reference_date: date | None
    ignored_columns: tuple[str, ...]
    encoding: str
    separator: str
    header_row: int


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
) -> FrameFile:
    """Read the list of active files, completely or not at all.

    *Valid if* the mapping names the right columns; a list with right headings and wrong content can
    only be told by its counts.

    Parameters
    ----------
    data : bytes
        The file; title lines above the header are allowed.
    mapping : FrameMapping
        Headings and values of the list.
    checklist : Checklist
        The grid of the month: types of the attributes, strata, what excludes a file.
    branches : mapping of str to str
        Name of every branch of the month by its code.
    limits : FrameLimits
        The command line takes larger lists than the browser.

    Returns
    -------
    FrameFile
        Every case file with branch, stratum, number, status and attributes.

    Raises
    ------
    FrameFileRejected
        With the faults of all rows at once.
    MappingRejected
        When the mapping does not fit the grid.

    Examples
    --------
    >>> from checklists import load_builtin
    >>> from iks.domain.frame_mapping import builtin_mapping
    >>> grid, mapping = load_builtin("benefits"), builtin_mapping("benefits")
    >>> try:
    ...     read_frame(b"Zweigstelle;Nummer", mapping, grid, {"Z01": "Mitte"})
    ... except FrameFileRejected as rejected:
    ...     print(rejected.faults[0].code)
    header_not_found
    """
    check_mapping(mapping, checklist)
    text, encoding = decode(data, limits.max_bytes)
    header = _header(text, mapping)
    return _RowReader(header, mapping, checklist, branches).read(text, encoding, limits.max_rows)


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


class _RowReader:
    """Reads the rows below a header; keeps what every column means and which numbers were seen."""

    def __init__(
        self, header: Header, mapping: FrameMapping, checklist: Checklist, branches: Mapping[str, str]
    ) -> None:
        self.header, self.checklist, self.branch_names = header, checklist, branches
        self.faults = FaultList()
        self.first_rows: dict[str, int] = {}
        self.places = {plain_name(name): place for place, name in enumerate(header.names)}
        self.branch_at = self.places[plain_name(mapping.branch.column)]
        self.file_ref_at = self.places[plain_name(mapping.file_ref.column)]
        self.branches = branch_cells(mapping.branch, branches)
        pattern = mapping.file_ref.pattern
        self.file_ref_form = re.compile(pattern, re.ASCII) if pattern else None
        self.attributes = list(self._attributes(mapping))
        self.classes: dict[tuple[object, ...], tuple[str | StratumFault, str]] = {}
        self.deciding = sorted(_deciding_attributes(checklist))

    def _attributes(self, mapping: FrameMapping) -> Iterator[tuple[str, int, Cells]]:
        """Yield name, place and meaning of every attribute that may be read."""
        for name, column in mapping.attributes.items():
            attribute = self.checklist.attribute(name)
            if not attribute.sensitive:
                yield name, self.places[plain_name(column.column)], attribute_cells(attribute, column)

    def read(self, text: str, encoding: str, max_rows: int) -> FrameFile:
        """Return the whole list, or raise all its faults."""
        titles = takewhile(
            lambda record: record[0] < self.header.row, records(text, self.header.separator, FaultList())
        )
        reference_date = self.reference_date(titles)
        rows = tuple(self.rows(text, max_rows))
        self.faults.raise_any()
        counts = Counter(row.branch for row in rows)
        return FrameFile(
            rows=rows,
            counts={code: counts[code] for code in self.branch_names},
            reference_date=reference_date,
            ignored_columns=self.ignored_columns(),
            encoding=encoding,
            separator=self.header.separator,
            header_row=self.header.row,
        )

    def reference_date(self, titles: Iterable[tuple[int, list[str]]]) -> date | None:
        """Return the day that a title line names as reference date."""
        for row, cells in titles:
            found = _REFERENCE_DATE.search(" ".join(cells))
            if not found:
                continue
            written = found["iso"] or f"{found['y']}-{found['m']:0>2}-{found['d']:0>2}"
            try:
                return date.fromisoformat(written)
            except ValueError:
                self.faults.add(row, None, "reference_date_impossible", value=found["day"])
        return None

    def ignored_columns(self) -> tuple[str, ...]:
        """Return the headings of columns that were not read."""
        read = {self.branch_at, self.file_ref_at, *(place for _, place, _ in self.attributes)}
        names = enumerate(self.header.names)
        return tuple(name.strip() for place, name in names if place not in read and name.strip())

    def rows(self, text: str, max_rows: int) -> Iterator[FrameRow]:
        """Yield the case files, and take down every fault on the way."""
        number = 0
        for row, cells in records(text, self.header.separator, self.faults):
            if row <= self.header.row or not "".join(cells).strip():
                continue
            number += 1
            if number > max_rows:
                self.faults.add(row, None, "too_many_rows", limit=max_rows)
                return
            found = self.row(row, cells)
            if found:
                yield found
        if not number and not self.faults.total:
            self.faults.add(None, None, "no_rows")

    def row(self, row: int, cells: list[str]) -> FrameRow | None:
        """Return one case file, or None when its row has a fault."""
        width = len(self.header.names)
        if len(cells) != width:
            code = "row_short" if len(cells) < width else "row_long"
            self.faults.add(row, None, code, found=len(cells), expected=width)
            return None
        if tuple(cells) == self.header.names:
            self.faults.add(row, None, "header_repeated")
            return None
        before = self.faults.total
        branch = self.branches[cells[self.branch_at]]
        if isinstance(branch, CellFault):
            self.add(row, self.branch_at, branch)
        file_ref = self.file_ref(row, cells[self.file_ref_at])
        attributes = self.attribute_values(row, cells)
        if self.faults.total > before:
            return None
        stratum, status = self.classified(attributes)
        if isinstance(stratum, StratumFault):
            self.faults.add(row, None, f"stratum_{stratum.value}")
            return None
        return FrameRow(str(branch), stratum, file_ref, status, attributes)

    def file_ref(self, row: int, raw: str) -> str:
        """Return the number of a case file, and take down a fault when it is none or stands here again."""
        file_ref = file_ref_of(raw, self.file_ref_form)
        if isinstance(file_ref, CellFault):
            self.add(row, self.file_ref_at, file_ref)
            return ""
        first = self.first_rows.setdefault(file_ref, row)
        if first != row:
            params = {"value": file_ref, "other_row": first}
            self.add(row, self.file_ref_at, CellFault("file_ref_twice", params))
        return file_ref

    def attribute_values(self, row: int, cells: list[str]) -> dict[str, AttributeValue]:
        """Return what is known about a case file, and take down every cell that means nothing."""
        values: dict[str, AttributeValue] = {}
        for name, place, meanings in self.attributes:
            value = meanings[cells[place]]
            if isinstance(value, CellFault):
                self.add(row, place, value)
            elif value is not None:
                values[name] = value
        return values

    def classified(self, attributes: Mapping[str, AttributeValue]) -> tuple[str | StratumFault, str]:
        """Return stratum and status; worked out once for each combination of the deciding values."""
        key = tuple(attributes.get(name) for name in self.deciding)
        if key not in self.classes:
            self.classes[key] = stratum_of(self.checklist, attributes), status_of(self.checklist, attributes)
        return self.classes[key]

    def add(self, row: int, place: int, fault: CellFault) -> None:
        """Take down a fault of one cell."""
        self.faults.add(row, self.header.names[place].strip(), fault.code, **fault.params)


def _deciding_attributes(checklist: Checklist) -> frozenset[str]:
    """Return the attributes that decide on stratum and status."""
    excluding = {entry.id for entry in checklist.case_attributes if AttributeUse.EXCLUDE in entry.use}
    return frozenset(excluding).union(*map(attributes_of, checklist.draw.strata.values()))
