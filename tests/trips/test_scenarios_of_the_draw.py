"""Acceptance scenarios of list and draw: A05, A07, A20 and A22."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import func, select

from iks.domain.values import Area, FrameStatus
from iks.jobs.due import run_due
from iks.services.check_file import sample_view
from iks.store import journal
from iks.store.draws import Draw, SampleFile
from iks.store.frames import Frame, FrameRow
from iks.store.months import branch_months, get_month
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import (
    DRAW_MOMENT,
    SIZES,
    benefits_list,
    draw,
    drawn,
    lock,
    upload,
)
from tests.page_client import Page
from tests.services.branch_factory import FINDING_WITH_MONEY, all_ok, finish, sample, save

FRAMES = "/controlling/frames"


def test_a05_a_small_branch_is_checked_whole_and_an_empty_one_owes_nothing(house: HouseUnderTest) -> None:
    data = benefits_list({"Z06": 45, "S13": 7})
    upload(house, Area.BENEFITS, data, reason="Mitte ist geschlossen")
    house.clock.set(DRAW_MOMENT)
    run_due(house.runtime)
    with house.runtime.transaction(writes=False) as session:
        expected = {
            place.branch_code: place.expected for place in branch_months(session, Area.BENEFITS, MONTH)
        }
        listed = set(session.scalars(select(FrameRow.file_ref).where(FrameRow.branch_code == "S13")))
        sampled = set(session.scalars(select(SampleFile.file_ref).where(SampleFile.branch_code == "S13")))
    assert expected == {"Z01": 0, "Z06": 10, "S13": 7}
    assert sampled == listed


def test_a07_a_file_drawn_in_december_is_skipped_in_january_and_the_next_ticket_moves_up(
    house: HouseUnderTest,
) -> None:
    january, large = MONTH.shift(1), benefits_list({"Z01": 30, "Z06": 300, "S13": 7})
    drawn(house, Area.BENEFITS, large)
    house.clock.set(datetime(2027, 1, 4, 5, tzinfo=UTC))
    upload(house, Area.BENEFITS, large, month=january)
    lock(house, Area.BENEFITS, month=january)
    draw(house, Area.BENEFITS, month=january)
    with house.runtime.transaction(writes=False) as session:
        query = select(SampleFile.file_ref).join(SampleFile.draw).where(SampleFile.branch_code == "Z06")
        december = set(session.scalars(query.where(Draw.month == MONTH)))
        second = set(session.scalars(query.where(Draw.month == january)))
        skipped = set(
            session.scalars(select(FrameRow.file_ref).where(FrameRow.status == FrameStatus.CHECKED_RECENTLY))
        )
        page = house.signed_in("controller").get(f"{FRAMES}/benefits/{january}")
    assert len(december) == len(second) == 10
    assert skipped == december
    assert december.isdisjoint(second)
    # Which files wait for their next turn is said to the revision only.
    assert "337" in page.text("dl")
    assert "327" not in page.text()


def test_a07_what_was_found_last_time_is_told_only_when_the_file_is_finished(
    sqlite_house: HouseUnderTest,
) -> None:
    """A branch that is checked whole meets its files again every month."""
    house, january = sqlite_house, MONTH.shift(1)
    drawn(house, Area.BENEFITS)
    first = sample(house, "s13").files[0]
    save(
        house,
        first.sheet_id,
        all_ok(Area.BENEFITS, {"L08": FINDING_WITH_MONEY}),
        username="s13",
        whole_page=True,
    )
    finish(house, first.sheet_id, username="s13")
    house.clock.set(datetime(2027, 1, 4, 5, tzinfo=UTC))
    upload(house, Area.BENEFITS, month=january)
    lock(house, Area.BENEFITS, month=january)
    draw(house, Area.BENEFITS, month=january)
    with house.runtime.transaction(writes=False) as session:
        again = sample_view(session, house.clock, house.actor("s13"), Area.BENEFITS, january)
    sheet_id = next(line.sheet_id for line in again.files if line.file_ref == first.file_ref)
    address, said = f"/branch/check/{sheet_id}", "Diese Akte wurde schon einmal geprüft: Dezember 2026"
    assert said not in house.signed_in("s13").get(address).text("main")
    save(house, sheet_id, all_ok(Area.BENEFITS), username="s13", whole_page=True)
    finish(house, sheet_id, username="s13")
    told = house.signed_in("s13").get(address).text("main").partition(said)[2]
    assert "L08" in told[:200]


def test_a20_a_bad_list_stops_with_its_lines_and_a_fall_needs_a_reason(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    upload(house, Area.BENEFITS, month=MONTH.shift(-1))
    lock(house, Area.BENEFITS, month=MONTH.shift(-1))
    shorter = benefits_list({**SIZES, "Z06": 31})
    lines = shorter.split(b"\r\n")
    bad = b"\r\n".join([*lines, lines[5], lines[6].replace(b"Mitte", b"Mitlere", 1)])
    page = _send(house, bad, status=422)
    assert "Die Liste hat 3 Fehler." in page.text()
    assert "steht schon in Zeile 6" in page.text("table")
    page = _send(house, bad, status=422, control_total="70")
    assert "Die Liste hat 3 Fehler." in page.text()
    with house.runtime.transaction(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Frame)) == 1
    page = _send(house, shorter, status=422)
    assert "Z06 Bad Cannstatt" in page.text("table")
    page = _send(house, shorter, status=422, reason="Umzug", control_total="82")
    assert "Das Fachverfahren nennt 82 Akten, in der Liste stehen 68." in page.text()
    _send(house, shorter, status=303, reason="Umzug", control_total="68")


def _send(house: HouseUnderTest, content: bytes, *, status: int, **fields: str) -> Page:
    data: dict[str, Any] = {"area": "benefits", "month": "2026-12", **fields}
    data["file"] = (BytesIO(content), "Bestand.csv")
    response = house.signed_in("controller").post(FRAMES, data)
    assert response.status_code == status
    return Page(response.text)


def test_a22_after_two_days_without_power_the_draw_runs_once_and_is_marked_late(
    house: HouseUnderTest,
) -> None:
    upload(house, Area.BENEFITS, reference_date=date(2026, 11, 18))
    house.clock.set(DRAW_MOMENT + timedelta(days=2, hours=3))
    for _ in range(3):
        run_due(house.runtime)
    with house.runtime.transaction(writes=False) as session:
        audit = get_month(session, Area.BENEFITS, MONTH)
        (found,) = session.scalars(select(Draw))
        assert audit is not None
        assert found.frame.reference_date == date(2026, 11, 18)
        assert len(journal.latest(session, 10, event_name="month_drawn")) == 1
    assert (found.late, audit.drawn_late) == (True, True)
    # 14 working days from Thursday, the third of December.
    assert (audit.drawn_on, audit.due_on) == (date(2026, 12, 3), date(2026, 12, 23))
