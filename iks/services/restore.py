"""Put a backup in the place of the database, after it was restored beside it and compared."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from iks.domain.clock import Clock
from iks.domain.journal import DatabaseRestored
from iks.domain.roles import Actor
from iks.errors import N_, IntegrityError, Refused
from iks.services.backup import KEY_NOTE, engine_of
from iks.store import journal
from iks.store.backup import holds_data, require_same
from iks.store.backup_file import Manifest, digest_of, read_backup_file
from iks.store.session import make_engine, open_session
from iks.store.upgrade import is_known, newest_revision

# Reports printed since then show draws whose secrets the restored database still takes for unused.
SECRETS_NOTE = N_(
    "Bis das geklärt ist, wird nicht gezogen: Wurde nach der Sicherung gezogen? Dann nennen Sie bitte mit "
    "„iks secrets settle --used benefits:14“ die Nummer des letzten Startwerts jeder Ziehung; sie steht im "
    "Monatsbericht und in den Mails der Innenrevision. Sonst: „iks secrets settle --none-drawn-since“."
)


@dataclass(frozen=True)
class RestoreReport:
    """What the database holds now, and where the one before stands."""

    # sqlite or postgresql.
    engine: str
    taken_at: datetime
    revision: str
    # The schema is older than this program: the database has to be upgraded before it is used.
    needs_upgrade: bool
    # Rows by table, before the entry that this restore adds to the journal.
    counts: Mapping[str, int]
    journal_position: int
    journal_hash: str
    # File or database in which the state before stands; empty when there was none.
    set_aside: str
    key_note: str = KEY_NOTE
    secrets_note: str = SECRETS_NOTE


def restore(
    source: Path, database_url: str, clock: Clock, actor: Actor, *, overwrite: bool = False
) -> RestoreReport:
    """Restore a backup; a database that holds data is kept aside, and replaced only when told.

    Raises
    ------
    Refused
        When the file is damaged or of another engine or a newer program, or the database holds data.
    """
    engine = make_engine(database_url)
    try:
        with tempfile.TemporaryDirectory(prefix="iks-restore-") as folder:
            unpacked = Path(folder, "database")
            manifest = read_backup_file(source, unpacked)
            _refuse_unfit(engine, manifest)
            full = _refuse_full(engine, overwrite=overwrite)
            aside = _put_in_place(engine, clock, unpacked, manifest, full=full)
        _note_restore(engine, clock, actor, source, manifest)
    finally:
        engine.dispose()
    return _report(manifest, aside)


def _refuse_unfit(engine: Engine, manifest: Manifest) -> None:
    if manifest.engine != engine.dialect.name:
        raise Refused(
            N_("Diese Sicherung stammt von %(other)s, die Datenbank ist %(own)s."),
            kept=N_("An der Datenbank hat sich nichts geändert."),
            other=manifest.engine,
            own=engine.dialect.name,
        )
    if not is_known(manifest.contents.revision):
        raise Refused(
            N_("Diese Sicherung stammt von einer neueren Fassung des Programms."),
            kept=N_("An der Datenbank hat sich nichts geändert."),
            todo=N_("Bitte bringen Sie zuerst das Programm auf den neuen Stand."),
        )


def _refuse_full(engine: Engine, *, overwrite: bool) -> bool:
    full = holds_data(engine)
    if full and not overwrite:
        raise Refused(
            N_("Die Datenbank enthält schon Daten."),
            kept=N_("An ihr hat sich nichts geändert."),
            todo=N_("Soll die Sicherung an ihre Stelle treten, sagen Sie das bitte mit „--overwrite“."),
        )
    return full


def _put_in_place(engine: Engine, clock: Clock, unpacked: Path, manifest: Manifest, *, full: bool) -> str:
    check = partial(require_same, expected=manifest.contents)
    suffix = f"before_{clock.now():%Y%m%d_%H%M%S}"
    try:
        aside: str = engine_of(engine).put_in_place(engine, unpacked, check, suffix=suffix, keep_old=full)
        check(engine)
    except IntegrityError as error:
        raise Refused(
            N_("Die Sicherung ließ sich nicht unverändert zurückspielen: %(difference)s"),
            todo=N_("Bitte nehmen Sie eine andere Sicherung."),
            difference=str(error),
        ) from None
    return aside


def _note_restore(engine: Engine, clock: Clock, actor: Actor, source: Path, manifest: Manifest) -> None:
    event = DatabaseRestored(digest_of(source), manifest.contents.journal_position)
    with open_session(engine) as session, session.begin():
        journal.record(session, actor, event, clock.now())


def _report(manifest: Manifest, aside: str) -> RestoreReport:
    found = manifest.contents
    return RestoreReport(
        manifest.engine,
        manifest.taken_at,
        found.revision,
        found.revision != newest_revision(),
        found.counts,
        found.journal_position,
        found.journal_hash,
        aside,
    )
