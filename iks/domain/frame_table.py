"""A list as rows of cells, whether it came as text or as a workbook; and which of its rows is the header."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol

from iks.domain.frame_fault import CellFault, FaultList
from iks.domain.frame_text import plain_name, records

SEPARATORS = (";", ",", "\t")
HEADER_WITHIN = 50
"""In how many rows from the top the header is looked for."""
LEAST_HEADINGS = 2
"""How many known headings make a row the header row."""
MOST_COLUMNS = 1000

# Words with which a line below the list begins that counts what stands above it.
_TOTAL_WORD = re.compile(
    r"(?:gesamt(?:summe|ergebnis|zahl|anzahl)?|(?:zwischen|teil)?summe|(?:teil)?ergebnis|anzahl|insgesamt"
    r"|zusammen|total)\b|[\d.]+ (?:akten|fälle|datensätze|zeilen|personen|bedarfsgemeinschaften)\b",
    re.IGNORECASE,
)
# A word, a number and perhaps a unit; a case file has more to say.
_MOST_OF_A_TOTAL = 3


class TableRow(NamedTuple):
    """One row of a list.

    Parameters
    ----------
    number : int
        Row as a spreadsheet counts it.
    cells : list of str
        What stands in it.
    faults : tuple of (int or None, CellFault)
        What could not be read, by the place of the cell; None for the row as a whole.
    """

    number: int
    cells: list[str]
    faults: tuple[tuple[int | None, CellFault], ...] = ()


class Table(Protocol):
    """Rows that can be gone through again and again."""

    @property
    def size(self) -> int:
        """About how many rows there are."""

    def rows(self, faults: FaultList) -> Iterator[TableRow]:
        """Yield the rows from the top; what cannot be split into rows is taken down."""


@dataclass(frozen=True, slots=True)
class TextTable:
    r"""The rows of a list that came as text.

    Examples
    --------
    >>> [row.cells for row in TextTable("a;b\nc;d", ";").rows(FaultList())]
    [['a', 'b'], ['c', 'd']]
    """

    text: str
    separator: str

    @property
    def size(self) -> int:
        """How many lines there are."""
        return self.text.count("\n") + 1

    def rows(self, faults: FaultList) -> Iterator[TableRow]:
        """Yield the rows from the top."""
        for number, cells in records(self.text, self.separator, faults):
            yield TableRow(number, cells)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header row stands, how its cells are separated, and what they say.

    The separator is empty for a workbook, and the sheet for a text.
    """

    row: int
    separator: str
    names: tuple[str, ...]
    sheet: str = ""


def best_header(rows: Iterable[TableRow], wanted: Collection[str]) -> tuple[int, TableRow | None]:
    """Return the row with the most of these headings, and how many it has.

    Returns
    -------
    tuple of (int, TableRow or None)
        0 and None where no row has two of them.

    Examples
    --------
    >>> best_header([TableRow(1, ["Liste"]), TableRow(2, ["Nr", "Ort"])], ["Ort", "Nr"])[0]
    2
    """
    known = {plain_name(name) for name in wanted}
    best, best_score = None, LEAST_HEADINGS - 1
    for row in rows:
        # A row of a million cells is no header, and looking at each would take long.
        score = len(known & set(map(plain_name, row.cells))) if len(row.cells) <= MOST_COLUMNS else 0
        if score > best_score:
            best, best_score = row, score
    return (best_score, best) if best else (0, None)


def find_header(text: str, wanted: Collection[str]) -> Header | None:
    r"""Find the header row of a text below any title lines, and the separator with it.

    Returns
    -------
    Header or None
        The row near the top with the most of these headings; None where no row has two of them.

    Examples
    --------
    >>> find_header("Bestand\n\nNr,Ort\n1,Nord", ["Nr", "Ort"])
    Header(row=3, separator=',', names=('Nr', 'Ort'), sheet='')
    """
    best, best_score = None, 0
    for separator in SEPARATORS:
        rows = islice(TextTable(text, separator).rows(FaultList()), HEADER_WITHIN)
        score, row = best_header(rows, wanted)
        if row and score > best_score:
            best, best_score = Header(row.number, separator, tuple(row.cells)), score
    return best


def is_total_line(cells: Iterable[str]) -> bool:
    """Return whether a row could be a line below the list that counts what stands above it.

    Examples
    --------
    >>> is_total_line(["", "Gesamt:", "400"]), is_total_line(["Mitte", "67702BG4403090"])
    (True, False)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not 0 < len(filled) <= _MOST_OF_A_TOTAL or not _TOTAL_WORD.match(filled[0]):
        return False
    return all(cell.isalpha() or not cell.strip(" .,0123456789") for cell in filled[1:])
