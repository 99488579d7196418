"""Reports on the screen: the archive, one report as page and file, its preparation, who may do what."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest

from iks.domain.period import Period
from iks.domain.values import Area
from iks.jobs.due import run_due
from iks.store import reports
from iks.store.reports import ReportFormat
from tests.house_under_test import HouseUnderTest
from tests.page_client import Page
from tests.services.report_factory import DECEMBER, HEADS, STAFF, closed_month, open_fourteen, reported_year

REPORT = f"/evaluation/benefits/report/{DECEMBER}"
PREPARE = f"{REPORT}/prepare"
READERS = ("z06", "z06-deputy", "gur", "gur-staff", "revision", "management", "controller")
OTHERS = ("admin", "staff-council", "data-protection")


@pytest.fixture
def house(sqlite_house: HouseUnderTest) -> HouseUnderTest:
    """A house of fourteen branches whose December is closed in both areas, one branch missing."""
    open_fourteen(sqlite_house)
    for area in Area:
        closed_month(sqlite_house, area, missing=("Z31",))
    return sqlite_house


def release(house: HouseUnderTest, area: Area = Area.BENEFITS) -> None:
    client = house.signed_in(HEADS[area])
    page = f"/evaluation/{area}/report/{DECEMBER}/prepare"
    answer = client.post(page, {"action": "release", "seen": client.get(page).value("seen")})
    assert answer.status_code == 303


def save(house: HouseUnderTest, text: str, person: str = "gur-staff", **fields: str) -> Page:
    client = house.signed_in(person)
    version = client.get(PREPARE).value("version")
    answer = client.post(PREPARE, {"action": "save", "paragraph": text, "version": version} | fields)
    return Page(answer.text) if answer.status_code != 303 else client.get(PREPARE)


@pytest.mark.parametrize("area", Area)
def test_the_unit_sees_what_goes_out_and_when_and_its_head_releases_it(
    house: HouseUnderTest, area: Area
) -> None:
    address = f"/evaluation/{area}/report/{DECEMBER}"
    assert house.signed_in(STAFF[area]).fetch(address).location == f"{address}/prepare"
    of_staff = house.signed_in(STAFF[area]).get(f"{address}/prepare")
    assert "Am 22. Dezember 2026 um 6:00 Uhr geht der Bericht von selbst hinaus" in of_staff.text("main")
    assert "Bericht freigeben" not in of_staff.text("main")
    assert "Bericht freigeben" in house.signed_in(HEADS[area]).get(f"{address}/prepare").text("main")
    release(house, area)
    read = house.signed_in("z06").get(address).text("main")
    assert "130 von 140" in read
    assert "Akten aus 13 von 14 Zweigstellen. Es fehlt: Ort Z31." in read
    assert "Keine dienstliche Beurteilung, keine Auswahl für Personalmaßnahmen." in read


def test_everybody_whom_it_concerns_reads_it_and_nobody_else(house: HouseUnderTest) -> None:
    release(house)
    for person in READERS:
        assert "Monatsbericht Leistung, Dezember 2026" in house.signed_in(person).get(REPORT).text("h1")
        assert "Dezember 2026" in house.signed_in(person).get("/reports").text("table")
    for person in OTHERS:
        house.signed_in(person).get(REPORT, status=403)
        house.signed_in(person).get("/reports", status=403)


def test_the_other_unit_and_a_month_without_a_report_look_the_same(house: HouseUnderTest) -> None:
    release(house)
    house.signed_in("mui").get(REPORT, status=404)
    house.signed_in("mui").get(PREPARE, status=404)
    house.signed_in("z06").get(f"/evaluation/benefits/report/{DECEMBER.shift(1)}", status=404)
    house.signed_in("z06").get(f"/evaluation/integration/report/{DECEMBER}", status=404)
    house.signed_in("z06").get(PREPARE, status=403)


@pytest.mark.parametrize(
    ("form", "kind", "begins"),
    [("pdf", "application/pdf", b"%PDF-1.7"), ("html", "text/html; charset=utf-8", b"<!DOCTYPE html>")],
)
def test_a_file_is_made_when_it_is_first_asked_for_and_is_the_same_ever_after(
    house: HouseUnderTest, form: str, kind: str, begins: bytes
) -> None:
    release(house)
    first = house.signed_in("z06").fetch(f"{REPORT}.{form}")
    assert (first.status_code, first.content_type) == (200, kind)
    assert first.data.lstrip().startswith(begins)
    assert f'filename="bericht-leistung-2026-12.{form}"' in first.headers["Content-Disposition"]
    again = house.signed_in("revision").fetch(f"{REPORT}.{form}")
    assert again.data == first.data
    with house.runtime.transaction(writes=False) as session:
        row = reports.file_of(session, Area.BENEFITS, Period.of(DECEMBER), ReportFormat(form))
        assert row is not None
        assert row.digest == hashlib.sha256(first.data).hexdigest()


def test_the_file_of_another_area_or_of_no_report_is_not_there(house: HouseUnderTest) -> None:
    release(house)
    house.signed_in("mui").get(f"{REPORT}.pdf", status=404)
    house.signed_in("z06").get(f"/evaluation/benefits/report/{DECEMBER.shift(1)}.pdf", status=404)
    house.signed_in("admin").get(f"{REPORT}.pdf", status=403)


def test_a_paragraph_is_screened_and_shown_in_the_preview_once_it_is_clean(house: HouseUnderTest) -> None:
    marked = save(house, "Rufen Sie 0711 2163344 an.")
    assert "So geht der Absatz nicht hinaus" in marked.text("main")
    assert "0711 2163344" in marked.text("mark")
    asked = save(house, "Ab 1.7.2026 gilt die neue Karenzzeit.")
    assert "bestätigen Sie unten" in asked.text("main")
    clean = save(house, "Ab 1.7.2026 gilt die neue Karenzzeit.", confirmed="1")
    assert "Ab 1.7.2026 gilt die neue Karenzzeit." in clean.text("main")
    release(house)
    assert "Ab 1.7.2026 gilt die neue Karenzzeit." in house.signed_in("z06").get(REPORT).text("article")


def test_a_paragraph_that_is_too_long_stays_in_the_field(house: HouseUnderTest) -> None:
    page = save(house, "wort " * 300)
    assert "Bitte kürzen Sie den Absatz auf 1200 Zeichen." in page.text("main")
    assert page.text("textarea").count("wort") == 300


def test_who_comes_second_sees_both_texts(house: HouseUnderTest) -> None:
    client = house.signed_in("gur")
    version = client.get(PREPARE).value("version")
    save(house, "Der erste Text.")
    answer = client.post(PREPARE, {"action": "save", "paragraph": "Der zweite Text.", "version": version})
    page = Page(answer.text)
    assert answer.status_code == 409
    assert page.text("blockquote").strip() == "Der erste Text."
    assert page.text("textarea").strip() == "Der zweite Text."


def test_a_double_click_on_release_says_it_is_out(house: HouseUnderTest) -> None:
    client = house.signed_in("gur")
    seen = client.get(PREPARE).value("seen")
    assert client.post(PREPARE, {"action": "release", "seen": seen}).status_code == 303
    second = client.post(PREPARE, {"action": "release", "seen": seen})
    assert second.status_code == 409
    assert "Dieser Bericht ist seit dem 18.12.2026 hinaus." in Page(second.text).text("main")


def test_staff_cannot_release_by_hand_made_requests(house: HouseUnderTest) -> None:
    seen = house.signed_in("gur").get(PREPARE).value("seen")
    client = house.signed_in("gur-staff")
    assert client.post(PREPARE, {"action": "release", "seen": seen}).status_code == 403
    house.signed_in("z06").get(REPORT, status=404)


def test_the_start_pages_name_what_is_new_and_what_can_still_be_added(house: HouseUnderTest) -> None:
    assert "geht am 22. Dezember 2026 von selbst hinaus" in house.signed_in("gur-staff").get("/").text("main")
    assert "Monatsbericht" not in house.signed_in("z06").get("/").text("main")
    release(house)
    assert "Monatsbericht Leistung · Dezember 2026" in house.signed_in("z06").get("/").text("main")
    assert "von selbst hinaus" not in house.signed_in("gur-staff").get("/").text("main")


def test_a_pass_sends_out_what_nobody_sent_and_makes_the_files(house: HouseUnderTest) -> None:
    house.clock.set(datetime(2026, 12, 22, 5, 0, tzinfo=UTC))
    done = [str(one) for one in run_due(house.runtime)]
    assert [one for one in done if one.startswith("reported")] == [
        f"reported {area} 2026-12" for area in Area
    ]
    assert "made files of reports: 4" in done
    house.clock.set(house.clock.moment + timedelta(minutes=5))
    assert [str(one) for one in run_due(house.runtime) if "report" in str(one)] == []
    with house.runtime.transaction(writes=False) as session:
        for area in Area:
            for form in ReportFormat:
                assert reports.file_of(session, area, Period.of(DECEMBER), form) is not None


def test_the_report_holds_no_code_of_a_branch_and_no_address(house: HouseUnderTest) -> None:
    release(house)
    html = house.signed_in("z06").fetch(f"{REPORT}.html").text
    text = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    assert re.findall(r"\bZ\d\d\b", text.replace("Ort Z31", "")) == []
    assert "http" not in text


def test_in_english_the_page_reads_english_and_the_file_stays_german(house: HouseUnderTest) -> None:
    release(house)
    client = house.signed_in("gur")
    assert "Monthly report" in client.get(f"{REPORT}?lang=en").text("h1")
    assert "Monatsbericht Leistung" in client.fetch(f"{REPORT}.html").text
    client.get(f"{REPORT}?lang=de")


BRANCHES = "/evaluation/benefits/report/2026/branches"


def test_unit_and_revision_find_the_annex_that_names_branches_and_nobody_else(
    sqlite_house: HouseUnderTest,
) -> None:
    reported_year(sqlite_house, Area.BENEFITS, rate=0.12)
    for person in ("gur", "gur-staff", "revision"):
        client = sqlite_house.signed_in(person)
        assert BRANCHES in client.get("/evaluation/benefits/report/2026").links()
        assert BRANCHES in client.get("/reports").links()
        text = client.get(BRANCHES).text("article")
        assert "Beanstandungen an den Prüfpunkten L04, L05, L06, L07" in text
        assert "unter 3" in text
        assert "keine Rangliste" in text
    pdf = sqlite_house.signed_in("revision").fetch(f"{BRANCHES}.pdf")
    assert pdf.data.startswith(b"%PDF-1.7")
    assert 'filename="bericht-leistung-2026-zweigstellen.pdf"' in pdf.headers["Content-Disposition"]
    assert sqlite_house.signed_in("gur").fetch(f"{BRANCHES}.pdf").data == pdf.data
    for person in ("z06", "management", "controller"):
        client = sqlite_house.signed_in(person)
        assert BRANCHES not in client.get("/evaluation/benefits/report/2026").links()
        assert BRANCHES not in client.get("/reports").links()
        client.get(BRANCHES, status=403)
        client.get(f"{BRANCHES}.html", status=403)
    sqlite_house.signed_in("mui").get(BRANCHES, status=404)
    sqlite_house.signed_in("gur").get("/evaluation/benefits/report/2025/branches", status=404)
