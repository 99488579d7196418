"""Check all that a draw rests on: lock, digest, journal, secret and commitment prove each other."""

import json

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.clock import Clock
from iks.domain.draw_events import DrawRulesFixed
from iks.domain.journal import Entry, Event, canonical_data
from iks.errors import N_, IntegrityError, Refused
from iks.services.commit_seed import committed
from iks.services.lock_frame import at_time, canonical_of, locked, require_settled, rules_fixed
from iks.services.seed_vault import SeedVault
from iks.store import journal
from iks.store.draws import SeedSecret, next_secret
from iks.store.frames import Frame
from sampling import Frame as CanonicalFrame
from sampling import reveals


def proved_frame(
    session: Session, clock: Clock, frame: Frame, grid: Checklist
) -> tuple[CanonicalFrame, Entry]:
    """Return the canonical list and the journal entry of its lock.

    The journal is written at the very end of a transaction, so an entry that can be found here was
    committed by an earlier one: the digest is on disk before anybody computes the seed.

    Raises
    ------
    IntegrityError
        When rows or rules have changed since the lock, or the journal does not know this lock.
    Refused
        When the clock stands before the lock, or a restore is not settled.
    """
    require_settled(session)
    canonical = canonical_of(session, frame, grid)
    if canonical.digest != frame.digest:
        raise IntegrityError(f"the rows of frame {frame.area} {frame.month} do not match its digest")
    lock = _entry(session, locked(frame))
    if lock is None:
        raise IntegrityError(f"the lock of frame {frame.area} {frame.month} is not in the journal")
    if not _rules_hold(frame, _rules_on_record(session, frame)):
        raise IntegrityError(f"the rules of frame {frame.area} {frame.month} are not those of its lock")
    if clock.now() < lock.at:
        raise Refused(
            N_("Die Uhr des Servers geht nach: Die Sperre war erst am %(when)s."),
            kept=N_("Es wurde nicht gezogen."),
            todo=N_("Die Systemverwaltung muss die Uhr stellen."),
            when=at_time(lock.at),
        )
    return canonical, lock


def proved_secret(session: Session, vault: SeedVault, draw_code: str, lock: Entry) -> tuple[SeedSecret, str]:
    """Return the next link of the chain and its opened secret.

    Raises
    ------
    IntegrityError
        When the secret is not the one that was committed to, or was committed to after the lock.
    Refused
        When the chain has no further link.
    """
    link = next_secret(session, draw_code)
    if link is None or link.sealed is None:
        raise Refused(
            N_("Für diese Ziehung ist kein Startwert hinterlegt."),
            kept=N_("Es wurde nicht gezogen."),
        )
    secret = vault.unseal(link.sealed).hex()
    if not reveals(secret, link.commitment):
        raise IntegrityError(f"secret {link.position} of {draw_code} is not the one committed to")
    entry = _entry(session, committed(link))
    if entry is None or entry.position > lock.position:
        raise IntegrityError(f"secret {link.position} of {draw_code} was not committed to before the lock")
    return link, secret


def _rules_on_record(session: Session, frame: Frame) -> list[Entry]:
    """Return what the journal says of the rules of a list; one entry, or none of an older version."""
    wanted = {"draw_id": frame.draw_code, "month": str(frame.month), "attempt": frame.attempt}
    entries = journal.all_of(session, DrawRulesFixed.name)
    return [entry for entry in entries if wanted.items() <= json.loads(entry.data).items()]


def _rules_hold(frame: Frame, recorded: list[Entry]) -> bool:
    """Return whether numbers and public source of a list are those that its lock has fixed."""
    rules = rules_fixed(frame)
    return [entry.data for entry in recorded] == ([canonical_data(rules)] if rules else [])


def _entry(session: Session, event: Event) -> Entry | None:
    return journal.find(session, event.name, canonical_data(event))
