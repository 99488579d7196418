"""Acceptance scenario A10 in a real Chromium: a late branch is named beside a report that stays."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from iks.domain.values import Area
from iks.store.months import BranchMonth
from tests.browser.demo_server import served
from tests.browser.people import HouseOnline
from tests.house_under_test import MONTH, HouseUnderTest, build_house
from tests.month_under_test import drawn, small_list
from tests.services.branch_factory import check_all
from tests.services.branch_factory import submit as submit_branch
from tests.services.release_factory import Invented, submit
from tests.services.report_factory import HEADS, MORE, open_fourteen

pytestmark = pytest.mark.browser
CLOSING_DAY = datetime(2026, 12, 28, 9, 0, tzinfo=UTC)
THE_EIGHTH = datetime(2027, 1, 8, 9, 0, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path, browser: Browser) -> Iterator[HouseOnline]:
    """A running house; nothing is drawn yet."""
    with build_house(f"sqlite:///{tmp_path / 'iks.db'}", tmp_path) as built, served(built.app) as address:
        online = HouseOnline(built, address, browser)
        yield online
        online.go_home()


def check_december(house: HouseUnderTest, area: Area) -> None:
    """Let every branch check its files and all but Z06 submit them."""
    drawn(house, area, small_list(area, {"Z01": 30, "Z06": 45, "S13": 30}))
    for head in ("z01", "s13", "z06"):
        check_all(house, head, area)
    for head in ("z01", "s13"):
        submit_branch(house, head, area)
    # The others need no files of their own: what they release is invented.
    open_fourteen(house)
    invented = Invented(area, rate=0.06)
    with house.runtime.transaction() as session:
        for code in MORE:
            session.add(BranchMonth(area=area, month=MONTH, branch_code=code, expected=10))
            session.flush()
            submit(session, area, MONTH, code, invented.branch(code, MONTH))


@pytest.mark.parametrize("area", Area)
def test_a10_what_comes_on_the_eighth_adds_a_sentence_and_no_figure(house: HouseOnline, area: Area) -> None:
    check_december(house.house, area)
    house.house.clock.set(CLOSING_DAY)
    address = f"/evaluation/{area}/report/{MONTH}"

    desk = house.visit(HEADS[area], f"/evaluation/{area}/{MONTH}")
    desk.get_by_label("Grund").fill("Eine Zweigstelle ist bis Januar nicht erreichbar.")
    desk.get_by_role("button", name="Dezember abschließen").click()
    desk.goto(house.address + address)
    expect(desk.get_by_role("main")).to_contain_text("geht der Bericht von selbst hinaus")
    desk.get_by_role("button", name="Bericht freigeben").click()
    report = desk.get_by_role("article")
    expect(report).to_contain_text("130 von 140")
    expect(report).to_contain_text("Akten aus 13 von 14 Zweigstellen. Es fehlt: Bad Cannstatt.")
    expect(report).to_contain_text("Grund des Abschlusses: Eine Zweigstelle ist bis Januar nicht erreichbar.")
    if area is Area.BENEFITS:
        expect(report).to_contain_text("in 13 Zweigstellen, sicher zwischen")
    before = report.inner_text()
    file_before = desk.request.get(f"{house.address}{address}.pdf").body()

    house.house.clock.set(THE_EIGHTH)
    branch = house.visit("z06", f"/branch/{area}/{MONTH}/submit")
    branch.get_by_role("button", name="Dezember abgeben").click()
    branch.goto(house.address + address)
    expect(branch.get_by_role("main")).to_contain_text(
        "Bad Cannstatt (Z06) hat am 8. Januar 2027 nachgereicht. "
        "Die Zahlen dieses Berichts bleiben, wie sie sind."
    )
    assert branch.get_by_role("article").inner_text() == before
    assert branch.request.get(f"{house.address}{address}.pdf").body() == file_before
