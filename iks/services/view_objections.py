"""What objections and court cases say: what stands out, and each topic beside the points that it touches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.objections import ObjectionKind, TopicCounts
from iks.domain.values import Area
from iks.services.compare_objections import MONTHS_BEFORE, Comparison, TopicMonth, compare, newest_month
from iks.services.linked_points import Checks, LinkedPoint, checks_beyond_unit
from iks.services.objection_topics import points_in, points_now, topic_named, topics
from iks.store import objections as store

MOST_DEVELOPMENTS = 3
MONTHS_SHOWN = 24
TESTED_KINDS = (ObjectionKind.OBJECTION, ObjectionKind.COURT_CASE, ObjectionKind.INTERIM_RELIEF)


@dataclass(frozen=True)
class Development:
    """A topic that stands out against its twelve months before, as it may stand in a report.

    ``months`` says how rarely so unlike a count arises without cause, in months. ``misapplied`` of the
    ``closed`` cases of the month were allowed because the law had been misapplied.
    """

    key: str
    month: Month
    kind: ObjectionKind
    topic: str
    label: str
    received: int
    before: int
    change: str
    months: int
    closed: int
    allowed: int
    misapplied: int
    points: tuple[LinkedPoint, ...]

    @property
    def usual(self) -> float:
        """Cases received in a month before, on average."""
        return self.before / MONTHS_BEFORE


@dataclass(frozen=True)
class MisappliedTopic:
    """The topic in which law was found misapplied most often, over so many months."""

    topic: str
    label: str
    misapplied: int
    closed: int
    months: int
    points: tuple[str, ...]


def developments(session: Session, area: Area, month: Month) -> tuple[Development, ...]:
    """Return up to three topics that stand out in the newest counts a report of this month can tell of."""
    newest = newest_month(session, month)
    if newest is None:
        return ()
    mapped = points_in(session, area, month)
    return developments_among(compare(session, newest), mapped, checks_beyond_unit(session, area, month))


def is_comparable(session: Session, month: Month) -> bool:
    """Return whether a report of this month can say that nothing stands out: there is enough to compare."""
    newest = newest_month(session, month)
    return newest is not None and compare(session, newest).tested > 0


def topics_of_point(session: Session, area: Area, point: str) -> tuple[TopicMonth, ...]:
    """Return the objections and court cases of the newest month in the topics that touch a point."""
    newest = newest_month(session)
    if newest is None:
        return ()
    touched = {topic for topic, points in points_now(session, area).items() if point in points}
    return tuple(one for one in compare(session, newest).topics if one.topic in touched)


def most_misapplied(session: Session, area: Area, until: Month) -> MisappliedTopic | None:
    """Return the area's topic with most objections allowed for misapplied law in twelve months, if any."""
    first = until.shift(1 - MONTHS_BEFORE)
    rows = [row for row in store.counts_between(session, first, until).values() if is_objection(row)]
    mapped = points_in(session, area, until)
    found = [_misapplied_topic(rows, topic.id, mapped[topic.id]) for topic in topics() if mapped[topic.id]]
    return max((one for one in found if one.misapplied), key=lambda one: one.misapplied, default=None)


def is_objection(row: TopicCounts) -> bool:
    """Return whether a row counts objections."""
    return row.kind is ObjectionKind.OBJECTION


def developments_among(
    compared: Comparison, mapped: Mapping[str, Sequence[str]], checks: Checks
) -> tuple[Development, ...]:
    """Return up to three topics of a comparison that stand out and touch points, the rarest first."""
    touching = [one for one in compared.standing_out if mapped[one.topic]]
    return tuple(_development(one, checks.linked(mapped[one.topic])) for one in touching[:MOST_DEVELOPMENTS])


def _development(one: TopicMonth, points: tuple[LinkedPoint, ...]) -> Development:
    topic = topic_named(one.topic)
    return Development(
        key=f"{one.kind}.{one.topic}",
        month=one.month,
        kind=one.kind,
        topic=one.topic,
        label=topic.label if topic else one.topic,
        received=one.received,
        before=one.before or 0,
        change=one.change,
        months=one.months,
        closed=one.counts.closed,
        allowed=one.counts.allowed,
        misapplied=one.counts.reason_law,
        points=points,
    )


def _misapplied_topic(rows: Sequence[TopicCounts], topic: str, points: tuple[str, ...]) -> MisappliedTopic:
    of_topic = [row for row in rows if row.topic == topic]
    named = topic_named(topic)
    return MisappliedTopic(
        topic,
        named.label if named else topic,
        misapplied=sum(row.reason_law for row in of_topic),
        closed=sum(row.closed for row in of_topic),
        months=len({row.month for row in of_topic}),
        points=points,
    )
