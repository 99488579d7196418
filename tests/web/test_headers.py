"""What every answer carries."""

import re

from tests.house_under_test import HouseUnderTest


def test_every_answer_carries_the_protecting_headers(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.browser()
    for address in ("/auth/sign-in", "/no/such/page", "/", "/static/app.css"):
        headers = browser.fetch(address).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'"), address
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Frame-Options"] == "DENY"


def test_pages_are_never_kept_and_versioned_files_long(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.browser()
    page = browser.fetch("/auth/sign-in")
    assert page.headers["Cache-Control"] == "no-store"
    style = re.search(r'href="(/static/app\.css\?v=[0-9a-f]{12})"', page.text)
    assert style is not None
    assert "immutable" in browser.fetch(style[1]).headers["Cache-Control"]
    assert "no-cache" in browser.fetch("/static/app.css").headers["Cache-Control"]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(sqlite_house: HouseUnderTest) -> None:
    response = sqlite_house.browser().fetch("/auth/sign-in")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


def test_a_missing_page_says_so_in_plain_words(sqlite_house: HouseUnderTest) -> None:
    page = sqlite_house.signed_in("z06").get("/branch/check/no-such-sheet", status=404)
    assert "Diese Seite gibt es nicht" in page.text()
    assert "Meine Aufgaben" in page.text()


def test_light_or_dark_is_remembered_without_script(sqlite_house: HouseUnderTest) -> None:
    client = sqlite_house.signed_in("gur")
    client.post("/display", {"theme": "dark"})
    assert client.get("/display").attributes("html")[0]["data-kern-theme"] == "dark"
    client.post("/display", {"theme": "purple"})
    assert "data-kern-theme" not in client.get("/display").attributes("html")[0]
