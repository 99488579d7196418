"""The first page of each role on the way through a month."""

from datetime import datetime, timedelta

import pytest

from iks.domain.clock import BERLIN
from iks.domain.values import Area
from iks.jobs.due import run_due
from tests.house_under_test import MONTH, HouseUnderTest
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


@pytest.mark.parametrize(
    ("moment", "sentence", "mark"),
    [
        (datetime(2026, 12, 21, 16, tzinfo=BERLIN), "Heute fällig.", "heute ist der letzte Tag"),
        (datetime(2026, 12, 22, 0, 30, tzinfo=BERLIN), "War fällig am Mo., 21. Dezember.", "überfällig"),
    ],
)
def test_on_the_due_day_and_after_it_a_branch_head_reads_what_today_means(
    sqlite_house: HouseUnderTest, moment: datetime, sentence: str, mark: str
) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    sqlite_house.clock.set(moment)
    client = sqlite_house.signed_in("z06")
    assert sentence in client.get("/").text("main")
    assert mark in client.get(f"/branch/benefits/{MONTH}").text("main")


def test_after_the_due_day_the_unit_reads_how_many_are_late(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.INTEGRATION)
    sqlite_house.clock.set(datetime(2026, 12, 21, 23, 59, tzinfo=BERLIN))
    assert "über der Frist" not in sqlite_house.signed_in("mui").get("/").text("main")
    sqlite_house.clock.set(datetime(2026, 12, 22, 0, 1, tzinfo=BERLIN))
    assert "3 Zweigstellen sind über der Frist" in sqlite_house.signed_in("mui").get("/").text("main")


def test_a_branch_that_missed_the_close_learns_that_and_may_still_submit(
    sqlite_house: HouseUnderTest,
) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    sqlite_house.clock.set(datetime(2026, 12, 28, 7, tzinfo=BERLIN))
    run_due(sqlite_house.runtime)
    client = sqlite_house.signed_in("z06")
    assert "ohne Ihre Zweigstelle abgeschlossen; Sie können noch abgeben" in client.get("/").text("main")
    sample = client.get(f"/branch/benefits/{MONTH}").text("main")
    assert "Abgeben bis" not in sample
    assert "Prüfen Sie die Akten trotzdem und geben Sie ab" in sample


def test_a_draw_without_a_list_is_awaited_from_its_moment_on(sqlite_house: HouseUnderTest) -> None:
    said = {}
    for minute in (-1, 1):
        sqlite_house.clock.set(datetime(2027, 1, 4, 6, tzinfo=BERLIN) + timedelta(minutes=minute))
        said[minute] = [
            sqlite_house.signed_in(who).get(page).text("main")
            for who, page in (("gur", "/"), ("controller", "/"), ("controller", "/controlling/draws"))
        ]
    unit, start, draws = said[-1]
    assert "wartet" not in unit
    assert "Die Ziehung ist am 4. Januar 2027." in start
    assert "zurzeit nichts zu tun" in draws
    unit, start, draws = said[1]
    assert "wartet auf die Bestandsliste" in unit
    assert "war für den 4. Januar 2027 vorgesehen und wartet" in start
    assert "Die Ziehung wartet auf die Bestandsliste" in draws
    assert "zurzeit nichts zu tun" not in draws
