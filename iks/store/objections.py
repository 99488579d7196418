"""Monthly counts of objections and court cases for the house, and which check points touch their topics.

Only counts: no case, no person, no branch. Every row stays as it was recorded; a correction is a new version.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, func, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.month import Month
from iks.domain.objections import NUMBERS, Key, ObjectionKind, TopicCounts
from iks.domain.values import Area
from iks.store.base import Base, Code, closed_list


class ObjectionCount(Base):
    """The counts of one topic in one month, in one version; the newest version holds."""

    __tablename__ = "objection_count"
    __table_args__ = (
        CheckConstraint("stock_begin >= 0 AND received >= 0 AND stock_end >= 0", name="stock_not_negative"),
        CheckConstraint(
            "closed_allowed >= 0 AND closed_partly >= 0 AND closed_rejected >= 0 AND closed_other >= 0",
            name="closed_not_negative",
        ),
        CheckConstraint(
            "reason_law >= 0 AND reason_facts >= 0 AND reason_documents >= 0 AND reason_law_changed >= 0"
            " AND reason_other >= 0",
            name="reasons_not_negative",
        ),
        CheckConstraint(
            "stock_begin + received - closed_allowed - closed_partly - closed_rejected - closed_other"
            " = stock_end",
            name="balance",
        ),
        CheckConstraint(
            "reason_law + reason_facts + reason_documents + reason_law_changed + reason_other"
            " <= closed_allowed + closed_partly",
            name="reasons_within_allowed",
        ),
        CheckConstraint("(version = 1) = (reason = '')", name="correction_with_reason"),
    )

    month: Mapped[Month] = mapped_column(primary_key=True)
    kind: Mapped[ObjectionKind] = mapped_column(closed_list(ObjectionKind, "kind"), primary_key=True)
    # A topic of the file that comes with the program.
    topic: Mapped[Code] = mapped_column(primary_key=True)
    # 1, and one more with each correction.
    version: Mapped[int] = mapped_column(primary_key=True)
    # Cases open before the month, and new ones in it.
    stock_begin: Mapped[int]
    received: Mapped[int]
    # Cases closed in the month, by outcome.
    closed_allowed: Mapped[int]
    closed_partly: Mapped[int]
    closed_rejected: Mapped[int]
    closed_other: Mapped[int]
    # Why cases were allowed, in full or in part.
    reason_law: Mapped[int]
    reason_facts: Mapped[int]
    reason_documents: Mapped[int]
    reason_law_changed: Mapped[int]
    reason_other: Mapped[int]
    # Cases open after the month.
    stock_end: Mapped[int]
    # Why the counts were corrected; empty in the first version.
    reason: Mapped[str] = mapped_column(default="")
    recorded_on: Mapped[date]

    @property
    def counts(self) -> TopicCounts:
        """The counts as a value."""
        numbers = {name: getattr(self, name) for name in NUMBERS}
        return TopicCounts(self.month, self.kind, self.topic, **numbers)


class TopicMapping(Base):
    """Which check points of an area touch the topics, from a month on; versions stay as they are."""

    __tablename__ = "objection_mapping"

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    # The first month whose report shows it.
    valid_from: Mapped[Month]
    recorded_on: Mapped[date]


class TopicPoint(Base):
    """One check point that touches a topic, in one version of the mapping."""

    __tablename__ = "objection_mapping_point"
    __table_args__ = (
        ForeignKeyConstraint(["area", "version"], ["objection_mapping.area", "objection_mapping.version"]),
    )

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[Code] = mapped_column(primary_key=True)
    check_point: Mapped[str] = mapped_column(String(64), primary_key=True)


def rows_between(session: Session, first: Month, last: Month) -> dict[Key, ObjectionCount]:
    """Return the newest version of each row of a span of months, the oldest month first."""
    table = ObjectionCount
    newest = (
        select(table.month, table.kind, table.topic, func.max(table.version))
        .where(table.month >= first, table.month <= last)
        .group_by(table.month, table.kind, table.topic)
    )
    key = tuple_(table.month, table.kind, table.topic, table.version)
    query = select(table).where(key.in_(newest)).order_by(table.month, table.kind, table.topic)
    return {(row.month, row.kind, row.topic): row for row in session.scalars(query)}


def counts_between(session: Session, first: Month, last: Month) -> dict[Key, TopicCounts]:
    """Return the counts that hold in a span of months, the oldest month first."""
    return {key: row.counts for key, row in rows_between(session, first, last).items()}


def first_and_last_month(session: Session) -> tuple[Month, Month] | None:
    """Return the oldest and the newest month that anything was recorded for."""
    months = list(session.scalars(select(ObjectionCount.month).distinct()))
    return (min(months), max(months)) if months else None


def versions_of(session: Session, month: Month, kind: ObjectionKind) -> list[ObjectionCount]:
    """Return the corrections of a month with their reasons, the newest first."""
    query = select(ObjectionCount).where(
        ObjectionCount.month == month, ObjectionCount.kind == kind, ObjectionCount.version > 1
    )
    return list(session.scalars(query.order_by(ObjectionCount.version.desc(), ObjectionCount.topic)))


def mappings(session: Session, area: Area) -> list[TopicMapping]:
    """Return the versions of an area's mapping, the newest first."""
    query = select(TopicMapping).where(TopicMapping.area == area)
    return list(session.scalars(query.order_by(TopicMapping.version.desc())))


def points_of(session: Session, mapping: TopicMapping) -> dict[str, tuple[str, ...]]:
    """Return the check points by topic in one version of a mapping."""
    query = select(TopicPoint).where(TopicPoint.area == mapping.area, TopicPoint.version == mapping.version)
    found: dict[str, tuple[str, ...]] = {}
    for row in session.scalars(query.order_by(TopicPoint.topic, TopicPoint.check_point)):
        found[row.topic] = (*found.get(row.topic, ()), row.check_point)
    return found


def add_mapping(
    session: Session, area: Area, valid_from: Month, day: date, points: Mapping[str, Iterable[str]]
) -> None:
    """Add the next version of an area's mapping."""
    before = mappings(session, area)
    version = before[0].version + 1 if before else 1
    session.add(TopicMapping(area=area, version=version, valid_from=valid_from, recorded_on=day))
    session.flush()
    session.add_all(
        TopicPoint(area=area, version=version, topic=topic, check_point=point)
        for topic, chosen in points.items()
        for point in chosen
    )
    session.flush()
