"""Lists that come as workbooks: whatever office software writes into cells, or a sentence about it."""

import io
import struct
import time
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

from checklists import load_builtin
from iks.domain.frame_fault import FrameFileRejected, sentence
from iks.domain.frame_file import FrameFile, FrameLimits, read_frame
from iks.domain.frame_mapping import builtin_mapping, load_mapping
from iks.domain.frame_text import MEBIBYTE
from iks.domain.progress import Step
from iks.services.read_spreadsheet import read_list
from tests.month_under_test import BENEFITS_HEADER, FRAMES, NAMES
from tests.workbook_factory import (
    SHEET,
    STRINGS,
    as_workbook,
    changed,
    packed,
    rows_of,
    unpacked,
    workbook,
    written,
)

HEAD = BENEFITS_HEADER.split(";")


def row(number: int, branch: str = "Mitte", **cells: str) -> list[str]:
    """Return the cells of a case file; another cell by the first word of its heading."""
    plain = [branch, f"60000BG{number:07}", "Erstantrag", "08.2026", "01.10.2025", "1"]
    plain += ["nein", "nein", "nein", "nein", "Miete", "Zweigstelle"]
    for word, cell in cells.items():
        plain[[name.split()[0] for name in HEAD].index(word)] = cell
    return plain


PLAIN = [HEAD, row(1), row(2, "Bad Cannstatt"), row(3, "U25")]


def read(data: bytes, **limits: int) -> FrameFile:
    """Read a list by the mapping that comes with the program."""
    return read_list(
        data, builtin_mapping("benefits"), load_builtin("benefits"), NAMES, FrameLimits(**limits)
    )


def refused(data: bytes, **limits: int) -> list[tuple[int | None, str | None, str]]:
    """Return row, column and code of every fault of a list that has to be refused."""
    with pytest.raises(FrameFileRejected) as rejected:
        read(data, **limits)
    for fault in rejected.value.faults:
        assert sentence(fault, "de") != sentence(fault, "en")
    return [(fault.row, fault.column, fault.code) for fault in rejected.value.faults]


def filled(fill: Callable[..., None], rows: list[list[str]] = PLAIN) -> bytes:
    """Return a workbook with these rows, changed by a function of sheet and book."""

    def both(sheet: object, book: object) -> None:
        written(rows)(sheet, book)
        fill(sheet, book)

    return workbook(("Bestand", both))


@pytest.mark.parametrize(
    ("area", "encoding", "separator"), [("benefits", "cp1252", ";"), ("integration", "utf-8-sig", ",")]
)
def test_a_workbook_means_the_same_as_the_list_in_text_form(area: str, encoding: str, separator: str) -> None:
    lines = (FRAMES / f"{area}-2026-12.csv").read_bytes().splitlines(keepends=True)
    data = b"".join(line for line in lines[:1500])
    names = {cells[0]: cells[0] for cells in rows_of(data, encoding, separator)[1:]}
    mapping, grid = builtin_mapping(area), load_builtin(area)
    as_text = read_frame(data, mapping, grid, names)
    as_sheet = read_list(as_workbook(data, encoding, separator), mapping, grid, names, FrameLimits())
    assert list(as_sheet.rows) == list(as_text.rows)
    assert as_sheet.statuses == as_text.statuses
    assert (as_sheet.encoding, as_sheet.separator, as_sheet.header.sheet) == ("xlsx", "", "Bestand")


def test_numbers_dates_and_truth_values_of_cells_mean_what_they_show() -> None:
    def fill(sheet: object, book: object) -> None:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_datetime(1, 3, date(2026, 8, 17), day)
        sheet.write_datetime(1, 4, date(2025, 10, 1), day)
        sheet.write_number(1, 5, 2.0)
        sheet.write_boolean(1, 6, True)
        sheet.write_formula(1, 7, '=IF(1,"ja","nein")', None, "ja")
        sheet.write_boolean(1, 8, False)

    first = read(filled(fill)).rows[0]
    assert first.attributes["last_decision_month"] == "2026-08"
    assert first.attributes["approval_period_start"] == "2025-10-01"
    assert first.attributes["benefit_unit_size"] == "2"
    assert [first.attributes[a] for a in ("has_earned_income", "income_variable", "self_employed")] == [
        True,
        True,
        False,
    ]


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    def fill(sheet: object, book: object) -> None:
        written(PLAIN)(sheet, book)
        sheet.write_datetime(1, 4, date(2025, 10, 1), book.add_format({"num_format": "yyyy-mm-dd"}))

    read_rows = read(workbook(("Bestand", fill), date_1904=True)).rows
    assert read_rows[0].attributes["approval_period_start"] == "2025-10-01"


def _numbers(values: list[object]) -> bytes:
    def fill(sheet: object, _: object) -> None:
        sheet.write_row(0, 0, ["Zweigstelle", "Nr", "Art", "Monat", "Beginn", "Größe", *"abcd", "U", "Ort"])
        for number, value in enumerate(values, 1):
            sheet.write_row(number, 0, row(1))
            sheet.write(number, 1, value)

    return workbook(("Bestand", fill))


def test_numbers_lose_needless_fractions_and_only_texts_keep_leading_zeros() -> None:
    text = """schema: iks.frame-mapping/1
area: benefits
branch: {column: Zweigstelle, by: name}
file_ref: {column: Nr}
attributes:
  decision_kind: {column: Art, values: {Erstantrag: initial}}
  last_decision_month: {column: Monat, format: MM.YYYY}
  approval_period_start: {column: Beginn, format: DD.MM.YYYY}
  benefit_unit_size: {column: Größe}
  has_earned_income: {column: a}
  income_variable: {column: b}
  self_employed: {column: c}
  provisional: {column: d}
  housing_kind: {column: U, values: {Miete: rent}}
"""
    grid, mapping = load_builtin("benefits"), load_mapping(text)
    data = _numbers([12.0, 12.5, "0017", 677020000000, 123456789012345])
    frame = read_list(data, mapping, grid, NAMES, FrameLimits())
    assert [r.file_ref for r in frame.rows] == ["12", "12.5", "0017", "677020000000", "123456789012345"]
    with pytest.raises(FrameFileRejected) as rejected:
        read_list(_numbers([1234567890123456]), mapping, grid, NAMES, FrameLimits())
    assert [(f.row, f.code) for f in rejected.value.faults] == [(2, "file_ref_converted")]


def test_formulas_and_errors_without_a_value_are_named_with_row_and_column() -> None:
    def fill(sheet: object, _: object) -> None:
        sheet.write_formula(1, 0, '="Mitte"', None, "Mitte")
        sheet.write_formula(2, 10, "=NA()", None, "#N/A")
        sheet.write_formula(3, 5, "=1+1", None, "")

    with_empty = filled(fill)
    found = refused(with_empty)
    assert (3, "Unterkunft", "cell_error") in found
    without = changed(with_empty, SHEET, lambda xml: xml.replace(b"<v></v>", b""))
    assert refused(without) == [(3, "Unterkunft", "cell_error"), (4, "Größe BG", "formula_without_value")]


def test_a_sentence_shows_the_error_of_the_cell() -> None:
    data = filled(lambda sheet, _: sheet.write_formula(1, 10, "=1/0", None, "#DIV/0!"))
    with pytest.raises(FrameFileRejected) as rejected:
        read(data)
    assert sentence(rejected.value.faults[0]) == (
        "Zeile 2, Spalte „Unterkunft“: Die Zelle zeigt den Fehler #DIV/0!."
    )


def test_faults_in_columns_nobody_reads_do_not_matter() -> None:
    rows = [[*cells, extra] for cells, extra in zip(PLAIN, ["Bemerkung", "", "", ""], strict=True)]
    data = filled(lambda sheet, _: sheet.write_formula(1, 12, "=NA()", None, "#N/A"), rows)
    assert read(data).ignored_columns == ("Bemerkung",)


def test_merged_cells_of_the_list_are_named_and_those_of_the_title_are_not() -> None:
    def fill(sheet: object, _: object) -> None:
        sheet.merge_range(0, 0, 0, 5, "Bestand, Stichtag 30.11.2026")
        written(PLAIN, 2)(sheet, None)
        sheet.merge_range(3, 0, 4, 0, "Mitte")

    title_only = workbook(("Bestand", lambda s, b: (written(PLAIN, 2)(s, b), s.merge_range(0, 0, 0, 5, "T"))))
    assert read(title_only).header_row == 3
    assert refused(workbook(("Bestand", fill)))[0] == (4, "Zweigstelle", "cells_merged")


def test_the_title_names_the_reference_date_also_by_a_cell_that_is_a_date() -> None:
    def fill(sheet: object, book: object) -> None:
        sheet.write_string(0, 0, "Stichtag:")
        sheet.write_datetime(0, 1, date(2026, 11, 30), book.add_format({"num_format": "d.m.yy"}))
        written(PLAIN, 3)(sheet, book)

    frame = read(workbook(("Bestand", fill)))
    assert (frame.reference_date, frame.header_row) == (date(2026, 11, 30), 4)


def test_rows_are_counted_as_the_spreadsheet_shows_them_and_empty_ones_are_left_out() -> None:
    rows = [HEAD, row(1), [], [""] * 12, row(1), []]
    assert refused(workbook(("Bestand", written(rows)))) == [(5, "BG-Nummer", "file_ref_twice")]


def test_hidden_rows_are_named_because_nobody_saw_them() -> None:
    data = filled(lambda sheet, _: sheet.set_row(2, None, None, {"hidden": True}))
    assert refused(data) == [(3, None, "row_hidden")]


def test_hidden_columns_are_read_like_others() -> None:
    data = filled(lambda sheet, _: sheet.set_column(1, 3, None, None, {"hidden": True}))
    assert len(read(data).rows) == 3


def test_the_sheet_whose_header_fits_is_taken() -> None:
    notes = written([["Hinweise"], ["Zweigstelle", "BG-Nummer"], ["siehe Blatt Daten", ""]])
    data = workbook(("Deckblatt", notes), ("Daten", written(PLAIN)), ("leer", written([])))
    frame = read(data)
    assert (len(frame.rows), frame.header.sheet) == (3, "Daten")


def test_several_sheets_that_fit_are_named() -> None:
    data = workbook(("November", written(PLAIN)), ("Dezember", written(PLAIN)))
    assert refused(data) == [(None, None, "sheets_ambiguous")]
    with pytest.raises(FrameFileRejected) as rejected:
        read(data)
    assert "November, Dezember" in sentence(rejected.value.faults[0])


def test_a_workbook_without_the_header_names_the_columns_it_should_have() -> None:
    assert refused(workbook(("Blatt", written([["a", "b"]])))) == [(None, None, "header_not_found")]
    assert refused(workbook(("Blatt", written([HEAD[:4]]))))[0] == (1, HEAD[4], "column_missing")


def test_total_lines_below_the_list_are_no_case_files() -> None:
    rows = [*PLAIN, [], ["Gesamt", "3"], ["Anzahl Akten: 3"]]
    assert len(read(workbook(("Bestand", written(rows)))).rows) == 3


def test_cells_beside_the_list_are_left_out() -> None:
    rows = [PLAIN[0], [*PLAIN[1], "", "", "Notiz"], *PLAIN[2:]]
    assert len(read(workbook(("Bestand", written(rows)))).rows) == 3


def test_texts_without_a_table_of_texts_and_rich_texts_are_read() -> None:
    def fill(sheet: object, book: object) -> None:
        sheet.write_rich_string(1, 10, "Mi", book.add_format({"bold": True}), "ete")

    assert read(filled(fill)).rows[0].attributes["housing_kind"] == "rent"
    inline = workbook(("Bestand", written(PLAIN)), constant_memory=True)
    assert len(read(inline).rows) == 3


def test_a_size_that_the_sheet_states_wrongly_cuts_nothing_off() -> None:
    data = changed(
        filled(lambda *_: None),
        SHEET,
        lambda xml: xml.replace(b'<dimension ref="A1:L4"/>', b'<dimension ref="A1:B2"/>'),
    )
    assert len(read(data).rows) == 3


# What is no list at all


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda parts: {**parts, "xl/vbaProject.bin": b"x"}, "workbook_macros"),
        (lambda parts: {**parts, "xl/workbook.bin": b"x"}, "workbook_other"),
        (
            lambda _: {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""},
            "workbook_other",
        ),
        (lambda parts: {name: parts[name] for name in parts if name != SHEET}, "header_not_found"),
        (lambda parts: {name: parts[name] for name in parts if name != "xl/workbook.xml"}, "workbook_broken"),
        (lambda parts: {**parts, SHEET: parts[SHEET][:-200]}, "workbook_broken"),
        (lambda parts: {**parts, SHEET: parts[SHEET].replace(b'r="3"', b'r="2"', 1)}, "workbook_broken"),
        (lambda parts: {**parts, SHEET: parts[SHEET].replace(b'r="B3"', b'r="A3"', 1)}, "workbook_broken"),
        (
            lambda parts: {**parts, SHEET: parts[SHEET].replace(b"<v>5</v>", b"<v>-5</v>", 1)},
            "workbook_broken",
        ),
        (lambda parts: {**parts, **{f"docProps/{n}.xml": b"" for n in range(200)}}, "workbook_parts"),
        (lambda parts: {**parts, "xl/media/zeros.bin": bytes(MEBIBYTE)}, "workbook_packed"),
    ],
)
def test_an_archive_that_is_no_usual_workbook_gets_its_sentence(change: Callable, code: str) -> None:
    data = packed(change(unpacked(filled(lambda *_: None))))
    assert refused(data) == [(None, None, code)]


def test_old_and_locked_workbooks_get_their_sentences() -> None:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    assert refused(start + "Workbook".encode("utf-16-le")) == [(None, None, "xls_given")]
    assert refused(start + "EncryptedPackage".encode("utf-16-le")) == [(None, None, "workbook_locked")]


def test_an_archive_whose_parts_are_encrypted_is_locked() -> None:
    data = bytearray(filled(lambda *_: None))
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    assert refused(bytes(data)) == [(None, None, "workbook_locked")]


def test_a_damaged_part_is_noticed_even_where_nothing_is_read_from_it() -> None:
    data = bytearray(packed({**unpacked(filled(lambda *_: None)), "xl/x.bin": b"stored"}, zipfile.ZIP_STORED))
    data[data.index(b"stored")] ^= 1
    assert refused(bytes(data)) == [(None, None, "workbook_broken")]


# What would take too much


def test_the_limits_hold_for_the_file_and_for_what_is_in_it() -> None:
    data = filled(lambda *_: None)
    assert refused(data, max_bytes=len(data) - 1) == [(None, None, "file_too_large")]
    assert refused(data, max_unpacked=2000) == [(None, None, "workbook_large")]
    assert refused(data, max_rows=2) == [(4, None, "too_many_rows")]
    assert len(read(data, max_rows=3).rows) == 3


def test_a_directory_that_lies_about_a_size_does_not_help() -> None:
    parts = unpacked(filled(lambda *_: None))
    data = bytearray(packed({**parts, "xl/z.bin": bytes(20 * MEBIBYTE)}))
    place = data.index(b"xl/z.bin", data.index(b"PK\x01\x02")) - 46
    data[place + 24 : place + 28] = struct.pack("<I", 1000)
    assert refused(bytes(data)) == [(None, None, "workbook_broken")]


def test_parts_that_share_their_bytes_are_refused() -> None:
    data = packed(unpacked(filled(lambda *_: None)) | {"xl/a.bin": b"a" * 5000, "xl/b.bin": b"a" * 5000})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.getinfo("xl/a.bin").header_offset
    end = bytearray(data)
    place = end.rindex(b"xl/b.bin") - 46
    end[place + 42 : place + 46] = struct.pack("<I", first)
    assert refused(bytes(end)) == [(None, None, "workbook_broken")]


@pytest.mark.parametrize(
    "text",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
@pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_never_expanded(text: bytes, part: str) -> None:
    data = changed(filled(lambda *_: None), part, lambda xml: xml.replace(b"?>", b"?>" + text, 1))
    assert refused(data) == [(None, None, "workbook_broken")]


def test_a_long_text_that_many_cells_share_does_not_fill_the_memory() -> None:
    long = [[*cells[:10], "x" * 30_000, cells[11]] for cells in (row(n) for n in range(3000))]
    started = time.monotonic()
    found = refused(workbook(("Bestand", written([HEAD, *long]))), max_unpacked=2 * MEBIBYTE)
    assert found == [(None, None, "workbook_large")]
    assert time.monotonic() - started < 20


def test_what_takes_too_long_or_too_much_memory_is_ended() -> None:
    empty_rows = b"".join(b"<row/>" for _ in range(1_500_000))
    data = changed(
        filled(lambda *_: None), SHEET, lambda xml: xml.replace(b"</sheetData>", empty_rows + b"</sheetData>")
    )
    # Such rows are packed far more tightly than any list, so the first guard has to be passed by.
    parts = unpacked(data)
    stored = packed(parts, zipfile.ZIP_STORED)
    assert refused(stored, seconds=1) == [(None, None, "workbook_slow")]
    assert refused(stored, memory=60 * MEBIBYTE, seconds=30) == [(None, None, "workbook_slow")]


def test_the_process_that_reads_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing of the environment is handed on, so an unusable one does no harm either.
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    monkeypatch.setenv("IKS_SECRET_KEY", "secret")
    assert len(read(filled(lambda *_: None)).rows) == 3


def test_progress_is_told_for_reading_and_checking() -> None:
    told: list[tuple[Step, int, int]] = []
    rows = [HEAD, *(row(n) for n in range(5000))]
    read_list(
        workbook(("Bestand", written(rows))),
        builtin_mapping("benefits"),
        load_builtin("benefits"),
        NAMES,
        FrameLimits(),
        progress=lambda *step: told.append(step),
    )
    assert {step for step, _, _ in told} == {Step.READ, Step.CHECK}
    assert told[-1] == (Step.CHECK, 5001, 5001)
    for step in (Step.READ, Step.CHECK):
        done = [d for s, d, _ in told if s is step]
        assert done == sorted(done)
        assert len(done) >= 3
