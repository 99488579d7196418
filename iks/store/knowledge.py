"""Entries of the knowledge system and the check points they explain."""

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from iks.domain.knowledge import KnowledgeState
from iks.domain.values import Area
from iks.store.base import Base, Code, RandomId, closed_list


class KnowledgeEntry(Base):
    """Where the house wrote down how something is done right."""

    __tablename__ = "knowledge_entry"

    id: Mapped[RandomId]
    # As the knowledge system counts it, for example 2.11.
    number: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str]
    # Its address inside the house; may be empty.
    link: Mapped[str]
    state: Mapped[KnowledgeState] = mapped_column(closed_list(KnowledgeState, "state"))
    # Grows with each change, so that nobody overwrites what they have not seen.
    version: Mapped[int] = mapped_column(default=1)
    points: Mapped[list["KnowledgePoint"]] = relationship(
        order_by="KnowledgePoint.check_point", lazy="selectin", cascade="all, delete-orphan"
    )


class KnowledgePoint(Base):
    """One check point that an entry explains."""

    __tablename__ = "knowledge_point"

    entry_id: Mapped[str] = mapped_column(ForeignKey("knowledge_entry.id"), primary_key=True)
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    check_point: Mapped[Code] = mapped_column(primary_key=True)


def all_entries(session: Session) -> list[KnowledgeEntry]:
    """Return all entries in the order of their numbers."""
    return list(session.scalars(select(KnowledgeEntry).order_by(KnowledgeEntry.number)))


def entries_at(session: Session, area: Area, point: str) -> list[KnowledgeEntry]:
    """Return the entries that explain one check point, in the order of their numbers."""
    query = (
        select(KnowledgeEntry)
        .join(KnowledgePoint, KnowledgePoint.entry_id == KnowledgeEntry.id)
        .where(KnowledgePoint.area == area, KnowledgePoint.check_point == point)
    )
    return list(session.scalars(query.order_by(KnowledgeEntry.number)))


def entry_by_number(session: Session, number: str) -> KnowledgeEntry | None:
    """Return the entry of this number."""
    return session.scalars(select(KnowledgeEntry).where(KnowledgeEntry.number == number)).one_or_none()


def get_entry(session: Session, entry_id: str, *, lock: bool = False) -> KnowledgeEntry | None:
    """Return one entry, its row locked when asked."""
    return session.get(KnowledgeEntry, entry_id, with_for_update=lock or None, populate_existing=lock)
