"""Show requests to see corrected values: all to the revision, to the management what it decides about."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.second_person import RequestState, state_of
from iks.domain.values import Area
from iks.errors import NotThere
from iks.store.accounts import Account
from iks.store.correction_requests import CorrectionRequest, get_request, requests_of
from iks.store.organisation import Branch


@dataclass(frozen=True)
class ValuesRequest:
    """What a member of the revision asked for, and what became of it."""

    id: str
    area: Area
    month: Month
    branch: str
    branch_name: str
    reason: str
    asked_by: str
    asked_at: datetime
    state: RequestState
    # The last day of deciding, or of looking once it is approved.
    last_day: date
    decided_by: str
    decided_at: datetime | None
    answer: str
    # Whether the person who looks at it asked for it, and may open the values now.
    own: bool
    can_open: bool
    # How many answers were corrected; nothing for the management, which sees no figure of a branch.
    answers: int | None


def values_requests(session: Session, clock: Clock, actor: Actor) -> tuple[ValuesRequest, ...]:
    """Return all requests, those that wait first, then the newest."""
    actor.require(Permission.DECIDE_CORRECTIONS)
    found = requests_of(session, actor.areas(Permission.DECIDE_CORRECTIONS))
    lines = [_view(session, clock, actor, row) for row in found]
    return tuple(sorted(lines, key=lambda line: line.state is not RequestState.WAITING))


def values_request(session: Session, clock: Clock, actor: Actor, request_id: str) -> ValuesRequest:
    """Return one request.

    Raises
    ------
    NotThere
        When there is no such request.
    """
    actor.require(Permission.DECIDE_CORRECTIONS)
    row = get_request(session, request_id)
    if row is None:
        raise NotThere
    actor.require(Permission.DECIDE_CORRECTIONS, row.area)
    return _view(session, clock, actor, row)


def requests_to_decide(session: Session, clock: Clock, actor: Actor) -> tuple[ValuesRequest, ...]:
    """Return the requests that wait for this person's decision."""
    if not actor.may(Permission.DECIDE_CORRECTIONS):
        return ()
    found = values_requests(session, clock, actor)
    return tuple(one for one in found if one.state is RequestState.WAITING and not one.own)


def requests_to_open(session: Session, clock: Clock, actor: Actor) -> tuple[ValuesRequest, ...]:
    """Return the person's own requests whose values can be opened now."""
    if not actor.may(Permission.OPEN_CORRECTIONS):
        return ()
    return tuple(one for one in values_requests(session, clock, actor) if one.own and one.can_open)


def _view(session: Session, clock: Clock, actor: Actor, row: CorrectionRequest) -> ValuesRequest:
    state = state_of(row.decision, row.last_day, local_date(clock.now()))
    sees_numbers = actor.may(Permission.SEE_CORRECTIONS, row.area)
    return ValuesRequest(
        id=row.id,
        area=row.area,
        month=row.month,
        branch=row.branch_code,
        branch_name=session.get_one(Branch, row.branch_code).name,
        reason=row.reason,
        asked_by=session.get_one(Account, row.requested_by).display_name,
        asked_at=row.requested_at,
        state=state,
        last_day=row.last_day,
        decided_by=session.get_one(Account, row.decided_by).display_name if row.decided_by else "",
        decided_at=row.decided_at,
        answer=row.answer,
        own=row.requested_by == actor.user_id,
        can_open=state is RequestState.APPROVED and actor.may(Permission.OPEN_CORRECTIONS, row.area),
        answers=row.answers if sees_numbers else None,
    )
