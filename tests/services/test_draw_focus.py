"""The draw of a focus topic: derived at the lock, drawn after the regular one, proved like any other."""

import json
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from iks.domain.draw_proof import DrawVerdict
from iks.domain.roles import Actor
from iks.domain.values import Area, CheckState, FrameStatus, MonthState
from iks.errors import NotPermitted, NotThere, Refused
from iks.jobs.due import run_due
from iks.services import prove_draw, show_draws, void_draw
from iks.services.attach_focus_grid import attach_grid
from iks.services.check_file import finish, open_sheet
from iks.services.draw_focus import draw_focus, focus_draws, focus_due
from iks.services.focus_files import focus_files
from iks.services.prove_draw import Recomputed
from iks.store import journal
from iks.store.casework import FileCheck, sheets_of
from iks.store.draws import Draw, SampleFile, current_draw, next_secret, sample_of
from iks.store.focus import get_topic
from iks.store.frames import FrameRow, canonical_columns, current_frame, set_status
from iks.store.months import get_branch_month, get_month
from sampling import verify_bundle
from tests.focus_grid import POINTS, short_grid
from tests.focus_under_test import (
    CODE,
    CODES,
    MATCHING,
    NEXT,
    NEXT_DRAW,
    WITHOUT,
    december_drawn,
    focus_drawn,
    january_drawn,
    january_locked,
    mixed_list,
    ordered,
    with_grid,
)
from tests.house_under_test import HouseUnderTest
from tests.month_under_test import draw, lock, upload

AREAS = pytest.mark.parametrize("area", list(Area))


def focus_draw(house: HouseUnderTest, area: Area) -> Draw:
    """Return the draw of the topic."""
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, f"{area}/{CODE}", NEXT)
        assert found is not None
        assert found.secret
        return found


def bundle_of(house: HouseUnderTest, area: Area) -> bytes:
    """Return the proof bundle of the topic as the revision takes it along."""
    runtime, wanted = house.runtime, focus_draw(house, area).id
    with runtime.transaction() as session:
        return prove_draw.bundle(session, house.clock, house.actor("revision"), runtime.vault, wanted)


def recomputed(house: HouseUnderTest, area: Area) -> Recomputed:
    """Let the revision recompute the draw of the topic."""
    runtime, wanted = house.runtime, focus_draw(house, area).id
    with runtime.transaction() as session:
        return prove_draw.recompute(session, house.clock, house.actor("revision"), runtime.vault, wanted)


@AREAS
def test_the_bundle_of_a_topic_verifies_with_the_program_in_it_alone(
    house: HouseUnderTest, area: Area, tmp_path: Path
) -> None:
    done = january_drawn(house, area)
    file = tmp_path / "proof.zip"
    file.write_bytes(bundle_of(house, area))
    assert verify_bundle(file).ok
    with zipfile.ZipFile(file) as archive:
        archive.extract("verify.py", tmp_path)
        manifest, rows = json.loads(archive.read("manifest.json")), archive.read("sample.tsv")
    command = [sys.executable, "-I", "verify.py", file.name]
    alone = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter.
    assert (alone.returncode, alone.stderr) == (0, "")
    assert (manifest["draw_id"], manifest["allocation"]) == (f"{area}/{CODE}", {"-": 5})
    assert rows.count(b"\n") == done.files == 5 * len(MATCHING)


@AREAS
def test_the_draw_of_a_topic_recomputes(house: HouseUnderTest, area: Area) -> None:
    january_drawn(house, area)
    assert recomputed(house, area).result.verdict is DrawVerdict.AGREES


@AREAS
def test_the_list_of_a_topic_holds_its_files_and_no_attributes(house: HouseUnderTest, area: Area) -> None:
    january_drawn(house, area)
    with house.runtime.transaction(writes=False) as session:
        regular, derived = current_frame(session, area, NEXT), current_frame(session, area, NEXT, CODE)
        assert regular is not None
        assert derived is not None
        rows = canonical_columns(session, derived)
        known = select(FrameRow.attributes).where(FrameRow.frame_id == derived.id)
        assert set(session.scalars(known)) == {None}
    assert Counter(branch for branch, _, _, _ in rows) == MATCHING
    assert {stratum for _, stratum, _, _ in rows} == {"-"}
    assert derived.digest != regular.digest
    assert derived.allocation == {"-": 5}


def test_a_branch_without_a_match_stands_there_with_an_empty_list(house: HouseUnderTest) -> None:
    done = january_drawn(house, Area.BENEFITS)
    assert done.by_branch == dict.fromkeys(CODES, 5) | {WITHOUT: 0}


def test_lock_and_rules_of_a_topic_stand_in_the_journal_before_its_draw(house: HouseUnderTest) -> None:
    december_drawn(house, Area.BENEFITS)
    ordered(house, Area.BENEFITS)
    january_locked(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        derived = current_frame(session, Area.BENEFITS, NEXT, CODE)
        assert derived is not None
        rules = [json.loads(entry.data) for entry in journal.all_of(session, "draw_rules_fixed")]
        locks = [json.loads(entry.data) for entry in journal.all_of(session, "frame_locked")]
    assert {"draw_id": f"benefits/{CODE}", "allocation": "-=5"}.items() <= rules[-1].items()
    assert rules[-1]["frame_digest"] == locks[-1]["frame_digest"] == derived.digest
    draw(house, Area.BENEFITS, month=NEXT)
    focus_drawn(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        last = [entry.event for entry in reversed(journal.latest(session, 2))]
        link = next_secret(session, f"benefits/{CODE}")
    assert last == ["month_drawn", "seed_committed"]
    assert link is not None
    assert link.position == 2


def test_files_keep_the_status_of_the_regular_list(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    ordered(house, Area.BENEFITS)
    upload(house, Area.BENEFITS, mixed_list(Area.BENEFITS), month=NEXT)
    with house.runtime.transaction() as session:
        regular = current_frame(session, Area.BENEFITS, NEXT)
        assert regular is not None
        first = [ref for branch, _, ref, _ in canonical_columns(session, regular) if branch == "Z01"][:2]
        set_status(session, regular, first[:1], FrameStatus.CHECKED_RECENTLY)
        set_status(session, regular, first[1:], FrameStatus.AT_EXTERNAL_AUDIT)
    house.clock.set(NEXT_DRAW)
    lock(house, Area.BENEFITS, month=NEXT)
    with house.runtime.transaction(writes=False) as session:
        derived = current_frame(session, Area.BENEFITS, NEXT, CODE)
        assert derived is not None
    assert derived.counts["Z01"] == {"-": {"eligible": 6, "checked_recently": 1, "at_external_audit": 1}}


def test_the_scheduler_draws_a_topic_right_after_its_month(house: HouseUnderTest) -> None:
    december_drawn(house, Area.BENEFITS)
    ordered(house, Area.BENEFITS)
    upload(house, Area.BENEFITS, mixed_list(Area.BENEFITS), month=NEXT)
    house.clock.set(NEXT_DRAW)
    done = [str(act) for act in run_due(house.runtime)]
    wanted = ["locked benefits 2027-01", "drew benefits 2027-01", f"drew benefits/{CODE} 2027-01"]
    assert [act for act in done if act in wanted] == wanted
    assert not any("drew" in str(act) for act in run_due(house.runtime))
    with house.runtime.transaction(writes=False) as session:
        assert focus_due(session) == ()


def test_a_topic_is_not_drawn_before_its_month_and_not_twice(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    ordered(house, Area.BENEFITS)
    with pytest.raises(Refused, match="keine Liste gesperrt"):
        focus_drawn(house, Area.BENEFITS)
    january_locked(house, Area.BENEFITS)
    with pytest.raises(Refused, match="nach der regelmäßigen Stichprobe"):
        focus_drawn(house, Area.BENEFITS)
    draw(house, Area.BENEFITS, month=NEXT)
    focus_drawn(house, Area.BENEFITS)
    with pytest.raises(Refused, match="schon gezogen"):
        focus_drawn(house, Area.BENEFITS)


@pytest.mark.parametrize("username", ["gur", "management", "revision", "z06", "admin"])
def test_only_the_controller_draws_by_hand(sqlite_house: HouseUnderTest, username: str) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    ordered(house, Area.BENEFITS)
    january_locked(house, Area.BENEFITS)
    draw(house, Area.BENEFITS, month=NEXT)
    with pytest.raises(NotPermitted):
        focus_drawn(house, Area.BENEFITS, actor=house.actor(username))
    assert focus_drawn(house, Area.BENEFITS, actor=house.actor("controller")).files == 35


def test_a_month_without_any_match_is_drawn_and_proved(house: HouseUnderTest, tmp_path: Path) -> None:
    december_drawn(house, Area.BENEFITS)
    ordered(house, Area.BENEFITS)
    january_locked(house, Area.BENEFITS, matching={"Z01": 0})
    draw(house, Area.BENEFITS, month=NEXT)
    assert focus_drawn(house, Area.BENEFITS).by_branch == dict.fromkeys(CODES, 0)
    assert recomputed(house, Area.BENEFITS).result.verdict is DrawVerdict.AGREES
    file = tmp_path / "proof.zip"
    file.write_bytes(bundle_of(house, Area.BENEFITS))
    assert verify_bundle(file).ok


def test_both_draws_are_independent_and_may_name_the_same_file(sqlite_house: HouseUnderTest) -> None:
    january_drawn(sqlite_house, Area.BENEFITS)
    with sqlite_house.runtime.transaction(writes=False) as session:
        both = [current_draw(session, code, NEXT) for code in ("benefits", f"benefits/{CODE}")]
        drawn = [{file.file_ref for file in sample_of(session, one)} for one in both if one]
        secrets = {one.secret.commitment for one in both if one}
    assert len(secrets) == 2
    # Ten of twenty files and five of eight of these: some come up in both.
    assert drawn[0] & drawn[1]


def test_without_a_grid_nothing_is_to_be_checked_and_nothing_of_the_list_is_copied(
    house: HouseUnderTest,
) -> None:
    done = january_drawn(house, Area.BENEFITS)
    assert not done.has_sheets
    with house.runtime.transaction(writes=False) as session:
        stored = sample_of(session, focus_draw(house, Area.BENEFITS))
        sheets = session.scalar(
            select(func.count())
            .select_from(FileCheck)
            .join(SampleFile)
            .where(SampleFile.draw_id == stored[0].draw_id)
        )
        assert focus_files(session, house.actor("z06"), Area.BENEFITS, NEXT, "Z06") == ()
    assert {file.attributes for file in stored} == {None}
    assert sheets == 0


@AREAS
def test_with_a_grid_a_branch_checks_its_files_beside_the_regular_ones(
    house: HouseUnderTest, area: Area
) -> None:
    with_grid(house, area)
    with house.runtime.transaction(writes=False) as session:
        regular = sheets_of(session, area, NEXT, "Z06")
        codes = {sheet.sample_file.draw.draw_code for sheet in regular}
        of_branch = get_branch_month(session, area, NEXT, "Z06")
        block = focus_files(session, house.actor("z06"), area, NEXT, "Z06")[0]
        opened = open_sheet(session, house.actor("z06"), block.files[0].sheet_id)
    assert of_branch is not None
    # The regular submission knows the regular sample only.
    assert len(regular) == of_branch.expected == 10
    assert codes == {area.value}
    assert (block.code, len(block.files), block.finished) == (CODE, 5, 0)
    assert tuple(point.id for point in opened.sheet.grid.points) == POINTS[area]
    assert opened.attributes
    assert (opened.number, opened.of) == (1, 5)


def test_a_finished_sheet_of_a_topic_does_not_count_for_the_month(house: HouseUnderTest) -> None:
    with_grid(house, Area.BENEFITS)
    actor = house.actor("z06")
    with house.runtime.transaction(writes=False) as session:
        sheet = focus_files(session, actor, Area.BENEFITS, NEXT, "Z06")[0].files[0]
    with house.runtime.transaction() as session:
        entries = {point: {"answer": "ok"} for point in POINTS[Area.BENEFITS]}
        saved = finish(session, house.clock, actor, sheet.sheet_id, 0, entries)
    assert saved.sheet.state is CheckState.FINISHED
    page = house.signed_in("z06").get(f"/branch/benefits/{NEXT}")
    assert "0 von 10" in page.text()


def test_another_branch_has_no_way_to_the_files_of_a_topic(sqlite_house: HouseUnderTest) -> None:
    with_grid(sqlite_house, Area.BENEFITS)
    with sqlite_house.runtime.transaction(writes=False) as session, pytest.raises(NotThere):
        focus_files(session, sqlite_house.actor("z01"), Area.BENEFITS, NEXT, "Z06")


def test_a_grid_for_months_is_no_grid_for_a_topic(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    topic = ordered(house, Area.BENEFITS)
    head = house.actor("gur")
    regular = short_grid(Area.INTEGRATION)
    with house.runtime.transaction() as session, pytest.raises(Refused, match="kein Prüfraster für einen"):
        attach_grid(session, house.clock, head, topic, regular)
    with house.runtime.transaction() as session:
        assert attach_grid(session, house.clock, head, topic, short_grid(Area.BENEFITS)) == f"{CODE}/2026.12"
    with house.runtime.transaction() as session, pytest.raises(Refused, match="schon ein Prüfraster"):
        attach_grid(session, house.clock, head, topic, short_grid(Area.BENEFITS))


def test_the_short_grid_of_a_topic_is_never_that_of_a_month(sqlite_house: HouseUnderTest) -> None:
    with_grid(sqlite_house, Area.BENEFITS)
    with sqlite_house.runtime.transaction(writes=False) as session:
        audit = get_month(session, Area.BENEFITS, NEXT)
        topic_draw = focus_draws(session, Area.BENEFITS, NEXT)[0]
        sheet = session.scalars(
            select(FileCheck).join(SampleFile).where(SampleFile.draw_id == topic_draw.id)
        ).first()
        assert audit is not None
        assert sheet is not None
        assert sheet.checklist_version_id != audit.checklist_version_id
    page = sqlite_house.signed_in("gur").get("/checklists/benefits")
    assert f"{CODE}/" not in page.text()


def test_an_unapproved_grid_gives_no_sheets_outside_the_demo(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    topic = ordered(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        attach_grid(session, house.clock, house.actor("gur"), topic, short_grid(Area.BENEFITS))
    january_locked(house, Area.BENEFITS)
    draw(house, Area.BENEFITS, month=NEXT)
    with house.runtime.transaction() as session:
        assert get_topic(session, topic)
        due = focus_due(session)[0]
        done = draw_focus(session, house.clock, Actor.job(), house.runtime.vault, due, demo=False)
    assert not done.has_sheets


def test_a_void_month_takes_its_topics_along_and_they_are_drawn_anew(house: HouseUnderTest) -> None:
    with_grid(house, Area.BENEFITS)
    first = focus_draw(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        wish = void_draw.ask(
            session, house.clock, house.actor("gur"), Area.BENEFITS, NEXT, "Liste vom Vormonat"
        )
    with house.runtime.transaction() as session:
        void_draw.approve(session, house.clock, house.actor("revision"), wish)
    with house.runtime.transaction(writes=False) as session:
        assert focus_draws(session, Area.BENEFITS, NEXT) == []
        assert current_frame(session, Area.BENEFITS, NEXT, CODE) is None
        voided = [json.loads(entry.data)["draw_id"] for entry in journal.all_of(session, "draw_voided")]
        assert {file.attributes for file in sample_of(session, first)} == {None}
    assert sorted(voided) == ["benefits", f"benefits/{CODE}"]
    upload(house, Area.BENEFITS, mixed_list(Area.BENEFITS, {"Z01": 9, "Z06": 9}), month=NEXT)
    house.clock.set(NEXT_DRAW.replace(day=5))
    lock(house, Area.BENEFITS, month=NEXT)
    draw(house, Area.BENEFITS, month=NEXT)
    assert focus_drawn(house, Area.BENEFITS).by_branch["Z06"] == 5
    again = focus_draw(house, Area.BENEFITS)
    assert (again.attempt, again.secret.position, first.secret.position) == (2, 2, 1)
    assert recomputed(house, Area.BENEFITS).result.verdict is DrawVerdict.AGREES


def test_the_revision_lists_the_draw_by_its_id_and_sees_its_sample(sqlite_house: HouseUnderTest) -> None:
    january_drawn(sqlite_house, Area.BENEFITS)
    revision = sqlite_house.signed_in("revision")
    assert f"benefits/{CODE}" in revision.get("/revision").text()
    with sqlite_house.runtime.transaction(writes=False) as session:
        lines = show_draws.draws_view(session, sqlite_house.actor("revision"))
    line = next(line for line in lines if line.draw_code == f"benefits/{CODE}")
    assert line.files == 35
    revision.get(f"/revision/draws/{line.id}")


def test_a_topic_does_not_move_the_month(sqlite_house: HouseUnderTest) -> None:
    january_drawn(sqlite_house, Area.BENEFITS)
    with sqlite_house.runtime.transaction(writes=False) as session:
        audit = get_month(session, Area.BENEFITS, NEXT)
        assert audit is not None
        assert audit.state is MonthState.DRAWN
        assert not audit.drawn_late
