"""Branch room: finished sheets that the revision checks a second time."""

from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from iks.domain.month import Month
from iks.domain.values import Area, BranchState, CheckState
from iks.store.base import Base, ByteText
from iks.store.casework import FileCheck
from iks.store.draws import Draw, SampleFile, sample_counts, sample_of
from iks.store.focus import RECHECK
from iks.store.frames import Frame
from iks.store.months import BranchMonth

# Every sheet has the same chance, so the whole house is drawn from as one branch without strata.
HOUSE, STRATUM = "house", "-"


class RecheckFile(Base):
    """One sheet that was drawn for a second check; it says nothing about the first one."""

    __tablename__ = "recheck_file"
    __table_args__ = (UniqueConstraint("draw_id", "file_ref"), UniqueConstraint("draw_id", "sample_file_id"))

    draw_id: Mapped[str] = mapped_column(ForeignKey("draw.id"), primary_key=True)
    # Place in ascending ticket order.
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    file_ref: Mapped[str] = mapped_column(ByteText)
    ticket: Mapped[str] = mapped_column(String(64))
    # The file as its branch drew and checked it.
    sample_file_id: Mapped[str] = mapped_column(ForeignKey("sample_file.id"))

    sample_file: Mapped[SampleFile] = relationship(lazy="joined")

    # A sheet is proved like any drawn file; it has one branch and no substitute.
    branch_code: ClassVar[str] = HOUSE
    stratum: ClassVar[str] = STRATUM
    substitute_for_id: ClassVar[None] = None
    exclusion_reason: ClassVar[None] = None

    @property
    def id(self) -> str:
        """What tells it from the others of its draw."""
        return f"{self.draw_id}:{self.rank}"

    @property
    def position(self) -> int:
        """Its place in the one list of the house."""
        return self.rank


def finished_files(session: Session, area: Area, month: Month) -> list[SampleFile]:
    """Return the files of the regular draw whose sheets are finished, of branches that have submitted."""
    query = (
        select(SampleFile)
        .join(FileCheck, FileCheck.sample_file_id == SampleFile.id)
        .join(Draw, SampleFile.draw_id == Draw.id)
        .join(
            BranchMonth,
            (BranchMonth.area == FileCheck.area)
            & (BranchMonth.month == FileCheck.month)
            & (BranchMonth.branch_code == FileCheck.branch_code),
        )
        .where(FileCheck.area == area, FileCheck.month == month, FileCheck.state == CheckState.FINISHED)
        .where(SampleFile.exclusion_reason.is_(None), Draw.voided_at.is_(None), Draw.draw_code == area.value)
        .where(BranchMonth.state == BranchState.SUBMITTED)
        .order_by(SampleFile.file_ref)
    )
    return list(session.scalars(query))


def rechecked_files(session: Session, draw: Draw) -> list[RecheckFile]:
    """Return the sheets of a re-check draw by rank; none for any other draw."""
    query = select(RecheckFile).where(RecheckFile.draw_id == draw.id)
    return list(session.scalars(query.order_by(RecheckFile.rank)))


def drawn_files(session: Session, draw: Draw) -> Sequence[SampleFile | RecheckFile]:
    """Return what any draw has drawn, by branch and place in its list."""
    is_recheck = draw.draw_code == f"{draw.area.value}/{RECHECK}"
    return rechecked_files(session, draw) if is_recheck else sample_of(session, draw)


def drawn_counts(session: Session, area: Area) -> dict[str, list[tuple[str, int, int]]]:
    """Return, by draw of an area, each branch with its files and substitutes; re-checks included."""
    query = select(RecheckFile.draw_id, func.count()).join(Draw, RecheckFile.draw_id == Draw.id)
    found = session.execute(query.where(Draw.area == area).group_by(RecheckFile.draw_id))
    return sample_counts(session, area) | {draw_id: [(HOUSE, files, 0)] for draw_id, files in found}


def recheck_frames(session: Session, area: Area) -> list[Frame]:
    """Return the lists of sheets of an area that count, the newest month first."""
    query = select(Frame).where(Frame.area == area, Frame.code == RECHECK, Frame.voided_at.is_(None))
    return list(session.scalars(query.order_by(Frame.month.desc())))


def rechecks_to_draw(session: Session) -> list[Frame]:
    """Return the locked lists of sheets from which nobody has drawn."""
    query = (
        select(Frame)
        .outerjoin(Draw, Draw.frame_id == Frame.id)
        .where(Frame.code == RECHECK, Frame.locked_at.is_not(None), Frame.voided_at.is_(None))
        .where(Draw.id.is_(None))
    )
    return list(session.scalars(query.order_by(Frame.month, Frame.area)))
