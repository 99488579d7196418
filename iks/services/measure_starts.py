"""When measures at a point began, for whoever looks at its figures over time."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.measure import MeasureKind, MeasureState
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.store.measures import measures_of

# What was only proposed changed nothing.
NOT_BEGUN = frozenset({MeasureState.PROPOSED, MeasureState.WITHDRAWN})


@dataclass(frozen=True)
class MeasureStart:
    """A measure that began on a day."""

    id: str
    kind: MeasureKind
    title: str
    start: date


def measure_starts(session: Session, actor: Actor, area: Area, point: str) -> tuple[MeasureStart, ...]:
    """Return the measures at a point that were decided, the earliest start first."""
    actor.require(Permission.SEE_MEASURES, area)
    found = [
        MeasureStart(one.id, one.kind, one.title, one.start)
        for one in measures_of(session, area)
        if one.state not in NOT_BEGUN and any(held.check_point == point for held in one.points)
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.title, one.id)))
