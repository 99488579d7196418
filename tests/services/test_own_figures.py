"""A branch's own figures beside the house: against a slow count, and only what is shown anyway."""

from collections.abc import Sequence

import pytest

from iks.domain.finding import CheckedSheet
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.values import AnswerValue, Area
from iks.errors import NotPermitted, NotThere
from iks.services.close_month import close
from iks.services.own_figures import OwnFigures, OwnLine, own_figures
from tests.house_under_test import HouseUnderTest
from tests.kept_houses import kept
from tests.services.release_factory import Invented, add_branches, drawn_month, submit

BENEFITS = Area.BENEFITS
BRANCHES = ("Z01", "Z06", "S13", *(f"Z{n}" for n in range(21, 29)))
QUARTER = Period.quarter(2026, 4)
OCTOBER, NOVEMBER, DECEMBER = QUARTER.months
Sheets = dict[Month, dict[str, Sequence[CheckedSheet]]]


@kept
def closed_quarter(
    house: HouseUnderTest,
    area: Area = BENEFITS,
    *,
    came: dict[Month, Sequence[str]] | None = None,
    rates: dict[str, float] | None = None,
    months: Sequence[Month] = QUARTER.months,
) -> Sheets:
    """Close months to which all branches, or those named for a month, handed in."""
    found: Sheets = {}
    with house.runtime.transaction() as session:
        add_branches(session, *BRANCHES[3:])
        for month in months:
            drawn_month(session, area, month, dict.fromkeys(BRANCHES, 10))
            found[month] = {}
            for code in (came or {}).get(month, BRANCHES):
                handed_in = Invented(area, rate=(rates or {}).get(code, 0.1)).branch(code, month)
                submit(session, area, month, code, handed_in)
                found[month][code] = handed_in.sheets
            head = house.actor("gur" if area is BENEFITS else "mui")
            close(session, house.clock, head, area, month, "Für den Test")
    return found


def figures(
    house: HouseUnderTest, person: str = "z06", period: Period | None = None, **place: str
) -> OwnFigures:
    with house.runtime.transaction(writes=False) as session:
        area = Area(place.get("area", BENEFITS))
        return own_figures(session, house.actor(person), area, place.get("branch"), period)


def line(found: OwnFigures, name: str) -> OwnLine:
    return next(one for one in found.lines if one.id == name)


def counted(sheets: Sequence[CheckedSheet], points: Sequence[str]) -> tuple[int, int]:
    """Count findings and applicable answers sheet by sheet."""
    answers = [sheet.answers[point].value for sheet in sheets for point in points]
    found = answers.count(AnswerValue.FINDING)
    return found, found + answers.count(AnswerValue.OK)


def test_both_sides_are_what_a_slow_count_over_the_sheets_gives(house: HouseUnderTest) -> None:
    came = closed_quarter(house)
    own = [sheet for month in came.values() for sheet in month["Z06"]]
    everybody = [sheet for month in came.values() for sheets in month.values() for sheet in sheets]
    found = line(figures(house), "B")
    points = ["L04", "L05", "L06", "L07"]
    assert found.left_out == ()
    assert (found.findings, found.n) == counted(own, points)
    assert found.house is not None
    assert (found.house.findings, found.house.n) == counted(everybody, points)
    files = line(figures(house), "")
    assert (files.findings, files.n) == (sum(counted([one], list(one.answers))[0] > 0 for one in own), 30)


def test_a_point_that_is_shown_by_the_year_is_in_neither_side(house: HouseUnderTest) -> None:
    came = closed_quarter(house)
    own = [sheet for month in came.values() for sheet in month["Z06"]]
    found = line(figures(house), "D")
    assert found.left_out == ("L15",)
    assert (found.findings, found.n) == counted(own, ["L12", "L13", "L14"])


def test_a_month_that_is_hidden_cannot_be_taken_from_the_quarter(sqlite_house: HouseUnderTest) -> None:
    few = ("Z01", "Z06", "S13", "Z21", "Z22", "Z23")
    closed_quarter(sqlite_house, came={NOVEMBER: few})
    found = figures(sqlite_house)
    assert [one.house for one in found.lines if one.id in {"", "A", "B", "E"}] == [None] * 4
    assert line(found, "C").left_out == ("L09", "L10")
    assert line(found, "C").house is not None


def test_where_the_house_says_nothing_the_own_count_stands_alone(sqlite_house: HouseUnderTest) -> None:
    came = closed_quarter(sqlite_house, came=dict.fromkeys(QUARTER.months, ("Z01", "Z06", "S13")))
    own = [sheet for month in came.values() for sheet in month["Z06"]]
    found = figures(sqlite_house)
    assert {(one.house, one.usual, one.verdict) for one in found.lines} == {(None, None, "")}
    first = line(found, "A")
    assert (first.findings, first.n) == counted(own, ["L01", "L02", "L03"])
    assert found.false_alarms == 0


def test_far_more_and_far_fewer_findings_than_the_house_stand_out(sqlite_house: HouseUnderTest) -> None:
    closed_quarter(sqlite_house, rates={"Z06": 0.6, "Z01": 0.0, "S13": 0.1})
    by_head = {head: figures(sqlite_house, head) for head in ("z06", "z01", "s13")}
    assert {one.verdict for one in by_head["z06"].lines} == {"many"}
    assert line(by_head["z01"], "").verdict == "few"
    assert [one.verdict for one in by_head["s13"].lines].count("usual") >= 4
    assert by_head["z06"].false_alarms == pytest.approx(0.3)


def test_a_month_that_came_too_late_is_named_and_not_counted(sqlite_house: HouseUnderTest) -> None:
    in_time = [code for code in BRANCHES if code != "Z06"]
    closed_quarter(sqlite_house, came={OCTOBER: in_time})
    found = figures(sqlite_house)
    assert (found.contained, found.not_contained) == ((NOVEMBER, DECEMBER), (OCTOBER,))
    assert line(found, "").n == 20


def test_integration_has_the_same_page_and_says_that_its_draw_is_split(sqlite_house: HouseUnderTest) -> None:
    closed_quarter(sqlite_house, Area.INTEGRATION)
    found = figures(sqlite_house, area="integration")
    assert [one.id for one in found.lines] == ["", "A", "B", "C", "D"]
    assert found.has_strata
    assert line(found, "C").left_out == ("M11", "M12", "M13")


def test_only_the_own_branch_is_shown_and_a_deputy_sees_it_too(sqlite_house: HouseUnderTest) -> None:
    closed_quarter(sqlite_house)
    with pytest.raises(NotThere):
        figures(sqlite_house, "z01", branch="Z06")
    for person in ("gur", "management", "controller", "admin"):
        with pytest.raises(NotPermitted):
            figures(sqlite_house, person)
    assert figures(sqlite_house, "z06-deputy") == figures(sqlite_house, "z06", branch="Z06")


def test_only_closed_quarters_can_be_asked_for(sqlite_house: HouseUnderTest) -> None:
    assert figures(sqlite_house).period is None
    closed_quarter(sqlite_house, months=(Month(2026, 8), *QUARTER.months))
    assert figures(sqlite_house).choices == (QUARTER,)
    for wanted in (Period.quarter(2026, 3), Period.of(DECEMBER), Period(NOVEMBER, DECEMBER)):
        with pytest.raises(NotThere):
            figures(sqlite_house, period=wanted)
