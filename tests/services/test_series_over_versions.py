"""Figures over two versions of the grid: comparable points run on, a new question begins a new series."""

import pytest

from checklists.digest import to_yaml
from checklists.draft import Values, copy_of, examined, points_of
from checklists.draft_steps import replaced, with_point
from checklists.load import load_builtin
from checklists.succession import used_ids
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.values import Area
from iks.services.evaluation_views import PointDetail
from iks.services.revise_checklist import approve, find_version, propose
from tests.house_under_test import HouseUnderTest
from tests.services.release_factory import Invented
from tests.services.test_evaluate import HEADS, analysis, close_months

OLD = [Month(2026, 10), Month(2026, 11), Month(2026, 12)]
NEW = [Month(2027, 1), Month(2027, 2)]
# A point that is shown by month, and its neighbour.
POINTS = {Area.BENEFITS: ("L01", "L02"), Area.INTEGRATION: ("M02", "M03")}


def next_version(area: Area) -> Values:
    """Return the built-in grid with one question asked anew and another point judged otherwise."""
    grid = load_builtin(area.value)
    asked, judged = POINTS[area]
    values = copy_of(grid, version="2027.01", valid_from="2027-01")
    before = {str(point["id"]): point for point in points_of(values)}
    values = with_point(values, {**before[judged], "error_major": "Nur noch bei Wiederholung."})
    values = with_point(values, {**before[asked], "question": "Ist alles richtig und vollständig?"})
    return replaced(values, asked, before[asked], used_ids([grid]))[0]


@pytest.fixture(params=list(Area))
def area(request: pytest.FixtureRequest, house: HouseUnderTest) -> Area:
    """An area with three closed months of the old version and two of the new one."""
    area: Area = request.param
    close_months(house, Invented(area), OLD)
    grid, faults = examined(next_version(area))
    assert grid is not None
    assert faults == []
    staff, head = house.actor(f"{HEADS[area]}-staff"), house.actor(HEADS[area])
    with house.runtime.transaction() as session:
        propose(session, house.clock, staff, area=area, text=to_yaml(grid))
        digest = find_version(session, area, "2027.01").digest
        approve(session, house.clock, head, area=area, version="2027.01", digest=digest)
    invented = Invented(area)
    invented.grid = grid
    close_months(house, invented, NEW)
    return area


def detail(house: HouseUnderTest, area: Area, point: str) -> PointDetail:
    return analysis(house, area, Period.of(NEW[-1]), point).detail


def test_a_new_question_is_followed_back_and_its_series_begins_anew(
    house: HouseUnderTest, area: Area
) -> None:
    old, new = POINTS[area][0], f"{POINTS[area][0][0]}19"
    shown = detail(house, area, new)
    assert shown.trend is not None
    assert [(s.first, s.last) for s in shown.trend.stretches] == [(0, 2), (3, 4)]
    assert all(one.figure.n > 0 for one in shown.trend.periods)
    turn = shown.turns[0]
    assert (turn.period, turn.version, turn.before, turn.is_break) == (
        Period.of(NEW[0]),
        "2027.01",
        old,
        True,
    )
    # Nothing before is compared with, for it was another question.
    assert shown.line.before is None
    page = house.signed_in(HEADS[area]).get(f"/evaluation/{area}/points/{new}?period={NEW[-1]}")
    assert f"steht {new} an der Stelle von {old}: eine andere Frage" in page.text("p")
    assert "Neue Frage" in page.text("text")


def test_a_point_judged_otherwise_runs_on_with_a_mark(house: HouseUnderTest, area: Area) -> None:
    shown = detail(house, area, POINTS[area][1])
    assert shown.trend is not None
    assert [(s.first, s.last) for s in shown.trend.stretches] == [(0, 4)]
    assert [(turn.fields, turn.is_break) for turn in shown.turns] == [(("error_major",), False)]
    page = house.signed_in(HEADS[area]).get(f"/evaluation/{area}/points/{POINTS[area][1]}?period={NEW[-1]}")
    assert "an diesem Punkt geändert: Erheblich heißt" in page.text("p")
    assert "Prüfpunkt geändert" in page.text("text")


def test_all_other_points_run_on_without_a_mark(house: HouseUnderTest, area: Area) -> None:
    for point in load_builtin(area.value).points:
        if point.id in POINTS[area] or point.report_period.value != "month":
            continue
        shown = detail(house, area, point.id)
        assert shown.trend is not None
        assert (shown.turns, len(shown.trend.stretches), len(shown.trend.periods)) == ((), 1, 5)
        break
    else:
        pytest.fail("no point is shown by month")


def test_a_month_before_keeps_its_point(house: HouseUnderTest, area: Area) -> None:
    old = POINTS[area][0]
    shown = analysis(house, area, Period.of(OLD[-1]), old).detail
    assert shown.line.id == old
    assert shown.turns == ()
