"""External audits and their findings; no file numbers, no people.

A link to a check point is its id alone: the id keeps its meaning over all versions of the grid.
"""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from iks.domain.external import ExternalFindingKind, ExternalFindingState
from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.base import Base, Code, RandomId, closed_list


class AuditBody(Base):
    """Who audits from outside, under the name people use."""

    __tablename__ = "audit_body"

    id: Mapped[RandomId]
    name: Mapped[str] = mapped_column(unique=True)


class ExternalAudit(Base):
    """One audit by an external body, as its report describes it."""

    __tablename__ = "external_audit"
    __table_args__ = (
        UniqueConstraint("body_id", "reference"),
        CheckConstraint("last_month >= first_month", name="period"),
        CheckConstraint("files_checked >= 0 AND files_objected >= 0", name="not_negative"),
        CheckConstraint("files_objected <= files_checked", name="objected_within_checked"),
    )

    id: Mapped[RandomId]
    body_id: Mapped[str] = mapped_column(ForeignKey("audit_body.id"))
    # How the report calls itself.
    reference: Mapped[str]
    reported_on: Mapped[date]
    # The months that were audited.
    first_month: Mapped[Month | None]
    last_month: Mapped[Month | None]
    # Case files that the auditors looked at, and objected to.
    files_checked: Mapped[int | None]
    files_objected: Mapped[int | None]

    body: Mapped[AuditBody] = relationship()
    findings: Mapped[list["ExternalFinding"]] = relationship(
        back_populates="audit", order_by="ExternalFinding.position"
    )


class ExternalFinding(Base):
    """One finding of an external audit, and what became of it."""

    __tablename__ = "external_finding"
    __table_args__ = (
        UniqueConstraint("audit_id", "position"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    id: Mapped[RandomId]
    audit_id: Mapped[str] = mapped_column(ForeignKey("external_audit.id"))
    # Place within the audit, in the order in which it was typed in.
    position: Mapped[int]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    kind: Mapped[ExternalFindingKind] = mapped_column(closed_list(ExternalFindingKind, "kind"))
    # A topic of the area's grid; empty where none fits.
    topic: Mapped[Code] = mapped_column(default="")
    summary: Mapped[str]
    # What the auditors claim, in cents.
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    # The day by which the house answers, what it answered, and when.
    deadline: Mapped[date | None]
    reply: Mapped[str] = mapped_column(default="")
    replied_on: Mapped[date | None]
    state: Mapped[ExternalFindingState] = mapped_column(
        closed_list(ExternalFindingState, "state"), default=ExternalFindingState.OPEN
    )
    # Why no check point is needed; empty while that is not decided.
    no_point_reason: Mapped[str] = mapped_column(default="")

    audit: Mapped[ExternalAudit] = relationship(back_populates="findings")
    points: Mapped[list["ExternalFindingPoint"]] = relationship(
        order_by="ExternalFindingPoint.check_point", cascade="all, delete-orphan"
    )


class ExternalFindingPoint(Base):
    """A check point that covers an external finding."""

    __tablename__ = "external_finding_point"

    finding_id: Mapped[str] = mapped_column(ForeignKey("external_finding.id"), primary_key=True)
    check_point: Mapped[Code] = mapped_column(primary_key=True)


def body_named(session: Session, name: str) -> AuditBody:
    """Return the audit body of this name, added now when it is new."""
    found = session.scalars(select(AuditBody).where(AuditBody.name == name)).one_or_none()
    if found is None:
        found = AuditBody(name=name)
        session.add(found)
        session.flush()
    return found


def body_names(session: Session) -> list[str]:
    """Return the names of all audit bodies that were ever recorded."""
    return list(session.scalars(select(AuditBody.name).order_by(AuditBody.name)))


def audit_by_reference(session: Session, body: str, reference: str) -> ExternalAudit | None:
    """Return the audit of a body under a reference."""
    query = select(ExternalAudit).join(AuditBody)
    return session.scalars(
        query.where(AuditBody.name == body, ExternalAudit.reference == reference)
    ).one_or_none()


def audits(session: Session) -> list[ExternalAudit]:
    """Return all audits, the newest report first."""
    query = select(ExternalAudit).order_by(ExternalAudit.reported_on.desc(), ExternalAudit.reference)
    return list(session.scalars(query))


def findings_of(session: Session, area: Area) -> list[ExternalFinding]:
    """Return all findings of an area, the newest report first, then in the order of the report."""
    query = (
        select(ExternalFinding)
        .join(ExternalAudit)
        .where(ExternalFinding.area == area)
        .order_by(ExternalAudit.reported_on.desc(), ExternalAudit.reference, ExternalFinding.position)
    )
    return list(session.scalars(query))
