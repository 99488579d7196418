"""The monthly counts of objections as office software writes them: all of the file, or every fault in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from iks.domain.frame_fault import FaultList, FrameFault, FrameFileRejected
from iks.domain.frame_table import Header, TableRow, TextTable, find_header
from iks.domain.frame_text import decode, plain_name, refuse_nul
from iks.domain.month import Month
from iks.domain.objections import (
    LARGEST_COUNT,
    NUMBERS,
    Key,
    ObjectionKind,
    Topic,
    TopicCounts,
    count_faults,
    in_figures,
)

Word = TypeVar("Word", bound=str)

MOST_BYTES = 400_000
"""More than ten years of all topics and kinds."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "month": ("Monat",),
    "kind": ("Art", "Verfahrensart", "Verfahren"),
    "topic": ("Sachgebiet", "Thema"),
    "stock_begin": ("Bestand am Anfang", "Anfangsbestand", "Bestand Anfang"),
    "received": ("Eingänge", "Eingang", "Zugänge", "Zugang"),
    "closed_allowed": ("Stattgegeben", "Abhilfe", "Abgeholfen"),
    "closed_partly": ("Teilweise stattgegeben", "Teilabhilfe"),
    "closed_rejected": ("Zurückgewiesen", "Zurückweisung", "Abgewiesen"),
    "closed_other": ("Sonst erledigt", "Sonstige Erledigung", "Zurückgenommen oder sonst erledigt"),
    "reason_law": ("Recht falsch angewendet", "Fehlerhafte Rechtsanwendung"),
    "reason_facts": ("Sachverhalt nicht ermittelt", "Unzureichende Sachverhaltsaufklärung"),
    "reason_documents": ("Unterlagen nachgereicht", "Nachgereichte Unterlagen"),
    "reason_law_changed": ("Recht geändert", "Rechtsänderung"),
    "reason_other": ("Andere Gründe", "Sonstige Gründe"),
    "stock_end": ("Bestand am Ende", "Endbestand", "Bestand Ende"),
}
"""German headings of each column, the one that pages show first; the column's own name is read as well."""

KINDS: Mapping[ObjectionKind, tuple[str, ...]] = {
    ObjectionKind.OBJECTION: ("Widerspruch", "Widersprüche"),
    ObjectionKind.COURT_CASE: ("Klage", "Klagen"),
    ObjectionKind.INTERIM_RELIEF: ("Eilverfahren", "Einstweiliger Rechtsschutz", "ER"),
}
"""German words of each kind, the one that the example file has first."""

_MONTH_FORMS = (
    re.compile(r"(?P<y>20\d\d)-(?P<m>\d\d)(?:-\d\d)?(?: 00:00(?::00)?)?"),
    re.compile(r"(?:\d{1,2}[./])?(?P<m>\d{1,2})[./](?P<y>20\d\d)"),
    re.compile(r"(?P<name>[^\W\d_]{3,})\.?[ -](?P<y>20\d\d|\d\d)"),
)
# The beginnings of the names of the months, German and English.
_NAMES = (
    ("jan",),
    ("feb",),
    ("mrz", "mär", "mar"),
    ("apr",),
    ("mai", "may"),
    ("jun",),
    ("jul",),
    ("aug",),
    ("sep",),
    ("okt", "oct"),
    ("nov",),
    ("dez", "dec"),
)
_CENTURY = 2000
_FIRST_YEAR = 2005
_COUNT = re.compile(r"\d{1,6}|\d{1,3}[. \u00a0]\d{3}")
_LATER_HEADINGS = ("Summe", "Gesamt", "Insgesamt", "Total")


def read_month(text: str) -> Month | None:
    """Read a month as people and spreadsheets write it.

    Parameters
    ----------
    text : str
        ``2026-11``, ``11/2026``, ``11.2026``, ``01.11.2026``, ``November 2026``, ``Nov 26``.

    Returns
    -------
    Month or None
        None where it is no month since the law is in force.

    Examples
    --------
    >>> [str(read_month(text)) for text in ("2026-11", "01.11.2026", "Nov. 26", "13/2026")]
    ['2026-11', '2026-11', '2026-11', 'None']
    """
    for form in _MONTH_FORMS:
        match = form.fullmatch(text.strip())
        if match is None:
            continue
        found = match.groupdict()
        number = _named(found["name"]) if "name" in found else int(found["m"])
        year = int(found["y"]) % _CENTURY + _CENTURY
        return Month(year, number) if 1 <= number <= len(_NAMES) and year >= _FIRST_YEAR else None
    return None


def _named(name: str) -> int:
    start = plain_name(name)[:3]
    return next((n for n, names in enumerate(_NAMES, 1) if start in names), 0)


def read_count(text: str) -> int | None:
    """Read a number of cases as people write it, with or without a point between the thousands.

    Examples
    --------
    >>> read_count(" 1.234 "), read_count("0"), read_count("-3"), read_count("2,5")
    (1234, 0, None, None)
    """
    figure = text.strip()
    if not (figure.isascii() or "\u00a0" in figure) or not _COUNT.fullmatch(figure):
        return None
    value = int(re.sub(r"\D", "", figure))
    return value if value <= LARGEST_COUNT else None


def read_objections(
    data: bytes, topics: Sequence[Topic], stored: Mapping[Key, TopicCounts], last_month: Month
) -> tuple[TopicCounts, ...]:
    r"""Read the counts of a file, completely or not at all.

    *Valid if* the columns are headed as ``COLUMNS`` says; which of two counts was mistyped shows only where
    the balance breaks.

    Parameters
    ----------
    data : bytes
        CSV with ``;``, ``,`` or tab; UTF-8 with or without byte order mark, UTF-16 or Windows-1252.
    topics : sequence of Topic
        The topics of the house.
    stored : mapping of Key to TopicCounts
        What was recorded before.
    last_month : Month
        The newest month that is over.

    Returns
    -------
    tuple of TopicCounts
        In the order of the file.

    Raises
    ------
    FrameFileRejected
        With every fault of every row at once.

    Examples
    --------
    >>> read_objections(b"month;kind\n2026-11;objection", (), {}, Month(2026, 11))
    ... # doctest: +ELLIPSIS
    Traceback (most recent call last):
    iks.domain.frame_fault.FrameFileRejected: Die Liste hat 13 Fehler. ...
    """
    text, _ = decode(data, MOST_BYTES)
    refuse_nul(text)
    header = find_header(text, [name for column in COLUMNS for name in _headings(column)])
    if header is None:
        wanted = tuple(names[0] for names in COLUMNS.values())
        raise FrameFileRejected([FrameFault(None, None, "header_not_found", {"columns": wanted})])
    reader = _RowReader(header, topics, last_month)
    table = TextTable(text, header.separator)
    for row in table.rows(reader.faults):
        if row.number > header.row and not _says_nothing(row):
            reader.read(row)
    reader.compare(stored)
    return tuple(reader.rows.values())


def _headings(column: str) -> tuple[str, ...]:
    return (column, *COLUMNS[column])


def _says_nothing(row: TableRow) -> bool:
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    return not filled or plain_name(filled[0]).rstrip(":") in {plain_name(w) for w in _LATER_HEADINGS}


class _RowReader:
    """Reads rows below a header and takes down what is wrong with them."""

    def __init__(self, header: Header, topics: Sequence[Topic], last_month: Month) -> None:
        self.faults = FaultList()
        self.rows: dict[Key, TopicCounts] = {}
        self._places: dict[Key, int] = {}
        self._last_month = last_month
        self._columns = self._find_columns(header)
        self._kinds = {plain_name(w): kind for kind, words in KINDS.items() for w in (kind.value, *words)}
        self._topics = {
            plain_name(word): topic.id for topic in topics for word in (topic.id, topic.label, topic.label_en)
        }
        self._shown_topics = tuple(topic.label for topic in topics)

    def _find_columns(self, header: Header) -> dict[str, tuple[int, str]]:
        """Return place and heading of each column; refuse a file in which one is missing or twice there."""
        names = [plain_name(name) for name in header.names]
        found = {}
        for column in COLUMNS:
            wanted = {plain_name(name) for name in _headings(column)}
            places = [place for place, name in enumerate(names) if name in wanted]
            if not places:
                self.faults.add(header.row, COLUMNS[column][0], "column_missing")
            elif len(places) > 1:
                self.faults.add(header.row, header.names[places[0]], "column_twice", count=len(places))
            else:
                found[column] = (places[0], header.names[places[0]].strip())
        self.faults.raise_any()
        return found

    def read(self, row: TableRow) -> None:
        """Read one row, or take down everything in it that cannot be read."""
        before = self.faults.total
        month = self._month(row)
        kinds = tuple(words[0] for words in KINDS.values())
        kind = self._word(row, "kind", self._kinds, "kind_unknown", kinds)
        topic = self._word(row, "topic", self._topics, "topic_unknown", self._shown_topics)
        numbers = {name: self._number(row, name) or 0 for name in NUMBERS}
        if self.faults.total > before or month is None or kind is None or topic is None:
            return
        counts = TopicCounts(month, kind, topic, **numbers)
        if counts.key in self.rows:
            self.faults.add(row.number, None, "row_twice", other_row=self._places[counts.key])
            return
        self.rows[counts.key], self._places[counts.key] = counts, row.number

    def compare(self, stored: Mapping[Key, TopicCounts]) -> None:
        """Hold the rows against each other and what was recorded; refuse the file with all its faults."""
        for fault in count_faults(tuple(self.rows.values()), stored):
            heading = self._columns[fault.column][1]
            self.faults.add(self._places[fault.key], heading, fault.code, **fault.params)
        if not self.rows and not self.faults.total:
            self.faults.add(None, None, "no_rows")
        self.faults.kept.sort(key=lambda fault: fault.row or 0)
        self.faults.raise_any()

    def _cell(self, row: TableRow, column: str) -> str:
        place = self._columns[column][0]
        return row.cells[place].strip() if place < len(row.cells) else ""

    def _fault(self, row: TableRow, column: str, code: str, **params: object) -> None:
        self.faults.add(row.number, self._columns[column][1], code, **params)

    def _month(self, row: TableRow) -> Month | None:
        text = self._cell(row, "month")
        month = read_month(text)
        if month is None:
            self._fault(row, "month", "month_unknown" if text else "cell_empty", value=text)
        elif month > self._last_month:
            self._fault(row, "month", "month_not_over", value=in_figures(month))
        return month

    def _word(
        self, row: TableRow, column: str, words: Mapping[str, Word], code: str, known: tuple[str, ...]
    ) -> Word | None:
        text = self._cell(row, column)
        found = words.get(plain_name(text))
        if found is None:
            self._fault(row, column, code if text else "cell_empty", value=text, known=known)
        return found

    def _number(self, row: TableRow, column: str) -> int | None:
        text = self._cell(row, column)
        value = read_count(text)
        if value is None:
            self._fault(row, column, "no_count" if text else "cell_empty", value=text)
        return value


def blank_rows(
    topics: Sequence[Topic], kinds: Iterable[ObjectionKind], month: Month, stored: Mapping[Key, TopicCounts]
) -> list[list[str | int | None]]:
    """Return the rows of a file that waits to be filled in: what is known stands in it, the rest is empty.

    Examples
    --------
    >>> topic = Topic("access", "Zugang", "Access", {}, 9, 0.06)
    >>> blank_rows([topic], [ObjectionKind.COURT_CASE], Month(2026, 11), {})[0][:4]
    ['2026-11', 'Klage', 'Zugang', None]
    """
    rows: list[list[str | int | None]] = []
    for kind in kinds:
        for topic in topics:
            before = stored.get((month.shift(-1), kind, topic.id))
            open_before = before.stock_end if before else None
            names = [str(month), KINDS[kind][0], topic.label]
            rows.append([*names, open_before, *[None] * (len(NUMBERS) - 1)])
    return rows
