"""The close of a month is put off: once, in time, with a reason, by the head of the unit."""

from datetime import UTC, date, datetime

import pytest

from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area, BranchState
from iks.errors import InvalidInput, NotPermitted, NotThere, Refused
from iks.services.close_month import close, close_if_due
from iks.services.postpone_close import Postponed, postpone_close
from iks.services.view_month_end import MonthEnd, month_end
from iks.store import journal
from iks.store.months import branch_months
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import drawn
from tests.services.test_send_reminders import mails

AREAS = pytest.mark.parametrize("area", list(Area))
HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
REASON = "Zwei Zweigstellen warten auf Akten vom Gericht."
LATER = date(2026, 12, 30)


def postpone(
    house: HouseUnderTest, area: Area, until: date = LATER, reason: str = REASON, by: str = ""
) -> Postponed:
    head = house.actor(by or HEADS[area])
    with house.runtime.transaction() as session:
        return postpone_close(session, house.clock, head, area, MONTH, until=until, reason=reason)


def ending(house: HouseUnderTest, area: Area, by: str = "") -> MonthEnd:
    with house.runtime.transaction(writes=False) as session:
        return month_end(session, house.clock, house.actor(by or HEADS[area]), area, MONTH)


def submit_all(house: HouseUnderTest, area: Area, but: str = "") -> None:
    with house.runtime.transaction() as session:
        for row in branch_months(session, area, MONTH):
            row.state = BranchState.OPEN if row.branch_code == but else BranchState.SUBMITTED


@AREAS
def test_the_month_stays_open_until_the_new_day_and_closes_then(house: HouseUnderTest, area: Area) -> None:
    drawn(house, area)
    assert ending(house, area).may_postpone
    assert postpone(house, area) == Postponed(date(2026, 12, 28), LATER)
    shown = ending(house, area)
    assert (shown.postponed_from, shown.postpone_reason) == (date(2026, 12, 28), REASON)
    assert not shown.may_postpone
    for day, hour, is_closed in ((29, 9, False), (30, 6, True)):
        house.clock.set(datetime(2026, 12, day, hour, tzinfo=UTC))
        with house.runtime.transaction() as session:
            assert close_if_due(session, house.clock, Actor.job(), area, MONTH) is is_closed


@AREAS
def test_it_stands_in_the_journal_and_only_open_branches_are_told(house: HouseUnderTest, area: Area) -> None:
    drawn(house, area)
    submit_all(house, area, but="Z06")
    postpone(house, area)
    with house.runtime.transaction(writes=False) as session:
        (entry,) = journal.latest(session, 1)
    assert (entry.event, REASON in entry.data) == ("close_postponed", True)
    told = mails(house, "close_postponed")
    assert "z06" in {username for username, _ in told}
    assert "z01" not in {username for username, _ in told}
    assert {values["until"] for _, values in told} == {"2026-12-30"}


def test_the_same_wish_twice_is_done_once_and_another_one_is_refused(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    first = postpone(house, Area.BENEFITS, date(2026, 12, 29))
    number = len(mails(house, "close_postponed"))
    assert postpone(house, Area.BENEFITS, date(2026, 12, 29)) == first
    assert len(mails(house, "close_postponed")) == number
    with pytest.raises(Refused, match=r"schon einmal verschoben, auf den 29\.12\.2026"):
        postpone(house, Area.BENEFITS)


@pytest.mark.parametrize(
    ("until", "reason", "said"),
    [
        (date(2026, 12, 28), REASON, "nach dem 28.12.2026"),
        (date(2026, 12, 31), REASON, "höchstens bis zum 30.12.2026"),
        (date(2027, 2, 1), REASON, "höchstens bis zum 30.12.2026"),
        (LATER, "  ", "Grund"),
        (LATER, "x" * 301, "Grund"),
    ],
)
def test_a_day_or_reason_that_does_not_do_is_refused(
    sqlite_house: HouseUnderTest, until: date, reason: str, said: str
) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    with pytest.raises(InvalidInput, match=said):
        postpone(sqlite_house, Area.BENEFITS, until, reason)
    assert ending(sqlite_house, Area.BENEFITS).may_postpone


def test_nobody_else_puts_a_close_off(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    drawn(house, Area.BENEFITS)
    for person in ("gur-staff", "controller", "revision", "z06"):
        with pytest.raises(NotPermitted):
            postpone(house, Area.BENEFITS, by=person)
    with pytest.raises(NotThere):
        postpone(house, Area.BENEFITS, by="mui")
    assert not ending(house, Area.BENEFITS, by="gur-staff").may_postpone


def test_a_month_that_is_not_being_checked_cannot_be_put_off(sqlite_house: HouseUnderTest) -> None:
    house, head = sqlite_house, sqlite_house.actor("gur")
    drawn(house, Area.BENEFITS)
    with house.runtime.transaction() as session, pytest.raises(NotThere):
        postpone_close(session, house.clock, head, Area.BENEFITS, Month(2027, 1), until=LATER, reason=REASON)
    with house.runtime.transaction() as session:
        close(session, house.clock, head, Area.BENEFITS, MONTH, "Für den Test")
    with pytest.raises(Refused, match="nicht in Prüfung"):
        postpone(house, Area.BENEFITS)
    assert ending(house, Area.BENEFITS).upcoming == ()


def test_on_the_last_possible_day_nothing_can_be_put_off_any_more(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    sqlite_house.clock.set(datetime(2026, 12, 30, 4, tzinfo=UTC))
    assert not ending(sqlite_house, Area.BENEFITS).may_postpone
    with pytest.raises(Refused, match="nicht mehr verschieben"):
        postpone(sqlite_house, Area.BENEFITS)
