"""The rows of a list of active files, one by one: a case file each, or its faults."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from checklists.condition import attributes_of
from checklists.model import Checklist
from checklists.rules import StratumFault, status_of, stratum_of
from checklists.vocabulary import AttributeUse
from iks.domain.absent_branch import AbsentBranch
from iks.domain.frame_fault import FaultList
from iks.domain.frame_mapping import FrameMapping
from iks.domain.frame_text import Header, plain_name, records
from iks.domain.frame_values import (
    AttributeValue,
    CellFault,
    Cells,
    attribute_cells,
    branch_cells,
    file_ref_of,
)


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
        self.first_rows: dict[str, int] = {}
        self.places = {plain_name(name): place for place, name in enumerate(header.names)}
        self.branch_at = self.places[plain_name(mapping.branch.column)]
        self.file_ref_at = self.places[plain_name(mapping.file_ref.column)]
        self.branches = branch_cells(mapping.branch, branches, absent)
        pattern = mapping.file_ref.pattern
        self.file_ref_form = re.compile(pattern, re.ASCII) if pattern else None
        self.attributes = list(self._attributes(mapping))
        self.known: dict[tuple[object, ...], Mapping[str, AttributeValue]] = {}
        self.classes: dict[tuple[object, ...], tuple[str | StratumFault, str]] = {}
        self.deciding = sorted(_deciding_attributes(checklist))

    def _attributes(self, mapping: FrameMapping) -> Iterator[tuple[str, int, Cells]]:
        """Yield name, place and meaning of every attribute that may be read."""
        for name, column in mapping.attributes.items():
            attribute = self.checklist.attribute(name)
            if not attribute.sensitive:
                yield name, self.places[plain_name(column.column)], attribute_cells(attribute, column)

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

    def attribute_values(self, row: int, cells: list[str]) -> Mapping[str, AttributeValue]:
        """Return what is known about a case file, and take down every cell that means nothing.

        Files of which the same is known share one mapping, so a long list needs little memory.
        """
        values = [meanings[cells[place]] for _, place, meanings in self.attributes]
        faulty = [(place, value) for place, value in enumerate(values) if isinstance(value, CellFault)]
        for place, fault in faulty:
            self.add(row, self.attributes[place][1], fault)
        if faulty:
            return {}
        key = tuple(values)
        if key not in self.known:
            names = (name for name, _, _ in self.attributes)
            self.known[key] = {
                name: value
                for name, value in zip(names, values, strict=True)
                if value is not None and not isinstance(value, CellFault)
            }
        return self.known[key]

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
