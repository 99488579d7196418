"""Give a branch more time for a month."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.casework_events import MonthExtended
from iks.domain.clock import Clock, local_date
from iks.domain.month import Month, is_working_day
from iks.domain.month_end import close_after, latest_extension
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, BranchState, MonthState
from iks.errors import N_, InvalidInput, NotThere, Refused
from iks.services.notify_people import tell_extension
from iks.store import journal
from iks.store.months import AuditMonth, BranchMonth, due_day, get_branch_month, get_month

LONGEST_REASON = 300
KEPT = N_("Die bisherige Frist gilt weiter.")


@dataclass(frozen=True)
class Extension:
    """Until when a branch may submit, and until when the month stays open for it."""

    branch: str
    until: date
    closes_on: date


def extend_month(  # noqa: PLR0913 - who gives which branch how long, and why.
    session: Session,
    clock: Clock,
    actor: Actor,
    area: Area,
    month: Month,
    branch: str,
    *,
    until: date,
    reason: str,
) -> Extension:
    """Give a branch until a working day; the month stays open until then at least.

    Raises
    ------
    NotThere
        When there is no such branch in the month, or it is not the person's area.
    Refused
        When the branch has submitted, the month is closed or not drawn, or no day is left.
    InvalidInput
        When the day is no working day, not later than the date in force, or too late, or the reason is
        missing.
    """
    actor.require(Permission.CLOSE_MONTH, area)
    audit = get_month(session, area, month, lock=True)
    of_branch = get_branch_month(session, area, month, branch, lock=True)
    if audit is None or of_branch is None:
        raise NotThere
    _refuse_state(audit, of_branch)
    words = " ".join(reason.split())
    _refuse_day(clock, audit, of_branch, until)
    if not words or len(words) > LONGEST_REASON:
        raise InvalidInput(N_("Bitte nennen Sie den Grund in höchstens 300 Zeichen."), kept=KEPT)
    of_branch.extended_until, of_branch.extension_reason = until, words
    # A month closes at six: on the granted day itself that would make the promise void.
    audit.closes_on = max(filter(None, (audit.closes_on, close_after(until))))
    event = MonthExtended(area.value, str(month), branch, str(until), words)
    journal.record(session, actor, event, clock.now())
    tell_extension(session, clock, of_branch, until)
    return Extension(branch, until, audit.closes_on)


def _refuse_state(audit: AuditMonth, of_branch: BranchMonth) -> None:
    if audit.state is not MonthState.DRAWN:
        raise Refused(N_("Dieser Monat ist nicht in Prüfung."), kept=KEPT)
    if of_branch.state is BranchState.SUBMITTED or not of_branch.expected:
        raise Refused(N_("Diese Zweigstelle hat für diesen Monat nichts mehr abzugeben."), kept=KEPT)


def _refuse_day(clock: Clock, audit: AuditMonth, of_branch: BranchMonth, until: date) -> None:
    current = due_day(audit, of_branch) or until
    latest = latest_extension(audit.due_on or until)
    if latest <= max(current, local_date(clock.now())):
        raise Refused(
            N_("Mehr Zeit gibt es nicht: Danach wird schon wieder gezogen."),
            kept=KEPT,
            todo=N_("Was später kommt, reicht die Zweigstelle nach."),
        )
    if until > latest:
        raise InvalidInput(
            N_("Die Frist kann höchstens bis zum %(day)s reichen: Danach wird schon wieder gezogen."),
            kept=KEPT,
            day=f"{latest:%d.%m.%Y}",
        )
    if not is_working_day(until):
        raise InvalidInput(N_("Bitte wählen Sie einen Arbeitstag."), kept=KEPT)
    if until <= max(current, local_date(clock.now())):
        raise InvalidInput(
            N_("Bitte wählen Sie einen Tag nach der jetzigen Frist und nach heute."), kept=KEPT
        )
