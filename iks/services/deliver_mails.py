"""Hand waiting mails to a sender, each to one sender only, and note what became of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.store import outbox

AT_ONCE = 50
# A sender that stopped in the middle never comes back to its mails; after this time another one does.
TRY_AGAIN_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Letter:
    """One mail that is ready to be sent."""

    id: str
    recipient: str
    template: str
    values: dict[str, str]
    written_at: datetime


def claim_letters(session: Session, clock: Clock) -> tuple[Letter, ...]:
    """Take the oldest mails in hand; until some time has passed, nobody else is given them.

    People without an address get no mail; theirs stay in the list that the administration sees.
    """
    now = clock.now()
    mails = outbox.claim(session, now, again_before=now - TRY_AGAIN_AFTER, limit=AT_ONCE)
    return tuple(
        Letter(mail.id, mail.account.email, mail.template, dict(mail.values), mail.created_at)
        for mail in mails
    )


def mark_sent(session: Session, clock: Clock, letter: Letter) -> None:
    """Note that the mail server has taken a mail."""
    outbox.mark_sent(session, letter.id, clock.now())
