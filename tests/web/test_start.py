"""The first page of each role on the way through a month."""

from iks.domain.values import Area
from tests.house_under_test import HouseUnderTest
from tests.month_under_test import drawn, upload


def test_before_the_draw_the_controller_is_asked_for_both_lists(house: HouseUnderTest) -> None:
    page = house.signed_in("controller").get("/")
    assert page.text("main").count("Bestandsliste fehlt") == 2
    assert "/controlling/frames" in page.links()


def test_who_has_nothing_to_do_is_told_so(sqlite_house: HouseUnderTest) -> None:
    for username in ("z06", "staff-council", "data-protection"):
        assert "nichts zu tun" in sqlite_house.signed_in(username).get("/").text("main")


def test_no_page_offers_a_language_and_an_unknown_one_changes_nothing(sqlite_house: HouseUnderTest) -> None:
    page = sqlite_house.signed_in("gur").get("/?lang=fr")
    assert page.attributes("html")[0]["lang"] == "de"
    assert not any("lang=" in link for link in page.links())


def test_after_the_draw_a_branch_head_is_two_clicks_from_her_first_form(house: HouseUnderTest) -> None:
    for area in Area:
        drawn(house, area)
    client = house.signed_in("z06")
    page = client.get("/")
    assert "Dezember: Leistung 0 von 10, Integration 0 von 10. Fällig am Mo., 21. Dezember." in page.text(
        "main"
    )
    form = next(link for link in page.links() if link.startswith("/branch/check/"))
    assert "Akte" in client.get(form).text("h1")


def test_after_the_draw_each_house_role_sees_what_waits_for_it(sqlite_house: HouseUnderTest) -> None:
    upload(sqlite_house, Area.INTEGRATION)
    drawn(sqlite_house, Area.BENEFITS)
    wanted = {
        "gur": ("0 von 3 Zweigstellen", "/evaluation/benefits/2026-12"),
        "revision": ("noch niemand nachgerechnet", "/revision"),
        "controller": ("noch nicht gesperrt", "/controlling/frames"),
        "admin": ("noch nicht verschickt", "/admin/mails"),
    }
    for username, (text, address) in wanted.items():
        client = sqlite_house.signed_in(username)
        page = client.get("/")
        assert text in page.text("main"), username
        assert address in page.links(), username
        client.get(address)
