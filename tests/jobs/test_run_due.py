"""One pass of the scheduler over a real house."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from iks.domain.month import Month
from iks.domain.values import Area, MonthState
from iks.jobs.due import run_due
from iks.output.mail import MailWriter
from iks.output.template_folder import template_folder
from iks.services.find_due import clock_is_behind
from iks.store import journal
from iks.store.catalogue import ChecklistVersion
from iks.store.draws import Draw
from iks.store.frames import FrameRow
from iks.store.months import AuditMonth, BranchMonth, get_month
from iks.store.outbox import OutgoingMail
from tests.house_under_test import MONTH, HouseUnderTest, build_house
from tests.month_under_test import DRAW_MOMENT, announce, draw, drawn, lock, upload

HEAD = "told the journal head"


def _whole_pass(house: HouseUnderTest) -> list[str]:
    return [str(done) for done in run_due(house.runtime)]


def _pass(house: HouseUnderTest) -> list[str]:
    """Return what a pass did for the months; the weekly mail has a test of its own."""
    return [done for done in _whole_pass(house) if done != HEAD]


def _told(house: HouseUnderTest, template: str) -> list[tuple[str, dict[str, str]]]:
    with house.runtime.transaction(writes=False) as session:
        mails = session.scalars(select(OutgoingMail).where(OutgoingMail.template == template))
        return sorted(((mail.account.username, mail.values) for mail in mails), key=str)


def _month(house: HouseUnderTest, area: Area = Area.BENEFITS, month: Month = MONTH) -> AuditMonth | None:
    with house.runtime.transaction(writes=False) as session:
        return get_month(session, area, month)


def _at(house: HouseUnderTest, moment: datetime) -> list[str]:
    house.clock.set(moment)
    return _pass(house)


def test_at_six_both_areas_are_locked_and_drawn_and_then_never_again(house: HouseUnderTest) -> None:
    for area in Area:
        upload(house, area)
    assert not [done for done in _at(house, DRAW_MOMENT - timedelta(minutes=1)) if "2026-12" in done]
    assert _at(house, DRAW_MOMENT) == [
        "locked benefits 2026-12",
        "drew benefits 2026-12",
        "locked integration 2026-12",
        "drew integration 2026-12",
    ]
    assert _pass(house) == []


def test_a_list_that_was_locked_early_is_only_drawn(sqlite_house: HouseUnderTest) -> None:
    upload(sqlite_house, Area.BENEFITS)
    lock(sqlite_house, Area.BENEFITS)
    assert "drew benefits 2026-12" in _at(sqlite_house, DRAW_MOMENT)


def test_without_a_list_controller_and_unit_head_are_told_once(house: HouseUnderTest) -> None:
    first = _at(house, DRAW_MOMENT)
    assert first == [f"told why the draw waits {area} 2026-12" for area in Area]
    assert _at(house, DRAW_MOMENT + timedelta(days=1)) == []
    told = [(name, values["area"]) for name, values in _told(house, "draw_waits")]
    assert told == [
        ("controller", "benefits"),
        ("controller", "integration"),
        ("gur", "benefits"),
        ("mui", "integration"),
    ]
    assert "noch keine Bestandsliste" in _told(house, "draw_waits")[0][1]["reason"]


def test_a_list_that_comes_late_is_drawn_by_the_next_pass_and_marked_late(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    _at(house, DRAW_MOMENT)
    house.clock.set(DRAW_MOMENT + timedelta(days=2))
    upload(house, Area.BENEFITS)
    assert "drew benefits 2026-12" in _pass(house)
    audit = _month(house)
    assert audit is not None
    assert audit.drawn_late


@pytest.mark.parametrize("days", [1, 3, 40])
def test_a_machine_that_was_off_catches_up_once(sqlite_house: HouseUnderTest, days: int) -> None:
    house = sqlite_house
    upload(house, Area.BENEFITS)
    done = _at(house, DRAW_MOMENT + timedelta(days=days))
    assert [d for d in done if "drew" in d] == ["drew benefits 2026-12"]
    audit = _month(house)
    assert audit is not None
    assert audit.drawn_late
    assert audit.drawn_on == (DRAW_MOMENT + timedelta(days=days)).date()


def test_a_stale_list_is_never_drawn_from(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    drawn(house, Area.BENEFITS)
    done = _at(house, datetime(2027, 1, 4, 5, tzinfo=UTC))
    assert "told why the draw waits benefits 2027-01" in done
    assert not [d for d in done if d.startswith("drew")]


def test_two_months_that_were_missed_are_drawn_in_their_order(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    upload(house, Area.BENEFITS)
    house.clock.set(datetime(2026, 12, 20, 9, tzinfo=UTC))
    upload(house, Area.BENEFITS, month=MONTH.shift(1))
    done = _at(house, datetime(2027, 1, 5, 9, tzinfo=UTC))
    assert [d for d in done if d.startswith("drew")] == ["drew benefits 2026-12", "drew benefits 2027-01"]


def test_an_unapproved_grid_keeps_the_month_shut_and_says_so(tmp_path: Path) -> None:
    with build_house(f"sqlite:///{tmp_path / 'iks.db'}", tmp_path, demo=False) as house:
        upload(house, Area.BENEFITS)
        assert "told why the draw waits benefits 2026-12" in _at(house, DRAW_MOMENT)
        told = [
            v["reason"] for name, v in _told(house, "draw_waits") if name == "gur" and "2026-12" in str(v)
        ]
        assert "noch nicht freigegeben" in told[0]
        with house.runtime.transaction() as session:
            session.execute(update(ChecklistVersion).values(approved_by="Bereichsleitung"))
        assert "drew benefits 2026-12" in _pass(house)


def test_a_demanded_public_value_is_asked_for_twice_its_source_before_the_lock_and_itself_behind(
    tmp_path: Path,
) -> None:
    database = f"sqlite:///{tmp_path / 'iks.db'}"
    with build_house(database, tmp_path, public_value="required") as house:
        upload(house, Area.BENEFITS)
        done = _at(house, DRAW_MOMENT)
        assert "asked for the source of the public value benefits 2026-12" in done
        assert not [one for one in done if one.startswith("locked")]
        assert _pass(house) == []
        told = _told(house, "public_source_needed")
        assert [name for name, _ in told] == ["revision", "revision-2"]
        mail = MailWriter(template_folder(), "https://iks.example").write("public_source_needed", told[0][1])
        assert "https://iks.example/revision/public-value/benefits/2026-12" in mail.text
        announce(house, Area.BENEFITS)
        assert _pass(house) == ["locked benefits 2026-12", "asked for the public value benefits 2026-12"]
        assert _pass(house) == []
        assert [name for name, _ in _told(house, "public_value_needed")] == ["revision", "revision-2"]
        audit = _month(house)
        assert audit is not None
        assert audit.state is MonthState.FRAME_LOCKED


def test_an_announced_value_is_waited_for_even_where_the_house_demands_none(house: HouseUnderTest) -> None:
    upload(house, Area.BENEFITS)
    announce(house, Area.BENEFITS)
    done = _at(house, DRAW_MOMENT)
    assert done[:2] == ["locked benefits 2026-12", "asked for the public value benefits 2026-12"]
    assert _pass(house) == []
    mail = MailWriter(template_folder(), "https://iks.example").write(
        "public_value_needed", _told(house, "public_value_needed")[0][1]
    )
    assert "fehlt noch der öffentliche Wert: Würfel vor Zeugen" in mail.text
    assert "https://iks.example/revision/public-value/benefits/2026-12" in mail.text
    draw(house, Area.BENEFITS, public_value="3-5-6", actor=house.actor("revision"))
    assert _pass(house) == []


def test_the_head_of_the_journal_is_told_with_the_first_pass_of_a_week_and_not_twice(
    house: HouseUnderTest,
) -> None:
    monday = datetime(2026, 11, 23, 5, tzinfo=UTC)
    house.clock.set(monday)
    with house.runtime.transaction(writes=False) as session:
        position, digest = journal.head(session)
    assert HEAD in _whole_pass(house)
    assert [(name, v["position"], v["hash"]) for name, v in _told(house, "journal_head")] == [
        ("revision", str(position), digest),
        ("revision-2", str(position), digest),
    ]
    for days in (0, 1, 6):
        house.clock.set(monday + timedelta(days=days, hours=1))
        assert HEAD not in _whole_pass(house)
    mail = MailWriter(template_folder(), "https://iks.example").write(
        "journal_head", _told(house, "journal_head")[0][1]
    )
    assert mail.subject == f"Stand des Protokolls: Eintrag {position}"
    assert digest in mail.text
    assert "https://iks.example/revision/journal" in mail.text
    # A machine that was off on Monday tells it on Tuesday.
    house.clock.set(monday + timedelta(days=8))
    assert HEAD in _whole_pass(house)
    assert HEAD not in _whole_pass(house)
    assert len(_told(house, "journal_head")) == 4


def test_a_row_changed_behind_the_lock_stops_its_draw_and_no_other(
    house: HouseUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    for area in Area:
        upload(house, area)
        lock(house, area)
    with house.runtime.transaction() as session:
        changed = update(FrameRow).where(FrameRow.file_ref.like("%BG0000003"))
        session.execute(changed.values(status="at_external_audit"))
    with caplog.at_level(logging.ERROR, logger="iks.jobs"):
        done = _at(house, DRAW_MOMENT)
    assert done == ["drew integration 2026-12"]
    assert "draw benefits 2026-12 failed: IntegrityError" in caplog.text
    assert [name for name, _ in _told(house, "draw_stopped")] == ["admin", "revision", "revision-2"]
    assert "BG0000003" not in caplog.text


def test_eight_passes_at_the_same_instant_draw_each_area_once(house: HouseUnderTest) -> None:
    for area in Area:
        upload(house, area)
    house.clock.set(DRAW_MOMENT)
    with ThreadPoolExecutor(8) as threads:
        passes = list(threads.map(lambda _: _pass(house), range(8)))
    drew = [done for one in passes for done in one if done.startswith("drew")]
    # Whoever locked may find that another pass has drawn by then; the draw stands all the same.
    assert sorted(drew) == ["drew benefits 2026-12", "drew integration 2026-12"]
    with house.runtime.transaction(writes=False) as session:
        assert len(list(session.scalars(select(Draw)))) == 2
        assert len(journal.latest(session, 10, event_name="frame_locked")) == 2


def test_a_clock_behind_the_journal_draws_nothing_and_raises_the_alarm(
    sqlite_house: HouseUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    house = sqlite_house
    house.clock.set(DRAW_MOMENT + timedelta(days=3))
    upload(house, Area.BENEFITS)
    with caplog.at_level(logging.CRITICAL, logger="iks.jobs"):
        assert _at(house, DRAW_MOMENT + timedelta(days=1)) == []
    assert "the clock shows a time before" in caplog.text
    with house.runtime.transaction(writes=False) as session:
        assert clock_is_behind(session, house.clock)
    assert "drew benefits 2026-12" in _at(house, DRAW_MOMENT + timedelta(days=4))


def test_a_drawn_month_closes_on_its_last_day_with_missing_branches(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    drawn(house, Area.BENEFITS)
    before = datetime(2026, 12, 28, 4, 59, tzinfo=UTC)
    assert not [done for done in _at(house, before) if done.startswith("closed")]
    assert "closed benefits 2026-12" in _at(house, datetime(2026, 12, 28, 5, tzinfo=UTC))
    audit = _month(house)
    assert audit is not None
    assert audit.state is MonthState.CLOSED
    with house.runtime.transaction(writes=False) as session:
        assert len(list(session.scalars(select(BranchMonth)))) == 3
