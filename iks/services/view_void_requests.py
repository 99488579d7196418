"""Show void draws and the wishes about them: to the unit head, the revision, and the branches concerned."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, CheckState
from iks.errors import NotThere, Refused
from iks.services.compare_frames import FrameCounts, compare_counts
from iks.services.show_sample import own_branch
from iks.services.void_draw import refuse_if_too_late
from iks.store.accounts import Account
from iks.store.draws import Draw, current_draw, last_drawn_month
from iks.store.frames import locked_before
from iks.store.months import AuditMonth, get_month
from iks.store.void_requests import (
    VoidRequest,
    begun_sheets,
    get_request,
    months_to_draw_again,
    months_without_draw,
    requests_in,
    requests_of,
    voided_draws,
)


@dataclass(frozen=True)
class VoidedDraw:
    """A draw that was declared void: what may be told of it to everybody in the house."""

    attempt: int
    drawn_at: datetime
    voided_at: datetime
    reason: str


@dataclass(frozen=True)
class Wish:
    """What a unit head asked for, and what became of it."""

    id: str
    area: Area
    month: Month
    attempt: int
    drawn_at: datetime
    reason: str
    asked_by: str
    asked_at: datetime
    # Empty while it is open, else approved, refused or withdrawn.
    decision: str
    decided_by: str
    decided_at: datetime | None
    answer: str
    # Whether the person who looks at it asked for it.
    own: bool


@dataclass(frozen=True)
class AskPage:
    """Everything that the unit sees about void draws of one month."""

    area: Area
    month: Month
    # When the draw that counts was made; nothing when there is none.
    drawn_at: datetime | None
    # Why nobody can ask any more; nothing while one can.
    obstacle: Refused | None
    open: Wish | None
    decided: tuple[Wish, ...]
    voided: tuple[VoidedDraw, ...]


@dataclass(frozen=True)
class DecisionPage:
    """A wish with what the revision needs to judge it: the list in numbers, no row of it."""

    wish: Wish
    draw_id: str
    reference_date: date
    drop_reason: str
    counts: FrameCounts
    # The very same file was handed in for the month before.
    same_file_as_before: bool
    obstacle: Refused | None


@dataclass(frozen=True)
class VoidedSheet:
    """A sheet that was begun under a void draw; it can be read and does not count."""

    sheet_id: str
    file_ref: str
    finished: bool


@dataclass(frozen=True)
class VoidedSample:
    """What is left of a void draw in a branch."""

    draw: VoidedDraw
    sheets: tuple[VoidedSheet, ...]


def void_draws(session: Session, actor: Actor, area: Area, month: Month) -> tuple[VoidedDraw, ...]:
    """Return the draws of a month that were declared void, the oldest first."""
    if not actor.may(Permission.SEE_DRAW_STATE, area):
        actor.require(Permission.SEE_RELEASED, area)
    return tuple(map(voided_draw, voided_draws(session, area, month)))


def ask_page(session: Session, actor: Actor, area: Area, month: Month) -> AskPage:
    """Return where the void draws of a month stand, for those who evaluate it.

    Raises
    ------
    NotThere
        When there is no such month, or it is not the person's area.
    """
    actor.require(Permission.SEE_RELEASED, area)
    audit = get_month(session, area, month)
    if audit is None:
        raise NotThere
    wishes = [_wish(session, actor, row) for row in requests_in(session, area, month)]
    draw = current_draw(session, area.value, month)
    return AskPage(
        area=area,
        month=month,
        drawn_at=draw.drawn_at if draw else None,
        obstacle=_obstacle(session, audit),
        open=next((wish for wish in wishes if not wish.decision), None),
        decided=tuple(wish for wish in wishes if wish.decision),
        voided=void_draws(session, actor, area, month),
    )


def wishes(session: Session, actor: Actor) -> tuple[Wish, ...]:
    """Return all wishes that the revision decides or decided, the open ones first, then the newest."""
    actor.require(Permission.DECIDE_VOID_DRAW)
    found = requests_of(session, actor.areas(Permission.DECIDE_VOID_DRAW))
    return tuple(
        _wish(session, actor, row) for row in sorted(found, key=lambda row: row.decision is not None)
    )


def open_wishes(session: Session, actor: Actor) -> tuple[Wish, ...]:
    """Return the wishes that wait for the person's decision."""
    if not actor.may(Permission.DECIDE_VOID_DRAW):
        return ()
    return tuple(wish for wish in wishes(session, actor) if not wish.decision and not wish.own)


def decision_page(session: Session, actor: Actor, request_id: str) -> DecisionPage:
    """Return a wish with the numbers of the list it is about.

    Raises
    ------
    NotThere
        When there is no such wish.
    """
    actor.require(Permission.DECIDE_VOID_DRAW)
    row = get_request(session, request_id)
    if row is None:
        raise NotThere
    draw = row.draw
    actor.require(Permission.DECIDE_VOID_DRAW, draw.area)
    audit, frame = get_month(session, draw.area, draw.month), draw.frame
    before = locked_before(session, draw.area, draw.month)
    return DecisionPage(
        wish=_wish(session, actor, row),
        draw_id=draw.id,
        reference_date=frame.reference_date,
        drop_reason=frame.drop_reason,
        counts=compare_counts(session, draw.area, draw.month, frame.counts),
        same_file_as_before=bool(before and before.source_digest == frame.source_digest),
        obstacle=_obstacle(session, audit) if audit and row.decision is None else None,
    )


def voided_samples(
    session: Session, actor: Actor, area: Area, month: Month, branch: str | None = None
) -> tuple[VoidedSample, ...]:
    """Return what is left of void draws in a branch: why they are void, and the sheets that were begun.

    Raises
    ------
    NotThere
        When the branch is not the person's.
    """
    code = own_branch(actor, Permission.CHECK_FILES, area, branch)
    sheets, draws = begun_sheets(session, area, month, code), voided_draws(session, area, month)
    return tuple(
        VoidedSample(
            voided_draw(draw),
            tuple(
                VoidedSheet(row.id, row.sample_file.file_ref, row.state is CheckState.FINISHED)
                for row in sheets
                if _fell_with(row.sample_file.draw, draws) is draw
            ),
        )
        for draw in draws
    )


def months_waiting_for_list(session: Session, actor: Actor) -> tuple[tuple[Area, Month], ...]:
    """Return the months whose draw was declared void and for which controlling has to hand in a new list."""
    return tuple(
        (area, month)
        for area in actor.areas(Permission.HANDLE_FRAMES)
        for month in months_to_draw_again(session, area)
        if _can_follow(session, area, month)
    )


def months_drawn_anew(session: Session, actor: Actor) -> tuple[tuple[Area, Month], ...]:
    """Return the months in which a person checked files of a draw that is void and not repeated yet."""
    held = dict.fromkeys(grant.area for grant in actor.grants)
    return tuple(
        (area, month)
        for area in held
        for month in months_without_draw(session, area)
        if _can_follow(session, area, month)
    )


def _can_follow(session: Session, area: Area, month: Month) -> bool:
    last = last_drawn_month(session, area.value)
    return last is None or last < month


def voided_draw(draw: Draw) -> VoidedDraw:
    """Return what may be told of a void draw to everybody in the house."""
    if draw.voided_at is None:
        raise LookupError("a draw that counts is no void draw")
    return VoidedDraw(draw.attempt, draw.drawn_at, draw.voided_at, draw.void_reason or "")


def _fell_with(draw: Draw, regular: list[Draw]) -> Draw | None:
    """Return the regular draw that a void draw fell with: itself, or for a focus topic the one before it."""
    earlier = [one for one in regular if one.voided_at and draw.voided_at and one.voided_at <= draw.voided_at]
    return earlier[-1] if earlier else None


def _obstacle(session: Session, audit: AuditMonth) -> Refused | None:
    try:
        refuse_if_too_late(session, audit)
    except Refused as refused:
        return refused
    return None


def _wish(session: Session, actor: Actor, row: VoidRequest) -> Wish:
    return Wish(
        id=row.id,
        area=row.draw.area,
        month=row.draw.month,
        attempt=row.draw.attempt,
        drawn_at=row.draw.drawn_at,
        reason=row.reason,
        asked_by=session.get_one(Account, row.requested_by).display_name,
        asked_at=row.requested_at,
        decision=row.decision or "",
        decided_by=session.get_one(Account, row.decided_by).display_name if row.decided_by else "",
        decided_at=row.decided_at,
        answer=row.answer,
        own=row.requested_by == actor.user_id,
    )
