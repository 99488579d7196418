"""Taking over a list of active files: all of it, or nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, update

from iks.domain.frame_fault import FrameFileRejected, sentence
from iks.domain.month import Month
from iks.domain.progress import Step
from iks.domain.values import Area, MonthState
from iks.errors import NotPermitted, Refused
from iks.services.frame_upload import FrameUpload, UploadRefused
from iks.services.import_frame import ReasonNeeded, import_frame, prepare_import, preview_frame
from iks.services.set_up_house import builtin_mapping
from iks.store import journal
from iks.store.frames import Frame, FrameRow, current_frame
from iks.store.months import AuditMonth, get_month, plan_month
from iks.store.organisation import Branch
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import (
    FRAMES,
    SIZES,
    benefits_list,
    draw,
    drawn,
    integration_list,
    lock,
    open_all_branches,
    real_list,
    small_list,
    upload,
)

NOVEMBER = Month(2026, 11)


def _count(house: HouseUnderTest, table: type) -> int:
    with house.runtime.transaction(writes=False) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _frame(house: HouseUnderTest, area: Area) -> Frame:
    with house.runtime.transaction(writes=False) as session:
        found = current_frame(session, area, MONTH)
        assert found is not None
        return found


def _events(house: HouseUnderTest, name: str) -> int:
    with house.runtime.transaction(writes=False) as session:
        return len(journal.latest(session, 100, event_name=name))


@pytest.mark.parametrize(
    ("area", "files", "encoding", "separator"),
    [(Area.BENEFITS, 22_300, "cp1252", ";"), (Area.INTEGRATION, 29_600, "utf-8-sig", ",")],
)
def test_the_list_of_a_whole_house_is_taken_over(
    house: HouseUnderTest, area: Area, files: int, encoding: str, separator: str
) -> None:
    open_all_branches(house)
    preview = upload(house, area, real_list(area))
    assert (preview.counts.files, preview.encoding, preview.separator) == (files, encoding, separator)
    assert len(preview.counts.branches) == 14
    assert not preview.counts.needs_reason
    assert _count(house, FrameRow) == files


def test_a_list_with_title_lines_names_its_own_reference_date(sqlite_house: HouseUnderTest) -> None:
    open_all_branches(sqlite_house)
    sqlite_house.clock.set(datetime(2026, 11, 30, 9, tzinfo=UTC))
    data = (FRAMES / "benefits-with-title-lines.csv").read_bytes()
    preview = upload(sqlite_house, Area.BENEFITS, data, reason="Probeauszug")
    assert preview.reference_date == date(2026, 11, 30)
    assert (preview.header_row, preview.separator, preview.counts.files) == (3, "\t", 400)


def test_a_faulty_list_names_all_ten_faults_and_leaves_nothing_behind(sqlite_house: HouseUnderTest) -> None:
    open_all_branches(sqlite_house)
    with pytest.raises(FrameFileRejected) as caught:
        upload(sqlite_house, Area.BENEFITS, (FRAMES / "benefits-faulty.csv").read_bytes())
    rows = [fault.row for fault in caught.value.faults]
    assert rows == [12, 22, 32, 42, 52, 62, 73, 82, 92, 102]
    assert "steht schon in Zeile 5" in sentence(caught.value.faults[0])
    assert _count(sqlite_house, Frame) == _count(sqlite_house, FrameRow) == 0
    # A list that is refused does not open a month either.
    assert _count(sqlite_house, AuditMonth) == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Die Datei ist leer."),
        (b"PK\x03\x04....", "Die Arbeitsmappe ist beschädigt."),
        (b"a;b\n1;2\n", "Kopfzeile wurde nicht gefunden"),
        (benefits_list({"Z01": 0}), "keine einzige Akte"),
        (benefits_list().replace(b"Unterkunft;", b""), "Unterkunft"),
        (benefits_list() + b"\x00", "NUL"),
        (benefits_list().replace(b"Mitte", b"Mitten", 1), "Meinten Sie „Mitte“"),
        (benefits_list().replace(b"08.2026", b"13.2026", 1), "13.2026"),
    ],
)
def test_each_unusable_file_gets_its_sentence(sqlite_house: HouseUnderTest, data: bytes, said: str) -> None:
    with pytest.raises(FrameFileRejected) as caught:
        upload(sqlite_house, Area.BENEFITS, data)
    assert any(said in sentence(fault) for fault in caught.value.faults)


def test_a_preview_says_the_same_and_stores_nothing(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    wanted = FrameUpload(Area.BENEFITS, MONTH, small_list(Area.BENEFITS))
    with house.runtime.transaction(writes=False) as session:
        preview = preview_frame(session, house.clock, house.actor("controller"), wanted)
    assert _count(house, Frame) == _count(house, AuditMonth) == 0
    assert upload(house, Area.BENEFITS) == preview


def test_the_same_upload_twice_is_done_once(house: HouseUnderTest) -> None:
    for _ in range(2):
        upload(house, Area.BENEFITS)
    assert _count(house, Frame) == 1
    assert _events(house, "frame_imported") == 1


def test_two_uploads_at_the_same_instant_are_one(house: HouseUnderTest) -> None:
    with ThreadPoolExecutor(4) as threads:
        previews = list(threads.map(lambda _: upload(house, Area.BENEFITS), range(4)))
    assert len(set(previews)) == 1
    assert (_count(house, Frame), _count(house, AuditMonth)) == (1, 1)
    assert _events(house, "frame_imported") == 1


def test_another_list_replaces_the_one_that_is_not_locked(house: HouseUnderTest) -> None:
    upload(house, Area.BENEFITS)
    upload(house, Area.BENEFITS, benefits_list({**SIZES, "Z06": 46}))
    assert _count(house, Frame) == 1
    assert _count(house, FrameRow) == sum(SIZES.values()) + 1
    assert _events(house, "frame_imported") == 2


@pytest.mark.parametrize("area", Area)
def test_a_locked_list_cannot_be_replaced(sqlite_house: HouseUnderTest, area: Area) -> None:
    upload(sqlite_house, area)
    digest = lock(sqlite_house, area).digest
    with pytest.raises(Refused, match="gesperrt"):
        upload(sqlite_house, area, small_list(area, {**SIZES, "Z06": 46}))
    assert _frame(sqlite_house, area).digest == digest


def test_a_drawn_month_and_one_before_it_take_no_list(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    with pytest.raises(Refused, match="schon gezogen"):
        upload(sqlite_house, Area.BENEFITS)
    with pytest.raises(Refused, match="späteren Monat"):
        upload(sqlite_house, Area.BENEFITS, month=NOVEMBER)
    # The other area is not held up by it.
    assert upload(sqlite_house, Area.INTEGRATION).counts.files == sum(SIZES.values())


def _locked_november(house: HouseUnderTest, sizes: dict[str, int]) -> None:
    upload(house, Area.BENEFITS, benefits_list(sizes), month=NOVEMBER)
    lock(house, Area.BENEFITS, month=NOVEMBER)


@pytest.mark.parametrize(
    ("before", "now", "needs"),
    [
        # Exactly 5 % less is no fall of more than 5 %.
        ({"Z01": 100, "Z06": 100, "S13": 100}, {"Z01": 95, "Z06": 100, "S13": 100}, False),
        ({"Z01": 100, "Z06": 100, "S13": 100}, {"Z01": 94, "Z06": 100, "S13": 100}, True),
        # The house as a whole lost more than any branch may show by itself.
        ({"Z01": 20, "Z06": 20, "S13": 20}, {"Z01": 19, "Z06": 19, "S13": 19}, False),
        ({"Z01": 100, "Z06": 100, "S13": 100}, {"Z01": 200, "Z06": 100, "S13": 100}, False),
        ({"Z01": 100, "Z06": 100, "S13": 100}, {"Z01": 100, "Z06": 100}, True),
    ],
)
def test_a_fall_of_more_than_five_percent_needs_a_reason(
    sqlite_house: HouseUnderTest, before: dict[str, int], now: dict[str, int], *, needs: bool
) -> None:
    _locked_november(sqlite_house, before)
    if not needs:
        assert not upload(sqlite_house, Area.BENEFITS, benefits_list(now)).counts.needs_reason
        return
    with pytest.raises(ReasonNeeded) as caught:
        upload(sqlite_house, Area.BENEFITS, benefits_list(now))
    assert caught.value.field == "reason"
    assert len(caught.value.preview.counts.fallen) == 1
    upload(sqlite_house, Area.BENEFITS, benefits_list(now), reason="Akten sind umgezogen")
    assert _frame(sqlite_house, Area.BENEFITS).drop_reason == "Akten sind umgezogen"


def test_a_fall_of_the_house_is_seen_where_a_branch_has_closed(sqlite_house: HouseUnderTest) -> None:
    _locked_november(sqlite_house, SIZES)
    with pytest.raises(ReasonNeeded) as caught:
        upload(sqlite_house, Area.BENEFITS, benefits_list({"Z01": 30, "Z06": 37, "S13": 7}))
    assert caught.value.preview.counts.total_fell


def test_a_list_that_was_never_locked_is_no_measure(sqlite_house: HouseUnderTest) -> None:
    upload(sqlite_house, Area.BENEFITS, benefits_list({"Z01": 300, "Z06": 300, "S13": 300}), month=NOVEMBER)
    preview = upload(sqlite_house, Area.BENEFITS)
    assert preview.counts.before_month is None


def test_a_branch_without_files_is_named_and_allowed_with_a_reason(sqlite_house: HouseUnderTest) -> None:
    without = integration_list({"Z01": 30, "Z06": 45})
    with pytest.raises(ReasonNeeded) as caught:
        upload(sqlite_house, Area.INTEGRATION, without)
    assert [branch.code for branch in caught.value.preview.counts.fallen] == ["S13"]
    preview = upload(sqlite_house, Area.INTEGRATION, without, reason="U25 ist neu")
    assert preview.counts.files == 75


@pytest.mark.parametrize(
    ("today", "entered", "expected"),
    [
        (datetime(2026, 11, 20, 9, tzinfo=UTC), None, date(2026, 11, 20)),
        (datetime(2026, 12, 1, 9, tzinfo=UTC), None, date(2026, 11, 30)),
        (datetime(2026, 11, 20, 9, tzinfo=UTC), date(2026, 10, 27), date(2026, 10, 27)),
    ],
)
def test_the_reference_date_is_the_entered_day_or_the_end_of_the_month_before(
    sqlite_house: HouseUnderTest, today: datetime, entered: date | None, expected: date
) -> None:
    sqlite_house.clock.set(today)
    assert upload(sqlite_house, Area.BENEFITS, reference_date=entered).reference_date == expected


@pytest.mark.parametrize(
    ("entered", "said"),
    [(date(2026, 10, 26), "mehr als 35 Tage"), (date(2026, 11, 21), "liegt in der Zukunft")],
)
def test_a_reference_date_that_does_not_fit_is_refused(
    sqlite_house: HouseUnderTest, entered: date, said: str
) -> None:
    with pytest.raises(UploadRefused, match=said) as caught:
        upload(sqlite_house, Area.BENEFITS, reference_date=entered)
    assert caught.value.field == "reference_date"
    assert _count(sqlite_house, Frame) == 0


def test_an_entered_reference_date_must_not_contradict_the_file(sqlite_house: HouseUnderTest) -> None:
    data = b"Bestand;Stichtag 19.11.2026\r\n" + benefits_list()
    with pytest.raises(UploadRefused, match=r"19\.11\.2026, eingetragen ist der 18\.11\.2026"):
        upload(sqlite_house, Area.BENEFITS, data, reference_date=date(2026, 11, 18))


@pytest.mark.parametrize("username", ["gur", "revision", "admin", "z06"])
def test_nobody_but_controlling_hands_in_a_list(sqlite_house: HouseUnderTest, username: str) -> None:
    house = sqlite_house
    wanted = FrameUpload(Area.BENEFITS, MONTH, small_list(Area.BENEFITS))
    with house.runtime.transaction() as session, pytest.raises(NotPermitted):
        import_frame(session, house.clock, house.actor(username), wanted)


def test_a_given_mapping_is_used_and_remembered(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    renamed = benefits_list().replace(b"BG-Nummer", b"Aktenzeichen")
    with pytest.raises(FrameFileRejected):
        upload(house, Area.BENEFITS, renamed)
    mapping = builtin_mapping(Area.BENEFITS).replace("BG-Nummer", "Aktenzeichen")
    with house.runtime.transaction() as session:
        wanted = FrameUpload(Area.BENEFITS, MONTH, renamed, mapping=mapping)
        import_frame(session, house.clock, house.actor("controller"), wanted)
    assert upload(house, Area.BENEFITS, renamed + b"\r\n").counts.files == sum(SIZES.values())


def test_the_sensitive_and_unknown_columns_are_left_out_and_named(sqlite_house: HouseUnderTest) -> None:
    lines = benefits_list().decode("cp1252").split("\r\n")
    widened = "\r\n".join([lines[0] + ";Sachbearbeitung", *(line + ";Frau X" for line in lines[1:])])
    preview = upload(sqlite_house, Area.BENEFITS, widened.encode())
    assert preview.ignored_columns == ("Sachbearbeitung",)
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert all("Frau X" not in str(row.attributes) for row in session.scalars(select(FrameRow)))


def test_a_replaced_list_still_leads_to_a_draw(sqlite_house: HouseUnderTest) -> None:
    upload(sqlite_house, Area.BENEFITS, benefits_list({**SIZES, "Z06": 50}))
    assert drawn(sqlite_house, Area.BENEFITS, benefits_list({**SIZES, "Z06": 51})).files == 27
    with sqlite_house.runtime.transaction(writes=False) as session:
        audit = get_month(session, Area.BENEFITS, MONTH)
        assert audit is not None
        assert audit.state is MonthState.DRAWN
    with pytest.raises(Refused, match="schon gezogen"):
        draw(sqlite_house, Area.BENEFITS)


def test_a_list_is_read_while_somebody_else_saves(house: HouseUnderTest) -> None:
    wanted = FrameUpload(Area.BENEFITS, MONTH, small_list(Area.BENEFITS))
    with house.runtime.transaction() as writing:
        plan_month(writing, Area.INTEGRATION, MONTH)
        with house.runtime.transaction(writes=False) as reading:
            checked = prepare_import(reading, house.actor("controller"), wanted)
    with house.runtime.transaction() as session:
        preview = import_frame(session, house.clock, house.actor("controller"), wanted, checked=checked)
    assert preview.counts.files == _count(house, FrameRow) == sum(SIZES.values())


def test_a_list_is_read_again_when_the_house_changed_after_its_check(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    wanted = FrameUpload(Area.BENEFITS, MONTH, small_list(Area.BENEFITS))
    with house.runtime.transaction(writes=False) as reading:
        checked = prepare_import(reading, house.actor("controller"), wanted)
    with house.runtime.transaction() as session:
        session.execute(update(Branch).where(Branch.code == "Z06").values(name="Neckar"))
    with house.runtime.transaction() as session, pytest.raises(FrameFileRejected):
        import_frame(session, house.clock, house.actor("controller"), wanted, checked=checked)
    assert _count(house, Frame) == 0


def test_a_locked_month_is_refused_before_anything_is_read(sqlite_house: HouseUnderTest) -> None:
    upload(sqlite_house, Area.BENEFITS)
    lock(sqlite_house, Area.BENEFITS)
    house, wanted = sqlite_house, FrameUpload(Area.BENEFITS, MONTH, b"no list")
    with house.runtime.transaction(writes=False) as session, pytest.raises(Refused, match="gesperrt"):
        prepare_import(session, house.actor("controller"), wanted)


def test_the_progress_of_reading_checking_and_writing_is_told(sqlite_house: HouseUnderTest) -> None:
    house, told = sqlite_house, []
    wanted = FrameUpload(Area.BENEFITS, MONTH, benefits_list({"Z01": 4000, "Z06": 4000, "S13": 1}))
    with house.runtime.transaction() as session:
        import_frame(session, house.clock, house.actor("controller"), wanted, lambda *step: told.append(step))
    steps = [step for step, _, _ in told]
    assert steps == sorted(steps, key=list(Step).index)
    assert {step: last for step, *last in told} == {
        Step.READ: [len(wanted.data)] * 2,
        Step.CHECK: [8002] * 2,
        Step.WRITE: [8001] * 2,
    }
    assert steps.count(Step.CHECK) == 4
    assert steps.count(Step.WRITE) == 3
