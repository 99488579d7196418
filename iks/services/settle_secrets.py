"""After a restore: say which draws there were since the backup, so that no secret is used a second time.

A backup from before a draw still takes its secret for unused. Whoever could draw with it again, from
another list, could choose between two samples; so nothing is locked or drawn until this is settled.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.draw_events import SecretsSettled
from iks.domain.journal import DatabaseRestored, MonthDrawn, SecretMarkedUsed
from iks.domain.roles import Actor
from iks.errors import N_, InvalidInput, Refused
from iks.services.commit_seed import ensure_commitment
from iks.services.notify_people import tell_secrets_settled
from iks.services.seed_vault import SeedVault
from iks.store import journal
from iks.store.draws import chain_heads, committed_up_to, last_position, locked_and_undrawn


@dataclass(frozen=True)
class ChainView:
    """One chain of secrets: what the next draw of a draw id reveals."""

    draw_id: str
    # Both empty when every secret is used.
    position: int | None
    commitment: str


@dataclass(frozen=True)
class SettledSecrets:
    """What was settled after a restore."""

    marked: int
    # Chains whose locked list waits for the draw that there was already: it comes out the same again.
    repeated: tuple[str, ...]


def is_settled(session: Session) -> bool:
    """Return whether it is known which secrets are used: nothing was restored, or it was settled since."""
    restored = _last(session, DatabaseRestored.name)
    # A draw since then shows that a version before this one has gone on without asking.
    return restored <= max(_last(session, SecretsSettled.name), _last(session, MonthDrawn.name))


def settle_secrets(
    session: Session, clock: Clock, actor: Actor, vault: SeedVault, used: Mapping[str, int]
) -> SettledSecrets:
    """Mark the secrets of all draws since the backup as used, and commit to new ones.

    Parameters
    ----------
    used : mapping of str to int
        Draw id to the position of the newest secret whose draw stands in a printed report or in a mail
        to the revision; empty when nothing was drawn since the backup.

    Raises
    ------
    Refused
        When there is nothing to settle.
    InvalidInput
        When a draw id is unknown.
    """
    if is_settled(session):
        raise Refused(N_("Es gibt nichts zu klären: Seit der letzten Klärung wurde nichts zurückgespielt."))
    _refuse_unknown(session, used)
    # A locked list gives the same sample with the same secret, so its draw may simply be repeated.
    repeated = tuple(code for code in used if locked_and_undrawn(session, code))
    marked = sum(
        mark_used(session, clock, actor, code, position)
        for code, position in used.items()
        if code not in repeated
    )
    named = ", ".join(f"{code}:{position}" for code, position in sorted(used.items()))
    journal.record(session, actor, SecretsSettled(named), clock.now())
    for code in used:
        ensure_commitment(session, clock, actor, vault, code)
    tell_secrets_settled(session, clock, named)
    return SettledSecrets(marked, repeated)


def mark_used(session: Session, clock: Clock, actor: Actor, draw_code: str, position: int) -> int:
    """Mark the secrets of a chain up to a position as used, because a printed report shows their draws."""
    secrets = committed_up_to(session, draw_code, position)
    for secret in secrets:
        secret.state = "used"
        journal.record(session, actor, SecretMarkedUsed(draw_code, secret.position), clock.now())
    session.flush()
    return len(secrets)


def chains(session: Session) -> tuple[ChainView, ...]:
    """Return every chain of secrets with the commitment that its next draw reveals."""
    return tuple(ChainView(code, *(link or (None, ""))) for code, link in chain_heads(session).items())


def _refuse_unknown(session: Session, used: Mapping[str, int]) -> None:
    for code in used:
        if not last_position(session, code):
            raise InvalidInput(N_("Eine Ziehung „%(code)s“ gibt es nicht."), code=code)


def _last(session: Session, event: str) -> int:
    return next((entry.position for entry in journal.latest(session, 1, event_name=event)), 0)
