"""Acceptance scenarios around the drawn files, in a real Chromium: A04, A05, A06, A21."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from iks.domain.values import Area
from tests.browser.people import HouseOnline, answer, answer_all, finish, main_text, points

pytestmark = pytest.mark.browser
FIRST = re.compile(r"^Akte ist nicht prüfbar ?: Akte 1$")


def report(page: Page, reason: str) -> None:
    """Report the first file of the list for a reason."""
    page.get_by_role("link", name=FIRST).click()
    page.get_by_role("radio", name=reason).check()
    page.get_by_role("checkbox", name="Ja, ich melde diese Akte.").check()
    page.get_by_role("button", name="Akte melden").click()


def numbers(page: Page) -> list[str]:
    """Return the file numbers of the list."""
    titles = page.locator("ol.iks-task .kern-task-list__content-wrapper > span:not(.kern-number)")
    return [title.strip() for title in titles.all_inner_texts()]


def test_a04_a_file_at_court_makes_room_for_the_next_and_stays_on_record(house: HouseOnline) -> None:
    page = house.sample("z06")
    before = numbers(page)
    report(page, "Sie liegt beim Gericht")
    expect(page.get_by_role("main")).to_contain_text("Gemeldet. Nachgerückt ist Akte 10 Ihrer Liste.")
    after = numbers(page)
    assert len(after) == 10
    assert after[:9] == before[1:]
    expect(page.locator("ol.iks-task > li").nth(9)).to_contain_text("Ersatzakte")
    assert before[0] in main_text(page)
    revision = house.visit("revision", "/revision/substitutions")
    assert "beim Gericht" in main_text(revision)


def test_a04_reporting_needs_a_reason_and_a_yes(house: HouseOnline) -> None:
    page = house.sample("z06")
    before = numbers(page)
    page.get_by_role("link", name=FIRST).click()
    page.get_by_role("button", name="Akte melden").click()
    expect(page.get_by_role("alert", name="Noch 2 Angaben")).to_contain_text("Gemeldet ist noch nichts.")
    page.get_by_role("link", name="Zurück zum Bogen").click()
    page.get_by_role("link", name="Meine Prüfungen").click()
    assert numbers(page) == before


def test_a05_a_branch_with_seven_files_reads_of_a_full_census(house: HouseOnline) -> None:
    page = house.sample("s13")
    expect(page.get_by_role("heading", name="Ihre 7 Akten")).to_be_visible()
    page.get_by_text("Wie wurden diese Akten ausgewählt?").click()
    expect(page.get_by_text("Vollerhebung: alle 7 Akten.")).to_be_visible()
    assert len(numbers(page)) == 7
    protocol = house.visit("revision", "/revision")
    protocol.get_by_role("link", name="Dezember 2026", exact=True).first.click()
    expect(protocol.get_by_role("main")).to_contain_text("Vollerhebung")


def test_a06_a_deputy_sees_one_branch_goes_on_where_the_head_stopped_and_is_out_on_the_27th(
    house: HouseOnline,
) -> None:
    head = house.first_file("z06")
    answer(head, "L01")
    sheet = head.url.partition("#")[0]
    head.goto(f"{house.address}/branch/deputies")
    head.get_by_label("Wer vertritt Sie?").select_option("Konto z01-deputy (z01-deputy)")
    head.get_by_label("Integration").uncheck()
    head.get_by_label("Erster Tag").fill("5.12.2026")
    head.get_by_label("Letzter Tag").fill("26.12.2026")
    head.get_by_role("button", name="Vertretung eintragen").click()
    expect(head.get_by_role("row", name="Konto z01-deputy")).to_contain_text("26. Dezember 2026")
    _end_other_grants(house)
    house.house.clock.set(datetime(2026, 12, 7, 8, tzinfo=UTC))
    deputy = house.person("z01-deputy")
    assert "Bad Cannstatt" in main_text(deputy)
    for hidden in ("Mitte", "U25", "Integration"):
        assert hidden not in main_text(deputy)
    deputy.goto(sheet)
    expect(deputy.get_by_role("main")).to_contain_text("Zuletzt bearbeitet von Konto z06")
    answer(deputy, "L02")
    deputy.reload()
    expect(deputy.get_by_role("main")).to_contain_text(
        "Begonnen von Konto z06, weitergeführt von Konto z01-deputy."
    )
    house.house.clock.set(datetime(2026, 12, 27, 8, tzinfo=UTC))
    later = house.person("z01-deputy")
    assert "Bad Cannstatt" not in main_text(later)
    later.goto(sheet)
    expect(later.get_by_role("heading", level=1)).to_have_text("Seite nicht gefunden")


def _end_other_grants(house: HouseOnline) -> None:
    """Let the head of Z01 end what she granted the same person, so that only Z06 is left."""
    page = house.visit("z01", "/branch/deputies")
    for _ in Area:
        page.get_by_role("button", name="Heute beenden Konto z01-deputy").first.click()


@pytest.mark.parametrize("area", list(Area), ids=str)
def test_a21_a_case_the_head_decided_goes_to_the_deputy(house: HouseOnline, area: Area) -> None:
    head = house.sample("z06", area)
    number = numbers(head)[0]
    report(head, "Ich habe den Fall selbst entschieden")
    expect(head.get_by_role("main")).to_contain_text("Die Akte prüft jetzt Konto z06-deputy.")
    head.get_by_role("link", name=re.compile(f"{number}$")).first.click()
    expect(head.get_by_role("main")).to_contain_text("sehen und ändern Sie diesen Bogen nicht mehr")
    assert head.get_by_role("radio").count() == 0
    deputy = house.person("z06-deputy")
    deputy.get_by_role("link", name=f"Akte {number}").click()
    expect(deputy.get_by_role("main")).to_contain_text("Deshalb prüfen Sie ihn.")
    listed = deputy.get_by_role("button", name="Bestätigen")
    if listed.count():
        listed.click()
    answer_all(deputy)
    assert len(points(deputy)) == 18
    finish(deputy)
    expect(deputy.get_by_role("main")).to_contain_text("1 von 10 Akten")
    told = house.visit("revision", "/revision/substitutions")
    assert "1 Akte prüft jemand anderes" in main_text(told)
