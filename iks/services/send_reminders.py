"""Remind branches of months that they have not submitted, and tell the unit head once who is late."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import at_six
from iks.domain.reminders import Reminder, reminder_on
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, BranchState, MonthState
from iks.services.notify_people import tell_late_branches, tell_reminder
from iks.store.casework import finished_counts
from iks.store.months import AuditMonth, BranchMonth, branch_months, due_day, months_of


def send_reminders(session: Session, clock: Clock, actor: Actor) -> int:
    """Put today's reminders into the outbox, each once; return how many branches and heads were told.

    A submitted branch, one without files and a closed month are left in peace. Reminders go out from
    six in the morning on, on working days.
    """
    actor.require(Permission.CLOSE_MONTH)
    today = local_date(clock.now())
    if clock.now() < at_six(today):
        return 0
    return sum(
        _remind(session, clock, audit, today) for area in Area for audit in _open_months(session, area)
    )


def _open_months(session: Session, area: Area) -> list[AuditMonth]:
    return [audit for audit in months_of(session, area) if audit.state is MonthState.DRAWN]


def _remind(session: Session, clock: Clock, audit: AuditMonth, today: date) -> int:
    told, late = 0, []
    waiting = [b for b in branch_months(session, audit.area, audit.month) if _owes(b)]
    done = finished_counts(session, [audit.area], [b.branch_code for b in waiting])
    for of_branch in waiting:
        due_on = due_day(audit, of_branch)
        kind = reminder_on(today, due_on) if due_on else None
        if kind is None or due_on is None:
            continue
        checked = done.get((audit.area.value, str(audit.month), of_branch.branch_code), 0)
        open_files = of_branch.expected - checked
        is_told = tell_reminder(
            session, clock, of_branch, kind, due_on=due_on, open_files=open_files, today=today
        )
        told += is_told
        if is_told:
            of_branch.reminders, of_branch.reminded_on = of_branch.reminders + 1, today
        if kind is Reminder.OVERDUE:
            late.append(of_branch.branch_code)
    if late:
        told += tell_late_branches(session, clock, audit, late)
    return told


def _owes(of_branch: BranchMonth) -> bool:
    return of_branch.expected > 0 and of_branch.state is not BranchState.SUBMITTED


def next_reminder_day(today: date, due_on: date) -> date | None:
    """Return the next day on which a branch will be reminded; nothing when the due date is far or past.

    >>> next_reminder_day(date(2026, 12, 1), date(2026, 12, 21))
    datetime.date(2026, 12, 14)
    """
    days = (today + timedelta(days=number) for number in range(1, max((due_on - today).days, 0) + 1))
    return next((day for day in days if reminder_on(day, due_on)), None)
