"""A second, slow and short way to read a list, to compare with: it knows good lists only."""

import csv
import io
import re
from datetime import date
from functools import cache
from typing import Any

import openpyxl
import yaml

from iks.services.set_up_house import builtin_mapping, read_organisation
from iks.store.frames import FrameRow
from tests.house_under_test import BRANCHES
from tests.month_under_test import ORGANISATION

Meaning = list[tuple[str, str, tuple[tuple[str, object], ...]]]
TRUTH = {"ja": True, "j": True, "1": True, "x": True, "wahr": True, "true": True, "yes": True, "y": True}
TRUTH |= {"nein": False, "n": False, "0": False, "falsch": False, "false": False, "no": False}
DATES = ("last_decision_month", "approval_period_start")


@cache
def mapping_of(area: str) -> dict[str, Any]:
    return yaml.safe_load(builtin_mapping(area))


@cache
def codes() -> dict[str, str]:
    plans = read_organisation(ORGANISATION.read_text(encoding="utf-8"))
    return {plan.name: plan.code for plan in (*plans, *BRANCHES)}


def stored_meaning(rows: list[FrameRow]) -> Meaning:
    """Return what stands in the database, in the form of this module."""
    return sorted(
        (row.branch_code, row.file_ref, tuple(sorted(_plain(row.attributes).items()))) for row in rows
    )


def _plain(attributes: Any) -> dict[str, object]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in attributes.items()}


def meaning_of(data: bytes, area: str) -> Meaning:
    """Return the case files of a list, read again from its bytes."""
    mapping = mapping_of(area)
    wanted = {mapping["branch"]["column"], mapping["file_ref"]["column"]}
    wanted |= {entry["column"] for entry in mapping["attributes"].values()}
    for rows in _tables(data):
        for number, cells in enumerate(rows):
            places = {_name(cell): place for place, cell in enumerate(cells)}
            if {_name(column) for column in wanted} <= places.keys():
                below = [row for row in rows[number + 1 :] if "".join(row).strip()]
                return sorted(_case(row, places, mapping) for row in below if not _is_total(row))
    raise AssertionError("no table has the headings")


def _tables(data: bytes) -> list[list[list[str]]]:
    if data.startswith(b"PK"):
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        return [[[_text(cell) for cell in row] for row in sheet.values] for sheet in book.worksheets]
    text = _decoded(data)
    return [
        list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)) for separator in (";", ",", "\t")
    ]


def _decoded(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell.date()) if hasattr(cell, "date") else "" if cell is None else str(cell)


def _name(cell: str) -> str:
    return " ".join(cell.casefold().split())


def _is_total(row: list[str]) -> bool:
    return row[0].startswith("Gesamt") and len("".join(row[2:]).strip()) == 0


def _case(row: list[str], places: dict[str, int], mapping: dict[str, Any]) -> tuple[str, str, Any]:
    def cell(entry: dict[str, Any]) -> str:
        return row[places[_name(entry["column"])]].strip()

    branch = cell(mapping["branch"])
    found = {name: _value(name, cell(entry), entry) for name, entry in mapping["attributes"].items()}
    known = tuple(sorted((name, value) for name, value in found.items() if value is not None))
    code = branch if mapping["branch"]["by"] == "code" else codes()[branch]
    return code, cell(mapping["file_ref"]), known


def _value(name: str, cell: str, entry: dict[str, Any]) -> object:
    words = {_name(word): meaning for word, meaning in entry.get("values", {}).items()}
    if name in DATES:
        return _day(cell, with_day=name == "approval_period_start")
    if "separator" in entry:
        return tuple(sorted({words[_name(part)] for part in cell.split(entry["separator"]) if part.strip()}))
    if set(words.values()) == {True, False}:
        return TRUTH[_name(cell)]
    whole = re.sub(r"^(\d+)[.,]0+$", r"\1", _name(cell))
    return None if not cell else words.get(_name(cell), whole)


def _day(cell: str, *, with_day: bool) -> str:
    numbers = [int(part) for part in re.findall(r"\d+", cell)][:3]
    if numbers[0] < 1000:
        numbers.reverse() if len(numbers) < 3 or numbers[2] > 1000 else None
    year, month, *rest = numbers
    day = date(year, month, rest[0] if rest else 1)
    return day.isoformat() if with_day else f"{day:%Y-%m}"
