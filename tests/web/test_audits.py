"""The pages on external audits."""

import re

import pytest

from tests.house_under_test import HouseUnderTest
from tests.page_client import Page, PageClient, expect_good_page

GPA = "Gemeindeprüfungsanstalt Baden-Württemberg (GPA)"
ENTRY = {
    "body": GPA,
    "other_body": "",
    "reference": "GPA 2026/17",
    "reported_on": "3.11.2026",
    "first_month": "1.2024",
    "last_month": "12.2025",
    "files_checked": "1.120",
    "files_objected": "14",
    "summary": "Auszahlungen an Vermieter ohne Antrag.",
    "topic": "benefits.housing",
    "kind": "objection",
    "amount": "1.234,56",
    "deadline": "29.1.2027",
}


def recorded(house: HouseUnderTest, person: str = "gur-staff", **changes: str) -> str:
    """Enter an audit over its page and return the address of the finding."""
    response = house.signed_in(person).post("/audits/new", {**ENTRY, **changes})
    assert response.status_code == 303, Page(response.text).text()
    return str(response.location)


def refused(browser: PageClient, address: str, data: dict[str, object], page: str | None = None) -> Page:
    """Send a form that cannot be taken, and check that the page says so at its fields."""
    response = browser.post(address, data, page=page)
    assert response.status_code == 422
    found = expect_good_page(response)
    assert found.text("title").startswith("Fehler:")
    targets = {a["href"][1:] for a in found.attributes("a") if a.get("href", "").startswith("#")} - {"inhalt"}
    assert targets <= {a.get("id") for _, a in found.tags}, targets
    return found


def test_an_audit_is_entered_in_one_step_and_leads_to_its_points(sqlite_house: HouseUnderTest) -> None:
    address = recorded(sqlite_house)
    page = sqlite_house.signed_in("gur-staff").get(address)
    for text in ("GPA 2026/17", "Auszahlungen an Vermieter", "Beanstandung", "1.234,56", "29. Januar 2027"):
        assert text in page.text(), text
    assert "liegt im Eingang" in page.text()
    assert "Zuordnung speichern" in page.text()


def test_the_overview_shows_inbox_deadline_and_all_audits(sqlite_house: HouseUnderTest) -> None:
    address = recorded(sqlite_house)
    page = sqlite_house.signed_in("gur").get("/audits")
    assert address in page.links()
    assert "29. Januar 2027" in page.text("dl")
    assert "14 von 1.120" in page.text("table")
    empty = sqlite_house.signed_in("mui").get("/audits")
    assert "Der Eingang ist leer" in empty.text()


def test_points_are_chosen_from_the_grid_and_can_be_seen_again(sqlite_house: HouseUnderTest) -> None:
    browser, address = sqlite_house.signed_in("gur-staff"), recorded(sqlite_house)
    response = browser.post(f"{address}/points", {"points": ["L05", "L07"]}, page=address)
    assert response.status_code == 303
    page = browser.get(address)
    ticked = {a["value"] for a in page.attributes("input", name="points") if "checked" in a}
    assert ticked == {"L05", "L07"}
    assert "Der Eingang ist leer" in browser.get("/audits").text()


def test_taking_all_points_away_puts_a_finding_back_into_the_inbox(sqlite_house: HouseUnderTest) -> None:
    browser, address = sqlite_house.signed_in("gur-staff"), recorded(sqlite_house)
    browser.post(f"{address}/points", {"points": ["L05"]}, page=address)
    response = browser.post(f"{address}/points", {}, page=address, follow_redirects=True)
    assert "liegt im Eingang" in Page(response.text).text()


def test_points_and_a_reason_together_are_refused_and_stay_in_the_form(sqlite_house: HouseUnderTest) -> None:
    browser, address = sqlite_house.signed_in("gur-staff"), recorded(sqlite_house)
    data = {"points": ["L05"], "no_point_reason": "Nur Abrechnung."}
    page = refused(browser, f"{address}/points", data, page=address)
    assert "Beides geht nicht" in page.text()
    assert "checked" in page.attributes("input", id="point-L05")[0]
    assert "Nur Abrechnung." in page.html


def test_a_point_that_does_not_exist_is_refused(sqlite_house: HouseUnderTest) -> None:
    browser, address = sqlite_house.signed_in("gur-staff"), recorded(sqlite_house)
    page = refused(browser, f"{address}/points", {"points": ["L99"]}, page=address)
    assert "neuesten Raster nicht" in page.text()


def test_state_and_reply_are_noted(sqlite_house: HouseUnderTest) -> None:
    browser, address = sqlite_house.signed_in("gur-staff"), recorded(sqlite_house)
    data = {"state": "accepted", "reply": "Neuer Prüfpunkt ab Januar.", "replied_on": "2026-11-18"}
    assert browser.post(f"{address}/reply", data, page=address).status_code == 303
    page = browser.get(address)
    assert "abgegeben am 18. November 2026" in page.text()
    assert page.value("replied_on") == "18.11.2026"
    assert "keine Frist offen" in browser.get("/audits").text()


def test_a_reply_of_tomorrow_is_refused(sqlite_house: HouseUnderTest) -> None:
    browser, address = sqlite_house.signed_in("gur-staff"), recorded(sqlite_house)
    page = refused(browser, f"{address}/reply", {"state": "done", "replied_on": "21.11.2026"}, page=address)
    assert "in der Zukunft" in page.text()
    page = refused(browser, f"{address}/reply", {"state": "gone", "replied_on": "bald"}, page=address)
    assert "wählen Sie den Stand" in page.text()
    assert "9.12.2026" in page.text()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"body": ""}, "body", "wählen Sie die Prüfstelle"),
        ({"body": "other"}, "other_body", "nennen Sie die Prüfstelle"),
        ({"reference": " "}, "reference", "Bezeichnung des Berichts"),
        ({"reported_on": ""}, "reported_on", "nennen Sie das Datum"),
        ({"reported_on": "31.2.2026"}, "reported_on", "so: 9.12.2026"),
        ({"reported_on": "3.12.2026"}, "reported_on", "liegt in der Zukunft"),
        ({"first_month": "13.2024"}, "first_month", "so: 1.2025"),
        ({"last_month": "12.2023"}, "last_month", "vor dem ersten"),
        ({"files_checked": "viele"}, "files_checked", "ganze Zahl"),
        ({"files_objected": "2000"}, "files_objected", "Mehr Akten beanstandet"),
        ({"summary": ""}, "summary", "was festgestellt wurde"),
        ({"summary": "Akte 67711BG8114494"}, "summary", "Aktenzeichen weg"),
        ({"topic": ""}, "topic", "Bereich und Thema"),
        ({"topic": "benefits.nowhere"}, "topic", "gibt es im Raster nicht"),
        ({"kind": ""}, "kind", "wie es im Bericht steht"),
        ({"amount": "-5"}, "amount", "Betrag in Euro"),
        ({"amount": "0"}, "amount", "größer als null"),
        ({"deadline": "irgendwann"}, "deadline", "so: 9.12.2026"),
        ({"deadline": "2.11.2026"}, "deadline", "vor dem Datum des Berichts"),
    ],
)
def test_every_field_says_what_to_do_and_nothing_is_stored(
    sqlite_house: HouseUnderTest, changes: dict[str, str], field: str, sentence: str
) -> None:
    browser = sqlite_house.signed_in("gur-staff")
    page = refused(browser, "/audits/new", {**ENTRY, **changes})
    assert sentence in page.text("p")
    assert page.attributes("a", href=f"#{field}")
    assert "Noch ist keine externe Prüfung eingetragen" in browser.get("/audits").text()


def test_all_faults_come_at_once_and_what_was_typed_stays(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("mui-staff")
    data = {**ENTRY, "reported_on": "gestern", "topic": "", "kind": "", "files_objected": "5000"}
    page = refused(browser, "/audits/new", data)
    targets = [a["href"] for a in page.attributes("a") if re.match(r"#[a-z_]+$", a.get("href", ""))]
    assert set(targets) - {"#inhalt"} == {"#reported_on", "#topic", "#kind", "#files_objected"}
    assert page.value("reference") == "GPA 2026/17"
    assert page.value("reported_on") == "gestern"


def test_the_same_report_twice_is_refused(sqlite_house: HouseUnderTest) -> None:
    recorded(sqlite_house)
    page = refused(sqlite_house.signed_in("gur-staff"), "/audits/new", ENTRY)
    assert "schon eingetragen" in page.text()


def test_another_body_can_be_typed_in(sqlite_house: HouseUnderTest) -> None:
    address = recorded(sqlite_house, body="other", other_body="Zollverwaltung")
    browser = sqlite_house.signed_in("gur-staff")
    assert "Zollverwaltung" in browser.get(address).text()
    assert browser.get("/audits/new").attributes("option", value="Zollverwaltung")


def test_a_further_finding_is_added_to_the_same_audit(sqlite_house: HouseUnderTest) -> None:
    staff, plans = sqlite_house.signed_in("gur-staff"), sqlite_house.signed_in("mui-staff")
    recorded(sqlite_house)
    audit = next(link for link in plans.get("/audits").links() if re.fullmatch(r"/audits/[\w-]{22}", link))
    data = {"summary": "Pläne sind alt.", "topic": "integration.", "kind": "recommendation"}
    response = plans.post(audit, data)
    assert response.status_code == 303
    assert "Feststellung 2" in plans.get(response.location).text("h1")
    assert "Pläne sind alt." not in staff.get(audit).text()
    page = refused(plans, audit, {**data, "summary": ""})
    assert "was festgestellt wurde" in page.text()


def test_findings_of_the_other_area_and_missing_ones_answer_alike(sqlite_house: HouseUnderTest) -> None:
    address = recorded(sqlite_house)
    plans = sqlite_house.signed_in("mui-staff")
    foreign, missing = plans.fetch(address), plans.fetch("/audits/findings/missing")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.data == missing.data
    assert plans.post(f"{address}/points", {"points": ["L05"]}, page="/audits/new").status_code == 404


@pytest.mark.parametrize("person", ["revision", "management"])
def test_revision_and_management_read_without_forms(sqlite_house: HouseUnderTest, person: str) -> None:
    address = recorded(sqlite_house)
    sqlite_house.signed_in("gur-staff").post(f"{address}/points", {"points": ["L05"]}, page=address)
    browser = sqlite_house.signed_in(person)
    page = browser.get(address)
    assert "L05" in page.text()
    assert page.attributes("textarea") == []
    assert "Prüfung eintragen" not in browser.get("/audits").text()
    assert browser.fetch("/audits/new").status_code == 403


@pytest.mark.parametrize("person", ["z06", "controller", "admin"])
def test_others_do_not_get_in(sqlite_house: HouseUnderTest, person: str) -> None:
    assert sqlite_house.signed_in(person).fetch("/audits").status_code == 403


def test_what_was_typed_is_shown_as_text_never_as_markup(sqlite_house: HouseUnderTest) -> None:
    address = recorded(sqlite_house, summary="<b>fett</b>", reference="<i>17</i>")
    response = sqlite_house.signed_in("gur-staff").fetch(address)
    assert "<b>fett</b>" not in response.text
    assert "&lt;b&gt;fett&lt;/b&gt;" in response.text
