"""Standing in for the head of a branch: granted, used, and over by itself."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from iks.domain.values import Area
from iks.store import journal
from iks.store.outbox import OutgoingMail
from tests.house_under_test import MONTH, PASSWORD, HouseUnderTest
from tests.month_under_test import drawn
from tests.page_client import PageClient

PAGE = "/branch/deputies"
LEAVE = {"account": "z01-deputy", "branch": "Z06", "area": ["benefits", "integration"],
         "starts_on": "5.12.2026", "ends_on": "26.12.2026"}  # fmt: skip


def anew(house: HouseUnderTest, person: str) -> PageClient:
    """A browser that signs in now: sessions of days before are over."""
    browser = house.browser()
    browser.sign_in(person, PASSWORD)
    return browser


def grant(house: HouseUnderTest, person: str = "z06", **changes: object) -> TestResponse:
    return anew(house, person).post(PAGE, LEAVE | changes)


def on(house: HouseUnderTest, day: int) -> None:
    house.clock.set(datetime(2026, 12, day, 9, tzinfo=UTC))


def test_a_deputy_sees_only_the_branch_of_the_leave_and_only_while_it_lasts(house: HouseUnderTest) -> None:
    for area in Area:
        drawn(house, area)
    on(house, 3)
    assert grant(house).status_code == 303
    for day, status in [(4, 404), (5, 200), (26, 200), (27, 404)]:
        on(house, day)
        for area in Area:
            anew(house, "z01-deputy").get(f"/branch/{area}/{MONTH}?branch=Z06", status=status)


def test_person_and_head_are_told_and_the_journal_names_the_days(house: HouseUnderTest) -> None:
    on(house, 3)
    grant(house, area=["benefits"])
    with house.runtime.transaction(writes=False) as session:
        (mail,) = session.scalars(select(OutgoingMail).where(OutgoingMail.template == "deputy_granted"))
        (entry,) = journal.latest(session, 1)
        assert (mail.account.username, mail.values["branch"], mail.values["end"]) == (
            "z01-deputy",
            "Z06",
            "2026-12-26",
        )
    assert entry.event == "deputy_granted"
    assert '"last_day":"2026-12-26"' in entry.data


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"account": "controller"}, 409, "Aufgabe im Haus"),
        ({"account": "niemand"}, 422, "gibt es nicht"),
        ({"ends_on": "1.12.2026"}, 422, "vor dem ersten"),
        ({"ends_on": ""}, 422, "den ersten und den letzten Tag"),
        ({"ends_on": "31.2.2027"}, 422, "ist kein Tag"),
        ({"ends_on": "26.12.2028"}, 422, "höchstens ein Jahr"),
        ({"area": []}, 422, "mindestens einen Bereich"),
        ({"branch": "Z01"}, 404, ""),
    ],
)
def test_what_does_not_do_is_refused_and_what_was_typed_stays(
    sqlite_house: HouseUnderTest, changes: dict[str, object], status: int, said: str
) -> None:
    on(sqlite_house, 3)
    response = grant(sqlite_house, **changes)
    assert response.status_code == status
    if said:
        assert said in response.text
        assert 'value="5.12.2026"' in response.text


def test_a_deputy_cannot_grant_and_a_head_ends_only_own_grants(sqlite_house: HouseUnderTest) -> None:
    on(sqlite_house, 3)
    grant(sqlite_house)
    on(sqlite_house, 6)
    anew(sqlite_house, "z01-deputy").get(PAGE, status=403)
    page = anew(sqlite_house, "z06").get(PAGE)
    address = next(f["action"] for f in page.attributes("form") if f.get("action", "").startswith(f"{PAGE}/"))
    assert anew(sqlite_house, "z01").post(address, {}, page=PAGE).status_code == 404
    assert anew(sqlite_house, "z06").post(address, {}, page=PAGE).status_code == 303
    on(sqlite_house, 7)
    assert "beendet" in anew(sqlite_house, "z06").get(PAGE).text("table")


def test_the_head_is_told_when_the_administration_enters_a_deputy(sqlite_house: HouseUnderTest) -> None:
    data = {
        "account": "z01-deputy",
        "role": "deputy",
        "branch": "Z06",
        "area": "benefits",
        "ends_on": "26.12.2026",
    }
    anew(sqlite_house, "admin").post("/admin/accounts/role", data, page="/admin/accounts")
    with sqlite_house.runtime.transaction(writes=False) as session:
        mails = session.scalars(select(OutgoingMail).where(OutgoingMail.template == "deputy_entered"))
        assert [mail.account.username for mail in mails] == ["z06"]
