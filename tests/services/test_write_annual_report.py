"""The report of a year: once December is reported, with what came late in one block or not at all."""

from datetime import date

import pytest

from iks.domain.annual_report import AnnualReport
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.values import Area
from iks.jobs.make_reports import year_acts
from iks.services import view_reports
from iks.services.read_house_table import house_table
from iks.services.write_annual_report import years_to_report
from iks.store import journal, reports
from iks.store.months import BranchMonth
from tests.house_under_test import HouseUnderTest
from tests.services.release_factory import Invented, submit
from tests.services.report_factory import DECEMBER, HEADS, MORE, report_december, whole_year

YEAR = Period.year(2026)


def run(house: HouseUnderTest) -> list[str]:
    return [act() for _, act in year_acts(house.runtime)]


def annual(house: HouseUnderTest, area: Area) -> AnnualReport:
    with house.runtime.transaction(writes=False) as session:
        return view_reports.report(session, house.actor("z06"), area, YEAR).annual


@pytest.mark.parametrize("area", Area)
def test_it_goes_out_once_when_december_is_reported(house: HouseUnderTest, area: Area) -> None:
    whole_year(house, area)
    assert run(house) == []
    report_december(house, area)
    with house.runtime.transaction(writes=False) as session:
        assert years_to_report(session, area) == [2026]
    assert run(house) == [f"reported {area} 2026"]
    assert run(house) == []
    found = annual(house, area)
    assert AnnualReport.from_json(found.to_json()) == found
    with house.runtime.transaction(writes=False) as session:
        table = house_table(session, area, YEAR)
        assert "year_reported" in [entry.event for entry in journal.latest(session, 2)]
    assert table is not None
    for point in found.points:
        of_table = table.point(point.line.id)
        rate = point.line.rate
        assert (of_table.findings, of_table.answered) == ((rate.findings, rate.n) if rate else (None, None))
        assert point.major == of_table.major
    assert found.late is None


def test_late_months_of_many_branches_enter_the_year_in_one_block(house: HouseUnderTest) -> None:
    whole_year(house, Area.BENEFITS, late=MORE)
    report_december(house, Area.BENEFITS)
    run(house)
    late = annual(house, Area.BENEFITS).late
    assert late is not None
    assert (late.submissions, late.branches, late.contained) == (11, 11, True)
    text = house.signed_in("z06").get("/evaluation/benefits/report/2026").text("article")
    assert "Sie sind in diesen Jahreszahlen gesammelt enthalten" in text


def test_late_months_of_fewer_branches_stay_outside_and_are_counted(house: HouseUnderTest) -> None:
    whole_year(house, Area.BENEFITS, late=MORE[:2])
    report_december(house, Area.BENEFITS)
    run(house)
    found = annual(house, Area.BENEFITS)
    assert found.late is not None
    assert (found.late.submissions, found.late.contained) == (2, False)
    assert found.completeness.submitted == 14 * 12 - 2
    page = house.signed_in("z06").get("/evaluation/benefits/report/2026")
    assert "Sie sind nicht enthalten, weil sie aus nur 2 Zweigstellen kommen" in page.text("article")
    pdf = house.signed_in("revision").fetch("/evaluation/benefits/report/2026.pdf")
    assert pdf.data.startswith(b"%PDF-1.7")
    assert 'filename="bericht-leistung-2026.pdf"' in pdf.headers["Content-Disposition"]
    assert "Jahr 2026" in house.signed_in("gur").get("/reports").text("table")
    house.signed_in("mui").get("/evaluation/benefits/report/2026", status=404)
    house.signed_in("z06").get("/evaluation/benefits/report/2025", status=404)
    house.signed_in("z06").get("/evaluation/benefits/report/0001", status=404)


@pytest.mark.parametrize("area", Area)
def test_what_comes_after_the_year_is_named_beside_its_report_for_everybody(
    house: HouseUnderTest, area: Area
) -> None:
    whole_year(house, area, missing={DECEMBER: ("Z31",)})
    report_december(house, area)
    run(house)
    before = annual(house, area)
    with house.runtime.transaction() as session:
        late = Invented(area).branch("Z31", DECEMBER)
        late.late = True
        submit(session, area, DECEMBER, "Z31", late)
        reports.note_late(session, area, DECEMBER, "Z31", date(2027, 1, 8))
        march = Month(2026, 3)
        corrected = Invented(area, seed=2).branch("Z06", march)
        corrected.late, corrected.version = True, 2
        submit(session, area, march, "Z06", corrected)
        session.get_one(BranchMonth, (area, march, "Z06")).submitted_late = False
    assert annual(house, area) == before
    for person in ("z06", HEADS[area], "revision", "management", "controller"):
        page = house.signed_in(person).get(f"/evaluation/{area}/report/2026").text("main")
        assert "Ort Z31 (Z31) hat Dezember 2026 am 8. Januar 2027 nachgereicht." in page
        assert "Nach dem Abschluss des Jahres wurde eine Abgabe berichtigt." in page
        assert "Bad Cannstatt (Z06) hat" not in page
        month = house.signed_in(person).get(f"/evaluation/{area}/report/{DECEMBER}").text("main")
        assert "Ort Z31 (Z31) hat am 8. Januar 2027 nachgereicht." in month
        assert "berichtigt." not in month
