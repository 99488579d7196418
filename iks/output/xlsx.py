"""Tables as workbooks for office software: typed cells, a header that stays in sight, and a filter.

A library makes the workbook with its headers, looks and filters; its way to write cells takes 8 microseconds
each, so the rows are put in afterwards, each cell in the form in which the library writes it.
"""

import io
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from iks.errors import N_, InvalidInput
from iks.output.csv import Cell

# One row of the sheet is the header.
MOST_ROWS = 1_048_576 - 1

_NARROWEST, _WIDEST = 10, 80
_AT_ONCE = 1000
_SAMPLE = re.compile(r'<row r="2".*?</row>', re.DOTALL)
_STYLE = re.compile(r'<c r="([A-Z]+)2"( s="\d+")?>')
# XML cannot hold these, and office software reads _x0007_ as such a character; so its like is written out.
_SPECIAL = re.compile("[\0-\b\v\f\r\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; its columns of ``shares`` hold rates of 0..1, those of ``long`` sentences.

    Numbers of all other columns are whole.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    shares: Collection[str] = ()
    long: Collection[str] = ()


def to_xlsx(sheets: Sequence[Sheet], created: datetime) -> bytes:
    """Return sheets as a workbook; the same rows and moment give the same bytes.

    Text stays text whatever it begins with: no cell is a formula or a link.

    Raises
    ------
    InvalidInput
        When a sheet has more rows than a workbook can hold.
    """
    if any(len(sheet.rows) > MOST_ROWS for sheet in sheets):
        raise InvalidInput(
            N_("Eine Arbeitsmappe fasst höchstens 1.048.575 Zeilen."),
            todo=N_("Bitte wählen Sie CSV oder einen kürzeren Zeitraum."),
        )
    rows = {f"xl/worksheets/sheet{place}.xml": sheet.rows for place, sheet in enumerate(sheets, 1)}
    file = io.BytesIO()
    # Rows of a table are alike; more effort makes them hardly smaller. Parts get no moment of their own.
    filled = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with zipfile.ZipFile(_without_rows(sheets, created)) as book, filled:
        for name in book.namelist():
            with filled.open(name, "w") as part:
                if name in rows:
                    part.writelines(_with_rows(book.read(name).decode(), rows[name]))
                else:
                    part.write(book.read(name))
    return file.getvalue()


def _without_rows(sheets: Sequence[Sheet], created: datetime) -> io.BytesIO:
    """Make the workbook with one sample row a sheet, which shows the looks of its columns."""
    import xlsxwriter  # noqa: PLC0415 - Only those who export load it.

    file = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        # Workbooks know no zones; the moment is that of the application's clock.
        book.set_properties({"created": created.replace(tzinfo=None)})
        header = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        looks = [
            book.add_format({"num_format": "#,##0"}),
            book.add_format({"num_format": "0.0%"}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        ]
        for sheet in sheets:
            _head(book.add_worksheet(sheet.title), sheet, header, looks)
    return file


def _head(page: Any, sheet: Sheet, header: object, looks: list[object]) -> None:  # noqa: ANN401 - Untyped.
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, _WIDEST if column in sheet.long else max(_NARROWEST, len(column) + 4))
        page.write_string(0, place, column, header)
    for place, column in enumerate(sheet.columns):
        look = 1 if column in sheet.shares else 2 if column in sheet.long else 0
        page.write_number(1, place, 0, looks[look])


def _with_rows(page: str, rows: Sequence[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the XML of a sheet with its rows in the place of the sample."""
    sample = _SAMPLE.search(page)
    if sample is None:
        raise ValueError("The library wrote no sample row, or wrote it in another form.")
    columns = _STYLE.findall(sample[0])
    used = f'<dimension ref="A1:{columns[-1][0]}{len(rows) + 1}"/>'
    yield re.sub(r"<dimension [^>]*>", used, page[: sample.start()], count=1).encode()
    for first in range(0, len(rows), _AT_ONCE):
        some = enumerate(rows[first : first + _AT_ONCE], first + 2)
        yield "".join([_row(number, row, columns) for number, row in some]).encode()
    yield page[sample.end() :].encode()


def _row(number: int, row: Sequence[Cell], columns: list[tuple[str, str]]) -> str:
    cells = [
        f'<c r="{column}{number}"{style} t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
        if isinstance(cell, str)
        else f'<c r="{column}{number}"{style}><v>{cell!r}</v></c>'
        for cell, (column, style) in zip(row, columns, strict=True)
        if cell is not None and cell != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


# The same words come in many rows.
@lru_cache(maxsize=10_000)
def _text(cell: str) -> str:
    return escape(_SPECIAL.sub(lambda found: f"_x{ord(found[0]):04X}_", cell))
