"""Read a list of active files, from a text or from a workbook; the workbook in a process of its own."""

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from checklists.model import Checklist
from iks.domain.absent_branch import AbsentBranch
from iks.domain.frame_archive import check_archive, is_archive, refused_workbook
from iks.domain.frame_fault import CellFault, FaultList
from iks.domain.frame_file import (
    FrameFile,
    FrameLimits,
    FrameSource,
    header_not_found,
    read_frame,
    read_source,
)
from iks.domain.frame_mapping import FrameMapping, check_mapping
from iks.domain.frame_table import Header, TableRow, best_header
from iks.domain.frame_text import MEBIBYTE
from iks.domain.progress import Progress, Step, silent
from iks.services.spreadsheet_process import ReadingProcess, parsed

IN_MEMORY = 32 * MEBIBYTE
ROWS_TO_SPARE = 200

# What may be wrong with a single cell.
CELL_FAULTS = frozenset({"cell_error", "formula_without_value"})


def read_list(
    data: bytes,
    mapping: FrameMapping,
    checklist: Checklist,
    branches: Mapping[str, str],
    limits: FrameLimits,
    absent: Iterable[AbsentBranch] = (),
    progress: Progress = silent,
) -> FrameFile:
    """Read a list of active files, completely or not at all, whatever office software wrote it.

    Raises
    ------
    FrameFileRejected, MappingRejected
        With the faults of all rows at once; when the mapping does not fit the grid.
    """
    if not is_archive(data):
        return read_frame(data, mapping, checklist, branches, limits, absent, progress)
    check_mapping(mapping, checklist)
    with open_workbook(data, mapping.columns, limits, progress) as source:
        if source is None:
            raise header_not_found(mapping)
        return read_source(source, mapping, checklist, branches, limits, absent, progress)


def no_guess(rows: Iterable[TableRow]) -> TableRow | None:
    """Find no header by guessing: a list is only read by headings that somebody named."""
    del rows
    return None


@contextmanager
def open_workbook(
    data: bytes,
    columns: Collection[str],
    limits: FrameLimits,
    progress: Progress = silent,
    guess: Callable[[Iterable[TableRow]], TableRow | None] = no_guess,
) -> Iterator[FrameSource | None]:
    """Give the sheet of a workbook that has these headings, or None when no sheet has them.

    Where headings are not known yet, ``guess`` finds the header row among the first rows of a sheet.

    Raises
    ------
    FrameFileRejected
        When the workbook cannot be read, or more than one of its sheets has the headings.
    """
    check_archive(data, limits)
    progress(Step.READ, 0, 0)
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as spool:
        with ReadingProcess(data, limits) as child:
            child.start()
            heads = list(_heads(child))
            place, header = _chosen(heads, columns)
            if header is None:
                place, header = _guessed(heads, guess)
            if header is None:
                yield None
                return
            rows = limits.max_rows + header.row + ROWS_TO_SPARE
            child.tell(sheet=place, columns=len(header.names), rows=rows)
            size, merged = child.copy_rows(spool, progress)
        progress(Step.READ, size, size)
        yield FrameSource(SheetTable(spool, size, len(header.names), _merge_faults(merged)), "xlsx", header)


def _heads(child: ReadingProcess) -> Iterator[tuple[str, list[TableRow]]]:
    """Yield title and first rows of every sheet."""
    title: str | None = None
    rows: list[TableRow] = []
    while True:
        match child.line():
            case {"sheet": str(next_title)}:
                if title is not None:
                    yield title, rows
                title, rows = next_title, []
            case {"end": "heads"}:
                if title is not None:
                    yield title, rows
                return
            case entry:
                rows.append(_row(entry))


def _chosen(
    sheets: Iterable[tuple[str, list[TableRow]]], columns: Collection[str]
) -> tuple[int, Header | None]:
    """Return place and header of the sheet that fits best, if it is one only."""
    found = [(*best_header(rows, columns), place, title) for place, (title, rows) in enumerate(sheets)]
    best = max((score for score, *_ in found), default=0)
    fitting = [(row, place, title) for score, row, place, title in found if score == best and row]
    if len(fitting) > 1:
        raise refused_workbook("sheets_ambiguous", sheets=tuple(title for _, _, title in fitting))
    for row, place, title in fitting:
        return place, Header(row.number, "", tuple(row.cells), title)
    return 0, None


def _guessed(
    sheets: Iterable[tuple[str, list[TableRow]]], guess: Callable[[Iterable[TableRow]], TableRow | None]
) -> tuple[int, Header | None]:
    """Return place and header of the first sheet that looks like a list."""
    for place, (title, rows) in enumerate(sheets):
        row = guess(rows)
        if row is not None:
            return place, Header(row.number, "", tuple(row.cells), title)
    return 0, None


@dataclass(frozen=True)
class SheetTable:
    """The rows of a sheet, as the child wrote them into a file that has no name."""

    spool: "tempfile.SpooledTemporaryFile[bytes]"
    size: int
    columns: int
    merged: Mapping[int, tuple[tuple[int, CellFault], ...]]

    def rows(self, faults: FaultList) -> Iterator[TableRow]:
        """Yield the rows from the top; a row that nothing stands in is left out."""
        del faults
        self.spool.seek(0)
        for line in self.spool:
            row = _row(parsed(line))
            cells = row.cells + [""] * (self.columns - len(row.cells))
            yield TableRow(row.number, cells, row.faults + self.merged.get(row.number, ()))


def _merge_faults(ranges: object) -> dict[int, tuple[tuple[int, CellFault], ...]]:
    """Return where merged cells begin; only the first of them holds the value."""
    found: dict[int, tuple[tuple[int, CellFault], ...]] = {}
    if not isinstance(ranges, list):
        raise refused_workbook("workbook_broken")
    for entry in ranges:
        match entry:
            case [int(top), int(left), int(bottom), int(right)]:
                fault = CellFault("cells_merged", {"range": f"{_name(top, left)}:{_name(bottom, right)}"})
                found[top] = (*found.get(top, ()), (left - 1, fault))
            case _:
                raise refused_workbook("workbook_broken")
    return found


def _name(row: int, column: int) -> str:
    """Return how a spreadsheet names a cell."""
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _row(entry: object) -> TableRow:
    """Return a row that the child wrote; it read a strange file, so nothing it says is taken for granted."""
    match entry:
        case [int(number), list(cells), list(marks), int(hidden)] if all(type(cell) is str for cell in cells):
            faults = tuple(map(_mark, marks))
            return TableRow(number, cells, ((None, CellFault("row_hidden")), *faults) if hidden else faults)
    raise refused_workbook("workbook_broken")


def _mark(entry: object) -> tuple[int | None, CellFault]:
    match entry:
        case [int(place), str(code), str(value)] if code in CELL_FAULTS:
            return place, CellFault(code, {"value": value})
    raise refused_workbook("workbook_broken")
