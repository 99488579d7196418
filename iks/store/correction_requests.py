"""Branch room: requests of the revision to see corrected values, and what was decided about them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.base import Base, Code, RandomId, closed_list


class CorrectionRequest(Base):
    """The wish to see old and new values of one branch and month; it holds none of them and outlives them."""

    __tablename__ = "correction_request"
    __table_args__ = (
        CheckConstraint("decision IN ('approved', 'refused', 'withdrawn', 'lapsed')", name="decision"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_when"),
        # Two approvals by one person are never four eyes.
        CheckConstraint("decision <> 'approved' OR decided_by <> requested_by", name="second_person"),
        CheckConstraint("answers > 0", name="answers"),
        ForeignKeyConstraint(
            ["area", "month", "branch_code"],
            ["branch_month.area", "branch_month.month", "branch_month.branch_code"],
        ),
        # One open wish at a time.
        Index(
            "uq_correction_request_open",
            "area",
            "month",
            "branch_code",
            unique=True,
            sqlite_where=text("decision IS NULL"),
            postgresql_where=text("decision IS NULL"),
        ),
    )

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    month: Mapped[Month]
    branch_code: Mapped[Code]
    # The newest version of the submission when it was asked; later corrections need a wish of their own.
    version: Mapped[int]
    # How many answers were corrected up to that version.
    answers: Mapped[int]
    reason: Mapped[str]
    requested_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    requested_at: Mapped[datetime]
    # The last day on which it can be decided, and once it is approved, on which the values can be opened.
    last_day: Mapped[date]
    decision: Mapped[Code | None]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    # Why it was refused; empty when it was approved.
    answer: Mapped[str] = mapped_column(default="")


def get_request(session: Session, request_id: str, *, lock: bool = False) -> CorrectionRequest | None:
    """Return a wish, its row locked for the decision when asked."""
    query = select(CorrectionRequest).where(CorrectionRequest.id == request_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def requests_about(session: Session, area: Area, month: Month, branch: str) -> list[CorrectionRequest]:
    """Return all wishes about one branch and month, the newest first."""
    query = select(CorrectionRequest).where(
        CorrectionRequest.area == area,
        CorrectionRequest.month == month,
        CorrectionRequest.branch_code == branch,
    )
    return list(session.scalars(query.order_by(CorrectionRequest.requested_at.desc())))


def requests_of(session: Session, areas: Sequence[Area]) -> list[CorrectionRequest]:
    """Return all wishes of some areas, the newest first."""
    query = select(CorrectionRequest).where(CorrectionRequest.area.in_(areas))
    return list(session.scalars(query.order_by(CorrectionRequest.requested_at.desc())))
