"""Mails that wait to be sent: written with the act they tell of, sent later, once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from iks.store.accounts import Account
from iks.store.base import Base, Code, JsonValue, RandomId


class OutgoingMail(Base):
    """One mail to one person; its text is made from a template, without personal data."""

    __tablename__ = "outgoing_mail"

    id: Mapped[RandomId]
    # Says what the mail tells and to whom, so that nothing is told twice.
    occasion: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    # Name of the template, and the values for its places.
    template: Mapped[Code]
    values: Mapped[Any] = mapped_column(JsonValue)
    created_at: Mapped[datetime]
    # When a sender took the mail in hand last; another one leaves it alone for a while.
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)

    account: Mapped[Account] = relationship()


def queue(
    session: Session,
    account: Account,
    template: str,
    values: dict[str, str],
    *,
    occasion: str,
    now: datetime,
) -> bool:
    """Put a mail into the outbox unless the person was already told of this occasion."""
    key = f"{template}:{occasion}:{account.id}"
    if session.scalars(select(OutgoingMail.id).where(OutgoingMail.occasion == key)).first():
        return False
    session.add(
        OutgoingMail(occasion=key, account_id=account.id, template=template, values=values, created_at=now)
    )
    return True


def waiting(session: Session, limit: int = 100) -> list[OutgoingMail]:
    """Return mails that were not sent yet, the oldest first."""
    query = (
        select(OutgoingMail)
        .where(OutgoingMail.sent_at.is_(None))
        .order_by(OutgoingMail.created_at, OutgoingMail.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def claim(session: Session, now: datetime, *, again_before: datetime, limit: int) -> list[OutgoingMail]:
    """Take mails in hand that can be sent and that nobody has tried since a moment."""
    query = (
        select(OutgoingMail)
        .join(Account, OutgoingMail.account_id == Account.id)
        .where(OutgoingMail.sent_at.is_(None), Account.active, Account.email != "")
        .where(OutgoingMail.claimed_at.is_(None) | (OutgoingMail.claimed_at < again_before))
        .order_by(OutgoingMail.created_at, OutgoingMail.id)
        .limit(limit)
        .with_for_update(of=OutgoingMail, skip_locked=True)
    )
    mails = list(session.scalars(query))
    for mail in mails:
        mail.claimed_at, mail.attempts = now, mail.attempts + 1
    return mails


def mark_sent(session: Session, mail_id: str, now: datetime) -> None:
    """Note when a mail was sent; it is never sent again."""
    mail = session.get_one(OutgoingMail, mail_id, with_for_update=True)
    mail.sent_at = mail.sent_at or now
