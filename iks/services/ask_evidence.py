"""Ask for the evidence package of a month: the revision asks, a second person decides, both on record."""

from sqlalchemy.orm import Session

from iks.domain import evidence
from iks.domain.clock import Clock, local_date
from iks.domain.evidence_events import EvidenceDecided, EvidenceRequested
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
from iks.domain.values import Area, MonthState
from iks.errors import N_, FieldFault, FieldsRejected, NotThere, Refused
from iks.services.notify_people import tell_evidence_decided, tell_evidence_requested
from iks.store import journal
from iks.store.evidence_requests import EvidenceRequest, get_request, requests_about
from iks.store.months import get_month, months_of
from iks.store.organisation import all_branches, branches_in

CLOSED = (MonthState.CLOSED, MonthState.REPORTED)


def months_to_ask_for(session: Session, actor: Actor) -> tuple[tuple[Area, Month], ...]:
    """Return the closed months of both areas, the newest first."""
    actor.require(Permission.ASK_EVIDENCE)
    found = [
        (area, audit.month)
        for area in actor.areas(Permission.ASK_EVIDENCE)
        for audit in months_of(session, area)
        if audit.state in CLOSED
    ]
    return tuple(sorted(found, key=lambda pair: pair[1], reverse=True))


def branches_to_ask_for(session: Session, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return code and name of every branch that ever existed."""
    actor.require(Permission.ASK_EVIDENCE)
    return tuple((branch.code, branch.name) for branch in all_branches(session))


def ask(
    session: Session, clock: Clock, actor: Actor, area: Area, month: Month, branch: str, reason: str
) -> str:
    """Ask for the package of a month, of one branch or of all; the same wish sent twice is one wish.

    Raises
    ------
    NotThere
        When there is no such month, it is not closed, or it is not the person's area.
    FieldsRejected
        Without a reason, or for a branch that the month does not know.
    Refused
        When somebody has asked before and nobody has decided, or it is approved already.
    """
    actor.require(Permission.ASK_EVIDENCE, area)
    # The month is locked, so that a second wish waits for the first one.
    audit = get_month(session, area, month, lock=True)
    if audit is None or audit.state not in CLOSED:
        raise NotThere
    words = _checked(session, month, branch, reason)
    for earlier in requests_about(session, area, month, branch):
        if _still_stands(session, clock, actor, earlier, words):
            return earlier.id
    wish = EvidenceRequest(
        area=area,
        month=month,
        branch_code=branch,
        reason=words,
        requested_by=actor.user_id,
        requested_at=clock.now(),
        last_day=last_day_to_decide(local_date(clock.now())),
    )
    session.add(wish)
    session.flush()
    event = EvidenceRequested(area.value, str(month), branch, words)
    journal.record(session, actor, event, wish.requested_at)
    tell_evidence_requested(session, clock, actor, area, month, wish.id)
    return wish.id


def approve(session: Session, clock: Clock, actor: Actor, request_id: str) -> None:
    """Let whoever asked take the package along for some days.

    Raises
    ------
    NotThere
        When there is no such wish.
    Refused
        When it is decided or lapsed, or the person asked for it.
    """
    wish = _open_wish(session, clock, actor, Permission.DECIDE_EVIDENCE, request_id)
    refuse_own(wish.requested_by, actor.user_id)
    _decide(wish, clock, actor, RequestState.APPROVED)
    wish.last_day = last_day_to_use(local_date(clock.now()))
    _tell(session, clock, actor, wish)


def refuse(session: Session, clock: Clock, actor: Actor, request_id: str, answer: str) -> None:
    """Keep the package closed, and say why.

    Raises
    ------
    NotThere
        When there is no such wish.
    FieldsRejected
        Without an answer.
    Refused
        When it is decided or lapsed, or the person asked for it.
    """
    wish = _open_wish(session, clock, actor, Permission.DECIDE_EVIDENCE, request_id)
    refuse_own(wish.requested_by, actor.user_id)
    wish.answer = evidence.answer_of(answer)
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
    wish = _open_wish(session, clock, actor, Permission.ASK_EVIDENCE, request_id)
    if wish.requested_by != actor.user_id:
        raise NotThere
    _decide(wish, clock, actor, RequestState.WITHDRAWN)
    _record(session, clock, actor, wish)


def _checked(session: Session, month: Month, branch: str, reason: str) -> str:
    """Return the reason; all faults of the form at once."""
    faults = []
    if branch and branch not in {known.code for known in branches_in(session, month)}:
        faults.append(FieldFault("branch", N_("Diese Zweigstelle gab es in dem Monat nicht.")))
    try:
        words = evidence.reason_of(reason)
    except FieldsRejected as rejected:
        faults.extend(rejected.faults)
    if faults:
        raise FieldsRejected(faults)
    return words


def _still_stands(
    session: Session, clock: Clock, actor: Actor, earlier: EvidenceRequest, reason: str
) -> bool:
    """Return whether an earlier wish is this one, sent twice; one that lapsed is put aside."""
    state = state_of(earlier.decision, earlier.last_day, local_date(clock.now()))
    is_own = earlier.requested_by == actor.user_id
    if state is RequestState.WAITING:
        if is_own and earlier.reason == reason:
            return True
        raise Refused(
            N_("Zu diesem Monat liegt schon ein Antrag vor."),
            kept=N_("Ihr Antrag ist nicht abgeschickt."),
            todo=N_("Bitte warten Sie die Entscheidung ab."),
        )
    if state is RequestState.APPROVED and is_own:
        raise Refused(
            N_("Dieses Nachweispaket ist schon freigegeben."),
            todo=N_("Sie finden es unter „Anträge“."),
        )
    if earlier.decision is None:
        earlier.decision, earlier.decided_at = RequestState.LAPSED.value, clock.now()
        # The one open wish has to be out of the way before the next one is written.
        session.flush()
    return False


def _open_wish(
    session: Session, clock: Clock, actor: Actor, permission: Permission, request_id: str
) -> EvidenceRequest:
    actor.require(permission)
    wish = get_request(session, request_id, lock=True)
    if wish is None:
        raise NotThere
    actor.require(permission, wish.area)
    refuse_unless_waiting(state_of(wish.decision, wish.last_day, local_date(clock.now())))
    return wish


def _decide(wish: EvidenceRequest, clock: Clock, actor: Actor, decision: RequestState) -> None:
    wish.decision, wish.decided_by, wish.decided_at = decision.value, actor.user_id, clock.now()


def _tell(session: Session, clock: Clock, actor: Actor, wish: EvidenceRequest) -> None:
    _record(session, clock, actor, wish)
    tell_evidence_decided(session, clock, wish.requested_by, wish.area, wish.month, wish.id)


def _record(session: Session, clock: Clock, actor: Actor, wish: EvidenceRequest) -> None:
    event = EvidenceDecided(
        area=wish.area.value,
        month=str(wish.month),
        branch=wish.branch_code,
        decision=wish.decision or "",
        reason=wish.answer,
        until=str(wish.last_day) if wish.decision == RequestState.APPROVED else "",
    )
    journal.record(session, actor, event, clock.now())
