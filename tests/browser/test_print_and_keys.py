"""The sheet on paper, and single keys that stay switched off, in a real Chromium."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo_server import WIDE, signed_in

pytestmark = pytest.mark.browser


def open_form(browser: Browser, address: str) -> Page:
    context = browser.new_context(viewport=WIDE, locale="de-DE")
    page = signed_in(context, address, "z06")
    page.get_by_role("link", name="Akte 5 weiter prüfen").click()
    # The script says so when it is there.
    expect(page.locator("#check-form[data-keys]")).to_be_visible()
    return page


def test_paper_shows_all_points_and_their_answers_and_nothing_to_press(
    address: str, browser: Browser
) -> None:
    page = open_form(browser, address)
    expect(page.get_by_role("button", name="Drucken")).to_be_visible()
    page.emulate_media(media="print")
    assert page.locator(".iks-point h2:visible").count() == 18
    answered = page.locator(".iks-answers:has(:checked)")
    assert answered.locator(".iks-answer:visible").count() == answered.count() >= 7
    for pressed in ("button", "nav", "header", "footer", ".iks-open a"):
        assert page.locator(f"{pressed}:visible").count() == 0, pressed
    page.context.close()


def test_paper_is_light_although_the_screen_is_dark(address: str, browser: Browser) -> None:
    page = open_form(browser, address)
    form, colour = page.url, "getComputedStyle(document.querySelector('.iks-point h2')).color"
    light = page.evaluate(colour)
    page.goto(f"{address}/display")
    page.locator("button[value=dark]").click()
    page.goto(form)
    assert page.evaluate(colour) != light
    page.emulate_media(media="print")
    assert page.evaluate(colour) == light
    page.context.close()


def test_keys_that_were_switched_off_answer_nothing_on_the_next_visit(address: str, browser: Browser) -> None:
    page = open_form(browser, address)
    with page.expect_response(lambda answer: answer.url.endswith("/keys")) as kept:
        page.get_by_role("button", name="Tasten J, N, T, P, O ausschalten").click()
    assert kept.value.status == 204
    page.context.close()
    page = open_form(browser, address)
    expect(page.get_by_role("button", name="Tasten J, N, T, P, O einschalten")).to_be_visible()
    page.locator("#L18 input").first.focus()
    page.keyboard.press("n")
    assert page.locator("#L18 input:checked").count() == 0
    with page.expect_response(lambda answer: answer.url.endswith("/keys")):
        page.get_by_role("button", name="Tasten J, N, T, P, O einschalten").click()
    page.locator("#L18 input").first.focus()
    page.keyboard.press("n")
    expect(page.locator("#L18 input[value=finding]")).to_be_checked()
    page.context.close()
