"""Signing in over HTTP."""

from tests.house_under_test import HouseUnderTest


def test_a_person_signs_in_and_sees_the_own_tasks(house: HouseUnderTest) -> None:
    page = house.signed_in("z06").get("/")
    assert "Meine Aufgaben" in page.text("h1")


def test_a_wrong_password_gets_a_sentence_and_keeps_the_name(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.browser()
    response = browser.post("/auth/sign-in", {"username": "z06", "password": "wrong"})
    assert response.status_code == 401
    assert "Benutzername oder Passwort stimmt nicht" in response.text
    assert 'value="z06"' in response.text


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.browser()
    for _ in range(5):
        assert browser.post("/auth/sign-in", {"username": "z06", "password": "x"}).status_code == 401
    right = {"username": "z06", "password": "a password for tests"}
    response = browser.post("/auth/sign-in", right)
    assert response.status_code == 429
    assert "fünf Minuten" in response.text


def test_nobody_sees_a_page_without_signing_in(sqlite_house: HouseUnderTest) -> None:
    response = sqlite_house.browser().fetch("/")
    assert response.status_code == 302
    assert response.location.startswith("/auth/sign-in")


def test_a_form_without_its_token_is_refused(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.browser()
    response = browser.client.post("/auth/sign-in", data={"username": "z06", "password": "x"})
    assert response.status_code == 400
    assert "neu" in response.text


def test_the_next_page_after_sign_in_is_never_a_foreign_one(sqlite_house: HouseUnderTest) -> None:
    data = {"username": "z06", "password": "a password for tests", "next": "//evil.example"}
    response = sqlite_house.browser().post("/auth/sign-in", data)
    assert response.location == "/"


def test_signing_out_ends_the_session_at_once(sqlite_house: HouseUnderTest) -> None:
    client = sqlite_house.signed_in("gur")
    client.post("/auth/sign-out", {}, page="/")
    assert client.fetch("/").status_code == 302
