"""The desk of a unit: how far a month is, and what closed months say. Reads the house room only."""

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.period import Period, closed_periods
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, BranchState, MonthState
from iks.errors import NotThere
from iks.services.analyse_period import analyse
from iks.services.evaluation_views import Analysis, BranchLine, Cockpit
from iks.services.overall_result import OverallPoint, OverallResult, overall_result
from iks.services.read_results import branches_of, closed_months, require_closed
from iks.store import months, releases
from iks.store.months import AuditMonth

__all__ = [
    "OverallPoint",
    "OverallResult",
    "analysis",
    "areas_to_evaluate",
    "cockpit",
    "newest_month",
    "newest_period",
    "overall_result",
]


def areas_to_evaluate(actor: Actor) -> tuple[Area, ...]:
    """Return the areas whose released figures the person may see."""
    return actor.areas(Permission.SEE_RELEASED)


def newest_month(session: Session, actor: Actor, area: Area) -> Month | None:
    """Return the month that the cockpit opens with: the newest one drawn, else the newest planned."""
    actor.require(Permission.SEE_RELEASED, area)
    known = months.months_of(session, area)
    begun = (m for m in known if m.state not in (MonthState.PLANNED, MonthState.FRAME_LOCKED))
    chosen = next(begun, known[0] if known else None)
    return chosen.month if chosen else None


def newest_period(session: Session, actor: Actor, area: Area) -> Period | None:
    """Return the period that the analysis opens with: the newest closed month, or the quarter it ends."""
    actor.require(Permission.SEE_RELEASED, area)
    closed = closed_months(session, area)
    newest = max(closed, default=None)
    endings = [p for p in closed_periods(closed) if p.last == newest and (p.is_month or p.is_quarter)]
    return endings[0] if endings else None


def cockpit(session: Session, actor: Actor, area: Area, month: Month) -> Cockpit:
    """Return how far a month is; of a branch only whether it submitted.

    Raises
    ------
    NotThere
        When there is no such month, or it is not the person's area.
    """
    actor.require(Permission.SEE_RELEASED, area)
    known = {audit.month: audit for audit in months.months_of(session, area)}
    audit = known.get(month)
    if audit is None:
        raise NotThere
    result = releases.result_of(session, area, month)
    return Cockpit(
        area=area,
        month=month,
        state=audit.state,
        branches=_branch_lines(session, audit),
        drawn_on=audit.drawn_on,
        drawn_late=audit.drawn_late,
        due_on=audit.due_on,
        closes_on=audit.closes_on,
        closed_on=audit.closed_on,
        close_reason=audit.close_reason,
        result_digest=result.digest if result else "",
        may_close=audit.state is MonthState.DRAWN and actor.may(Permission.CLOSE_MONTH, area),
        previous=max((m for m in known if m < month), default=None),
        following=min((m for m in known if m > month), default=None),
    )


def analysis(session: Session, actor: Actor, area: Area, period: Period, point: str = "") -> Analysis:
    """Return what a closed month, quarter or year says; ``point`` is the one looked at closely.

    Raises
    ------
    Refused
        When a month of the period is not closed.
    """
    actor.require(Permission.SEE_RELEASED, area)
    closed = closed_months(session, area)
    require_closed(period, closed)
    return analyse(session, area, period, closed, point)


def _branch_lines(session: Session, audit: AuditMonth) -> tuple[BranchLine, ...]:
    rows = {row.branch_code: row for row in months.branch_months(session, audit.area, audit.month)}
    names = branches_of(session, Period.of(audit.month))
    return tuple(
        BranchLine(
            code,
            branch.name,
            has_sample=rows[code].expected > 0,
            submitted=rows[code].state is BranchState.SUBMITTED,
            late=rows[code].submitted_late,
            extended_until=rows[code].extended_until,
            extension_reason=rows[code].extension_reason,
            reminders=rows[code].reminders,
            reminded_on=rows[code].reminded_on,
        )
        for code, branch in names.items()
        if code in rows
    )
