"""Branch room: what the revision answered at the sheets that it checks a second time."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.values import AnswerValue, CheckState
from iks.store.base import Base, JsonValue
from iks.store.casework import Answer, FileCheck, Submission
from iks.store.corrections import Correction
from iks.store.recheck import RecheckFile


class SecondCheck(Base):
    """The second check of one sheet; the first answers stay as they are."""

    __tablename__ = "second_check"
    __table_args__ = (
        ForeignKeyConstraint(["draw_id", "rank"], ["recheck_file.draw_id", "recheck_file.rank"]),
        CheckConstraint("version > 0", name="version"),
    )

    draw_id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # Place of the sheet in its draw.
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # Counts every save, so that two people do not overwrite each other.
    version: Mapped[int]
    # Answer, pattern and reason by point.
    answers: Mapped[Any] = mapped_column(JsonValue)
    checked_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


def recheck_file(session: Session, draw_id: str, rank: int, *, lock: bool = False) -> RecheckFile | None:
    """Return one drawn sheet, its row locked for a save when asked."""
    query = select(RecheckFile).where(RecheckFile.draw_id == draw_id, RecheckFile.rank == rank)
    return session.scalars(query.with_for_update(of=RecheckFile) if lock else query).one_or_none()


def second_check(session: Session, draw_id: str, rank: int) -> SecondCheck | None:
    """Return the second check of a sheet, as it stands now."""
    return session.get(SecondCheck, (draw_id, rank), populate_existing=True)


def second_checks(session: Session, draw_id: str) -> dict[int, SecondCheck]:
    """Return the second checks of a draw by place."""
    query = select(SecondCheck).where(SecondCheck.draw_id == draw_id).order_by(SecondCheck.rank)
    return {check.rank: check for check in session.scalars(query)}


def regimes_shown(session: Session, file: RecheckFile) -> tuple[str, ...]:
    """Return the legal regimes whose guidance the first check showed; nothing else of it."""
    query = select(FileCheck.regimes).where(
        FileCheck.sample_file_id == file.sample_file_id, FileCheck.state != CheckState.VOID
    )
    return tuple(filter(None, (session.scalars(query).one_or_none() or "").split(",")))


def first_answers(session: Session, file: RecheckFile, drawn_at: datetime) -> dict[str, AnswerValue | None]:
    """Return what the branch had answered when the sheet was drawn; later corrections are undone."""
    sheets = select(FileCheck.id).where(
        FileCheck.sample_file_id == file.sample_file_id, FileCheck.state != CheckState.VOID
    )
    sheet_id = session.scalars(sheets).one_or_none()
    stored = session.execute(select(Answer.check_point, Answer.value).where(Answer.file_check_id == sheet_id))
    found: dict[str, AnswerValue | None] = {row.check_point: row.value for row in stored}
    later = (
        select(Correction)
        .join(Submission, Submission.id == Correction.submission_id)
        .where(Correction.file_check_id == sheet_id, Submission.submitted_at > drawn_at)
        .order_by(Submission.version.desc())
    )
    for correction in session.scalars(later):
        value = correction.before.get("value")
        found[correction.check_point] = AnswerValue(value) if value else None
    return found
