"""Make the secret of the next draw, and commit to it before anybody can use it."""

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.journal import SeedCommitted
from iks.domain.month import next_working_day
from iks.domain.roles import Actor
from iks.services.notify_people import tell_commitment
from iks.services.seed_vault import SeedVault
from iks.store import journal
from iks.store.draws import SeedSecret, last_position, next_secret
from sampling import commitment, new_secret


def ensure_commitment(session: Session, clock: Clock, actor: Actor, vault: SeedVault, draw_code: str) -> str:
    """Return the commitment that the next draw of a chain reveals; make the first one when there is none."""
    waiting = next_secret(session, str(draw_code))
    return waiting.commitment if waiting else commit_next(session, clock, actor, vault, draw_code)


def commit_next(session: Session, clock: Clock, actor: Actor, vault: SeedVault, draw_code: str) -> str:
    """Add a link to a chain: a sealed secret, its commitment in the journal and in the revision's mail."""
    secret, code = new_secret(), str(draw_code)
    link = SeedSecret(
        draw_code=code,
        position=last_position(session, code) + 1,
        commitment=commitment(secret),
        sealed=vault.seal(bytes.fromhex(secret)),
        committed_at=clock.now(),
    )
    session.add(link)
    session.flush()
    journal.record(session, actor, committed(link), clock.now())
    tell_commitment(session, clock, link)
    return link.commitment


def early_enough(link: SeedSecret, clock: Clock) -> bool:
    """Return whether a working day has begun since the day on which a secret was committed to."""
    made, today = local_date(link.committed_at), local_date(clock.now())
    return next_working_day(made, after=True) <= today


def committed(link: SeedSecret) -> SeedCommitted:
    """Return the event that stands in the journal for a link of a chain."""
    return SeedCommitted(draw_id=link.draw_code, position=link.position, commitment=link.commitment)
