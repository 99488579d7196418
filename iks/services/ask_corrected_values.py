"""Ask to see corrected values: one member of the revision asks, a second person decides, both on record."""

from sqlalchemy.orm import Session

from iks.domain import corrected_values
from iks.domain.clock import Clock, local_date
from iks.domain.correction_events import CorrectedValuesDecided, CorrectedValuesRequested
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.second_person import (
    RequestState,
    last_day_to_decide,
    last_day_to_use,
    refuse_own,
    refuse_unless_waiting,
    state_of,
)
from iks.domain.values import Area
from iks.errors import N_, FieldFault, FieldsRejected, NotThere, Refused
from iks.services.branch_release import AFTER_THE_CLOSE
from iks.services.notify_people import tell_values_decided, tell_values_requested
from iks.store import journal
from iks.store.casework import last_submission
from iks.store.correction_requests import CorrectionRequest, get_request, requests_about
from iks.store.corrections import corrections_in
from iks.store.months import get_branch_month, get_month


def ask(
    session: Session, clock: Clock, actor: Actor, area: Area, month: Month, branch: str, reason: str
) -> str:
    """Ask to see old and new values of a branch and month; the same wish sent twice is one wish.

    Raises
    ------
    NotThere
        When there is no such month, it is not closed, or it is not the person's area.
    FieldsRejected
        Without a reason, or for a branch that corrected nothing.
    Refused
        When somebody has asked before and nobody has decided, or the values can be opened already.
    """
    actor.require(Permission.SEE_CORRECTIONS, area)
    audit = get_month(session, area, month)
    if audit is None or audit.state not in AFTER_THE_CLOSE:
        raise NotThere
    version, answers, words = _checked(session, area, month, branch, reason)
    for earlier in requests_about(session, area, month, branch):
        if _still_stands(session, clock, actor, earlier, version, words):
            return earlier.id
    wish = CorrectionRequest(
        area=area,
        month=month,
        branch_code=branch,
        version=version,
        answers=answers,
        reason=words,
        requested_by=actor.user_id,
        requested_at=clock.now(),
        last_day=last_day_to_decide(local_date(clock.now())),
    )
    session.add(wish)
    session.flush()
    event = CorrectedValuesRequested(area.value, str(month), branch, version, answers, words)
    journal.record(session, actor, event, wish.requested_at)
    tell_values_requested(session, clock, actor, area, month, wish.id)
    return wish.id


def approve(session: Session, clock: Clock, actor: Actor, request_id: str) -> None:
    """Let the revision see the values for some days.

    Raises
    ------
    NotThere
        When there is no such wish.
    Refused
        When it is decided or lapsed, the person asked for it, or the values are erased by now.
    """
    wish = _open_wish(session, clock, actor, Permission.DECIDE_CORRECTIONS, request_id)
    refuse_own(wish.requested_by, actor.user_id)
    if not corrections_in(session, wish.area, wish.month, wish.branch_code, wish.version):
        raise Refused(
            N_("Die Bögen dieses Monats sind inzwischen gelöscht, und mit ihnen die Werte."),
            kept=N_("Wie viele Antworten berichtigt wurden, steht weiter im Protokoll."),
            todo=N_("Sie können den Antrag nur noch ablehnen."),
        )
    _decide(wish, clock, actor, RequestState.APPROVED)
    wish.last_day = last_day_to_use(local_date(clock.now()))
    _tell(session, clock, actor, wish)


def refuse(session: Session, clock: Clock, actor: Actor, request_id: str, answer: str) -> None:
    """Keep the values closed, and say why.

    Raises
    ------
    NotThere
        When there is no such wish.
    FieldsRejected
        Without an answer.
    Refused
        When it is decided or lapsed, or the person asked for it.
    """
    wish = _open_wish(session, clock, actor, Permission.DECIDE_CORRECTIONS, request_id)
    refuse_own(wish.requested_by, actor.user_id)
    wish.answer = corrected_values.answer_of(answer)
    _decide(wish, clock, actor, RequestState.REFUSED)
    _tell(session, clock, actor, wish)


def withdraw(session: Session, clock: Clock, actor: Actor, request_id: str) -> None:
    """Take an own wish back before it is decided.

    Raises
    ------
    NotThere
        When there is no such wish, or somebody else asked.
    Refused
        When it is decided or lapsed.
    """
    wish = _open_wish(session, clock, actor, Permission.SEE_CORRECTIONS, request_id)
    if wish.requested_by != actor.user_id:
        raise NotThere
    _decide(wish, clock, actor, RequestState.WITHDRAWN)
    _record(session, clock, actor, wish)


def _checked(session: Session, area: Area, month: Month, branch: str, reason: str) -> tuple[int, int, str]:
    """Return newest version, number of corrected answers and reason; all faults of the form at once."""
    # The branch is locked as a correction locks it, so that number and version belong together.
    of_branch = get_branch_month(session, area, month, branch, lock=True)
    last = last_submission(session, area, month, branch) if of_branch else None
    version = last.version if last else 0
    answers = len(corrections_in(session, area, month, branch, version)) if version else 0
    faults = []
    if not answers:
        faults.append(FieldFault("branch", N_("Bitte wählen Sie eine Zweigstelle aus, die berichtigt hat.")))
    try:
        words = corrected_values.reason_of(reason)
    except FieldsRejected as rejected:
        faults.extend(rejected.faults)
    if faults:
        raise FieldsRejected(faults)
    return version, answers, words


def _still_stands(
    session: Session, clock: Clock, actor: Actor, earlier: CorrectionRequest, version: int, reason: str
) -> bool:
    """Return whether an earlier wish is this one, sent twice; one that lapsed is put aside."""
    state = state_of(earlier.decision, earlier.last_day, local_date(clock.now()))
    if state is RequestState.WAITING:
        if (earlier.requested_by, earlier.reason) == (actor.user_id, reason):
            return True
        raise Refused(
            N_("Zu dieser Zweigstelle und diesem Monat liegt schon ein Antrag vor."),
            kept=N_("Ihr Antrag ist nicht abgeschickt."),
            todo=N_("Bitte warten Sie die Entscheidung ab."),
        )
    if state is RequestState.APPROVED and earlier.version == version:
        raise Refused(
            N_("Diese Werte sind schon freigegeben."),
            todo=N_("Sie finden sie unter „Anträge auf Einsicht“."),
        )
    if earlier.decision is None:
        earlier.decision, earlier.decided_at = RequestState.LAPSED.value, clock.now()
        # The one open wish has to be out of the way before the next one is written.
        session.flush()
    return False


def _open_wish(
    session: Session, clock: Clock, actor: Actor, permission: Permission, request_id: str
) -> CorrectionRequest:
    actor.require(permission)
    wish = get_request(session, request_id, lock=True)
    if wish is None:
        raise NotThere
    actor.require(permission, wish.area)
    refuse_unless_waiting(state_of(wish.decision, wish.last_day, local_date(clock.now())))
    return wish


def _decide(wish: CorrectionRequest, clock: Clock, actor: Actor, decision: RequestState) -> None:
    wish.decision, wish.decided_by, wish.decided_at = decision.value, actor.user_id, clock.now()


def _tell(session: Session, clock: Clock, actor: Actor, wish: CorrectionRequest) -> None:
    _record(session, clock, actor, wish)
    tell_values_decided(session, clock, wish.requested_by, wish.area, wish.month, wish.id)


def _record(session: Session, clock: Clock, actor: Actor, wish: CorrectionRequest) -> None:
    until = str(wish.last_day) if wish.decision == RequestState.APPROVED else ""
    event = CorrectedValuesDecided(
        area=wish.area.value,
        month=str(wish.month),
        branch=wish.branch_code,
        decision=wish.decision or "",
        reason=wish.answer,
        until=until,
    )
    journal.record(session, actor, event, clock.now())
