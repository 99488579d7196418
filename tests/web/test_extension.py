"""More time for a branch, over HTTP, for both areas."""

from datetime import UTC, datetime

import pytest

from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.services.send_reminders import send_reminders
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import drawn
from tests.page_client import Page

COCKPIT = f"/evaluation/benefits/{MONTH}"
HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}


@pytest.mark.parametrize("area", list(Area))
def test_the_head_gives_time_and_branch_and_cockpit_show_it(house: HouseUnderTest, area: Area) -> None:
    drawn(house, area)
    house.clock.set(datetime(2026, 12, 18, 9, tzinfo=UTC))
    head = house.signed_in(HEADS[area])
    cockpit = f"/evaluation/{area}/{MONTH}"
    link = next(url for url in head.get(cockpit).links() if url.endswith("/extension/Z06"))
    refused = head.post(link, {"until": "26.12.2026", "reason": "Krankheit"})
    page = Page(refused.text)
    assert (refused.status_code, page.value("until"), page.value("reason")) == (
        422,
        "26.12.2026",
        "Krankheit",
    )
    assert head.post(link, {"until": "29.12.2026", "reason": "Krankheit"}).status_code == 303
    assert "Di., 29. Dezember (verlängert)" in head.get(cockpit).text("main")
    assert "29. Dezember" in house.signed_in("z06").get(f"/branch/{area}/{MONTH}").text("main")
    assert "29. Dezember" not in house.signed_in("z01").get(f"/branch/{area}/{MONTH}").text("main")


def test_staff_and_the_other_unit_cannot_give_time(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    address = f"/evaluation/benefits/{MONTH}/extension/Z06"
    for person, status in [("gur-staff", 403), ("revision", 403), ("z06", 403), ("mui", 404)]:
        browser = sqlite_house.signed_in(person)
        browser.get(address, status=status)
        sent = browser.post(address, {"until": "29.12.2026", "reason": "Krankheit"}, page="/")
        assert sent.status_code == status
    head = sqlite_house.signed_in("gur")
    head.get(f"/evaluation/benefits/{MONTH}/extension/Z99", status=404)
    assert "verlängert" not in head.get(COCKPIT).text("main")


@pytest.mark.parametrize("area", list(Area))
def test_the_head_puts_the_close_off_and_the_cockpit_says_what_happens_next(
    house: HouseUnderTest, area: Area
) -> None:
    drawn(house, area)
    house.clock.set(datetime(2026, 12, 18, 9, tzinfo=UTC))
    head = house.signed_in(HEADS[area])
    cockpit = f"/evaluation/{area}/{MONTH}"
    before = head.get(cockpit)
    assert "Mo., 28. Dezember Abschluss um 6 Uhr" in before.text("main")
    assert "Mo., 4. Januar Nächste Ziehung" in before.text("main")
    link = next(url for url in before.links() if url.endswith("/postpone"))
    assert "30. Dezember 2026" in head.get(link).text("main")
    refused = head.post(link, {"until": "30.12.2026", "reason": ""})
    assert (refused.status_code, Page(refused.text).value("until")) == (422, "30.12.2026")
    assert 'href="#reason"' in refused.text
    unclear = head.post(link, {"until": "übermorgen", "reason": "Gericht"})
    assert (unclear.status_code, Page(unclear.text).value("reason")) == (422, "Gericht")
    assert 'href="#until"' in unclear.text
    wanted = {"until": "30.12.2026", "reason": "Akten sind beim Gericht."}
    assert head.post(link, wanted).status_code == 303
    after = head.get(cockpit)
    assert "Mi., 30. Dezember Abschluss um 6 Uhr" in after.text("main")
    assert "verschoben, sonst am Mo., 28. Dezember" in after.text("main")
    assert "Akten sind beim Gericht." in after.text("main")
    assert not [url for url in after.links() if url.endswith("/postpone")]
    again = head.post(link, {"until": "29.12.2026", "reason": "Noch einmal"}, page=cockpit)
    assert again.status_code == 409
    assert "nur einmal" in Page(again.text).text("main")


@pytest.mark.parametrize("area", list(Area))
def test_the_cockpit_counts_reminders_while_the_month_is_open(house: HouseUnderTest, area: Area) -> None:
    drawn(house, area)
    for day in (14, 17, 22):
        house.clock.set(datetime(2026, 12, day, 9, tzinfo=UTC))
        with house.runtime.transaction() as session:
            send_reminders(session, house.clock, Actor.job())
    head, cockpit = house.signed_in(HEADS[area]), f"/evaluation/{area}/{MONTH}"
    assert "Bad Cannstatt überfällig Mo., 21. Dezember" in head.get(cockpit).text("main")
    assert "3-mal zuletzt Di., 22. Dezember" in head.get(cockpit).text("main")
    assert head.post(cockpit, {"reason": "Es wird nicht mehr."}).status_code == 303
    assert "zuletzt" not in head.get(cockpit).text("main")
    assert "Bad Cannstatt fehlt" in head.get(cockpit).text("main")


def test_staff_and_the_other_unit_cannot_put_the_close_off(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    address = f"/evaluation/benefits/{MONTH}/postpone"
    for person, status in [("gur-staff", 403), ("revision", 403), ("z06", 403), ("mui", 404)]:
        sqlite_house.signed_in(person).get(address, status=status)
        posted = {"until": "30.12.2026", "reason": "Ich will"}
        assert sqlite_house.signed_in(person).post(address, posted, page="/").status_code == status
    assert not [url for url in sqlite_house.signed_in("gur-staff").get(COCKPIT).links() if "postpone" in url]
