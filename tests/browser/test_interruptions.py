"""What is typed survives: an ended session, a killed server, double clicks, the back button, a lost line."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from iks.store import journal
from iks.store.accounts import WebSession
from tests.browser import process
from tests.browser.demo_server import PATIENCE, WIDE, signed_in
from tests.browser.page_checks import everything_wrong
from tests.browser.people import (
    SAVED,
    HouseOnline,
    answer,
    answer_all,
    choose,
    expect_saved,
    find,
    finish,
    main_text,
    point,
)
from tests.house_under_test import MONTH, PASSWORD
from tests.services.branch_factory import check_all, first_sheet, look, sample

pytestmark = pytest.mark.browser
REASON = "Der zweite Band liegt beim Gericht."
WHY = "Warum ist der Punkt nicht prüfbar?"


def type_reason(page: Page) -> None:
    """Type where the text is saved only after a pause."""
    choose(page, "L08", "Nicht prüfbar")
    point(page, "L08").get_by_label(WHY).press_sequentially(REASON)


def test_what_is_typed_in_an_ended_session_stays_and_is_saved_after_a_new_sign_in(house: HouseOnline) -> None:
    page = house.first_file("z06")
    answer(page, "L08", "Nicht prüfbar")
    with house.house.runtime.transaction() as session:
        session.execute(update(WebSession).values(ended_at=house.house.clock.now()))
    field = point(page, "L08").get_by_label(WHY)
    field.press_sequentially(REASON)
    expect(page.locator("[data-alert]")).to_contain_text("Ihre Sitzung ist abgelaufen.")
    expect(page.locator("[data-save-text]")).to_have_text("Nicht gespeichert")
    expect(field).to_have_value(REASON)
    signed_in(page.context, house.address, "z06", PASSWORD).close()
    # A headless browser holds every tab for the one in front.
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect_saved(page)
    expect(page.locator("[data-alert]")).to_be_hidden()
    page.reload()
    expect(point(page, "L08").get_by_label(WHY)).to_have_value(REASON)


def test_without_script_a_form_sent_in_an_ended_session_comes_back_after_the_sign_in(
    house: HouseOnline,
) -> None:
    sheet = first_sheet(house.house)
    page = house.visit("z06", f"/branch/check/{sheet}", java_script_enabled=False)
    page.locator("#L08 .iks-answer label", has_text="Nicht prüfbar").click()
    page.get_by_role("button", name="Zwischenspeichern").click()
    page.locator("#L08").get_by_label(WHY).fill(REASON)
    with house.house.runtime.transaction() as session:
        session.execute(update(WebSession).values(ended_at=house.house.clock.now()))
    page.get_by_role("button", name="Zwischenspeichern").click()
    expect(page.get_by_role("main")).to_contain_text("nicht verloren")
    assert REASON not in page.content()
    for password in ("falsch", PASSWORD):
        page.get_by_label("Benutzername").fill("z06")
        page.get_by_label("Passwort", exact=True).fill(password)
        page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Eingabe ist noch da")
    expect(page.get_by_role("main")).to_contain_text(REASON)
    page.get_by_role("button", name="Eingabe jetzt absenden").click()
    expect(page.locator("#L08").get_by_label(WHY)).to_have_value(REASON)
    assert look(house.house, sheet).sheet.entries["L08"].reason == REASON


def test_a_killed_server_loses_nothing_and_the_page_goes_on_by_itself(
    earning_template: Path, tmp_path: Path, browser: Browser
) -> None:
    folder, port = tmp_path / "house", process.free_port()
    shutil.copytree(earning_template, folder)
    running = process.start(folder, port)
    address = f"http://127.0.0.1:{port}"
    context = browser.new_context(viewport=WIDE, locale="de-DE")
    context.set_default_timeout(PATIENCE)
    page = signed_in(context, address, "z06", PASSWORD)
    page.get_by_role("link", name="Akte 1 prüfen").click()
    type_reason(page)
    expect_saved(page)
    running.kill()
    running.wait()
    choose(page, "L09", "Ja, in Ordnung")
    expect(page.locator("[data-save-text]")).to_have_text("Nicht gespeichert. Wird wieder versucht.")
    again = process.start(folder, port)
    expect(page.locator("[data-save-text]")).to_have_text(SAVED, timeout=3 * PATIENCE)
    page.reload()
    expect(point(page, "L08").get_by_label(WHY)).to_have_value(REASON)
    expect(page.locator("#L09 input[value=ok]")).to_be_checked()
    context.close()
    again.kill()
    again.wait()


def test_text_is_saved_within_five_seconds_without_leaving_the_field(house: HouseOnline) -> None:
    page = house.first_file("z06")
    type_reason(page)
    expect(page.locator("[data-save-text]")).to_have_text(SAVED, timeout=5000)
    page.context.close()
    page = house.person("z06")
    page.get_by_role("link", name="Akte 1 weiter prüfen").click()
    expect(point(page, "L08").get_by_label(WHY)).to_have_value(REASON)


def test_whoever_types_without_a_pause_is_saved_in_between(house: HouseOnline) -> None:
    page = house.first_file("z06")
    answer(page, "L08", "Nicht prüfbar")
    field = point(page, "L08").get_by_label(WHY)
    field.focus()
    # More than five seconds, and never the pause after which a text is taken as finished.
    with page.expect_response(lambda sent: sent.request.method == "POST") as saved:
        field.press_sequentially("x" * 25, delay=250)
        still_typing = page.evaluate("document.querySelector('[data-save-text]').textContent")
    assert saved.value.status == 200
    assert "L08.reason=x" in (saved.value.request.post_data or "")
    assert still_typing == "noch nicht gespeichert"


def test_a_refused_entry_is_not_left_behind_without_a_question(house: HouseOnline) -> None:
    page = house.first_file("z06")
    here = find(page, "L08", "Grundabsetzbetrag oder Freibetrag falsch berechnet")
    here.get_by_role("radio", name="Überzahlung").check()
    here.get_by_label("Betrag im Monat").fill("-85")
    here.get_by_label("Betrag im Monat").press("Tab")
    expect(here.locator(".kern-error")).to_contain_text("ohne Minuszeichen")
    expect(page.locator("[data-save-text]")).to_have_text("Eine Angabe ist nicht gespeichert")
    choose(page, "L09", "Ja, in Ordnung")
    expect(page.locator("#L09 input[value=ok]")).to_be_checked()
    expect(page.locator("[data-save-text]")).to_have_text("Eine Angabe ist nicht gespeichert")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Meine Prüfungen").click()
    expect(here.get_by_label("Betrag im Monat")).to_have_value("-85")
    assert asked == ["beforeunload"]
    here.get_by_label("Betrag im Monat").fill("85")
    here.get_by_label("Betrag im Monat").press("Tab")
    expect_saved(page)
    expect(here.get_by_label("Betrag im Monat")).to_have_attribute("aria-describedby", "L08-amount-h")


def test_a_window_that_is_closed_while_typing_saves_what_was_typed(house: HouseOnline) -> None:
    page = house.first_file("z06")
    answer(page, "L08", "Nicht prüfbar")
    field = point(page, "L08").get_by_label(WHY)
    field.press_sequentially(REASON)
    page.get_by_role("link", name="Meine Prüfungen").click()
    page.wait_for_url("**/branch/**")
    page.get_by_role("link", name="Akte 1 weiter prüfen").click()
    expect(point(page, "L08").get_by_label(WHY)).to_have_value(REASON)


def test_a_double_click_on_finish_finishes_once(house: HouseOnline) -> None:
    page = house.first_file("z06")
    page.get_by_role("button", name="Bestätigen").click()
    answer_all(page, but=("L11",))
    page.get_by_role("button", name="Akte abschließen").dblclick()
    expect(page.get_by_role("main")).to_contain_text("1 von 10 Akten")
    assert "2 von 10" not in main_text(page)


def events(house: HouseOnline, name: str) -> int:
    """Return how often something stands in the journal."""
    with house.house.runtime.transaction(writes=False) as session:
        return sum(entry.event == name for entry in journal.latest(session, 500))


def test_a_double_click_on_submit_submits_once_and_going_back_changes_nothing(
    house: HouseOnline,
) -> None:
    check_all(house.house)
    sheet = sample(house.house).files[0].sheet_id
    page = house.visit("z06", f"/branch/check/{sheet}")
    page.goto(f"{house.address}/branch/benefits/{MONTH}/submit")
    page.get_by_role("button", name="Dezember abgeben").dblclick()
    expect(page.get_by_role("main")).to_contain_text("abgegeben")
    assert events(house, "month_submitted") == 1
    page.go_back()
    expect(page.get_by_role("button", name="Dezember abgeben")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("radio", name="Nein, fehlerhaft").first).to_be_disabled()
    assert look(house.house, sheet).sheet.entries["L01"].value == "ok"


def test_a_window_left_open_over_the_submission_is_told_and_shows_what_was_typed(house: HouseOnline) -> None:
    check_all(house.house)
    sheet = sample(house.house).files[0].sheet_id
    page = house.visit("z06", f"/branch/check/{sheet}")
    other = page.context.new_page()
    other.goto(f"{house.address}/branch/benefits/{MONTH}/submit")
    other.get_by_role("button", name="Dezember abgeben").click()
    choose(page, "L01", "Nein, fehlerhaft")
    expect(page.locator("[data-alert]")).to_be_visible()
    finish(page)
    expect(
        page.get_by_role("heading", name="Das stand in diesem Fenster und ist nicht gespeichert")
    ).to_be_visible()
    assert everything_wrong(page) == []
    assert look(house.house, sheet).sheet.entries["L01"].value == "ok"


def test_the_back_button_after_finishing_shows_the_answers_and_saves_again(house: HouseOnline) -> None:
    page = house.first_file("z06")
    page.get_by_role("button", name="Bestätigen").click()
    answer_all(page, but=("L11",))
    finish(page)
    expect(page.get_by_role("main")).to_contain_text("1 von 10 Akten")
    page.go_back()
    expect(page.locator("#L01 input[value=ok]")).to_be_checked()
    answer(page, "L01", "Nicht prüfbar")


def test_without_a_line_the_answers_wait_and_are_saved_when_it_is_back(house: HouseOnline) -> None:
    page = house.first_file("z06")
    answer(page, "L01")
    page.context.set_offline(True)
    for name in ("L02", "L03"):
        choose(page, name, "Ja, in Ordnung")
    expect(page.locator("[data-save-text]")).to_have_text("Nicht gespeichert. Wird wieder versucht.")
    page.context.set_offline(False)
    expect_saved(page)
    page.reload()
    expect(page.get_by_role("radio", name="Ja, in Ordnung", checked=True)).to_have_count(3)
