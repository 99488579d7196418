"""Reminders and extensions: when they are told, to whom, once, and never with a file number."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area, BranchState
from iks.errors import InvalidInput, NotThere, Refused
from iks.services.close_month import close, close_if_due
from iks.services.extend_month import Extension, extend_month
from iks.services.send_reminders import send_reminders
from iks.store import journal
from iks.store.months import get_branch_month, get_month
from iks.store.outbox import OutgoingMail
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import draw, drawn, lock, upload

AREAS = pytest.mark.parametrize("area", list(Area))
REASON = "Zwei von drei Prüfenden sind krank."


def at(house: HouseUnderTest, day: date, hour: int = 7) -> int:
    house.clock.set(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))
    with house.runtime.transaction() as session:
        return send_reminders(session, house.clock, Actor.job())


def mails(house: HouseUnderTest, template: str) -> list[tuple[str, dict[str, str]]]:
    with house.runtime.transaction(writes=False) as session:
        found = session.scalars(select(OutgoingMail).where(OutgoingMail.template == template))
        return [(mail.account.username, mail.values) for mail in found]


def extend(
    house: HouseUnderTest, area: Area, until: date, *, branch: str = "Z06", reason: str = REASON
) -> Extension:
    head = house.actor("gur" if area is Area.BENEFITS else "mui")
    with house.runtime.transaction() as session:
        return extend_month(session, house.clock, head, area, MONTH, branch, until=until, reason=reason)


@AREAS
def test_a_branch_is_told_five_and_two_days_before_and_then_daily(house: HouseUnderTest, area: Area) -> None:
    drawn(house, area)
    # The twentieth is a Sunday, so the month is due on Monday, the twenty-first.
    told = {day: at(house, date(2026, 12, day)) for day in (11, 14, 15, 17, 18, 21, 22, 23)}
    assert [day for day, number in told.items() if number] == [14, 17, 22, 23]
    kinds = [values["kind"] for username, values in mails(house, "reminder") if username == "z06"]
    assert kinds == ["five_days", "two_days", "overdue", "overdue"]


@AREAS
def test_the_unit_head_is_told_once_who_is_late(house: HouseUnderTest, area: Area) -> None:
    drawn(house, area)
    for day in (22, 23):
        at(house, date(2026, 12, day))
    ((username, values),) = mails(house, "branches_late")
    assert username == ("gur" if area is Area.BENEFITS else "mui")
    assert values["branches"].split(", ") == sorted(values["branches"].split(", "))


def test_the_same_day_tells_nothing_twice_and_not_before_six(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    day = date(2026, 12, 14)
    assert at(house, day, hour=4) == 0
    assert at(house, day) > 0
    assert at(house, day, hour=12) == 0


def test_a_machine_that_was_off_catches_up_and_weekends_are_left_in_peace(
    sqlite_house: HouseUnderTest,
) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    assert at(sqlite_house, date(2026, 12, 15)) > 0
    assert at(sqlite_house, date(2026, 12, 26)) == 0


def test_whoever_has_submitted_is_left_in_peace(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        of_branch = get_branch_month(session, Area.BENEFITS, MONTH, "Z06")
        assert of_branch
        of_branch.state = BranchState.SUBMITTED
    at(house, date(2026, 12, 22))
    assert "z06" not in {username for username, _ in mails(house, "reminder")}
    ((_, values),) = mails(house, "branches_late")
    assert "Z06" not in values["branches"]


@AREAS
def test_a_branch_with_more_time_is_reminded_of_its_own_date(house: HouseUnderTest, area: Area) -> None:
    drawn(house, area)
    done = extend(house, area, date(2026, 12, 29))
    assert (done.until, done.closes_on) == (date(2026, 12, 29), date(2026, 12, 30))
    at(house, date(2026, 12, 22))
    at(house, date(2026, 12, 28))
    own = [
        (values["kind"], values["due_on"]) for person, values in mails(house, "reminder") if person == "z06"
    ]
    assert own == [("five_days", "2026-12-29"), ("two_days", "2026-12-29")]
    assert {values["until"] for _, values in mails(house, "month_extended")} == {"2026-12-29"}
    with house.runtime.transaction(writes=False) as session:
        (entry,) = journal.latest(session, 1)
        audit = get_month(session, area, MONTH)
    assert (entry.event, REASON in entry.data) == ("month_extended", True)
    assert audit
    assert audit.closes_on == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("until", "reason", "said"),
    [
        (date(2026, 12, 21), REASON, "nach der jetzigen Frist"),
        (date(2026, 12, 26), REASON, "Arbeitstag"),
        (date(2026, 12, 30), REASON, "höchstens bis zum 29.12.2026"),
        (date(2026, 12, 29), "  ", "Grund"),
    ],
)
def test_a_date_or_reason_that_does_not_do_is_refused(
    sqlite_house: HouseUnderTest, until: date, reason: str, said: str
) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    with pytest.raises(InvalidInput, match=said):
        extend(sqlite_house, Area.BENEFITS, until, reason=reason)


def test_nobody_else_gives_time_and_no_other_branch_gets_it(sqlite_house: HouseUnderTest) -> None:
    house, until = sqlite_house, date(2026, 12, 29)
    drawn(house, Area.BENEFITS)
    with pytest.raises(NotThere):
        extend(house, Area.BENEFITS, until, branch="Z99")
    other = house.actor("mui")
    with house.runtime.transaction() as session, pytest.raises(NotThere):
        extend_month(session, house.clock, other, Area.BENEFITS, MONTH, "Z06", until=until, reason=REASON)
    head, january = house.actor("gur"), Month(2027, 1)
    with house.runtime.transaction() as session, pytest.raises(NotThere):
        extend_month(session, house.clock, head, Area.BENEFITS, january, "Z06", until=until, reason=REASON)


def test_a_branch_that_has_submitted_needs_no_more_time(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    with sqlite_house.runtime.transaction() as session:
        of_branch = get_branch_month(session, Area.BENEFITS, MONTH, "Z06")
        assert of_branch
        of_branch.state = BranchState.SUBMITTED
    with pytest.raises(Refused, match="nichts mehr abzugeben"):
        extend(sqlite_house, Area.BENEFITS, date(2026, 12, 29))


@AREAS
def test_the_month_stays_open_for_the_whole_last_day_of_a_branch(house: HouseUnderTest, area: Area) -> None:
    drawn(house, area)
    extend(house, area, date(2026, 12, 29))
    for day, hour, is_closed in ((29, 20, False), (30, 6, True)):
        house.clock.set(datetime(2026, 12, day, hour, tzinfo=UTC))
        with house.runtime.transaction() as session:
            assert close_if_due(session, house.clock, Actor.job(), area, MONTH) is is_closed


def test_no_day_is_left_before_the_next_draw(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    sqlite_house.clock.set(datetime(2026, 12, 29, 9, tzinfo=UTC))
    with pytest.raises(Refused, match="Mehr Zeit gibt es nicht"):
        extend(sqlite_house, Area.BENEFITS, date(2026, 12, 30))


@AREAS
def test_reminders_are_counted_for_the_unit_and_forgotten_with_the_close(
    house: HouseUnderTest, area: Area
) -> None:
    drawn(house, area)
    for day in (14, 15, 17, 22, 23):
        at(house, date(2026, 12, day))
        at(house, date(2026, 12, day), hour=12)
    with house.runtime.transaction() as session:
        of_branch = get_branch_month(session, area, MONTH, "Z06")
        assert of_branch
        assert (of_branch.reminders, of_branch.reminded_on) == (4, date(2026, 12, 23))
        head = house.actor("gur" if area is Area.BENEFITS else "mui")
        close(session, house.clock, head, area, MONTH, "Für den Test")
        assert (of_branch.reminders, of_branch.reminded_on) == (0, None)
    told = {username for username, _ in mails(house, "closed_without")}
    assert "z06" in told


def test_a_late_draw_leaves_time_until_the_draw_after_its_due_date(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    house.clock.set(datetime(2026, 12, 29, 9, tzinfo=UTC))
    draw(house, Area.BENEFITS)
    # Fourteen working days: due on 20 January, closed on the 26th, and the next draw is on 1 February.
    assert extend(house, Area.BENEFITS, date(2027, 1, 26)).closes_on == date(2027, 1, 27)
