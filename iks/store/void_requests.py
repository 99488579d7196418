"""Branch room: wishes to void a draw, and what was decided about them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iks.store.base import Base, Code, RandomId
from iks.store.draws import Draw


class VoidRequest(Base):
    """The wish of a unit head to void a draw, and what the revision decided about it."""

    __tablename__ = "void_request"
    __table_args__ = (
        CheckConstraint("decision IN ('approved', 'refused', 'withdrawn')", name="decision"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_when"),
        # One open wish at a time.
        Index(
            "uq_void_request_open",
            "draw_id",
            unique=True,
            sqlite_where=text("decision IS NULL"),
            postgresql_where=text("decision IS NULL"),
        ),
    )

    id: Mapped[RandomId]
    draw_id: Mapped[str] = mapped_column(ForeignKey("draw.id"))
    reason: Mapped[str]
    requested_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    requested_at: Mapped[datetime]
    decision: Mapped[Code | None]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    # Why the revision refused; empty when it approved.
    answer: Mapped[str] = mapped_column(default="")

    draw: Mapped[Draw] = relationship(lazy="joined")
