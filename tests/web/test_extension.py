"""More time for a branch, over HTTP, for both areas."""

from datetime import UTC, datetime

import pytest

from iks.domain.values import Area
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import drawn
from tests.page_client import Page

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
    assert "bis 29. Dezember 2026" in head.get(cockpit).text("main")
    assert "29. Dezember" in house.signed_in("z06").get(f"/branch/{area}/{MONTH}").text("main")
    assert "29. Dezember" not in house.signed_in("z01").get(f"/branch/{area}/{MONTH}").text("main")


def test_staff_and_the_other_unit_cannot_give_time(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    address = f"/evaluation/benefits/{MONTH}/extension/Z06"
    for person, status in [("gur-staff", 403), ("revision", 403), ("z06", 403), ("mui", 404)]:
        sqlite_house.signed_in(person).get(address, status=status)
    sqlite_house.signed_in("gur").get(f"/evaluation/benefits/{MONTH}/extension/Z99", status=404)
