"""Branch room: rewritten texts that may leave the branch once a second person has released them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iks.domain.values import ModelCaseState
from iks.store.base import Base, Code, RandomId, closed_list
from iks.store.casework import FileCheck


class ModelCase(Base):
    """What went wrong at one point of one file, told without anybody's name."""

    __tablename__ = "model_case"
    __table_args__ = (
        UniqueConstraint("file_check_id", "check_point"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_when"),
        CheckConstraint("decided_by IS NULL OR decided_by <> written_by", name="second_person"),
    )

    id: Mapped[RandomId]
    file_check_id: Mapped[str] = mapped_column(ForeignKey("file_check.id", ondelete="CASCADE"))
    check_point: Mapped[Code]
    text: Mapped[str]
    state: Mapped[ModelCaseState] = mapped_column(
        closed_list(ModelCaseState, "state"), default=ModelCaseState.DRAFT
    )
    written_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    # The writer looked at each marked word and says that it names nobody.
    names_confirmed: Mapped[bool] = mapped_column(default=False)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    # Why the second person gave it back.
    answer: Mapped[str] = mapped_column(default="")

    file_check: Mapped[FileCheck] = relationship(lazy="joined")
