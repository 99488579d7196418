"""The report of a year: once December is reported, with what came late in one block or not at all."""

import pytest

from iks.domain.annual_report import AnnualReport
from iks.domain.period import Period
from iks.domain.values import Area
from iks.jobs.make_reports import year_acts
from iks.services import view_reports
from iks.services.read_house_table import house_table
from iks.services.write_annual_report import years_to_report
from iks.store import journal
from tests.house_under_test import HouseUnderTest
from tests.services.report_factory import MORE, report_december, whole_year

YEAR = Period.year(2026)


def run(house: HouseUnderTest) -> list[str]:
    return [act() for _, act in year_acts(house.runtime)]


def annual(house: HouseUnderTest, area: Area) -> AnnualReport:
    with house.runtime.transaction(writes=False) as session:
        return view_reports.report(session, house.actor("z06"), area, YEAR).annual


@pytest.mark.parametrize("area", Area)
def test_it_goes_out_once_when_december_is_reported(sqlite_house: HouseUnderTest, area: Area) -> None:
    whole_year(sqlite_house, area)
    assert run(sqlite_house) == []
    report_december(sqlite_house, area)
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert years_to_report(session, area) == [2026]
    assert run(sqlite_house) == [f"reported {area} 2026"]
    assert run(sqlite_house) == []
    found = annual(sqlite_house, area)
    assert AnnualReport.from_json(found.to_json()) == found
    with sqlite_house.runtime.transaction(writes=False) as session:
        table = house_table(session, area, YEAR)
        assert "year_reported" in [entry.event for entry in journal.latest(session, 2)]
    assert table is not None
    for point in found.points:
        of_table = table.point(point.line.id)
        rate = point.line.rate
        assert (of_table.findings, of_table.answered) == ((rate.findings, rate.n) if rate else (None, None))
        assert point.major == of_table.major
    assert found.late is None


def test_late_months_of_many_branches_enter_the_year_in_one_block(sqlite_house: HouseUnderTest) -> None:
    whole_year(sqlite_house, Area.BENEFITS, late=MORE)
    report_december(sqlite_house, Area.BENEFITS)
    run(sqlite_house)
    late = annual(sqlite_house, Area.BENEFITS).late
    assert late is not None
    assert (late.submissions, late.branches, late.contained) == (11, 11, True)
    text = sqlite_house.signed_in("z06").get("/evaluation/benefits/report/2026").text("article")
    assert "Sie sind in diesen Jahreszahlen gesammelt enthalten" in text


def test_late_months_of_fewer_branches_stay_outside_and_are_counted(sqlite_house: HouseUnderTest) -> None:
    whole_year(sqlite_house, Area.BENEFITS, late=MORE[:2])
    report_december(sqlite_house, Area.BENEFITS)
    run(sqlite_house)
    found = annual(sqlite_house, Area.BENEFITS)
    assert found.late is not None
    assert (found.late.submissions, found.late.contained) == (2, False)
    assert found.completeness.submitted == 14 * 12 - 2
    page = sqlite_house.signed_in("z06").get("/evaluation/benefits/report/2026")
    assert "Sie sind nicht enthalten, weil sie aus nur 2 Zweigstellen kommen" in page.text("article")
    pdf = sqlite_house.signed_in("revision").fetch("/evaluation/benefits/report/2026.pdf")
    assert pdf.data.startswith(b"%PDF-1.7")
    assert 'filename="bericht-leistung-2026.pdf"' in pdf.headers["Content-Disposition"]
    assert "Jahr 2026" in sqlite_house.signed_in("gur").get("/reports").text("table")
    sqlite_house.signed_in("mui").get("/evaluation/benefits/report/2026", status=404)
    sqlite_house.signed_in("z06").get("/evaluation/benefits/report/2025", status=404)
    sqlite_house.signed_in("z06").get("/evaluation/benefits/report/0001", status=404)
