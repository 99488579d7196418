"""The pages that set objections and court cases beside the check points."""

import re

import pytest

from iks.domain.values import Area
from tests.house_under_test import HouseUnderTest
from tests.objections_under_test import OCTOBER, counts, taken_over, thirteen_months
from tests.services.release_factory import Invented
from tests.services.test_evaluate import close_months
from tests.services.test_view_objections import QUARTER
from tests.web.test_controlling_objections import DESK
from tests.web.test_english import GERMAN, GRID

PAGE = "/evaluation/benefits/objections"
HOUSING = f"{PAGE}/housing"


def with_rise(house: HouseUnderTest) -> None:
    taken_over(house, thirteen_months(housing=counts(OCTOBER, received=128)))


def test_before_anything_is_recorded_the_page_says_so(sqlite_house: HouseUnderTest) -> None:
    page = sqlite_house.signed_in("gur").get(PAGE)
    assert "Noch ist kein Monat eingetragen" in page.text()
    assert DESK in page.links()
    assert "Zahlen eintragen" not in sqlite_house.signed_in("revision").get(PAGE).text()


def test_a_topic_that_stands_out_leads_to_its_points(sqlite_house: HouseUnderTest) -> None:
    with_rise(sqlite_house)
    close_months(sqlite_house, Invented(Area.BENEFITS), QUARTER)
    browser = sqlite_house.signed_in("gur")
    page = browser.get(PAGE)
    assert "Widersprüche: mehr als sonst" in page.text("article")
    assert "128 Eingänge im Oktober 2026, davor im Mittel 64." in page.text("article")
    assert "seltener als einmal in hundert Jahren" in page.text("article")
    assert HOUSING in page.links()
    assert "/evaluation/benefits/analysis?point=L06#punkt" in page.links()
    assert "Mittel davor 64" in page.text("table")
    # Court cases of this topic are too few to be compared, which is not the same as usual.
    assert "5 Mittel davor 5 zu wenige Fälle" in page.text("table")
    assert "Juli 2026 bis September 2026" in page.text()
    earlier = browser.get(f"{PAGE}?month=2026-09")
    assert "noch keine zwölf Monate davor" in earlier.text("table")
    assert browser.fetch(f"{PAGE}?month=2020-01").status_code == 404
    assert browser.fetch(f"{PAGE}?month=Oktober").status_code == 422


def test_a_point_shows_the_topics_that_touch_it(sqlite_house: HouseUnderTest) -> None:
    with_rise(sqlite_house)
    close_months(sqlite_house, Invented(Area.BENEFITS), QUARTER)
    page = sqlite_house.signed_in("gur").get("/evaluation/benefits/points/L06")
    assert "Kosten der Unterkunft und Heizung Widersprüche 128 64 auffällig mehr" in page.text("table")
    assert HOUSING in page.links()
    other = sqlite_house.signed_in("gur").get("/evaluation/benefits/points/L17")
    assert "Widersprüche und Klagen dazu" not in other.text("h2")


def test_nothing_standing_out_is_said_in_words(sqlite_house: HouseUnderTest) -> None:
    taken_over(sqlite_house, thirteen_months())
    page = sqlite_house.signed_in("mui").get("/evaluation/integration/objections")
    assert "Keine auffällige Entwicklung" in page.text("article")
    assert "Sachgebiete ohne Prüfpunkte dieses Bereichs" in page.text("summary")


def test_a_topic_is_shown_over_time_and_its_points_are_changed(sqlite_house: HouseUnderTest) -> None:
    with_rise(sqlite_house)
    browser = sqlite_house.signed_in("gur-staff")
    page = browser.get(HOUSING)
    assert "Oktober 2025" in page.text("table")
    assert [a["value"] for a in page.attributes("input", name="points") if "checked" in a] == [
        "L05",
        "L06",
        "L07",
    ]
    response = browser.post(HOUSING, {"points": ["L06", "L12"]})
    assert response.status_code == 303
    page = browser.get(HOUSING)
    assert "Die Zuordnung ist gespeichert" in page.text()
    assert "ab November 2026: L06, L12" in page.text("details")
    assert "davor, wie ausgeliefert: L05, L06, L07" in page.text("details")
    again = browser.post(HOUSING, {"points": ["L06", "L12"]})
    assert "gilt schon" in browser.get(again.location).text()
    refused = browser.post(HOUSING, {"points": ["L99"]})
    assert refused.status_code == 422
    assert "neuesten Raster nicht" in refused.text
    assert (
        "Prüfpunkte eines Sachgebiets geändert"
        in sqlite_house.signed_in("revision").get("/revision/journal").text()
    )


@pytest.mark.parametrize("person", ["revision", "controller"])
def test_revision_and_controlling_read_both_areas_without_forms(
    sqlite_house: HouseUnderTest, person: str
) -> None:
    with_rise(sqlite_house)
    close_months(sqlite_house, Invented(Area.BENEFITS), QUARTER)
    browser = sqlite_house.signed_in(person)
    for area in Area:
        assert "Sachgebiet für Sachgebiet" in browser.get(f"/evaluation/{area}/objections").text()
    page = browser.get(HOUSING)
    assert page.attributes("input", name="points") == []
    assert browser.post(HOUSING, {"points": ["L06"]}, page="/").status_code == 403


def test_controlling_sees_no_figure_that_may_not_leave_the_unit(sqlite_house: HouseUnderTest) -> None:
    with_rise(sqlite_house)
    close_months(sqlite_house, Invented(Area.BENEFITS), QUARTER)
    seen = sqlite_house.signed_in("revision").get(PAGE)
    assert "Beanstandungen an allen Prüfpunkten" in seen.text()
    page = sqlite_house.signed_in("controller").get(PAGE)
    assert "Beanstandungen an allen Prüfpunkten" not in page.text()
    assert "L06 –" in page.text("table")


@pytest.mark.parametrize("person", ["z06", "management", "admin"])
def test_others_do_not_get_in(sqlite_house: HouseUnderTest, person: str) -> None:
    assert sqlite_house.signed_in(person).fetch(PAGE).status_code == 403
    assert sqlite_house.signed_in(person).fetch(HOUSING).status_code == 403


def test_a_topic_that_does_not_exist_and_the_other_area_answer_alike(sqlite_house: HouseUnderTest) -> None:
    with_rise(sqlite_house)
    browser = sqlite_house.signed_in("mui")
    assert browser.fetch("/evaluation/integration/objections/weather").status_code == 404
    assert browser.fetch(PAGE).status_code == 404


@pytest.mark.parametrize(
    ("person", "target"),
    [
        ("controller", DESK),
        ("gur-staff", PAGE),
        ("mui", "/evaluation/integration/objections"),
        ("revision", PAGE),
    ],
)
def test_the_menu_leads_each_person_to_the_own_page(
    sqlite_house: HouseUnderTest, person: str, target: str
) -> None:
    browser = sqlite_house.signed_in(person)
    assert f"{DESK}/current" in browser.get("/").links()
    assert browser.fetch(f"{DESK}/current").location == target


def test_no_german_sentence_stands_on_the_english_pages(sqlite_house: HouseUnderTest) -> None:
    with_rise(sqlite_house)
    close_months(sqlite_house, Invented(Area.BENEFITS), QUARTER)
    for person, addresses in (
        ("gur", [PAGE, HOUSING]),
        ("controller", [f"{DESK}/{OCTOBER}/objection", f"{DESK}/{OCTOBER}/interim_relief"]),
    ):
        browser = sqlite_house.signed_in(person)
        browser.get("/?lang=en")
        for address in addresses:
            pieces = re.findall(r">([^<]+)<", browser.get(address).html)
            german = [p for p in pieces if GERMAN.search(p) and not any(title in p for title in GRID)]
            assert german == [], address
