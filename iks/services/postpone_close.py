"""Put off the day on which a month closes whoever is missing: once, with a reason."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.casework_events import ClosePostponed
from iks.domain.clock import Clock, local_date
from iks.domain.month import Month, is_working_day
from iks.domain.month_end import can_wait, latest_close
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, BranchState, MonthState
from iks.errors import N_, InvalidInput, NotThere, Refused
from iks.services.notify_people import tell_postponed
from iks.store import journal
from iks.store.months import AuditMonth, branch_months, get_month

LONGEST_REASON = 300
KEPT = N_("Der Monat schließt wie vorgesehen.")


@dataclass(frozen=True)
class Postponed:
    """From which day to which one a close was put off."""

    before: date
    until: date


def postpone_close(
    session: Session, clock: Clock, actor: Actor, area: Area, month: Month, *, until: date, reason: str
) -> Postponed:
    """Let a month close on a later working day; the same wish twice is done once.

    A month for which all have submitted still closes on the working day after the last submission.

    Raises
    ------
    NotThere
        When there is no such month, or it is not the person's area.
    Refused
        When the month is not being checked, was put off before, or no later day is left.
    InvalidInput
        When the day is no working day, not later than the one in force, or too late, or the reason is
        missing.
    """
    actor.require(Permission.CLOSE_MONTH, area)
    audit = get_month(session, area, month, lock=True)
    if audit is None:
        raise NotThere
    words = " ".join(reason.split())
    if audit.postponed_from and (audit.closes_on, audit.postpone_reason) == (until, words):
        return Postponed(audit.postponed_from, until)
    before = _open_until(audit, local_date(clock.now()))
    _refuse_day(audit, before, until)
    if not words or len(words) > LONGEST_REASON:
        raise InvalidInput(N_("Bitte nennen Sie den Grund in höchstens 300 Zeichen."), kept=KEPT)
    audit.postponed_from, audit.postpone_reason, audit.closes_on = before, words, until
    event = ClosePostponed(area.value, str(month), str(until), words)
    journal.record(session, actor, event, clock.now())
    waiting = [
        row.branch_code
        for row in branch_months(session, area, month)
        if row.expected and row.state is not BranchState.SUBMITTED
    ]
    tell_postponed(session, clock, audit, waiting, until)
    return Postponed(before, until)


def _open_until(audit: AuditMonth, today: date) -> date:
    """Return the day on which a month closes that can be put off."""
    if audit.state is not MonthState.DRAWN or audit.closes_on is None or audit.due_on is None:
        raise Refused(N_("Dieser Monat ist nicht in Prüfung."), kept=N_("Es hat sich nichts geändert."))
    if audit.postponed_from is not None:
        raise Refused(
            N_("Der Abschluss wurde schon einmal verschoben, auf den %(day)s."),
            kept=N_("Dabei bleibt es: Verschieben lässt er sich nur einmal."),
            todo=N_("Einer einzelnen Zweigstelle können Sie noch mehr Zeit geben."),
            day=f"{audit.closes_on:%d.%m.%Y}",
        )
    if not can_wait(today, audit.due_on, audit.closes_on):
        raise Refused(
            N_("Der Abschluss lässt sich nicht mehr verschieben: Danach wird schon wieder gezogen."),
            kept=KEPT,
        )
    return audit.closes_on


def _refuse_day(audit: AuditMonth, before: date, until: date) -> None:
    latest = latest_close(audit.due_on or before)
    if until > latest:
        raise InvalidInput(
            N_("Der Abschluss kann höchstens bis zum %(day)s warten: Danach wird schon wieder gezogen."),
            kept=KEPT,
            day=f"{latest:%d.%m.%Y}",
        )
    if until <= before:
        raise InvalidInput(
            N_("Bitte wählen Sie einen Tag nach dem %(day)s: Dann schließt der Monat ohnehin."),
            kept=KEPT,
            day=f"{before:%d.%m.%Y}",
        )
    if not is_working_day(until):
        raise InvalidInput(N_("Bitte wählen Sie einen Arbeitstag."), kept=KEPT)
