"""Branch room: what happens with a finding in the branch: the talk about it, and putting it right.

No person, no text and no count of talks; kind and date of a talk are erased three months after it.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from iks.domain.values import AnswerValue, Area, CheckState, Reflection, Remedy
from iks.store.base import Base, Code, RandomId, closed_list
from iks.store.casework import Answer, FileCheck
from iks.store.draws import Draw, SampleFile


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


def follow_up_at(session: Session, sheet_id: str, point: str) -> FollowUp | None:
    """Return what is written down about one finding, its row locked."""
    query = select(FollowUp).where(FollowUp.file_check_id == sheet_id, FollowUp.check_point == point)
    return session.scalars(query.with_for_update()).one_or_none()


def findings_to_follow(
    session: Session, area: Area, branch: str
) -> list[tuple[FileCheck, Answer, FollowUp | None]]:
    """Return the findings on finished sheets of a branch that count, newest month first."""
    query = (
        select(FileCheck, Answer, FollowUp)
        .join(Answer, Answer.file_check_id == FileCheck.id)
        .join(SampleFile, SampleFile.id == FileCheck.sample_file_id)
        .join(Draw, Draw.id == SampleFile.draw_id)
        .outerjoin(
            FollowUp, (FollowUp.file_check_id == FileCheck.id) & (FollowUp.check_point == Answer.check_point)
        )
        .where(FileCheck.area == area, FileCheck.branch_code == branch)
        .where(FileCheck.state == CheckState.FINISHED, Answer.value == AnswerValue.FINDING)
        .where(Draw.voided_at.is_(None), SampleFile.exclusion_reason.is_(None))
        .order_by(FileCheck.month.desc(), SampleFile.position, Answer.check_point)
    )
    return [(sheet, answer, stored) for sheet, answer, stored in session.execute(query)]


def forget_talks(session: Session, before: date) -> int:
    """Erase kind and day of talks held before a day; that they were held stays."""
    query = update(FollowUp).where(FollowUp.reflected_on < before)
    result = session.execute(query.values(reflection=None, reflected_on=None))
    return int(getattr(result, "rowcount", 0))
