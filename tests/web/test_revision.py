"""The revision's pages over HTTP."""

import hashlib
import json
import zipfile
from io import BytesIO

import pytest

from iks.domain.journal import ForeignAddressTried
from iks.domain.journal_file import check_journal_file
from iks.domain.values import Area
from iks.store import journal
from iks.store.draws import Draw, current_draw
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import drawn
from tests.page_client import Page, expect_good_page
from tests.services.tampering import tamper
from tests.store.raw_journal import drop_triggers


def draw_of(house: HouseUnderTest, area: Area = Area.BENEFITS) -> Draw:
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, area.value, MONTH)
    assert found is not None
    return found


def address(house: HouseUnderTest, area: Area = Area.BENEFITS, tail: str = "") -> str:
    return f"/revision/draws/{draw_of(house, area).id}{tail}"


def head(house: HouseUnderTest) -> tuple[int, str]:
    with house.runtime.transaction(writes=False) as session:
        return journal.head(session)


def primary_buttons(page: Page) -> int:
    controls = [*page.attributes("button"), *page.attributes("a")]
    return sum("kern-btn--primary" in control.get("class", "") for control in controls)


def test_the_desk_before_the_first_draw_says_so(sqlite_house: HouseUnderTest) -> None:
    page = sqlite_house.signed_in("revision").get("/revision")
    assert page.text().count("Hier ist noch nicht gezogen.") == 2
    assert primary_buttons(page) == 0


def test_the_desk_shows_both_areas_and_one_next_step(sqlite_house: HouseUnderTest) -> None:
    for area in Area:
        drawn(sqlite_house, area)
    page = sqlite_house.signed_in("revision").get("/revision")
    assert "Ziehungen Leistung" in page.text("h2")
    assert "Ziehungen Integration" in page.text("h2")
    assert page.text().count("noch nicht nachgerechnet") == 3
    assert primary_buttons(page) == 1
    assert head(sqlite_house)[1][:8] in page.text()


def test_one_click_recomputes_a_draw_and_shows_every_step(sqlite_house: HouseUnderTest) -> None:
    done = drawn(sqlite_house, Area.BENEFITS)
    browser = sqlite_house.signed_in("revision")
    response = browser.post(address(sqlite_house, tail="/recompute"), {}, page="/revision")
    page = expect_good_page(response)
    assert "Die Ziehung stimmt" in page.text("h2")
    assert f"Alle {done.files} Akten haben die kleinsten Lose" in page.text()
    for step in ("Bestandsliste", "Zusage und Geheimnis", "Reihenfolge im Protokoll", "Ersatzakten"):
        assert step in page.text("li")
    desk = browser.get("/revision")
    assert "stimmt, nachgerechnet am 1. Dezember 2026" in desk.text()
    assert primary_buttons(page) == 1


def test_a_draw_that_was_tampered_with_is_named_on_page_and_desk(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    tamper(sqlite_house, "a drawn file is exchanged")
    browser = sqlite_house.signed_in("revision")
    response = browser.post(address(sqlite_house, tail="/recompute"), {}, page="/revision")
    page = expect_good_page(response)
    assert "Die Ziehung weicht ab" in page.text("h2")
    assert "weicht von der nachgerechneten ab: Z06" in page.text()
    assert "weicht ab" in browser.get("/revision").text("td")


def test_the_page_of_a_draw_shows_seed_digests_counts_and_tickets(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.INTEGRATION)
    page = sqlite_house.signed_in("revision").get(address(sqlite_house, Area.INTEGRATION))
    draw = draw_of(sqlite_house, Area.INTEGRATION)
    with sqlite_house.runtime.transaction(writes=False) as session:
        found = session.get_one(Draw, draw.id)
        digest, commitment = found.frame.digest or "", found.secret.commitment
    whole = page.text().replace(" ", "")
    assert digest in whole
    assert commitment in whole
    assert "5 gefördert, 5 nicht gefördert" in page.text()
    assert "106A000" in page.text("tbody")
    assert "ziehbar" in page.text("tbody")


def test_the_shell_line_gives_the_ticket_that_stands_in_the_table(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    page = sqlite_house.signed_in("revision").get(address(sqlite_house))
    line = page.text("pre").split("| sha256sum")[0].strip()
    seed, branch, file_ref = line.removeprefix(r"printf '%s\n%s\n%s' ").split()
    ticket = hashlib.sha256(f"{seed}\n{branch}\n{file_ref}".encode()).hexdigest()
    assert ticket in page.text().replace(" ", "")


def test_looking_at_a_draw_stands_in_the_journal(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    sqlite_house.signed_in("revision-2").get(address(sqlite_house))
    with sqlite_house.runtime.transaction(writes=False) as session:
        entry = journal.latest(session, 1)[0]
    assert (entry.event, entry.actor) == ("draw_opened", "revision-2")


def test_the_bundle_comes_as_a_file_named_after_area_and_month(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    response = sqlite_house.signed_in("revision").fetch(address(sqlite_house, tail="/bundle"))
    assert response.status_code == 200
    assert response.mimetype == "application/zip"
    assert "nachweis-benefits-2026-12-1.zip" in response.headers["Content-Disposition"]
    assert "no-store" in response.headers["Cache-Control"]
    with zipfile.ZipFile(BytesIO(response.data)) as archive:
        assert json.loads(archive.read("manifest.json"))["month"] == "2026-12"
    page = sqlite_house.signed_in("revision").get(address(sqlite_house))
    assert hashlib.sha256(response.data).hexdigest() in page.text().replace(" ", "")


def test_an_erased_draw_shows_what_is_left(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    browser = sqlite_house.signed_in("revision")
    browser.post(address(sqlite_house, tail="/recompute"), {}, page="/revision")
    with sqlite_house.runtime.transaction() as session:
        draw = session.get_one(Draw, draw_of(sqlite_house).id)
        draw.secret.sealed, draw.secret.state = None, "destroyed"
    page = browser.get(address(sqlite_house))
    assert "sind gelöscht" in page.text()
    assert "stimmt" in page.text("dd")
    assert primary_buttons(page) == 0
    refused = browser.fetch(address(sqlite_house, tail="/bundle"))
    assert refused.status_code == 409
    assert "gelöscht" in expect_good_page(refused).text()


def test_a_draw_that_does_not_exist_is_not_found(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("revision")
    for tail in ("", "/bundle"):
        browser.get(f"/revision/draws/nowhere{tail}", status=404)


def test_the_journal_lists_who_did_what(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    page = sqlite_house.signed_in("revision").get("/revision/journal")
    assert "Stichprobe gezogen" in page.text("td")
    assert "Bestandsliste gesperrt" in page.text("td")
    assert "Dienst" in page.text("td")
    assert primary_buttons(page) == 1


def test_the_journal_shows_one_kind_of_act_when_asked(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    page = sqlite_house.signed_in("revision").get("/revision/journal?event=frame_locked")
    assert "Bestandsliste gesperrt" in page.text("td")
    assert "Stichprobe gezogen" not in page.text("td")
    nothing = sqlite_house.signed_in("revision").get("/revision/journal?event=no-such-act")
    assert "Solche Einträge gibt es hier nicht." in nothing.text()


def test_older_entries_are_reached_page_by_page_and_each_once(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("revision")
    person = sqlite_house.actor("revision")
    with sqlite_house.runtime.transaction() as session:
        for number in range(120):
            event = ForeignAddressTried(f"page-{number}")
            journal.record(session, person, event, sqlite_house.clock.now())
    seen: list[str] = []
    next_page: str | None = "/revision/journal?event=foreign_address_tried"
    while next_page:
        page = browser.get(next_page)
        seen += [cell.strip() for cell in page.texts["td"] if cell.strip().startswith("Seite: page-")]
        older = [link for link in page.links() if "before=" in link]
        next_page = older[0] if older else None
    assert seen == [f"Seite: page-{number}" for number in reversed(range(120))]


@pytest.mark.parametrize("before", ["x", "-1", "", "1.5", "9" * 30, "²"])
def test_a_page_of_the_journal_that_cannot_be_is_not_found(sqlite_house: HouseUnderTest, before: str) -> None:
    sqlite_house.signed_in("revision").get(f"/revision/journal?before={before}", status=404)


def test_the_chain_is_checked_on_the_page(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("revision")
    response = browser.post("/revision/journal/verify", {}, page="/revision/journal")
    assert "Das Protokoll ist unversehrt." in expect_good_page(response).text()
    with sqlite_house.runtime.engine.begin() as connection:
        drop_triggers(connection)
        connection.exec_driver_sql("UPDATE journal_entry SET data = '{}' WHERE position = 9")
    response = browser.post("/revision/journal/verify", {}, page="/revision/journal")
    page = expect_good_page(response)
    assert "bei Eintrag 9 nicht unversehrt" in page.text()
    assert "Der Inhalt wurde geändert." in page.text()


def test_the_journal_as_a_file_checks_without_the_house(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    browser = house.signed_in("revision")
    before = head(house)
    response = browser.post("/revision/journal/export", {}, page="/revision/journal")
    assert "protokoll-2026-12-01.jsonl" in response.headers["Content-Disposition"]
    assert check_journal_file(response.text, before) is None
    with house.runtime.transaction(writes=False) as session:
        newest = journal.latest(session, 1)[0]
    assert (newest.event, newest.data) == ("journal_exported", f'{{"entries":{before[0]}}}')
