"""Branch room: drawn files that nobody can find, and the watch list on which they stay until settled."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.base import Base, Code
from iks.store.draws import Draw, SampleFile


class MissingFile(Base):
    """A drawn file that nobody can find; it stays on the watch list until it turns up or is given up."""

    __tablename__ = "missing_file"
    __table_args__ = (
        CheckConstraint("outcome IN ('found', 'reconstructed', 'lost')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled_with_outcome"),
    )

    sample_file_id: Mapped[str] = mapped_column(ForeignKey("sample_file.id"), primary_key=True)
    reported_at: Mapped[datetime]
    reported_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[Code | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))

    sample_file: Mapped[SampleFile] = relationship(lazy="joined")


def get_missing(session: Session, sample_file_id: str, *, lock: bool = False) -> MissingFile | None:
    """Return what is known of one missing file, its row locked when asked."""
    query = select(MissingFile).where(MissingFile.sample_file_id == sample_file_id)
    if lock:
        query = query.with_for_update(of=MissingFile).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def watch_list(session: Session, areas: Iterable[Area]) -> list[MissingFile]:
    """Return the files of some areas that are still missing, the oldest report first."""
    query = _of_areas(areas).where(MissingFile.settled_at.is_(None))
    return list(session.scalars(query.order_by(MissingFile.reported_at)))


def settled_files(session: Session, areas: Iterable[Area]) -> list[MissingFile]:
    """Return the files of some areas that were missing once, the one settled last first."""
    query = _of_areas(areas).where(MissingFile.settled_at.is_not(None))
    return list(session.scalars(query.order_by(MissingFile.settled_at.desc())))


def count_missing(session: Session, area: Area, month: Month, branch: str) -> int:
    """Return how many files of a branch and month are still missing."""
    query = (
        select(func.count())
        .select_from(MissingFile)
        .join(SampleFile, MissingFile.sample_file_id == SampleFile.id)
        .join(Draw, SampleFile.draw_id == Draw.id)
        .where(
            Draw.area == area,
            Draw.month == month,
            SampleFile.branch_code == branch,
            MissingFile.settled_at.is_(None),
        )
    )
    return session.scalar(query) or 0


def _of_areas(areas: Iterable[Area]) -> Select[MissingFile]:
    return (
        select(MissingFile)
        .join(SampleFile, MissingFile.sample_file_id == SampleFile.id)
        .join(Draw, SampleFile.draw_id == Draw.id)
        .where(Draw.area.in_(list(areas)))
    )
