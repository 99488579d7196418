"""The rows of a list of active files, one by one: a case file each, or its faults."""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, overload

from checklists.condition import attributes_of
from checklists.model import Checklist
from checklists.rules import StratumFault, status_of, stratum_of
from checklists.vocabulary import AttributeUse
from iks.domain.absent_branch import AbsentBranch
from iks.domain.frame_attributes import attribute_cells
from iks.domain.frame_fault import CellFault, FaultList
from iks.domain.frame_mapping import FrameMapping
from iks.domain.frame_table import Header, Table, TableRow, is_total_line
from iks.domain.frame_text import plain_name
from iks.domain.frame_values import (
    AttributeValue,
    Cells,
    CodedCells,
    branch_cells,
    file_ref_of,
)
from iks.domain.progress import OFTEN, Progress, Step, silent

MOST_TOTAL_LINES = 20


class FrameRow(NamedTuple):
    """One case file of the list, in the words of the grid.

    Examples
    --------
    >>> FrameRow("Z06", "-", "17", "eligible", {"provisional": True}).canonical
    ('Z06', '-', '17', 'eligible')
    """

    branch: str
    stratum: str
    file_ref: str
    status: str
    attributes: Mapping[str, AttributeValue]

    @property
    def canonical(self) -> tuple[str, str, str, str]:
        """The part that is digested and drawn from; attributes are no part of it."""
        return self[:4]


class FrameRows(Sequence[FrameRow]):
    """The case files of a list, kept as numbers, so that a million of them need little memory.

    Parameters
    ----------
    file_refs : sequence of str
        The number of every case file, in the order of the list.
    codes : array of int
        For every case file its class, its branch and its attributes, each as a place among the meanings.
    classes : sequence of (str, str)
        Every stratum with a status that occurs.
    columns : mapping of str to sequence
        What occurs in the column of the branch, which is named "", and of every attribute.
    """

    def __init__(
        self,
        file_refs: Sequence[str],
        codes: "array[int]",
        classes: Sequence[tuple[str, str]],
        columns: Mapping[str, Sequence[AttributeValue | None]],
    ) -> None:
        self._file_refs, self._codes, self._classes = file_refs, codes, classes
        self._columns = tuple(columns.items())
        self._width = len(self._columns) + 1

    def __len__(self) -> int:
        return len(self._file_refs)

    @overload
    def __getitem__(self, index: int) -> FrameRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[FrameRow]: ...
    def __getitem__(self, index: int | slice) -> FrameRow | list[FrameRow]:
        if isinstance(index, slice):
            return [self._row(place) for place in range(*index.indices(len(self)))]
        return self._row(range(len(self))[index])

    def _row(self, place: int) -> FrameRow:
        start = place * self._width
        kind, *codes = self._codes[start : start + self._width]
        stratum, status = self._classes[kind]
        pairs = zip(self._columns, codes, strict=True)
        values = {name: meanings[code] for (name, meanings), code in pairs}
        branch = str(values.pop(""))
        known = {name: value for name, value in values.items() if value is not None}
        return FrameRow(branch, stratum, self._file_refs[place], status, known)

    def in_order(self) -> Iterator[FrameRow]:
        """Yield the case files in the order of their numbers, in which databases take them fastest."""
        return map(self._row, sorted(range(len(self)), key=self._file_refs.__getitem__))

    def counts(self) -> dict[str, dict[str, dict[str, int]]]:
        """Return how many case files there are by branch, stratum and status."""
        found: dict[str, dict[str, dict[str, int]]] = {}
        branches = self._columns[0][1]
        kinds = zip(self._codes[1 :: self._width], self._codes[:: self._width], strict=True)
        for branch, kind in kinds:
            stratum, status = self._classes[kind]
            statuses = found.setdefault(str(branches[branch]), {}).setdefault(stratum, {})
            statuses[status] = statuses.get(status, 0) + 1
        return found


class RowReader:
    """Reads the rows below a header; keeps what every column means and which numbers were seen.

    Parameters
    ----------
    header : Header
        Where the header stands and what it says; every heading of the mapping is in it once.
    mapping : FrameMapping
        Headings and values of the list, checked against the grid.
    checklist : Checklist
        The grid of the month.
    branches : mapping of str to str
        Name of every branch by its code.
    faults : FaultList
        Takes the faults.
    absent : iterable of AbsentBranch
        Branches of other months, to be named when the list has them.
    """

    def __init__(
        self,
        header: Header,
        mapping: FrameMapping,
        checklist: Checklist,
        branches: Mapping[str, str],
        faults: FaultList,
        absent: Iterable[AbsentBranch] = (),
    ) -> None:
        self.header, self.checklist, self.faults = header, checklist, faults
        self.width = len(header.names)
        self.first_rows: dict[str, int] = {}
        self.places = {plain_name(name): place for place, name in enumerate(header.names)}
        self.file_ref_at = self.places[plain_name(mapping.file_ref.column)]
        self.heading = header.names[self.file_ref_at]
        pattern = mapping.file_ref.pattern
        self.file_ref_form = re.compile(pattern, re.ASCII) if pattern else None
        branch_at = self.places[plain_name(mapping.branch.column)]
        branch = ("", branch_at, branch_cells(mapping.branch, branches, absent))
        self.columns = {
            name: (place, CodedCells(cells))
            for name, place, cells in chain([branch], self._attributes(mapping))
        }
        self.cells_at = tuple(self.columns.values())
        self.codes = array("i")
        self.classes: list[tuple[str, str]] = []
        self.class_codes: dict[tuple[int, ...], int | StratumFault] = {}
        self.deciding = self._deciding_places()

    def _attributes(self, mapping: FrameMapping) -> Iterator[tuple[str, int, Cells]]:
        """Yield name, place and meaning of every attribute that may be read."""
        for name, column in mapping.attributes.items():
            attribute = self.checklist.attribute(name)
            if not attribute.sensitive:
                yield name, self.places[plain_name(column.column)], attribute_cells(attribute, column)

    def _deciding_places(self) -> tuple[int, ...]:
        """Return where, among the columns that are read, those stand that decide on stratum and status."""
        deciding = _deciding_attributes(self.checklist)
        return tuple(place for place, name in enumerate(self.columns) if name in deciding)

    def read_places(self) -> frozenset[int]:
        """Return the places of the columns that are read."""
        return frozenset({self.file_ref_at, *(place for place, _ in self.cells_at)})

    def ignored_columns(self) -> tuple[str, ...]:
        """Return the headings of columns that were not read."""
        read = self.read_places()
        names = enumerate(self.header.names)
        return tuple(name.strip() for place, name in names if place not in read and name.strip())

    def read(self, table: Table, max_rows: int, progress: Progress = silent) -> FrameRows:
        """Return the case files; they are worth something only if no fault was taken down on the way."""
        size, number = table.size, 0
        for number, row in enumerate(self._case_rows(table), 1):
            if number > max_rows:
                self.faults.add(row.number, None, "too_many_rows", limit=max_rows)
                break
            self.row(row)
            if not number % OFTEN:
                progress(Step.CHECK, min(number, size), size)
        if not number and not self.faults.total:
            self.faults.add(None, None, "no_rows")
        progress(Step.CHECK, size, size)
        meanings = {name: cells.meanings for name, (_, cells) in self.columns.items()}
        return FrameRows(list(self.first_rows), self.codes, self.classes, meanings)

    def _case_rows(self, table: Table) -> Iterator[TableRow]:
        """Yield the rows that should be case files: neither above the list, nor empty, nor its total."""
        waiting: list[TableRow] = []
        for row in table.rows(self.faults):
            if row.number <= self.header.row or not ("".join(row.cells).strip() or row.faults):
                continue
            if is_total_line(row.cells) and len(waiting) < MOST_TOTAL_LINES and not self._is_case(row):
                waiting.append(row)
                continue
            # Something follows, so these were no last lines.
            yield from waiting
            waiting.clear()
            yield row

    def _is_case(self, row: TableRow) -> bool:
        """Return whether a row names a branch, though it begins like a total."""
        branch_at, branches = self.columns[""]
        return branch_at < len(row.cells) and branches[row.cells[branch_at]] >= 0

    def row(self, row: TableRow) -> None:
        """Keep one case file, or take down what is wrong with its row."""
        cells, before = row.cells, self.faults.total
        is_plain = not row.faults and len(cells) == self.width and cells[self.file_ref_at] != self.heading
        if not is_plain and not self._fits(row):
            return
        codes = [known[cells[place]] for place, known in self.cells_at]
        if codes[0] < 0:
            self.add(row.number, self.cells_at[0], codes[0])
        self.file_ref(row.number, cells[self.file_ref_at])
        if min(codes) < 0:
            for column, code in zip(self.cells_at[1:], codes[1:], strict=True):
                if code < 0:
                    self.add(row.number, column, code)
        if self.faults.total > before:
            return
        kind = self.class_of(codes)
        if isinstance(kind, StratumFault):
            self.faults.add(row.number, None, f"stratum_{kind.value}")
            return
        self.codes.append(kind)
        self.codes.extend(codes)

    def _fits(self, row: TableRow) -> bool:
        """Return whether a row has as many cells as the header, and none that could not be read."""
        before, read = self.faults.total, self.read_places() if row.faults else frozenset()
        for place, fault in row.faults:
            if place is None or place in read:
                column = None if place is None else self.header.names[place].strip()
                self.faults.add(row.number, column, fault.code, **fault.params)
        found = len(row.cells)
        if found < self.width or any(cell.strip() for cell in row.cells[self.width :]):
            code = "row_short" if found < self.width else "row_long"
            self.faults.add(row.number, None, code, found=found, expected=self.width)
        elif tuple(row.cells) == self.header.names:
            self.faults.add(row.number, None, "header_repeated")
        return self.faults.total == before

    def file_ref(self, row: int, raw: str) -> None:
        """Keep the number of a case file, and take down a fault when it is none or stands here again."""
        file_ref = file_ref_of(raw, self.file_ref_form)
        if isinstance(file_ref, CellFault):
            self._add(row, self.file_ref_at, file_ref)
            return
        first = self.first_rows.setdefault(file_ref, row)
        if first != row:
            params = {"value": file_ref, "other_row": first}
            self._add(row, self.file_ref_at, CellFault("file_ref_twice", params))

    def class_of(self, codes: Sequence[int]) -> int | StratumFault:
        """Return stratum and status as a number; worked out once for each combination of what decides."""
        key = tuple(codes[place] for place in self.deciding)
        if key not in self.class_codes:
            columns = list(self.columns.items())
            values = {columns[at][0]: columns[at][1][1].meanings[codes[at]] for at in self.deciding}
            attributes = {name: value for name, value in values.items() if value is not None}
            stratum = stratum_of(self.checklist, attributes)
            if isinstance(stratum, StratumFault):
                self.class_codes[key] = stratum
            else:
                self.class_codes[key] = len(self.classes)
                self.classes.append((stratum, status_of(self.checklist, attributes)))
        return self.class_codes[key]

    def add(self, row: int, column: tuple[int, CodedCells], code: int) -> None:
        """Take down a fault of one cell."""
        place, cells = column
        self._add(row, place, cells.fault(code))

    def _add(self, row: int, place: int, fault: CellFault) -> None:
        self.faults.add(row, self.header.names[place].strip(), fault.code, **fault.params)


def _deciding_attributes(checklist: Checklist) -> frozenset[str]:
    """Return the attributes that decide on stratum and status."""
    excluding = {entry.id for entry in checklist.case_attributes if AttributeUse.EXCLUDE in entry.use}
    return frozenset(excluding).union(*map(attributes_of, checklist.draw.strata.values()))
