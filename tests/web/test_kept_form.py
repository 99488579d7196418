"""A form that was sent after its session had ended comes back after the sign-in, to its own account only."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, update

from iks.domain.clock import Clock
from iks.store.accounts import Account, WebSession
from tests.house_under_test import PASSWORD, HouseUnderTest
from tests.page_client import Page, PageClient, expect_good_page
from tests.services.branch_factory import first_sheet, look

NOTE = "Der zweite Band liegt beim Gericht."


def end_all_sessions(house: HouseUnderTest) -> None:
    clock: Clock = house.clock
    with house.runtime.transaction() as session:
        session.execute(update(WebSession).values(ended_at=clock.now()))


def sent_too_late(house: HouseUnderTest) -> tuple[PageClient, Page, str]:
    """Send a sheet after the session ended; return the browser, the page that came, and the sheet."""
    sheet, browser = first_sheet(house), house.browser()
    browser.sign_in("z06", PASSWORD)
    form = browser.get(f"/branch/check/{sheet}")
    fields = {
        "csrf_token": form.value("csrf_token"),
        "version": form.value("version"),
        "L08.answer": "not_assessable",
        "L08.reason": NOTE,
        "action": "save",
    }
    end_all_sessions(house)
    answer = browser.client.post(f"/branch/check/{sheet}", data=fields)
    assert answer.status_code == 401
    return browser, expect_good_page(answer), sheet


def hidden(page: Page) -> dict[str, str]:
    return {a["name"]: a["value"] for a in page.attributes("input", type="hidden")}


def sign_in_on(browser: PageClient, page: Page, username: str = "z06", password: str = PASSWORD) -> Page:
    typed = hidden(page) | {"username": username, "password": password}
    answer = browser.client.post("/auth/sign-in", data=typed, follow_redirects=True)
    return expect_good_page(answer)


def test_the_form_comes_back_and_is_saved_with_one_button(house_with_files: HouseUnderTest) -> None:
    browser, page, sheet = sent_too_late(house_with_files)
    assert "nicht verloren" in page.text("main")
    wrong = sign_in_on(browser, page, password="falsch")
    back = sign_in_on(browser, wrong)
    assert NOTE in back.text("main")
    assert look(house_with_files, sheet).sheet.entries.get("L08") is None
    (form,) = [a for a in back.attributes("form") if a["action"].startswith("/branch/")]
    assert form["action"] == f"/branch/check/{sheet}"
    assert browser.client.post(form["action"], data=hidden(back)).status_code == 303
    assert look(house_with_files, sheet).sheet.entries["L08"].reason == NOTE


def test_nothing_of_it_can_be_read_before_the_sign_in_nor_in_the_database(
    house_with_files: HouseUnderTest,
) -> None:
    _, page, _ = sent_too_late(house_with_files)
    assert NOTE not in page.html
    assert "L08" not in page.html
    for file in house_with_files.folder.glob("iks.db*"):
        assert NOTE.encode() not in file.read_bytes()


@pytest.mark.parametrize("other", ["z01", "z06-deputy", "gur"])
def test_another_account_gets_nothing_of_it(house_with_files: HouseUnderTest, other: str) -> None:
    browser, page, sheet = sent_too_late(house_with_files)
    start = sign_in_on(browser, page, other)
    assert "verworfen" in start.text()
    assert NOTE not in start.html
    assert "Meine Aufgaben" in start.text("h1")
    assert look(house_with_files, sheet).sheet.entries.get("L08") is None


def test_an_altered_or_old_packet_is_thrown_away(house_with_files: HouseUnderTest) -> None:
    browser, page, _ = sent_too_late(house_with_files)
    packet = hidden(page)["kept"]
    changed = packet[:60] + ("A" if packet[60] != "A" else "B") + packet[61:]
    for forged in ("x", changed, "ä" * 50):
        fresh = house_with_files.browser()
        answer = fresh.post("/auth/sign-in", {"kept": forged, "username": "z06", "password": PASSWORD})
        assert (answer.status_code, answer.location) == (302, "/")
    house_with_files.clock.moment += timedelta(hours=9)
    assert "verworfen" in sign_in_on(browser, page).text()


def test_what_somebody_saved_meanwhile_is_not_overwritten(house_with_files: HouseUnderTest) -> None:
    browser, page, sheet = sent_too_late(house_with_files)
    other = house_with_files.browser()
    other.sign_in("z06", PASSWORD)
    form = other.get(f"/branch/check/{sheet}")
    first = {"version": form.value("version"), "L08.answer": "ok", "action": "save"}
    assert other.post(f"/branch/check/{sheet}", first).status_code == 303
    back = sign_in_on(browser, page)
    answer = browser.client.post(f"/branch/check/{sheet}", data=hidden(back))
    assert answer.status_code == 409
    assert NOTE in Page(answer.text).text("main")
    assert look(house_with_files, sheet).sheet.entries["L08"].value == "ok"


def test_a_file_a_password_and_a_very_long_form_are_not_carried_and_the_page_says_so(
    house_with_files: HouseUnderTest,
) -> None:
    browser = house_with_files.browser()
    browser.sign_in("controller", PASSWORD)
    token = browser.get("/controlling/frames").value("csrf_token")
    end_all_sessions(house_with_files)
    with_file = {"area": "benefits", "file": (BytesIO(b"a;b"), "liste.csv")}
    for fields in (with_file, {"password": "geheim"}, {"reason": "x" * 200_001}):
        answer = browser.client.post("/controlling/frames", data={"csrf_token": token} | fields)
        page = expect_good_page(answer)
        assert "nicht mitnehmen" in page.text("main")
        assert "kept" not in hidden(page)


def test_an_account_that_was_closed_meanwhile_gets_no_packet(house_with_files: HouseUnderTest) -> None:
    sheet, browser = first_sheet(house_with_files), house_with_files.browser()
    browser.sign_in("z06", PASSWORD)
    token = browser.get(f"/branch/check/{sheet}").value("csrf_token")
    with house_with_files.runtime.transaction() as session:
        session.scalars(select(Account).where(Account.username == "z06")).one().active = False
    answer = browser.client.post(f"/branch/check/{sheet}", data={"csrf_token": token, "L08.reason": NOTE})
    assert answer.status_code == 401
    assert "kept" not in hidden(Page(answer.text))


def test_a_form_of_a_stranger_without_token_is_refused_as_before(house_with_files: HouseUnderTest) -> None:
    sheet = first_sheet(house_with_files)
    answer = house_with_files.browser().client.post(f"/branch/check/{sheet}", data={"L08.reason": NOTE})
    assert answer.status_code == 400
    assert "kept" not in answer.text


def test_the_cookie_still_tells_on_monday_whose_form_it_is(house_with_files: HouseUnderTest) -> None:
    assert house_with_files.app.permanent_session_lifetime >= timedelta(days=3)
