"""The funnel of a year shows whole years only, and nothing from which a hidden quarter follows."""

import pytest

from iks.domain.period import Period
from iks.domain.values import AnswerValue, Area
from iks.services.close_month import close
from iks.services.funnel_views import Funnel
from sampling.control import funnel_limits
from tests.house_under_test import HouseUnderTest
from tests.services.release_factory import BranchSheets, Invented, submitted_month
from tests.services.test_evaluate import HEADS, analysis

YEAR = Period.year(2026)
BRANCHES = ("Z01", "Z06", "S13")


def closed_year(house: HouseUnderTest, invented: Invented, missing: int = 0) -> dict[str, list[BranchSheets]]:
    """Close a year in which the last branch misses the first months."""
    came: dict[str, list[BranchSheets]] = {code: [] for code in BRANCHES}
    with house.runtime.transaction() as session:
        for n, month in enumerate(YEAR.months):
            there = BRANCHES[:2] if n < missing else BRANCHES
            absent = BRANCHES[2:] if n < missing else ()
            for code, sheets in submitted_month(session, invented, month, there, absent).items():
                came[code].append(sheets)
            head = house.actor(HEADS[invented.area])
            close(session, house.clock, head, invented.area, month, "Für den Test")
    return came


def funnel(house: HouseUnderTest, area: Area) -> Funnel:
    found = analysis(house, area, YEAR).funnel
    assert found is not None
    return found


@pytest.mark.parametrize("area", list(Area))
def test_each_branch_stands_with_its_own_year_in_the_order_of_the_catalogue(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    invented = Invented(area, files=6, rate=0.4)
    came = closed_year(sqlite_house, invented)
    shown = funnel(sqlite_house, area)
    assert len(shown.groups) == len({point.group for point in invented.grid.points})
    for group in shown.groups:
        points = [point.id for point in invented.grid.points if point.group == group.id]
        assert [branch.name for branch in group.branches] == ["Mitte", "Bad Cannstatt", "U25"]
        for branch, code in zip(group.branches, BRANCHES, strict=True):
            values = [s.answers[p].value for month in came[code] for s in month.sheets for p in points]
            assert branch.findings == values.count(AnswerValue.FINDING)
            assert branch.n == branch.findings + values.count(AnswerValue.OK)
            low, high = funnel_limits(branch.n, group.centre, 0.95)
            assert bool(branch.outside) == (not low <= branch.rate <= high)
    assert 0 < shown.expected_far < shown.expected_outside < 0.05 * shown.shown


def test_a_quarter_below_three_or_of_one_month_leaves_the_branch_out(sqlite_house: HouseUnderTest) -> None:
    closed_year(sqlite_house, Invented(Area.BENEFITS, files=6, rate=0.4), missing=2)
    for group in funnel(sqlite_house, Area.BENEFITS).groups:
        assert group.hidden == ("U25",)
        assert [branch.name for branch in group.branches] == ["Mitte", "Bad Cannstatt"]


def test_few_findings_hide_every_branch_and_the_page_says_so(sqlite_house: HouseUnderTest) -> None:
    closed_year(sqlite_house, Invented(Area.BENEFITS, files=2, rate=0.02))
    shown = funnel(sqlite_house, Area.BENEFITS)
    assert shown.shown == 0
    page = sqlite_house.signed_in("gur").get("/evaluation/benefits/analysis?period=2026")
    assert "überall zu klein" in page.text("main")


def test_a_quarter_missed_whole_hides_nothing(sqlite_house: HouseUnderTest) -> None:
    closed_year(sqlite_house, Invented(Area.BENEFITS, files=6, rate=0.4), missing=3)
    assert {group.hidden for group in funnel(sqlite_house, Area.BENEFITS).groups} == {()}
    assert analysis(sqlite_house, Area.BENEFITS, Period.quarter(2026, 2)).funnel is None
