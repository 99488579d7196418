"""Show the unit how a month comes to its end: what happens next, on which day, and what can be put off."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import Month
from iks.domain.month_end import Upcoming, Waiting, can_wait, latest_close, latest_extension, upcoming
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, BranchState, MonthState
from iks.errors import NotThere
from iks.store.months import BranchMonth, branch_months, due_day, get_month


@dataclass(frozen=True)
class MonthEnd:
    """The end of a month; nothing is upcoming in one that is not being checked."""

    upcoming: tuple[Upcoming, ...] = ()
    today: date | None = None
    # The day on which it would have closed, where that was put off, and why.
    postponed_from: date | None = None
    postpone_reason: str = ""
    may_postpone: bool = False
    # The last day on which the month may close, and the last one that a branch can be given.
    latest_close: date | None = None
    latest_extension: date | None = None
    # Whether any branch can be given more time.
    may_extend: bool = False


def month_end(session: Session, clock: Clock, actor: Actor, area: Area, month: Month) -> MonthEnd:
    """Return how a month comes to its end.

    Raises
    ------
    NotThere
        When there is no such month, or it is not the person's area.
    """
    actor.require(Permission.SEE_RELEASED, area)
    audit = get_month(session, area, month)
    if audit is None:
        raise NotThere
    put_off = MonthEnd(postponed_from=audit.postponed_from, postpone_reason=audit.postpone_reason)
    if audit.state is not MonthState.DRAWN or audit.due_on is None or audit.closes_on is None:
        return put_off
    today, due_on = local_date(clock.now()), audit.due_on
    waiting = [
        Waiting(due_day(audit, row) or due_on, row.reminded_on)
        for row in branch_months(session, area, month)
        if _is_waited_for(row)
    ]
    is_head = actor.may(Permission.CLOSE_MONTH, area)
    return MonthEnd(
        upcoming=upcoming(today, due_on, audit.closes_on, waiting),
        today=today,
        postponed_from=audit.postponed_from,
        postpone_reason=audit.postpone_reason,
        may_postpone=is_head and not audit.postponed_from and can_wait(today, due_on, audit.closes_on),
        latest_close=latest_close(due_on),
        latest_extension=latest_extension(due_on),
        may_extend=is_head and latest_extension(due_on) > max(due_on, today),
    )


def _is_waited_for(row: BranchMonth) -> bool:
    return row.expected > 0 and row.state is not BranchState.SUBMITTED
