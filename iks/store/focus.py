"""Focus topics: what is drawn and checked on top of the regular sample, and for how long."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.base import Base, Code, JsonValue, RandomId, closed_list


class FocusTopic(Base):
    """A topic with a draw of its own: which files it concerns, how many of them, and for how long."""

    __tablename__ = "focus_topic"
    __table_args__ = (
        UniqueConstraint("area", "code"),
        CheckConstraint("last_month >= first_month", name="months"),
    )

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    # Its part of the draw id.
    code: Mapped[Code]
    title: Mapped[str]
    reason: Mapped[str]
    first_month: Mapped[Month]
    last_month: Mapped[Month]
    # The condition on the attributes of the list, as a rule of a grid.
    filter: Mapped[Any] = mapped_column(JsonValue)
    # Files to draw by stratum in every branch.
    allocation: Mapped[Any] = mapped_column(JsonValue)
    # The short grid that its files are checked with; without one the files are drawn and not yet checked.
    checklist_version_id: Mapped[str | None] = mapped_column(ForeignKey("checklist_version.id"))
    ordered_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    ordered_at: Mapped[datetime]
    # Set when it ends before its last month.
    ended_at: Mapped[datetime | None]

    @property
    def draw_code(self) -> str:
        """The draw id of its draws."""
        return f"{self.area.value}/{self.code}"
