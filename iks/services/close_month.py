"""Close a month: freeze its figures for good, name who is missing, forget what the list said about files."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iks.domain.aggregate import MonthFigures, aggregate, digest
from iks.domain.clock import Clock, local_date
from iks.domain.journal import MonthClosed, canonical_data
from iks.domain.month import Month, at_six, next_working_day
from iks.domain.month_figures import VoidDraw
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, BranchState, MonthState, Via
from iks.errors import N_, IntegrityError, InvalidInput, NotThere, Refused
from iks.services.count_overview import freeze_matrix
from iks.services.deliver_model_cases import deliver
from iks.services.freeze_disclosure import freeze_year
from iks.services.notify_people import tell_closed_without
from iks.services.read_results import grid_of_month
from iks.store import frames, journal, months, releases
from iks.store.accounts import BranchGrant
from iks.store.casework import Submission
from iks.store.months import AuditMonth, BranchMonth
from iks.store.releases import MonthResult
from iks.store.void_requests import voided_draws

UNITS = {Area.BENEFITS: "GuR", Area.INTEGRATION: "MuI"}
LAST_DAY_REACHED = "Schlusstag erreicht"
LONGEST_REASON = 500


@dataclass(frozen=True)
class ClosedMonth:
    """What a close has fixed."""

    missing: tuple[str, ...]
    digest: str


def close(
    session: Session, clock: Clock, actor: Actor, area: Area, month: Month, reason: str = ""
) -> ClosedMonth:
    """Close a month by hand; before its own time, or with branches missing, only with a reason.

    Raises
    ------
    NotThere
        When there is no such month, or it is not the person's area.
    Refused
        When the month is not drawn yet, or is closed already.
    InvalidInput
        When a reason is needed and was not given.
    """
    actor.require(Permission.CLOSE_MONTH, area)
    audit = months.get_month(session, area, month, lock=True)
    if audit is None:
        raise NotThere
    _refuse_wrong_state(session, audit)
    reason = " ".join(reason.split())
    branches = months.branch_months(session, area, month)
    if not reason and (_missing(branches) or _is_early(session, clock, audit, branches)):
        raise InvalidInput(
            N_("Bitte nennen Sie den Grund, warum Sie schon jetzt abschließen."),
            kept=N_("Der Monat ist noch offen."),
        )
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(N_("Bitte kürzen Sie den Grund auf %(n)s Zeichen."), n=LONGEST_REASON)
    return _freeze(session, clock, actor, audit, branches, reason)


def close_if_due(session: Session, clock: Clock, actor: Actor, area: Area, month: Month) -> bool:
    """Close a month whose time has come; return whether it was closed now.

    That is 06:00 on the working day after the last branch submitted, at the latest on its closing day.
    """
    actor.require(Permission.CLOSE_MONTH, area)
    audit = months.get_month(session, area, month, lock=True)
    if audit is None or audit.state is not MonthState.DRAWN:
        return False
    branches = months.branch_months(session, area, month)
    if _is_early(session, clock, audit, branches):
        return False
    _freeze(session, clock, actor, audit, branches, LAST_DAY_REACHED if _missing(branches) else "")
    return True


def _refuse_wrong_state(session: Session, audit: AuditMonth) -> None:
    if audit.state in (MonthState.PLANNED, MonthState.FRAME_LOCKED):
        raise Refused(
            N_("Dieser Monat ist noch nicht gezogen."),
            todo=N_("Abschließen können Sie ihn, sobald die Zweigstellen geprüft haben."),
        )
    if audit.state is MonthState.DRAWN:
        return
    sentence = (
        N_("Dieser Monat wurde am %(day)s automatisch abgeschlossen.")
        if _closed_via(session, audit) == Via.JOB
        else N_("Dieser Monat wurde am %(day)s von der Leitung %(unit)s abgeschlossen.")
    )
    raise Refused(
        sentence,
        kept=N_("Seine Zahlen ändern sich nicht mehr."),
        day=f"{audit.closed_on:%d.%m.%Y}",
        unit=UNITS[audit.area],
    )


def _closed_via(session: Session, audit: AuditMonth) -> str:
    result = releases.result_of(session, audit.area, audit.month)
    if result is None:
        raise IntegrityError(f"{audit.area} {audit.month} is closed and has no figures")
    missing = MonthFigures.from_json(result.content).missing
    event = _event(audit, missing, result.digest)
    entry = journal.find(session, event.name, canonical_data(event))
    return entry.via if entry else ""


def _event(audit: AuditMonth, missing: tuple[str, ...], result_digest: str) -> MonthClosed:
    return MonthClosed(audit.area.value, str(audit.month), audit.close_reason, missing, result_digest)


def _missing(branches: list[BranchMonth]) -> tuple[str, ...]:
    return tuple(b.branch_code for b in branches if b.expected and b.state is not BranchState.SUBMITTED)


def _is_early(session: Session, clock: Clock, audit: AuditMonth, branches: list[BranchMonth]) -> bool:
    due = _closes_at(session, audit, branches)
    return due is None or clock.now() < due


def _closes_at(session: Session, audit: AuditMonth, branches: list[BranchMonth]) -> datetime | None:
    moments = [at_six(audit.closes_on)] if audit.closes_on else []
    if not _missing(branches):
        last = _last_first_submission(session, audit)
        day = local_date(last) if last else audit.drawn_on
        moments += [at_six(next_working_day(day, after=True))] if day else []
    return min(moments, default=None)


def _last_first_submission(session: Session, audit: AuditMonth) -> datetime | None:
    # A correction does not move the close; only the first version of each branch counts.
    query = select(func.max(Submission.submitted_at)).where(
        Submission.area == audit.area, Submission.month == audit.month, Submission.version == 1
    )
    return session.scalar(query)


def _freeze(
    session: Session,
    clock: Clock,
    actor: Actor,
    audit: AuditMonth,
    branches: list[BranchMonth],
    reason: str,
) -> ClosedMonth:
    figures = _figures(session, clock, audit, branches)
    strangers = {stratum.branch for stratum in figures.strata} - {row.branch_code for row in branches}
    if strangers or figures.missing != _missing(branches):
        raise IntegrityError(f"{audit.area} {audit.month}: releases and submissions do not match")
    content = figures.to_json()
    result = MonthResult(area=audit.area, month=audit.month, content=content, digest=digest(content))
    session.add(result)
    audit.state, audit.close_reason = MonthState.CLOSED, reason
    audit.closed_on = local_date(clock.now())
    _forget_attributes(session, audit)
    for of_branch in branches:
        # Who had to be reminded how often is nobody's business once the month is over.
        of_branch.reminders, of_branch.reminded_on = 0, None
    tell_closed_without(session, clock, audit, figures.missing)
    deliver(session, clock, actor, audit)
    session.flush()
    freeze_matrix(session, figures)
    freeze_year(session, clock, actor, audit.area, audit.month.year)
    journal.record(session, actor, _event(audit, figures.missing, result.digest), clock.now())
    session.flush()
    return ClosedMonth(figures.missing, result.digest)


def _figures(session: Session, clock: Clock, audit: AuditMonth, branches: list[BranchMonth]) -> MonthFigures:
    grid = grid_of_month(session, audit)
    added_up = aggregate(
        audit.area,
        audit.month,
        releases.releases_in_time(session, audit.area, audit.month),
        checklist_version=grid.version,
        expected={branch.branch_code: branch.expected for branch in branches},
        points=[point.id for point in grid.points],
        holders=_holders(session, clock, audit, {branch.branch_code for branch in branches}),
    )
    return replace(added_up, void_draws=_void_draws(session, audit))


def _void_draws(session: Session, audit: AuditMonth) -> tuple[VoidDraw, ...]:
    return tuple(
        VoidDraw(draw.attempt, str(local_date(draw.voided_at)), draw.void_reason or "")
        for draw in voided_draws(session, audit.area, audit.month)
        if draw.voided_at
    )


def _holders(session: Session, clock: Clock, audit: AuditMonth, branches: set[str]) -> list[set[str]]:
    # Sets of branches without names: the crowd rule takes away persons, not single branches.
    query = select(BranchGrant.account_id, BranchGrant.branch_code).where(
        BranchGrant.area == audit.area,
        BranchGrant.starts_on <= local_date(clock.now()),
        (BranchGrant.ends_on.is_(None)) | (BranchGrant.ends_on >= audit.month.first_day),
    )
    held: dict[str, set[str]] = {}
    for account, branch in session.execute(query):
        if branch in branches:
            held.setdefault(account, set()).add(branch)
    return list(held.values())


def _forget_attributes(session: Session, audit: AuditMonth) -> None:
    frame = frames.current_frame(session, audit.area, audit.month)
    if frame is not None:
        frames.forget_attributes(session, frame)
