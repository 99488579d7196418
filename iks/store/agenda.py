"""The agenda of the branch heads' round, and what was made of the proposals after a quarter's close."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.takeaway import TakeawayDecision, TakeawayKind
from iks.domain.values import Area
from iks.store.base import Base, Code, RandomId, closed_list


class AgendaItem(Base):
    """Something to talk about in the branch heads' round; no figures stand in it."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("outcome IN ('', 'agreed', 'removed')", name="outcome"),
        CheckConstraint("(outcome = '') = (settled_on IS NULL)", name="settled_when"),
    )

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    title: Mapped[str]
    # The point that it is about; empty for anything else.
    check_point: Mapped[Code]
    # Why it was proposed, for an item that came from the close of a quarter.
    kind: Mapped[TakeawayKind | None] = mapped_column(closed_list(TakeawayKind, "kind"))
    # Its place among the open items; gaps are allowed.
    position: Mapped[int]
    added_on: Mapped[date]
    # Empty while it is open.
    outcome: Mapped[Code]
    # What the branch heads agreed.
    agreed: Mapped[str]
    settled_on: Mapped[date | None]


class Takeaway(Base):
    """One proposal of a quarter and what was made of it."""

    __tablename__ = "takeaway"
    __table_args__ = (
        UniqueConstraint("area", "quarter", "kind"),
        CheckConstraint("decision <> 'not_now' OR reason <> ''", name="reason_for_not_now"),
    )

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    # The closed quarter, as YYYY-Qn.
    quarter: Mapped[str] = mapped_column(String(7))
    kind: Mapped[TakeawayKind] = mapped_column(closed_list(TakeawayKind, "kind"))
    check_point: Mapped[Code]
    decision: Mapped[TakeawayDecision] = mapped_column(closed_list(TakeawayDecision, "decision"))
    # Why not now; empty otherwise.
    reason: Mapped[str]
    measure_id: Mapped[str | None] = mapped_column(ForeignKey("measure.id"))
    decided_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime]


def takeaways_of(session: Session, area: Area, quarter: str) -> list[Takeaway]:
    """Return the proposals of a quarter that were decided about."""
    return list(session.scalars(select(Takeaway).where(Takeaway.area == area, Takeaway.quarter == quarter)))


def agenda_items(session: Session, area: Area, *, lock: bool = False) -> list[AgendaItem]:
    """Return the open items in their order, locked for a change when asked."""
    query = select(AgendaItem).where(AgendaItem.area == area, AgendaItem.outcome == "")
    query = query.order_by(AgendaItem.position, AgendaItem.id)
    return list(session.scalars(query.with_for_update() if lock else query))


def items_between(session: Session, area: Area, first: date, last: date) -> list[AgendaItem]:
    """Return what stood on the agenda in these days, in its order; what was taken off is left out."""
    query = select(AgendaItem).where(
        AgendaItem.area == area,
        AgendaItem.outcome != "removed",
        AgendaItem.added_on <= last,
        or_(AgendaItem.settled_on.is_(None), AgendaItem.settled_on >= first),
    )
    return list(session.scalars(query.order_by(AgendaItem.position, AgendaItem.id)))


def agreed_items(session: Session, area: Area, limit: int) -> list[AgendaItem]:
    """Return the items about which something was agreed, the newest first."""
    query = select(AgendaItem).where(AgendaItem.area == area, AgendaItem.outcome == "agreed")
    return list(
        session.scalars(query.order_by(AgendaItem.settled_on.desc(), AgendaItem.position).limit(limit))
    )


def get_item(session: Session, item_id: str, *, lock: bool = False) -> AgendaItem | None:
    """Return one item, its row locked when asked."""
    return session.get(AgendaItem, item_id, with_for_update=lock or None, populate_existing=lock)


def last_position(session: Session, area: Area) -> int:
    """Return the highest place that an item ever had, 0 before the first one."""
    return session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.area == area)) or 0
