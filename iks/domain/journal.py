"""The journal as a value: small typed events, their canonical bytes and the chain of hashes."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar

GENESIS = "0" * 64


@dataclass(frozen=True)
class Event:
    """An act that the journal records; subclasses are its vocabulary."""

    name: ClassVar[str] = "event"

    def __init_subclass__(cls) -> None:
        """Name the event after its class, in snake_case."""
        cls.name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


@dataclass(frozen=True)
class SignedIn(Event):
    """A person signed in."""


@dataclass(frozen=True)
class SignInFailed(Event):
    """A sign-in was refused; the name that was typed is not recorded."""


@dataclass(frozen=True)
class AccountChanged(Event):
    """An account was added, or a role or grant was given or ended."""

    account: str
    change: str


@dataclass(frozen=True)
class FrameImported(Event):
    """A population list was uploaded and is complete."""

    area: str
    month: str
    files: int
    replaced: bool
    reason: str


@dataclass(frozen=True)
class FrameLocked(Event):
    """The population list is fixed; from here on the seed can be computed."""

    area: str
    month: str
    attempt: int
    frame_digest: str


@dataclass(frozen=True)
class SeedCommitted(Event):
    """The commitment to a secret that a later draw will use."""

    draw_id: str
    position: int
    commitment: str


@dataclass(frozen=True)
class MonthDrawn(Event):
    """The sample of a month was drawn; ``census`` names the branches that were drawn whole."""

    area: str
    month: str
    draw_id: str
    attempt: int
    files: int
    late: bool
    census: str = ""


@dataclass(frozen=True)
class DrawProved(Event):
    """The revision took the proof bundle of a draw along."""

    area: str
    month: str
    draw_id: str
    attempt: int
    bundle_digest: str


@dataclass(frozen=True)
class DrawOpened(Event):
    """The revision looked at the seed and the sample of a draw."""

    area: str
    month: str
    draw_id: str
    attempt: int


@dataclass(frozen=True)
class DrawRecomputed(Event):
    """The revision recomputed a draw: it agrees, or what differs."""

    area: str
    month: str
    draw_id: str
    attempt: int
    verdict: str


@dataclass(frozen=True)
class SheetStarted(Event):
    """The first answer of a sheet was given."""

    area: str
    month: str
    branch: str


@dataclass(frozen=True)
class SheetFinished(Event):
    """A sheet was finished."""

    area: str
    month: str
    branch: str


@dataclass(frozen=True)
class SheetVoided(Event):
    """A sheet was voided: the wrong file had been checked, or its file dropped out."""

    area: str
    month: str
    branch: str
    reason: str


@dataclass(frozen=True)
class MonthSubmitted(Event):
    """A branch submitted its month; its counts were released."""

    area: str
    month: str
    branch: str
    version: int
    late: bool


@dataclass(frozen=True)
class MonthClosed(Event):
    """A month was closed; its result is frozen under this digest."""

    area: str
    month: str
    reason: str
    missing: tuple[str, ...]
    result_digest: str


@dataclass(frozen=True)
class FindingsExported(Event):
    """Released figures left the program as a file."""

    area: str
    first_month: str
    last_month: str
    format: str


@dataclass(frozen=True)
class JournalExported(Event):
    """The journal left the program as a file."""

    entries: int


@dataclass(frozen=True)
class ChecklistInstalled(Event):
    """A version of a grid was installed."""

    area: str
    version: str
    digest: str


@dataclass(frozen=True)
class ForeignAddressTried(Event):
    """Somebody asked for an object that is missing or belongs to someone else."""

    page: str


@dataclass(frozen=True)
class BackupTaken(Event):
    """A backup was written and verified."""

    digest: str


@dataclass(frozen=True)
class DatabaseRestored(Event):
    """The database went back to a backup, whose last entry stands at this position."""

    digest: str
    position: int


@dataclass(frozen=True)
class SecretMarkedUsed(Event):
    """After a restore: a secret whose draw stands in a printed report must not be used again."""

    draw_id: str
    position: int


@dataclass(frozen=True)
class Entry:
    """One line of the journal."""

    position: int
    at: datetime
    actor: str
    via: str
    event: str
    data: str
    previous_hash: str
    hash: str


def canonical_data(event: Event) -> str:
    """Return the event's content as canonical JSON: sorted keys, no blanks.

    >>> canonical_data(SheetFinished("benefits", "2026-12", "Z06"))
    '{"area":"benefits","branch":"Z06","month":"2026-12"}'
    """
    return json.dumps(asdict(event), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def entry_hash(
    position: int, at: datetime, *, actor: str, via: str, event: str, data: str, previous_hash: str
) -> str:
    """Return the hash that binds an entry to everything before it.

    SHA-256 over the JSON array of its fields, UTF-8, in the order of the signature, no blanks;
    the time as ISO 8601 in UTC with microseconds.
    """
    stamp = at.isoformat(timespec="microseconds")
    fields = [position, stamp, actor, via, event, data, previous_hash]
    text = json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class ChainFault:
    """The first entry at which the chain breaks, and why."""

    position: int
    reason: str


def first_fault(entries: Iterable[Entry], head: tuple[int, str] | None = None) -> ChainFault | None:
    """Walk the chain from its first entry and name the first one that does not fit.

    Parameters
    ----------
    entries : iterable of Entry
        All entries in ascending order of position.
    head : (int, str), optional
        Position and hash of the last entry as kept elsewhere (head row, printed report).

    Returns
    -------
    ChainFault or None
        ``None`` when every entry follows from the one before and the head agrees.
    """
    expected, previous = 1, GENESIS
    for entry in entries:
        if entry.position != expected:
            return ChainFault(expected, "missing")
        if entry.previous_hash != previous:
            return ChainFault(expected, "does not follow the entry before")
        if entry.hash != _hash_of(entry):
            return ChainFault(expected, "content was changed")
        expected, previous = expected + 1, entry.hash
    if head and head != (expected - 1, previous):
        return ChainFault(expected - 1, "is not the head that was kept")
    return None


def _hash_of(entry: Entry) -> str:
    fields = {name: value for name, value in vars(entry).items() if name != "hash"}
    return entry_hash(fields.pop("position"), fields.pop("at"), **fields)
