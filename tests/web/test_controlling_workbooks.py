"""Workbooks in the browser: taken over like any list, or refused with a page and a sentence."""

import re
from io import BytesIO

import pytest
from sqlalchemy import func, select

from iks.domain.frame_text import MEBIBYTE
from iks.domain.values import Area
from iks.store.frames import Frame
from tests.house_under_test import HouseUnderTest
from tests.month_under_test import small_list
from tests.page_client import Page, expect_good_page
from tests.workbook_factory import SHEET, as_workbook, changed, packed, unpacked

ADDRESS = "/controlling/frames"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _send(house: HouseUnderTest, content: bytes, *, status: int, **fields: str) -> Page:
    data = {
        "area": "benefits",
        "month": "2026-12",
        **fields,
        "file": (BytesIO(content), "Bestand.xlsx", WORKBOOK),
    }
    response = house.signed_in("controller").post(ADDRESS, data)
    assert response.status_code == status, Page(response.text).text()
    return (
        expect_good_page(response) if status != 303 else house.signed_in("controller").get(response.location)
    )


def _stored(house: HouseUnderTest) -> int:
    with house.runtime.transaction(writes=False) as session:
        return session.scalar(select(func.count()).select_from(Frame)) or 0


@pytest.mark.parametrize(
    ("area", "encoding", "separator"), [("benefits", "cp1252", ";"), ("integration", "utf-8-sig", ",")]
)
def test_a_workbook_is_taken_over_like_a_list_in_text_form(
    sqlite_house: HouseUnderTest, area: str, encoding: str, separator: str
) -> None:
    data = as_workbook(small_list(Area(area)), encoding, separator)
    page = _send(sqlite_house, data, status=303, area=area)
    assert "Die Liste ist übernommen." in page.text()
    assert "82" in page.text("dl")
    assert "xlsx" in page.text("dl")


def test_faults_of_a_workbook_are_named_by_row_and_column(sqlite_house: HouseUnderTest) -> None:
    cell = re.compile(rb'<c r="K7" t="s"><v>\d+</v>')
    error = b'<c r="K7" t="e"><v>#N/A</v>'
    faulty = changed(as_workbook(small_list(Area.BENEFITS)), SHEET, lambda xml: cell.sub(error, xml))
    page = _send(sqlite_house, faulty, status=422)
    assert "Zeile 7 " in page.text("table")
    assert "Die Zelle zeigt den Fehler #N/A." in page.text("table")
    assert _stored(sqlite_house) == 0


def test_a_bomb_gives_a_page_with_a_sentence(sqlite_house: HouseUnderTest) -> None:
    bomb = packed(unpacked(as_workbook(small_list(Area.BENEFITS))) | {"xl/media/a.png": bytes(50 * MEBIBYTE)})
    page = _send(sqlite_house, bomb, status=422)
    assert "Die Arbeitsmappe ist stärker gepackt als üblich." in page.text()
    assert _stored(sqlite_house) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "Das ist eine alte Excel-Datei (.xls)."),
        (b"PK\x03\x04" + bytes(600), "Die Arbeitsmappe ist beschädigt."),
    ],
)
def test_what_is_no_list_is_named(sqlite_house: HouseUnderTest, content: bytes, said: str) -> None:
    response = sqlite_house.signed_in("controller").post(
        ADDRESS,
        {"area": "benefits", "month": "2026-12", "file": (BytesIO(content), "Bestand.xlsx", WORKBOOK)},
    )
    assert response.status_code == 422
    assert said in Page(response.text).text()
    assert _stored(sqlite_house) == 0


def test_the_form_says_that_workbooks_are_taken(sqlite_house: HouseUnderTest) -> None:
    page = sqlite_house.signed_in("controller").get(ADDRESS)
    assert "Excel" in page.text()
    assert ".xlsx" in page.attributes("input", name="file")[0]["accept"]
