"""The sample and the submission over HTTP."""

from datetime import UTC, date, datetime

import pytest

from iks.domain.roles import Actor, Grant, Role
from iks.domain.values import Area
from iks.services.manage_accounts import grant_branch
from tests.house_under_test import HouseUnderTest
from tests.page_client import expect_own_address
from tests.services.branch_factory import (
    FINDING_WITH_MONEY,
    check_all,
    drawn_without_s13,
    finish,
    first_sheet,
    sample,
    save,
    submit,
)
from tests.web.branch_pages import SAMPLE

TODAY = datetime(2026, 12, 9, 9, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nine_days_later(request: pytest.FixtureRequest) -> None:
    """Let the copy stand on the ninth, where a test opens one."""
    if "house_with_files" in request.fixturenames:
        request.getfixturevalue("house_with_files").clock.set(TODAY)


@pytest.mark.parametrize("area", list(Area))
def test_the_sample_shows_ten_files_and_one_next_step(house_with_files: HouseUnderTest, area: Area) -> None:
    page = house_with_files.signed_in("z06").get(f"/branch/{area}/2026-12")
    assert "Ihre zehn Akten" in page.text("h2")
    for line in sample(house_with_files, area=area).files:
        assert line.file_ref in page.text("li")
        assert f"/branch/check/{line.sheet_id}" in page.links()
    buttons = [a for a in page.attributes("a") if "kern-btn--primary" in a.get("class", "")]
    first = first_sheet(house_with_files, area=area)
    assert [button["href"] for button in buttons] == [f"/branch/check/{first}"]
    assert "Mo., 21. Dezember" in page.text()
    assert "noch 8 Arbeitstage" in page.text()


def test_the_sample_resumes_exactly_where_the_work_stopped(house_with_files: HouseUnderTest) -> None:
    lines = sample(house_with_files).files
    entries = {f"L0{number}": {"answer": "ok"} for number in range(1, 8)}
    save(house_with_files, lines[4].sheet_id, entries)
    page = house_with_files.signed_in("z06").get(SAMPLE)
    assert f"/branch/check/{lines[4].sheet_id}#L09" in page.links()
    assert "Akte 5 · nächster offener Punkt: L09 Sonstiges Einkommen" in page.text()
    assert "In Arbeit: 7 von 16" in page.text()
    assert "zuletzt heute, 10:42 Uhr" in page.text()
    assert "Akte 5: 9 Punkte, 2 zu bestätigen" in page.text("li")
    assert "Akten 6 bis 10: noch nicht begonnen" in page.text("li")


def test_a_single_missing_entry_is_named_in_the_list(house_with_files: HouseUnderTest) -> None:
    check_all(house_with_files)
    line = sample(house_with_files).files[5]
    fault = {"answer": "finding", "pattern": "refund_wrong", "direction": "none"}
    save(house_with_files, line.sheet_id, {"L14": fault})
    page = house_with_files.signed_in("z06").get(SAMPLE)
    assert "1 Angabe fehlt" in page.text()
    assert "Akte 6: L14: Ursache" in page.text()
    save(house_with_files, line.sheet_id, {"L14": {"answer": "finding", "cause": "slip"}})
    assert "Noch abschließen" in house_with_files.signed_in("z06").get(SAMPLE).text()


def test_the_own_tickets_stand_on_the_page_and_the_seed_does_not(house_with_files: HouseUnderTest) -> None:
    page = house_with_files.signed_in("z06").get(SAMPLE)
    line = sample(house_with_files).files[0]
    assert line.ticket in page.text("td").replace(" ", "")
    assert "aus allen 45 laufenden Akten" in page.text()


def test_the_menu_leads_to_the_sample_with_something_to_do(house_with_files: HouseUnderTest) -> None:
    client = house_with_files.signed_in("z06")
    response = client.fetch("/branch/current-sample")
    assert response.location == f"{SAMPLE}?branch=Z06"
    expect_own_address(response.location)
    check_all(house_with_files)
    submit(house_with_files)
    assert client.fetch("/branch/current-sample").location == "/branch/integration/2026-12?branch=Z06"


def test_before_the_first_draw_the_page_says_so(sqlite_house: HouseUnderTest) -> None:
    page = sqlite_house.signed_in("z06").get("/branch/current-sample")
    assert "noch keine Akten gezogen" in page.text()
    assert sqlite_house.signed_in("z06").fetch(SAMPLE).status_code == 404


def test_a_branch_without_files_is_told_that_nothing_is_to_be_done(sqlite_house: HouseUnderTest) -> None:
    drawn_without_s13(sqlite_house)
    client = sqlite_house.signed_in("s13")
    page = client.get("/branch/integration/2026-12")
    assert "Es ist nichts zu tun" in page.text()
    assert "nichts abzugeben" in client.get("/branch/integration/2026-12/submit").text()


def test_a_person_with_two_branches_switches_between_them(house_with_files: HouseUnderTest) -> None:
    with house_with_files.runtime.transaction() as session:
        grant = Grant("Z06", Area.BENEFITS, Role.DEPUTY, date(2026, 12, 1), date(2026, 12, 26))
        operator = Actor("", "operator", "operator", everything=True)
        grant_branch(session, house_with_files.clock, operator, username="z01", grant=grant)
    client = house_with_files.signed_in("z01")
    assert "Leistung · Dezember · Bad Cannstatt (0/10)" in client.get(SAMPLE).text("nav")
    assert "Mitte" in client.get(f"{SAMPLE}?branch=Z01").text("p")
    assert "Bad Cannstatt" in client.get(f"{SAMPLE}?branch=Z06").text("p")
    assert client.fetch("/branch/integration/2026-12?branch=Z06").status_code == 404
    house_with_files.clock.set(datetime(2026, 12, 27, 9, 0, tzinfo=UTC))
    client.sign_in("z01", "a password for tests")
    assert client.fetch(f"{SAMPLE}?branch=Z06").status_code == 404


@pytest.mark.parametrize("address", ["", "/submit"])
def test_a_house_role_has_no_way_into_a_sample(house_with_files: HouseUnderTest, address: str) -> None:
    for username in ("gur", "mui", "revision", "controller", "admin", "management"):
        assert house_with_files.signed_in(username).fetch(SAMPLE + address).status_code == 403
    assert house_with_files.signed_in("z01").fetch(f"{SAMPLE}{address}?branch=Z06").status_code == 404


def test_the_preview_shows_what_leaves_and_what_stays(house_with_files: HouseUnderTest) -> None:
    note = {
        "answer": "finding",
        "pattern": "other",
        "cause": "slip",
        "direction": "none",
        "note": "bleibt hier",
    }
    check_all(house_with_files, but={1: {"L08": FINDING_WITH_MONEY, "L01": note}})
    page = house_with_files.signed_in("z06").get(f"{SAMPLE}/submit")
    text = page.text().replace("\N{NO-BREAK SPACE}", " ")
    assert "2 Beanstandungen in 180 Antworten" in text
    assert "L08 Überzahlung, Bund 1 340,00 €" in text
    assert "Grundabsetzbetrag oder Freibetrag falsch berechnet" in text
    assert "Im Bestand 45" in text
    assert "bleibt hier" not in text
    assert "Ihre Notiz und" in text
    assert not [line for line in sample(house_with_files).files if line.file_ref in text]


def test_integration_is_shown_by_stratum_as_it_leaves(house_with_files: HouseUnderTest) -> None:
    check_all(house_with_files, area=Area.INTEGRATION)
    page = house_with_files.signed_in("z06").get("/branch/integration/2026-12/submit")
    assert "Davon Akten „gefördert“" in page.text("summary")
    assert "Im Bestand, gefördert 15" in page.text()
    assert "Fachkraft sieht es anders" in page.text()


def test_open_files_are_linked_instead_of_a_button(house_with_files: HouseUnderTest) -> None:
    sheet = first_sheet(house_with_files)
    page = house_with_files.signed_in("z06").get(f"{SAMPLE}/submit")
    assert "Akte 1 ist noch nicht fertig geprüft" in page.text("a")
    assert f"/branch/check/{sheet}" in page.links()
    assert "Dezember abgeben" not in page.text("button")
    refused = house_with_files.signed_in("z06").post(f"{SAMPLE}/submit", {})
    assert refused.status_code == 409
    assert "noch nicht fertig geprüft" in refused.text


def test_handing_in_twice_gives_the_first_result_and_a_sentence(house_with_files: HouseUnderTest) -> None:
    check_all(house_with_files)
    client = house_with_files.signed_in("z06")
    assert "Dezember abgeben" in client.get(f"{SAMPLE}/submit").text("button")
    done = client.post(f"{SAMPLE}/submit", {})
    assert (done.status_code, done.location) == (303, SAMPLE)
    assert "Dezember 2026 ist abgegeben." in client.get(SAMPLE).text()
    client.post(f"{SAMPLE}/submit", {})
    again = client.get(SAMPLE).text()
    assert "war schon abgegeben, am 9. Dezember 2026 um 10:42 Uhr" in again
    assert "Abgegeben am 9. Dezember 2026" in client.get(f"{SAMPLE}/submit").text()
    assert not client.get(f"{SAMPLE}/submit").attributes("button", name="action")


def test_a_finished_file_shows_its_findings_in_the_list(house_with_files: HouseUnderTest) -> None:
    check_all(house_with_files, but={3: {"L08": FINDING_WITH_MONEY}})
    page = house_with_files.signed_in("z06").get(SAMPLE)
    assert "10 von 10 Akten" in page.text()
    assert "in 1 von 10 geprüften Akten" in page.text()
    assert "1 Beanstandung" in page.text("li")
    assert finish(house_with_files, first_sheet(house_with_files)).problems == ()
