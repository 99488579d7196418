"""Show requests for evidence packages: to the revision, and to the management what it decides about."""

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
from iks.store.evidence_requests import EvidenceRequest, get_request, requests_of
from iks.store.organisation import Branch


@dataclass(frozen=True)
class EvidenceWish:
    """What a member of the revision asked for, and what became of it; no figure of the month."""

    id: str
    area: Area
    month: Month
    # Both empty for the whole house.
    branch: str
    branch_name: str
    reason: str
    asked_by: str
    asked_at: datetime
    state: RequestState
    # The last day of deciding, or of taking the package once it is approved.
    last_day: date
    decided_by: str
    decided_at: datetime | None
    answer: str
    # Whether the person who looks at it asked for it, and may take the package now.
    own: bool
    can_take: bool


def evidence_wishes(session: Session, clock: Clock, actor: Actor) -> tuple[EvidenceWish, ...]:
    """Return all wishes, those that wait first, then the newest."""
    actor.require(Permission.DECIDE_EVIDENCE)
    found = requests_of(session, actor.areas(Permission.DECIDE_EVIDENCE))
    lines = [_view(session, clock, actor, row) for row in found]
    return tuple(sorted(lines, key=lambda line: line.state is not RequestState.WAITING))


def evidence_wish(session: Session, clock: Clock, actor: Actor, request_id: str) -> EvidenceWish:
    """Return one wish.

    Raises
    ------
    NotThere
        When there is no such wish.
    """
    actor.require(Permission.DECIDE_EVIDENCE)
    row = get_request(session, request_id)
    if row is None:
        raise NotThere
    actor.require(Permission.DECIDE_EVIDENCE, row.area)
    return _view(session, clock, actor, row)


def wishes_to_decide(session: Session, clock: Clock, actor: Actor) -> tuple[EvidenceWish, ...]:
    """Return the wishes that wait for this person's decision."""
    if not actor.may(Permission.DECIDE_EVIDENCE):
        return ()
    found = evidence_wishes(session, clock, actor)
    return tuple(one for one in found if one.state is RequestState.WAITING and not one.own)


def packages_to_take(session: Session, clock: Clock, actor: Actor) -> tuple[EvidenceWish, ...]:
    """Return the person's own wishes whose package can be taken now."""
    if not actor.may(Permission.ASK_EVIDENCE):
        return ()
    return tuple(one for one in evidence_wishes(session, clock, actor) if one.can_take)


def _view(session: Session, clock: Clock, actor: Actor, row: EvidenceRequest) -> EvidenceWish:
    state = state_of(row.decision, row.last_day, local_date(clock.now()))
    branch = session.get(Branch, row.branch_code) if row.branch_code else None
    own = row.requested_by == actor.user_id
    return EvidenceWish(
        id=row.id,
        area=row.area,
        month=row.month,
        branch=row.branch_code,
        branch_name=branch.name if branch else "",
        reason=row.reason,
        asked_by=session.get_one(Account, row.requested_by).display_name,
        asked_at=row.requested_at,
        state=state,
        last_day=row.last_day,
        decided_by=session.get_one(Account, row.decided_by).display_name if row.decided_by else "",
        decided_at=row.decided_at,
        answer=row.answer,
        own=own,
        can_take=own and state is RequestState.APPROVED and actor.may(Permission.ASK_EVIDENCE, row.area),
    )
