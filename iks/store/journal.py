"""The journal: append-only, chained, written at the very end of each transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, String, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.journal import GENESIS, Entry, Event, canonical_data, entry_hash
from iks.domain.roles import Actor
from iks.store.base import Base, Code

_PENDING = "journal entries of this transaction"


class JournalEntry(Base):
    """One act; a trigger of the database refuses every change and removal."""

    __tablename__ = "journal_entry"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    # Account name, or the name of the job.
    actor: Mapped[Code]
    # web, command line or job.
    via: Mapped[Code]
    event: Mapped[Code]
    # Canonical JSON of the event.
    data: Mapped[str]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class JournalHead(Base):
    """The last entry; the one row that every writing transaction locks, and locks last."""

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class _Pending:
    at: datetime
    actor: Actor
    entry: Event


def record(session: Session, actor: Actor, entry: Event, now: datetime) -> None:
    """Note an act; it is chained in when the transaction commits, and gone when it rolls back."""
    session.info.setdefault(_PENDING, []).append(_Pending(now, actor, entry))


@event.listens_for(Session, "before_commit")
def _write_pending(session: Session) -> None:
    pending: list[_Pending] = session.info.pop(_PENDING, [])
    if not pending:
        return
    session.flush()
    head = session.get(JournalHead, 1, with_for_update=True)
    if head is None:
        head = JournalHead(id=1, position=0, hash=GENESIS)
        session.add(head)
    for act in pending:
        _append(session, head, act)


def _append(session: Session, head: JournalHead, act: _Pending) -> None:
    position, data = head.position + 1, canonical_data(act.entry)
    digest = entry_hash(
        position,
        act.at,
        actor=act.actor.username,
        via=act.actor.via,
        event=act.entry.name,
        data=data,
        previous_hash=head.hash,
    )
    session.add(
        JournalEntry(
            position=position,
            at=act.at,
            actor=act.actor.username,
            via=act.actor.via.value,
            event=act.entry.name,
            data=data,
            previous_hash=head.hash,
            hash=digest,
        )
    )
    head.position, head.hash = position, digest


@event.listens_for(Session, "after_soft_rollback")
def _forget_pending(session: Session, _previous: object) -> None:
    session.info.pop(_PENDING, None)


def entries(session: Session, *, after: int = 0) -> Iterator[Entry]:
    """Yield the entries behind a position in ascending order."""
    query = select(JournalEntry).where(JournalEntry.position > after).order_by(JournalEntry.position)
    for row in session.scalars(query.execution_options(yield_per=1000)):
        yield _as_value(row)


def latest(session: Session, limit: int, *, event_name: str = "") -> list[Entry]:
    """Return the newest entries, the newest first, all or of one kind."""
    query = select(JournalEntry).order_by(JournalEntry.position.desc()).limit(limit)
    if event_name:
        query = query.where(JournalEntry.event == event_name)
    return [_as_value(row) for row in session.scalars(query)]


def find(session: Session, event_name: str, data: str) -> Entry | None:
    """Return the entry of an event with exactly this content."""
    query = select(JournalEntry).where(JournalEntry.event == event_name, JournalEntry.data == data)
    row = session.scalars(query.order_by(JournalEntry.position).limit(1)).one_or_none()
    return None if row is None else _as_value(row)


def head(session: Session) -> tuple[int, str]:
    """Return position and hash of the last entry."""
    row = session.get(JournalHead, 1)
    return (row.position, row.hash) if row else (0, GENESIS)


def _as_value(row: JournalEntry) -> Entry:
    return Entry(row.position, row.at, row.actor, row.via, row.event, row.data, row.previous_hash, row.hash)
