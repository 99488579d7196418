"""Evidence packages over HTTP: asked for, decided, taken, refused."""

import io
import zipfile

import pytest

from iks.domain.values import Area
from tests.house_under_test import MONTH, HouseUnderTest
from tests.page_client import expect_good_page
from tests.services.evidence_factory import REASON, ask
from tests.services.test_evidence import closed

AREAS = pytest.mark.parametrize("area", list(Area))
DESK = "/revision/evidence"


@AREAS
def test_two_persons_and_then_the_package(sqlite_house: HouseUnderTest, area: Area) -> None:
    closed(sqlite_house, area)
    revision, management = (sqlite_house.signed_in(name) for name in ("revision", "management"))
    assert DESK in revision.get("/revision").links()
    values = {"month": f"{area}/{MONTH}", "branch": "Z06", "reason": REASON}
    sent = revision.post(DESK, values)
    address = sent.location
    assert sent.status_code == 303
    own = revision.get(address)
    assert "Ihr Antrag wartet auf eine zweite Person" in own.text()
    assert "Nachweispaket freigeben" not in own.text("button")
    assert address in management.get("/").links()
    other = management.get(address)
    assert REASON in other.text()
    assert management.post(address, {"decision": "approve"}).status_code == 303
    assert address in revision.get("/").links()
    page = revision.get(address)
    assert "Ihr Nachweispaket ist freigegeben" in page.text()
    taken = revision.post(f"{address}/package", {}, page=address)
    assert f"nachweispaket-{area}-{MONTH}-Z06.zip" in taken.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(taken.data)) as package:
        assert "manifest.json" in package.namelist()
    assert "Nachweispaket mitgenommen" in revision.get("/revision/journal").text("table")


def test_what_was_typed_stays_when_something_is_missing(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house)
    client = sqlite_house.signed_in("revision")
    refused = client.post(DESK, {"month": f"benefits/{MONTH}", "branch": "Z06", "reason": " "})
    page = expect_good_page(refused)
    assert refused.status_code == 422
    assert page.text("title").startswith("Fehler:")
    assert page.attributes("option", value="Z06")[0].keys() >= {"selected"}
    for month in ("", "benefits/2026-99", "nonsense"):
        refused = client.post(DESK, {"month": month, "branch": "Z06", "reason": REASON})
        assert refused.status_code == 422
        assert REASON in expect_good_page(refused).text("textarea")
    assert client.post(DESK, {"month": "benefits/2031-01", "reason": REASON}).status_code == 404


def test_a_refusal_shows_its_answer_and_a_second_decision_changes_nothing(
    sqlite_house: HouseUnderTest,
) -> None:
    closed(sqlite_house)
    address = f"{DESK}/{ask(sqlite_house)}"
    other = sqlite_house.signed_in("revision-2")
    rejected = other.post(address, {"decision": "refuse", "answer": ""})
    assert rejected.status_code == 422
    assert "warum Sie ablehnen" in expect_good_page(rejected).text()
    other.post(address, {"decision": "refuse", "answer": "Der Nachweis genügt."})
    client = sqlite_house.signed_in("revision")
    assert "Der Nachweis genügt." in client.get(address).text()
    sqlite_house.signed_in("management").post(address, {"decision": "approve"}, page="/")
    client.post(f"{address}/package", {}, page=address)
    assert "Dieser Antrag ist abgelehnt." in client.get(address).text()


def test_a_wish_is_taken_back_by_whoever_asked(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house)
    address = f"{DESK}/{ask(sqlite_house)}"
    other = sqlite_house.signed_in("revision-2")
    assert other.post(f"{address}/withdraw", {}, page=address).status_code == 404
    client = sqlite_house.signed_in("revision")
    assert client.post(f"{address}/withdraw", {}, page=address).status_code == 303
    assert "Zurückgezogen" in client.get(DESK).text("table")


def test_nobody_else_sees_these_pages(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house)
    address = f"{DESK}/{ask(sqlite_house)}"
    for person in ("gur", "mui", "controller", "admin", "z06", "staff-council", "data-protection"):
        client = sqlite_house.signed_in(person)
        assert {client.fetch(path).status_code for path in (DESK, address)} == {403}
    management = sqlite_house.signed_in("management").get(DESK)
    assert not management.attributes("select")
    assert sqlite_house.signed_in("revision").fetch(f"{DESK}/unknown").status_code == 404
