"""Void a draw that rests on a wrong list: the unit head asks, the revision decides, both stand on record."""

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.draw_events import DrawVoided, VoidRefused, VoidRequested
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, BranchState, MonthState
from iks.domain.void_draw import answer_of, reason_of, refuse_unless_voidable
from iks.errors import N_, NotThere, Refused
from iks.services.draw_focus import void_focus_draws
from iks.services.notify_people import tell_draw_voided, tell_void_refused, tell_void_requested
from iks.services.set_aside_draw import set_aside
from iks.store import journal
from iks.store.draws import Draw, current_draw, last_drawn_month, sample_of
from iks.store.months import AuditMonth, branch_months, forget_branches, get_month
from iks.store.void_requests import (
    VoidRequest,
    get_request,
    open_request,
)


def ask(session: Session, clock: Clock, actor: Actor, area: Area, month: Month, reason: str) -> str:
    """Ask the revision to declare the draw of a month void; the same wish sent twice is one wish.

    Raises
    ------
    NotThere
        When there is no such month, or it is not the person's area.
    FieldsRejected
        Without a reason.
    Refused
        When a branch has submitted, the month is closed, or somebody has asked before.
    """
    actor.require(Permission.ASK_VOID_DRAW, area)
    audit = get_month(session, area, month, lock=True)
    if audit is None:
        raise NotThere
    refuse_if_too_late(session, audit)
    words, draw = reason_of(reason), _draw_of(session, audit)
    waiting = open_request(session, draw)
    if waiting is not None:
        return _same_wish(waiting, actor, words)
    wish = VoidRequest(draw=draw, reason=words, requested_by=actor.user_id, requested_at=clock.now())
    session.add(wish)
    session.flush()
    event = VoidRequested(area.value, str(month), draw.draw_code, draw.attempt, words)
    journal.record(session, actor, event, wish.requested_at)
    tell_void_requested(session, clock, area, month, wish.id)
    return wish.id


def withdraw(session: Session, clock: Clock, actor: Actor, request_id: str) -> None:
    """Take a wish back before it is decided.

    Raises
    ------
    NotThere
        When there is no such wish, or it is not the person's area.
    Refused
        When it is decided already.
    """
    wish, _ = _open_wish(session, actor, Permission.ASK_VOID_DRAW, request_id)
    _decide(wish, clock, actor, "withdrawn")
    journal.record(session, actor, _stays(wish), clock.now())


def refuse(session: Session, clock: Clock, actor: Actor, request_id: str, answer: str) -> None:
    """Let the draw stand, and say why.

    Raises
    ------
    NotThere
        When there is no such wish.
    FieldsRejected
        Without an answer.
    Refused
        When it is decided already, or the person asked for it.
    """
    wish, _ = _open_wish(session, actor, Permission.DECIDE_VOID_DRAW, request_id)
    _refuse_own_wish(wish, actor)
    wish.answer = answer_of(answer)
    _decide(wish, clock, actor, "refused")
    journal.record(session, actor, _stays(wish), clock.now())
    tell_void_refused(session, clock, wish.draw.area, wish.draw.month, wish.id)


def approve(session: Session, clock: Clock, actor: Actor, request_id: str) -> None:
    """Declare a draw void: its sheets stay on record, and the month waits for a new list.

    Raises
    ------
    NotThere
        When there is no such wish.
    Refused
        When it is decided already, the person asked for it, a branch has submitted or the month is closed.
    """
    wish, audit = _open_wish(session, actor, Permission.DECIDE_VOID_DRAW, request_id)
    _refuse_own_wish(wish, actor)
    refuse_if_too_late(session, audit)
    _decide(wish, clock, actor, "approved")
    draw = wish.draw
    branches = sorted({file.branch_code for file in sample_of(session, draw)})
    set_aside(session, draw, wish.reason, clock.now())
    void_focus_draws(session, clock, actor, draw.area, draw.month, wish.reason)
    _plan_again(session, audit)
    event = DrawVoided(
        area=draw.area.value,
        month=str(draw.month),
        draw_id=draw.draw_code,
        attempt=draw.attempt,
        frame_digest=draw.frame.digest or "",
        reason=wish.reason,
    )
    journal.record(session, actor, event, clock.now())
    tell_draw_voided(session, clock, audit, draw.attempt, branches)


def refuse_if_too_late(session: Session, audit: AuditMonth) -> None:
    """Refuse when the draw of a month can no longer be declared void.

    Raises
    ------
    Refused
        With the sentence that says why.
    """
    submitted = [
        place.branch_code
        for place in branch_months(session, audit.area, audit.month)
        if place.state is BranchState.SUBMITTED
    ]
    last = last_drawn_month(session, audit.area.value)
    refuse_unless_voidable(audit.state, submitted, last if last and last > audit.month else None)


def _draw_of(session: Session, audit: AuditMonth) -> Draw:
    draw = current_draw(session, audit.area.value, audit.month)
    if draw is None:
        # The demo's past was never drawn from a list.
        raise Refused(N_("Zu diesem Monat gibt es keine Ziehung."))
    return draw


def _same_wish(waiting: VoidRequest, actor: Actor, reason: str) -> str:
    if (waiting.requested_by, waiting.reason) == (actor.user_id, reason):
        return waiting.id
    raise Refused(
        N_("Über diese Ziehung liegt der Innenrevision schon ein Wunsch vor."),
        kept=N_("Ihr Wunsch ist nicht abgeschickt."),
        todo=N_("Bitte warten Sie die Entscheidung ab, oder ziehen Sie den ersten Wunsch zurück."),
    )


def _open_wish(
    session: Session, actor: Actor, permission: Permission, request_id: str
) -> tuple[VoidRequest, AuditMonth]:
    """Return wish and month; the month is locked first, as a submission does, so that one waits."""
    actor.require(permission)
    wish = get_request(session, request_id)
    if wish is None:
        raise NotThere
    actor.require(permission, wish.draw.area)
    audit = get_month(session, wish.draw.area, wish.draw.month, lock=True)
    wish = get_request(session, request_id, lock=True)
    if audit is None or wish is None:
        raise NotThere
    if wish.decision is not None:
        raise Refused(
            N_("Über diesen Wunsch ist schon entschieden."),
            kept=N_("An der Entscheidung ändert sich nichts."),
        )
    return wish, audit


def _refuse_own_wish(wish: VoidRequest, actor: Actor) -> None:
    if wish.requested_by == actor.user_id:
        raise Refused(
            N_("Sie haben selbst darum gebeten. Entscheiden muss eine andere Person."),
            kept=N_("Der Wunsch liegt weiter vor."),
        )


def _decide(wish: VoidRequest, clock: Clock, actor: Actor, decision: str) -> None:
    wish.decision, wish.decided_by, wish.decided_at = decision, actor.user_id, clock.now()


def _stays(wish: VoidRequest) -> VoidRefused:
    draw = wish.draw
    return VoidRefused(
        draw.area.value, str(draw.month), draw.draw_code, draw.attempt, wish.decision or "", wish.answer
    )


def _plan_again(session: Session, audit: AuditMonth) -> None:
    """Bring the month back to its plan: a new list is locked, and its grid is chosen then."""
    audit.state, audit.checklist_version_id = MonthState.PLANNED, None
    audit.drawn_on = audit.due_on = audit.closes_on = None
    audit.drawn_late = False
    forget_branches(session, audit)
