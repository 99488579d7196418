"""The effect of a measure: planned when it is made, computed once from whole quarters, then frozen."""

import json
from datetime import UTC, date, datetime

import pytest

from iks.domain.effect import Count, Verdict
from iks.domain.effect_figures import EffectFigures
from iks.domain.measure import MeasureScope
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.jobs.due import run_due
from iks.services.check_effect import check_due_effects
from iks.services.effect_of_house import HouseEffect
from iks.services.measure_choices import fix_branch_set
from iks.services.measure_views import EffectView
from iks.services.plan_effect import sights
from iks.services.steer_measures import finish
from iks.services.view_measures import measure_view, measures_for_report, measures_of_point
from iks.store.journal import all_of
from iks.store.measures import get_measure, sets_of
from iks.store.organisation import Branch
from tests.house_under_test import HouseUnderTest
from tests.measure_under_test import (
    CODES,
    FIRST,
    POINT,
    UNITS,
    closed_months_of,
    five_quarters,
    proposed,
    span,
    with_branches,
)

JANUARY = date(2027, 1, 11)


def checked(house: HouseUnderTest) -> int:
    with house.runtime.transaction() as session:
        return check_due_effects(session, house.clock, Actor.job())


def figures(house: HouseUnderTest, measure: str) -> EffectFigures | None:
    with house.runtime.transaction(writes=False) as session:
        found = get_measure(session, measure)
        assert found is not None
        effect = found.points[0].effect
        return EffectFigures.from_json(effect.content) if effect else None


@pytest.mark.parametrize("area", list(Area))
def test_a_fall_is_seen_once_both_windows_hold_the_planned_answers(house: HouseUnderTest, area: Area) -> None:
    five_quarters(house, area)
    measure = proposed(house, area)
    closed_months_of(house, area, span(Month(2027, 1), 5, 0.05))
    assert checked(house) == 0
    closed_months_of(house, area, span(Month(2027, 6), 1, 0.05))
    assert checked(house) == 1
    found = figures(house, measure)
    assert found is not None
    # Chosen by the last quarter of 2026, so the window ends with the third; the start's own is left out.
    assert [str(quarter) for quarter in found.quarters_before] == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert [str(quarter) for quarter in found.quarters_after] == ["2027-Q2"]
    assert (found.before.answers, found.after.answers) == (960, 240)
    assert found.verdict is Verdict.FELL
    assert found.difference is not None
    assert found.difference.upper < 0
    assert found.fell is not None
    assert found.fell > 0.99
    closed_months_of(house, area, span(Month(2027, 7), 3, 0.9))
    assert checked(house) == 0
    assert figures(house, measure) == found
    with house.runtime.transaction(writes=False) as session:
        [event] = all_of(session, "effect_checked")
        row = get_measure(session, measure)
        assert row is not None
        assert row.points[0].effect is not None
        assert json.loads(event.data)["result_digest"] == row.points[0].effect.digest


def test_no_difference_is_called_not_distinguishable(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    five_quarters(house)
    measure = proposed(house)
    closed_months_of(house, Area.BENEFITS, span(Month(2027, 1), 6, 0.25))
    assert [done.what for done in run_due(house.runtime) if "effects" in done.what] == ["checked effects: 1"]
    found = figures(house, measure)
    assert found is not None
    assert found.verdict is Verdict.NOT_DISTINGUISHABLE
    assert found.difference is not None
    assert found.difference.lower < 0 < found.difference.upper


def test_the_set_with_the_measure_is_held_against_the_other_branches(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    five_quarters(house)
    half = tuple(sorted(CODES)[:4])
    with house.runtime.transaction() as session:
        fix_branch_set(session, house.clock, house.actor("gur"), Area.BENEFITS, "Hälfte", half)
        branch_set = sets_of(session, Area.BENEFITS)[0].id
    measure = proposed(house, scope=MeasureScope.BRANCH_SET, branch_set=branch_set, hoped=75)
    # The rate falls everywhere alike: the plain comparison sees a fall, the other branches explain it.
    closed_months_of(house, Area.BENEFITS, span(Month(2027, 1), 6, 0.05))
    assert checked(house) == 1
    found = figures(house, measure)
    assert found is not None
    assert found.difference is not None
    assert found.difference.upper < 0
    assert found.rest_before is not None
    assert (found.before.answers, found.rest_before.answers) == (480, 480)
    assert found.verdict is Verdict.NOT_DISTINGUISHABLE


def merged(house: HouseUnderTest, code: str, last: Month, into: str) -> None:
    with house.runtime.transaction() as session:
        branch = session.get(Branch, code)
        assert branch is not None
        branch.valid_to, branch.successor_code = last, into


@pytest.mark.parametrize("area", list(Area))
def test_whoever_carries_on_for_a_merged_branch_stands_for_it_in_the_set(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    house = sqlite_house
    five_quarters(house, area)
    with house.runtime.transaction() as session:
        for code in ("Z08", "Z09"):
            session.add(Branch(code=code, name=f"Ort {code}", kind="district", valid_from=Month(2024, 1)))
        fix_branch_set(
            session, house.clock, house.actor(UNITS[area]), area, "Fünf", ("Z01", "Z02", "Z03", "Z04", "Z08")
        )
        branch_set = sets_of(session, area)[0].id
    measure = proposed(house, area, scope=MeasureScope.BRANCH_SET, branch_set=branch_set, hoped=75)
    # From April on Z05, which was not of the set, carries on for one that was.
    merged(house, "Z04", Month(2027, 3), "Z05")
    closed_months_of(house, area, span(Month(2027, 1), 6, 0.05))
    assert checked(house) == 1
    found = figures(house, measure)
    assert found is not None
    assert found.rest_before is not None
    assert found.rest_after is not None
    # Eight branches release: before, four of them were of the set; afterwards Z05 is, and Z04 was no more.
    assert (found.before.answers, found.rest_before.answers) == (480, 480)
    assert found.after.answers + found.rest_after.answers == 240
    assert found.after.answers == 150


def test_a_set_that_mergers_left_too_small_gets_no_figures(sqlite_house: HouseUnderTest) -> None:
    house, area = sqlite_house, Area.BENEFITS
    five_quarters(house, area)
    half = tuple(sorted(CODES)[:4])
    with house.runtime.transaction() as session:
        fix_branch_set(session, house.clock, house.actor("gur"), area, "Hälfte", half)
        branch_set = sets_of(session, area)[0].id
    measure = proposed(house, scope=MeasureScope.BRANCH_SET, branch_set=branch_set, hoped=75)
    merged(house, half[0], Month(2027, 3), half[1])
    closed_months_of(house, area, span(Month(2027, 1), 15, 0.05))
    assert checked(house) == 1
    found = figures(house, measure)
    assert found is not None
    assert found.verdict is Verdict.TOO_FEW
    assert (found.after.answers, found.rest_after) == (0, Count())


def test_without_enough_answers_in_four_quarters_there_is_no_statement(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    five_quarters(house)
    measure = proposed(house)
    with house.runtime.transaction() as session:
        row = get_measure(session, measure)
        assert row is not None
        row.points[0].planned_answers = 10_000
    closed_months_of(house, Area.BENEFITS, span(Month(2027, 1), 12, 0.05))
    assert checked(house) == 0
    closed_months_of(house, Area.BENEFITS, span(Month(2028, 1), 3, 0.05))
    assert checked(house) == 1
    found = figures(house, measure)
    assert found is not None
    assert found.verdict is Verdict.TOO_FEW


def test_what_is_given_up_is_not_checked_and_what_is_done_still_is(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    five_quarters(house)
    done, given_up = proposed(house), proposed(house, title="Aufgegeben")
    for measure, is_done in ((done, True), (given_up, False)):
        with house.runtime.transaction() as session:
            finish(session, house.clock, house.actor("gur"), measure, 2, done=is_done, note="Beendet.")
    closed_months_of(house, Area.BENEFITS, span(Month(2027, 1), 6, 0.05))
    assert checked(house) == 1
    assert figures(house, done) is not None
    assert figures(house, given_up) is None


@pytest.mark.parametrize("area", list(Area))
def test_what_could_be_seen_is_told_before_anybody_decides(sqlite_house: HouseUnderTest, area: Area) -> None:
    house = sqlite_house
    with house.runtime.transaction(writes=False) as session:
        [early] = sights(session, area, (POINT[area],), None, JANUARY)
    # Without four closed quarters there is nothing to compare with.
    assert early.is_blind
    five_quarters(house, area)
    other = "L01" if area is Area.BENEFITS else "M01"
    with house.runtime.transaction(writes=False) as session:
        seen, unseen = sights(session, area, (POINT[area], other), None, JANUARY)
    assert seen.before.answers == 960
    assert [(hope.fall, str(hope.visible_with)) for hope in seen.hopes] == [
        (25, "2027-Q4"),
        (50, "2027-Q2"),
        (75, "2027-Q2"),
    ]
    assert seen.least_fall is not None
    assert 0 < seen.least_fall <= 25
    # A point at which nothing was found cannot fall.
    assert unseen.is_blind


def test_a_point_at_which_no_effect_can_be_seen_has_no_plan_and_says_so(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    measure = proposed(house)
    with house.runtime.transaction(writes=False) as session:
        shown = measure_view(session, house.clock, house.actor("gur"), Area.BENEFITS, measure)
    assert [effect.is_planned for effect in shown.line.effects] == [False]


@pytest.mark.parametrize("area", list(Area))
def test_beyond_the_unit_the_effect_is_what_the_tables_of_the_house_show(
    house: HouseUnderTest, area: Area
) -> None:
    five_quarters(house, area)
    measure = proposed(house, area)
    closed_months_of(house, area, span(Month(2027, 1), 6, 0.05))
    assert checked(house) == 1
    exact = figures(house, measure)
    assert exact is not None
    for username, sees in ((UNITS[area], True), ("revision", True), ("z06", False), ("management", False)):
        effect = effect_of(house, area, measure, username)
        assert (effect.verdict, effect.figures is not None) == (Verdict.FELL, sees)
        assert effect.house == HouseEffect(exact.before, exact.after, exact.difference)
        with house.runtime.transaction(writes=False) as session:
            person = house.actor(username)
            [line] = measures_of_point(session, house.clock, person, area, POINT[area])
        assert line.title == "Schulung Unterhalt"


def test_a_quarter_that_the_house_does_not_show_blanks_its_whole_window(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    with house.runtime.transaction() as session:
        with_branches(session)
    # More than 80 % findings: the first quarter of 2026 is not shown beyond the unit.
    for first, months, rate in ((FIRST, 3, 0.25), (Month(2026, 1), 3, 0.95), (Month(2026, 4), 9, 0.25)):
        closed_months_of(house, Area.BENEFITS, span(first, months, rate))
    house.clock.set(datetime(2027, 1, 7, 9, 0, tzinfo=UTC))
    measure = proposed(house)
    closed_months_of(house, Area.BENEFITS, span(Month(2027, 1), 6, 0.05))
    assert checked(house) == 1
    shown = effect_of(house, Area.BENEFITS, measure, "management").house
    assert shown is not None
    assert (shown.before, shown.difference) == (None, None)
    assert shown.after is not None
    assert shown.after.answers == 240


def effect_of(house: HouseUnderTest, area: Area, measure: str, username: str) -> EffectView:
    with house.runtime.transaction(writes=False) as session:
        person = house.actor(username)
        [effect] = measure_view(session, house.clock, person, area, measure).line.effects
        return effect


def test_the_report_of_a_month_holds_what_was_true_at_its_end(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    five_quarters(house)
    measure = proposed(house)
    with house.runtime.transaction(writes=False) as session:
        assert measures_for_report(session, Area.BENEFITS, Month(2026, 12)) == ()
        [january] = measures_for_report(session, Area.BENEFITS, Month(2027, 1))
        [april] = measures_for_report(session, Area.BENEFITS, Month(2027, 4))
    assert (january.state.value, january.is_overdue) == ("running", False)
    assert april.days_late == 30
    house.clock.set(datetime(2027, 5, 3, 9, 0, tzinfo=UTC))
    with house.runtime.transaction() as session:
        finish(session, house.clock, house.actor(UNITS[Area.BENEFITS]), measure, 2, done=True, note="Fertig.")
    with house.runtime.transaction(writes=False) as session:
        assert measures_for_report(session, Area.BENEFITS, Month(2027, 4)) == (april,)
        [may] = measures_for_report(session, Area.BENEFITS, Month(2027, 5))
        assert may.state.value == "done"
        assert measures_for_report(session, Area.BENEFITS, Month(2027, 6)) == ()
