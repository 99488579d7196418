"""Branch room: requests for the evidence package of a month, and what was decided about them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.base import Base, Code, RandomId, closed_list


class EvidenceRequest(Base):
    """The wish to take everything of a month along; it holds nothing of it and outlives it."""

    __tablename__ = "evidence_request"
    __table_args__ = (
        CheckConstraint("decision IN ('approved', 'refused', 'withdrawn', 'lapsed')", name="decision"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_when"),
        # Two approvals by one person are never four eyes.
        CheckConstraint("decision <> 'approved' OR decided_by <> requested_by", name="second_person"),
        ForeignKeyConstraint(["area", "month"], ["audit_month.area", "audit_month.month"]),
        # One open wish at a time.
        Index(
            "uq_evidence_request_open",
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
    # Empty for the whole house.
    branch_code: Mapped[Code] = mapped_column(default="")
    reason: Mapped[str]
    requested_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    requested_at: Mapped[datetime]
    # The last day on which it can be decided, and once it is approved, on which the package can be taken.
    last_day: Mapped[date]
    decision: Mapped[Code | None]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    # Why it was refused; empty when it was approved.
    answer: Mapped[str] = mapped_column(default="")


def get_request(session: Session, request_id: str, *, lock: bool = False) -> EvidenceRequest | None:
    """Return a wish, its row locked for the decision when asked."""
    query = select(EvidenceRequest).where(EvidenceRequest.id == request_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def requests_about(session: Session, area: Area, month: Month, branch: str) -> list[EvidenceRequest]:
    """Return all wishes about one month and branch, the newest first."""
    query = select(EvidenceRequest).where(
        EvidenceRequest.area == area,
        EvidenceRequest.month == month,
        EvidenceRequest.branch_code == branch,
    )
    return list(session.scalars(query.order_by(EvidenceRequest.requested_at.desc())))


def requests_of(session: Session, areas: Sequence[Area]) -> list[EvidenceRequest]:
    """Return all wishes of some areas, the newest first."""
    query = select(EvidenceRequest).where(EvidenceRequest.area.in_(areas))
    return list(session.scalars(query.order_by(EvidenceRequest.requested_at.desc(), EvidenceRequest.id)))
