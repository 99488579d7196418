"""Audit months and the state of each branch in them: all that is known of a branch before the close.

Neither table carries a clock: whoever evaluates sees days of the house, never the time at which a
branch did something.
"""

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    and_,
    bindparam,
    case,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.month import Month
from iks.domain.values import Area, BranchState, MonthState
from iks.store.base import Base, closed_list

_PLAN = text(
    "INSERT INTO audit_month (area, month, state, drawn_late, close_reason) "
    "VALUES (:area, :month, :state, FALSE, '') ON CONFLICT DO NOTHING"
)


class AuditMonth(Base):
    """One month of one area, from the plan to the report."""

    __tablename__ = "audit_month"

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    state: Mapped[MonthState] = mapped_column(closed_list(MonthState, "state"), default=MonthState.PLANNED)
    # The version of the grid that holds for the whole month.
    checklist_version_id: Mapped[str | None] = mapped_column(ForeignKey("checklist_version.id"))
    drawn_on: Mapped[date | None]
    # Drawn later than the first working day.
    drawn_late: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None]
    # The day on which the month closes even when branches are missing.
    closes_on: Mapped[date | None]
    # The day on which it would have closed before the unit head put that off, once, and why.
    postponed_from: Mapped[date | None]
    postpone_reason: Mapped[str] = mapped_column(server_default="", default="")
    closed_on: Mapped[date | None]
    # Why the month was closed early or while branches were missing.
    close_reason: Mapped[str] = mapped_column(default="")


class BranchMonth(Base):
    """One branch in one audit month and area."""

    __tablename__ = "branch_month"
    __table_args__ = (ForeignKeyConstraint(["area", "month"], ["audit_month.area", "audit_month.month"]),)

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    branch_code: Mapped[str] = mapped_column(ForeignKey("branch.code"), primary_key=True)
    # How many files this branch has to check; 0 means no sample, which blocks nothing.
    expected: Mapped[int]
    state: Mapped[BranchState] = mapped_column(closed_list(BranchState, "state"), default=BranchState.OPEN)
    # Submitted after the close: named, but not part of the month's figures.
    submitted_late: Mapped[bool] = mapped_column(default=False)
    # Drawn files that nobody can find, as long as they stay unsettled.
    missing_files: Mapped[int] = mapped_column(
        CheckConstraint("missing_files >= 0", name="missing_files"), server_default=text("0"), default=0
    )
    # A later due date that the unit head granted to this branch, and why.
    extended_until: Mapped[date | None]
    extension_reason: Mapped[str] = mapped_column(server_default="", default="")
    # How often it was reminded while the month was open, and on which day last; forgotten with the close.
    reminders: Mapped[int] = mapped_column(
        CheckConstraint("reminders >= 0", name="reminders"), server_default=text("0"), default=0
    )
    reminded_on: Mapped[date | None]


_STATE = select(BranchMonth.state).where(
    BranchMonth.area == bindparam("area"),
    BranchMonth.month == bindparam("month"),
    BranchMonth.branch_code == bindparam("branch"),
)


def due_day(audit: AuditMonth, of_branch: BranchMonth | None) -> date | None:
    """Return the day by which a branch submits: the month's, or its own where it was given longer."""
    own = of_branch.extended_until if of_branch else None
    return max(filter(None, (audit.due_on, own)), default=None)


def is_past(audit: AuditMonth, of_branch: BranchMonth, today: date) -> bool:
    """Return whether the due day of a branch lies before today."""
    due_on = due_day(audit, of_branch)
    return due_on is not None and due_on < today


def get_month(session: Session, area: Area, month: Month, *, lock: bool = False) -> AuditMonth | None:
    """Return an audit month, with its row locked for a change of state when asked."""
    key = (area, month)
    return session.get(AuditMonth, key, with_for_update=lock or None, populate_existing=lock)


def plan_month(session: Session, area: Area, month: Month) -> AuditMonth:
    """Return the audit month, planned now when nobody has done so before."""
    if get_month(session, area, month) is None:
        # Two first visitors may meet here; the second one waits and then finds the row of the first.
        session.execute(_PLAN, {"area": area.value, "month": str(month), "state": MonthState.PLANNED.value})
    return session.get_one(AuditMonth, (area, month), with_for_update=True, populate_existing=True)


def months_of(session: Session, area: Area) -> list[AuditMonth]:
    """Return all months of an area, the newest first."""
    query = select(AuditMonth).where(AuditMonth.area == area).order_by(AuditMonth.month.desc())
    return list(session.scalars(query))


def branch_months(session: Session, area: Area, month: Month) -> list[BranchMonth]:
    """Return the branches of a month in the order of their codes."""
    query = (
        select(BranchMonth)
        .where(BranchMonth.area == area, BranchMonth.month == month)
        .order_by(BranchMonth.branch_code)
    )
    return list(session.scalars(query))


def submissions_by_month(session: Session, area: Area) -> dict[Month, tuple[int, int]]:
    """Return by month how many branches have files to check, and how many of them submitted in time."""
    in_time = and_(BranchMonth.state == BranchState.SUBMITTED, BranchMonth.submitted_late.is_(False))
    query = (
        select(BranchMonth.month, func.count(), func.count(case((in_time, 1))))
        .where(BranchMonth.area == area, BranchMonth.expected > 0)
        .group_by(BranchMonth.month)
    )
    return {month: (with_sample, came) for month, with_sample, came in session.execute(query)}


def late_branches(session: Session, area: Area, first: Month, last: Month) -> set[str]:
    """Return the branches that submitted a month of a period after its close."""
    query = select(BranchMonth.branch_code).where(
        BranchMonth.area == area,
        BranchMonth.month >= first,
        BranchMonth.month <= last,
        BranchMonth.submitted_late,
    )
    return set(session.scalars(query))


def with_missing_files(session: Session, area: Area) -> list[BranchMonth]:
    """Return the branches and months of an area in which drawn files are missing, the oldest first."""
    query = (
        select(BranchMonth)
        .where(BranchMonth.area == area, BranchMonth.missing_files > 0)
        .order_by(BranchMonth.month, BranchMonth.branch_code)
    )
    return list(session.scalars(query))


def branch_state(session: Session, area: Area, month: Month, branch: str) -> BranchState | None:
    """Return how far a branch is in a month, as every save asks."""
    values = {"area": area, "month": month, "branch": branch}
    return session.execute(_STATE, values).scalar_one_or_none()


def get_branch_month(
    session: Session, area: Area, month: Month, branch: str, *, lock: bool = False
) -> BranchMonth | None:
    """Return one branch of a month, its row locked when asked."""
    key = (area, month, branch)
    return session.get(BranchMonth, key, with_for_update=lock or None, populate_existing=lock)


def forget_branches(session: Session, audit: AuditMonth) -> None:
    """Remove the branches from a month that has to be drawn again; its next draw names them anew."""
    of_month = delete(BranchMonth).where(BranchMonth.area == audit.area, BranchMonth.month == audit.month)
    session.execute(of_month, execution_options={"synchronize_session": "fetch"})
