"""Fixing the list of a month."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Select, delete, select, update

from checklists.load import load_builtin
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area, ExclusionReason, FrameStatus, MonthState
from iks.errors import NotPermitted, Refused
from iks.services.lock_frame import LockedFrame, NotReady, lock_frame
from iks.services.skip_recently_checked import SETTING, files_to_skip
from iks.store import journal
from iks.store.catalogue import ChecklistVersion
from iks.store.draws import Draw, SampleFile, SeedSecret
from iks.store.frames import Frame, FrameRow, canonical_columns, current_frame
from iks.store.months import get_month
from iks.store.organisation import Setting
from sampling import canonical_frame
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import DRAW_MOMENT, SIZES, benefits_list, draw, drawn, lock, small_list, upload


@pytest.mark.parametrize("area", Area)
def test_the_digest_is_that_of_the_rows_in_canonical_form(house: HouseUnderTest, area: Area) -> None:
    upload(house, area)
    done = lock(house, area)
    with house.runtime.transaction(writes=False) as session:
        frame, audit = current_frame(session, area, MONTH), get_month(session, area, MONTH)
        assert frame is not None
        assert audit is not None
        rows = canonical_columns(session, frame)
        rules, entry = journal.latest(session, 2)
    assert done.digest == frame.digest == canonical_frame(rows, load_builtin(area).draw.allocation).digest
    assert audit.state is MonthState.FRAME_LOCKED
    assert audit.checklist_version_id is not None
    assert (entry.event, done.digest in entry.data) == ("frame_locked", True)
    assert (rules.event, done.digest in rules.data) == ("draw_rules_fixed", True)
    assert done.files == sum(SIZES.values())


def test_the_digest_does_not_depend_on_the_order_of_the_upload(sqlite_house: HouseUnderTest) -> None:
    upload(sqlite_house, Area.BENEFITS)
    first = lock(sqlite_house, Area.BENEFITS).digest
    lines = benefits_list().split(b"\r\n")
    month = MONTH.shift(1)
    sqlite_house.clock.set(datetime(2026, 12, 31, 9, tzinfo=UTC))
    upload(sqlite_house, Area.BENEFITS, b"\r\n".join([lines[0], *reversed(lines[1:])]), month=month)
    assert lock(sqlite_house, Area.BENEFITS, month=month).digest == first


def test_a_second_lock_says_when_the_first_one_was(house: HouseUnderTest) -> None:
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    with pytest.raises(Refused, match=r"schon gesperrt \(20\.11\.2026, 10:00 Uhr\)"):
        lock(house, Area.BENEFITS)


def test_without_a_list_there_is_nothing_to_lock(sqlite_house: HouseUnderTest) -> None:
    with pytest.raises(NotReady, match="noch keine Bestandsliste"):
        lock(sqlite_house, Area.BENEFITS)


def test_a_drawn_month_is_not_locked_again(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    with pytest.raises(Refused, match="schon gezogen"):
        lock(sqlite_house, Area.BENEFITS)


def test_outside_the_demo_no_month_opens_with_an_unapproved_grid(sqlite_house: HouseUnderTest) -> None:
    upload(sqlite_house, Area.BENEFITS)
    with pytest.raises(NotReady, match="noch nicht freigegeben"):
        lock(sqlite_house, Area.BENEFITS, demo=False)
    with sqlite_house.runtime.transaction() as session:
        session.execute(update(ChecklistVersion).values(approved_by="Bereichsleitung"))
    assert lock(sqlite_house, Area.BENEFITS, demo=False).files == sum(SIZES.values())


def test_a_grid_that_changed_since_the_upload_needs_the_list_anew(sqlite_house: HouseUnderTest) -> None:
    upload(sqlite_house, Area.BENEFITS)
    with sqlite_house.runtime.transaction() as session:
        old = session.scalars(select(ChecklistVersion).where(ChecklistVersion.area == Area.BENEFITS)).one()
        copied = {name: getattr(old, name) for name in ("area", "content", "digest")}
        session.add(ChecklistVersion(version="2026.12b", valid_from=Month(2026, 12), **copied))
    with pytest.raises(NotReady, match="andere Fassung"):
        lock(sqlite_house, Area.BENEFITS)


def test_without_a_commitment_nothing_is_locked(sqlite_house: HouseUnderTest) -> None:
    upload(sqlite_house, Area.BENEFITS)
    with sqlite_house.runtime.transaction() as session:
        session.execute(delete(SeedSecret))
    with pytest.raises(NotReady, match="kein Startwert"):
        lock(sqlite_house, Area.BENEFITS)


@pytest.mark.parametrize("username", ["gur", "mui", "revision", "admin", "z06"])
def test_nobody_but_controlling_and_the_job_locks(sqlite_house: HouseUnderTest, username: str) -> None:
    house = sqlite_house
    upload(house, Area.BENEFITS)
    with house.runtime.transaction() as session, pytest.raises(NotPermitted):
        lock_frame(session, house.clock, house.actor(username), Area.BENEFITS, MONTH, demo=True)
    with house.runtime.transaction() as session:
        lock_frame(session, house.clock, Actor.job(), Area.BENEFITS, MONTH, demo=True)


def test_two_locks_at_the_same_instant_are_one(house: HouseUnderTest) -> None:
    upload(house, Area.BENEFITS)
    results = _both(house)
    assert sorted(type(result).__name__ for result in results) == ["LockedFrame", "Refused"]
    with house.runtime.transaction(writes=False) as session:
        assert len(journal.latest(session, 10, event_name="frame_locked")) == 1


def _both(house: HouseUnderTest) -> list[LockedFrame | Refused]:
    def attempt(_: int) -> LockedFrame | Refused:
        try:
            return lock(house, Area.BENEFITS)
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(attempt, range(2)))


def test_files_of_the_register_are_skipped_where_240_others_are_left() -> None:
    def rows(branch: str, files: int) -> list[tuple[str, str, str, str]]:
        return [(branch, "-", f"{branch}-{number}", "eligible") for number in range(files)]

    at_audit = ("Z01", "-", "Z01-x", "at_external_audit")
    register = {"Z01-0", "Z01-1", "Z01-x", "Z02-0"}
    skipped = files_to_skip([*rows("Z01", 242), *rows("Z02", 240), at_audit], register)
    # Z02 would have only 239 left, and a file that cannot be drawn anyway keeps its own status.
    assert skipped == ["Z01-0", "Z01-1"]


@pytest.mark.parametrize(("switched_on", "expected"), [(True, 10), (False, 0)])
def test_the_lock_skips_what_was_drawn_within_twelve_months(
    sqlite_house: HouseUnderTest, *, switched_on: bool, expected: int
) -> None:
    house, january = sqlite_house, MONTH.shift(1)
    with house.runtime.transaction() as session:
        session.add(Setting(name=SETTING, valid_from=Month(2024, 1), value=switched_on))
    large = benefits_list({"Z01": 300, "Z06": 100, "S13": 7})
    drawn(house, Area.BENEFITS, large)
    house.clock.set(datetime(2027, 1, 4, 5, tzinfo=UTC))
    upload(house, Area.BENEFITS, large, month=january)
    lock(house, Area.BENEFITS, month=january)
    with house.runtime.transaction(writes=False) as session:
        before = set(session.scalars(select(SampleFile.file_ref)))
        skipped = set(
            session.scalars(select(FrameRow.file_ref).where(FrameRow.status == FrameStatus.CHECKED_RECENTLY))
        )
    assert len(skipped) == expected
    assert skipped <= before
    draw(house, Area.BENEFITS, month=january)
    with house.runtime.transaction(writes=False) as session:
        query = select(SampleFile.file_ref).join(SampleFile.draw).join(Frame).where(Frame.month == january)
        assert skipped.isdisjoint(session.scalars(query))


@pytest.mark.parametrize("why", ["voided", "of a focus topic", "replaced"])
def test_a_file_that_was_not_checked_in_the_regular_draw_is_not_skipped(
    sqlite_house: HouseUnderTest, why: str
) -> None:
    house, january = sqlite_house, MONTH.shift(1)
    large = benefits_list({"Z01": 300, "Z06": 45, "S13": 7})
    drawn(house, Area.BENEFITS, large)
    with house.runtime.transaction() as session:
        draw, first = session.scalars(select(Draw)).one(), session.scalars(_of_z01()).first()
        assert first is not None
        if why == "voided":
            draw.voided_at = house.clock.now()
        elif why == "replaced":
            first.exclusion_reason, first.excluded_at = ExclusionReason.AT_COURT, house.clock.now()
        else:
            draw.draw_code = "benefits/housing"
    house.clock.set(datetime(2027, 1, 4, 5, tzinfo=UTC))
    upload(house, Area.BENEFITS, large, month=january)
    lock(house, Area.BENEFITS, month=january)
    with house.runtime.transaction(writes=False) as session:
        query = select(FrameRow.file_ref).where(FrameRow.status == FrameStatus.CHECKED_RECENTLY)
        skipped = set(session.scalars(query))
    assert len(skipped) == (9 if why == "replaced" else 0)
    assert first.file_ref not in skipped


def _of_z01() -> Select[tuple[SampleFile]]:
    return select(SampleFile).where(SampleFile.branch_code == "Z01").order_by(SampleFile.position)


def test_a_year_later_the_register_has_forgotten(sqlite_house: HouseUnderTest) -> None:
    house, later = sqlite_house, MONTH.shift(13)
    large = small_list(Area.BENEFITS, {"Z01": 300, "Z06": 45, "S13": 7})
    drawn(house, Area.BENEFITS, large)
    house.clock.set(DRAW_MOMENT.replace(year=2027, month=12, day=31))
    upload(house, Area.BENEFITS, large, month=later)
    lock(house, Area.BENEFITS, month=later)
    with house.runtime.transaction(writes=False) as session:
        frame = current_frame(session, Area.BENEFITS, later)
        assert frame is not None
        assert {status for *_, status in canonical_columns(session, frame)} == {FrameStatus.ELIGIBLE}
