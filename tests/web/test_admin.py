"""The administration's room over HTTP."""

from tests.house_under_test import HouseUnderTest
from tests.page_client import Page


def test_an_account_is_added_and_its_link_sets_a_password_once(house: HouseUnderTest) -> None:
    admin = house.signed_in("admin")
    data = {"username": "neu", "display_name": "Controlling 2", "email": ""}
    response = admin.post("/admin/accounts", data)
    assert response.status_code == 200
    link = next(t for t in Page(response.text).texts["p"] if "/auth/first-password/" in t).strip()
    path = link.removeprefix("http://127.0.0.1:8000")
    browser = house.browser()
    short = browser.post(path, {"password": "short", "again": "short"})
    assert (short.status_code, "mindestens 12" in short.text) == (422, True)
    words = {"password": "correct horse battery", "again": "correct horse battery"}
    assert browser.post(path, words).status_code == 302
    assert "gilt nicht mehr" in browser.post(path, words).text
    browser.sign_in("neu", "correct horse battery")


def test_house_and_branch_never_meet_in_one_person(sqlite_house: HouseUnderTest) -> None:
    admin = sqlite_house.signed_in("admin")
    both_ways = [
        ({"account": "controller", "role": "branch_head", "branch": "Z06"}, "Aufgabe im Haus"),
        ({"account": "z06", "role": "internal_revision"}, "Zweigstelle geprüft"),
    ]
    for data, sentence in both_ways:
        response = admin.post("/admin/accounts/role", data, page="/admin/accounts")
        assert response.status_code == 409
        assert sentence in response.text
        assert f'value="{data["account"]}"' in response.text
    assert all("revision" not in str(role) for role in sqlite_house.actor("z06").roles)


def test_a_deputy_needs_a_last_day_and_a_branch_that_exists(sqlite_house: HouseUnderTest) -> None:
    admin = sqlite_house.signed_in("admin")
    no_end = {"account": "z01-deputy", "role": "deputy", "branch": "Z06"}
    response = admin.post("/admin/accounts/role", no_end, page="/admin/accounts")
    assert "letzten Tag" in response.text
    unknown = no_end | {"branch": "Z99", "ends_on": "9.12.2026"}
    response = admin.post("/admin/accounts/role", unknown, page="/admin/accounts")
    assert "gibt es nicht" in response.text
    impossible = no_end | {"ends_on": "31.2.2027"}
    response = admin.post("/admin/accounts/role", impossible, page="/admin/accounts")
    assert (response.status_code, "ist kein Tag" in response.text) == (422, True)


def test_an_ended_account_cannot_sign_in_and_its_session_is_over(sqlite_house: HouseUnderTest) -> None:
    leaving = sqlite_house.signed_in("mui-staff")
    sqlite_house.signed_in("admin").post(
        "/admin/accounts/end", {"account": "mui-staff"}, page="/admin/accounts"
    )
    assert leaving.fetch("/").status_code == 302
    words = {"username": "mui-staff", "password": "a password for tests"}
    assert sqlite_house.browser().post("/auth/sign-in", words).status_code == 401


def test_only_the_administration_enters_its_room(sqlite_house: HouseUnderTest) -> None:
    for username in ("gur", "controller", "revision", "z06", "management", "staff-council"):
        page = sqlite_house.signed_in(username).get("/admin/accounts", status=403)
        assert "gehört nicht zu Ihren Aufgaben" in page.text()


def test_the_administration_sees_no_business_room(sqlite_house: HouseUnderTest) -> None:
    admin = sqlite_house.signed_in("admin")
    for address in (
        "/revision",
        "/controlling/frames",
        "/evaluation/benefits/analysis",
        "/branch/benefits/2026-12",
    ):
        assert admin.fetch(address).status_code in {403, 404}, address
