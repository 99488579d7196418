"""Branch room: answers that were changed after a submission, old and new."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from iks.domain.month import Month
from iks.domain.values import Area, MonthState
from iks.store.base import Base, Code, JsonValue, RandomId
from iks.store.casework import FileCheck, Submission
from iks.store.draws import SampleFile
from iks.store.months import AuditMonth


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


def corrected_answers(session: Session, areas: Sequence[Area]) -> list[tuple[Area, Month, str, str, int]]:
    """Return how many answers were corrected by area, month, branch and point, the newest month first.

    Months that are not closed are left out: before the close nothing of a branch is known outside.
    """
    query = (
        select(
            Submission.area,
            Submission.month,
            Submission.branch_code,
            Correction.check_point,
            func.count(Correction.id),
        )
        .join(Submission, Submission.id == Correction.submission_id)
        .join(AuditMonth, (AuditMonth.area == Submission.area) & (AuditMonth.month == Submission.month))
        .where(Submission.area.in_(areas), AuditMonth.state.in_((MonthState.CLOSED, MonthState.REPORTED)))
        .group_by(Submission.area, Submission.month, Submission.branch_code, Correction.check_point)
        .order_by(Submission.month.desc(), Submission.area, Submission.branch_code, Correction.check_point)
    )
    return [(area, month, branch, point, n) for area, month, branch, point, n in session.execute(query)]


def corrections_in(session: Session, area: Area, month: Month, branch: str, version: int) -> list[Correction]:
    """Return what a branch corrected in a month up to a version, by file, then by version and point."""
    query = (
        select(Correction)
        .join(Submission, Submission.id == Correction.submission_id)
        .join(FileCheck, FileCheck.id == Correction.file_check_id)
        .join(SampleFile, SampleFile.id == FileCheck.sample_file_id)
        .where(
            Submission.area == area,
            Submission.month == month,
            Submission.branch_code == branch,
            Submission.version <= version,
        )
        .order_by(SampleFile.stratum, SampleFile.rank, Submission.version, Correction.check_point)
        .options(joinedload(Correction.submission), joinedload(Correction.file_check))
    )
    return list(session.scalars(query))
