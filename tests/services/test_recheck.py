"""The re-check: ordered once, fixed at the close, drawn with the same chance for every sheet, proved."""

import hashlib
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from iks.domain.draw_events import RecheckOrdered
from iks.domain.draw_proof import DrawVerdict
from iks.domain.month import Month
from iks.domain.values import Area
from iks.errors import InvalidInput, NotPermitted, NotThere, Refused
from iks.jobs.due import run_due
from iks.services import prove_draw, show_draws
from iks.services.draw_recheck import RecheckDue, draw_recheck
from iks.services.lock_recheck import months_to_lock
from iks.services.order_recheck import change_sheets, order_recheck, sheets_to_draw
from iks.services.view_recheck import recheck_desk, recheck_list
from iks.store import journal
from iks.store.draws import Draw, current_draw, next_secret
from iks.store.focus import RECHECK
from iks.store.frames import Frame, FrameRow, canonical_columns, current_frame
from iks.store.recheck import HOUSE, RecheckFile
from sampling import canonical_frame, verify_bundle
from sampling import draw as draw_from
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import DRAW_MOMENT
from tests.services.branch_factory import check_all, drawn_house, submit

AREAS = pytest.mark.parametrize("area", list(Area))
ORDER_MOMENT = datetime(2026, 12, 10, 9, 0, tzinfo=UTC)
LAST_DAY = datetime(2026, 12, 28, 5, 0, tzinfo=UTC)


def order(house: HouseUnderTest, area: Area, sheets: int = 10, username: str = "revision") -> str:
    """Order the re-check of an area."""
    runtime = house.runtime
    with runtime.transaction() as session:
        return order_recheck(session, house.clock, house.actor(username), runtime.vault, area, sheets)


def checked_house(house: HouseUnderTest, area: Area, *branches: str) -> None:
    """Draw December, and let branches check everything and submit."""
    drawn_house(house, area)
    house.clock.set(ORDER_MOMENT)
    for branch in branches:
        check_all(house, branch, area)
        submit(house, branch, area)


def closed(house: HouseUnderTest) -> list[str]:
    """Let the scheduler close the month on its last day, and look again a minute later."""
    house.clock.set(LAST_DAY)
    first = [str(act) for act in run_due(house.runtime)]
    house.clock.set(LAST_DAY + timedelta(minutes=1))
    return first + [str(act) for act in run_due(house.runtime)]


def rechecked(house: HouseUnderTest, area: Area, sheets: int = 10) -> Draw:
    """Take a re-check from its order to its draw."""
    checked_house(house, area, "z01", "z06")
    order(house, area, sheets)
    closed(house)
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, f"{area}/recheck", MONTH)
        assert found is not None
        return found


def frame_of(house: HouseUnderTest, area: Area) -> Frame | None:
    """Return the list of sheets of December."""
    with house.runtime.transaction(writes=False) as session:
        return current_frame(session, area, MONTH, RECHECK)


@AREAS
def test_an_order_commits_to_the_first_secret(house: HouseUnderTest, area: Area) -> None:
    house.clock.set(ORDER_MOMENT)
    commitment = order(house, area)
    with house.runtime.transaction(writes=False) as session:
        link = next_secret(session, f"{area}/recheck")
        last = [entry.event for entry in journal.latest(session, 2)]
        assert sheets_to_draw(session, area, Month(2026, 12)) == 10
        assert sheets_to_draw(session, area, Month(2026, 11)) is None
    assert link is not None
    assert (link.position, link.commitment) == (1, commitment)
    assert last == ["seed_committed", RecheckOrdered.name]


def test_it_is_ordered_once_and_by_the_revision_only(sqlite_house: HouseUnderTest) -> None:
    order(sqlite_house, Area.BENEFITS)
    with pytest.raises(Refused, match="schon angeordnet"):
        order(sqlite_house, Area.BENEFITS, username="revision-2")
    for username in ("gur", "management", "controller", "admin", "z06"):
        with pytest.raises(NotPermitted):
            order(sqlite_house, Area.INTEGRATION, username=username)


@pytest.mark.parametrize("sheets", [9, 51, 0])
def test_the_number_of_sheets_lies_between_ten_and_fifty(sqlite_house: HouseUnderTest, sheets: int) -> None:
    with pytest.raises(InvalidInput, match="10 bis 50"):
        order(sqlite_house, Area.BENEFITS, sheets)
    order(sqlite_house, Area.BENEFITS)
    house = sqlite_house
    with house.runtime.transaction() as session, pytest.raises(InvalidInput):
        change_sheets(session, house.clock, house.actor("revision"), Area.BENEFITS, sheets)


def test_another_number_holds_from_the_next_month_on(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    with house.runtime.transaction() as session, pytest.raises(Refused, match="noch nicht angeordnet"):
        change_sheets(session, house.clock, house.actor("revision"), Area.BENEFITS, 20)
    order(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        begin = change_sheets(session, house.clock, house.actor("revision"), Area.BENEFITS, 20)
    with house.runtime.transaction(writes=False) as session:
        numbers = [sheets_to_draw(session, Area.BENEFITS, month) for month in (begin.shift(-1), begin)]
    assert (begin, numbers) == (Month(2026, 12), [10, 20])


@AREAS
def test_sheets_are_fixed_when_the_month_closes_and_drawn_by_the_next_pass(
    house: HouseUnderTest, area: Area
) -> None:
    checked_house(house, area, "z01", "z06")
    order(house, area)
    done = closed(house)
    wanted = [f"closed {area} 2026-12", f"locked {area}/recheck 2026-12", f"drew {area}/recheck 2026-12"]
    assert [act for act in done if act in wanted] == wanted
    with house.runtime.transaction(writes=False) as session:
        link = next_secret(session, f"{area}/recheck")
        assert months_to_lock(session) == ()
    assert link is not None
    assert link.position == 2
    assert not any("recheck" in str(act) for act in run_due(house.runtime))


@AREAS
def test_the_list_holds_every_finished_sheet_of_branches_that_submitted(
    house: HouseUnderTest, area: Area
) -> None:
    checked_house(house, area, "z06")
    # Checked, but never handed in.
    check_all(house, "z01", area)
    order(house, area)
    closed(house)
    frame = frame_of(house, area)
    assert frame is not None
    with house.runtime.transaction(writes=False) as session:
        rows = canonical_columns(session, frame)
        assert set(session.scalars(select(FrameRow.attributes).where(FrameRow.frame_id == frame.id))) == {
            None
        }
        regular = current_draw(session, area.value, MONTH)
        assert regular is not None
        columns = canonical_columns(session, regular.frame)
    of_z06 = {ref for branch, _, ref, _ in columns if branch == "Z06"}
    assert len(rows) == 10
    assert {row[2] for row in rows} <= of_z06
    assert {(branch, stratum, status) for branch, stratum, _, status in rows} == {("house", "-", "eligible")}


@AREAS
def test_the_bundle_of_a_re_check_verifies_and_its_draw_recomputes(
    house: HouseUnderTest, area: Area, tmp_path: Path
) -> None:
    found, runtime = rechecked(house, area), house.runtime
    with runtime.transaction() as session:
        content = prove_draw.bundle(session, house.clock, house.actor("revision"), runtime.vault, found.id)
    with runtime.transaction() as session:
        again = prove_draw.recompute(session, house.clock, house.actor("revision"), runtime.vault, found.id)
    file = tmp_path / "proof.zip"
    file.write_bytes(content)
    assert verify_bundle(file).ok
    assert again.result.verdict is DrawVerdict.AGREES
    assert not found.late


def test_an_exchanged_sheet_is_found_out(sqlite_house: HouseUnderTest) -> None:
    found, house = rechecked(sqlite_house, Area.BENEFITS), sqlite_house
    with house.runtime.transaction() as session:
        session.get_one(RecheckFile, (found.id, 1)).ticket = "0" * 64
    with house.runtime.transaction() as session:
        again = prove_draw.recompute(
            session, house.clock, house.actor("revision"), house.runtime.vault, found.id
        )
    assert again.result.verdict is DrawVerdict.DIFFERS


def test_every_sheet_has_the_same_chance_whatever_its_branch(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    checked_house(house, Area.BENEFITS, "z01", "z06", "s13")
    order(house, Area.BENEFITS)
    closed(house)
    frame = frame_of(house, Area.BENEFITS)
    assert frame is not None
    with house.runtime.transaction(writes=False) as session:
        canonical = canonical_frame(canonical_columns(session, frame), frame.allocation)
    draws, sheets, each = 2700, len(canonical), 10
    drawn: Counter[str] = Counter()
    for number in range(draws):
        seed = hashlib.sha256(str(number).encode()).hexdigest()
        drawn.update(file.file_ref for file in draw_from(canonical, seed, frame.allocation)[HOUSE])
    assert sheets == 27
    expected = draws * each / sheets
    assert (len(drawn), sum(drawn.values())) == (sheets, draws * each)
    # Pearson's statistic of draws without replacement; 26 degrees of freedom, 54.05 at one in a thousand.
    spread = sum((count - expected) ** 2 for count in drawn.values()) / (expected * (1 - each / sheets))
    assert spread * (sheets - 1) / sheets < 54.05


def test_fewer_sheets_than_wanted_are_all_drawn(sqlite_house: HouseUnderTest) -> None:
    checked_house(sqlite_house, Area.BENEFITS, "s13")
    order(sqlite_house, Area.BENEFITS, 50)
    closed(sqlite_house)
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert len(list(session.scalars(select(RecheckFile)))) == 7


def test_without_a_submission_there_is_nothing_to_draw(sqlite_house: HouseUnderTest) -> None:
    checked_house(sqlite_house, Area.BENEFITS)
    order(sqlite_house, Area.BENEFITS)
    assert not any("recheck" in act for act in closed(sqlite_house))
    assert frame_of(sqlite_house, Area.BENEFITS) is None


def test_an_order_on_the_day_of_the_close_waits_for_a_working_day(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    checked_house(house, Area.BENEFITS, "z06")
    house.clock.set(LAST_DAY - timedelta(hours=1))
    order(house, Area.BENEFITS)
    assert not any("recheck" in act for act in closed(house))
    house.clock.set(LAST_DAY + timedelta(days=1))
    run_due(house.runtime)
    assert frame_of(house, Area.BENEFITS) is not None


def test_a_late_submission_is_not_among_the_sheets(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    checked_house(house, Area.BENEFITS, "z06")
    order(house, Area.BENEFITS)
    house.clock.set(LAST_DAY)
    run_due(house.runtime)
    check_all(house, "z01", Area.BENEFITS)
    submit(house, "z01", Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        desk = recheck_desk(session, house.clock, house.actor("revision"))[0]
    assert desk.months[0].checked == 10


def test_nothing_is_drawn_before_the_sheets_are_fixed_and_nothing_twice(sqlite_house: HouseUnderTest) -> None:
    house, due = sqlite_house, RecheckDue(Area.BENEFITS, MONTH)
    checked_house(house, Area.BENEFITS, "z06")
    order(house, Area.BENEFITS)
    revision = house.actor("revision")
    with house.runtime.transaction() as session, pytest.raises(Refused, match="noch nicht fest"):
        draw_recheck(session, house.clock, revision, house.runtime.vault, due)
    closed(house)
    with house.runtime.transaction() as session, pytest.raises(Refused, match="schon gezogen"):
        draw_recheck(session, house.clock, revision, house.runtime.vault, due)
    with house.runtime.transaction() as session, pytest.raises(NotPermitted):
        draw_recheck(session, house.clock, house.actor("controller"), house.runtime.vault, due)


def test_the_revision_gets_numbers_and_branches_and_no_answers(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    rechecked(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        found = recheck_list(session, house.clock, house.actor("revision"), Area.BENEFITS, MONTH)
    assert [line.number for line in found.lines] == list(range(1, 11))
    assert {line.branch for line in found.lines} <= {"Z01", "Z06"}
    place, done = {"number", "file_ref", "branch", "branch_name"}, {"answered", "finished"}
    assert set(vars(found.lines[0])) == place | done
    # What stands there of answers is counted of the second check alone; the first answers are many by now.
    assert {(line.answered, line.finished) for line in found.lines} == {(0, False)}
    with house.runtime.transaction(writes=False) as session:
        opened = journal.latest(session, 1)[0]
        lines = show_draws.draws_view(session, house.actor("revision"))
    assert (opened.event, json.loads(opened.data)["draw_id"]) == ("draw_opened", "benefits/recheck")
    assert not any(line.file_ref in opened.data for line in found.lines)
    assert next(line.files for line in lines if line.draw_code == "benefits/recheck") == 10


@pytest.mark.parametrize("username", ["gur", "gur-staff", "controller", "management", "admin", "z06"])
def test_nobody_else_gets_the_list(sqlite_house: HouseUnderTest, username: str) -> None:
    house = sqlite_house
    rechecked(house, Area.BENEFITS)
    with house.runtime.transaction() as session, pytest.raises(NotPermitted):
        recheck_list(session, house.clock, house.actor(username), Area.BENEFITS, MONTH)


def test_a_month_that_is_not_drawn_has_no_list(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    house.clock.set(DRAW_MOMENT)
    with house.runtime.transaction() as session, pytest.raises(NotThere):
        recheck_list(session, house.clock, house.actor("revision"), Area.BENEFITS, MONTH)
