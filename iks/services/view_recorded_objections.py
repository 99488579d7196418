"""Show what is recorded of objections and court cases, month by month, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.month import Month
from iks.domain.objection_file import blank_rows
from iks.domain.objections import ObjectionKind, TopicCounts
from iks.domain.roles import Actor, Permission
from iks.errors import NotThere
from iks.services.objection_topics import topics
from iks.services.record_objections import last_month_over, state_of
from iks.store import objections as store

MONTHS_LISTED = 24
# Asked for every month; proceedings for interim relief only where the house counts them.
ALWAYS_WANTED = (ObjectionKind.OBJECTION, ObjectionKind.COURT_CASE)


@dataclass(frozen=True)
class KindOfMonth:
    """What is recorded of one kind in a month; nothing at all where ``topics`` is 0."""

    kind: ObjectionKind
    topics: int
    received: int
    closed: int
    stock_end: int
    # It should be there and is not, or not for every topic.
    missing: bool


@dataclass(frozen=True)
class MonthLine:
    """One month with its kinds."""

    month: Month
    kinds: tuple[KindOfMonth, ...]


@dataclass(frozen=True)
class RecordedOverview:
    """The months that can be recorded, the newest first."""

    months: tuple[MonthLine, ...]
    topics: int

    @property
    def newest(self) -> MonthLine | None:
        """The newest month that anything is recorded of."""
        return next((line for line in self.months if any(kind.topics for kind in line.kinds)), None)

    @property
    def missing(self) -> tuple[tuple[Month, KindOfMonth], ...]:
        """Months and kinds that are missing, the oldest first."""
        found = [(line.month, kind) for line in reversed(self.months) for kind in line.kinds if kind.missing]
        return tuple(found)


@dataclass(frozen=True)
class Correction:
    """Why counts of one topic were corrected, and when."""

    topic: str
    version: int
    reason: str
    recorded_on: date


@dataclass(frozen=True)
class MonthForm:
    """One month and kind to be typed: what is recorded, and the stock that the month before left."""

    month: Month
    kind: ObjectionKind
    rows: Mapping[str, TopicCounts]
    carried_over: Mapping[str, int]
    seen: str
    corrections: tuple[Correction, ...]


def recorded_overview(session: Session, clock: Clock, actor: Actor) -> RecordedOverview:
    """Return the last two years, or less where recording began later, with what is missing."""
    actor.require(Permission.RECORD_OBJECTIONS)
    last = last_month_over(clock)
    span = store.first_and_last_month(session)
    first = max(last.shift(1 - MONTHS_LISTED), min(span[0], last)) if span else last
    counts = list(store.counts_between(session, first, last).values())
    has_relief = any(row.kind is ObjectionKind.INTERIM_RELIEF for row in counts)
    wanted = tuple(ObjectionKind) if has_relief else ALWAYS_WANTED
    months = [first.shift(n) for n in range(last - first, -1, -1)]
    return RecordedOverview(
        tuple(MonthLine(month, _kinds(month, counts, wanted)) for month in months), len(topics())
    )


def _kinds(
    month: Month, counts: Sequence[TopicCounts], wanted: Sequence[ObjectionKind]
) -> tuple[KindOfMonth, ...]:
    found = []
    for kind in ObjectionKind:
        rows = [row for row in counts if row.month == month and row.kind is kind]
        found.append(
            KindOfMonth(
                kind,
                len(rows),
                sum(row.received for row in rows),
                sum(row.closed for row in rows),
                sum(row.stock_end for row in rows),
                missing=kind in wanted and len(rows) < len(topics()),
            )
        )
    return tuple(found)


def month_form(session: Session, clock: Clock, actor: Actor, month: Month, kind: ObjectionKind) -> MonthForm:
    """Return one month and kind to be typed.

    Raises
    ------
    NotThere
        When the month is not over yet.
    """
    actor.require(Permission.RECORD_OBJECTIONS)
    if month > last_month_over(clock):
        raise NotThere
    counts = store.counts_between(session, month.shift(-1), month)
    before = month.shift(-1)
    return MonthForm(
        month,
        kind,
        rows={key[2]: row for key, row in counts.items() if key[:2] == (month, kind)},
        carried_over={key[2]: row.stock_end for key, row in counts.items() if key[:2] == (before, kind)},
        seen=state_of(session, month, kind),
        corrections=tuple(
            Correction(row.topic, row.version, row.reason, row.recorded_on)
            for row in store.versions_of(session, month, kind)
        ),
    )


def blank_file(session: Session, clock: Clock, actor: Actor, month: Month) -> list[list[str | int | None]]:
    """Return the rows of a file to be filled in for a month, with the stock of the month before.

    Raises
    ------
    NotThere
        When the month is not over yet.
    """
    actor.require(Permission.RECORD_OBJECTIONS)
    if month > last_month_over(clock):
        raise NotThere
    stored = store.counts_between(session, month.shift(-1), month.shift(-1))
    return blank_rows(topics(), ALWAYS_WANTED, month, stored)
