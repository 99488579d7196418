"""Acceptance scenarios around the submission, in a real Chromium: A11 and A12."""

import re

import pytest
from playwright.sync_api import Page, expect

from iks.domain.values import Area
from tests.browser.people import HouseOnline, choose, find, main_text, point
from tests.house_under_test import MONTH
from tests.services.branch_factory import all_ok, check_all, first_sheet, sample, save, submit
from tests.services.corrections_factory import corrected_as_drawn

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


def test_a11_the_revision_sees_the_number_at_once_and_old_and_new_value_with_a_second_person(
    house: HouseOnline,
) -> None:
    corrected_as_drawn(house.house)
    numbers = [line.file_ref for line in sample(house.house).files]
    page = house.visit("revision", "/revision")
    expect(page.get_by_role("main")).to_contain_text("eine Antwort nach der Abgabe berichtigt (L08: 1)")
    page.get_by_role("link", name="Berichtigte Antworten und Anträge auf Einsicht").click()
    page.get_by_role("link", name="Dezember 2026", exact=True).click()
    page.get_by_label("Wozu brauchen Sie die Werte?").fill("Stichprobe der Berichtigungen des Monats")
    page.get_by_role("button", name="Einsicht beantragen").click()
    expect(page.get_by_role("main")).to_contain_text("Ihr Antrag ist gestellt")
    page.get_by_role("link", name="Dezember 2026, Leistung, Z06").click()
    expect(page.get_by_role("button", name="Einsicht genehmigen")).to_have_count(0)
    management = house.visit("management", "/")
    management.get_by_role("link", name="Einsicht in berichtigte Werte").click()
    expect(management.get_by_role("main")).to_contain_text("Stichprobe der Berichtigungen des Monats")
    management.get_by_role("button", name="Einsicht genehmigen").click()
    expect(management.get_by_role("main")).to_contain_text("Die Einsicht ist genehmigt")
    expect(management.get_by_role("link", name="Alten und neuen Wert öffnen")).to_have_count(0)
    page.reload()
    page.get_by_role("link", name="Alten und neuen Wert öffnen").click()
    shown = page.get_by_role("main")
    expect(shown).to_contain_text("Akte mit Rang 1")
    expect(shown).to_contain_text("Ja, in Ordnung")
    expect(shown).to_contain_text("Nein, fehlerhaft")
    for kept_back in ("canary", "Yilmaz", *numbers):
        assert kept_back not in page.content()
    page.goto(f"{house.address}/revision/journal")
    for act in ("beantragt", "entschieden", "angesehen"):
        expect(page.get_by_role("main")).to_contain_text(re.compile(f"[Bb]erichtigte Werte .*{act}"))


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
