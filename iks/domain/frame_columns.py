"""The columns of a list whose headings nobody knows yet: where they stand, and which values they hold."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice

from iks.domain.frame_fault import FaultList, FrameFault, FrameFileRejected
from iks.domain.frame_file import IN_THE_BROWSER, FrameLimits
from iks.domain.frame_table import (
    HEADER_WITHIN,
    MOST_COLUMNS,
    SEPARATORS,
    Header,
    Table,
    TableRow,
    TextTable,
    find_header,
)
from iks.domain.frame_text import decode

MOST_WORDS = 1000
"""How many different values of a column are kept; a column with more has no table of values."""
SHOWN_SAMPLES = 3
LEAST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    Parameters
    ----------
    name : str
        Heading, without blanks around it.
    words : tuple of str
        Different values, the most frequent first; at most ``MOST_WORDS``.
    is_unique : bool
        Whether no value was met twice.
    """

    name: str
    words: tuple[str, ...] = ()
    is_unique: bool = False

    @property
    def samples(self) -> tuple[str, ...]:
        """A few values, to recognise the column by.

        Examples
        --------
        >>> Column("Ort", ("Nord", "Süd", "Ost", "West")).samples
        ('Nord', 'Süd', 'Ost')
        """
        return self.words[:SHOWN_SAMPLES]


def read_columns(
    data: bytes, known: Collection[str], limits: FrameLimits = IN_THE_BROWSER
) -> tuple[Column, ...]:
    r"""Read the headings of a list that came as text, and the different values under each.

    *Valid if* the header row is the first one as wide as most rows, where it does not name known headings.

    Parameters
    ----------
    data : bytes
        The file; title lines above the header are allowed.
    known : collection of str
        Headings that earlier lists had; two of them make a row the header row.
    limits : FrameLimits
        Size of the file, and rows that are looked at.

    Returns
    -------
    tuple of Column
        In the order of the file; columns without a heading are left out.

    Raises
    ------
    FrameFileRejected
        When the file cannot be read or holds no table.

    Examples
    --------
    >>> read_columns(b"Bestand\n\nNr;Ort\n1;Nord\n2;Nord\n", ())[1].words
    ('Nord',)
    """
    text, _ = decode(data, limits.max_bytes)
    header = find_header(text, known) or _guessed(text)
    if header is None:
        raise FrameFileRejected([FrameFault(None, None, "no_table")])
    return columns_of(TextTable(text, header.separator), header, limits.max_rows)


def columns_of(table: Table, header: Header, max_rows: int) -> tuple[Column, ...]:
    r"""Return the headings of a table and the different values under each.

    Parameters
    ----------
    table : Table
        From a text or a workbook.
    header : Header
        Where the headings stand.
    max_rows : int
        How many rows are looked at.

    Returns
    -------
    tuple of Column
        In the order of the file; columns without a heading are left out.

    Examples
    --------
    >>> columns_of(TextTable("Nr\n7", ";"), Header(1, ";", ("Nr",)), 10)
    (Column(name='Nr', words=('7',), is_unique=True),)
    """
    found: list[Counter[str]] = [Counter() for _ in header.names]
    rows = (row.cells for row in table.rows(FaultList()) if row.number > header.row)
    for cells in islice(rows, max_rows):
        for count, cell in zip(found, cells, strict=False):
            word = cell.strip()
            # A column of numbers would fill the memory; what was seen so far says enough about it.
            if word and (word in count or len(count) < MOST_WORDS):
                count[word] += 1
    return tuple(
        Column(name.strip(), tuple(word for word, _ in count.most_common()), _is_unique(count))
        for name, count in zip(header.names, found, strict=True)
        if name.strip()
    )


def _is_unique(count: Counter[str]) -> bool:
    return max(count.values(), default=0) == 1


def guess_header(rows: Iterable[TableRow]) -> TableRow | None:
    """Return the first row that is as wide as most rows near the top, with another heading in each cell.

    Parameters
    ----------
    rows : iterable of TableRow
        The first rows of a text or sheet.

    Returns
    -------
    TableRow or None
        None where no row looks like one.

    Examples
    --------
    >>> rows = [["Liste", "", ""], ["Nr", "Ort", "Art"], ["1", "Nord", "a"], ["2", "Nord", "a"]]
    >>> guess_header(TableRow(number, cells) for number, cells in enumerate(rows)).cells
    ['Nr', 'Ort', 'Art']
    """
    top = [row for row in rows if "".join(row.cells).strip() and len(row.cells) <= MOST_COLUMNS]
    widths = Counter(_width(row) for row in top)
    width = max(widths, key=lambda cells: (widths[cells], cells), default=0)
    for row in top:
        named = {cell.strip() for cell in row.cells if cell.strip()}
        if _width(row) == len(named) >= max(width, LEAST_COLUMNS):
            return row
    return None


def _width(row: TableRow) -> int:
    """Return how many cells a row has, without the empty ones behind the last."""
    return max((place for place, cell in enumerate(row.cells, 1) if cell.strip()), default=0)


def _guessed(text: str) -> Header | None:
    """Return the header by the separator that gives the most columns."""
    headers = []
    for separator in SEPARATORS:
        top = islice(TextTable(text, separator).rows(FaultList()), HEADER_WITHIN)
        row = guess_header(top)
        if row:
            headers.append(Header(row.number, separator, tuple(row.cells)))
    return max(headers, key=lambda header: len(header.names), default=None)
