"""The check form in a real Chromium, as a branch head uses it."""

import pytest
from playwright.sync_api import Browser, ConsoleMessage, expect

from tests.browser.demo_server import NARROW, WIDE, signed_in

pytestmark = pytest.mark.browser


def test_an_answer_is_saved_at_once_and_is_there_on_another_machine(address: str, browser: Browser) -> None:
    first = browser.new_context(viewport=WIDE, locale="de-DE")
    page = signed_in(first, address, "z06")
    page.get_by_role("link", name="Akte 5 weiter prüfen").click()
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        page.locator("#L17 label", has_text="Ja, in Ordnung").click()
    assert saved.value.status == 200
    expect(page.locator("[data-save-state]")).to_contain_text("gespeichert")
    sheet = page.url
    first.close()
    second = browser.new_context(viewport=WIDE, locale="de-DE")
    again = signed_in(second, address, "z06")
    again.goto(sheet)
    assert again.locator("#L17 input[value=ok]").is_checked()
    second.close()


def test_a_finding_opens_its_fields_right_there_and_counts_its_money(address: str, browser: Browser) -> None:
    context = browser.new_context(viewport=WIDE, locale="de-DE")
    page = signed_in(context, address, "z06")
    page.get_by_role("link", name="Akte 5 weiter prüfen").click()
    page.locator("#L12 label", has_text="Nein, fehlerhaft").click()
    panel = page.locator("#L12 [data-panel]")
    expect(panel.get_by_text("Welches Fehlerbild passt?")).to_be_visible()
    panel.get_by_text("Anmeldung beim anderen Träger nicht belegt").click()
    panel.get_by_text("Überzahlung").click()
    panel.locator("[name='L12.amount']").fill("85")
    panel.locator("[name='L12.months']").fill("4")
    expect(panel).to_contain_text("340,00")
    context.close()


def test_no_page_of_a_branch_head_breaks_the_content_policy_or_scrolls_sideways(
    address: str, browser: Browser
) -> None:
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    for viewport in (WIDE, NARROW):
        context = browser.new_context(viewport=viewport, locale="de-DE")
        page = signed_in(context, address, "z06")
        page.on("console", listen)
        addresses = [
            "/",
            "/branch/benefits/2026-12",
            "/branch/benefits/2026-12/submit",
            "/checklists/benefits",
        ]
        for path in addresses:
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, viewport)
        context.close()
    assert complaints == []
