"""Branch room: answers that were changed after a submission, old and new."""

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from iks.store.base import Base, Code, JsonValue, RandomId
from iks.store.casework import FileCheck, Submission


class Correction(Base):
    """One answer that a later version of a submission changed; why, who and when stands at the version."""

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("submission_id", "file_check_id", "check_point"),)

    id: Mapped[RandomId]
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"))
    file_check_id: Mapped[str] = mapped_column(ForeignKey("file_check.id", ondelete="CASCADE"))
    check_point: Mapped[Code]
    # The fields of the answer before and after.
    before: Mapped[Any] = mapped_column(JsonValue)
    after: Mapped[Any] = mapped_column(JsonValue)

    submission: Mapped[Submission] = relationship()
    file_check: Mapped[FileCheck] = relationship()


def corrections_of(session: Session, sheet_id: str) -> list[Correction]:
    """Return the answers of a sheet that were corrected, the newest version first, then by point."""
    query = (
        select(Correction)
        .join(Submission, Submission.id == Correction.submission_id)
        .where(Correction.file_check_id == sheet_id)
        .order_by(Submission.version.desc(), Correction.check_point)
    )
    return list(session.scalars(query))
