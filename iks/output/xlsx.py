"""Tables as workbooks for office software: typed cells, a header that stays in sight, and a filter."""

import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from iks.errors import N_, InvalidInput
from iks.output.csv import Cell

# One row of the sheet is the header.
MOST_ROWS = 1_048_576 - 1

_NARROWEST, _WIDEST = 10, 80
_HEADER = {"bold": True, "bottom": 1, "valign": "top"}
_WRAPPED = {"text_wrap": True, "valign": "top"}
_NUMBERS = {"share": "0.0%", "whole": "#,##0"}


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; its columns of ``shares`` hold rates of 0..1, those of ``long`` sentences.

    Numbers of all other columns are whole.
    """

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
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
    import xlsxwriter  # noqa: PLC0415 - Only those who export load it.

    file = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        # Writers of workbooks know no zones; the moment is that of the application's clock.
        book.set_properties({"created": created.replace(tzinfo=None)})
        formats = _Formats(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.title), sheet, formats)
    return file.getvalue()


class _Formats:
    """The looks of cells, each made once for the whole workbook."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - The library names no types.
        self.header = book.add_format(_HEADER)
        self.wrapped = book.add_format(_WRAPPED)
        self.share = book.add_format({"num_format": _NUMBERS["share"]})
        self.whole = book.add_format({"num_format": _NUMBERS["whole"]})


def _write(page: Any, sheet: Sheet, formats: _Formats) -> None:  # noqa: ANN401 - As above.
    page.freeze_panes(1, 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, _WIDEST if column in sheet.long else max(_NARROWEST, len(column) + 4))
        page.write_string(0, place, column, formats.header)
    looks = [_look(column, sheet, formats) for column in sheet.columns]
    last = 0
    # In constant memory each row is on the disk before the next one comes.
    for row in sheet.rows:
        last += 1
        if last > MOST_ROWS:
            raise InvalidInput(
                N_("Eine Arbeitsmappe fasst höchstens 1.048.575 Zeilen."),
                todo=N_("Bitte wählen Sie CSV oder einen kürzeren Zeitraum."),
            )
        for place, cell in enumerate(row):
            if isinstance(cell, str) and cell:
                page.write_string(last, place, cell, looks[place])
            elif isinstance(cell, (int, float)):
                page.write_number(last, place, cell, looks[place] or formats.whole)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _look(column: str, sheet: Sheet, formats: _Formats) -> Any:  # noqa: ANN401 - As above.
    if column in sheet.shares:
        return formats.share
    return formats.wrapped if column in sheet.long else None
