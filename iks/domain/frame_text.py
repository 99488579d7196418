"""From the bytes of a list to its rows: which encoding, which separator, where the header stands."""

import codecs
import csv
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from iks.domain.frame_fault import FaultList, FrameFault, FrameFileRejected

SEPARATORS = (";", ",", "\t")
HEADER_WITHIN = 50
"""In how many rows from the top the header is looked for."""
LEAST_HEADINGS = 2
"""How many known headings make a row the header row."""
MOST_COLUMNS = 1000

MEBIBYTE = 1024 * 1024

_BINARY = {
    b"PK\x03\x04": "xlsx_given",
    b"\xd0\xcf\x11\xe0": "xlsx_given",
    b"%PDF": "binary_given",
    b"\x1f\x8b": "binary_given",
    b"\xff\xfe\x00\x00": "binary_given",
    b"\x00\x00\xfe\xff": "binary_given",
}


_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header row stands, how its cells are separated, and what they say."""

    row: int
    separator: str
    names: tuple[str, ...]


def plain_name(text: str) -> str:
    """Return a heading or word as it is compared: without blanks around it, whatever its case.

    Parameters
    ----------
    text : str
        As the file writes it.

    Returns
    -------
    str
        The form to compare.

    Examples
    --------
    >>> plain_name(" BG-Nummer ") == plain_name("bg-nummer")
    True
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def decode(data: bytes, max_bytes: int) -> tuple[str, str]:
    """Return the text of a list and the name of its encoding.

    *Valid if* the list is UTF-8, UTF-16 with a byte order mark, or else Windows-1252, which is what
    office software writes.

    Parameters
    ----------
    data : bytes
        The whole file.
    max_bytes : int
        Size from which a file is refused.

    Returns
    -------
    tuple of (str, str)
        Text without byte order mark, and ``utf-8``, ``utf-8-sig``, ``utf-16`` or ``cp1252``.

    Raises
    ------
    FrameFileRejected
        For an empty, too large or binary file, a NUL character, or bytes of no such encoding.

    Examples
    --------
    >>> decode("Süd".encode("cp1252"), 100)
    ('Süd', 'cp1252')
    """
    if len(data) > max_bytes:
        raise _refused("file_too_large", limit=f"{max_bytes / MEBIBYTE:g}")
    for start, code in _BINARY.items():
        if data.startswith(start):
            raise _refused(code)
    text, encoding = _decoded(data)
    if "\0" in text:
        raise _refused("nul_character", row=_row_of(text, text.index("\0")))
    if not text.strip():
        raise _refused("file_empty")
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded_as(data, "utf-16"), "utf-16"
    if data.startswith(codecs.BOM_UTF8):
        return _decoded_as(data, "utf-8-sig"), "utf-8-sig"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decoded_as(data, "cp1252"), "cp1252"


def _decoded_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        raise _refused("encoding_unknown", row=_row_of(before, len(before))) from error


def _row_of(text: str, position: int) -> int:
    return sum(1 for _ in _lines(f"{text[:position]}."))


def _lines(text: str) -> Iterator[str]:
    """Yield the lines with their ends, one at a time: a copy of a long list would need much memory."""
    return (line[0] for line in _LINE.finditer(text))


def _refused(code: str, row: int | None = None, **params: object) -> FrameFileRejected:
    return FrameFileRejected([FrameFault(row, None, code, params)])


def records(text: str, separator: str, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
    r"""Yield the rows of a list with their numbers, as a spreadsheet counts them.

    A line break inside quotation marks does not start a new row. Where quotation marks do not match,
    the row is taken down as a fault; reading goes on only if no further line was swallowed by it.

    Yields
    ------
    tuple of (int, list of str)
        Number from 1, and cells; an empty line has no cells.

    Examples
    --------
    >>> list(records('a;b\n"c\nd";e', ";", FaultList()))
    [(1, ['a', 'b']), (2, ['c\nd', 'e'])]
    """
    reader = csv.reader(_lines(text), delimiter=separator, strict=True)
    row = 0
    while True:
        row += 1
        lines_before = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            faults.add(row, None, "quotes_broken")
            if reader.line_num - lines_before > 1:
                return
            continue
        yield row, cells


def find_header(text: str, wanted: Collection[str]) -> Header | None:
    r"""Find the header row below any title lines, and the separator with it.

    Returns
    -------
    Header or None
        The row near the top with the most of these headings; None where no row has two of them.

    Examples
    --------
    >>> find_header("Bestand\n\nNr,Ort\n1,Nord", ["Nr", "Ort"])
    Header(row=3, separator=',', names=('Nr', 'Ort'))
    """
    known = {plain_name(name) for name in wanted}
    best, best_score = None, LEAST_HEADINGS - 1
    for separator in SEPARATORS:
        for row, cells in islice(records(text, separator, FaultList()), HEADER_WITHIN):
            # A row of a million cells is no header, and looking at each would take long.
            score = len(known & {plain_name(cell) for cell in cells}) if len(cells) <= MOST_COLUMNS else 0
            if score > best_score:
                best, best_score = Header(row, separator, tuple(cells)), score
    return best
