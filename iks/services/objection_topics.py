"""The topics of objections, and the check points that touch them in a month."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.objections import Topic, read_topics
from iks.domain.values import Area
from iks.store import objections as store

_LATEST = Month(2099, 12)


@cache
def topics() -> tuple[Topic, ...]:
    """Return the topics of the house, in the order of the file that comes with the program."""
    return read_topics(files("iks").joinpath("data/objection_topics.yaml").read_text(encoding="utf-8"))


def topic_named(topic: str) -> Topic | None:
    """Return the topic of an id."""
    return next((one for one in topics() if one.id == topic), None)


def points_in(session: Session, area: Area, month: Month) -> Mapping[str, tuple[str, ...]]:
    """Return the check points of an area by topic, as the mapping that holds in a month says."""
    holding = next((m for m in store.mappings(session, area) if m.valid_from <= month), None)
    if holding is None:
        return {topic.id: topic.points[area] for topic in topics()}
    changed = store.points_of(session, holding)
    return {topic.id: changed.get(topic.id, ()) for topic in topics()}


def points_now(session: Session, area: Area) -> Mapping[str, tuple[str, ...]]:
    """Return the check points of an area by topic, as the newest mapping says."""
    return points_in(session, area, _LATEST)
