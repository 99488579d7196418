"""The desk of the units over HTTP: cockpit, close, analysis, export; and what nobody else gets to see."""

import csv
import io
import json
import re

import pytest
from openpyxl import load_workbook

from iks.domain.month import Month
from iks.domain.values import Area
from iks.services.close_month import close
from iks.store import journal
from tests.house_under_test import HouseUnderTest
from tests.services.release_factory import Invented, add_branches, drawn_month, submitted_month

BENEFITS = Area.BENEFITS
DECEMBER = Month(2026, 12)
QUARTER = [Month(2026, 10), Month(2026, 11), DECEMBER]
COCKPIT = "/evaluation/benefits/2026-12"
ANALYSIS = "/evaluation/benefits/analysis"
MORE = tuple(f"Z{n}" for n in range(21, 28))


def submitted(
    house: HouseUnderTest, months: list[Month], missing: tuple[str, ...] = (), area: Area = BENEFITS
) -> None:
    branches = [code for code in ("Z01", "Z06", "S13") if code not in missing]
    with house.runtime.transaction() as session:
        for month in months:
            submitted_month(session, Invented(area), month, branches, missing)


def closed(
    house: HouseUnderTest, months: list[Month], missing: tuple[str, ...] = (), area: Area = BENEFITS
) -> None:
    submitted(house, months, missing, area)
    browser = house.signed_in({BENEFITS: "gur", Area.INTEGRATION: "mui"}[area])
    for month in months:
        response = browser.post(f"/evaluation/{area}/{month}", {"reason": "Für den Test"})
        assert response.status_code == 303


def test_the_cockpit_names_each_branch_and_whether_it_submitted(sqlite_house: HouseUnderTest) -> None:
    submitted(sqlite_house, [DECEMBER], missing=("Z06",))
    page = sqlite_house.signed_in("gur").get(COCKPIT)
    text = page.text("main")
    assert "2 von 3" in text
    assert re.search(r"Mitte abgegeben .*Bad Cannstatt offen .*U25 abgegeben", text)
    assert "Mo., 21. Dezember" in text
    assert "Mo., 28. Dezember" in text


def test_before_the_close_no_page_of_the_unit_holds_a_figure(sqlite_house: HouseUnderTest) -> None:
    submitted(sqlite_house, [DECEMBER])
    browser = sqlite_house.signed_in("gur")
    assert "Beanstandung" not in browser.get(COCKPIT).text("main")
    assert "noch nicht abgeschlossen" in browser.get(f"{ANALYSIS}?period=2026-12", status=409).text("main")
    assert "Noch ist kein Monat abgeschlossen" in browser.get(ANALYSIS).text("main")
    refused = browser.fetch("/evaluation/benefits/export?from=2026-12&to=2026-12")
    assert refused.status_code == 409
    assert "attachment" not in refused.headers.get("Content-Disposition", "")


def test_closing_early_without_a_reason_asks_for_one_at_the_field(sqlite_house: HouseUnderTest) -> None:
    submitted(sqlite_house, [DECEMBER], missing=("Z06",))
    response = sqlite_house.signed_in("gur").post(COCKPIT, {"reason": ""})
    assert response.status_code == 422
    assert "Bitte nennen Sie den Grund" in response.text
    assert 'href="#reason"' in response.text
    assert "<title>Fehler:" in response.text


def test_after_the_close_the_cockpit_names_who_is_missing_and_leads_to_the_analysis(
    sqlite_house: HouseUnderTest,
) -> None:
    closed(sqlite_house, [DECEMBER], missing=("Z06",))
    page = sqlite_house.signed_in("gur").get(COCKPIT)
    assert "Bad Cannstatt fehlt" in page.text("main")
    assert "Grund: Für den Test" in page.text("main")
    assert f"{ANALYSIS}?period=2026-12" in page.links()
    assert not page.attributes("textarea")


def test_a_second_close_gets_a_sentence(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house, [DECEMBER])
    response = sqlite_house.signed_in("gur").post(COCKPIT, {"reason": "Noch einmal"}, page=COCKPIT)
    assert response.status_code == 409
    assert "von der Leitung GuR abgeschlossen" in response.text


def test_staff_and_revision_look_and_do_not_close(sqlite_house: HouseUnderTest) -> None:
    submitted(sqlite_house, [DECEMBER])
    for person in ("gur-staff", "revision"):
        browser = sqlite_house.signed_in(person)
        assert not browser.get(COCKPIT).attributes("textarea")
        refused = browser.post(COCKPIT, {"reason": "Ich will"}, page=COCKPIT)
        assert refused.status_code == 403
        assert "gehört nicht zu Ihren Aufgaben" in refused.text


@pytest.mark.parametrize("path", ["2026-12", "analysis?period=2026-12", "export?from=2026-12&to=2026-12"])
def test_the_other_area_looks_like_a_missing_page(sqlite_house: HouseUnderTest, path: str) -> None:
    closed(sqlite_house, [DECEMBER], area=Area.INTEGRATION)
    browser = sqlite_house.signed_in("gur")
    foreign = browser.get(f"/evaluation/integration/{path}", status=404)
    missing = browser.get("/evaluation/benefits/2031-01", status=404)
    assert foreign.text("main") == missing.text("main")


def test_branches_and_controller_have_no_desk(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house, [DECEMBER])
    for person in ("z06", "controller", "management", "admin"):
        for address in (COCKPIT, ANALYSIS, "/evaluation/benefits/export?from=2026-12&to=2026-12"):
            assert sqlite_house.signed_in(person).fetch(address).status_code == 403


def test_the_unit_has_no_way_to_draws_and_their_seeds(sqlite_house: HouseUnderTest) -> None:
    for address in ("/revision", "/revision/journal", "/controlling/frames"):
        response = sqlite_house.signed_in("gur").fetch(address)
        assert response.status_code in {403, 404}


def test_the_analysis_shows_each_rate_with_its_answers_and_limits(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house, QUARTER)
    page = sqlite_house.signed_in("gur").get(f"{ANALYSIS}?period=2026-Q4")
    text = page.text("main")
    rates = re.findall(r"\d+ von \d+ · [\d,]+\s%", text)
    with_limits = re.findall(r"\d+ von \d+ · [\d,]+\s% · [\d,]+ bis [\d,]+\s%", text)
    assert rates
    assert len(rates) == len(with_limits)
    assert "Keine dienstliche Beurteilung" in text
    assert "4. Quartal 2026" in page.text("head")


def test_chart_and_table_hold_the_same_points_in_two_widths(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house, QUARTER)
    html = sqlite_house.signed_in("gur").get(f"{ANALYSIS}?period=2026-Q4").html
    charts = re.findall(
        r'<svg class="iks-chart__(wide|narrow)" role="img" aria-labelledby="(\S+) (\S+)"', html
    )
    # Files by findings, ranked points, the trend of one, branches by group.
    assert [width for width, _, _ in charts] == ["wide", "narrow"] * 4
    for _, title, description in charts:
        assert f'<title id="{title}">' in html
        assert f'<desc id="{description}">' in html
    for point in (f"L{n:02}" for n in range(1, 19)):
        assert html.count(f">{point}<") >= 2


def test_a_point_nobody_found_fault_with_has_no_zero_per_cent(sqlite_house: HouseUnderTest) -> None:
    with sqlite_house.runtime.transaction() as session:
        submitted_month(session, Invented(BENEFITS, rate=0.0), DECEMBER, ["Z01", "Z06"])
    sqlite_house.signed_in("gur").post(COCKPIT, {"reason": "Für den Test"})
    text = sqlite_house.signed_in("gur").get(f"{ANALYSIS}?period=2026-12").text("main")
    assert re.search(r"0 von \d+ · höchstens [\d,]+\s%", text)
    assert not re.search(r"· 0,0\s%", text)
    assert "gab es keine Beanstandung" in text


def test_one_point_is_shown_closely_when_asked_for(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house, [DECEMBER])
    browser = sqlite_house.signed_in("gur")
    assert "L06 im Einzelnen" in browser.get(f"{ANALYSIS}?period=2026-12&point=L06").text("h2")
    assert "im Einzelnen" in browser.get(f"{ANALYSIS}?period=2026-12&point=X99").text("h2")


@pytest.mark.parametrize("area", list(Area))
def test_one_point_has_its_own_page_with_trend_patterns_and_neighbours(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    closed(sqlite_house, QUARTER, area=area)
    letter = {BENEFITS: "L", Area.INTEGRATION: "M"}[area]
    browser = sqlite_house.signed_in({BENEFITS: "gur", Area.INTEGRATION: "mui"}[area])
    analysis = browser.get(f"/evaluation/{area}/analysis?period=2026-Q4")
    address = f"/evaluation/{area}/points/{letter}06?period=2026-Q4"
    assert address in analysis.links()
    page = browser.get(address)
    text = page.text("main")
    assert re.search(r"\d+ von \d+ · [\d,]+\s% · [\d,]+ bis [\d,]+\s%", text)
    assert "Mittel und Grenzen stehen hier ab 8" in text
    assert "Woran lag es? Ursachen" in text
    assert "kein Musterfall" in text
    assert f"/evaluation/{area}/points/{letter}05?period=2026-Q4" in page.links()
    assert f"/evaluation/{area}/points/{letter}07?period=2026-Q4" in page.links()
    assert f"/evaluation/{area}/points/{letter}06?period=2026-12" in page.links()
    assert f"/evaluation/{area}/points/{letter}06?period=2026-10" not in page.links()


def test_a_point_that_is_none_a_foreign_one_and_one_before_the_close_are_not_shown(
    sqlite_house: HouseUnderTest,
) -> None:
    browser = sqlite_house.signed_in("gur")
    browser.get("/evaluation/benefits/points/L06", status=404)
    closed(sqlite_house, [DECEMBER])
    browser.get("/evaluation/benefits/points/L99", status=404)
    browser.get("/evaluation/integration/points/M06", status=404)
    browser.get("/evaluation/benefits/points/L06?period=2026-11", status=409)
    for person in ("z06", "controller", "management", "admin"):
        assert sqlite_house.signed_in(person).fetch("/evaluation/benefits/points/L06").status_code == 403


def test_each_closed_period_is_one_step_away_or_in_the_list(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house, QUARTER)
    page = sqlite_house.signed_in("gur").get(f"{ANALYSIS}?period=2026-11")
    for period in ("2026-12", "2026-Q4", "2026-10"):
        assert f"{ANALYSIS}?period={period}" in page.links()
    assert {option["value"] for option in page.attributes("option")} >= {"2026-11", "2026-Q4"}


def test_a_quarter_shows_branches_by_group_and_a_month_does_not(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house, QUARTER)
    browser = sqlite_house.signed_in("gur")
    assert "Bad Cannstatt" in browser.get(f"{ANALYSIS}?period=2026-Q4").text("main")
    month = browser.get(f"{ANALYSIS}?period=2026-12")
    assert "Bad Cannstatt" not in month.text("main")
    assert "nur für abgeschlossene Quartale und Jahre" in month.text("main")


def test_too_few_amounts_are_called_that(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house, QUARTER)
    text = sqlite_house.signed_in("gur").get(f"{ANALYSIS}?period=2026-Q4").text("main")
    assert "zu viel gezahlt alle zu wenige Fälle" in text


def test_integration_says_that_the_sample_is_not_the_house(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house, [DECEMBER], area=Area.INTEGRATION)
    page = sqlite_house.signed_in("mui").get("/evaluation/integration/analysis?period=2026-12")
    assert "keine Quote aller Akten" in page.text("main")


def test_the_menu_leads_to_the_newest_month_and_the_newest_closed_period(
    sqlite_house: HouseUnderTest,
) -> None:
    closed(sqlite_house, QUARTER)
    with sqlite_house.runtime.transaction() as session:
        drawn_month(session, BENEFITS, Month(2027, 1), {"Z01": 10})
    browser = sqlite_house.signed_in("gur")
    assert browser.fetch("/evaluation/current-cockpit").location == "/evaluation/benefits/2027-01"
    assert "4. Quartal 2026" in browser.get(ANALYSIS).text("head")
    assert browser.fetch("/evaluation/current-analysis").location == ANALYSIS


def test_before_the_first_month_the_menu_leads_to_a_sentence(sqlite_house: HouseUnderTest) -> None:
    page = sqlite_house.signed_in("mui").get("/evaluation/current-cockpit")
    assert "Noch ist kein Monat geplant" in page.text("main")


def test_the_revision_changes_between_the_areas(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house, [DECEMBER])
    closed(sqlite_house, [DECEMBER], area=Area.INTEGRATION)
    page = sqlite_house.signed_in("revision").get(ANALYSIS)
    assert "/evaluation/integration/analysis" in page.links()
    assert "/evaluation/integration/analysis" not in sqlite_house.signed_in("gur").get(ANALYSIS).links()


def test_the_export_is_a_file_with_the_binding_columns(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house, [DECEMBER])
    response = sqlite_house.signed_in("gur").fetch("/evaluation/benefits/export?from=2026-12&to=2026-12")
    assert response.content_type == "text/csv; charset=utf-8"
    assert (
        response.headers["Content-Disposition"] == 'attachment; filename="iks-benefits-2026-12-2026-12.csv"'
    )
    assert response.data.startswith(b"\xef\xbb\xbfperiod;area;branch;check_point;")
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=";"))
    assert {row["period"] for row in rows} == {"2026-12"}
    assert len({row["check_point"] for row in rows}) == 18


def test_the_export_is_a_workbook_or_json_as_chosen_and_the_journal_names_the_form(
    sqlite_house: HouseUnderTest,
) -> None:
    closed(sqlite_house, [DECEMBER])
    browser = sqlite_house.signed_in("gur")
    choices = browser.get(f"{ANALYSIS}?period=2026-12").attributes("input", name="format")
    assert [choice["value"] for choice in choices] == ["xlsx", "csv", "json"]
    address = "/evaluation/benefits/export?from=2026-12&to=2026-12&format="
    as_csv = list(
        csv.reader(io.StringIO(browser.fetch(f"{address}csv").text.lstrip("\ufeff")), delimiter=";")
    )
    book = load_workbook(io.BytesIO(browser.fetch(f"{address}xlsx").data))
    assert [cell.value for cell in book["Zahlen"][1]] == as_csv[0]
    assert book["Zahlen"].max_row == len(as_csv)
    english = load_workbook(io.BytesIO(browser.fetch(f"{address}xlsx&lang=en").data))
    assert english.sheetnames == ["Figures", "Explanations"]
    response = browser.fetch(f"{address}json")
    assert response.content_type == "application/json"
    assert response.headers["Content-Disposition"].endswith('.json"')
    assert [list(row) for row in json.loads(response.data)] == [as_csv[0]] * (len(as_csv) - 1)
    with sqlite_house.runtime.transaction() as session:
        entries = journal.all_of(session, "findings_exported")
    taken = [json.loads(entry.data)["format"] for entry in entries]
    assert taken == ["csv", "xlsx", "xlsx", "json"]


def test_a_form_that_does_not_exist_is_refused_and_leaves_no_trace(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house, [DECEMBER])
    browser = sqlite_house.signed_in("gur")
    page = browser.get("/evaluation/benefits/export?from=2026-12&to=2026-12&format=pdf", status=422)
    assert "Diese Form gibt es nicht" in page.text("main")
    with sqlite_house.runtime.transaction() as session:
        assert not journal.all_of(session, "findings_exported")


def test_a_span_that_is_none_gets_a_sentence(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house, [DECEMBER])
    browser = sqlite_house.signed_in("gur")
    page = browser.get("/evaluation/benefits/export?from=2026-12&to=2026-1", status=422)
    assert "ist kein Monat" in page.text("main")
    assert "ist kein Zeitraum" in browser.get(f"{ANALYSIS}?period=Q4", status=422).text("main")


def test_management_sees_the_overall_result_of_both_areas_and_no_small_crowd(
    sqlite_house: HouseUnderTest,
) -> None:
    with sqlite_house.runtime.transaction() as session:
        add_branches(session, *MORE)
        submitted_month(session, Invented(BENEFITS, rate=0.05), DECEMBER, ["Z01", "Z06", "S13", *MORE])
    sqlite_house.signed_in("gur").post(COCKPIT, {"reason": "Für den Test"})
    closed(sqlite_house, [DECEMBER], area=Area.INTEGRATION)
    text = sqlite_house.signed_in("management").get("/management").text("main")
    benefits, integration = text.split("Integration: Dezember 2026 und alle Prüfpunkte")
    assert re.search(r"L06 .*?\d+ von \d+ · [\d,]+\s% · ", benefits)
    assert not re.search(r"\d+ von \d+ · ", integration)
    assert "30 von 30 Akten geprüft" in integration
    assert sqlite_house.signed_in("gur").fetch("/management").status_code == 403


def test_what_stands_out_is_said_in_words_and_the_rest_is_called_usual(sqlite_house: HouseUnderTest) -> None:
    branches = ["Z01", "Z06", "S13"]
    with sqlite_house.runtime.transaction() as session:
        for number in range(15):
            month = Month(2025, 10).shift(number)
            invented = Invented(BENEFITS, files=6, rate=0.1 if number < 12 else 0.35)
            submitted_month(session, invented, month, branches)
            close(session, sqlite_house.clock, sqlite_house.actor("gur"), BENEFITS, month, "Für den Test")
    page = sqlite_house.signed_in("gur").get(f"{ANALYSIS}?period=2026-Q4")
    text = page.text("main")
    assert re.search(r"Auffällig L\d\d: mehr Fehler", text)
    assert re.search(r"ohne Anlass bei 18 Punkten (etwa einmal in [\d.]+ Monaten|seltener als)", text)
    assert re.search(r"sicher zwischen [\d,]+ und [\d,]+ \(Intervall nach Newcombe", text)
    assert "Im üblichen Schwankungsbereich" in text
    assert "auffällig gestiegen" in text
    assert "gesunken" not in text
