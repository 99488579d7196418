"""Counts beside the month before: mergers, new and empty branches, strata, and the control total."""

from datetime import UTC, datetime

import pytest

from iks.domain.frame_fault import FrameFileRejected, sentence
from iks.domain.month import Month
from iks.domain.values import Area
from iks.services.compare_frames import BranchCount
from iks.services.frame_upload import FrameUpload, UploadRefused
from iks.services.import_frame import FramePreview, ReasonNeeded, import_frame, preview_frame
from iks.store.frames import current_frame
from iks.store.organisation import Branch
from tests import month_under_test
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import benefits_list, lock, small_list, upload

BEFORE = MONTH.shift(-1)


@pytest.fixture
def merged(sqlite_house: HouseUnderTest) -> HouseUnderTest:
    """A house in which Bad Cannstatt ended with November, and Mitte carries on for it."""
    with sqlite_house.runtime.transaction() as session:
        ended = session.get_one(Branch, "Z06")
        ended.valid_to, ended.successor_code = BEFORE, "Z01"
    upload(sqlite_house, Area.BENEFITS, month=BEFORE)
    lock(sqlite_house, Area.BENEFITS, month=BEFORE)
    return sqlite_house


def _preview(house: HouseUnderTest, data: bytes, area: Area = Area.BENEFITS) -> FramePreview:
    with house.runtime.transaction(writes=False) as session:
        return preview_frame(session, house.clock, house.actor("controller"), FrameUpload(area, MONTH, data))


def _branches(preview: FramePreview) -> dict[str, BranchCount]:
    return {branch.code: branch for branch in preview.counts.branches}


def test_a_successor_is_compared_with_the_sum_of_its_predecessors(merged: HouseUnderTest) -> None:
    preview = _preview(merged, benefits_list({"Z01": 74, "S13": 7}))
    mitte = _branches(preview)["Z01"]
    assert (mitte.files, mitte.before, mitte.difference) == (74, 75, -1)
    assert mitte.took_over == ("Z06 Bad Cannstatt",)
    assert not preview.counts.needs_reason
    assert "Z06" not in _branches(preview)


def test_a_successor_that_lost_the_files_of_its_predecessor_needs_a_reason(merged: HouseUnderTest) -> None:
    with pytest.raises(ReasonNeeded) as caught:
        upload(merged, Area.BENEFITS, benefits_list({"Z01": 31, "S13": 7}))
    assert [branch.code for branch in caught.value.preview.counts.fallen] == ["Z01"]


def test_a_branch_that_ended_is_refused_with_the_name_of_its_successor(merged: HouseUnderTest) -> None:
    with pytest.raises(FrameFileRejected) as caught:
        upload(merged, Area.BENEFITS, benefits_list())
    assert caught.value.total == 45
    said = sentence(caught.value.faults[0])
    assert "„Bad Cannstatt“ endete mit 11/2026" in said
    assert "gehören jetzt zu „Z01 Mitte“" in said


def test_a_chain_of_mergers_leads_to_the_branch_of_today(merged: HouseUnderTest) -> None:
    with merged.runtime.transaction() as session:
        session.add(Branch(code="Z20", name="Neckar", kind="district", valid_from=MONTH))
        mitte = session.get_one(Branch, "Z01")
        mitte.valid_to = BEFORE
        session.flush()
        mitte.successor_code = "Z20"
    with pytest.raises(FrameFileRejected) as caught:
        upload(merged, Area.BENEFITS, benefits_list({"Z06": 1, "Z01": 1}))
    assert all("„Z20 Neckar“" in sentence(fault) for fault in caught.value.faults)


def test_a_branch_without_successor_and_one_that_begins_later_are_named_too(
    sqlite_house: HouseUnderTest,
) -> None:
    with sqlite_house.runtime.transaction() as session:
        session.get_one(Branch, "S13").valid_to = BEFORE
        session.get_one(Branch, "Z06").valid_from = MONTH.shift(2)
    with pytest.raises(FrameFileRejected) as caught:
        upload(sqlite_house, Area.BENEFITS, benefits_list({"S13": 1, "Z06": 1}))
    said = [sentence(fault) for fault in caught.value.faults]
    assert "endete mit 11/2026 und hat keine Nachfolge" in said[0]
    assert "beginnt erst mit 02/2027" in said[1]


def test_a_new_branch_has_nothing_to_be_compared_with(
    sqlite_house: HouseUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = sqlite_house
    upload(house, Area.BENEFITS, month=BEFORE)
    lock(house, Area.BENEFITS, month=BEFORE)
    with house.runtime.transaction() as session:
        session.add(Branch(code="Z17", name="Neubau", kind="district", valid_from=MONTH))
    monkeypatch.setitem(month_under_test.NAMES, "Z17", "Neubau")
    preview = _preview(house, benefits_list({"Z01": 30, "Z06": 45, "S13": 7, "Z17": 12}))
    new = _branches(preview)["Z17"]
    assert (new.files, new.before, new.change, new.new_from) == (12, None, None, MONTH)
    assert not preview.counts.needs_reason


def test_an_empty_branch_is_named_and_needs_its_reason_only_once(sqlite_house: HouseUnderTest) -> None:
    house, without = sqlite_house, {"Z06": 45, "S13": 7}
    with pytest.raises(ReasonNeeded):
        upload(house, Area.BENEFITS, benefits_list(without), month=BEFORE)
    upload(house, Area.BENEFITS, benefits_list(without), month=BEFORE, reason="noch nicht eröffnet")
    lock(house, Area.BENEFITS, month=BEFORE)
    counts = _preview(house, benefits_list(without)).counts
    assert [branch.code for branch in counts.empty] == ["Z01"]
    assert not counts.needs_reason


def test_strata_are_compared_by_branch_and_over_the_house(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    upload(house, Area.INTEGRATION, month=BEFORE)
    lock(house, Area.INTEGRATION, month=BEFORE)
    data = small_list(Area.INTEGRATION, {"Z01": 33, "Z06": 45, "S13": 7})
    counts = _preview(house, data, Area.INTEGRATION).counts
    strata = {(s.stratum, s.files, s.before) for s in counts.branches[0].strata}
    assert counts.branches[0].code == "Z01"
    assert strata == {("funded", 11, 10), ("unfunded", 22, 20)}
    assert [(s.stratum, s.difference) for s in counts.strata] == [("funded", 1), ("unfunded", 2)]
    assert _preview(house, benefits_list()).counts.strata == ()


def test_a_control_total_that_differs_refuses_the_list_with_both_numbers(house: HouseUnderTest) -> None:
    wanted = FrameUpload(Area.BENEFITS, MONTH, benefits_list(), control_total=12_345)
    with house.runtime.transaction() as session, pytest.raises(UploadRefused) as caught:
        import_frame(session, house.clock, house.actor("controller"), wanted)
    assert caught.value.field == "control_total"
    assert "nennt 12.345 Akten, in der Liste stehen 82" in str(caught.value)
    with house.runtime.transaction(writes=False) as session:
        assert current_frame(session, Area.BENEFITS, MONTH) is None


def test_a_control_total_that_agrees_is_kept_with_the_list(house: HouseUnderTest) -> None:
    wanted = FrameUpload(Area.BENEFITS, MONTH, benefits_list(), control_total=82)
    for _ in range(2):
        with house.runtime.transaction() as session:
            import_frame(session, house.clock, house.actor("controller"), wanted)
    with house.runtime.transaction(writes=False) as session:
        held = current_frame(session, Area.BENEFITS, MONTH)
        assert held is not None
        assert held.control_total == 82


def test_an_older_list_is_no_reason_to_call_a_branch_new(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    upload(house, Area.BENEFITS, month=BEFORE)
    lock(house, Area.BENEFITS, month=BEFORE)
    house.clock.set(datetime(2026, 12, 28, 9, tzinfo=UTC))
    with house.runtime.transaction(writes=False) as session:
        wanted = FrameUpload(Area.BENEFITS, Month(2027, 1), benefits_list())
        counts = preview_frame(session, house.clock, house.actor("controller"), wanted).counts
    assert counts.before_month == BEFORE
    assert all(branch.new_from is None and branch.difference == 0 for branch in counts.branches)
