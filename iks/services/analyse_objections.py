"""The desk's pages on objections: all topics of a month beside their points, and one topic over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.objection_verdict import Share, TopicVerdict, weigh
from iks.domain.objections import ObjectionKind, TopicCounts
from iks.domain.period import Period
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services.compare_objections import MONTHS_BEFORE, Comparison, TopicMonth, compare, newest_month
from iks.services.estimates import Figure, figure, figures
from iks.services.linked_points import Checks, LinkedPoint, checks_beyond_unit, checks_of_unit
from iks.services.objection_topics import points_now, topics
from iks.services.view_objections import Development, developments_among, is_objection
from iks.store import objections as store

MONTHS_SHOWN = 24


@dataclass(frozen=True)
class TopicLine:
    """One topic: its month by kind, misapplied law over twelve months, and the checks beside it."""

    topic: str
    label: str
    label_en: str
    by_kind: Mapping[ObjectionKind, TopicMonth]
    received: int
    misapplied: Figure
    points: tuple[LinkedPoint, ...]
    checks: Figure | None
    verdict: TopicVerdict


@dataclass(frozen=True)
class ObjectionAnalysis:
    """All topics of a month for the desk of one area; those that touch its points first."""

    area: Area
    month: Month
    first: Month
    comparison: Comparison
    received: Mapping[ObjectionKind, tuple[int, float | None]]
    all_received: int
    misapplied: Figure
    checks: Figure | None
    periods: tuple[Period, ...]
    linked: tuple[TopicLine, ...]
    others: tuple[TopicLine, ...]
    developments: tuple[Development, ...]


@dataclass(frozen=True)
class TopicTrend:
    """One topic over two years: each month's counts, by kind."""

    line: TopicLine
    months: tuple[tuple[Month, Mapping[ObjectionKind, TopicCounts]], ...]
    comparison_month: Month


def analysis(
    session: Session, actor: Actor, area: Area, month: Month | None = None
) -> ObjectionAnalysis | None:
    """Return all topics of a month, or of the newest one; nothing before anything is recorded.

    Raises
    ------
    NotThere
        When nothing is recorded of that month.
    """
    actor.require(Permission.SEE_OBJECTIONS, area)
    shown = month or newest_month(session)
    if shown is None:
        return None
    compared = compare(session, shown)
    if not compared.topics:
        raise NotThere
    first = shown.shift(1 - MONTHS_BEFORE)
    rows = [row for row in store.counts_between(session, first, shown).values() if is_objection(row)]
    checks = _checks(session, actor, area, shown)
    mapped = points_now(session, area)
    lines = _lines(compared, rows, checks, mapped)
    return ObjectionAnalysis(
        area=area,
        month=shown,
        first=min((row.month for row in rows), default=shown),
        comparison=compared,
        received={kind: _received(compared, kind) for kind in ObjectionKind},
        all_received=sum(row.received for row in rows),
        misapplied=_misapplied(rows),
        checks=checks.together(),
        periods=checks.periods,
        linked=tuple(line for line in lines if line.points),
        others=tuple(line for line in lines if not line.points),
        developments=developments_among(compared, mapped, checks),
    )


def months_recorded(session: Session, actor: Actor) -> tuple[Month, ...]:
    """Return the months of the last two years that can be chosen, the newest first."""
    actor.require(Permission.SEE_OBJECTIONS)
    span = store.first_and_last_month(session)
    if span is None:
        return ()
    counts = store.counts_between(session, span[1].shift(1 - MONTHS_SHOWN), span[1])
    return tuple(sorted({key[0] for key in counts}, reverse=True))


def topic_trend(session: Session, actor: Actor, area: Area, topic: str) -> TopicTrend:
    """Return one topic over two years.

    Raises
    ------
    NotThere
        When there is no such topic, or nothing is recorded.
    """
    found = analysis(session, actor, area)
    line = (
        next((one for one in (*found.linked, *found.others) if one.topic == topic), None) if found else None
    )
    if found is None or line is None:
        raise NotThere
    counts = store.counts_between(session, found.month.shift(1 - MONTHS_SHOWN), found.month)
    by_month: dict[Month, dict[ObjectionKind, TopicCounts]] = {}
    for row in counts.values():
        if row.topic == topic:
            by_month.setdefault(row.month, {})[row.kind] = row
    return TopicTrend(line, tuple(sorted(by_month.items(), reverse=True)), found.month)


def _checks(session: Session, actor: Actor, area: Area, month: Month) -> Checks:
    if actor.may(Permission.SEE_RELEASED, area):
        return checks_of_unit(session, area, month)
    return checks_beyond_unit(session, area, month)


def _misapplied(rows: Sequence[TopicCounts]) -> Figure:
    return figure(sum(row.reason_law for row in rows), sum(row.closed for row in rows))


def _received(compared: Comparison, kind: ObjectionKind) -> tuple[int, float | None]:
    of_kind = [one for one in compared.topics if one.kind is kind]
    before = [one.usual for one in of_kind if one.usual is not None]
    return sum(one.received for one in of_kind), sum(before) if of_kind and len(before) == len(
        of_kind
    ) else None


def _lines(
    compared: Comparison, rows: Sequence[TopicCounts], checks: Checks, mapped: Mapping[str, tuple[str, ...]]
) -> list[TopicLine]:
    every, all_checks = _misapplied(rows), checks.together()
    counted = [
        (
            sum(row.reason_law for row in rows if row.topic == topic.id),
            sum(row.closed for row in rows if row.topic == topic.id),
        )
        for topic in topics()
    ]
    lines = []
    for topic, misapplied in zip(topics(), figures(counted), strict=True):
        found = checks.together(mapped[topic.id])
        of_topic = [one for one in compared.topics if one.topic == topic.id]
        verdict = weigh(
            _share(misapplied), every.rate, _share(found), all_checks.rate if all_checks else None
        )
        lines.append(
            TopicLine(
                topic.id,
                topic.label,
                topic.label_en,
                by_kind={one.kind: one for one in of_topic},
                received=sum(row.received for row in rows if row.topic == topic.id),
                misapplied=misapplied,
                points=checks.linked(mapped[topic.id]),
                checks=found,
                verdict=verdict,
            )
        )
    return lines


def _share(of_topic: Figure | None) -> Share | None:
    if of_topic is None or of_topic.lower is None or of_topic.upper is None:
        return None
    return Share(of_topic.n, of_topic.lower, of_topic.upper)
