"""The inbox folder: what is taken over, what is put aside, what is left alone."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from iks.domain.month import Month
from iks.domain.values import Area
from iks.jobs.due import run_due
from iks.jobs.inbox import look_into_inbox
from iks.output.mail import MailWriter
from iks.output.template_folder import template_folder
from iks.store import journal
from iks.store.accounts import by_username
from iks.store.catalogue import ChecklistVersion
from iks.store.frames import Frame, FrameRow, current_frame
from iks.store.outbox import OutgoingMail
from tests.house_under_test import MONTH, START, HouseUnderTest
from tests.month_under_test import DRAW_MOMENT, SIZES, benefits_list, lock, small_list, upload

NAME = "benefits-2026-12_Bestand.csv"
Drop = Callable[..., Path]


@pytest.fixture
def inbox(house: HouseUnderTest) -> Path:
    """The folder of a house that has one."""
    folder = house.folder / "eingang"
    folder.mkdir()
    house.runtime.settings.frame_inbox = folder
    # The house was furnished at its start; its clock must not stand before that.
    house.clock.set(START + timedelta(minutes=5))
    return folder


@pytest.fixture
def drop(house: HouseUnderTest, inbox: Path) -> Drop:
    """Lay a file into the folder that nobody has written to for a while."""

    def lay(name: str, data: bytes, *, seconds_ago: int = 121) -> Path:
        path = inbox / name
        path.write_bytes(data)
        written = house.clock.moment.timestamp() - seconds_ago
        os.utime(path, (written, written))
        return path

    return lay


def _look(house: HouseUnderTest) -> list[str]:
    return look_into_inbox(house.runtime)


def _held(house: HouseUnderTest, area: Area = Area.BENEFITS, month: Month = MONTH) -> Frame | None:
    with house.runtime.transaction(writes=False) as session:
        return current_frame(session, area, month)


def _events(house: HouseUnderTest, name: str) -> int:
    with house.runtime.transaction(writes=False) as session:
        return len(journal.latest(session, 100, event_name=name))


def _mails(house: HouseUnderTest, template: str) -> list[tuple[str, dict[str, str]]]:
    with house.runtime.transaction(writes=False) as session:
        found = session.scalars(select(OutgoingMail).where(OutgoingMail.template == template))
        return sorted(((mail.account.username, mail.values) for mail in found), key=str)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


@pytest.mark.parametrize("area", Area)
def test_a_complete_list_is_taken_over_signed_by_the_job_and_put_away(
    house: HouseUnderTest, inbox: Path, drop: Drop, area: Area
) -> None:
    drop(f"{area}-2026-12.csv", small_list(area))
    assert _look(house) == [f"took over {area} 2026-12 from the inbox"]
    assert _names(inbox) == {"erledigt"}
    assert _names(inbox / "erledigt") == {f"{area}-2026-12.csv"}
    assert _held(house, area) is not None
    with house.runtime.transaction(writes=False) as session:
        (entry,) = journal.latest(session, 10, event_name="frame_imported")
        account = by_username(session, "eingangsordner")
        assert account is not None
        assert not account.active
    assert (entry.actor, entry.via) == ("scheduler", "job")
    page = house.signed_in("controller").get(f"/controlling/frames/{area}/2026-12")
    assert "aus dem Eingangsordner" in page.text("dl")
    assert _look(house) == []


def test_the_pass_of_the_scheduler_takes_a_list_over_and_draws_from_it(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    folder = house.folder / "eingang"
    folder.mkdir()
    house.runtime.settings.frame_inbox = folder
    path = folder / NAME
    path.write_bytes(benefits_list())
    house.clock.set(DRAW_MOMENT)
    os.utime(path, (DRAW_MOMENT.timestamp() - 600,) * 2)
    done = [str(one) for one in run_due(house.runtime)]
    assert "took over benefits 2026-12 from the inbox" in done
    assert "drew benefits 2026-12" in done


@pytest.mark.parametrize(("name", "seconds"), [(NAME, 119), (NAME, -30), (f"{NAME}.part", 900)])
def test_a_file_that_is_still_being_written_is_left_alone(
    house: HouseUnderTest, inbox: Path, drop: Drop, name: str, seconds: int
) -> None:
    path = drop(name, benefits_list(), seconds_ago=seconds)
    assert _look(house) == []
    assert path.exists()
    assert _held(house) is None
    if name.endswith(".part"):
        path.rename(inbox / NAME)
    house.clock.set(house.clock.moment + timedelta(minutes=3))
    assert _look(house) == ["took over benefits 2026-12 from the inbox"]


def test_a_file_from_a_clock_that_runs_days_ahead_is_not_waited_for(
    house: HouseUnderTest, drop: Drop
) -> None:
    drop(NAME, benefits_list(), seconds_ago=-3 * 86_400)
    assert _look(house) == ["took over benefits 2026-12 from the inbox"]


def test_a_faulty_list_is_put_aside_with_a_report_a_mail_and_a_journal_entry(
    house: HouseUnderTest, inbox: Path, drop: Drop
) -> None:
    bad = benefits_list().replace(b"Mitte", b"Mitten", 1).replace(b"08.2026", b"13.2026", 1)
    drop(NAME, bad)
    assert _look(house) == ["refused a list of the inbox benefits 2026-12"]
    assert _names(inbox / "abgelehnt") == {NAME, f"{NAME}.bericht.txt"}
    report = (inbox / "abgelehnt" / f"{NAME}.bericht.txt").read_text(encoding="utf-8-sig")
    assert "Bestandsliste Leistung, Prüfmonat 12/2026" in report
    assert "Die Liste hat 2 Fehler." in report
    assert "Zeile 2, Spalte „Zweigstelle“" in report
    assert "Meinten Sie „Mitte“?" in report
    assert "BG0000" not in report
    assert _held(house) is None
    assert _events(house, "frame_refused") == 1
    ((username, values),) = _mails(house, "frame_refused")
    assert username == "controller"
    mail = MailWriter(template_folder(), "https://iks.example").write("frame_refused", values)
    assert "Die Liste hat 2 Fehler." in mail.text
    assert "https://iks.example/controlling/frames" in mail.text
    assert "BG" not in mail.text
    assert "Mitten" not in mail.text
    assert _look(house) == []


def test_new_headings_are_refused_with_the_way_to_the_mapping(house: HouseUnderTest, drop: Drop) -> None:
    drop(NAME, benefits_list().replace(b"BG-Nummer", b"Aktenzeichen"))
    _look(house)
    ((_, values),) = _mails(house, "frame_refused")
    assert values["path"] == "/controlling/frames/benefits/mapping"


def test_a_list_that_needs_a_reason_is_put_aside_with_the_numbers(
    house: HouseUnderTest, inbox: Path, drop: Drop
) -> None:
    upload(house, Area.BENEFITS, month=MONTH.shift(-1))
    lock(house, Area.BENEFITS, month=MONTH.shift(-1))
    drop(NAME, benefits_list({**SIZES, "Z06": 31}))
    assert _look(house) == ["refused a list of the inbox benefits 2026-12"]
    report = (inbox / "abgelehnt" / f"{NAME}.bericht.txt").read_text(encoding="utf-8-sig")
    assert "Z06 Bad Cannstatt: 31 Akten, vorher 45" in report
    assert "Alle zusammen: 68 Akten, vorher 82" in report
    assert "laden Sie die Datei bitte im Browser hoch und nennen den Grund" in report
    assert _held(house) is None


def test_a_locked_month_refuses_another_list_and_recognises_its_own(
    house: HouseUnderTest, inbox: Path, drop: Drop
) -> None:
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    drop(NAME, benefits_list())
    drop("benefits-2026-12-neu.csv", benefits_list({**SIZES, "Z06": 46}))
    assert _look(house) == ["refused a list of the inbox benefits 2026-12"]
    assert _names(inbox / "erledigt") == {NAME}
    assert "benefits-2026-12-neu.csv" in _names(inbox / "abgelehnt")
    report = (inbox / "abgelehnt" / "benefits-2026-12-neu.csv.bericht.txt").read_text(encoding="utf-8-sig")
    assert "wenden Sie sich bitte an die Bereichsleitung" in report
    assert "berichtigte Datei" not in report
    assert _events(house, "frame_imported") == 1


def test_the_same_file_again_is_put_away_and_never_counted_twice(
    house: HouseUnderTest, inbox: Path, drop: Drop
) -> None:
    for _ in range(2):
        drop(NAME, benefits_list())
        _look(house)
    assert _names(inbox / "erledigt") == {NAME, "benefits-2026-12_Bestand-2.csv"}
    assert _events(house, "frame_imported") == 1
    bad = benefits_list().replace(b"08.2026", b"13.2026", 1)
    for _ in range(2):
        drop(NAME, bad)
        _look(house)
    assert _events(house, "frame_refused") == 1
    assert len(_mails(house, "frame_refused")) == 1
    assert len(_names(inbox / "abgelehnt")) == 4


def test_a_newer_list_replaces_the_older_one_in_the_order_in_which_they_were_written(
    house: HouseUnderTest, drop: Drop
) -> None:
    drop("benefits-2026-12-a.csv", benefits_list({**SIZES, "Z06": 50}), seconds_ago=200)
    drop("benefits-2026-12-b.csv", benefits_list(), seconds_ago=400)
    assert len(_look(house)) == 2
    with house.runtime.transaction(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(FrameRow)) == 87


def test_foreign_names_are_told_once_and_left_where_they_are(
    house: HouseUnderTest, inbox: Path, drop: Drop
) -> None:
    drop("Urlaub Frau Muster.xlsx", b"x")
    drop("benefits-2026-13.csv", b"x")
    drop("~$benefits-2026-12.xlsx", b"x")
    (inbox / "alt").mkdir()
    assert _look(house) == ["told of trouble with the inbox: names"]
    assert _look(house) == []
    told = _mails(house, "inbox_trouble")
    assert [username for username, _ in told] == ["admin", "controller"]
    mail = MailWriter(template_folder(), "https://iks.example").write("inbox_trouble", told[0][1])
    assert "(3)" in mail.text
    assert "Muster" not in mail.text
    assert _names(inbox) == {
        "Urlaub Frau Muster.xlsx",
        "benefits-2026-13.csv",
        "~$benefits-2026-12.xlsx",
        "alt",
    }
    drop("noch eine.csv", b"x")
    assert _look(house) == ["told of trouble with the inbox: names"]


def test_a_link_is_never_followed(house: HouseUnderTest, inbox: Path) -> None:
    outside = house.folder / "draussen.csv"
    outside.write_bytes(benefits_list())
    (inbox / NAME).symlink_to(outside)
    _look(house)
    assert _held(house) is None
    assert (inbox / NAME).is_symlink()
    assert outside.exists()


def test_a_link_in_place_of_a_folder_moves_nothing_out(
    house: HouseUnderTest, inbox: Path, drop: Drop
) -> None:
    outside = house.folder / "draussen"
    outside.mkdir()
    (inbox / "erledigt").symlink_to(outside, target_is_directory=True)
    path = drop(NAME, benefits_list())
    assert "told of trouble with the inbox: folder" in _look(house)
    assert path.exists()
    assert _names(outside) == set()
    # The list itself is there, and a second pass changes nothing.
    assert _look(house) == []
    assert _events(house, "frame_imported") == 1


def test_a_folder_that_is_missing_is_told_once_a_month_and_stops_nothing_else(
    house: HouseUnderTest, inbox: Path
) -> None:
    inbox.rmdir()
    assert _look(house) == ["told of trouble with the inbox: folder"]
    assert _look(house) == []
    upload(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)
    done = [str(one) for one in run_due(house.runtime)]
    assert done[0] == "told of trouble with the inbox: folder"
    assert "drew benefits 2026-12" in done


def test_an_unexpected_error_stops_no_other_file_and_logs_no_number(
    house: HouseUnderTest, drop: Drop, caplog: pytest.LogCaptureFixture
) -> None:
    # A grid that cannot be read is a fault of the program, not of a list.
    with house.runtime.transaction() as session:
        session.execute(
            update(ChecklistVersion).where(ChecklistVersion.area == "benefits").values(content="x: [")
        )
    drop(NAME, benefits_list())
    drop("integration-2026-12.csv", small_list(Area.INTEGRATION))
    done = _look(house)
    assert "took over integration 2026-12 from the inbox" in done
    assert "a list of the inbox failed" in caplog.text
    assert "BG0000" not in caplog.text


def test_a_clock_behind_the_journal_leaves_the_folder_alone(house: HouseUnderTest, drop: Drop) -> None:
    drop(NAME, benefits_list())
    house.clock.set(datetime(2026, 11, 1, tzinfo=UTC))
    assert _look(house) == []


def test_a_house_without_an_inbox_looks_nowhere(house: HouseUnderTest) -> None:
    assert _look(house) == []
