"""Language and single keys: chosen on a page, kept with the account, and nothing typed is lost."""

import pytest
from werkzeug.test import TestResponse

from tests.house_under_test import PASSWORD, HouseUnderTest
from tests.page_client import Page, PageClient, expect_good_page, expect_own_address
from tests.services.branch_factory import look
from tests.web.branch_pages import JSON, first_form, send

SIGN_IN = "/auth/sign-in"


def choose(client: PageClient, language: str, page: str = "/", **fields: str) -> TestResponse:
    """Press the button of a language at the foot of a page."""
    back = Page(client.fetch(page).text).value("back")
    return client.post("/language", {"lang": language, "back": back, **fields}, page=page)


def language_of(client: PageClient, address: str = "/") -> str:
    return client.get(address).attributes("html")[0]["lang"]


def test_every_page_offers_the_other_language_under_its_own_name(sqlite_house: HouseUnderTest) -> None:
    visitor, gur = sqlite_house.browser(), sqlite_house.signed_in("gur")
    for client, page in ((visitor, SIGN_IN), (gur, "/"), (gur, "/display")):
        assert client.get(page).attributes("button", name="lang")[0]["value"] == "en"
        assert "English" in client.get(page).text("footer")
        assert "Deutsch" in client.get(f"{page}?lang=en").text("footer")
        client.get(f"{page}?lang=de")
    missing = expect_good_page(gur.fetch("/no-such-page"))
    assert missing.attributes("button", name="lang")


def test_a_language_chosen_when_signed_in_holds_on_every_machine(house: HouseUnderTest) -> None:
    first = house.browser()
    first.sign_in("gur", PASSWORD)
    assert choose(first, "en").status_code == 303
    other = house.browser()
    other.sign_in("gur", PASSWORD)
    assert (language_of(first), language_of(other)) == ("en", "en")
    choose(other, "de")
    assert language_of(first) == "de"


def test_a_visitor_chooses_before_signing_in(sqlite_house: HouseUnderTest) -> None:
    visitor = sqlite_house.browser()
    choose(visitor, "en", SIGN_IN)
    assert language_of(visitor, SIGN_IN) == "en"
    visitor.sign_in("gur", PASSWORD)
    assert language_of(visitor) == "en"
    assert language_of(sqlite_house.signed_in("gur-staff")) == "de"


def test_the_choice_wins_over_a_language_that_stood_in_an_address(sqlite_house: HouseUnderTest) -> None:
    client = sqlite_house.signed_in("gur")
    assert language_of(client, "/?lang=en") == "en"
    assert choose(client, "de", "/display?lang=en").location == "/display"
    assert language_of(client) == "de"


def test_the_choice_leads_back_to_the_same_page(sqlite_house: HouseUnderTest) -> None:
    client = sqlite_house.signed_in("gur")
    page = "/checklists/benefits?compare=1"
    assert choose(client, "en", page).location == page


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/\t/elsewhere", ""]
)
def test_no_choice_leads_out_of_the_program(sqlite_house: HouseUnderTest, back: str) -> None:
    response = choose(sqlite_house.signed_in("gur"), "en", back=back)
    expect_own_address(response.location)
    assert response.location == "/"


def test_a_language_that_the_program_does_not_speak_is_no_address(sqlite_house: HouseUnderTest) -> None:
    assert choose(sqlite_house.signed_in("gur"), "fr").status_code == 404
    assert language_of(sqlite_house.signed_in("gur")) == "de"


def toggle(client: PageClient, form: str) -> dict[str, str]:
    (button,) = client.get(form).attributes("button", name="single_keys")
    return button


def test_single_keys_are_switched_off_for_the_account(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    assert toggle(client, form)["value"] == "off"
    assert client.post(f"{form}/keys", {"single_keys": "off"}, page=form, headers=JSON).status_code == 204
    other = house_with_files.browser()
    other.sign_in("z06", PASSWORD)
    assert toggle(other, form)["value"] == "on"
    assert "Tasten J, N, T, P, O einschalten" in other.get(form).text("button")
    assert toggle(house_with_files.signed_in("z06-deputy"), form)["value"] == "off"


def test_without_script_the_switch_saves_what_was_typed(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    assert toggle(client, form)["formaction"] == f"{form}/keys"
    typed = {"single_keys": "off", "version": "0", "L01.answer": "ok", "L02.answer": "finding"}
    response = client.post(f"{form}/keys", typed, page=form)
    assert (response.status_code, response.location) == (303, f"{form}#L02")
    assert set(look(house_with_files, form.rsplit("/", 1)[-1]).sheet.entries) == {"L01", "L02"}
    assert toggle(client, form)["value"] == "on"


def test_an_old_page_switches_keys_without_a_conflict(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    send(client, form, "save", **{"L01.answer": "ok"})
    old = {"single_keys": "off", "version": "0"}
    assert client.post(f"{form}/keys", old, page=form, headers=JSON).status_code == 204


def test_who_checks_no_files_has_no_keys_to_switch(sqlite_house: HouseUnderTest) -> None:
    client = sqlite_house.signed_in("gur")
    assert client.post("/branch/check/any/keys", {"single_keys": "off"}, page="/").status_code == 404
