"""From the bytes of a list that came as text to its rows."""

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator

from iks.domain.frame_fault import FaultList, FrameFault, FrameFileRejected

MEBIBYTE = 1024 * 1024

_BINARY = {
    b"PK\x03\x04": "workbook_given",
    b"\xd0\xcf\x11\xe0": "xls_given",
    b"%PDF": "binary_given",
    b"\x1f\x8b": "binary_given",
    b"\xff\xfe\x00\x00": "binary_given",
    b"\x00\x00\xfe\xff": "binary_given",
}
# How the name of the part stands in a workbook that asks for a password.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


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
        For an empty, too large or binary file, or bytes of no such encoding.

    Examples
    --------
    >>> decode("Süd".encode("cp1252"), 100)
    ('Süd', 'cp1252')
    """
    if len(data) > max_bytes:
        raise _refused("file_too_large", limit=f"{max_bytes / MEBIBYTE:g}")
    for start, code in _BINARY.items():
        if data.startswith(start):
            raise _refused("workbook_locked" if _ENCRYPTED in data else code)
    text, encoding = _decoded(data)
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


def refuse_nul(text: str) -> None:
    r"""Refuse a text without a header that holds a NUL character: it is something else than a list.

    Raises
    ------
    FrameFileRejected
        With the first row that has one.

    Examples
    --------
    >>> refuse_nul("Ort;Nr")
    """
    if "\0" in text:
        raise _refused("nul_character", row=_row_of(text, text.index("\0")))


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
        except csv.Error as error:
            # The limit of the parser is far above that of any cell which means something.
            is_long = str(error).startswith("field larger")
            faults.add(row, None, "cell_endless" if is_long else "quotes_broken")
            if reader.line_num - lines_before > 1:
                return
            continue
        yield row, cells
