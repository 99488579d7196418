"""Acceptance scenarios A14 and A16 in a real Chromium: an inquiry in two years, a blind second check."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from checklists.load import load_builtin
from iks.domain.values import Area
from tests.browser.demo_server import served
from tests.browser.page_checks import everything_wrong
from tests.browser.people import HouseOnline
from tests.house_under_test import MONTH, build_house
from tests.services.evidence_factory import erase, opened, table
from tests.services.second_check_factory import form, save
from tests.services.test_evidence import closed
from tests.services.test_recheck import rechecked

pytestmark = pytest.mark.browser
NOVEMBER_2028 = datetime(2028, 11, 6, 9, 0, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path, browser: Browser) -> Iterator[HouseOnline]:
    """A running house; nothing is drawn yet."""
    with build_house(f"sqlite:///{tmp_path / 'iks.db'}", tmp_path) as built, served(built.app) as address:
        online = HouseOnline(built, address, browser)
        yield online
        online.go_home()


def two_people(house: HouseOnline, area: Area) -> Page:
    """Let one member of the revision ask for Z06 and the management approve; return the page of the first."""
    page = house.visit("revision", "/revision/evidence")
    assert everything_wrong(page) == []
    page.get_by_label("Bereich und Monat").select_option(f"{area}/{MONTH}")
    page.get_by_label("Zweigstelle").select_option("Z06")
    page.get_by_label("Wozu wird das Paket gebraucht?").fill("Anfrage des Rechnungsprüfungsamts")
    page.get_by_role("button", name="Antrag stellen").click()
    expect(page.get_by_role("main")).to_contain_text("Ihr Antrag wartet auf eine zweite Person.")
    second = house.visit("management", "/")
    second.locator("a[href^='/revision/evidence/']").click()
    expect(second.get_by_role("main")).to_contain_text("Anfrage des Rechnungsprüfungsamts")
    assert everything_wrong(second) == []
    second.get_by_role("button", name="Nachweispaket freigeben").click()
    expect(second.get_by_role("main")).to_contain_text("Das Nachweispaket ist freigegeben.")
    page.reload()
    assert everything_wrong(page) == []
    return page


def downloaded(page: Page, folder: Path) -> dict[str, bytes]:
    """Take the package along and open it."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Paket laden (ZIP)").click()
    waiting.value.save_as(folder / "package.zip")
    return opened((folder / "package.zip").read_bytes())


@pytest.mark.parametrize("area", Area)
def test_a14_the_inquiry_in_two_years_is_answered_and_recomputed_offline(
    house: HouseOnline, area: Area, tmp_path: Path
) -> None:
    closed(house.house, area)
    house.house.clock.set(NOVEMBER_2028)
    members = downloaded(two_people(house, area), tmp_path)
    proof = table(members, "draws")[0]["proof"]
    (tmp_path / "proof.zip").write_bytes(members[proof])
    with zipfile.ZipFile(tmp_path / "proof.zip") as bundle:
        bundle.extract("verify.py", tmp_path)
    command = [sys.executable, "-I", "-S", str(tmp_path / "verify.py"), str(tmp_path / "proof.zip")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own file.
    assert (checked.returncode, "in order" in checked.stdout) == (0, True)
    assert [row["number"] for row in table(members, "sample")] == [str(n) for n in range(1, 11)]
    assert table(members, "corrections")
    assert len(table(members, "answers")) == 10 * len(load_builtin(area).points)


def test_a14_after_the_erasure_the_package_says_what_is_gone(house: HouseOnline, tmp_path: Path) -> None:
    closed(house.house)
    erase(house.house)
    house.house.clock.set(NOVEMBER_2028)
    members = downloaded(two_people(house, Area.BENEFITS), tmp_path)
    page = members["LIESMICH.txt"].decode()
    assert "Die Prüfbögen mit Antworten, Berichtigungen und Abhilfen sind gelöscht" in page
    assert "(seit 2026-12-01)" in page
    draw = table(members, "draws")[0]
    assert (len(draw["frame_digest"]), draw["proof"]) == (64, "")
    assert table(members, "released")


def answer_everything(page: Page, area: Area, point: str, label: str) -> None:
    """Answer every point with yes, and one with a fault."""
    for one in load_builtin(area).points:
        page.locator(f"#{one.id} .iks-answer label").first.click()
    page.locator(f"#{point} .iks-answer label", has_text="Nein, fehlerhaft").click()
    page.locator(f"#{point}").get_by_label(label).check()


@pytest.mark.parametrize("area", Area)
def test_a16_a_blind_second_check_is_compared_when_all_are_done(house: HouseOnline, area: Area) -> None:
    rechecked(house.house, area)
    grid = load_builtin(area)
    point = grid.points[1]
    page = house.visit("revision", f"/revision/recheck/{area}/{MONTH}")
    page.get_by_role("link", name="Akte prüfen").click()
    expect(page.locator("input:checked")).to_have_count(0)
    page.get_by_role("button", name="Zweite Prüfung abschließen").click()
    expect(page).to_have_title(re.compile("^Fehler:"))
    assert everything_wrong(page) == []
    answer_everything(page, area, point.id, point.patterns[0].label)
    page.get_by_role("button", name="Zweite Prüfung abschließen").click()
    expect(page.get_by_role("main")).to_contain_text("1 von 10")
    for number in range(2, 11):
        save(house.house, area, number, form(area))
    page.reload()
    comparison = page.get_by_role("region", name="Vergleich mit der ersten Prüfung")
    expect(comparison).to_contain_text("Von zehn Beanstandungen bleiben etwa 10 unentdeckt.")
    expect(comparison).to_contain_text("1 von 1")
    expect(comparison).to_contain_text(f"nur von der Innenrevision: {point.patterns[0].label}")
    assert everything_wrong(page) == []
    page.goto(f"{house.address}/revision/recheck")
    expect(page.get_by_role("main")).to_contain_text("Übersehen")
    assert everything_wrong(page) == []
