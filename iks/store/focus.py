"""Focus topics: what is drawn and checked on top of the regular sample, and for how long."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.month import Month
from iks.domain.values import Area, FrameStatus, MonthState
from iks.store.base import Base, Code, JsonValue, RandomId, closed_list
from iks.store.draws import Draw
from iks.store.frames import Frame, FrameRow
from iks.store.months import AuditMonth

# The re-check has a chain of its own; no topic can take its name.
RECHECK = "recheck"


class ListedFile(NamedTuple):
    """One file of a list; nothing is known about it once the month is closed."""

    branch: str
    file_ref: str
    status: FrameStatus
    attributes: dict[str, Any] | None


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


class FocusProposal(Base):
    """A topic as it was proposed; ordering it makes a topic of it, and it stays as it was."""

    __tablename__ = "focus_proposal"
    __table_args__ = (
        CheckConstraint("last_month >= first_month", name="months"),
        CheckConstraint("decision IN ('ordered', 'withdrawn')", name="decision"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_when"),
        # One open proposal by one name at a time.
        Index(
            "uq_focus_proposal_open",
            "area",
            "code",
            unique=True,
            sqlite_where=text("decision IS NULL"),
            postgresql_where=text("decision IS NULL"),
        ),
    )

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    code: Mapped[Code]
    title: Mapped[str]
    reason: Mapped[str]
    first_month: Mapped[Month]
    last_month: Mapped[Month]
    filter: Mapped[Any] = mapped_column(JsonValue)
    allocation: Mapped[Any] = mapped_column(JsonValue)
    proposed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    decision: Mapped[Code | None]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]


def topics_of(session: Session, area: Area) -> list[FocusTopic]:
    """Return all topics of an area, those that begin last first."""
    query = select(FocusTopic).where(FocusTopic.area == area)
    return list(session.scalars(query.order_by(FocusTopic.first_month.desc(), FocusTopic.code)))


def topics_in(session: Session, area: Area, month: Month) -> list[FocusTopic]:
    """Return the topics whose lists are derived from the list of a month, in the order of their codes."""
    query = select(FocusTopic).where(
        FocusTopic.area == area,
        FocusTopic.first_month <= month,
        FocusTopic.last_month >= month,
        FocusTopic.ended_at.is_(None),
    )
    return list(session.scalars(query.order_by(FocusTopic.code)))


def topic_by_code(session: Session, area: Area, code: str) -> FocusTopic | None:
    """Return the topic of this name."""
    query = select(FocusTopic).where(FocusTopic.area == area, FocusTopic.code == code)
    return session.scalars(query).one_or_none()


def get_topic(session: Session, topic_id: str, *, lock: bool = False) -> FocusTopic | None:
    """Return one topic, its row locked when asked."""
    return session.get(FocusTopic, topic_id, with_for_update=lock or None, populate_existing=lock)


def open_proposals(session: Session, area: Area) -> list[FocusProposal]:
    """Return the proposals that nobody has decided about, the oldest first."""
    query = select(FocusProposal).where(FocusProposal.area == area, FocusProposal.decision.is_(None))
    return list(session.scalars(query.order_by(FocusProposal.proposed_at, FocusProposal.code)))


def get_proposal(session: Session, proposal_id: str, *, lock: bool = False) -> FocusProposal | None:
    """Return one proposal, its row locked when asked."""
    return session.get(FocusProposal, proposal_id, with_for_update=lock or None, populate_existing=lock)


def focus_frames_of(session: Session, area: Area, month: Month) -> list[Frame]:
    """Return the lists of focus topics that count in a month, in the order of their codes."""
    query = select(Frame).where(
        Frame.area == area, Frame.month == month, Frame.code.not_in(["", RECHECK]), Frame.voided_at.is_(None)
    )
    return list(session.scalars(query.order_by(Frame.code)))


def frames_to_draw(session: Session) -> list[Frame]:
    """Return the locked lists of topics whose month is drawn, while they themselves are not."""
    query = (
        select(Frame)
        .join(AuditMonth, (AuditMonth.area == Frame.area) & (AuditMonth.month == Frame.month))
        .outerjoin(Draw, Draw.frame_id == Frame.id)
        .where(Frame.code.not_in(["", RECHECK]), Frame.locked_at.is_not(None), Frame.voided_at.is_(None))
        .where(Draw.id.is_(None), AuditMonth.state == MonthState.DRAWN)
    )
    return list(session.scalars(query.order_by(Frame.month, Frame.area, Frame.code)))


def draws_of_code(session: Session, draw_code: str) -> list[Draw]:
    """Return the draws of one chain that count, the newest first."""
    query = select(Draw).where(Draw.draw_code == draw_code, Draw.voided_at.is_(None))
    return list(session.scalars(query.order_by(Draw.month.desc())))


def listed_files(session: Session, frame: Frame) -> list[ListedFile]:
    """Return every file of a list with what the list says about it."""
    columns = FrameRow.branch_code, FrameRow.file_ref, FrameRow.status, FrameRow.attributes
    query = select(*columns).where(FrameRow.frame_id == frame.id)
    return [ListedFile(*row) for row in session.execute(query)]
