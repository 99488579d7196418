"""Workbooks as office software writes them, and archives that only look like one."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import xlsxwriter

Sheet = Any


def workbook(*sheets: tuple[str, Callable[[Sheet, Any], None]], **options: object) -> bytes:
    """Return a workbook; each sheet has a title and what fills it, given the sheet and the book."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    for title, fill in sheets:
        fill(book.add_worksheet(title), book)
    book.close()
    return buffer.getvalue()


def rows_of(data: bytes, encoding: str = "cp1252", separator: str = ";") -> list[list[str]]:
    """Return the rows of a list in text form."""
    return list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=separator))


def written(rows: Iterable[Sequence[str]], start: int = 0) -> Callable[[Sheet, Any], None]:
    """Return what fills a sheet with texts."""

    def fill(sheet: Sheet, book: object) -> None:
        del book
        for number, cells in enumerate(rows, start):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell)

    return fill


def as_workbook(data: bytes, encoding: str = "cp1252", separator: str = ";") -> bytes:
    """Return a list in text form as a workbook of one sheet, every cell a text."""
    return workbook(("Bestand", written(rows_of(data, encoding, separator))))


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive with these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook of which one part is changed."""
    parts = unpacked(data)
    return packed({**parts, part: change(parts[part])})


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
