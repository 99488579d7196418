"""A workbook holds what the table holds: numbers as numbers, text as text, and never a formula."""

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import fromstring as parse

import pytest
from openpyxl import load_workbook

from iks.errors import InvalidInput
from iks.output import xlsx
from iks.output.csv import to_csv
from iks.output.findings_file import DEFINITIONS, findings_file
from iks.output.xlsx import Sheet, to_xlsx
from iks.services.export_findings import COLUMNS, FindingRow

NOW = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
STARTS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "http://x.example", "'a")
FOUND = FindingRow(
    *("2026-12", "benefits", "", "L06", "housing", "rent"),
    answered=97,
    ok=89,
    findings=8,
    rate=0.082474,
    lower=0.036282,
    upper=0.156179,
    overpayment_eur=1200,
)
EMPTY = FindingRow("2026-12", "benefits", "", "L07", "housing", "rent", answered=0, ok=0, findings=0)


def cells(content: bytes, sheet: int = 0) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(content))
    return list(book.worksheets[sheet].iter_rows(values_only=True))


def values(row: FindingRow) -> tuple[Any, ...]:
    return tuple(getattr(row, column) for column in COLUMNS)


def workbook(*rows: FindingRow) -> bytes:
    return findings_file("xlsx", COLUMNS, [values(row) for row in rows], NOW)


def test_every_cell_comes_back_with_its_type_and_all_digits() -> None:
    head, *rows = cells(workbook(FOUND, EMPTY))
    assert head == COLUMNS
    for row, given in zip(rows, (FOUND, EMPTY), strict=True):
        assert row == tuple(None if cell in {"", None} else cell for cell in values(given))
        assert [type(cell) for cell in row if cell is not None] == [
            type(cell) for cell in values(given) if cell not in {"", None}
        ]


def test_text_that_begins_like_a_formula_stays_text() -> None:
    content = to_xlsx([Sheet("Zahlen", ["=a", "b"], [[text, 1] for text in STARTS])], NOW)
    book = load_workbook(io.BytesIO(content))
    assert [cell.data_type for row in book.active.iter_rows() for cell in row].count("f") == 0
    assert all(cell.hyperlink is None for row in book.active.iter_rows() for cell in row)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert not [name for name in parts.namelist() if "rels/sheet" in name]
    # A tab stays one; a lone carriage return is a line break to every reader of XML.
    texts = [row[0] for row in cells(content)[1:]]
    assert [text.replace("_x000D_", "\r") for text in texts] == list(STARTS)


@pytest.mark.parametrize("text", STARTS[:6])
@pytest.mark.parametrize("plain", [True, False])
def test_in_csv_such_text_gets_an_apostrophe(text: str, plain: bool) -> None:  # noqa: FBT001 - A parameter.
    content = to_csv(["a"], [[text]], plain=plain).decode("utf-8-sig")
    assert f"'{text}" in content


def test_the_header_stays_and_filters_and_rates_read_as_per_cent() -> None:
    book = load_workbook(io.BytesIO(workbook(FOUND, EMPTY)))
    page = book.worksheets[0]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:Y3"
    looks = {page.cell(1, cell.column).value: cell.number_format for cell in page[2]}
    assert {looks[name] for name in ("rate", "lower", "upper")} == {"0.0%"}
    assert looks["overpayment_eur"] == "#,##0"


def test_a_second_sheet_says_what_each_column_means() -> None:
    content = workbook(FOUND)
    assert load_workbook(io.BytesIO(content)).sheetnames == ["Zahlen", "Erklärungen"]
    assert cells(content, 1) == [("Spalte", "Bedeutung"), *((name, DEFINITIONS[name]) for name in COLUMNS)]
    assert list(DEFINITIONS) == list(COLUMNS)


def test_csv_workbook_and_json_hold_the_same_rows() -> None:
    rows = [values(FOUND), values(EMPTY)]
    objects = json.loads(findings_file("json", COLUMNS, rows, NOW))
    lines = findings_file("csv", COLUMNS, rows, NOW, plain=True).decode().splitlines()
    assert [tuple(each) for each in objects] == [COLUMNS, COLUMNS]
    assert [tuple(each.values()) for each in objects] == rows
    shown = [["" if cell is None else str(cell) for cell in row] for row in rows]
    assert lines == [",".join(COLUMNS), *(",".join(row) for row in shown)]
    book = cells(workbook(FOUND, EMPTY))[1:]
    assert [["" if cell is None else str(cell) for cell in row] for row in book] == shown


def test_a_workbook_without_rows_has_its_header() -> None:
    assert cells(workbook()) == [COLUMNS]


def test_the_same_rows_and_moment_give_the_same_bytes() -> None:
    assert workbook(FOUND, EMPTY) == workbook(FOUND, EMPTY)


def test_more_rows_than_a_workbook_holds_get_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 1)
    one = [Sheet("Zahlen", ["a"], [[1]])]
    assert cells(to_xlsx(one, NOW)) == [("a",), (1,)]
    with pytest.raises(InvalidInput, match="Bitte wählen Sie CSV"):
        workbook(FOUND, EMPTY)


def test_a_form_that_does_not_exist_gets_a_sentence() -> None:
    with pytest.raises(InvalidInput, match="Diese Form gibt es nicht"):
        findings_file("pdf", COLUMNS, [], NOW)


def test_special_characters_come_back_and_the_sheet_stays_readable_xml() -> None:
    texts = ["a & b < c > d", ' "quoted" ', "  spaces  ", "two\nlines", "bell\x07", "_x0041_", "ä€😀"]
    content = to_xlsx([Sheet("Zahlen", ["a"], [[text] for text in texts])], NOW)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        page = parse(parts.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - Our own file.
    written = [text.text for text in page.findall(".//{*}t")]
    assert written == ["a", *texts[:4], "bell_x0007_", "_x005F_x0041_", texts[6]]
    assert [row[0] for row in cells(content)[1:5]] == texts[:4]
