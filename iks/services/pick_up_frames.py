"""Take over a list that the case-work system dropped in the inbox folder, or refuse it with a report."""

import hashlib
import re
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local
from iks.domain.draw_events import FrameRefused
from iks.domain.frame_fault import FrameFileRejected, sentence
from iks.domain.frame_file import FrameLimits
from iks.domain.frame_mapping import MappingRejected
from iks.domain.frame_text import MEBIBYTE
from iks.domain.journal import canonical_data
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import InvalidInput, Refused, UserError
from iks.services.compare_frames import Compared
from iks.services.frame_upload import FrameUpload, MappingNeeded
from iks.services.import_frame import ReasonNeeded, import_frame
from iks.services.notify_people import tell_frame_refused
from iks.store import journal
from iks.store.accounts import Account, by_username
from iks.store.frames import Frame, current_frame

INBOX_ACCOUNT = "eingangsordner"
INBOX_LIMITS = FrameLimits(max_bytes=200 * MEBIBYTE, max_rows=1_000_000)
HEADER_FAULTS = frozenset({"header_not_found", "column_missing", "column_twice", "no_table"})

_NAME = re.compile(
    r"(?P<area>benefits|integration)-(?P<month>\d{4}-\d{2})(?!\d).*\.(?:csv|xlsx)", re.IGNORECASE | re.DOTALL
)
_AREA_NAMES = {Area.BENEFITS: "Leistung", Area.INTEGRATION: "Integration"}


@dataclass(frozen=True)
class DroppedList:
    """A list from the inbox folder."""

    area: Area
    month: Month
    data: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.data).hexdigest()


def read_name(name: str) -> tuple[Area, Month] | None:
    """Return area and month from the name of a file, or nothing for a name that is none of ours.

    >>> read_name("benefits-2026-12_Bestand.csv")
    (<Area.BENEFITS: 'benefits'>, Month(year=2026, number=12))
    >>> read_name("benefits-2026-13.csv"), read_name("Urlaub.xlsx")
    (None, None)
    """
    found = _NAME.fullmatch(name)
    if not found:
        return None
    try:
        return Area(found["area"].lower()), Month.parse(found["month"])
    except InvalidInput:
        return None


def pick_up_frame(session: Session, clock: Clock, actor: Actor, dropped: DroppedList) -> int | None:
    """Take a dropped list over by the remembered mapping; return its files, or nothing if it is there.

    Raises
    ------
    UserError
        With the reason why nothing was taken over.
    """
    actor.require(Permission.HANDLE_FRAMES, area=dropped.area)
    held = current_frame(session, dropped.area, dropped.month)
    if held is not None and held.source_digest == dropped.digest:
        return None
    upload = FrameUpload(dropped.area, dropped.month, dropped.data, limits=INBOX_LIMITS)
    return import_frame(session, clock, _on_record(session, clock, actor), upload).counts.files


def refuse_frame(session: Session, clock: Clock, actor: Actor, dropped: DroppedList, error: UserError) -> str:
    """Note once that a dropped list was refused, mail controlling, and return the report to lay beside it."""
    actor.require(Permission.HANDLE_FRAMES, area=dropped.area)
    event = FrameRefused(
        area=dropped.area,
        month=str(dropped.month),
        faults=error.total if isinstance(error, FrameFileRejected) else 1,
        source_digest=dropped.digest,
    )
    # A file that could not be moved away is met again by the next pass; it is no news then.
    if journal.find(session, event.name, canonical_data(event)) is None:
        journal.record(session, actor, event, clock.now())
        page = f"/{dropped.area}/mapping" if concerns_mapping(error) else ""
        tell_frame_refused(session, clock, dropped.area, dropped.month, error, page, dropped.digest)
    return _report(clock, dropped, error)


def is_from_inbox(session: Session, frame: Frame) -> bool:
    """Return whether a list came through the inbox folder."""
    account = by_username(session, INBOX_ACCOUNT)
    return account is not None and account.id == frame.imported_by


def concerns_mapping(error: UserError) -> bool:
    """Return whether a list was refused because its headings do not fit the remembered mapping."""
    if isinstance(error, FrameFileRejected):
        return any(fault.code in HEADER_FAULTS for fault in error.faults)
    return isinstance(error, MappingNeeded | MappingRejected)


def _on_record(session: Session, clock: Clock, actor: Actor) -> Actor:
    """Return the job with an account by which its lists are signed; nobody can sign in with it."""
    account = by_username(session, INBOX_ACCOUNT)
    if account is None:
        account = Account(
            username=INBOX_ACCOUNT, display_name="Eingangsordner", active=False, created_at=clock.now()
        )
        session.add(account)
        session.flush()
    return replace(actor, user_id=account.id)


def _report(clock: Clock, dropped: DroppedList, error: UserError) -> str:
    """Return what is wrong with a list, for whoever made it; it will lie in the folder, beside the list."""
    month = f"{dropped.month.number:02}/{dropped.month.year}"
    lines = [
        f"Bestandsliste {_AREA_NAMES[dropped.area]}, Prüfmonat {month}",
        f"Geprüft am {local(clock.now()):%d.%m.%Y um %H:%M Uhr}. Es wurde nichts übernommen.",
        "",
        *_reasons(error),
        "",
        *_advice(error),
    ]
    return "\n".join(lines) + "\n"


def _reasons(error: UserError) -> list[str]:
    if isinstance(error, FrameFileRejected):
        shown = [sentence(fault, "de") for fault in error.faults]
        rest = error.total - len(shown)
        return [error.happened % error.params, *shown, *([f"… und {rest} weitere."] if rest else [])]
    lines = [error.happened % error.params]
    if isinstance(error, MappingRejected):
        lines.append(error.in_german)
    if isinstance(error, ReasonNeeded):
        counts = error.preview.counts
        lines += [f"{b.code} {b.name}: {_number(b.files)} Akten, {_before(b)}" for b in counts.fallen]
        lines += [f"Alle zusammen: {_number(counts.files)} Akten, {_before(counts.total)}"]
        lines.append(
            "Wenn die Zahlen stimmen, laden Sie die Datei bitte im Browser hoch und nennen den Grund."
        )
    return lines


def _advice(error: UserError) -> list[str]:
    # A list that comes too late has nothing in it to be mended.
    if isinstance(error, Refused) and not isinstance(error, MappingNeeded):
        return list(filter(None, [error.kept % error.params, error.todo % error.params]))
    return [
        "Bitte legen Sie die berichtigte Datei noch einmal in den Eingangsordner,",
        "oder laden Sie sie im Browser unter „Bestandslisten“ hoch.",
    ]


def _before(count: Compared) -> str:
    return "vorher keine Liste" if count.before is None else f"vorher {_number(count.before)}"


def _number(files: int) -> str:
    return f"{files:,}".replace(",", ".")
