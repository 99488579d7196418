"""Das nehme ich mit: three proposals after the close of a quarter, each with the one reason for it."""

from datetime import UTC, date, datetime

import pytest

from iks.domain.month import Month
from iks.domain.takeaway import TakeawayDecision, TakeawayKind
from iks.domain.values import Area
from iks.errors import FieldsRejected, NotPermitted, NotThere, Refused
from iks.services.propose_takeaways import Takeaways, takeaways
from iks.services.settle_takeaway import not_now, put_on_agenda
from iks.services.steer_measures import propose
from iks.services.view_measures import agenda
from iks.store.journal import all_of
from tests.house_under_test import HouseUnderTest
from tests.kept_houses import kept
from tests.measure_under_test import (
    POINT,
    UNITS,
    closed_months_of,
    five_quarters,
    proposed,
    span,
    wish,
)
from tests.objections_under_test import all_topics, counts, taken_over


def taken(house: HouseUnderTest, area: Area = Area.BENEFITS, username: str = "") -> Takeaways:
    with house.runtime.transaction(writes=False) as session:
        return takeaways(session, house.actor(username or UNITS[area]), area)


@kept
def six_quarters(house: HouseUnderTest, area: Area, rate: float) -> None:
    five_quarters(house, area, rate=0.05)
    closed_months_of(house, area, span(Month(2027, 1), 3, rate))
    house.clock.set(datetime(2027, 4, 1, 9, 0, tzinfo=UTC))


def test_before_the_first_closed_quarter_there_is_nothing_to_take_away(sqlite_house: HouseUnderTest) -> None:
    found = taken(sqlite_house)
    assert (found.quarter, found.proposals) == (None, ())


@pytest.mark.parametrize("area", list(Area))
def test_a_point_outside_its_limits_stands_under_new_and_nowhere_else(
    house: HouseUnderTest, area: Area
) -> None:
    six_quarters(house, area, 0.4)
    found = taken(house, area)
    assert str(found.quarter) == "2027-Q1"
    assert [(one.kind, one.point) for one in found.proposals] == [(TakeawayKind.NEW, POINT[area])]
    # It also has the most major findings, but stands in one proposal only.
    assert [kind for kind, proposal in found.slots if proposal is None] == [
        TakeawayKind.MAJOR,
        TakeawayKind.MONEY,
    ]
    reason = found.proposals[0].new
    assert reason is not None
    assert reason.now.n == 240
    assert reason.months > 12


def test_what_stands_out_in_the_newest_month_alone_is_a_hint(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    six_quarters(house, Area.BENEFITS, 0.05)
    closed_months_of(house, Area.BENEFITS, span(Month(2027, 4), 1, 0.8))
    found = taken(house)
    assert [hint for hint, _ in found.hints] == ["L12"]
    assert all(one.kind is not TakeawayKind.NEW for one in found.proposals)


LATER = {"start": date(2027, 4, 1), "due": date(2027, 12, 31)}


def test_what_runs_already_is_taken_out_and_named(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    six_quarters(house, Area.BENEFITS, 0.4)
    measure = proposed(house, **LATER)
    found = taken(house)
    assert found.proposals == ()
    assert [(one.id, one.points) for one in found.running] == [(measure, ("L12",))]


def test_a_measure_from_a_proposal_settles_it_and_stays_in_its_place(house: HouseUnderTest) -> None:
    six_quarters(house, Area.BENEFITS, 0.4)
    with house.runtime.transaction() as session:
        head = house.actor("gur")
        made = propose(session, house.clock, head, Area.BENEFITS, wish(**LATER), TakeawayKind.NEW)
    found = taken(house)
    [one] = found.proposals
    assert (one.decision, one.measure_id, one.point) == (TakeawayDecision.MEASURE, made, "L12")
    assert (found.running, found.open) == ((), 0)


def test_a_measure_for_another_point_settles_nothing(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    six_quarters(house, Area.BENEFITS, 0.4)
    other = wish(points=("L01",), **LATER)
    with house.runtime.transaction() as session:
        propose(session, house.clock, house.actor("gur"), Area.BENEFITS, other, TakeawayKind.NEW)
    assert taken(house).open == 1


@pytest.mark.parametrize("area", list(Area))
def test_not_now_asks_why_and_comes_back_with_the_next_quarter(house: HouseUnderTest, area: Area) -> None:
    six_quarters(house, area, 0.4)
    head, point = house.actor(UNITS[area]), POINT[area]
    with house.runtime.transaction() as session, pytest.raises(FieldsRejected):
        not_now(session, house.clock, head, area, TakeawayKind.NEW, point, "")
    with house.runtime.transaction() as session:
        not_now(session, house.clock, head, area, TakeawayKind.NEW, point, "Erst die Gesetzesänderung.")
    [one] = taken(house, area).proposals
    assert (one.decision, one.reason) == (TakeawayDecision.NOT_NOW, "Erst die Gesetzesänderung.")
    with house.runtime.transaction() as session, pytest.raises(Refused):
        not_now(session, house.clock, head, area, TakeawayKind.NEW, point, "Noch einmal.")
    with house.runtime.transaction(writes=False) as session:
        assert len(all_of(session, "takeaway_decided")) == 1
    closed_months_of(house, area, span(Month(2027, 4), 3, 0.4))
    again = taken(house, area)
    assert str(again.quarter) == "2027-Q2"
    assert point in {one.point for one in again.proposals if one.decision is None}


def test_a_point_goes_on_the_agenda_without_a_figure(house: HouseUnderTest) -> None:
    six_quarters(house, Area.BENEFITS, 0.4)
    with house.runtime.transaction() as session:
        staff = house.actor("gur-staff")
        put_on_agenda(session, house.clock, staff, Area.BENEFITS, TakeawayKind.NEW, "L12")
    with house.runtime.transaction(writes=False) as session:
        [item] = agenda(session, house.actor("z06"), Area.BENEFITS).items
    assert (item.number, item.point, item.kind) == (1, "L12", TakeawayKind.NEW)
    assert not any(sign.isdigit() for sign in item.title)


def test_only_what_is_proposed_can_be_settled_and_only_by_whom_it_concerns(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    six_quarters(house, Area.BENEFITS, 0.4)
    with house.runtime.transaction() as session, pytest.raises(Refused):
        put_on_agenda(session, house.clock, house.actor("gur"), Area.BENEFITS, TakeawayKind.NEW, "L01")
    staff = house.actor("gur-staff")
    with house.runtime.transaction() as session, pytest.raises(NotPermitted):
        not_now(session, house.clock, staff, Area.BENEFITS, TakeawayKind.NEW, "L12", "Später.")
    for username in ("mui", "z06", "management"):
        with pytest.raises((NotPermitted, NotThere)):
            taken(house, Area.BENEFITS, username)


def test_without_a_reliable_amount_the_topic_with_most_misapplied_law_is_proposed(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    six_quarters(house, Area.BENEFITS, 0.05)
    taken_over(house, all_topics(Month(2027, 2), housing=counts(Month(2027, 2), received=60, law=20)))
    found = {one.kind: one for one in taken(house).proposals}
    proposal = found[TakeawayKind.MONEY]
    assert proposal.money is None
    assert proposal.objections is not None
    assert (proposal.objections.topic, proposal.objections.misapplied) == ("housing", 20)
    assert proposal.point in proposal.objections.points
