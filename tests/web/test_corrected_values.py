"""The revision's pages about corrected answers, and the decision of a second person."""

from datetime import timedelta

import pytest

from tests.house_under_test import HouseUnderTest
from tests.page_client import Page, PageClient
from tests.services.branch_factory import sample
from tests.services.corrections_factory import WHY_SEEN, approve, ask

PAGE = "/revision/corrections"
MONTH_PAGE = f"{PAGE}/benefits/2026-12"


def ask_on_page(house: HouseUnderTest) -> tuple[PageClient, str]:
    """Ask as the revision does; return its browser and the address of the request."""
    browser = house.signed_in("revision")
    browser.get(MONTH_PAGE)
    answer = browser.post(MONTH_PAGE, {"branch": "Z06", "reason": WHY_SEEN})
    assert answer.status_code == 303
    assert "Ihr Antrag ist gestellt" in browser.get(answer.location).text("main")
    link = next(url for url in browser.get(PAGE).links() if f"{PAGE}/requests/" in url)
    return browser, link


def test_the_number_stands_on_the_desk_the_overview_and_the_month_without_a_request(
    corrected_house: HouseUnderTest,
) -> None:
    browser = corrected_house.signed_in("revision")
    desk = browser.get("/revision")
    assert "Dezember 2026, Leistung: eine Antwort nach der Abgabe berichtigt (L08: 1)" in desk.text("main")
    assert PAGE in desk.links()
    overview = browser.get(PAGE)
    assert "L08: 1" in overview.text("table")
    assert MONTH_PAGE in overview.links()
    month = browser.get(MONTH_PAGE).text("main")
    for words in ("L08", "Z06 Bad Cannstatt", "Zusammen 1"):
        assert words in month
    for kept_back in ("canary", "Yilmaz", "85,00", "allowance"):
        assert kept_back not in month


def test_from_the_number_to_old_and_new_value_with_a_second_person(corrected_house: HouseUnderTest) -> None:
    browser, link = ask_on_page(corrected_house)
    assert browser.fetch(f"{link}/values").status_code == 303
    assert "noch nicht entschieden" in browser.get(link).text("main")
    management = corrected_house.signed_in("management")
    assert link in management.get("/").links()
    page = management.get(link)
    assert WHY_SEEN in page.text("main")
    assert management.post(link, {"decision": "approve"}).status_code == 303
    assert link not in management.get("/").links()
    assert link in browser.get("/").links()
    assert f"{link}/values" in browser.get(link).links()
    values = browser.get(f"{link}/values")
    told = values.text("main")
    for words in ("Rang 1", "Ja, in Ordnung", "Nein, fehlerhaft", "Überzahlung", "85,00", "Fassung 2"):
        assert words in told
    for line in sample(corrected_house).files:
        assert line.file_ref not in values.html
    for kept_back in ("canary", "Yilmaz"):
        assert kept_back not in values.html
    assert "Berichtigte Werte angesehen" in browser.get("/revision/journal").text("main")


def test_the_management_reads_neither_number_nor_value_and_gets_no_other_page(
    corrected_house: HouseUnderTest,
) -> None:
    wish = ask(corrected_house)
    link, management = f"{PAGE}/requests/{wish}", corrected_house.signed_in("management")
    assert "Berichtigte Antworten" not in management.get(link).text("main")
    assert link in management.get(f"{PAGE}/requests").links()
    approve(corrected_house, wish, "revision-2")
    assert f"{link}/values" not in management.get(link).links()
    for address in (PAGE, MONTH_PAGE, f"{link}/values"):
        management.get(address, status=403)


@pytest.mark.parametrize("person", ["gur", "mui-staff", "controller", "z06", "admin", "staff-council"])
def test_nobody_else_gets_any_of_the_pages(corrected_house: HouseUnderTest, person: str) -> None:
    link = f"{PAGE}/requests/{ask(corrected_house)}"
    browser = corrected_house.signed_in(person)
    for address in (PAGE, MONTH_PAGE, f"{PAGE}/requests", link, f"{link}/values"):
        browser.get(address, status=403)


def test_a_request_without_reason_or_branch_is_asked_again_and_keeps_what_was_typed(
    corrected_house: HouseUnderTest,
) -> None:
    browser = corrected_house.signed_in("revision")
    browser.get(MONTH_PAGE)
    wrong = browser.post(MONTH_PAGE, {"reason": "Akte 147A012345 ansehen"})
    page = Page(wrong.text)
    assert wrong.status_code == 422
    assert "Ihr Antrag ist noch nicht gestellt" in page.text("main")
    assert "147A012345“ heraus" in page.text("main")
    assert "Akte 147A012345 ansehen" in page.text("textarea")
    nothing = Page(browser.post(MONTH_PAGE, {"branch": "", "reason": ""}).text)
    assert "eine Zweigstelle aus, die berichtigt hat" in nothing.text("main")
    assert "wozu Sie die Werte brauchen" in nothing.text("main")


def test_a_second_request_is_refused_on_the_page_with_its_text_kept(corrected_house: HouseUnderTest) -> None:
    ask(corrected_house, username="revision-2")
    browser = corrected_house.signed_in("revision")
    browser.get(MONTH_PAGE)
    refused = browser.post(MONTH_PAGE, {"branch": "Z06", "reason": "Etwas anderes"})
    assert refused.status_code == 409
    assert "liegt schon ein Antrag vor" in Page(refused.text).text("main")
    assert "Etwas anderes" in Page(refused.text).text("textarea")


def test_whoever_asked_can_only_withdraw(corrected_house: HouseUnderTest) -> None:
    browser, link = ask_on_page(corrected_house)
    page = browser.get(link)
    assert "Einsicht genehmigen" not in page.text("main")
    browser.post(link, {"decision": "approve"})
    assert "selbst gestellt" in browser.get(link).text("main")
    browser.post(link, {"decision": "withdraw"})
    assert "zurückgezogen" in browser.get(link).text("main")


def test_a_refusal_asks_for_an_answer_and_hands_it_on(corrected_house: HouseUnderTest) -> None:
    link = f"{PAGE}/requests/{ask(corrected_house)}"
    second = corrected_house.signed_in("revision-2")
    second.get(link)
    assert second.post(link, {"decision": "refuse"}).status_code == 422
    assert second.post(link, {"decision": "refuse", "answer": "Die Zahlen genügen."}).status_code == 303
    assert "Die Zahlen genügen." in corrected_house.signed_in("revision").get(link).text("main")
    second.post(link, {"decision": "approve"})
    assert "schon entschieden" in second.get(link).text("main")


def test_values_close_when_their_days_are_over(corrected_house: HouseUnderTest) -> None:
    wish = ask(corrected_house)
    approve(corrected_house, wish)
    link = f"{PAGE}/requests/{wish}"
    corrected_house.clock.moment += timedelta(days=15)
    browser = corrected_house.signed_in("revision")
    assert f"{link}/values" not in browser.get(link).links()
    assert browser.fetch(f"{link}/values").status_code == 303
    assert "Die Zeit der Einsicht ist vorbei" in browser.get(link).text("main")


def test_months_that_are_not_closed_and_unknown_requests_are_not_there(
    corrected_house: HouseUnderTest,
) -> None:
    browser = corrected_house.signed_in("revision")
    for address in (
        f"{PAGE}/integration/2026-12",
        f"{PAGE}/benefits/2026-11",
        f"{PAGE}/requests/{'A' * 22}",
        f"{PAGE}/requests/{'A' * 22}/values",
    ):
        browser.get(address, status=404)
