"""Looser only with document and consent, from the next month on, never for older data; stricter at once."""

from datetime import UTC, datetime

import pytest

from iks.domain.consent import ConsentSetting, ConsentState
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.roles import Role
from iks.domain.values import Area
from iks.errors import FieldsRejected, NotPermitted, NotThere, Refused
from iks.services import change_consent
from iks.services.change_consent import Wish
from iks.services.count_branch_points import BranchPoints, branch_points
from iks.services.manage_accounts import give_role
from iks.services.view_consents import Loosened, SettingView, loosened, open_requests, settings_page
from iks.store import journal
from tests.house_under_test import HouseUnderTest
from tests.services.report_factory import HEADS, closed_month, open_fourteen

SETTING = ConsentSetting.BRANCH_POINTS
YEAR = Period.year(2027)


def wish(document: str = "Dienstvereinbarung vom 2.12.2026", reason: str = "Schulungen planen") -> Wish:
    return Wish(SETTING, "on", document, reason)


def ask(house: HouseUnderTest, area: Area = Area.BENEFITS, person: str = "", what: Wish | None = None) -> str:
    actor = house.actor(person or HEADS[area])
    with house.runtime.transaction() as session:
        return change_consent.ask(session, house.clock, actor, area, what or wish()).id


def decide(house: HouseUnderTest, change: str, *, gives: bool = True, answer: str = "", by: str = "") -> None:
    actor = house.actor(by or "staff-council")
    with house.runtime.transaction() as session:
        change_consent.decide(session, house.clock, actor, change, gives=gives, answer=answer)


def tighten(house: HouseUnderTest, person: str, area: Area = Area.BENEFITS) -> None:
    actor = house.actor(person)
    with house.runtime.transaction() as session:
        change_consent.tighten(session, house.clock, actor, area, SETTING, "off", reason="Vertrauen")


def view(house: HouseUnderTest, area: Area = Area.BENEFITS, person: str = "z06") -> SettingView:
    with house.runtime.transaction(writes=False) as session:
        return next(
            one for one in settings_page(session, house.clock, house.actor(person)) if one.area is area
        )


def told(house: HouseUnderTest) -> tuple[Loosened, ...]:
    with house.runtime.transaction(writes=False) as session:
        return loosened(session, house.clock)


def table(house: HouseUnderTest, area: Area, year: Period | None = None) -> BranchPoints:
    with house.runtime.transaction(writes=False) as session:
        return branch_points(session, house.clock, house.actor(HEADS[area]), area, year)


@pytest.mark.parametrize("area", Area)
def test_consent_begins_with_the_next_month_and_everybody_is_told(house: HouseUnderTest, area: Area) -> None:
    house.clock.set(datetime(2026, 12, 3, 9, tzinfo=UTC))
    change = ask(house, area)
    assert told(house) == ()
    with house.runtime.transaction(writes=False) as session:
        assert open_requests(session, house.actor("staff-council")) == {area: 1}
        assert open_requests(session, house.actor("gur")) == {}
    decide(house, change)
    seen = view(house, area)
    assert (seen.held.value, seen.coming and seen.coming.since) == ("off", Month(2027, 1))
    (line,) = told(house)
    assert (line.area, line.since, line.has_begun, line.document) == (
        area,
        Month(2027, 1),
        False,
        "Dienstvereinbarung vom 2.12.2026",
    )
    house.clock.set(datetime(2027, 1, 4, 9, tzinfo=UTC))
    assert view(house, area).held.value == "on"
    assert told(house)[0].has_begun
    other = next(one for one in Area if one is not area)
    assert view(house, other).held.value == "off"
    with house.runtime.transaction(writes=False) as session:
        assert [entry.event for entry in journal.latest(session, 2)] == ["consent_decided", "consent_asked"]


def test_nobody_loosens_without_a_document_a_reason_and_the_staff_council(house: HouseUnderTest) -> None:
    for what, field in ((wish(document="  "), "document"), (wish(reason=""), "reason")):
        with pytest.raises(FieldsRejected) as rejected:
            ask(house, what=what)
        assert [fault.name for fault in rejected.value.faults] == [field]
    with pytest.raises(NotPermitted):
        ask(house, person="gur-staff")
    with pytest.raises(NotThere):
        ask(house, Area.INTEGRATION, "gur")
    with pytest.raises(NotThere):
        ask(house, what=Wish(SETTING, "everything", "x", "y"))
    change = ask(house)
    with pytest.raises(Refused, match="noch offen"):
        ask(house)
    for person in ("gur", "management", "admin", "data-protection"):
        with pytest.raises(NotPermitted):
            decide(house, change, by=person)
    with pytest.raises(FieldsRejected):
        decide(house, change, gives=False)
    assert view(house).open is not None


def test_whoever_asked_cannot_consent_even_with_both_roles(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        give_role(
            session,
            house.clock,
            house.actor("admin"),
            username="gur",
            role=Role.STAFF_COUNCIL,
            starts_on=house.clock.moment.date(),
        )
    change = ask(house)
    with pytest.raises(Refused, match="nicht selbst zustimmen"):
        decide(house, change, by="gur")
    assert view(house).open is not None


def test_a_request_is_decided_once(house: HouseUnderTest) -> None:
    change = ask(house)
    decide(house, change, gives=False, answer="Erst die Schulung")
    for gives in (True, False):
        with pytest.raises(Refused, match="schon entschieden"):
            decide(house, change, gives=gives, answer="x")
    (line,) = view(house).history
    assert (line.state, line.answer) == (ConsentState.REFUSED, "Erst die Schulung")
    actor = house.actor("gur")
    again = ask(house)
    with house.runtime.transaction() as session:
        change_consent.take_back(session, house.clock, actor, again)
    assert view(house).open is None
    assert told(house) == ()


@pytest.mark.parametrize("person", ["gur", "staff-council"])
def test_stricter_holds_at_once_and_stops_what_has_not_begun(
    sqlite_house: HouseUnderTest, person: str
) -> None:
    house = sqlite_house
    decide(house, ask(house))
    tighten(house, person)
    assert told(house) == ()
    assert view(house).coming is None
    with pytest.raises(Refused, match="So streng"):
        tighten(house, person)
    with pytest.raises(NotPermitted):
        tighten(house, "z06")
    house.clock.set(datetime(2027, 2, 1, 9, tzinfo=UTC))
    assert view(house).held.value == "off"
    decide(house, ask(house))
    house.clock.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    assert view(house).held.since == Month(2027, 3)


@pytest.mark.parametrize("area", Area)
def test_the_table_exists_for_closed_years_that_lie_wholly_in_the_consent(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    house = sqlite_house
    assert (table(house, area).is_allowed, table(house, area).years) == (False, ())
    house.clock.set(datetime(2026, 12, 3, 9, tzinfo=UTC))
    decide(house, ask(house, area))
    open_fourteen(house)
    for number in range(1, 13):
        closed_month(house, area, Month(2027, number), rate=0.03)
    found = table(house, area)
    assert found.years == (YEAR,)
    assert found.year == YEAR
    assert len(found.rows) == 14
    assert len(found.points) + len(found.hidden) == 18
    counts = [count for row in found.rows for count in row.counts]
    assert None in counts
    assert min(count for count in counts if count is not None) >= 3
    with pytest.raises(NotThere):
        table(house, area, Period.year(2026))
    tighten(house, HEADS[area], area)
    assert table(house, area).years == ()
    with pytest.raises(NotThere):
        table(house, area, YEAR)
    with pytest.raises(NotPermitted), house.runtime.transaction(writes=False) as session:
        branch_points(session, house.clock, house.actor("management"), area)
