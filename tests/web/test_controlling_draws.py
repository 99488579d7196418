"""The page on which controlling and revision see where the draws stand."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from iks.domain.values import Area
from iks.jobs.due import run_due
from iks.store.draws import Draw, SampleFile
from tests.house_under_test import HouseUnderTest, build_house
from tests.month_under_test import DRAW_MOMENT, announce, benefits_list, draw, lock, upload
from tests.page_client import Page, expect_good_page

ADDRESS = "/controlling/draws"
DECEMBER = "/controlling/draws/benefits/2026-12"


def _locked(house: HouseUnderTest, *, days_late: int = 0) -> None:
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT + timedelta(days=days_late))


def _draws(house: HouseUnderTest) -> list[Draw]:
    with house.runtime.transaction(writes=False) as session:
        return list(session.scalars(select(Draw)))


def test_controlling_runs_a_late_draw_and_sees_that_it_was_late(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    _locked(house, days_late=2)
    client = house.signed_in("controller")
    assert "Jetzt ziehen" in client.get(ADDRESS).text("button")
    assert client.post(DECEMBER, {}, page=ADDRESS).status_code == 303
    page = client.get(ADDRESS)
    assert "Die Stichprobe ist gezogen." in page.text()
    assert "verspätet" in page.text("table")
    assert "23. Dezember 2026" in page.text("table")
    assert "Jetzt ziehen" not in page.text("button")
    assert len(_draws(house)) == 1


def test_a_second_draw_is_refused_with_the_time_of_the_first(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    _locked(house)
    client = house.signed_in("controller")
    client.post(DECEMBER, {}, page=ADDRESS)
    response = client.post(DECEMBER, {}, page=ADDRESS)
    assert response.status_code == 409
    page = expect_good_page(response)
    assert "schon gezogen (01.12.2026, 06:00 Uhr)" in page.text()
    assert len(_draws(house)) == 1


def test_without_a_lock_there_is_no_button_and_no_draw(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    upload(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)
    client = house.signed_in("controller")
    assert "Jetzt ziehen" not in client.get(ADDRESS).text("button")
    response = client.post(DECEMBER, {}, page=ADDRESS)
    assert response.status_code == 409
    assert "noch nicht gesperrt" in response.text
    assert _draws(house) == []


def test_outside_the_demo_the_button_waits_for_the_first_working_day(tmp_path: Path) -> None:
    with build_house(f"sqlite:///{tmp_path / 'iks.db'}", tmp_path, demo=False) as house:
        upload(house, Area.BENEFITS)
        lock(house, Area.BENEFITS, demo=True)
        # Outside the demo the cookie travels over TLS only.
        client = house.browser()
        client.client.environ_base["wsgi.url_scheme"] = "https"
        client.sign_in("controller", "a password for tests")
        page = client.get(ADDRESS)
        assert "Jetzt ziehen" not in page.text("button")
        assert "Gezogen wird von selbst" in page.text()
        assert client.post(DECEMBER, {}, page=ADDRESS).status_code == 409
        assert _draws(house) == []


def test_a_draw_that_waits_for_its_value_sends_the_revision_to_its_page_and_nobody_else(
    tmp_path: Path,
) -> None:
    database = f"sqlite:///{tmp_path / 'iks.db'}"
    with build_house(database, tmp_path, public_value="required") as house:
        upload(house, Area.BENEFITS)
        announce(house, Area.BENEFITS)
        house.clock.set(DRAW_MOMENT)
        run_due(house.runtime)
        way = "/revision/public-value/benefits/2026-12"
        for username, is_linked in (("revision", True), ("controller", False)):
            page = house.signed_in(username).get(ADDRESS)
            assert "wartet auf den öffentlichen Wert" in page.text("table")
            assert "Jetzt ziehen" not in page.text("button")
            assert (way in page.links()) is is_linked
        client = house.signed_in("controller")
        assert client.post(DECEMBER, {}, page=ADDRESS).status_code == 409
        assert _draws(house) == []


def test_in_a_house_that_demands_a_value_no_page_locks_a_list_without_its_source(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'iks.db'}"
    with build_house(database, tmp_path, public_value="required") as house:
        upload(house, Area.BENEFITS)
        client, frame = house.signed_in("controller"), "/controlling/frames/benefits/2026-12"
        client.post(f"{frame}/lock", {}, page=frame)
        assert "woher der öffentliche Wert kommt" in client.get(frame).text()
        announce(house, Area.BENEFITS)
        client.post(f"{frame}/lock", {}, page=frame)
        assert "Die Bestandsliste ist gesperrt." in client.get(frame).text()


def test_a_branch_that_is_drawn_whole_and_one_without_files_are_named(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    away = benefits_list({"Z06": 4}, location="externe Prüfung").split(b"\r\n", 1)[1]
    upload(house, Area.BENEFITS, benefits_list({"Z01": 30, "S13": 7}) + b"\r\n" + away)
    lock(house, Area.BENEFITS)
    for username in ("controller", "revision"):
        page = house.signed_in(username).get(ADDRESS)
        assert "S13: Vollerhebung: alle 7 Akten" in page.text("table")
        assert "Z06: keine Stichprobe: keine ziehbare Akte" in page.text("table")
        assert "Z01: Vollerhebung" not in page.text("table")
        if username == "controller":
            house.clock.set(DRAW_MOMENT)
            draw(house, Area.BENEFITS)
    own = house.signed_in("s13").get("/branch/benefits/2026-12")
    assert "Vollerhebung: alle 7 Akten" in own.text()
    assert "Vollerhebung" not in house.signed_in("z01").get("/branch/benefits/2026-12").text()


def test_the_revision_has_no_button_where_no_public_value_is_needed(sqlite_house: HouseUnderTest) -> None:
    _locked(sqlite_house)
    client = sqlite_house.signed_in("revision")
    assert "Jetzt ziehen" not in client.get(ADDRESS).text("button")
    assert client.post(DECEMBER, {}, page=ADDRESS).status_code == 403


def test_a_verdict_of_the_revision_is_shown_and_nothing_of_sample_or_seed(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    _locked(house)
    draw(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        found = session.scalars(select(Draw)).one()
        found.verdict, found.verified_at = "agrees", house.clock.now()
        tickets = list(session.scalars(select(SampleFile.ticket)))
    page = house.signed_in("controller").get(ADDRESS)
    assert "stimmt, nachgerechnet am 1. Dezember 2026" in page.text("table")
    assert not any(ticket[:16] in page.html for ticket in tickets)
    with house.runtime.transaction() as session:
        session.scalars(select(Draw)).one().verdict = "differs"
    assert "weicht ab" in house.signed_in("controller").get(ADDRESS).text("table")


def test_both_areas_of_this_month_and_the_next_always_stand_there(sqlite_house: HouseUnderTest) -> None:
    table = sqlite_house.signed_in("controller").get(ADDRESS).text("table")
    assert table.count("Leistung") == table.count("Integration") == 2
    assert "wartet auf die Bestandsliste" in table
    assert "vorgesehen: 1. Dezember 2026, 06:00 Uhr" in table


@pytest.mark.parametrize("username", ["gur", "mui", "management", "admin", "z06"])
def test_others_see_no_draws(sqlite_house: HouseUnderTest, username: str) -> None:
    client = sqlite_house.signed_in(username)
    assert client.fetch(ADDRESS).status_code == 403
    assert client.post(DECEMBER, {}, page="/display").status_code == 403
    assert "Ziehungen" not in Page(client.fetch("/display").text).text("nav")
