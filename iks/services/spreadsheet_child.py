"""Reads a workbook in a process of its own, which has no secrets and may not need much of anything.

The service starts this file by its path; it imports nothing of this program. It reads from standard
input a line of limits, the workbook, and a line that chooses a sheet. It writes lines of JSON: the sheets
with their first rows, then the rows of the chosen sheet, then its merged cells. A row is
``[number, cells, faults, hidden]``; a fault is ``[place, code, value]``.
"""

import json
import os
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZipFile

CHUNK = 64 * 1024
HEAD_ROWS = 50
MOST_COLUMNS = 1000
# A longer cell means nothing; one more character shows that it is longer.
LONGEST_CELL = 1001
# From here on a number has more digits than a spreadsheet keeps.
TOO_LONG_TO_BE_EXACT = 10**15
MIDNIGHT = time()

Row = list[Any]


class Refused(Exception):
    """The workbook is none that can be read; the text is the code of the sentence."""


def main() -> None:
    """Read one workbook."""
    limits = json.loads(sys.stdin.buffer.readline())
    restrict(limits)
    data = sys.stdin.buffer.read(limits["bytes"])
    try:
        answer(data, limits)
    except Refused as refused:
        say({"refused": str(refused)})
    except MemoryError:
        say({"refused": "workbook_slow"})


def restrict(limits: dict[str, int]) -> None:
    """Take from this process what reading does not need."""
    # The library would take numpy where it is installed, which needs far more memory than the workbook.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    os.environ["OPENPYXL_LXML"] = "False"
    import openpyxl.reader.excel  # noqa: F401, PLC0415 - loaded before files can no longer be opened.

    for kind, most in (
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def answer(data: bytes, limits: dict[str, int]) -> None:
    """Say the first rows of every sheet, and all rows of the one that is then chosen."""
    verify(ZipFile(BytesIO(data)), limits["unpacked"])
    from openpyxl import load_workbook  # noqa: PLC0415 - a heavy library.

    workbook = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheets = [Sheet(workbook, sheet) for sheet in workbook.worksheets]
    for sheet in sheets:
        say({"sheet": sheet.title})
        for row in sheet.rows(MOST_COLUMNS):
            if row[0] > HEAD_ROWS:
                break
            say(row)
    say({"end": "heads"})
    sys.stdout.flush()
    choice = json.loads(sys.stdin.buffer.readline() or "null")
    if choice is None:
        return
    chosen = sheets[choice["sheet"]]
    for count, row in enumerate(chosen.rows(choice["columns"])):
        if count >= choice["rows"]:
            break
        say(row)
    say({"merged": chosen.merged})
    say({"end": "rows"})


def verify(archive: ZipFile, most: int) -> None:
    """Unpack every part once: check sums hold, sizes are true, and no part defines entities."""
    total = 0
    for name in archive.namelist():
        with archive.open(name) as part:
            before = b""
            while chunk := part.read(CHUNK):
                total += len(chunk)
                if total > most:
                    raise Refused("workbook_large")
                # A mark could lie across two chunks.
                if defines_entities(before + chunk):
                    raise Refused("workbook_broken")
                before = chunk[-32:]


def defines_entities(data: bytes) -> bool:
    """Return whether XML brings definitions of its own, which office software never writes."""
    return any("<!DOCTYPE".encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be"))


class Sheet:
    """One sheet of a workbook."""

    def __init__(self, workbook: Any, sheet: Any) -> None:  # noqa: ANN401 - objects of the library.
        self.title = str(sheet.title)
        self.merged: list[list[int]] = []
        self._workbook, self._sheet = workbook, sheet

    def rows(self, columns: int) -> Iterator[Row]:
        """Yield the rows that hold something within so many columns; know the merged cells afterwards."""
        from openpyxl.worksheet._reader import MERGE_TAG, ROW_TAG  # noqa: PLC0415 - a heavy library.
        from openpyxl.xml.functions import iterparse  # noqa: PLC0415 - as above.

        self.merged, number = [], 0
        reader = RowReader(self._workbook, self._sheet, columns)
        # The library's own rows go by a size that the sheet states, and may state wrongly.
        with self._sheet._get_source() as source:  # noqa: SLF001 - it opens a sheet only inside.
            for _, element in iterparse(source):
                if element.tag == ROW_TAG:
                    number = next_number(element, number)
                    row = reader.row(element, number)
                    element.clear()
                    if row:
                        yield row
                elif element.tag == MERGE_TAG:
                    self.merged = merged_ranges(element)


def next_number(element: Any, before: int) -> int:  # noqa: ANN401 - an element of the library.
    """Return the number of a row, which comes after the one before."""
    number = int(element.get("r", before + 1))
    if number <= before:
        raise Refused("workbook_broken")
    return number


class RowReader:
    """Reads the rows of a sheet, as far as so many columns go."""

    def __init__(self, workbook: Any, sheet: Any, columns: int) -> None:  # noqa: ANN401 - as above.
        from openpyxl.utils.cell import column_index_from_string  # noqa: PLC0415 - a heavy library.
        from openpyxl.worksheet._reader import (  # noqa: PLC0415 - as above.
            FORMULA_TAG,
            VALUE_TAG,
            WorkSheetParser,
        )

        self._formula, self._value = FORMULA_TAG, VALUE_TAG
        self._index, self._columns = column_index_from_string, columns
        self._strings = sheet._shared_strings  # noqa: SLF001 - the library knows cells one by one only inside.
        self._parser = WorkSheetParser(
            None,
            self._strings,
            data_only=True,
            epoch=workbook.epoch,
            date_formats=workbook._date_formats,  # noqa: SLF001 - as above.
            timedelta_formats=workbook._timedelta_formats,  # noqa: SLF001 - as above.
        )
        self._places: dict[str, int] = {}

    def row(self, element: Any, number: int) -> Row | None:  # noqa: ANN401 - as above.
        """Return a row with what stands in it, or None when that is nothing."""
        cells: list[str] = []
        faults: list[list[Any]] = []
        place, end = -1, str(number)
        for part in element:
            before, place = place, self._place(part.get("r"), place, end)
            if place <= before:
                raise Refused("workbook_broken")
            if place >= self._columns:
                break
            # Sheets are full of cells that have a look but no value.
            text, code = self._cell(part) if len(part) else ("", "")
            if code:
                faults.append([place, code, text])
            elif text:
                cells += [""] * (place - len(cells))
                cells.append(text)
        if not faults and not any(cells):
            return None
        return [number, cells, faults, int(element.get("hidden", "0") in {"1", "true"})]

    def _place(self, name: str | None, before: int, end: str) -> int:
        """Return the place of a cell by its name, which is letters and the number of its row."""
        if name is None:
            return before + 1
        letters = name.rstrip("0123456789")
        if name[len(letters) :] != end:
            raise Refused("workbook_broken")
        if letters not in self._places:
            self._places[letters] = self._index(letters.upper()) - 1
        return self._places[letters]

    def _cell(self, element: Any) -> tuple[str, str]:  # noqa: ANN401 - as above.
        """Return what a cell says, and why it says nothing although something stands in it."""
        if element.get("t") == "s":
            # Most cells are such texts, and the library takes its time for each.
            index = element.findtext(self._value)
            return (self._strings[index_of(index)][:LONGEST_CELL] if index else ""), ""
        found = self._parser.parse_cell(element)
        text = text_of(found["value"], found["data_type"])[:LONGEST_CELL]
        if found["data_type"] == "e":
            return text, "cell_error"
        if found["value"] is None and element.find(self._formula) is not None:
            is_empty_text = element.get("t") == "str" and element.find(self._value) is not None
            return "", "" if is_empty_text else "formula_without_value"
        return text, ""


def index_of(text: str) -> int:
    """Return a place in the list of texts; a negative one would count from its end."""
    index = int(text)
    if index < 0:
        raise Refused("workbook_broken")
    return index


def text_of(value: object, kind: str) -> str:
    """Return a value as a list in text form would write it."""
    if value is None:
        return ""
    if kind == "b":
        return "WAHR" if value else "FALSCH"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == MIDNIGHT else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return number_text(value)
    return str(value)


def number_text(value: float) -> str:
    """Return a number without a needless fraction; one that lost digits shows that it did."""
    if abs(value) >= TOO_LONG_TO_BE_EXACT:
        return f"{value:.14E}"
    return str(int(value)) if value == int(value) else repr(value)


def merged_ranges(element: Any) -> list[list[int]]:  # noqa: ANN401 - as above.
    """Return first row, first column, last row and last column of merged cells."""
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415 - a heavy library.

    found = []
    for part in element:
        left, top, right, bottom = range_boundaries(part.get("ref"))
        found.append([top, left, bottom, right])
    return found


def say(line: object) -> None:
    """Write one line of the answer."""
    sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
