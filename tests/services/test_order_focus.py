"""A focus topic is proposed, ordered in time and for a crowd, and journaled; wrong wishes are refused."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from iks.domain.draw_events import FocusEnded, FocusOrdered, FocusProposed, FocusWithdrawn
from iks.domain.focus import Term
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.errors import FieldsRejected, NotPermitted, NotThere, Refused
from iks.services.order_focus import end, propose, withdraw
from iks.store import journal
from iks.store.catalogue import version_for
from iks.store.draws import next_secret
from iks.store.focus import topic_by_code
from iks.store.outbox import OutgoingMail
from tests.focus_under_test import (
    CODE,
    MATCHING,
    NEXT,
    december_drawn,
    focus_drawn,
    january_locked,
    mixed_list,
    open_more_branches,
    order_it,
    ordered,
    proposed,
    wish,
)
from tests.house_under_test import HouseUnderTest
from tests.month_under_test import draw, lock, upload

AREAS = pytest.mark.parametrize("area", list(Area))


def faults(house: HouseUnderTest, area: Area = Area.BENEFITS, **changes: object) -> list[str]:
    """Return the fields at which a wish is refused."""
    with pytest.raises(FieldsRejected) as refused:
        proposed(house, area, **changes)
    return [fault.name for fault in refused.value.faults]


def names(mail: OutgoingMail, commitment: str) -> bool:
    """Return whether a mail holds a commitment."""
    return commitment in str(mail.values)


@AREAS
def test_an_order_commits_to_the_first_secret_and_tells_the_revision(
    house: HouseUnderTest, area: Area
) -> None:
    december_drawn(house, area)
    ordered(house, area)
    with house.runtime.transaction(writes=False) as session:
        topic = topic_by_code(session, area, CODE)
        link = next_secret(session, f"{area}/{CODE}")
        last = journal.latest(session, 2)
        mails = [
            mail for mail in session.scalars(select(OutgoingMail)) if link and names(mail, link.commitment)
        ]
        told = [mail.account.username for mail in mails]
    assert topic is not None
    assert link is not None
    assert (link.position, link.state) == (1, "committed")
    assert [entry.event for entry in last] == ["seed_committed", FocusOrdered.name]
    assert json.loads(last[1].data)["condition"].startswith('{"all":[{"attr":')
    assert sorted(told) == ["revision", "revision-2"]


def test_the_chain_of_a_topic_is_its_own(house: HouseUnderTest) -> None:
    december_drawn(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        before = next_secret(session, "benefits")
    ordered(house, Area.BENEFITS)
    ordered(house, Area.BENEFITS, code="second")
    with house.runtime.transaction(writes=False) as session:
        links = [next_secret(session, code) for code in ("benefits", f"benefits/{CODE}", "benefits/second")]
    assert before is not None
    assert [link.position for link in links if link] == [before.position, 1, 1]
    assert len({link.commitment for link in links if link}) == 3


def test_a_proposal_is_journaled_and_draws_nothing(house: HouseUnderTest) -> None:
    december_drawn(house, Area.BENEFITS)
    proposed(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        assert journal.latest(session, 1)[0].event == FocusProposed.name
        assert next_secret(session, f"benefits/{CODE}") is None
        assert topic_by_code(session, Area.BENEFITS, CODE) is None


@pytest.mark.parametrize("username", ["controller", "revision", "z06", "admin"])
def test_only_unit_and_management_propose(sqlite_house: HouseUnderTest, username: str) -> None:
    house = sqlite_house
    with house.runtime.transaction() as session, pytest.raises(NotPermitted):
        propose(session, house.clock, house.actor(username), Area.BENEFITS, wish())


def test_another_unit_finds_no_such_area_and_no_such_proposal(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    proposal = proposed(house, Area.BENEFITS)
    with house.runtime.transaction() as session, pytest.raises(NotThere):
        propose(session, house.clock, house.actor("mui"), Area.BENEFITS, wish())
    with pytest.raises(NotThere):
        order_it(house, proposal, "mui")


def test_staff_proposes_and_cannot_order(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    proposal = proposed(house, Area.BENEFITS)
    with pytest.raises(NotPermitted):
        order_it(house, proposal, "gur-staff")
    assert order_it(house, proposal, "management")


def test_a_topic_on_what_the_list_does_not_say_is_refused(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    # Unknown to the grid, known but in no column of the list, not to be drawn by, and no closed list.
    for name in (
        "no_such",
        "single_parent",
        "change_reported",
        "file_location",
        "last_decision_month",
        "branch",
    ):
        assert faults(house, terms=(Term(name, "eq", (True,)),)) == [name]


def test_a_sensitive_attribute_is_refused(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        version = version_for(session, Area.BENEFITS, Month(2026, 12))
        assert version is not None
        marked = version.content.replace(
            'label: "Vorläufige Bewilligung"', 'label: "Vorläufige Bewilligung", sensitive: true'
        )
        assert marked != version.content
        version.content, version.digest = marked, "f" * 64
    assert faults(house, terms=(Term("provisional", "eq", (True,)),)) == ["provisional"]


def test_values_and_operators_that_do_not_fit_are_refused(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS, Area.INTEGRATION)
    for term in (
        Term("provisional", "eq", ("ja",)),
        Term("provisional", "in", (True,)),
        Term("housing_kind", "eq", ("Schloss",)),
        Term("housing_kind", "eq", ("rent", "none")),
        Term("housing_kind", "in", ()),
        Term("housing_kind", "contains", ("rent",)),
    ):
        assert faults(house, terms=(term,)) == [term.attribute]
    assert faults(house, Area.INTEGRATION, terms=(Term("funding_kinds", "eq", ("coaching",)),)) == [
        "funding_kinds"
    ]
    assert proposed(house, Area.INTEGRATION, terms=(Term("funding_kinds", "contains", ("coaching",)),))


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"code": "Miete"}, ["code"]),
        ({"code": ""}, ["code"]),
        ({"code": "a" * 33}, ["code"]),
        ({"code": "a/b"}, ["code"]),
        ({"code": "recheck"}, ["code"]),
        ({"title": ""}, ["title"]),
        ({"reason": "wegen 12345BG0000017"}, ["reason"]),
        ({"files": 0}, ["files"]),
        ({"files": 51}, ["files"]),
        ({"terms": ()}, ["filter"]),
        ({"first_month": Month(2026, 12)}, ["first_month"]),
        ({"last_month": Month(2026, 12)}, ["last_month"]),
        ({"last_month": Month(2028, 1)}, ["last_month"]),
    ],
)
def test_a_wish_that_does_not_fit_is_refused_at_its_field(
    sqlite_house: HouseUnderTest, changes: dict[str, object], fields: list[str]
) -> None:
    sqlite_house.clock.set(datetime(2026, 12, 10, 9, 0, tzinfo=UTC))
    assert faults(sqlite_house, **changes) == fields


def test_a_name_is_given_once(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS, Area.INTEGRATION)
    proposal = proposed(house, Area.BENEFITS)
    assert faults(house) == ["code"]
    order_it(house, proposal, "gur")
    assert faults(house) == ["code"]
    # The other area has chains of its own.
    assert proposed(house, Area.INTEGRATION)


def test_a_first_lock_within_a_working_day_is_refused_and_a_later_month_offered(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    proposal = proposed(house, Area.BENEFITS)
    house.clock.set(datetime(2027, 1, 4, 4, 0, tzinfo=UTC))
    with pytest.raises(Refused, match="ab 2027-02"):
        order_it(house, proposal, "gur")
    assert order_it(house, proposal, "gur", Month(2027, 2))
    with house.runtime.transaction(writes=False) as session:
        topic = topic_by_code(session, Area.BENEFITS, CODE)
        assert topic is not None
        assert (topic.first_month, topic.last_month) == (Month(2027, 2), Month(2027, 3))


def test_a_topic_whose_months_have_passed_cannot_be_ordered(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    proposal = proposed(house, Area.BENEFITS, last_month=NEXT)
    house.clock.set(datetime(2027, 1, 4, 4, 0, tzinfo=UTC))
    with pytest.raises(Refused, match="zu spät"):
        order_it(house, proposal, "gur")


def test_an_early_lock_by_hand_waits_for_the_working_day(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    house.clock.set(datetime(2026, 12, 30, 9, 0, tzinfo=UTC))
    ordered(house, Area.BENEFITS)
    upload(house, Area.BENEFITS, mixed_list(Area.BENEFITS), month=NEXT)
    with pytest.raises(Refused, match="Arbeitstag"):
        lock(house, Area.BENEFITS, month=NEXT)
    house.clock.set(datetime(2026, 12, 31, 9, 0, tzinfo=UTC))
    assert lock(house, Area.BENEFITS, month=NEXT).files == 160


@pytest.mark.parametrize(
    "matching",
    [
        {"Z01": 8, "Z06": 8, "Z20": 8, "Z21": 3, "Z22": 1, "Z23": 1},
        {"Z01": 20, "Z06": 20, "Z20": 20},
    ],
)
def test_too_small_a_crowd_is_refused(sqlite_house: HouseUnderTest, matching: dict[str, int]) -> None:
    house = sqlite_house
    open_more_branches(house)
    upload(house, Area.BENEFITS, mixed_list(Area.BENEFITS, matching))
    lock(house, Area.BENEFITS)
    house.clock.set(datetime(2026, 12, 10, 9, 0, tzinfo=UTC))
    proposal = proposed(house, Area.BENEFITS)
    with pytest.raises(Refused, match="weniger als 30 Akten"):
        order_it(house, proposal, "gur")
    with house.runtime.transaction(writes=False) as session:
        assert next_secret(session, f"benefits/{CODE}") is None


def test_nothing_is_ordered_that_nobody_can_count(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    open_more_branches(house)
    house.clock.set(datetime(2026, 12, 10, 9, 0, tzinfo=UTC))
    proposal = proposed(house, Area.BENEFITS)
    with pytest.raises(Refused, match="nicht zählen"):
        order_it(house, proposal, "gur")


def test_a_proposal_is_taken_back_by_its_author_or_the_head(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    proposal = proposed(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        withdraw(session, house.clock, house.actor("gur"), proposal)
    with house.runtime.transaction(writes=False) as session:
        assert journal.latest(session, 1)[0].event == FocusWithdrawn.name
    with pytest.raises(Refused, match="schon entschieden"):
        order_it(house, proposal, "gur")
    # Its name is free again.
    with house.runtime.transaction() as session:
        own = propose(session, house.clock, house.actor("gur"), Area.BENEFITS, wish())
    with house.runtime.transaction() as session, pytest.raises(NotPermitted):
        withdraw(session, house.clock, house.actor("gur-staff"), own)


def test_an_ended_topic_is_not_derived_any_more(house: HouseUnderTest) -> None:
    december_drawn(house, Area.BENEFITS)
    topic = ordered(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        end(session, house.clock, house.actor("management"), topic)
    with house.runtime.transaction() as session, pytest.raises(Refused, match="schon beendet"):
        end(session, house.clock, house.actor("gur"), topic)
    january_locked(house, Area.BENEFITS)
    draw(house, Area.BENEFITS, month=NEXT)
    with house.runtime.transaction(writes=False) as session:
        assert [e.event for e in journal.latest(session, 1, event_name=FocusEnded.name)] == [FocusEnded.name]
    with pytest.raises(Refused, match="keine Liste gesperrt"):
        focus_drawn(house, Area.BENEFITS)


def test_an_ended_topic_still_draws_from_a_locked_list(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    topic = ordered(house, Area.BENEFITS)
    january_locked(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        end(session, house.clock, house.actor("gur"), topic)
    draw(house, Area.BENEFITS, month=NEXT)
    assert focus_drawn(house, Area.BENEFITS, actor=Actor.job()).files == 5 * len(MATCHING)
