"""A backup counts once it was restored and compared; both engines."""

import json
import threading
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from iks.domain.journal import AccountChanged
from iks.domain.roles import Actor
from iks.errors import Refused
from iks.services.backup import backup
from iks.store import backup_postgresql, journal
from tests.house_under_test import HouseUnderTest
from tests.store.raw_journal import drop_triggers

OPERATOR = Actor("", "operator", "operator")


def take(house: HouseUnderTest, name: str = "backup.zip") -> Path:
    target = house.folder / name
    backup(house.runtime.engine, house.clock, OPERATOR, target)
    return target


def manifest_of(file: Path) -> dict[str, object]:
    with zipfile.ZipFile(file) as archive:
        content: dict[str, object] = json.loads(archive.read("manifest.json"))
    return content


def head(house: HouseUnderTest) -> tuple[int, str]:
    with house.runtime.transaction(writes=False) as session:
        return journal.head(session)


def databases(house: HouseUnderTest) -> set[str]:
    with house.runtime.engine.connect() as connection:
        return set(connection.scalars(text("SELECT datname FROM pg_database")))


def test_a_backup_says_what_it_holds(house: HouseUnderTest) -> None:
    before = head(house)
    report = backup(house.runtime.engine, house.clock, OPERATOR, house.folder / "backup.zip")
    assert report.path.stat().st_size == report.size
    assert report.counts["branch"] == 3
    assert (report.journal_position, report.journal_hash) == before
    assert "nicht enthalten" in report.key_note
    manifest = manifest_of(report.path)
    assert manifest["format"] == "iks-backup/1"
    assert manifest["engine"] == house.runtime.engine.dialect.name
    assert manifest["contents"]["counts"] == report.counts  # type: ignore[index]


def test_a_backup_stands_in_the_journal_with_its_digest(house: HouseUnderTest) -> None:
    report = backup(house.runtime.engine, house.clock, OPERATOR, house.folder / "backup.zip")
    with house.runtime.transaction(writes=False) as session:
        newest = journal.latest(session, 1)[0]
    assert (newest.event, newest.actor) == ("backup_taken", "operator")
    assert report.digest in newest.data


def test_the_key_file_and_its_key_are_not_in_the_backup(house: HouseUnderTest) -> None:
    key = (house.folder / "seed.key").read_bytes()
    file = take(house)
    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist()) == ["database", "manifest.json"]
        assert all(key not in archive.read(name) for name in archive.namelist())


def test_only_the_operator_can_read_a_backup_file(house: HouseUnderTest) -> None:
    assert take(house).stat().st_mode & 0o077 == 0


def test_nothing_is_left_beside_a_backup(house: HouseUnderTest) -> None:
    assert head(house)[0] > 0  # The database is open, with the files that belong to that.
    on_server = databases(house) if house.runtime.engine.dialect.name == "postgresql" else set()
    before = {path.name for path in house.folder.iterdir()}
    take(house)
    assert {path.name for path in house.folder.iterdir()} == before | {"backup.zip"}
    if on_server:
        assert databases(house) == on_server


def test_an_existing_file_is_never_overwritten(house: HouseUnderTest) -> None:
    file = house.folder / "backup.zip"
    file.write_text("something else", encoding="utf-8")
    with pytest.raises(Refused, match="gibt es schon"):
        take(house)
    assert file.read_text(encoding="utf-8") == "something else"


def test_what_an_interrupted_run_left_does_not_stop_the_next_one(house: HouseUnderTest) -> None:
    left = house.folder / ".backup.zip.partial"
    left.mkdir()
    (left / "dumped").write_text("half", encoding="utf-8")
    assert take(house).exists()
    assert not left.exists()


def test_a_backup_while_others_write_is_one_committed_state(house: HouseUnderTest) -> None:
    """Writers pair two rows in each transaction; a backup that tore one apart would show it."""
    stop = threading.Event()

    def write(writer: int) -> None:
        act = 0
        while not stop.is_set():
            act += 1
            with house.runtime.transaction() as session:
                event = AccountChanged(f"writer {writer}", str(act))
                journal.record(session, OPERATOR, event, house.clock.now())
                session.execute(
                    text("INSERT INTO setting (name, valid_from, value) VALUES (:name, '2026-12', '1')"),
                    {"name": f"{writer}-{act}"},
                )

    threads = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    try:
        files = [take(house, f"{number}.zip") for number in range(3)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    for file in files:
        contents = manifest_of(file)["contents"]
        counts = contents["counts"]  # type: ignore[index]
        assert counts["journal_entry"] == contents["journal_position"]  # type: ignore[index]
        written = counts["setting"]
        with house.runtime.transaction(writes=False) as session:
            position = contents["journal_position"]  # type: ignore[index]
            entries = [e for e in journal.entries(session) if e.position <= position]
        assert sum(e.data.startswith('{"account":"writer') for e in entries) == written


def test_a_broken_journal_stops_the_backup_and_names_the_entry(house: HouseUnderTest) -> None:
    with house.runtime.engine.begin() as connection:
        drop_triggers(connection)
        connection.execute(text("UPDATE journal_entry SET actor = 'x' WHERE position = 7"))
    with pytest.raises(Refused, match="journal entry 7"):
        take(house)
    assert not (house.folder / "backup.zip").exists()


def test_without_a_fitting_pg_dump_the_sentence_names_the_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("iks.store.backup_postgresql._candidates", lambda _name: iter(()))
    with pytest.raises(Refused, match="postgresql-client-16"):
        backup_postgresql.find_program("pg_dump", 16)
    assert list(tmp_path.iterdir()) == []


def test_an_older_pg_dump_is_passed_over_for_one_that_fits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    programs = []
    for number in (15, 17, 16):
        program = tmp_path / f"pg_dump-{number}"
        program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {number}.3'\n", encoding="utf-8")
        program.chmod(0o755)
        programs.append(program)
    monkeypatch.setattr("iks.store.backup_postgresql._candidates", lambda _name: iter(programs))
    assert backup_postgresql.find_program("pg_dump", 16) == programs[2]
    with pytest.raises(Refused, match="postgresql-client-18"):
        backup_postgresql.find_program("pg_dump", 18)
