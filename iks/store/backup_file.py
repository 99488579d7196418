"""The file of a backup: a ZIP of what the database itself wrote and of what must be found in it again."""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from iks.errors import N_, Refused

FORMAT = "iks-backup/1"
MANIFEST = "manifest.json"
DATABASE = "database"
LARGEST_MANIFEST = 1 << 20
_PIECE = 1 << 20
# Whatever a damaged file makes the readers of ZIP and JSON say.
_DAMAGE = (OSError, EOFError, KeyError, ValueError, TypeError, zipfile.BadZipFile, zlib.error, RuntimeError)


@dataclass(frozen=True)
class Contents:
    """What a database holds, in figures that a restored one must show again."""

    # Migration that the database stands at.
    revision: str
    # Rows by table.
    counts: Mapping[str, int]
    journal_position: int
    journal_hash: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    # sqlite or postgresql.
    engine: str
    taken_at: datetime
    contents: Contents
    # SHA-256 of the database member.
    database_digest: str


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_backup_file(target: Path, database: Path, manifest: Manifest) -> None:
    """Write manifest and database into one file for its owner only; it is on the disk at the end."""
    target.touch(mode=0o600)
    with target.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            archive.writestr(MANIFEST, _as_json(manifest))
            archive.write(database, DATABASE)
        _sync(file)


def read_backup_file(source: Path, database: Path) -> Manifest:
    """Unpack the database of a backup and return what the backup says of it.

    Raises
    ------
    Refused
        When the file is no backup, or is damaged; nothing but ``database`` was written.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _read_manifest(archive)
            with archive.open(DATABASE) as packed, database.open("wb") as unpacked:
                found = _copy(packed, unpacked)
    except FileNotFoundError:
        raise Refused(N_("Die Datei %(file)s gibt es nicht."), file=source.name) from None
    except _DAMAGE:
        raise _damaged(source) from None
    if found != manifest.database_digest:
        raise _damaged(source)
    return manifest


def _damaged(source: Path) -> Refused:
    return Refused(
        N_("Die Datei %(file)s ist keine Sicherung dieses Programms oder ist beschädigt."),
        kept=N_("An der Datenbank hat sich nichts geändert."),
        todo=N_("Bitte nehmen Sie eine andere Sicherung."),
        file=source.name,
    )


def _as_json(manifest: Manifest) -> str:
    values = {"format": FORMAT, **asdict(manifest), "taken_at": manifest.taken_at.isoformat()}
    return json.dumps(values, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    if sorted(archive.namelist()) != [DATABASE, MANIFEST]:
        raise ValueError("other members than those of a backup")
    with archive.open(MANIFEST) as member:
        values: dict[str, Any] = json.loads(member.read(LARGEST_MANIFEST))
    if values.pop("format") != FORMAT:
        raise ValueError("another format")
    values["contents"] = Contents(**values["contents"])
    values["taken_at"] = datetime.fromisoformat(values["taken_at"])
    return Manifest(**values)


def _copy(packed: IO[bytes], unpacked: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := packed.read(_PIECE):
        digest.update(piece)
        unpacked.write(piece)
    _sync(unpacked)
    return digest.hexdigest()


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
