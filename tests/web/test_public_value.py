"""The page on which the revision names a source, and later enters the value."""

from pathlib import Path

import pytest
from sqlalchemy import select

from iks.domain.values import Area
from iks.store.draws import Draw
from tests.house_under_test import HouseUnderTest, build_house
from tests.month_under_test import DRAW_MOMENT, announce, lock, upload
from tests.page_client import Page, expect_good_page

ADDRESS = "/revision/public-value/benefits/2026-12"
SOURCE = "Lottozahlen vom 5. Dezember 2026"


def _locked(house: HouseUnderTest, source: str = SOURCE) -> None:
    upload(house, Area.BENEFITS)
    if source:
        announce(house, Area.BENEFITS, source)
    lock(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)


def _draws(house: HouseUnderTest) -> list[Draw]:
    with house.runtime.transaction(writes=False) as session:
        return list(session.scalars(select(Draw)))


def test_the_source_is_named_on_the_page_and_stands_on_the_desk(sqlite_house: HouseUnderTest) -> None:
    client = sqlite_house.signed_in("revision")
    assert "noch nicht genannt" in client.get("/revision").text("table")
    assert client.post(f"{ADDRESS}/source", {"source": f" {SOURCE} "}, page=ADDRESS).status_code == 303
    page = client.get(ADDRESS)
    assert "Die Quelle ist genannt." in page.text()
    assert page.value("source") == SOURCE
    desk = client.get("/revision")
    assert SOURCE in desk.text("table")
    assert ADDRESS in desk.links()
    client.post(f"{ADDRESS}/source", {"source": ""}, page=ADDRESS)
    assert client.get(ADDRESS).value("source") == ""


def test_a_source_that_cannot_be_stored_stays_in_the_form(sqlite_house: HouseUnderTest) -> None:
    client = sqlite_house.signed_in("revision")
    response = client.post(f"{ADDRESS}/source", {"source": "x" * 201}, page=ADDRESS)
    assert response.status_code == 422
    page = expect_good_page(response)
    assert page.text("title").startswith("Fehler:")
    assert page.attributes("input", id="source")[0]["aria-invalid"] == "true"
    assert page.value("source") == "x" * 201


def test_behind_the_lock_no_source_can_be_named_and_the_page_says_why(sqlite_house: HouseUnderTest) -> None:
    _locked(sqlite_house, "")
    client = sqlite_house.signed_in("revision")
    page = client.get(ADDRESS)
    assert "lässt sich jetzt nicht mehr einmischen" in page.text()
    assert not page.attributes("input", name="source")
    response = client.post(f"{ADDRESS}/source", {"source": SOURCE}, page=ADDRESS)
    assert response.status_code == 409
    assert "schon gesperrt" in expect_good_page(response).text()


def test_the_value_is_shown_as_it_enters_the_seed_and_drawn_with_after_a_second_look(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    _locked(house)
    client = house.signed_in("revision")
    assert SOURCE in client.get(ADDRESS).text()
    preview = expect_good_page(
        client.post(f"{ADDRESS}/preview", {"public_value": "  3-5-6\u00a0"}, page=ADDRESS)
    )
    assert preview.text("code") == "3-5-6"
    assert preview.value("public_value") == "3-5-6"
    assert _draws(house) == []
    data = {"public_value": preview.value("public_value")}
    assert client.post(f"{ADDRESS}/draw", data, page=ADDRESS).status_code == 303
    (draw,) = _draws(house)
    assert (draw.public_value, draw.public_source) == ("3-5-6", SOURCE)
    assert "Öffentlicher Wert: 3-5-6" in client.get(ADDRESS).text()
    assert f"3-5-6 ({SOURCE})" in client.get(f"/revision/draws/{draw.id}").text()
    again = client.post(f"{ADDRESS}/draw", {"public_value": "6-6-6"}, page=ADDRESS)
    assert again.status_code == 409
    assert "schon gezogen" in expect_good_page(again).text()
    assert [one.public_value for one in _draws(house)] == ["3-5-6"]


@pytest.mark.parametrize("value", ["", "  ", "3\u200b5", "x" * 201])
def test_a_value_that_cannot_be_mixed_in_stays_in_the_form(sqlite_house: HouseUnderTest, value: str) -> None:
    _locked(sqlite_house)
    client = sqlite_house.signed_in("revision")
    response = client.post(f"{ADDRESS}/preview", {"public_value": value}, page=ADDRESS)
    assert response.status_code == 422
    page = expect_good_page(response)
    assert page.attributes("input", id="public_value")[0]["aria-invalid"] == "true"


def test_locked_but_not_due_the_page_says_when_the_value_is_entered(tmp_path: Path) -> None:
    with build_house(f"sqlite:///{tmp_path / 'iks.db'}", tmp_path, demo=False) as house:
        upload(house, Area.BENEFITS)
        announce(house, Area.BENEFITS, SOURCE)
        lock(house, Area.BENEFITS)
        # Outside the demo the cookie travels over TLS only.
        client = house.browser()
        client.client.environ_base["wsgi.url_scheme"] = "https"
        client.sign_in("revision", "a password for tests")
        page = client.get(ADDRESS)
        assert "ab 1. Dezember 2026, 06:00 Uhr" in page.text()
        assert not page.attributes("input", name="public_value")
        response = client.post(f"{ADDRESS}/draw", {"public_value": "3-5-6"}, page=ADDRESS)
        assert "erst am 01.12.2026, 06:00 Uhr fällig" in expect_good_page(response).text()
        assert _draws(house) == []


@pytest.mark.parametrize("username", ["controller", "gur", "mui", "management", "admin", "z06"])
def test_nobody_but_the_revision_names_or_enters(sqlite_house: HouseUnderTest, username: str) -> None:
    _locked(sqlite_house)
    client = sqlite_house.signed_in(username)
    assert client.fetch(ADDRESS).status_code == 403
    for act in ("source", "preview", "draw"):
        data = {"source": SOURCE, "public_value": "3-5-6"}
        assert client.post(f"{ADDRESS}/{act}", data, page="/display").status_code == 403
    assert _draws(sqlite_house) == []
    assert "public-value" not in Page(client.fetch("/display").text).html
