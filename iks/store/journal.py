"""The journal: append-only, chained, written at the very end of each transaction."""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CheckConstraint, String, cast, event, select, text, true
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from iks.domain.journal import GENESIS, Entry, Event, canonical_data, entry_hash
from iks.domain.roles import Actor
from iks.errors import IntegrityError
from iks.store.base import Base, Code

_PENDING = "journal entries of this transaction"
# What stands for a moment that cannot be read: it makes the hash of its entry wrong.
_UNREADABLE = datetime.min.replace(tzinfo=UTC)


class JournalEntry(Base):
    """One act; triggers of the database refuse every change, replacement and removal."""

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
    # The savepoints within which the act happened, the innermost first, and the whole at the end.
    within: tuple[SessionTransaction, ...]


def record(session: Session, actor: Actor, entry: Event, now: datetime) -> None:
    """Note an act; it is chained in when the transaction commits, and gone when it rolls back."""
    act = _Pending(now.astimezone(UTC), actor, entry, tuple(_enclosing(session)))
    _pending(session).append(act)


def _pending(session: Session) -> list[_Pending]:
    found: list[_Pending] = session.info.setdefault(_PENDING, [])
    return found


def _enclosing(session: Session) -> Iterator[SessionTransaction]:
    transaction = session.get_nested_transaction() or session.get_transaction()
    while transaction is not None:
        yield transaction
        transaction = transaction.parent


@event.listens_for(Session, "before_commit")
def _write_pending(session: Session) -> None:
    # The release of a savepoint arrives here too; only the end of the whole transaction writes.
    if session.in_nested_transaction() or not _pending(session):
        return
    session.flush()
    head = _lock_head(session)
    for act in session.info.pop(_PENDING):
        _append(session, head, act)


@event.listens_for(Session, "after_commit")
def _hand_to_the_outside(session: Session) -> None:
    released = session.get_nested_transaction()
    if released is None and _pending(session):
        raise IntegrityError("a savepoint was left open; its transaction ended without journal entries")
    session.info[_PENDING] = [
        replace(act, within=tuple(t for t in act.within if t is not released)) for act in _pending(session)
    ]


@event.listens_for(Session, "after_transaction_end")
def _forget_undone(session: Session, ended: SessionTransaction) -> None:
    # What was released or committed has left this transaction before; the rest was undone with it.
    session.info[_PENDING] = [act for act in _pending(session) if ended not in act.within]
    if ended.parent is None:
        del session.info[_PENDING]


def _lock_head(session: Session) -> JournalHead:
    # Two first writers meet here; the second one waits and then finds the row of the first.
    first = "INSERT INTO journal_head (id, position, hash) VALUES (1, 0, :hash) ON CONFLICT DO NOTHING"
    session.execute(text(first), {"hash": GENESIS})
    # What this transaction read earlier may be old by now, so the row is read again with its lock.
    return session.get_one(JournalHead, 1, with_for_update=True, populate_existing=True)


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


# The moment is read as text, so that one that was made unreadable is a fault of its entry and no crash.
_COLUMNS = (
    JournalEntry.position,
    cast(JournalEntry.at, String),
    JournalEntry.actor,
    JournalEntry.via,
    JournalEntry.event,
    JournalEntry.data,
    JournalEntry.previous_hash,
    JournalEntry.hash,
)


@dataclass(frozen=True)
class Chain:
    """The journal as it stood at one moment: its entries and the head that was kept beside them."""

    entries: Iterator[Entry]
    head: tuple[int, str]


@contextmanager
def chain(session: Session) -> Iterator[Chain]:
    """Open the whole journal and its head in one look, whoever writes meanwhile."""
    query = (
        select(*_COLUMNS, JournalHead.position, JournalHead.hash)
        .outerjoin(JournalHead, true())
        .order_by(JournalEntry.position)
    )
    with session.execute(query.execution_options(yield_per=1000)) as rows:
        first: Sequence[Any] | None = next(rows, None)
        if first is None:
            yield Chain(iter(()), head(session))
        else:
            # A head row that was removed agrees with no entry.
            yield Chain(
                map(_as_value, itertools.chain([first], rows)), (first[-2] or 0, first[-1] or GENESIS)
            )


def entries(session: Session, *, after: int = 0) -> Iterator[Entry]:
    """Yield the entries behind a position in ascending order."""
    query = select(*_COLUMNS).where(JournalEntry.position > after).order_by(JournalEntry.position)
    with session.execute(query.execution_options(yield_per=1000)) as rows:
        yield from map(_as_value, rows)


def latest(session: Session, limit: int, *, event_name: str = "", before: int | None = None) -> list[Entry]:
    """Return the newest entries, or the newest before a position; the newest first, all or of one kind."""
    query = select(*_COLUMNS).order_by(JournalEntry.position.desc()).limit(limit)
    if event_name:
        query = query.where(JournalEntry.event == event_name)
    if before is not None:
        query = query.where(JournalEntry.position < before)
    return [_as_value(row) for row in session.execute(query)]


def find(session: Session, event_name: str, data: str) -> Entry | None:
    """Return the first entry of an event with exactly this content."""
    query = select(*_COLUMNS).where(JournalEntry.event == event_name, JournalEntry.data == data)
    row = session.execute(query.order_by(JournalEntry.position).limit(1)).first()
    return None if row is None else _as_value(row)


def all_of(session: Session, event_name: str) -> list[Entry]:
    """Return all entries of one kind in ascending order."""
    query = select(*_COLUMNS).where(JournalEntry.event == event_name)
    return [_as_value(row) for row in session.execute(query.order_by(JournalEntry.position))]


def events_seen(session: Session) -> list[str]:
    """Return the kinds of acts that the journal holds, in alphabetical order."""
    return list(session.scalars(select(JournalEntry.event).distinct().order_by(JournalEntry.event)))


def head(session: Session) -> tuple[int, str]:
    """Return position and hash of the last entry."""
    row = session.execute(select(JournalHead.position, JournalHead.hash)).first()
    return (row.position, row.hash) if row else (0, GENESIS)


def _as_value(row: Sequence[Any]) -> Entry:
    position, at, *rest = row[: len(_COLUMNS)]
    return Entry(position, _moment(at), *rest)


def _moment(stored: str) -> datetime:
    try:
        moment = datetime.fromisoformat(stored)
    except ValueError:
        return _UNREADABLE
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
