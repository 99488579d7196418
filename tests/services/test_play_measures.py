"""What the demo's units do: every stage of a measure is there, made by the real services at its time."""

from datetime import UTC, datetime

import pytest

from iks.domain.demo_measures import PLANS
from iks.domain.effect import Verdict
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.services.check_effect import check_due_effects
from iks.services.keep_knowledge import entries_of_point
from iks.services.measure_views import MeasureLine
from iks.services.play_measures import Desk, after_report, before_running_month, in_running_month
from iks.services.view_measures import agenda, measure_list
from tests.house_under_test import HouseUnderTest
from tests.measure_under_test import FIRST, UNITS, closed_months_of, five_quarters, span, today, with_branches


def play(house: HouseUnderTest, area: Area, *, quarters: bool) -> dict[str, MeasureLine]:
    """Play the measures of a demo and return what its head sees, by the name of the measure."""
    point = PLANS[area].checked.point

    def at_desk(act: str, month: Month) -> None:
        head, staff = house.actor(UNITS[area]), house.actor(f"{UNITS[area]}-staff")
        with house.runtime.transaction() as session:
            desk = Desk(session, house.clock, head, area)
            if act == "report":
                after_report(desk, FIRST, month)
            elif act == "before":
                before_running_month(desk, today(house))
            else:
                in_running_month(desk, staff)
            check_due_effects(session, house.clock, Actor.job())

    if not quarters:
        with house.runtime.transaction() as session:
            with_branches(session)
    else:
        five_quarters(house, area, 0.25, point)
        house.clock.set(datetime(2026, 12, 31, 9, 0, tzinfo=UTC))
        for month in (Month(2026, 11), Month(2026, 12)):
            at_desk("report", month)
        for month in [Month(2027, 1).shift(n) for n in range(6)]:
            closed_months_of(house, area, span(month, 1, 0.05), point)
            at_desk("report", month)
    at_desk("before", Month(2027, 6))
    house.clock.set(datetime(2027, 7, 9, 9, 0, tzinfo=UTC))
    at_desk("now", Month(2027, 7))
    with house.runtime.transaction(writes=False) as session:
        lines = measure_list(session, house.clock, house.actor(UNITS[area]), area)
    return {line.title: line for line in lines}


@pytest.mark.parametrize("area", list(Area))
def test_each_stage_of_a_measure_is_there(sqlite_house: HouseUnderTest, area: Area) -> None:
    house, plans = sqlite_house, PLANS[area]
    found = play(house, area, quarters=True)
    assert len(found) == 5
    checked = found[plans.checked.title]
    assert checked.state.value == "done"
    assert [effect.verdict for effect in checked.effects] == [Verdict.FELL]
    assert [entry.number for entry in checked.knowledge] == []
    assert found[plans.overdue.title].is_overdue
    assert [entry.number for entry in found[plans.overdue.title].knowledge] == [plans.entries[1].number]
    assert found[plans.running.title].state.value == "running"
    assert found[plans.for_set.title].concerned == ("Innere Stadtbezirke",)
    assert found[plans.for_set.title].state.value == "running"
    assert found[plans.proposed.title].state.value == "proposed"


def test_a_short_demo_has_all_but_the_effect(sqlite_house: HouseUnderTest) -> None:
    found = play(sqlite_house, Area.BENEFITS, quarters=False)
    plans = PLANS[Area.BENEFITS]
    assert set(found) == {one.title for one in (plans.overdue, plans.running, plans.for_set, plans.proposed)}


@pytest.mark.parametrize("area", list(Area))
def test_the_registry_and_the_agenda_have_something_to_show(sqlite_house: HouseUnderTest, area: Area) -> None:
    house, plans = sqlite_house, PLANS[area]
    play(house, area, quarters=False)
    with house.runtime.transaction(writes=False) as session:
        shown = agenda(session, house.actor("z06"), area)
        explained = entries_of_point(session, house.actor("z06"), plans.checked.point)
    assert [item.title for item in shown.items] == [title for _, title in plans.agenda[:-1]]
    assert [item.agreed for item in shown.agreed] == [plans.agreed]
    assert [entry.number for entry in explained] == [plans.entries[0].number]
