"""Branch room: what happens with a finding in the branch: the talk about it, and putting it right.

No person, no text and no count of talks; kind and date of a talk are erased three months after it.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iks.domain.values import Reflection, Remedy
from iks.store.base import Base, Code, RandomId, closed_list
from iks.store.casework import FileCheck


class FollowUp(Base):
    """Reflection and remedy of one finding."""

    __tablename__ = "follow_up"
    __table_args__ = (
        UniqueConstraint("file_check_id", "check_point"),
        CheckConstraint("(reflection IS NULL) = (reflected_on IS NULL)", name="reflection_with_day"),
        CheckConstraint("(remedy = 'ordered') = (remedy_due_on IS NOT NULL)", name="ordered_until"),
        CheckConstraint("remedied_on IS NULL OR remedy IS NOT NULL", name="remedied_with_kind"),
    )

    id: Mapped[RandomId]
    file_check_id: Mapped[str] = mapped_column(ForeignKey("file_check.id", ondelete="CASCADE"))
    check_point: Mapped[Code]
    reflection: Mapped[Reflection | None] = mapped_column(closed_list(Reflection, "reflection"))
    reflected_on: Mapped[date | None]
    # The talk was held, or none was needed; says nothing about when and how.
    reflection_done: Mapped[bool] = mapped_column(default=False)
    remedy: Mapped[Remedy | None] = mapped_column(closed_list(Remedy, "remedy"))
    remedy_due_on: Mapped[date | None]
    remedied_on: Mapped[date | None]

    file_check: Mapped[FileCheck] = relationship()
