"""Acceptance scenario A17 in a real Chromium: from a finding to a measure, and to what became of it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.services.check_effect import check_due_effects
from tests.browser.demo_server import served
from tests.browser.people import HouseOnline
from tests.drawn_copy import open_copy
from tests.house_under_test import build_house
from tests.measure_under_test import UNITS, closed_months_of, five_quarters, span

pytestmark = pytest.mark.browser
# The point that leads, its rate before the measure and after it, and what the page must say then.
LEADS = {Area.BENEFITS: "L07", Area.INTEGRATION: "M05"}
FAULTY = 0.25
AFTER = {Area.BENEFITS: 0.3, Area.INTEGRATION: 0.05}
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
        # The first look adds up all months, which on a busy machine takes longer than a browser waits.
        for area in Area:
            desk = f"/evaluation/{area}"
            for path in ("/", f"{desk}/analysis", f"{desk}/measures/new?points={LEADS[area]}"):
                built.signed_in(UNITS[area]).get(path)
        online = HouseOnline(built, address, browser)
        yield online
        online.go_home()


def explain(house: HouseOnline, area: Area) -> None:
    """Enter the article of the knowledge system that explains the point."""
    desk = house.visit(UNITS[area], "/knowledge")
    desk.get_by_role("link", name="Eintrag hinterlegen").click()
    desk.get_by_label("Nummer").fill("2.11")
    desk.get_by_label("Titel").fill("So wird gerechnet")
    desk.get_by_label("Adresse im Haus").fill("https://wis.example/2-11")
    desk.get_by_role("checkbox", name=re.compile(f"^{LEADS[area]} ")).check()
    desk.get_by_role("button", name="Speichern").click()
    expect(desk.get_by_role("main")).to_contain_text("So wird gerechnet")


def decide(house: HouseOnline, area: Area) -> str:
    """Find the point that leads, decide a measure at it and return the path of the measure."""
    desk = house.visit(UNITS[area], f"/evaluation/{area}/analysis")
    ranking = desk.get_by_role("region", name="Wo liegen die schwersten Fehler?")
    ranking.get_by_text("Dieselben Zahlen als Tabelle").click()
    first = ranking.get_by_role("table").first.get_by_role("link").first
    expect(first).to_contain_text(LEADS[area])
    first.click()
    desk.get_by_role("link", name="Maßnahme anlegen").click()
    seen = "frühestens zu erkennen nach dem Abschluss: 3. Quartal 2027"
    expect(desk.get_by_role("main")).to_contain_text(seen)
    desk.get_by_role("radio", name="halb so viele Beanstandungen").check()
    desk.get_by_role("radio", name="Schulung").check()
    desk.get_by_label("Name der Maßnahme").fill(TITLE)
    desk.get_by_label("Was genau?").fill("Zwei Termine je Zweigstelle, mit Übungsfällen.")
    desk.get_by_role("radio", name="Fortbildung").check()
    desk.get_by_label("Erledigt bis").fill("31.5.2027")
    desk.get_by_role("checkbox", name="2.11 So wird gerechnet").check()
    desk.get_by_role("button", name="Maßnahme beschließen").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(desk.locator('a[href="https://wis.example/2-11"]')).to_be_visible()
    return desk.url.removeprefix(house.address)


def finish(house: HouseOnline, area: Area, measure: str) -> None:
    """Say what came of the measure."""
    desk = house.visit(UNITS[area], measure)
    expect(desk.get_by_role("main")).to_contain_text("noch keine Aussage")
    desk.get_by_label("Was ist daraus geworden?").fill("An beiden Terminen gehalten.")
    desk.get_by_role("button", name="Als erledigt abschließen").click()
    expect(desk.get_by_role("main")).to_contain_text("An beiden Terminen gehalten.")


def close(house: HouseOnline, area: Area, *numbers: int, rate: float = FAULTY) -> None:
    """Let months of 2027 pass; whoever was signed in has to sign in again."""
    months = [(Month(2027, number), rate) for number in numbers]
    closed_months_of(house.house, area, months, LEADS[area])


def report(house: HouseOnline, area: Area, number: int) -> Locator:
    """Release the report of a month of 2027 and return what a branch head reads."""
    address = f"/evaluation/{area}/report/{Month(2027, number)}"
    desk = house.visit(UNITS[area], address)
    desk.get_by_role("button", name="Bericht freigeben").click()
    expect(desk.get_by_role("article")).to_be_visible()
    return house.visit("z06", address).get_by_role("article")


@pytest.mark.parametrize("area", Area)
def test_a17_from_finding_to_effect(house: HouseOnline, area: Area) -> None:
    explain(house, area)
    measure = decide(house, area)

    # Branch heads see it in the report.
    close(house, area, 4)
    running = f"{LEADS[area]}: Schulung „{TITLE}“ bis 31. Mai 2027; läuft."
    expect(report(house, area, 4)).to_contain_text(running)

    # Overdue: in words, and in the colour of what is wrong.
    close(house, area, 5)
    house.house.clock.set(datetime(2027, 6, 3, 9, 0, tzinfo=UTC))
    late = house.visit("z06", f"/evaluation/{area}/measures").locator(".kern-badge--danger")
    expect(late).to_contain_text("überfällig seit 3 Tagen")
    close(house, area, 6)
    paper = report(house, area, 6)
    word, colour = paper.get_by_text("überfällig", exact=True), "element => getComputedStyle(element).color"
    expect(word).to_be_visible()
    assert word.evaluate(colour) != paper.evaluate(colour)
    finish(house, area, measure)

    # Six months after the beginning the first quarter that counts is closed.
    close(house, area, 7, 8, 9, rate=AFTER[area])
    with house.house.runtime.transaction() as session:
        assert check_due_effects(session, house.house.clock, Actor.job()) == 1
    effect = house.visit(UNITS[area], measure).get_by_role("region", name="Hat sie geholfen?")
    expect(effect.get_by_role("heading", level=3)).to_have_text(f"{LEADS[area]}: {SAID[area]}")
    expect(effect).to_contain_text(re.compile(r"davor\s*\d+ von 960 · "))
    expect(effect).to_contain_text(re.compile(r"danach\s*\d+ von 240 · "))
    expect(effect).to_contain_text(re.compile(r"Veränderung zwischen \S+,\d und \S+,\d Prozentpunkten"))
    expect(report(house, area, 9)).to_contain_text(f"erledigt. Wirkung: {SAID[area]}.")
