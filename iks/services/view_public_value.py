"""Show the revision how far the public value of each month is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import Month, draw_time
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, MonthState
from iks.services.draw_month import DrawRules
from iks.services.public_value import announced_source, needs_value
from iks.store.draws import current_draw
from iks.store.frames import Frame, current_frame
from iks.store.months import get_month, months_of


class Step(StrEnum):
    """How far the public value of a month is."""

    # The list is not locked: a source can be named.
    NAME = "name"
    # Locked with a source, the draw not due yet.
    WAIT = "wait"
    # The draw waits for the value.
    ENTER = "enter"
    # Locked without a source: no value can be mixed in.
    NONE = "none"
    DRAWN = "drawn"


@dataclass(frozen=True)
class PublicValueView:
    """The public value of one month."""

    area: Area
    month: Month
    step: Step
    source: str
    # Without a source the list is not locked.
    required: bool
    draw_at: datetime
    frame_digest: str
    # Empty before the draw, and where none was mixed in.
    value: str


def public_value_view(
    session: Session, clock: Clock, actor: Actor, area: Area, month: Month, rules: DrawRules
) -> PublicValueView:
    """Return how far the public value of a month is."""
    actor.require(Permission.PROVE_DRAW, area=area)
    audit, frame = get_month(session, area, month), current_frame(session, area, month)
    draw = current_draw(session, area.value, month)
    if draw is not None:
        step, source = Step.DRAWN, draw.public_source
    elif frame is None or audit is None or audit.state is MonthState.PLANNED:
        step, source = Step.NAME, announced_source(session, area, month)
    else:
        step, source = _step(clock, frame, rules), frame.public_source
    return PublicValueView(
        area=area,
        month=month,
        step=step,
        source=source,
        required=rules.public_value_required,
        draw_at=draw_time(month),
        frame_digest=(frame.digest if frame else None) or "",
        value=draw.public_value if draw else "",
    )


def open_public_values(
    session: Session, clock: Clock, actor: Actor, rules: DrawRules
) -> tuple[PublicValueView, ...]:
    """Return, for both areas, this month, the next one and every locked one, as far as they are not drawn."""
    current = Month.of(local_date(clock.now()))
    views: list[PublicValueView] = []
    for area in actor.areas(Permission.PROVE_DRAW):
        locked = {a.month for a in months_of(session, area) if a.state is MonthState.FRAME_LOCKED}
        months = sorted(locked | {current, current.shift(1)})
        views += [public_value_view(session, clock, actor, area, month, rules) for month in months]
    return tuple(view for view in views if view.step is not Step.DRAWN)


def _step(clock: Clock, frame: Frame, rules: DrawRules) -> Step:
    if not needs_value(frame, required=rules.public_value_required):
        return Step.NONE
    is_due = rules.may_be_early or clock.now() >= draw_time(frame.month)
    return Step.ENTER if is_due else Step.WAIT
