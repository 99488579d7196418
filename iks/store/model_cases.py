"""Branch room: rewritten texts that may leave the branch once a second person has released them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from iks.domain.month import Month
from iks.domain.values import Area, CheckState, ModelCaseState
from iks.store.base import Base, Code, RandomId, closed_list
from iks.store.casework import FileCheck
from iks.store.draws import SampleFile


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


def case_at(session: Session, sheet_id: str, point: str, *, lock: bool = False) -> ModelCase | None:
    """Return the text about one finding, its row locked when asked."""
    query = select(ModelCase).where(ModelCase.file_check_id == sheet_id, ModelCase.check_point == point)
    return session.scalars(_locked(query) if lock else query).one_or_none()


def get_case(session: Session, case_id: str, *, lock: bool = False) -> ModelCase | None:
    """Return one text, its row locked when asked."""
    query = select(ModelCase).where(ModelCase.id == case_id)
    return session.scalars(_locked(query) if lock else query).one_or_none()


def cases_of(session: Session, area: Area, month: Month, branch: str) -> list[ModelCase]:
    """Return the texts of a branch and month that were not taken back, by file and point."""
    query = (
        select(ModelCase)
        .join(FileCheck, FileCheck.id == ModelCase.file_check_id)
        .join(SampleFile, SampleFile.id == FileCheck.sample_file_id)
        .where(FileCheck.area == area, FileCheck.month == month, FileCheck.branch_code == branch)
        .where(FileCheck.state != CheckState.VOID, ModelCase.state != ModelCaseState.RECALLED)
        .order_by(SampleFile.position, ModelCase.check_point)
    )
    return list(session.scalars(query))


def offered_cases(session: Session) -> list[ModelCase]:
    """Return the texts that wait for a second person, in an order that tells nothing of their branches."""
    query = select(ModelCase).where(ModelCase.state == ModelCaseState.OFFERED)
    return list(session.scalars(query.order_by(ModelCase.check_point, ModelCase.id)))


def released_cases(session: Session, area: Area, *, lock: bool = False) -> list[ModelCase]:
    """Return the texts of an area that a second person released and that wait for their delivery."""
    query = (
        select(ModelCase)
        .join(FileCheck, FileCheck.id == ModelCase.file_check_id)
        .where(FileCheck.area == area, FileCheck.state != CheckState.VOID)
        .where(ModelCase.state == ModelCaseState.RELEASED)
        .order_by(ModelCase.id)
    )
    return list(session.scalars(_locked(query) if lock else query))


def cases_written_by(session: Session, account_id: str) -> list[ModelCase]:
    """Return the texts that a person wrote and did not take back, the newest month first."""
    query = (
        select(ModelCase)
        .join(FileCheck, FileCheck.id == ModelCase.file_check_id)
        .where(ModelCase.written_by == account_id, ModelCase.state != ModelCaseState.RECALLED)
        .order_by(FileCheck.month.desc(), FileCheck.area, ModelCase.check_point, ModelCase.id)
    )
    return list(session.scalars(query))


def _locked(query: Select[ModelCase]) -> Select[ModelCase]:
    return query.with_for_update(of=ModelCase).execution_options(populate_existing=True)
