"""Lists that were damaged on the way, dressed up, or made to do harm; each kind by its seed."""

import codecs
import csv
import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache

from iks.domain.frame_text import MEBIBYTE
from tests.month_under_test import FRAMES
from tests.workbook_factory import (
    SHEET,
    STRINGS,
    changed,
    packed,
    rows_of,
    unpacked,
    workbook,
    written,
)

ROWS = 150


class Expected(Enum):
    """What has to become of an upload."""

    SAME = "taken over, with the meaning it had"
    REFUSED = "refused"
    EITHER = "refused, or taken over with the meaning that it has now"


@dataclass(frozen=True)
class Upload:
    """A list that is handed in."""

    kind: str
    area: str
    data: bytes
    original: bytes
    expected: Expected


@dataclass(frozen=True)
class Base:
    """A good list in text form, and how it is written."""

    area: str
    data: bytes
    encoding: str
    separator: str

    @property
    def rows(self) -> list[list[str]]:
        return rows_of(self.data, self.encoding, self.separator)

    @property
    def book(self) -> bytes:
        return _book(self)


@cache
def _bases() -> tuple[Base, ...]:
    def head(name: str) -> bytes:
        return b"".join((FRAMES / f"{name}.csv").read_bytes().splitlines(keepends=True)[:ROWS])

    return (
        Base("benefits", head("benefits-2026-12"), "cp1252", ";"),
        Base("integration", head("integration-2026-12"), "utf-8-sig", ","),
        Base("benefits", head("benefits-with-title-lines"), "utf-8", "\t"),
    )


@cache
def _book(base: Base) -> bytes:
    return workbook(("Bestand", written(base.rows)))


Mutation = Callable[[random.Random, Base], bytes]
KINDS: dict[str, tuple[Mutation, Expected]] = {}


def _kind(expected: Expected) -> Callable[[Mutation], Mutation]:
    def keep(mutation: Mutation) -> Mutation:
        KINDS[mutation.__name__] = (mutation, expected)
        return mutation

    return keep


def upload(seed: int) -> Upload:
    """Return the upload of a seed; the kinds take turns, so that few seeds show all of them."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret.
    name = list(KINDS)[seed % len(KINDS)]
    base = chance.choice(_bases())
    mutation, expected = KINDS[name]
    return Upload(name, base.area, mutation(chance, base), base.data, expected)


def _either_form(chance: random.Random, base: Base) -> bytes:
    return base.data if chance.random() < 0.5 else base.book


def _place(chance: random.Random, data: bytes) -> int:
    return chance.randrange(len(data))


def _as_text(rows: list[list[str]], separator: str = ";", quoting: int = csv.QUOTE_MINIMAL) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=separator, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return buffer.getvalue()


# Damage to bytes, whatever the form


@_kind(Expected.EITHER)
def flipped_bits(chance: random.Random, base: Base) -> bytes:
    data = bytearray(_either_form(chance, base))
    for _ in range(chance.choice([1, 1, 2, 8, 100])):
        data[_place(chance, data)] ^= 1 << chance.randrange(8)
    return bytes(data)


@_kind(Expected.EITHER)
def cut(chance: random.Random, base: Base) -> bytes:
    data = _either_form(chance, base)
    start, end = sorted((_place(chance, data), _place(chance, data)))
    return chance.choice([data[:start], data[end:], data[:start] + data[end:]])


@_kind(Expected.REFUSED)
def doubled(chance: random.Random, base: Base) -> bytes:
    if chance.random() < 0.5:
        return base.data + base.data
    return changed(base.book, SHEET, lambda xml: xml + xml)


@_kind(Expected.EITHER)
def block_repeated(chance: random.Random, base: Base) -> bytes:
    data = _either_form(chance, base)
    start, end = sorted((_place(chance, data), _place(chance, data)))
    return data[:end] + data[start:]


@_kind(Expected.EITHER)
def spliced(chance: random.Random, base: Base) -> bytes:
    first, other = _either_form(chance, base), _either_form(chance, chance.choice(_bases()))
    return first[: _place(chance, first)] + other[_place(chance, other) :]


@_kind(Expected.EITHER)
def bytes_inserted(chance: random.Random, base: Base) -> bytes:
    data = _either_form(chance, base)
    at = _place(chance, data)
    return data[:at] + chance.randbytes(chance.choice([1, 3, 1000])) + data[at:]


@_kind(Expected.REFUSED)
def nul_bytes(chance: random.Random, base: Base) -> bytes:
    at = chance.randrange(len(base.data) // 2, len(base.data))
    return base.data[:at] + bytes(chance.choice([1, 2, 5000])) + base.data[at:]


@_kind(Expected.EITHER)
def zeros_over_a_block(chance: random.Random, base: Base) -> bytes:
    data = bytearray(_either_form(chance, base))
    at = _place(chance, data)
    data[at : at + 64] = bytes(min(64, len(data) - at))
    return bytes(data)


@_kind(Expected.REFUSED)
def noise(chance: random.Random, base: Base) -> bytes:
    del base
    return chance.choice([b"", b"PK", b"\xd0\xcf\x11\xe0", b"\xff\xfe"]) + chance.randbytes(5000)


# Text that is written in another way, or wrongly


@_kind(Expected.SAME)
def written_anew(chance: random.Random, base: Base) -> bytes:
    quoting = chance.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
    text = _as_text(base.rows, chance.choice(";,\t"), quoting)
    text = text.replace("\r\n", chance.choice(["\r\n", "\n", "\r"]))
    return text.encode(chance.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))


@_kind(Expected.SAME)
def lines_around(chance: random.Random, base: Base) -> bytes:
    above = ["Auswertung", "", "Stichtag;30.11.2026", "erstellt von;Fachverfahren"]
    below = ["", f"Gesamt;{chance.randrange(9999)}"]
    text = _as_text(_below_title(base.rows))
    return "\r\n".join([*above, text.rstrip("\r\n"), *below]).encode("utf-8-sig")


@_kind(Expected.SAME)
def columns_in_another_order(chance: random.Random, base: Base) -> bytes:
    rows = [[*row, "Notiz; mit\nUmbruch"] for row in _below_title(base.rows)]
    order = chance.sample(range(len(rows[0])), len(rows[0]))
    return _as_text([[row[place] for place in order] for row in rows]).encode()


def _below_title(rows: list[list[str]]) -> list[list[str]]:
    return [row for row in rows if len(row) > 5]


@_kind(Expected.EITHER)
def wrong_encoding(chance: random.Random, base: Base) -> bytes:
    name = chance.choice(["cp850", "mac_roman", "utf-16-le", "utf-16-be", "utf-32", "cp500", "utf-7"])
    return _as_text(base.rows).encode(name)


@_kind(Expected.EITHER)
def two_encodings(chance: random.Random, base: Base) -> bytes:
    at = _place(chance, base.data)
    return base.data[:at] + codecs.BOM_UTF8 + "Süd;Möhringen\r\n".encode() + base.data[at:]


@_kind(Expected.REFUSED)
def header_twice(chance: random.Random, base: Base) -> bytes:
    rows = _below_title(base.rows)
    rows.insert(chance.randrange(2, len(rows)), rows[0])
    return _as_text(rows).encode()


@_kind(Expected.REFUSED)
def huge_columns(chance: random.Random, base: Base) -> bytes:
    wide = ";" * chance.choice([20_000] * 5 + [1_000_000]) + "x\r\n"
    text = _as_text(_below_title(base.rows))
    return (wide * 2 if chance.random() < 0.3 else text + wide).encode()


@_kind(Expected.REFUSED)
def endless_quote(chance: random.Random, base: Base) -> bytes:
    rows = _as_text(_below_title(base.rows)).splitlines(keepends=True)
    at = chance.randrange(1, len(rows))
    return "".join([*rows[:at], '"', *rows[at:] * chance.choice([1, 100])]).encode()


@_kind(Expected.REFUSED)
def formula_like_cells(chance: random.Random, base: Base) -> bytes:
    rows = _below_title(base.rows)
    chance.choice(rows[1:])[chance.randrange(2)] = chance.choice(
        ["=1+1", "+49", "@SUM(A1)", "=cmd|' /C x'!A0"]
    )
    return _as_text(rows).encode()


@_kind(Expected.REFUSED)
def million_faults(chance: random.Random, base: Base) -> bytes:
    del chance
    head = _as_text(_below_title(base.rows)[:1])
    return (head + "x;y\r\n" * 100_001).encode()


# Workbooks that are written in another way


@_kind(Expected.SAME)
def plain_workbook(chance: random.Random, base: Base) -> bytes:
    notes = ("Hinweise", written([["Bestand"], ["", "Stand heute"]]))
    sheets = [notes, ("Bestand", written(base.rows, chance.randrange(5)))]
    chance.shuffle(sheets)
    return workbook(*sheets, constant_memory=chance.random() < 0.5)


@_kind(Expected.SAME)
def typed_cells(chance: random.Random, base: Base) -> bytes:
    def fill(sheet: object, book: object) -> None:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for number, cells in enumerate(base.rows):
            for place, cell in enumerate(cells):
                _write_typed(chance, sheet, (number, place, cell), day)

    return workbook(("Bestand", fill), date_1904=chance.random() < 0.5)


def _write_typed(chance: random.Random, sheet: object, cell: tuple[int, int, str], day: object) -> None:
    number, place, text = cell
    found = re.fullmatch(r"(?:(\d\d)\.)?(\d\d)\.(20\d\d)", text)
    if found:
        sheet.write_datetime(number, place, date(int(found[3]), int(found[2]), int(found[1] or 1)), day)
    elif text in {"1", "2"}:
        sheet.write_number(number, place, float(text))
    elif text in {"ja", "nein"} and chance.random() < 0.5:
        sheet.write_boolean(number, place, text == "ja")
    elif text and chance.random() < 0.1:
        sheet.write_formula(number, place, f'="{text}"', None, text)
    elif text:
        sheet.write_string(number, place, text)


@_kind(Expected.SAME)
def packed_anew(chance: random.Random, base: Base) -> bytes:
    parts = list(unpacked(base.book).items())
    chance.shuffle(parts)
    extra = {"xl/media/image1.png": chance.randbytes(9000), "docProps/thumbnail.zip": base.book}
    return packed(dict(parts) | extra, chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))


@_kind(Expected.EITHER)
def xml_damaged(chance: random.Random, base: Base) -> bytes:
    part = chance.choice([SHEET, SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])

    def damage(xml: bytes) -> bytes:
        data = bytearray(xml)
        for _ in range(chance.choice([1, 3])):
            data[_place(chance, data)] ^= 1 << chance.randrange(7)
        return bytes(data)

    return changed(base.book, part, damage)


@_kind(Expected.EITHER)
def xml_cut(chance: random.Random, base: Base) -> bytes:
    part = chance.choice(list(unpacked(base.book)))
    return changed(base.book, part, lambda xml: xml[: _place(chance, xml)])


@_kind(Expected.EITHER)
def parts_missing(chance: random.Random, base: Base) -> bytes:
    parts = unpacked(base.book)
    del parts[chance.choice(list(parts))]
    return packed(parts)


@_kind(Expected.REFUSED)
def formula_without_value(chance: random.Random, base: Base) -> bytes:
    name = f"A{chance.randrange(20, 90)}"
    cell = re.compile(rf'<c r="{name}" t="s"><v>\d+</v></c>'.encode())
    return changed(base.book, SHEET, lambda xml: cell.sub(f'<c r="{name}"><f>B1</f></c>'.encode(), xml))


@_kind(Expected.REFUSED)
def error_cells(chance: random.Random, base: Base) -> bytes:
    name = f"B{chance.randrange(20, 90)}"
    cell = re.compile(rf'<c r="{name}" t="s"><v>\d+</v></c>'.encode())
    return changed(
        base.book, SHEET, lambda xml: cell.sub(f'<c r="{name}" t="e"><v>#REF!</v></c>'.encode(), xml)
    )


@_kind(Expected.REFUSED)
def hidden_or_merged(chance: random.Random, base: Base) -> bytes:
    row = chance.randrange(20, 90)
    if chance.random() < 0.5:
        mark = f'<row r="{row}" '.encode()
        return changed(base.book, SHEET, lambda xml: xml.replace(mark, mark + b'hidden="1" '))
    merge = f'</sheetData><mergeCells count="1"><mergeCell ref="A{row}:A{row + 3}"/></mergeCells>'.encode()
    return changed(base.book, SHEET, lambda xml: xml.replace(b"</sheetData>", merge))


@_kind(Expected.REFUSED)
def wrong_sheet(chance: random.Random, base: Base) -> bytes:
    if chance.random() < 0.5:
        return workbook(("Tabelle1", written(base.rows)), ("Tabelle2", written(base.rows)))
    return workbook(("Tabelle1", written([["Name", "Ort"], ["a", "b"]])))


# Workbooks that are made to do harm


@_kind(Expected.REFUSED)
def bomb_of_zeros(chance: random.Random, base: Base) -> bytes:
    size = chance.choice([1, 50, 110]) * MEBIBYTE
    return packed(unpacked(base.book) | {"xl/media/image1.png": bytes(size)})


@_kind(Expected.REFUSED)
def bomb_behind_a_lie(chance: random.Random, base: Base) -> bytes:
    data = bytearray(packed(unpacked(base.book) | {"xl/z.bin": bytes(30 * MEBIBYTE)}))
    entry = data.rindex(b"xl/z.bin") - 46
    data[entry + 24 : entry + 28] = struct.pack("<I", chance.choice([0, 10, 200_000]))
    return bytes(data)


@_kind(Expected.REFUSED)
def bomb_of_shared_bytes(chance: random.Random, base: Base) -> bytes:
    data = bytearray(packed(unpacked(base.book) | {f"xl/{n}.bin": bytes(60_000) for n in range(100)}))
    target = data.index(b"PK\x03\x04", data.index(b"xl/0.bin") - 30)
    for number in range(1, 100):
        entry = data.rindex(f"xl/{number}.bin".encode()) - 46
        data[entry + 42 : entry + 46] = struct.pack("<I", target)
    del chance
    return bytes(data)


@_kind(Expected.REFUSED)
def bomb_in_a_bomb(chance: random.Random, base: Base) -> bytes:
    inner = packed({"a": bytes(80 * MEBIBYTE)})
    for _ in range(chance.choice([1, 3])):
        inner = packed({f"{n}": inner for n in range(10)})
    return chance.choice([inner, packed(unpacked(base.book) | {SHEET: inner})])


@_kind(Expected.REFUSED)
def bomb_of_entities(chance: random.Random, base: Base) -> bytes:
    levels = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)]
    kinds = [
        f'<!DOCTYPE r [<!ENTITY e0 "ha">{"".join(levels)}]>',
        f'<!DOCTYPE r [<!ENTITY e9 "{"a" * 50_000}">]>',
        '<!DOCTYPE r [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>',
    ]
    part = chance.choice([SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml"])
    head = chance.choice(kinds).encode()
    return changed(
        base.book, part, lambda xml: xml.replace(b"?>", b"?>" + head, 1).replace(b"</v>", b"&e9;</v>")
    )


@_kind(Expected.REFUSED)
def bomb_of_parts(chance: random.Random, base: Base) -> bytes:
    count = chance.choice([201, 5000, 60_000])
    return packed(unpacked(base.book) | {f"docProps/{n}": b"" for n in range(count)})


@_kind(Expected.REFUSED)
def bomb_of_rows(chance: random.Random, base: Base) -> bytes:
    many = b"".join(
        b'<row r="%d"><c r="A%d"/></row>' % (n, n)
        for n in range(1000, chance.choice([20_000] * 5 + [1_000_000]))
    )
    last = b'<row r="1048576"><c r="A1048576" t="s"><v>5</v></c></row></sheetData>'
    return changed(base.book, SHEET, lambda xml: xml.replace(b"</sheetData>", many + last))


@_kind(Expected.REFUSED)
def bomb_of_texts(chance: random.Random, base: Base) -> bytes:
    long = [*_below_title(base.rows)[1]]
    long[0] = "x" * 32_000
    count = chance.choice([1000, 90_000])
    data = workbook(("Bestand", written([*base.rows, long])))
    mark = re.compile(rb'<row r="%d".*</row>' % (len(base.rows) + 1), re.DOTALL)

    def repeated(xml: bytes) -> bytes:
        found = mark.search(xml)
        assert found is not None
        cells = re.sub(rb' r="[^"]*"| spans="[^"]*"', b"", found[0])
        return xml.replace(found[0], found[0] + cells * count)

    return changed(data, SHEET, repeated)


@_kind(Expected.EITHER)
def deep_xml(chance: random.Random, base: Base) -> bytes:
    depth = chance.choice([10_000, 300_000])
    deep = b"<c>" * depth + b"</c>" * depth
    return changed(base.book, SHEET, lambda xml: xml.replace(b"</row>", deep + b"</row>", 1))


@_kind(Expected.REFUSED)
def other_office_files(chance: random.Random, base: Base) -> bytes:
    parts = unpacked(base.book)
    return chance.choice(
        [
            packed(parts | {"xl/vbaProject.bin": b"macro"}),
            packed(parts | {"xl/workbook.bin": b"binary"}),
            packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(3000),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(3000),
            b"%PDF-1.7 " + base.data,
        ]
    )
