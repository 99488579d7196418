"""Closing a month: by hand with a reason, by itself when its time has come, and never twice."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from iks.domain.aggregate import MonthFigures, digest
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area, FrameStatus, MonthState
from iks.errors import InvalidInput, NotPermitted, NotThere, Refused
from iks.services.close_month import LAST_DAY_REACHED, close, close_if_due
from iks.store import frames, journal, months, releases
from iks.store.accounts import by_username
from tests.house_under_test import HouseUnderTest
from tests.services.release_factory import Invented, drawn_month, submit, submitted_month

MONTH = Month(2026, 12)
BRANCHES = ("Z01", "Z06", "S13")
BENEFITS = Area.BENEFITS
FRIDAY = datetime(2026, 12, 18, 9, 0, tzinfo=UTC)


def build(house: HouseUnderTest, *branches: str, missing: tuple[str, ...] = ()) -> None:
    house.clock.set(FRIDAY)
    with house.runtime.transaction() as session:
        submitted_month(session, Invented(BENEFITS), MONTH, branches or BRANCHES, missing)


def close_as(house: HouseUnderTest, person: str, reason: str = "", area: Area = BENEFITS) -> tuple[str, ...]:
    actor = house.actor(person)
    with house.runtime.transaction() as session:
        return close(session, house.clock, actor, area, MONTH, reason).missing


def close_by_job(house: HouseUnderTest, moment: datetime) -> bool:
    house.clock.set(moment)
    with house.runtime.transaction() as session:
        return close_if_due(session, house.clock, Actor.job(), BENEFITS, MONTH)


def frozen(house: HouseUnderTest) -> tuple[str, str] | None:
    with house.runtime.transaction(writes=False) as session:
        result = releases.result_of(session, BENEFITS, MONTH)
        return (result.content, result.digest) if result else None


def test_a_closed_month_holds_its_figures_and_the_journal_their_digest(house: HouseUnderTest) -> None:
    build(house)
    close_as(house, "gur", "Vorgezogen wegen der Runde")
    found = frozen(house)
    assert found is not None
    content, kept = found
    assert digest(content) == kept
    with house.runtime.transaction(writes=False) as session:
        audit = months.get_month(session, BENEFITS, MONTH)
        assert audit is not None
        assert (audit.state, audit.closed_on) == (MonthState.CLOSED, date(2026, 12, 18))
        entry = journal.latest(session, 1)[0]
    assert (entry.event, entry.actor) == ("month_closed", "gur")
    assert kept in entry.data
    assert "Vorgezogen wegen der Runde" in entry.data


def test_the_frozen_figures_are_what_the_branches_handed_in(house: HouseUnderTest) -> None:
    build(house)
    close_as(house, "gur", "Vorgezogen")
    found = frozen(house)
    assert found is not None
    figures = MonthFigures.from_json(found[0])
    invented = Invented(BENEFITS)
    sheets = [sheet for code in BRANCHES for sheet in invented.branch(code, MONTH).sheets]
    for point in figures.points:
        answers = [sheet.answers[point.id].value for sheet in sheets]
        assert sum(cell.ok for cell in point.cells) == answers.count("ok")
        assert sum(cell.finding for cell in point.cells) == answers.count("finding")
    assert len(figures.points) == 18
    assert figures.missing == ()


def test_closing_before_the_time_needs_a_reason(house: HouseUnderTest) -> None:
    build(house)
    house.clock.set(datetime(2026, 12, 17, 15, 0, tzinfo=UTC))
    with pytest.raises(InvalidInput, match="Grund"):
        close_as(house, "gur", "   ")
    assert frozen(house) is None


def test_closing_with_a_branch_missing_needs_a_reason_even_after_the_closing_day(
    house: HouseUnderTest,
) -> None:
    build(house, "Z01", "S13", missing=("Z06",))
    house.clock.set(datetime(2026, 12, 30, 9, 0, tzinfo=UTC))
    with pytest.raises(InvalidInput, match="Grund"):
        close_as(house, "gur")
    assert close_as(house, "gur", "Z06 ist nicht erreichbar") == ("Z06",)
    with house.runtime.transaction(writes=False) as session:
        assert '"missing":["Z06"]' in journal.latest(session, 1)[0].data


def test_after_its_time_a_complete_month_closes_by_hand_without_a_reason(house: HouseUnderTest) -> None:
    build(house)
    house.clock.set(datetime(2026, 12, 30, 9, 0, tzinfo=UTC))
    assert close_as(house, "gur") == ()


def test_a_second_close_is_refused_names_the_first_and_changes_nothing(house: HouseUnderTest) -> None:
    build(house)
    close_as(house, "gur", "Vorgezogen")
    before = frozen(house)
    with pytest.raises(Refused, match=r"am 18\.12\.2026 von der Leitung GuR abgeschlossen"):
        close_as(house, "gur", "Noch einmal")
    assert frozen(house) == before
    with house.runtime.transaction(writes=False) as session:
        assert journal.latest(session, 1)[0].data.count("Vorgezogen") == 1


def test_a_month_that_closed_by_itself_says_so(house: HouseUnderTest) -> None:
    build(house)
    assert close_by_job(house, datetime(2026, 12, 28, 5, 0, tzinfo=UTC))
    with pytest.raises(Refused, match=r"am 28\.12\.2026 automatisch abgeschlossen"):
        close_as(house, "gur", "Noch einmal")


def test_what_comes_after_the_close_changes_nothing(house: HouseUnderTest) -> None:
    build(house, "Z01", "S13", missing=("Z06",))
    close_as(house, "gur", "Z06 fehlt")
    before = frozen(house)
    late = Invented(BENEFITS).branch("Z06", MONTH)
    late.late = True
    with house.runtime.transaction() as session:
        submit(session, BENEFITS, MONTH, "Z06", late)
    assert frozen(house) == before
    assert not close_by_job(house, datetime(2027, 2, 1, 9, 0, tzinfo=UTC))
    assert frozen(house) == before


def test_the_newest_version_of_a_branch_counts(house: HouseUnderTest) -> None:
    build(house)
    corrected = Invented(BENEFITS, seed=7, rate=0.0).branch("Z06", MONTH)
    corrected.version = 2
    with house.runtime.transaction() as session:
        submit(session, BENEFITS, MONTH, "Z06", corrected)
    close_as(house, "gur", "Vorgezogen")
    found = frozen(house)
    assert found is not None
    z06 = next(b for b in MonthFigures.from_json(found[0]).branches if b.code == "Z06")
    assert z06.files_by_findings == (10, 0, 0, 0)


@pytest.mark.parametrize("person", ["gur-staff", "controller", "revision", "z06"])
def test_only_the_head_of_the_unit_closes(sqlite_house: HouseUnderTest, person: str) -> None:
    build(sqlite_house)
    with pytest.raises(NotPermitted):
        close_as(sqlite_house, person, "Ich will")


def test_the_other_unit_finds_no_such_month(sqlite_house: HouseUnderTest) -> None:
    build(sqlite_house)
    with pytest.raises(NotThere):
        close_as(sqlite_house, "mui", "Ich will")


def test_a_month_that_does_not_exist_or_is_not_drawn_cannot_be_closed(sqlite_house: HouseUnderTest) -> None:
    with pytest.raises(NotThere):
        close_as(sqlite_house, "gur", "Zu früh")
    with sqlite_house.runtime.transaction() as session:
        months.plan_month(session, BENEFITS, MONTH)
    with pytest.raises(Refused, match="noch nicht gezogen"):
        close_as(sqlite_house, "gur", "Zu früh")


def test_a_month_closes_by_itself_at_six_on_the_working_day_after_the_last_branch(
    house: HouseUnderTest,
) -> None:
    build(house)  # The last branch submitted on Thursday, 17 December.
    assert not close_by_job(house, datetime(2026, 12, 18, 4, 59, tzinfo=UTC))
    assert close_by_job(house, datetime(2026, 12, 18, 5, 0, tzinfo=UTC))
    with house.runtime.transaction(writes=False) as session:
        audit = months.get_month(session, BENEFITS, MONTH)
        assert audit is not None
        assert audit.close_reason == ""


def test_a_correction_does_not_move_the_close(house: HouseUnderTest) -> None:
    build(house)
    corrected = Invented(BENEFITS).branch("Z06", MONTH)
    corrected.version, corrected.at = 2, datetime(2026, 12, 21, 9, 0, tzinfo=UTC)
    with house.runtime.transaction() as session:
        submit(session, BENEFITS, MONTH, "Z06", corrected)
    assert close_by_job(house, datetime(2026, 12, 21, 9, 30, tzinfo=UTC))


def test_with_a_branch_missing_a_month_closes_at_six_on_its_closing_day(house: HouseUnderTest) -> None:
    build(house, "Z01", "S13", missing=("Z06",))
    assert not close_by_job(house, datetime(2026, 12, 28, 4, 59, tzinfo=UTC))
    assert close_by_job(house, datetime(2026, 12, 28, 5, 0, tzinfo=UTC))
    with house.runtime.transaction(writes=False) as session:
        audit = months.get_month(session, BENEFITS, MONTH)
        assert audit is not None
        assert audit.close_reason == LAST_DAY_REACHED


def test_a_month_closes_by_itself_only_once(house: HouseUnderTest) -> None:
    build(house)
    assert close_by_job(house, datetime(2026, 12, 28, 5, 0, tzinfo=UTC))
    before = frozen(house)
    assert not close_by_job(house, datetime(2026, 12, 29, 5, 0, tzinfo=UTC))
    assert frozen(house) == before


def test_a_branch_without_a_sample_blocks_nothing(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        drawn_month(session, BENEFITS, MONTH, {"Z01": 10, "S13": 0})
        submit(session, BENEFITS, MONTH, "Z01", Invented(BENEFITS).branch("Z01", MONTH))
    assert close_by_job(house, datetime(2026, 12, 18, 5, 0, tzinfo=UTC))


def test_a_month_without_any_sample_closes_on_the_working_day_after_its_draw(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        drawn_month(session, BENEFITS, MONTH, {"Z01": 0})
    assert not close_by_job(house, datetime(2026, 12, 2, 4, 59, tzinfo=UTC))
    assert close_by_job(house, datetime(2026, 12, 2, 5, 0, tzinfo=UTC))


def test_the_close_forgets_what_the_list_said_about_the_files(house: HouseUnderTest) -> None:
    build(house)
    with house.runtime.transaction() as session:
        person = by_username(session, "controller")
        assert person is not None
        frame = frames.Frame(
            area=BENEFITS,
            month=MONTH,
            reference_date=date(2026, 11, 25),
            imported_at=FRIDAY,
            imported_by=person.id,
            source_digest="0" * 64,
            reading={},
            counts={},
        )
        session.add(frame)
        row = {"branch_code": "Z01", "stratum": "-", "status": FrameStatus.ELIGIBLE}
        frames.add_rows(session, frame, [{"file_ref": "A1", **row, "attributes": {"has_income": True}}])
    close_as(house, "gur", "Vorgezogen")
    with house.runtime.transaction(writes=False) as session:
        kept = session.scalars(select(frames.FrameRow)).one()
        assert (kept.file_ref, kept.attributes) == ("A1", None)


def test_a_reason_that_is_a_letter_is_asked_to_be_short(sqlite_house: HouseUnderTest) -> None:
    build(sqlite_house)
    with pytest.raises(InvalidInput, match="500 Zeichen"):
        close_as(sqlite_house, "gur", "x" * 501)
