"""Measures with their points, the sets of branches they may be for, and effects that were computed once."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from iks.domain.effect import Verdict
from iks.domain.measure import Function, MeasureKind, MeasureScope, MeasureState
from iks.domain.values import Area
from iks.store.base import Base, Code, Digest, JsonValue, RandomId, closed_list


class BranchSet(Base):
    """A set of branches that measures of a year may be for; it is fixed once and never changed."""

    __tablename__ = "branch_set"
    __table_args__ = (
        UniqueConstraint("area", "year", "name"),
        CheckConstraint("year BETWEEN 2000 AND 2099", name="year"),
    )

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    year: Mapped[int]
    name: Mapped[str]
    # Codes of its branches.
    branches: Mapped[Any] = mapped_column(JsonValue)
    fixed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    fixed_at: Mapped[datetime]


class Measure(Base):
    """What the house does about one to three points, and how far it is."""

    __tablename__ = "measure"
    __table_args__ = (
        CheckConstraint("due >= start", name="due"),
        CheckConstraint("hoped IN (0, 25, 50, 75)", name="hoped"),
        CheckConstraint("(scope = 'branch_set') = (branch_set_id IS NOT NULL)", name="set_of_scope"),
        # An effect is never looked for at named branches.
        CheckConstraint("scope <> 'branches' OR hoped = 0", name="no_effect_of_branches"),
        CheckConstraint(
            "(state IN ('proposed', 'withdrawn')) OR decided_by IS NOT NULL", name="decided_by_somebody"
        ),
        CheckConstraint("(state IN ('done', 'given_up')) = (ended_on IS NOT NULL)", name="ended_when"),
    )

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    kind: Mapped[MeasureKind] = mapped_column(closed_list(MeasureKind, "kind"))
    title: Mapped[str]
    # What is to be done.
    task: Mapped[str]
    scope: Mapped[MeasureScope] = mapped_column(closed_list(MeasureScope, "scope"))
    branch_set_id: Mapped[str | None] = mapped_column(ForeignKey("branch_set.id"))
    # Codes of the named branches; shown to the unit only.
    branches: Mapped[Any] = mapped_column(JsonValue)
    # A function of the house, never a person.
    responsible: Mapped[Function] = mapped_column(closed_list(Function, "responsible"))
    start: Mapped[date]
    due: Mapped[date]
    # By how many per cent findings are hoped to fall; 0 where no effect is looked for.
    hoped: Mapped[int]
    # The last closed quarter when the point was chosen, as YYYY-Qn; empty before the first one.
    chosen_by: Mapped[str] = mapped_column(String(7))
    # Decided measures run from their first day on, which is not written down again.
    state: Mapped[MeasureState] = mapped_column(closed_list(MeasureState, "state"))
    # Grows with each change, so that nobody overwrites what they have not seen.
    version: Mapped[int] = mapped_column(default=1)
    proposed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    # Whether a head proposed it: only then may another head or the management decide it.
    proposed_by_head: Mapped[bool]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    # When it was done or given up, and what came of it.
    ended_on: Mapped[date | None]
    end_note: Mapped[str] = mapped_column(default="")
    points: Mapped[list["MeasurePoint"]] = relationship(order_by="MeasurePoint.check_point", lazy="selectin")
    links: Mapped[list["MeasureKnowledge"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    branch_set: Mapped[BranchSet | None] = relationship(lazy="selectin")


class MeasurePoint(Base):
    """One point of a measure, with the number of answers that its effect check needs."""

    __tablename__ = "measure_point"
    __table_args__ = (CheckConstraint("planned_answers > 0 AND planned_quarters > 0", name="planned"),)

    measure_id: Mapped[str] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    check_point: Mapped[Code] = mapped_column(primary_key=True)
    # Answers in each window, and quarters until they are there; nothing where the effect is never seen.
    planned_answers: Mapped[int | None]
    planned_quarters: Mapped[int | None]
    effect: Mapped["MeasureEffect | None"] = relationship(lazy="selectin")


class MeasureEffect(Base):
    """What was found when both windows were full: computed once, never again."""

    __tablename__ = "measure_effect"
    __table_args__ = (
        ForeignKeyConstraint(
            ["measure_id", "check_point"], ["measure_point.measure_id", "measure_point.check_point"]
        ),
    )

    measure_id: Mapped[str] = mapped_column(String(22), primary_key=True)
    check_point: Mapped[Code] = mapped_column(primary_key=True)
    verdict: Mapped[Verdict] = mapped_column(closed_list(Verdict, "verdict"))
    # All figures as canonical JSON.
    content: Mapped[str]
    # SHA-256 of the content; it stands in the journal.
    digest: Mapped[Digest]
    checked_on: Mapped[date]


class MeasureKnowledge(Base):
    """An entry of the knowledge system that belongs to a measure."""

    __tablename__ = "measure_knowledge"

    measure_id: Mapped[str] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("knowledge_entry.id"), primary_key=True)


def measures_of(session: Session, area: Area) -> list[Measure]:
    """Return all measures of an area, those due first in front."""
    query = select(Measure).where(Measure.area == area).order_by(Measure.due, Measure.title, Measure.id)
    return list(session.scalars(query))


def get_measure(session: Session, measure_id: str, *, lock: bool = False) -> Measure | None:
    """Return one measure, its row locked when asked."""
    return session.get(Measure, measure_id, with_for_update=lock or None, populate_existing=lock)


def waiting_for_effect(session: Session) -> list[tuple[Measure, MeasurePoint]]:
    """Return the measures and points that still wait for their effect check."""
    query = (
        select(Measure, MeasurePoint)
        .join(MeasurePoint, MeasurePoint.measure_id == Measure.id)
        .outerjoin(
            MeasureEffect,
            (MeasureEffect.measure_id == MeasurePoint.measure_id)
            & (MeasureEffect.check_point == MeasurePoint.check_point),
        )
        .where(MeasureEffect.measure_id.is_(None), MeasurePoint.planned_answers.is_not(None))
        .where(Measure.state.in_([MeasureState.DECIDED, MeasureState.DONE]))
        .order_by(Measure.start, Measure.id, MeasurePoint.check_point)
    )
    return [(measure, point) for measure, point in session.execute(query)]


def sets_of(session: Session, area: Area, years: Collection[int] = ()) -> list[BranchSet]:
    """Return the sets of an area, of all years or of some, the newest year first."""
    query = select(BranchSet).where(BranchSet.area == area)
    if years:
        query = query.where(BranchSet.year.in_(years))
    return list(session.scalars(query.order_by(BranchSet.year.desc(), BranchSet.name)))


def set_links(measure: Measure, entries: Collection[str]) -> None:
    """Say which entries of the knowledge system belong to a measure."""
    kept = {link.entry_id: link for link in measure.links}
    measure.links = [kept.get(entry) or MeasureKnowledge(entry_id=entry) for entry in sorted(set(entries))]
