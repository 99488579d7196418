"""Say which check points of an area touch the topics of objections: a new version, for reports to come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import Month
from iks.domain.objection_events import TopicPointsChanged
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import N_, FieldFault, FieldsRejected, NotThere
from iks.services.objection_topics import points_in, topic_named, topics
from iks.services.read_external_audits import points_of
from iks.services.read_results import closed_months
from iks.store import journal
from iks.store import objections as store


@dataclass(frozen=True)
class MappingVersion:
    """What one version of the mapping says of a topic."""

    valid_from: Month
    recorded_on: date
    points: tuple[str, ...]


@dataclass(frozen=True)
class TopicChoice:
    """What can be linked to a topic and is, from when a change would hold, and how it was before."""

    # Id, title and whether it is linked now, in the order of the newest grid.
    points: tuple[tuple[str, str, bool], ...]
    valid_from: Month
    versions: tuple[MappingVersion, ...]
    delivered: tuple[str, ...]


def topic_choice(session: Session, clock: Clock, actor: Actor, area: Area, topic: str) -> TopicChoice:
    """Return what can be chosen for a topic.

    Raises
    ------
    NotThere
        When there is no such topic.
    """
    actor.require(Permission.SEE_OBJECTIONS, area)
    named = topic_named(topic)
    if named is None:
        raise NotThere
    first = first_open_month(session, clock, area)
    linked, grid = points_in(session, area, first)[topic], points_of(session, area)
    versions = [
        MappingVersion(one.valid_from, one.recorded_on, store.points_of(session, one).get(topic, ()))
        for one in store.mappings(session, area)
    ]
    known = dict.fromkeys([*grid.active, *linked])
    return TopicChoice(
        tuple((point, grid.titles.get(point, ""), point in linked) for point in known),
        first,
        tuple(versions),
        named.points[area],
    )


def map_topic(
    session: Session, clock: Clock, actor: Actor, area: Area, topic: str, points: Collection[str]
) -> bool:
    """Link a topic to these points and no others, from the first month that is not closed; say if it changed.

    Raises
    ------
    NotThere
        When there is no such topic.
    FieldsRejected
        When a point does not exist in the newest grid.
    """
    actor.require(Permission.MAP_OBJECTIONS, area)
    if topic_named(topic) is None:
        raise NotThere
    first = first_open_month(session, clock, area)
    held = points_in(session, area, first)
    if set(points) == set(held[topic]):
        return False
    if not set(points) <= set(points_of(session, area).active) | set(held[topic]):
        raise FieldsRejected([FieldFault("points", N_("Diesen Prüfpunkt gibt es im neuesten Raster nicht."))])
    chosen = tuple(sorted(set(points)))
    changed = {one.id: chosen if one.id == topic else held[one.id] for one in topics()}
    store.add_mapping(session, area, first, local_date(clock.now()), changed)
    event = TopicPointsChanged(area.value, topic, chosen, str(first))
    journal.record(session, actor, event, clock.now())
    return True


def first_open_month(session: Session, clock: Clock, area: Area) -> Month:
    """Return the first month whose report is still to come: the one after the last closed month."""
    closed = max(closed_months(session, area), default=None)
    return closed.shift(1) if closed else Month.of(local_date(clock.now()))
