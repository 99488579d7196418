"""Back the database up by its own means; a backup counts once it was restored and compared."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from types import ModuleType

from sqlalchemy import Engine

from iks.domain.clock import Clock
from iks.domain.journal import BackupTaken
from iks.domain.roles import Actor
from iks.errors import N_, IntegrityError, Refused
from iks.store import backup_postgresql, backup_sqlite, journal
from iks.store.backup import require_same
from iks.store.backup_file import (
    Contents,
    Manifest,
    digest_of,
    read_backup_file,
    write_backup_file,
)
from iks.store.session import open_session

# The key that seals the secrets of the draw lies outside database and backup, so it is kept elsewhere.
KEY_NOTE = N_(
    "Die Schlüsseldatei der Startwerte ist nicht enthalten. Bitte bewahren Sie sie getrennt auf: "
    "Ohne sie lassen sich Ziehungen nicht nachrechnen."
)


@dataclass(frozen=True)
class BackupReport:
    """What was backed up, and that it was restored once and found equal."""

    path: Path
    # SHA-256 and size of the file.
    digest: str
    size: int
    # sqlite or postgresql.
    engine: str
    taken_at: datetime
    revision: str
    # Rows by table.
    counts: Mapping[str, int]
    journal_position: int
    journal_hash: str
    key_note: str = KEY_NOTE


def backup(engine: Engine, clock: Clock, actor: Actor, target: Path) -> BackupReport:
    """Write a backup under a temporary name, restore and compare it, and only then give it its name.

    Raises
    ------
    Refused
        When the file exists, a program is missing, or the restored copy differs.
    """
    if target.exists():
        raise Refused(
            N_("Die Datei %(file)s gibt es schon."),
            kept=N_("Sie ist unverändert."),
            todo=N_("Bitte nennen Sie einen anderen Namen."),
            file=target.name,
        )
    with _workplace(target) as folder:
        manifest = _write_and_try(engine, clock, folder)
        finished = folder / "finished"
        digest, size = digest_of(finished), finished.stat().st_size
        finished.replace(target)
    with open_session(engine) as session, session.begin():
        journal.record(session, actor, BackupTaken(digest), clock.now())
    return _report(target, digest, size, manifest)


def engine_of(engine: Engine) -> ModuleType:
    """Return the means of the engine that a database lives in."""
    return backup_sqlite if engine.dialect.name == "sqlite" else backup_postgresql


def _write_and_try(engine: Engine, clock: Clock, folder: Path) -> Manifest:
    means, dumped, taken_at = engine_of(engine), folder / "dumped", clock.now()
    contents: Contents = means.dump(engine, dumped)
    manifest = Manifest(engine.dialect.name, taken_at, contents, digest_of(dumped))
    write_backup_file(folder / "finished", dumped, manifest)
    dumped.unlink()
    # What is compared is what a restore would read: the packed file, not the copy it was made of.
    again = read_backup_file(folder / "finished", folder / "unpacked")
    try:
        means.try_out(engine, folder / "unpacked", partial(require_same, expected=again.contents))
    except IntegrityError as error:
        raise Refused(
            N_("Die Sicherung ließ sich nicht unverändert zurückspielen: %(difference)s"),
            kept=N_("Es wurde keine Sicherung geschrieben."),
            todo=N_("Bitte rufen Sie „iks journal verify“ auf und sprechen Sie mit der Innenrevision."),
            difference=str(error),
        ) from None
    return again


@contextmanager
def _workplace(target: Path) -> Iterator[Path]:
    # Beside the target, so that giving the name is one step; what an interrupted run left goes first.
    folder = target.with_name(f".{target.name}.partial")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _report(path: Path, digest: str, size: int, manifest: Manifest) -> BackupReport:
    found = manifest.contents
    return BackupReport(
        path,
        digest,
        size,
        manifest.engine,
        manifest.taken_at,
        found.revision,
        found.counts,
        found.journal_position,
        found.journal_hash,
    )
