"""The page of the sample sizes: for unit and revision to see, for the unit head to change."""

import pytest

from iks.domain.values import Area
from tests.house_under_test import HouseUnderTest
from tests.month_under_test import DRAW_MOMENT, drawn
from tests.page_client import expect_good_page

BENEFITS = "/evaluation/benefits/sample-size"
INTEGRATION = "/evaluation/integration/sample-size"


def test_every_branch_stands_there_with_its_number_and_since_when(sqlite_house: HouseUnderTest) -> None:
    client = sqlite_house.signed_in("gur")
    page = client.get(BENEFITS)
    for code in ("Z01", "Z06", "S13"):
        assert code in page.text("th")
    assert page.text("td").count("von Anfang an") == 3
    assert "18 weitere Antworten" in page.text()
    assert not page.attributes("textarea")


def test_the_head_sets_a_number_of_a_branch_from_the_open_month_on(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    client = sqlite_house.signed_in("gur")
    form = client.get(f"{BENEFITS}?branch=Z06")
    assert form.value("files.all") == "10"
    assert "Wieder wie im Prüfraster" not in form.text("button")
    data = {"branch": "Z06", "files.all": "15", "reason": "Viele neue Kräfte", "act": "set"}
    assert client.post(BENEFITS, data).status_code == 303
    page = client.get(BENEFITS)
    assert "Z06 prüft ab Januar 2027 im Monat: 15." in page.text()
    assert "ab Januar 2027" in page.text("td")
    assert "bis dahin 10" in page.text("td")
    assert "eigene Zahl" in page.text("td")
    form = client.get(f"{BENEFITS}?branch=Z06")
    assert "Wieder wie im Prüfraster" in form.text("button")
    back = {"branch": "Z06", "files.all": "15", "reason": "Eingearbeitet", "act": "follow"}
    assert client.post(BENEFITS, back).status_code == 303
    assert "eigene Zahl" not in client.get(BENEFITS).text("td")


def test_integration_has_a_number_for_each_stratum(sqlite_house: HouseUnderTest) -> None:
    client = sqlite_house.signed_in("mui")
    form = client.get(f"{INTEGRATION}?branch=S13")
    assert (form.value("files.funded"), form.value("files.unfunded")) == ("5", "5")
    data = {"branch": "S13", "files.funded": "8", "files.unfunded": "4", "reason": "Mehr Förderung"}
    assert client.post(INTEGRATION, data).status_code == 303
    assert "8 gefördert, 4 nicht gefördert" in client.get(INTEGRATION).text("td")


@pytest.mark.parametrize("typed", ["", "0", "101", "-3", "zehn", "1e2", "٣", "99999999999"])
def test_what_is_no_number_of_files_is_refused_at_its_field(sqlite_house: HouseUnderTest, typed: str) -> None:
    client = sqlite_house.signed_in("gur")
    response = client.post(BENEFITS, {"branch": "Z06", "files.all": typed, "reason": ""})
    assert response.status_code == 422
    page = expect_good_page(response)
    assert "ganze Zahl von 1 bis 100" in page.text()
    assert "Bitte nennen Sie den Grund." in page.text()
    assert page.value("files.all") == typed
    assert {"#files-all", "#reason"} <= {link["href"] for link in page.attributes("a")}


def test_a_branch_that_does_not_exist_is_not_found(sqlite_house: HouseUnderTest) -> None:
    client = sqlite_house.signed_in("gur")
    data = {"branch": "Z99", "files.all": "12", "reason": "x"}
    assert client.post(BENEFITS, data, page="/display").status_code == 404


@pytest.mark.parametrize("username", ["gur-staff", "revision"])
def test_staff_and_revision_see_the_numbers_and_cannot_set_them(
    sqlite_house: HouseUnderTest, username: str
) -> None:
    client = sqlite_house.signed_in(username)
    page = client.get(f"{BENEFITS}?branch=Z06")
    assert "Ändern" not in page.text()
    assert not page.attributes("textarea")
    data = {"branch": "Z06", "files.all": "15", "reason": "x"}
    assert client.post(BENEFITS, data, page="/display").status_code == 403


@pytest.mark.parametrize(
    ("username", "status"), [("mui", 404), ("controller", 403), ("z06", 403), ("admin", 403)]
)
def test_others_do_not_see_the_numbers(sqlite_house: HouseUnderTest, username: str, status: int) -> None:
    assert sqlite_house.signed_in(username).fetch(BENEFITS).status_code == status


def test_the_revision_finds_the_numbers_from_its_desk_and_the_head_from_the_month(
    sqlite_house: HouseUnderTest,
) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    sqlite_house.clock.set(DRAW_MOMENT)
    assert {BENEFITS, INTEGRATION} <= set(sqlite_house.signed_in("revision").get("/revision").links())
    assert BENEFITS in sqlite_house.signed_in("gur").get("/evaluation/benefits/2026-12").links()
