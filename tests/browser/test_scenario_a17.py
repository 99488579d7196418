"""Acceptance scenario A17 in a real Chromium: from a finding to a measure, and to what became of it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from iks.domain.month import Month
from iks.domain.values import Area
from iks.jobs.due import run_due
from tests.browser.demo_server import served
from tests.browser.people import HouseOnline
from tests.drawn_copy import open_copy
from tests.house_under_test import build_house
from tests.measure_under_test import UNITS, closed_months_of, five_quarters, span

pytestmark = pytest.mark.browser
# The point that leads, its rate before the measure and after it, and what the page must say then.
LEADS = {Area.BENEFITS: "L07", Area.INTEGRATION: "M05"}
FAULTY = 0.25
AFTER = {Area.BENEFITS: FAULTY, Area.INTEGRATION: 0.05}
SAID = {
    Area.BENEFITS: "Nicht unterscheidbar: im üblichen Schwankungsbereich",
    Area.INTEGRATION: "Weniger Beanstandungen als davor",
}
SPRING = datetime(2027, 4, 5, 9, 0, tzinfo=UTC)
TITLE = "Schulung für alle Zweigstellen"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six closed quarters in both areas, in each of which one point leads; made once."""
    folder = tmp_path_factory.mktemp("a17")
    with build_house(f"sqlite:///{folder / 'iks.db'}", folder) as house:
        for area in Area:
            five_quarters(house, area, FAULTY, LEADS[area])
            closed_months_of(house, area, span(Month(2027, 1), 3, FAULTY), LEADS[area])
    return folder


@pytest.fixture
def house(template: Path, tmp_path: Path, browser: Browser) -> Iterator[HouseOnline]:
    """A running copy of that house on a morning in April 2027."""
    with open_copy(template, tmp_path / "house") as built, served(built.app) as address:
        built.clock.set(SPRING)
        online = HouseOnline(built, address, browser)
        yield online
        online.go_home()


def explain(desk: Page, house: HouseOnline, point: str) -> None:
    """Enter the article of the knowledge system that explains the point."""
    desk.goto(f"{house.address}/knowledge")
    desk.get_by_role("link", name="Eintrag hinterlegen").click()
    desk.get_by_label("Nummer").fill("2.11")
    desk.get_by_label("Titel").fill("So wird gerechnet")
    desk.get_by_label("Adresse im Haus").fill("https://wis.example/2-11")
    desk.get_by_role("checkbox", name=re.compile(f"^{point} ")).check()
    desk.get_by_role("button", name="Speichern").click()


def decide(desk: Page, house: HouseOnline, area: Area) -> str:
    """Find the point that leads, decide a measure at it and return the address of the measure."""
    desk.goto(f"{house.address}/evaluation/{area}/analysis")
    # The first point of the ranking is the one that leads; its chart and its page are one click away.
    first = desk.locator("#rangfolge ~ * a, section:has(#rangfolge) a").first
    expect(first).to_contain_text(LEADS[area])
    first.click()
    desk.get_by_role("link", name="Maßnahme anlegen").click()
    desk.get_by_role("button", name="Weiter").click()
    expect(desk.get_by_role("main")).to_contain_text(
        "frühestens zu erkennen nach dem Abschluss: 3. Quartal 2027"
    )
    desk.get_by_role("radio", name="halb so viele Beanstandungen").check()
    desk.get_by_role("radio", name="Schulung").check()
    desk.get_by_label("Name der Maßnahme").fill(TITLE)
    desk.get_by_label("Was genau?").fill("Zwei Termine je Zweigstelle, mit Übungsfällen.")
    desk.get_by_role("radio", name="Fortbildung").check()
    desk.get_by_label("Erledigt bis").fill("31.5.2027")
    desk.get_by_role("checkbox", name="2.11 So wird gerechnet").check()
    desk.get_by_role("button", name="Maßnahme beschließen").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(desk.get_by_role("link", name="2.11")).to_have_attribute("href", "https://wis.example/2-11")
    return desk.url


def close_month(house: HouseOnline, area: Area, month: Month, rate: float) -> None:
    """Let a month pass."""
    closed_months_of(house.house, area, [(month, rate)], LEADS[area])


def report_of(desk: Page, house: HouseOnline, area: Area, month: Month) -> str:
    """Release the report of a month and return its address."""
    address = f"{house.address}/evaluation/{area}/report/{month}"
    desk.goto(address)
    desk.get_by_role("button", name="Bericht freigeben").click()
    expect(desk.get_by_role("article")).to_contain_text("Was geschieht")
    return address


@pytest.mark.parametrize("area", Area)
def test_a17_from_finding_to_effect(house: HouseOnline, area: Area) -> None:
    desk = house.visit(UNITS[area], "/")
    explain(desk, house, LEADS[area])
    measure = decide(desk, house, area)

    # Branch heads see it in the report.
    close_month(house, area, Month(2027, 4), FAULTY)
    april = report_of(desk, house, area, Month(2027, 4))
    branch = house.visit("z06", "/")
    branch.goto(april)
    running = f"{LEADS[area]}: Schulung „{TITLE}“ bis 31. Mai 2027; läuft."
    expect(branch.get_by_role("article")).to_contain_text(running)

    # Overdue: in words, and in the colour of what is wrong.
    close_month(house, area, Month(2027, 5), FAULTY)
    house.house.clock.set(datetime(2027, 6, 3, 9, 0, tzinfo=UTC))
    branch.goto(f"{house.address}/evaluation/{area}/measures")
    late = branch.get_by_text("überfällig seit 3 Tagen")
    expect(late).to_be_visible()
    expect(late.locator("xpath=ancestor-or-self::*[contains(@class, 'kern-badge')][1]")).to_have_class(
        re.compile("kern-badge--danger")
    )
    close_month(house, area, Month(2027, 6), FAULTY)
    branch.goto(report_of(desk, house, area, Month(2027, 6)))
    word = branch.get_by_role("article").get_by_text("überfällig", exact=True)
    colour = "element => getComputedStyle(element).color"
    assert word.evaluate(colour) != branch.get_by_role("article").evaluate(colour)

    desk.goto(measure)
    expect(desk.get_by_role("main")).to_contain_text("noch keine Aussage")
    desk.get_by_label("Was ist daraus geworden?").fill("An beiden Terminen gehalten.")
    desk.get_by_role("button", name="Als erledigt abschließen").click()
    expect(desk.get_by_role("main")).to_contain_text("An beiden Terminen gehalten.")

    # Six months after the beginning the first quarter that counts is closed, and the clock looks for it.
    for month in (7, 8, 9):
        close_month(house, area, Month(2027, month), AFTER[area])
    assert [done.what for done in run_due(house.house.runtime) if "effects" in done.what] == [
        "checked effects: 1"
    ]
    desk.goto(measure)
    effect = desk.get_by_role("article", name=re.compile(f"^{LEADS[area]}: "))
    expect(effect).to_contain_text(SAID[area])
    expect(effect).to_contain_text(re.compile(r"davor\s+\d+ von 960 · "))
    expect(effect).to_contain_text(re.compile(r"danach\s+\d+ von 240 · "))
    expect(effect).to_contain_text(re.compile(r"Veränderung zwischen −?\d+,\d und −?\d+,\d Prozentpunkten"))
    branch.goto(report_of(desk, house, area, Month(2027, 9)))
    expect(branch.get_by_role("article")).to_contain_text(f"erledigt. Wirkung: {SAID[area]}.")
