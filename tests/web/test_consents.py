"""Settings with consent on the screen: asking, deciding, what every start page says, what the unit sees."""

from datetime import UTC, datetime

import pytest

from tests.house_under_test import HouseUnderTest
from tests.page_client import Page

PAGE = "/settings-with-consent"
ASK = f"{PAGE}/branch_points/benefits/ask"
TABLE = "/evaluation/benefits/branch-points"
DOCUMENT = "Dienstvereinbarung vom 2. Dezember 2026"
WISH = {"value": "on", "document": DOCUMENT, "reason": "Schulungen planen"}


def address_of_decision(page: Page) -> str:
    return next(a["action"] for a in page.attributes("form") if "/decide" in a.get("action", ""))


def test_the_head_asks_the_council_decides_and_every_start_page_tells_it(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    head, council = house.signed_in("gur"), house.signed_in("staff-council")
    assert "Diese Tabelle gibt es nicht" in head.get(TABLE).text("main")
    assert head.post(ASK, WISH).status_code == 303
    assert "wartet auf Ihre Entscheidung" in council.get("/").text("main")
    page = council.get(PAGE)
    assert DOCUMENT in page.text("main")
    assert "Zustimmen" not in head.get(PAGE).text("button")
    assert council.post(address_of_decision(page), {"decision": "give"}).status_code == 303
    for person in ("z06", "z06-deputy", "gur", "mui", "revision", "management", "admin", "staff-council"):
        text = house.signed_in(person).get("/").text("main")
        assert "Leistung: GuR und Innenrevision sehen für abgeschlossene Jahre auch" in text
        assert f"Das gilt ab Dezember 2026 für Daten ab dann. Grundlage: {DOCUMENT}" in text
    assert "zugestimmt" in house.signed_in("data-protection").get(PAGE).text("table")
    house.clock.set(datetime(2026, 12, 3, 9, tzinfo=UTC))
    # So much later everybody signs in anew.
    house.clients.clear()
    head, council = house.signed_in("gur"), house.signed_in("staff-council")
    assert "Das erste Jahr, das ganz in ihr liegt, ist 2027" in head.get(TABLE).text("main")
    end = {"value": "off", "end_reason": "Vertrauen geht vor"}
    assert council.post(f"{PAGE}/branch_points/benefits/tighten", end).status_code == 303
    assert "Innenrevision sehen" not in house.signed_in("z06").get("/").text("main")
    assert "Diese Tabelle gibt es nicht" in head.get(TABLE).text("main")


def test_what_was_typed_stays_and_the_fault_is_named_at_its_field(sqlite_house: HouseUnderTest) -> None:
    client = sqlite_house.signed_in("gur")
    answer = client.post(ASK, WISH | {"document": ""})
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.text("title").startswith("Fehler:")
    assert "Bitte nennen Sie die Vereinbarung." in page.text("main")
    assert "Schulungen planen" in page.text("textarea")
    assert page.attributes("input", id="document-branch_points-benefits", **{"aria-invalid": "true"})


@pytest.mark.parametrize("person", ["gur-staff", "z06", "management", "staff-council", "admin"])
def test_only_a_head_asks(sqlite_house: HouseUnderTest, person: str) -> None:
    assert sqlite_house.signed_in(person).post(ASK, WISH).status_code == 403


def test_foreign_names_and_second_clicks_are_told(sqlite_house: HouseUnderTest) -> None:
    client = sqlite_house.signed_in("gur")
    assert client.post(ASK, WISH).status_code == 303
    assert client.post(ASK, WISH).status_code == 303
    assert "noch offen ist" in client.get(PAGE).text("main")
    assert client.post(f"{PAGE}/everything/benefits/ask", WISH).status_code == 404
    assert client.post(f"{PAGE}/branch_points/integration/ask", WISH).status_code == 404
    council = sqlite_house.signed_in("staff-council")
    assert council.post(f"{PAGE}/requests/nothing/decide", {"decision": "give"}).status_code == 404
    page = council.get(PAGE)
    refused = council.post(address_of_decision(page), {"decision": "refuse"})
    assert refused.status_code == 422
    assert "Bitte schreiben Sie, warum Sie nicht zustimmen." in Page(refused.text).text("main")
    sqlite_house.signed_in("mui").get(TABLE, status=404)
    sqlite_house.signed_in("z06").get(TABLE, status=403)
    client.get(f"{TABLE}?year=2026", status=404)
