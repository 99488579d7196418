"""Acceptance scenarios of checking a file, in a real Chromium: A01, A02, A03, A07."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from iks.domain.values import Area
from tests.browser.people import (
    HouseOnline,
    answer,
    answer_all,
    choose,
    expect_saved,
    find,
    finish,
    main_text,
    point,
    points,
)
from tests.house_under_test import MONTH
from tests.month_under_test import draw, lock, upload

pytestmark = pytest.mark.browser
AREAS = pytest.mark.parametrize("area", list(Area), ids=str)
QUESTIONS = {
    Area.BENEFITS: ("Akte 1 prüfen", "Liegt ein wirksamer Antrag vor", "§ 37 SGB II"),
    Area.INTEGRATION: ("Akte 1 prüfen", "Hat das erste Beratungsgespräch innerhalb", "§ 15 SGB II"),
}


@AREAS
def test_a01_a_new_head_is_in_her_first_form_within_two_clicks_and_eighteen_answers_finish_it(
    house: HouseOnline, area: Area
) -> None:
    page = house.person("z06")
    button, question, law = QUESTIONS[area]
    if area is Area.INTEGRATION:
        page.get_by_role("link", name="Integration · Dezember 2026").click()
    page.get_by_role("link", name=button, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Akte")
    names = points(page)
    assert len(names) == 18
    first = point(page, names[0])
    expect(first).to_contain_text(question)
    first.get_by_text("Hinweise und Rechtsgrundlagen").click()
    expect(first.get_by_text(law).first).to_be_visible()
    listed = page.get_by_role("button", name="Bestätigen")
    if listed.count():
        listed.click()
    answer_all(page)
    finish(page)
    expect(page.get_by_role("main")).to_contain_text("1 von 10 Akten")


def test_a01_a_missing_entry_is_named_at_its_point(house: HouseOnline) -> None:
    page = house.first_file("z06")
    page.get_by_role("button", name="Bestätigen").click()
    answer_all(page, but=("L05", "L11"))
    answer(page, "L11", "Nein, fehlerhaft")
    finish(page)
    summary = page.get_by_role("alert", name="Angaben")
    expect(summary).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "fehler"
    expect(page).to_have_title(re.compile("^Fehler:"))
    expect(point(page, "L05").locator(".kern-error")).to_be_visible()
    for field in ("Fehlerbild", "Ursache"):
        expect(summary.get_by_role("link", name=field).first).to_be_visible()
    summary.get_by_role("link", name="L05").first.click()
    assert page.evaluate("location.hash") == "#L05-answer"
    expect(point(page, "L05")).to_be_in_viewport()


def test_a02_seven_answers_are_there_next_day_on_another_machine_and_it_goes_on_at_point_eight(
    house: HouseOnline,
) -> None:
    page = house.first_file("z06")
    for name in points(page)[:7]:
        answer(page, name)
    page.context.close()
    house.house.clock.set(datetime(2026, 12, 2, 7, 30, tzinfo=UTC))
    page = house.person("z06")
    expect(page.get_by_role("main")).to_contain_text("Weiter bei Akte 1, Punkt L08.")
    page.get_by_role("link", name="Akte 1 weiter prüfen").click()
    assert page.url.endswith("#L08")
    expect(point(page, "L08")).to_be_in_viewport()
    kept = page.get_by_role("radio", name="Ja, in Ordnung", checked=True)
    expect(kept).to_have_count(7)
    expect(page.get_by_role("region", name="Stand dieser Akte")).to_contain_text("7 von 17")
    page.get_by_role("link", name="Meine Prüfungen").click()
    expect(page.get_by_role("main").get_by_text("7 von 17")).to_have_count(1)


def test_a02_two_tabs_show_both_texts_and_overwrite_nothing_silently(house: HouseOnline) -> None:
    page = house.first_file("z06")
    other = page.context.new_page()
    other.goto(page.url)
    here = find(page, "L08", "Grundabsetzbetrag oder Freibetrag falsch berechnet")
    here.get_by_label("Notiz").fill("So steht es im ersten Fenster.")
    here.get_by_label("Notiz").press("Tab")
    expect_saved(page)
    choose(other, "L08", "Nicht prüfbar")
    alert = other.get_by_role("alert")
    expect(alert).to_contain_text("an anderer Stelle geändert")
    why = "Warum ist der Punkt nicht prüfbar?"
    point(other, "L08").get_by_label(why).fill("Der Band liegt beim Gericht.")
    alert.get_by_role("button", name="Beide Fassungen ansehen").click()
    expect(other.get_by_role("heading", level=1)).to_contain_text("Zwei Fassungen der Akte")
    choice = other.get_by_role("group", name=re.compile("^L08 "))
    for text in ("So steht es im ersten Fenster.", "Der Band liegt beim Gericht."):
        expect(choice.get_by_text(text).first).to_be_visible()
    choice.get_by_text("Ihre Fassung").click()
    other.get_by_role("button", name="Auswahl übernehmen").click()
    page.reload()
    reason = point(page, "L08").get_by_label(why)
    expect(reason).to_have_value("Der Band liegt beim Gericht.")


def test_a03_eighty_five_euros_for_four_months_are_at_once_in_the_summary(house: HouseOnline) -> None:
    page = house.first_file("z06")
    here = find(page, "L08", "Grundabsetzbetrag oder Freibetrag falsch berechnet")
    here.get_by_role("radio", name="Überzahlung").check()
    here.get_by_label("Betrag im Monat").fill("85")
    here.get_by_label("Monate", exact=True).fill("4")
    expect(here.get_by_role("status")).to_have_text(re.compile(r"340,00"))
    here.get_by_role("radio", name="Bund", exact=True).check()
    expect_saved(page)
    page.get_by_role("button", name="Bestätigen").click()
    answer_all(page, but=("L08",))
    finish(page)
    page.get_by_role("link", name="Vorschau: Das verlässt die Zweigstelle").click()
    line = page.get_by_role("row", name="Überzahlung, Bund")
    expect(line).to_contain_text("340")


def test_a03_a_minus_sign_is_refused_in_plain_words_and_a_point_without_money_asks_for_none(
    house: HouseOnline,
) -> None:
    page = house.first_file("z06")
    here = find(page, "L08", "Grundabsetzbetrag oder Freibetrag falsch berechnet")
    here.get_by_role("radio", name="Überzahlung").check()
    here.get_by_label("Monate", exact=True).fill("4")
    here.get_by_label("Betrag im Monat").fill("-85")
    here.get_by_label("Betrag im Monat").press("Tab")
    expect(here.locator(".kern-error")).to_contain_text("ohne Minuszeichen")
    expect(here.get_by_label("Betrag im Monat")).to_have_attribute("aria-invalid", "true")
    here.get_by_label("Betrag im Monat").fill("85")
    here.get_by_label("Betrag im Monat").press("Tab")
    expect(here.locator(".kern-error")).to_have_count(0)
    expect_saved(page)
    find(page, "L16", "anderes")
    expect(point(page, "L16").get_by_label("Betrag im Monat")).to_have_count(0)


def test_a07_what_was_found_in_december_is_told_in_january_only_after_finishing(house: HouseOnline) -> None:
    page = house.first_file("s13")
    number = page.get_by_role("heading", level=1).inner_text().split()[-1]
    page.get_by_role("button", name="Bestätigen").click()
    answer_all(page, but=("L08",))
    find(page, "L08", "Lohnnachweis fehlt in der Akte").get_by_role("radio", name="Keine Geldwirkung").check()
    expect_saved(page)
    finish(page)
    expect(page.get_by_role("main")).to_contain_text("1 von 7 Akten")
    page.context.close()
    _draw_january(house)
    page = house.visit("s13", f"/branch/benefits/{MONTH.shift(1)}")
    page.get_by_role("link", name=re.compile(f"{number}$")).click()
    said = "Diese Akte wurde schon einmal geprüft: Dezember 2026"
    assert said not in main_text(page)
    page.get_by_role("button", name="Bestätigen").click()
    answer_all(page, but=("L08",))
    assert said not in main_text(page)
    sheet = page.url.partition("#")[0]
    finish(page)
    page.goto(sheet)
    told = page.locator(".kern-alert", has_text=said)
    expect(told).to_contain_text("L08 Erwerbseinkommen und Freibeträge: Lohnnachweis fehlt in der Akte")


def _draw_january(house: HouseOnline) -> None:
    january = MONTH.shift(1)
    house.house.clock.set(datetime(2027, 1, 4, 5, tzinfo=UTC))
    upload(house.house, Area.BENEFITS, month=january)
    lock(house.house, Area.BENEFITS, month=january)
    draw(house.house, Area.BENEFITS, month=january)
