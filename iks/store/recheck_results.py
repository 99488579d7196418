"""House room: what the re-checks of closed months showed, as counts by point; no branch, no file."""

from sqlalchemy import ForeignKeyConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.base import Base, Digest, closed_list


class MonthRecheck(Base):
    """The comparison of first and second answers of one month, frozen as canonical JSON."""

    __tablename__ = "month_recheck"
    __table_args__ = (
        ForeignKeyConstraint(["area", "month"], ["audit_month.area", "audit_month.month"]),
        {"sqlite_with_rowid": False},
    )

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    content: Mapped[str]
    # SHA-256 of the content; it stands in the journal.
    digest: Mapped[Digest]


def recheck_of(session: Session, area: Area, month: Month) -> MonthRecheck | None:
    """Return the frozen comparison of a month."""
    return session.get(MonthRecheck, (area, month))


def rechecks_between(session: Session, area: Area, first: Month, last: Month) -> list[MonthRecheck]:
    """Return the frozen comparisons of a span of months, the oldest first."""
    query = select(MonthRecheck).where(
        MonthRecheck.area == area, MonthRecheck.month >= first, MonthRecheck.month <= last
    )
    return list(session.scalars(query.order_by(MonthRecheck.month)))
