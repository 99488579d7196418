"""Acceptance scenarios around the submission, in a real Chromium: A11 and A12."""

import re

import pytest
from playwright.sync_api import Page, expect

from iks.domain.values import Area
from tests.browser.people import HouseOnline, choose, find, main_text, point
from tests.house_under_test import MONTH
from tests.services.branch_factory import all_ok, check_all, first_sheet, save, submit

pytestmark = pytest.mark.browser
MISSING_PAGE = "/branch/check/AAAAAAAAAAAAAAAAAAAAAA"
REASON = "Der Zufluss im Oktober war übersehen."


def test_a11_a_correction_after_the_submission_is_a_version_of_its_own(house: HouseOnline) -> None:
    check_all(house.house)
    submit(house.house)
    page = house.sample("z06")
    page.locator("ol.iks-task a").first.click()
    page.get_by_role("link", name="Antwort berichtigen").click()
    choose(page, "L08", "Nein, fehlerhaft")
    page.get_by_label("Warum berichtigen Sie?").fill(REASON)
    page.get_by_role("button", name="Berichtigung abgeben").click()
    expect(page.get_by_role("alert", name="Die Berichtigung ist noch nicht abgegeben")).to_be_visible()
    expect(page.get_by_label("Warum berichtigen Sie?")).to_have_value(REASON)
    here = point(page, "L08")
    here.get_by_role("radio", name="Lohnnachweis fehlt in der Akte").check()
    here.get_by_role("radio", name="Fachverfahren").check()
    here.get_by_role("radio", name="Formell").check()
    here.get_by_role("radio", name="Gering").check()
    here.get_by_role("radio", name="Keine Geldwirkung").check()
    page.get_by_role("button", name="Berichtigung abgeben").click()
    expect(page.get_by_role("main")).to_contain_text("Fassung 2")
    journal = house.visit("revision", "/revision/journal")
    assert "Abgabe berichtigt" in main_text(journal)


def test_a12_a_telephone_number_in_a_model_case_is_marked_and_has_to_go(house: HouseOnline) -> None:
    page = house.first_file("z06")
    find(page, "L08", "Lohnnachweis fehlt in der Akte")
    page.get_by_role("link", name="Als Musterfall vorschlagen").click()
    text = page.get_by_label("Was ging schief?")
    text.fill("Der Kunde (0711 2163344) wurde nicht nach der Abrechnung gefragt.")
    page.get_by_role("button", name="Speichern und prüfen").click()
    expect(page.get_by_role("main")).to_contain_text("So kann der Text nicht hinaus")
    expect(page.locator("mark")).to_contain_text("0711 2163344 (Telefonnummer)")
    text.fill("Die Anlage Rosa wurde nicht nach der Abrechnung gefragt.")
    page.get_by_role("button", name="Speichern und prüfen").click()
    expect(page.get_by_role("main")).to_contain_text("Könnte das ein Name sein?")
    page.get_by_label("Die markierten Wörter sind keine Namen.").check()
    page.get_by_role("button", name="Speichern und prüfen").click()
    expect(page.get_by_role("main")).to_contain_text("kann so abgegeben werden")


def test_a12_the_preview_keeps_back_what_is_marked_until_it_is_decided(house: HouseOnline) -> None:
    sheet = first_sheet(house.house)
    finding = {"answer": "finding", "pattern": "proof_not_filed", "cause": "software", "direction": "none"}
    save(house.house, sheet, all_ok(Area.BENEFITS, {"L08": finding}), whole_page=True)
    page = house.visit("z06", f"/branch/model-case/{sheet}/L08")
    page.get_by_label("Was ging schief?").fill("Frau Yilmaz hat die Abrechnung am 3.4.2026 gebracht.")
    page.get_by_role("button", name="Speichern und prüfen").click()
    page.goto(f"{house.address}/branch/benefits/{MONTH}/submit")
    expect(page.get_by_role("article")).to_contain_text("Bleibt hier: Der Text enthält Markiertes")


@pytest.mark.parametrize("person", ["gur", "controller", "z01"])
def test_a12_whoever_guesses_the_address_of_a_form_gets_the_page_of_a_missing_one(
    house: HouseOnline, person: str
) -> None:
    sheet = f"/branch/check/{first_sheet(house.house)}"
    page = house.visit(person, sheet)
    guessed = _without_token(page)
    page.goto(house.address + MISSING_PAGE)
    assert _without_token(page) == guessed
    expect(page.get_by_role("heading", level=1)).to_have_text("Seite nicht gefunden")
    journal = house.visit("revision", "/revision/journal")
    assert "Fremde Adresse aufgerufen" in main_text(journal)


def _without_token(page: Page) -> str:
    return re.sub(r"value=\"[^\"]+\"", "", page.content())
