"""Read and verify the journal; note tries to open what is not one's own."""

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.journal import ForeignAddressTried
from iks.domain.roles import Actor
from iks.store import journal


def note_foreign_address(session: Session, clock: Clock, actor: Actor, page: str) -> None:
    """Note that somebody asked for a missing or foreign object; only the kind of page is kept."""
    journal.record(session, actor, ForeignAddressTried(page), clock.now())
