"""A restore gives back exactly what was backed up, or changes nothing; both engines."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from iks.domain.journal import first_fault
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.errors import Refused
from iks.services.backup import backup
from iks.services.commit_seed import commit_next
from iks.services.restore import restore
from iks.services.settle_secrets import mark_used
from iks.store import journal
from iks.store.draws import next_secret
from iks.store.session import make_engine, open_session
from iks.store.upgrade import newest_revision
from tests.house_under_test import HouseUnderTest
from tests.postgresql_under_test import postgresql_databases
from tests.services.database_dump import all_rows

OPERATOR = Actor("", "operator", "operator")


@pytest.fixture
def new_url(house: HouseUnderTest, tmp_path: Path) -> Iterator[str]:
    """An empty database of the same engine, to restore into."""
    if house.runtime.engine.dialect.name == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored' / 'iks.db'}"
        return
    with postgresql_databases() as url:
        yield url


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    yield engine
    engine.dispose()


def url_of(house: HouseUnderTest) -> str:
    return house.runtime.settings.database_url


def take(house: HouseUnderTest) -> Path:
    target = house.folder / "backup.zip"
    backup(house.runtime.engine, house.clock, OPERATOR, target)
    return target


def without_restore(rows: dict[str, list[object]]) -> dict[str, list[object]]:
    """Leave out what the restore itself adds: its entry, and the head that goes with it."""
    kept = {name: found for name, found in rows.items() if name != "journal_head"}
    kept["journal_entry"] = [row for row in rows["journal_entry"] if "database_restored" not in repr(row)]
    return kept


def expect_whole_journal(engine: Engine) -> None:
    with open_session(engine, writes=False) as session, session.begin(), journal.chain(session) as chain:
        assert first_fault(chain.entries, chain.head) is None


def test_a_restore_gives_back_every_row_of_every_table(house: HouseUnderTest, new_url: str) -> None:
    with house.runtime.transaction() as session:
        for area in Area:
            commit_next(session, house.clock, OPERATOR, house.runtime.vault, area)
    before = all_rows(house.runtime.engine)
    file = take(house)
    report = restore(file, new_url, house.clock, OPERATOR)
    assert (report.set_aside, report.needs_upgrade) == ("", False)
    with opened(new_url) as engine:
        assert without_restore(all_rows(engine)) == without_restore(before)
        expect_whole_journal(engine)


def test_a_restore_stands_in_the_journal_with_the_point_it_went_back_to(
    house: HouseUnderTest, new_url: str
) -> None:
    report = restore(take(house), new_url, house.clock, OPERATOR)
    with opened(new_url) as engine, engine.connect() as connection:
        query = text("SELECT position, data FROM journal_entry WHERE event = 'database_restored'")
        position, data = connection.execute(query).one()
    assert position == report.journal_position + 1
    assert f'"position":{report.journal_position}' in data


def test_the_restored_journal_is_still_protected(house: HouseUnderTest, new_url: str) -> None:
    restore(take(house), new_url, house.clock, OPERATOR)
    with (
        opened(new_url) as engine,
        pytest.raises(Exception, match="append-only"),
        engine.begin() as connection,
    ):
        connection.execute(text("UPDATE journal_entry SET actor = 'x'"))


def test_a_database_with_data_is_not_touched_unless_told(house: HouseUnderTest) -> None:
    file = take(house)
    before = all_rows(house.runtime.engine)
    with pytest.raises(Refused, match="enthält schon Daten"):
        restore(file, url_of(house), house.clock, OPERATOR)
    assert all_rows(house.runtime.engine) == before


def test_a_database_that_is_replaced_stands_aside(house: HouseUnderTest) -> None:
    file, at_backup = take(house), all_rows(house.runtime.engine)
    with house.runtime.engine.begin() as connection:
        connection.execute(text("UPDATE branch SET name = 'later'"))
    later = all_rows(house.runtime.engine)
    house.runtime.engine.dispose()
    report = restore(file, url_of(house), house.clock, OPERATOR, overwrite=True)
    assert report.set_aside
    with opened(url_of(house)) as engine:
        restored = without_restore(all_rows(engine))
        assert restored["branch"] == at_backup["branch"]
        expect_whole_journal(engine)
    if house.runtime.engine.dialect.name == "sqlite":
        aside_url = f"sqlite:///{report.set_aside}"
    else:
        aside_url = url_of(house).replace(str(house.runtime.engine.url.database), report.set_aside)
    with opened(aside_url) as aside:
        assert all_rows(aside) == later


def test_a_service_that_still_runs_sees_the_restored_state_or_stops_the_restore(
    house: HouseUnderTest,
) -> None:
    file = take(house)
    with house.runtime.engine.begin() as connection:
        connection.execute(text("UPDATE branch SET name = 'later'"))
    with house.runtime.engine.connect() as held:
        held.execute(text("SELECT 1"))
        held.rollback()
        if house.runtime.engine.dialect.name == "postgresql":
            with pytest.raises(Refused, match="noch jemand verbunden"):
                restore(file, url_of(house), house.clock, OPERATOR, overwrite=True)
            assert held.scalar(text("SELECT name FROM branch LIMIT 1")) == "later"
            return
        restore(file, url_of(house), house.clock, OPERATOR, overwrite=True)
        assert held.scalar(text("SELECT name FROM branch LIMIT 1")) != "later"


def damaged(file: Path, how: str) -> Path:
    content, bad = file.read_bytes(), file.with_name("bad.zip")
    middle = len(content) // 2
    if how == "cut":
        bad.write_bytes(content[:middle])
    elif how == "flipped":
        flipped = bytes(byte ^ 0xFF for byte in content[middle : middle + 64])
        bad.write_bytes(content[:middle] + flipped + content[middle + 64 :])
    elif how == "empty":
        bad.write_bytes(b"")
    else:
        with zipfile.ZipFile(file) as archive, zipfile.ZipFile(bad, "w") as other:
            for name in archive.namelist():
                data = archive.read(name)
                if name == "manifest.json":
                    data = data.replace(b"iks-backup/1", b"iks-backup/9") if how == "format" else data
                    data = data.replace(b"2026", b"2025x") if how == "manifest" else data
                elif how == "database":
                    data = data[:-100] + bytes(100)
                other.writestr(name, data)
            if how == "member":
                other.writestr("../more", b"x")
    return bad


def test_a_damaged_backup_is_refused_and_nothing_is_touched(house: HouseUnderTest) -> None:
    file, before = take(house), all_rows(house.runtime.engine)
    for how in ("cut", "flipped", "empty", "format", "manifest", "database", "member"):
        bad = damaged(file, how)
        names = {path.name for path in house.folder.iterdir()}
        with pytest.raises(Refused, match=r"keine Sicherung dieses Programms oder ist beschädigt"):
            restore(bad, url_of(house), house.clock, OPERATOR, overwrite=True)
        assert all_rows(house.runtime.engine) == before, how
        assert {path.name for path in house.folder.iterdir()} == names, how


def rewritten(file: Path, old: bytes, new: bytes) -> Path:
    changed = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(changed, "w") as other:
        for name in archive.namelist():
            data = archive.read(name)
            other.writestr(name, data.replace(old, new) if name == "manifest.json" else data)
    return changed


def test_a_backup_whose_figures_do_not_fit_its_database_is_refused(
    house: HouseUnderTest, new_url: str
) -> None:
    file = rewritten(take(house), b'"branch": 3', b'"branch": 4')
    with pytest.raises(Refused, match="branch: 3 rows instead of 4"):
        restore(file, new_url, house.clock, OPERATOR)
    with opened(new_url) as engine:
        assert not any(all_rows(engine).values())


def test_a_backup_of_another_engine_or_a_newer_program_is_refused(house: HouseUnderTest) -> None:
    file = take(house)
    own = house.runtime.engine.dialect.name
    foreign = rewritten(file, f'"engine": "{own}"'.encode(), b'"engine": "mongo"')
    with pytest.raises(Refused, match="stammt von mongo"):
        restore(foreign, url_of(house), house.clock, OPERATOR, overwrite=True)
    newer = rewritten(file, f'"revision": "{newest_revision()}"'.encode(), b'"revision": "9999"')
    with pytest.raises(Refused, match="neueren Fassung"):
        restore(newer, url_of(house), house.clock, OPERATOR, overwrite=True)


def test_a_missing_backup_file_is_named(house: HouseUnderTest) -> None:
    with pytest.raises(Refused, match=r"nowhere\.zip gibt es nicht"):
        restore(house.folder / "nowhere.zip", url_of(house), house.clock, OPERATOR, overwrite=True)


def test_secrets_of_printed_draws_are_not_used_again_after_a_restore(house: HouseUnderTest) -> None:
    vault = house.runtime.vault
    with house.runtime.transaction() as session:
        for area in (Area.BENEFITS, Area.BENEFITS, Area.BENEFITS, Area.INTEGRATION):
            commit_next(session, house.clock, OPERATOR, vault, area)
    with house.runtime.transaction() as session:
        assert mark_used(session, house.clock, OPERATOR, "benefits", 2) == 2
        assert mark_used(session, house.clock, OPERATOR, "benefits", 2) == 0
    with house.runtime.transaction() as session:
        waiting = next_secret(session, "benefits")
        assert waiting is not None
        assert waiting.position == 3
        assert next_secret(session, "integration") is not None
        marked = journal.all_of(session, "secret_marked_used")
    assert [entry.data for entry in marked] == [
        '{"draw_id":"benefits","position":1}',
        '{"draw_id":"benefits","position":2}',
    ]
