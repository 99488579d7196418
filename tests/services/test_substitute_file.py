"""Files that cannot be checked, on both engines: the next of the order moves up, and nobody picks it."""

import json
import threading

import pytest
from sqlalchemy import select

from iks.domain.draw_proof import DrawVerdict
from iks.domain.values import AnswerValue, Area, CheckState, ExclusionReason
from iks.errors import IntegrityError, InvalidInput, NotThere, Refused, StaleVersion
from iks.services.substitute_file import Substitution
from iks.store import journal
from iks.store.casework import FileCheck, current_sheet_id
from iks.store.draws import Draw
from iks.store.frames import FrameRow
from iks.store.organisation import Setting
from sampling import canonical_frame, mix_seed
from sampling.draw import ranking
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import drawn, small_list
from tests.services.branch_factory import (
    all_ok,
    check_all,
    drawn_house,
    finish,
    first_sheet,
    look,
    sample,
    save,
    submit,
)
from tests.services.substitution_factory import (
    COURT,
    MISSING,
    place,
    recompute,
    replace,
    settle,
    stored,
)
from tests.services.void_factory import drawn_again, voided

OK = {"answer": "ok"}


@pytest.fixture
def drawn_month(house: HouseUnderTest) -> HouseUnderTest:
    return drawn_house(house, Area.BENEFITS)


def order(house: HouseUnderTest, area: Area, branch: str) -> list[tuple[str, int]]:
    """Return stratum and rank of all files of a branch, as anybody computes them from list and secret."""
    with house.runtime.transaction(writes=False) as session:
        found = session.get_one(Draw, stored(house, area, branch)[0].draw_id)
        rows = [
            (r.branch_code, r.stratum, r.file_ref, r.status.value)
            for r in session.scalars(select(FrameRow).where(FrameRow.frame_id == found.frame_id))
        ]
        frame = canonical_frame(rows, found.allocation)
        assert found.secret.sealed is not None
        secret = house.runtime.vault.unseal(found.secret.sealed).hex()
        seed = mix_seed(str(MONTH), found.draw_code, found.allocation, frame.digest, secret, "")
        return [(d.stratum, d.rank) for files in ranking(frame, seed, branch).values() for d in files]


def events(house: HouseUnderTest, name: str) -> list[dict[str, object]]:
    with house.runtime.transaction(writes=False) as session:
        return [json.loads(entry.data) for entry in journal.entries(session) if entry.event == name]


def test_the_next_rank_of_the_order_moves_up_and_the_original_stays_on_record(
    drawn_month: HouseUnderTest,
) -> None:
    sheet = first_sheet(drawn_month)
    done = replace(drawn_month, sheet)
    assert (done.first, done.number, done.reason) == (True, 10, COURT)
    *originals, substitute = stored(drawn_month)
    original = originals[0]
    assert (original.exclusion_reason, original.position) == (COURT, 1)
    assert original.excluded_by == drawn_month.actor("z06").user_id
    assert original.attributes is None
    assert (substitute.rank, substitute.position, substitute.substitute_for_id) == (11, 11, original.id)
    assert substitute.attributes["housing_kind"] == "rent"
    assert look(drawn_month, done.sheet_id or "").sheet.state is CheckState.NOT_STARTED
    assert place(drawn_month).expected == 10
    assert [line.number for line in sample(drawn_month).files] == list(range(1, 11))
    assert events(drawn_month, "file_excluded") == [
        {"area": "benefits", "month": "2026-12", "branch": "Z06", "reason": "at_court", "replaced": True}
    ]


def test_what_was_answered_stays_and_cannot_be_changed(drawn_month: HouseUnderTest) -> None:
    sheet = first_sheet(drawn_month)
    save(drawn_month, sheet, {"L01": OK})
    replace(drawn_month, sheet)
    opened = look(drawn_month, sheet)
    assert opened.sheet.entries["L01"].value is AnswerValue.OK
    assert "Gericht" in opened.read_only
    assert "nachgerückt" in opened.aftermath
    with pytest.raises(Refused, match="Gericht"):
        save(drawn_month, sheet, {"L02": OK})


def test_a_substitute_that_cannot_be_checked_either_gets_the_next_one(drawn_month: HouseUnderTest) -> None:
    done = replace(drawn_month, first_sheet(drawn_month))
    for rank in (12, 13, 14):
        done = replace(drawn_month, done.sheet_id or "", ExclusionReason.AT_EXTERNAL_AUDIT)
        assert stored(drawn_month)[-1].rank == rank
    result = recompute(drawn_month)
    assert result.verdict is DrawVerdict.AGREES, result.summary
    assert [file.position for file in stored(drawn_month)] == list(range(1, 15))


def test_the_same_report_twice_gives_the_first_result(drawn_month: HouseUnderTest) -> None:
    sheet = first_sheet(drawn_month)
    first = replace(drawn_month, sheet)
    again = replace(drawn_month, sheet, MISSING, version=99)
    assert (again.sheet_id, again.reason, again.first) == (first.sheet_id, COURT, False)
    assert len(stored(drawn_month)) == 11
    assert len(events(drawn_month, "file_excluded")) == 1


def test_a_branch_that_is_used_up_has_a_smaller_sample(drawn_month: HouseUnderTest) -> None:
    reached = sample(drawn_month, "s13").files
    assert len(reached) == 7
    for left, line in zip((6, 5), reached, strict=False):
        done = replace(drawn_month, line.sheet_id, username="s13")
        assert (done.sheet_id, done.number) == (None, None)
        assert place(drawn_month, branch="S13").expected == left
    assert "um eine kleiner" in look(drawn_month, reached[0].sheet_id, "s13").aftermath
    assert events(drawn_month, "file_excluded")[0]["replaced"] is False
    check_all(drawn_month, "s13")
    assert submit(drawn_month, "s13").first
    assert recompute(drawn_month).verdict is DrawVerdict.AGREES


def test_a_branch_is_used_up_from_the_sample_to_its_last_file(house: HouseUnderTest) -> None:
    drawn(house, Area.INTEGRATION, small_list(Area.INTEGRATION, {"Z01": 30, "Z06": 14, "S13": 7}))
    expected = order(house, Area.INTEGRATION, "Z06")
    for _ in range(4):
        replace(house, first_sheet(house, area=Area.INTEGRATION))
    found = [(file.stratum, file.rank) for file in stored(house, Area.INTEGRATION)]
    assert sorted(found) == sorted(expected)
    assert place(house, Area.INTEGRATION).expected == 10
    assert replace(house, first_sheet(house, area=Area.INTEGRATION)).sheet_id is None
    assert place(house, Area.INTEGRATION).expected == 9
    assert recompute(house, Area.INTEGRATION).verdict is DrawVerdict.AGREES


@pytest.mark.parametrize("stratum", ["funded", "unfunded"])
def test_the_own_stratum_comes_first_and_then_the_others(house: HouseUnderTest, stratum: str) -> None:
    # 12 files, 4 of them funded: the sample takes all funded and 6 others, so 2 others are left.
    drawn(house, Area.INTEGRATION, small_list(Area.INTEGRATION, {"Z01": 30, "Z06": 12, "S13": 7}))
    lines = [line for line in sample(house, area=Area.INTEGRATION).files if line.stratum == stratum]
    replace(house, lines[0].sheet_id)
    last = stored(house, Area.INTEGRATION)[-1]
    assert (last.stratum, last.rank) == ("unfunded", 7)
    assert recompute(house, Area.INTEGRATION).verdict is DrawVerdict.AGREES


def test_own_numbers_of_a_branch_are_followed(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        own = {"Z06": {"-": 12}}
        session.add(Setting(name="sample_size_benefits", valid_from=MONTH, value=own))
    drawn(house, Area.BENEFITS)
    done = replace(house, first_sheet(house))
    assert done.number == 12
    assert stored(house)[-1].rank == 13
    assert replace(house, first_sheet(house, "z01"), username="z01").number == 10
    assert recompute(house).verdict is DrawVerdict.AGREES


def test_a_transferred_file_names_another_branch(drawn_month: HouseUnderTest) -> None:
    sheet = first_sheet(drawn_month)
    for wrong in (None, "", "Z06", "Z99"):
        with pytest.raises(InvalidInput, match="Zweigstelle"):
            replace(drawn_month, sheet, ExclusionReason.TRANSFERRED, wrong)
    replace(drawn_month, sheet, ExclusionReason.TRANSFERRED, "Z01")
    assert stored(drawn_month)[0].receiving_branch == "Z01"


def test_a_branch_is_named_only_where_the_file_went_there(drawn_month: HouseUnderTest) -> None:
    replace(drawn_month, first_sheet(drawn_month), COURT, "Z01")
    assert stored(drawn_month)[0].receiving_branch is None


def test_nothing_is_replaced_after_the_submission(drawn_month: HouseUnderTest) -> None:
    check_all(drawn_month)
    submit(drawn_month)
    with pytest.raises(Refused, match="abgegeben"):
        replace(drawn_month, first_sheet(drawn_month))


def test_a_file_that_is_checked_is_not_replaced(drawn_month: HouseUnderTest) -> None:
    sheet = first_sheet(drawn_month)
    finish(drawn_month, sheet, all_ok(Area.BENEFITS))
    with pytest.raises(Refused, match="fertig geprüft"):
        replace(drawn_month, sheet)
    assert len(stored(drawn_month)) == 10


def test_a_page_older_than_the_sheet_is_asked_to_look_again(drawn_month: HouseUnderTest) -> None:
    sheet = first_sheet(drawn_month)
    save(drawn_month, sheet, {"L01": OK}, username="z06-deputy")
    with pytest.raises(StaleVersion):
        replace(drawn_month, sheet, version=0)
    assert replace(drawn_month, sheet, version=1).first


def test_a_foreign_sheet_looks_like_a_missing_one(drawn_month: HouseUnderTest) -> None:
    sheet = first_sheet(drawn_month)
    for username in ("z01", "gur", "controller", "revision", "admin"):
        with pytest.raises(NotThere):
            replace(drawn_month, sheet, username=username)


def test_a_list_that_was_changed_after_the_lock_gives_no_substitute(drawn_month: HouseUnderTest) -> None:
    chosen = {file.file_ref for file in stored(drawn_month)}
    with drawn_month.runtime.transaction() as session:
        row = session.scalars(
            select(FrameRow).where(FrameRow.branch_code == "Z06", FrameRow.file_ref.not_in(chosen))
        ).first()
        assert row is not None
        row.branch_code = "Z01"
    with pytest.raises(IntegrityError, match="digest"):
        replace(drawn_month, first_sheet(drawn_month))
    assert len(stored(drawn_month)) == 10


def at_once(house: HouseUnderTest, sheets: list[str]) -> list[Substitution]:
    start = threading.Barrier(len(sheets))
    done: list[Substitution] = []

    def report(sheet: str) -> None:
        start.wait()
        done.append(replace(house, sheet))

    threads = [threading.Thread(target=report, args=(sheet,)) for sheet in sheets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def test_many_reports_of_one_file_at_once_let_one_file_move_up(drawn_month: HouseUnderTest) -> None:
    done = at_once(drawn_month, [first_sheet(drawn_month)] * 4)
    assert len({one.sheet_id for one in done}) == 1
    assert sorted(one.first for one in done) == [False, False, False, True]
    assert len(stored(drawn_month)) == 11


def test_reports_of_several_files_at_once_get_one_rank_each(drawn_month: HouseUnderTest) -> None:
    at_once(drawn_month, [line.sheet_id for line in sample(drawn_month).files[:4]])
    assert [file.rank for file in stored(drawn_month)[10:]] == [11, 12, 13, 14]
    assert recompute(drawn_month).verdict is DrawVerdict.AGREES


def test_a_save_that_waits_for_the_report_is_refused(drawn_month: HouseUnderTest) -> None:
    sheet, start = first_sheet(drawn_month), threading.Barrier(2)
    outcome: list[str] = []

    def save_at_once() -> None:
        start.wait()
        try:
            save(drawn_month, sheet, {"L01": OK}, version=0)
            outcome.append("saved")
        except Refused:
            outcome.append("refused")

    thread = threading.Thread(target=save_at_once)
    thread.start()
    start.wait()
    replace(drawn_month, sheet)
    thread.join()
    entries = look(drawn_month, sheet).sheet.entries
    assert outcome in (["saved"], ["refused"])
    assert ("L01" in entries) == (outcome == ["saved"])


def test_a_missing_file_is_a_finding_beside_its_substitute(drawn_month: HouseUnderTest) -> None:
    sheet = first_sheet(drawn_month)
    replace(drawn_month, sheet, MISSING)
    opened = look(drawn_month, sheet)
    finding = opened.sheet.entries["L18"]
    assert opened.sheet.state is CheckState.FINISHED
    assert (finding.pattern, finding.kind, finding.severity) == ("file_missing", "formal", "major")
    others = [entry for point, entry in opened.sheet.entries.items() if point != "L18"]
    assert {(e.value, e.reason) for e in others} == {(AnswerValue.NOT_ASSESSABLE, "Akte nicht auffindbar")}
    assert len(others) == 17
    assert (place(drawn_month).missing_files, place(drawn_month).expected) == (1, 10)
    assert len(sample(drawn_month).files) == 10


def test_answers_on_a_sheet_whose_file_got_lost_stay_on_a_void_sheet(drawn_month: HouseUnderTest) -> None:
    sheet = first_sheet(drawn_month)
    save(drawn_month, sheet, {"L18": OK})
    replace(drawn_month, sheet, MISSING)
    with drawn_month.runtime.transaction(writes=False) as session:
        old = session.get_one(FileCheck, sheet)
        assert (old.state, old.void_reason) == (CheckState.VOID, "Akte nicht auffindbar")
        assert old.voided_by == drawn_month.actor("z06").user_id
        assert [answer.value for answer in old.answers] == [AnswerValue.OK]
        counted = current_sheet_id(session, old.sample_file_id)
    assert counted is not None
    assert look(drawn_month, counted).sheet.entries["L18"].value is AnswerValue.FINDING


def test_nothing_is_replaced_under_a_void_draw(drawn_month: HouseUnderTest) -> None:
    house, sheet = drawn_month, first_sheet(drawn_month)
    voided(house)
    with pytest.raises(Refused, match="ungültig"):
        replace(house, sheet)
    drawn_again(house)
    with pytest.raises(Refused, match="ungültig"):
        replace(house, sheet)
    assert replace(house, first_sheet(house)).number == 10
    assert recompute(house).verdict is DrawVerdict.AGREES


def test_a_file_that_got_lost_under_a_void_draw_is_still_missing(drawn_month: HouseUnderTest) -> None:
    replace(drawn_month, first_sheet(drawn_month), MISSING)
    voided(drawn_month)
    drawn_again(drawn_month)
    assert place(drawn_month).missing_files == 1
    settle(drawn_month, "found")
    assert place(drawn_month).missing_files == 0
