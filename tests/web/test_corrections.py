"""Correcting a submitted sheet over HTTP."""

from iks.domain.values import Area
from tests.house_under_test import HouseUnderTest
from tests.page_client import Page, PageClient
from tests.services.branch_factory import (
    FINDING_WITH_MONEY,
    check_all,
    drawn_house,
    first_sheet,
    look,
    submit,
)
from tests.web.branch_pages import flat


def test_a_head_corrects_an_answer_in_two_steps_and_the_form_asks_for_what_is_missing(
    sqlite_house: HouseUnderTest,
) -> None:
    drawn_house(sqlite_house, Area.BENEFITS)
    check_all(sqlite_house)
    submit(sqlite_house)
    sheet = first_sheet(sqlite_house)
    browser = sqlite_house.signed_in("z06")
    link = next(url for url in browser.get(f"/branch/check/{sheet}").links() if "/branch/correct/" in url)
    version = browser.get(link).value("version")
    first = browser.post(
        link, {"version": version, "L08.answer": "finding", "correction_reason": "Zufluss übersehen."}
    )
    page = Page(first.text)
    assert first.status_code == 422
    assert "Die Berichtigung ist noch nicht abgegeben" in page.text("main")
    assert page.attributes("select", name="L08.cause") or page.attributes("input", name="L08.cause")
    assert "Zufluss übersehen." in first.text
    whole = {
        "version": version,
        "correction_reason": "Zufluss übersehen.",
        **flat({"L08": FINDING_WITH_MONEY}),
    }
    assert browser.post(link, whole).status_code == 303
    assert "Fassung 2" in browser.get(f"/branch/check/{sheet}").text("body")


def submitted_form(house: HouseUnderTest) -> tuple[PageClient, str, str]:
    """Return a browser, the address of the correction of the first sheet, and the version on it."""
    drawn_house(house, Area.BENEFITS)
    check_all(house)
    submit(house)
    browser, link = house.signed_in("z06"), f"/branch/correct/{first_sheet(house)}"
    return browser, link, browser.get(link).value("version")


def test_without_a_reason_what_was_typed_stays_on_the_page(sqlite_house: HouseUnderTest) -> None:
    browser, link, version = submitted_form(sqlite_house)
    answer = browser.post(link, {"version": version, **flat({"L08": FINDING_WITH_MONEY})})
    page = Page(answer.text)
    assert (answer.status_code, "warum Sie berichtigen" in page.text("main")) == (422, True)
    assert page.value("L08.amount") == "85,00"
    assert {a["value"] for a in page.attributes("input", name="L08.cause") if "checked" in a} == {"software"}


def test_a_double_click_corrects_once_and_an_old_page_shows_what_it_wanted(
    sqlite_house: HouseUnderTest,
) -> None:
    browser, link, version = submitted_form(sqlite_house)
    whole = {
        "version": version,
        "correction_reason": "Zufluss übersehen.",
        **flat({"L08": FINDING_WITH_MONEY}),
    }
    for _ in range(2):
        assert browser.post(link, whole).status_code == 303
        assert "Fassung 2" in browser.get("/branch/benefits/2026-12").text("main")
    old = browser.post(link, {**whole, "correction_reason": "Band 2 fehlt.", "L01.answer": "not_assessable"})
    words = Page(old.text).text("main")
    assert old.status_code == 409
    assert "inzwischen an anderer Stelle geändert" in words
    assert "Band 2 fehlt." in words
    assert "Nicht prüfbar" in words


def test_before_the_submission_there_is_nothing_to_correct(sqlite_house: HouseUnderTest) -> None:
    drawn_house(sqlite_house, Area.BENEFITS)
    browser, sheet = sqlite_house.signed_in("z06"), first_sheet(sqlite_house)
    browser.get("/branch/correct/unknown", status=404)
    browser.get(f"/branch/correct/{sheet}", status=404)
    form = browser.get(f"/branch/check/{sheet}")
    assert not [link for link in form.links() if "/branch/correct/" in link]
    forged = {"version": form.value("version"), "L01.answer": "ok", "correction_reason": "Zu früh."}
    answer = browser.post(f"/branch/correct/{sheet}", forged, page=f"/branch/check/{sheet}")
    assert "noch nicht abgegeben" in Page(answer.text).text("main")
    assert look(sqlite_house, sheet).sheet.entries == {}
