"""Mails that wait, as the administration may see them: recipient and subject, never the text."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from iks.domain.roles import Actor, Permission
from iks.store import outbox

MOST = 200


@dataclass(frozen=True)
class WaitingMail:
    """One mail that was not sent yet."""

    recipient: str
    template: str
    created_at: datetime
    attempts: int


def waiting_mails(session: Session, actor: Actor) -> tuple[WaitingMail, ...]:
    """Return the oldest waiting mails."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    return tuple(
        WaitingMail(mail.account.display_name, mail.template, mail.created_at, mail.attempts)
        for mail in outbox.waiting(session, limit=MOST)
    )
