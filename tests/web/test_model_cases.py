"""Model cases over HTTP: screened, confirmed, handed in, released by a second person, taken back."""

import pytest
from sqlalchemy import select

from iks.domain.values import Area, ModelCaseState
from iks.services.write_model_case import offer_cases
from iks.store import journal
from iks.store.model_cases import ModelCase
from tests.house_under_test import MONTH, HouseUnderTest
from tests.page_client import Page
from tests.web.test_follow_up import POINTS, with_finding

GOOD = "Das Einkommen wurde im Monat der Auszahlung statt im Monat des Zuflusses angerechnet."
AREAS = pytest.mark.parametrize("area", list(Area))


def write(house: HouseUnderTest, sheet: str, point: str, text: str, **fields: str) -> Page:
    browser = house.signed_in("z06")
    address = f"/branch/model-case/{sheet}/{point}"
    assert browser.post(address, {"text": text, **fields}).status_code == 303
    return browser.get(address)


def offer(house: HouseUnderTest, area: Area) -> int:
    with house.runtime.transaction() as session:
        return offer_cases(session, area, MONTH, "Z06")


def state(house: HouseUnderTest) -> tuple[ModelCaseState, str]:
    with house.runtime.transaction(writes=False) as session:
        (case,) = session.scalars(select(ModelCase))
        return case.state, case.text


def case_address(page: Page) -> str:
    return next(
        f["action"] for f in page.attributes("form") if f.get("action", "").startswith("/model-cases/")
    )


@AREAS
def test_a_clean_text_goes_with_the_month_and_out_only_after_a_second_person(
    house: HouseUnderTest, area: Area
) -> None:
    sheet, point = with_finding(house, area)
    assert "kann so abgegeben werden" in write(house, sheet, point, GOOD).text("body")
    assert offer(house, area) == 1
    deputy = house.signed_in("z06-deputy")
    page = deputy.get("/model-cases")
    assert GOOD in page.text("main")
    answer = deputy.post(case_address(page), {"decision": "release"}, page="/model-cases")
    assert answer.status_code == 303
    assert state(house) == (ModelCaseState.RELEASED, GOOD)
    with house.runtime.transaction(writes=False) as session:
        (entry,) = journal.latest(session, 1)
    assert entry.event == "model_case_decided"
    assert GOOD not in entry.data


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Bei 67702BG4403090 fehlte der Nachweis.", "Aktenzeichen"),
        ("Der Kunde (0711 2163344) wurde nicht angerufen.", "Telefonnummer"),
        ("Am 3.4.2026 gingen 340 EUR zu viel raus.", "Datum"),
    ],
)
def test_what_identifies_is_named_in_place_and_stays_in_the_branch(
    sqlite_house: HouseUnderTest, text: str, named: str
) -> None:
    sheet, point = with_finding(sqlite_house, Area.BENEFITS)
    page = write(sqlite_house, sheet, point, text)
    assert f"({named})" in page.text("main")
    assert "So kann der Text nicht hinaus" in page.text("main")
    assert offer(sqlite_house, Area.BENEFITS) == 0
    assert state(sqlite_house) == (ModelCaseState.DRAFT, text)


def test_what_may_be_a_name_needs_the_word_of_the_writer(sqlite_house: HouseUnderTest) -> None:
    sheet, point = with_finding(sqlite_house, Area.BENEFITS)
    text = "Die Anlage Rosa wurde übersehen."
    assert "Könnte das ein Name sein" in write(sqlite_house, sheet, point, text).text("main")
    assert offer(sqlite_house, Area.BENEFITS) == 0
    write(sqlite_house, sheet, point, text, names_confirmed="1")
    assert offer(sqlite_house, Area.BENEFITS) == 1


def test_the_writer_cannot_release_and_the_unit_reads_nothing(sqlite_house: HouseUnderTest) -> None:
    sheet, point = with_finding(sqlite_house, Area.BENEFITS)
    write(sqlite_house, sheet, point, GOOD)
    offer(sqlite_house, Area.BENEFITS)
    address = case_address(sqlite_house.signed_in("z06-deputy").get("/model-cases"))
    for person in ("z06", "z01", "gur", "mui", "controller", "admin", "management"):
        browser = sqlite_house.signed_in(person)
        assert GOOD not in browser.get("/model-cases").text("body")
        assert browser.post(address, {"decision": "release"}, page="/model-cases").status_code == 404
    assert GOOD in sqlite_house.signed_in("revision").get("/model-cases").text("main")


def test_a_text_given_back_says_why_and_goes_again(sqlite_house: HouseUnderTest) -> None:
    sheet, point = with_finding(sqlite_house, Area.BENEFITS)
    write(sqlite_house, sheet, point, GOOD)
    offer(sqlite_house, Area.BENEFITS)
    revision = sqlite_house.signed_in("revision")
    address = case_address(revision.get("/model-cases"))
    refused = revision.post(address, {"decision": "return"}, page="/model-cases")
    assert (refused.status_code, "was geändert werden soll" in refused.text) == (422, True)
    revision.post(
        address, {"decision": "return", "answer": "Der Arbeitgeber ist erkennbar."}, page="/model-cases"
    )
    page = sqlite_house.signed_in("z06").get(f"/branch/model-case/{sheet}/{point}")
    assert "Der Arbeitgeber ist erkennbar." in page.text("main")
    write(sqlite_house, sheet, point, f"{GOOD} Das geschah öfter.")
    assert state(sqlite_house)[0] is ModelCaseState.OFFERED


def test_a_text_is_taken_back_before_it_goes_and_is_gone(sqlite_house: HouseUnderTest) -> None:
    sheet, point = with_finding(sqlite_house, Area.BENEFITS)
    write(sqlite_house, sheet, point, GOOD)
    offer(sqlite_house, Area.BENEFITS)
    address = f"/branch/model-case/{sheet}/{point}"
    assert sqlite_house.signed_in("z06").post(address, {"action": "recall"}).status_code == 303
    assert state(sqlite_house) == (ModelCaseState.RECALLED, "")
    assert GOOD not in sqlite_house.signed_in("revision").get("/model-cases").text("body")


def test_there_is_no_text_about_a_point_without_a_finding(sqlite_house: HouseUnderTest) -> None:
    sheet, _ = with_finding(sqlite_house, Area.BENEFITS)
    sqlite_house.signed_in("z06").get(f"/branch/model-case/{sheet}/L01", status=404)
    sqlite_house.signed_in("z01").get(f"/branch/model-case/{sheet}/{POINTS[Area.BENEFITS][0]}", status=404)
