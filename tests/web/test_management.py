"""The one screen of the management over HTTP, for both areas."""

import re
from datetime import UTC, datetime

import pytest

from iks.domain.month import Month
from iks.domain.values import Area
from iks.services.close_month import close
from tests.house_under_test import HouseUnderTest
from tests.kept_houses import kept
from tests.measure_under_test import POINT, five_quarters
from tests.month_under_test import drawn
from tests.services.release_factory import Invented, add_branches, drawn_month, submitted_month
from tests.web.test_measures import TYPED

QUARTER = [Month(2026, 10), Month(2026, 11), Month(2026, 12)]
MORE = tuple(f"Z{n}" for n in range(21, 28))
HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}


@kept
def closed_quarter(house: HouseUnderTest, branches: tuple[str, ...], missing: tuple[str, ...] = ()) -> None:
    for area in Area:
        with house.runtime.transaction() as session:
            for month in QUARTER:
                came = [code for code in branches if month != QUARTER[-1] or code not in missing]
                left = missing if month == QUARTER[-1] else ()
                submitted_month(session, Invented(area, rate=0.1), month, came, left)
                close(session, house.clock, house.actor(HEADS[area]), area, month, "Für den Test")


def by_area(house: HouseUnderTest) -> dict[Area, str]:
    # The clock may have gone on by days, and sessions end.
    house.clients.clear()
    text = house.signed_in("management").get("/management").text("main")
    benefits, integration = text.split("Integration Läuft die Prüfung?")
    return {Area.BENEFITS: benefits, Area.INTEGRATION: integration}


def test_before_the_first_month_the_screen_says_so_for_both_areas(sqlite_house: HouseUnderTest) -> None:
    for text in by_area(sqlite_house).values():
        assert "Noch ist kein Monat gezogen" in text
        assert "Noch ist kein Quartal abgeschlossen" in text
        assert "Schwerpunkt anordnen" in text


def test_three_risks_and_money_with_limits_stand_on_the_screen_of_both_areas(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        add_branches(session, *MORE)
    closed_quarter(house, ("Z01", "Z06", "S13", *MORE))
    for text in by_area(house).values():
        risks = text.split("Drei Risiken")[1].split("Geld")[0]
        assert "4. Quartal 2026" in risks
        assert len(re.findall(r"\d+ erhebliche Beanstandung(?:en)? in einem Quartal", risks)) == 3
        assert len(re.findall(r"Beanstandet: \d+ von \d+ · [\d,]+\s% · [\d,]+ bis [\d,]+\s%", risks)) == 3
        money = text.split("Geld")[1].split("Schwerpunkte")[0]
        assert re.search(r"hochgerechnet [\d.]+000 €, sicher zwischen [\d.]+ und [\d.]+000 €", money)
        assert re.search(r"zu viel gezahlt: [\d.]+00 € in der Stichprobe", money)


def test_a_small_crowd_leaves_the_order_of_risks_and_the_money_blank(sqlite_house: HouseUnderTest) -> None:
    closed_quarter(sqlite_house, ("Z01", "Z06", "S13"))
    for text in by_area(sqlite_house).values():
        assert not re.search(r"\d+ von \d+ · ", text)
        assert not re.search(r"erhebliche Beanstandung(?:en)? in ", text)
        money = text.split("Geld")[1].split("Schwerpunkte")[0]
        assert "–" in money
        assert not re.search(r"\d €", money)


@pytest.mark.parametrize("area", list(Area))
def test_late_branches_and_a_close_without_them_are_said_as_numbers_not_names(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    house = sqlite_house
    drawn(house, area)
    assert "Ja, wie vorgesehen" in by_area(house)[area]
    house.clock.set(datetime(2026, 12, 22, 9, tzinfo=UTC))
    late = by_area(house)[area]
    assert "Dezember 2026: 3 Zweigstellen sind über der Frist." in late
    assert "Bad Cannstatt" not in late
    with house.runtime.transaction() as session:
        close(session, house.clock, house.actor(HEADS[area]), area, QUARTER[-1], "Für den Test")
    assert "Dezember 2026 ist ohne 3 Zweigstellen abgeschlossen." in by_area(house)[area]


def test_a_draw_that_has_not_come_is_said(sqlite_house: HouseUnderTest) -> None:
    with sqlite_house.runtime.transaction() as session:
        drawn_month(session, Area.BENEFITS, Month(2026, 11), {"Z06": 10})
    sqlite_house.clock.set(datetime(2026, 12, 1, 9, tzinfo=UTC))
    assert "Dezember 2026 ist noch nicht gezogen" in by_area(sqlite_house)[Area.BENEFITS]


@pytest.mark.parametrize("area", list(Area))
def test_the_button_leads_to_the_form_for_a_focus_topic_of_the_area(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    browser = sqlite_house.signed_in("management")
    link = f"/evaluation/{area}/focus/new"
    assert link in browser.get("/management").links()
    browser.get(link)


@pytest.mark.parametrize("area", list(Area))
def test_open_measures_stand_on_the_screen_and_an_overdue_one_says_so(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    house = sqlite_house
    assert all("Zurzeit keine." in text for text in by_area(house).values())
    five_quarters(house, area)
    head, address = house.signed_in(HEADS[area]), f"/evaluation/{area}/measures/new"
    assert head.post(address, TYPED | {"points": POINT[area]}).status_code == 303
    text = by_area(house)[area]
    assert re.search(r"Schulung Unterhalt \(\w\d\d\), Fortbildung, bis 31\. März 2027", text)
    assert "Schulung Unterhalt" not in by_area(house)[next(one for one in Area if one is not area)]
    house.clock.set(datetime(2027, 4, 2, 9, tzinfo=UTC))
    assert "überfällig seit 2 Tagen" in by_area(house)[area]


@pytest.mark.parametrize("person", ["gur", "mui-staff", "z06", "controller", "revision", "admin"])
def test_nobody_else_has_this_screen(sqlite_house: HouseUnderTest, person: str) -> None:
    sqlite_house.signed_in(person).get("/management", status=403)
