"""What stands out in objections enters the report: linked points, the unit's paragraph, what was left out."""

import pytest

from iks.domain.period import Period
from iks.domain.values import Area
from iks.services import prepare_report, view_reports, write_report
from iks.services.prepare_report import DraftEntry, Preparation
from iks.services.read_house_table import house_table
from tests.house_under_test import HouseUnderTest
from tests.objections_under_test import counts, taken_over, thirteen_months
from tests.services.report_factory import DECEMBER, HEADS, STAFF, closed_month, open_fourteen

NOVEMBER = DECEMBER.shift(-1)
# One topic that touches points of both areas, and one of benefits alone.
RISING = {"sanctions": 75, "housing": 128}
PARAGRAPH = "Das Bundessozialgericht hat zu Leistungsminderungen entschieden."


def reported_house(house: HouseUnderTest, **received: int) -> None:
    """Close December in both areas while the counts of November are there."""
    open_fourteen(house)
    house.clock.set(house.clock.moment.replace(month=12, day=8))
    special = {topic: counts(NOVEMBER, topic, received=n) for topic, n in received.items()}
    taken_over(house, thirteen_months(NOVEMBER, **special))
    for area in Area:
        closed_month(house, area)


def preparation(house: HouseUnderTest, area: Area) -> Preparation:
    with house.runtime.transaction(writes=False) as session:
        return prepare_report.preparation(session, house.actor(HEADS[area]), area, DECEMBER)


def released(house: HouseUnderTest, area: Area) -> view_reports.FrozenReport:
    seen = preparation(house, area).seen
    with house.runtime.transaction() as session:
        write_report.release(session, house.clock, house.actor(HEADS[area]), area, DECEMBER, seen=seen)
    with house.runtime.transaction(writes=False) as session:
        return view_reports.report(session, house.actor("z06"), area, Period.of(DECEMBER))


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (Area.BENEFITS, {"housing": ("L05", "L06", "L07"), "sanctions": ("L15",)}),
        (Area.INTEGRATION, {"sanctions": ("M17", "M18")}),
    ],
)
def test_a_report_freezes_what_stands_out_in_the_newest_month_with_its_points(
    house: HouseUnderTest, area: Area, expected: dict[str, tuple[str, ...]]
) -> None:
    reported_house(house, **RISING)
    proposed = preparation(house, area).proposals
    assert {one.key: one.points for one in proposed} == {f"objection.{t}": p for t, p in expected.items()}
    report = released(house, area).monthly
    assert report.developments == proposed
    assert report.developments_known
    one = next(one for one in report.developments if one.key == "objection.sanctions")
    assert (one.month, one.received, one.usual_tenths, one.change) == (NOVEMBER, 75, 250, "up")
    assert (one.misapplied, one.closed) == (75 // 4 // 3, 75)
    assert type(report).from_json(report.to_json()) == report


@pytest.mark.parametrize("area", Area)
def test_the_unit_adds_a_paragraph_and_leaves_a_development_out(house: HouseUnderTest, area: Area) -> None:
    reported_house(house, **RISING)
    with house.runtime.transaction() as session:
        entry = DraftEntry(PARAGRAPH, confirmed=False, chosen=(), version=0)
        prepare_report.save_draft(session, house.clock, house.actor(STAFF[area]), area, DECEMBER, entry)
    report = released(house, area).monthly
    assert report.developments == ()
    assert report.paragraph == PARAGRAPH


def test_nothing_standing_out_is_known_and_nothing_counted_is_not(sqlite_house: HouseUnderTest) -> None:
    open_fourteen(sqlite_house)
    closed_month(sqlite_house, Area.BENEFITS)
    assert not preparation(sqlite_house, Area.BENEFITS).report.developments_known
    taken_over(sqlite_house, thirteen_months(NOVEMBER))
    report = preparation(sqlite_house, Area.BENEFITS).report
    assert (report.developments, report.developments_known) == ((), True)


def test_counts_that_come_after_the_report_do_not_change_it(sqlite_house: HouseUnderTest) -> None:
    reported_house(sqlite_house, **RISING)
    before = released(sqlite_house, Area.BENEFITS).monthly
    corrected = [counts(NOVEMBER, "housing", received=64)]
    taken_over(sqlite_house, corrected, reason="doppelt gezählt")
    with sqlite_house.runtime.transaction(writes=False) as session:
        actor = sqlite_house.actor("z06")
        after = view_reports.report(session, actor, Area.BENEFITS, Period.of(DECEMBER)).monthly
    assert after == before
    assert {one.key for one in after.developments} == {"objection.housing", "objection.sanctions"}


def test_the_page_of_a_report_shows_the_linked_points_with_their_rates(sqlite_house: HouseUnderTest) -> None:
    reported_house(sqlite_house, **RISING)
    with sqlite_house.runtime.transaction() as session:
        chosen = ("objection.housing", "objection.sanctions")
        entry = DraftEntry(PARAGRAPH, confirmed=False, chosen=chosen, version=0)
        actor = sqlite_house.actor("gur-staff")
        prepare_report.save_draft(session, sqlite_house.clock, actor, Area.BENEFITS, DECEMBER, entry)
    report = released(sqlite_house, Area.BENEFITS).monthly
    page = sqlite_house.signed_in("z06").get(f"/evaluation/benefits/report/{DECEMBER}")
    housing = next(one for one in report.developments if one.key == "objection.housing")
    assert housing.checks is None
    told = page.text("table")
    assert "Widersprüche: Kosten der Unterkunft und Heizung 128 64,0" in told
    assert "10 von 128 L05, L06, L07" in told
    assert "November" in told
    assert PARAGRAPH in page.text("p")


def test_findings_of_the_linked_points_stand_beside_as_the_house_table_shows_them(
    sqlite_house: HouseUnderTest,
) -> None:
    for month in (DECEMBER.shift(-2), NOVEMBER):
        if month == DECEMBER.shift(-2):
            open_fourteen(sqlite_house)
        closed_month(sqlite_house, month=month)
    special = {topic: counts(NOVEMBER, topic, received=n) for topic, n in RISING.items()}
    sqlite_house.clock.set(sqlite_house.clock.moment.replace(month=12, day=8))
    taken_over(sqlite_house, thirteen_months(NOVEMBER, **special))
    closed_month(sqlite_house)
    report = preparation(sqlite_house, Area.BENEFITS).report
    with sqlite_house.runtime.transaction(writes=False) as session:
        table = house_table(session, Area.BENEFITS, Period.quarter(2026, 4))
    assert table is not None
    linked = [table.point(point) for point in ("L05", "L06", "L07")]
    checks = next(one.checks for one in report.developments if one.key == "objection.housing")
    assert checks is not None
    assert (checks.findings, checks.n) == (
        sum(point.findings or 0 for point in linked),
        sum(point.answered or 0 for point in linked),
    )
