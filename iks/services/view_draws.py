"""Show where the draws of the house stand: to controlling and revision, without rows, sample or seed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import Month, draw_time
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, MonthState
from iks.services.draw_month import DrawRules
from iks.services.public_value import needs_value
from iks.services.sample_size import whole_branches
from iks.services.view_void_requests import VoidedDraw, voided_draw
from iks.store.draws import Draw, regular_draws
from iks.store.frames import Frame, frames_of
from iks.store.months import AuditMonth, months_of
from sampling import Allocation


@dataclass(frozen=True)
class DrawLine:
    """One month of one area."""

    area: Area
    month: Month
    state: MonthState
    has_frame: bool
    # When the draw is or was due, and whether that moment has passed.
    draw_at: datetime
    is_due: bool
    # The moment has passed and nobody has handed in a list; a month that is over waits no longer.
    waits_for_frame: bool
    drawn_on: date | None
    late: bool
    due_on: date | None
    verdict: str | None
    verified_at: datetime | None
    # Draws of this month that were declared void, the oldest first.
    voided: tuple[VoidedDraw, ...]
    # What the person who looks at it may do now.
    may_draw: bool
    waits_for_value: bool
    may_enter_value: bool
    # Branches of the locked list that are drawn whole, with their eligible files.
    whole: Mapping[str, int]


@dataclass(frozen=True)
class _Month:
    """All that is known of one month of an area: its lists and draws, the void ones in their order."""

    month: Month
    audit: AuditMonth | None
    frame: Frame | None
    draws: tuple[Draw, ...]


def draw_lines(session: Session, clock: Clock, actor: Actor, rules: DrawRules) -> tuple[DrawLine, ...]:
    """Return all months of both areas, the newest first; this month and the next stand there in any case."""
    current = Month.of(local_date(clock.now()))
    lines = [
        _line(clock, actor, rules, area, one)
        for area in actor.areas(Permission.SEE_DRAW_STATE)
        for one in _months(session, area, {current, current.shift(1)})
    ]
    order = list(Area)
    return tuple(
        sorted(lines, key=lambda line: (-line.month.year, -line.month.number, order.index(line.area)))
    )


def _months(session: Session, area: Area, shown: set[Month]) -> Iterator[_Month]:
    audits = {audit.month: audit for audit in months_of(session, area)}
    frames = {frame.month: frame for frame in frames_of(session, area)}
    draws: dict[Month, list[Draw]] = defaultdict(list)
    for draw in regular_draws(session, area):
        draws[draw.month].append(draw)
    for month in shown | audits.keys():
        yield _Month(month, audits.get(month), frames.get(month), tuple(draws[month]))


def _line(clock: Clock, actor: Actor, rules: DrawRules, area: Area, known: _Month) -> DrawLine:
    audit, frame, due = known.audit, known.frame, draw_time(known.month)
    state = audit.state if audit else MonthState.PLANNED
    drawn = next((draw for draw in known.draws if draw.voided_at is None), None)
    is_due = clock.now() >= due
    needs = frame is not None and needs_value(frame, required=rules.public_value_required)
    is_open = state is MonthState.FRAME_LOCKED and (is_due or rules.may_be_early)
    return DrawLine(
        area=area,
        month=known.month,
        state=state,
        has_frame=frame is not None,
        draw_at=due,
        is_due=is_due,
        waits_for_frame=is_due and frame is None and known.month == Month.of(local_date(clock.now())),
        drawn_on=audit.drawn_on if audit else None,
        late=audit.drawn_late if audit else False,
        due_on=audit.due_on if audit else None,
        verdict=drawn.verdict if drawn else None,
        verified_at=drawn.verified_at if drawn else None,
        voided=tuple(voided_draw(draw) for draw in known.draws if draw.voided_at is not None),
        may_draw=is_open and not needs and actor.may(Permission.RUN_LATE_DRAW, area),
        waits_for_value=is_open and needs,
        may_enter_value=is_open and needs and actor.may(Permission.PROVE_DRAW, area),
        whole=_whole(frame),
    )


def _whole(frame: Frame | None) -> Mapping[str, int]:
    """Return what the lock has fixed; lists that an older version locked do not say it themselves."""
    if frame is None or frame.digest is None or frame.allocation is None:
        return {}
    return whole_branches(frame.counts, Allocation(frame.allocation))
