"""House room: what left the branches, as counts.

Every table is keyed by what it counts and has neither ids nor clocks, and on SQLite no hidden row
number either: the order in which branches submitted cannot be read from it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, String, insert, select
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from iks.domain.month import Month
from iks.domain.values import AmountDirection, Area, CostBearer, ExclusionReason
from iks.store.base import Base, Code, closed_list

_KEY = ["area", "month", "branch_code", "version"]


class Release(Base):
    """What one branch released for one month; a correction before the close adds a version."""

    __tablename__ = "release"
    __table_args__ = (
        ForeignKeyConstraint(["area", "month"], ["audit_month.area", "audit_month.month"]),
        {"sqlite_with_rowid": False},
    )

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    branch_code: Mapped[str] = mapped_column(ForeignKey("branch.code"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    # Came after the close: not part of the month's figures.
    late: Mapped[bool] = mapped_column(default=False)


class _Released:
    """The columns that every table of counts shares."""

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[object, ...]:
        """Tie the counts to their release."""
        targets = [f"release.{column}" for column in _KEY]
        return (
            ForeignKeyConstraint(_KEY, targets, ondelete="CASCADE"),
            CheckConstraint(cls.not_negative, name="not_negative"),
            {"sqlite_with_rowid": False},
        )

    not_negative: ClassVar[str] = "count >= 0"

    # The key comes first: months are read by it, and some versions of SQLite report whole columns as
    # missing when they check a table without row numbers whose key stands further back.
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True, sort_order=-4)
    month: Mapped[Month] = mapped_column(primary_key=True, sort_order=-3)
    branch_code: Mapped[Code] = mapped_column(primary_key=True, sort_order=-2)
    version: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class ReleasedStratum(_Released, Base):
    """Files by stratum: in the population, drawn, checked."""

    __tablename__ = "release_stratum"
    not_negative: ClassVar[str] = "population >= drawn AND drawn >= checked AND checked >= 0"

    stratum: Mapped[Code] = mapped_column(primary_key=True)
    population: Mapped[int]
    drawn: Mapped[int]
    checked: Mapped[int]


class ReleasedSubstitution(_Released, Base):
    """Files that got a substitute, by stratum and reason."""

    __tablename__ = "release_substitution"

    stratum: Mapped[Code] = mapped_column(primary_key=True)
    reason: Mapped[ExclusionReason] = mapped_column(closed_list(ExclusionReason, "reason"), primary_key=True)
    count: Mapped[int]


class ReleasedPoint(_Released, Base):
    """Answers at one check point in one stratum."""

    __tablename__ = "release_point"
    not_negative: ClassVar[str] = (
        "ok >= 0 AND finding >= 0 AND not_applicable >= 0 AND not_assessable >= 0"
        " AND systemic >= 0 AND systemic <= finding AND list_was_wrong >= 0"
    )

    stratum: Mapped[Code] = mapped_column(primary_key=True)
    check_point: Mapped[Code] = mapped_column(primary_key=True)
    ok: Mapped[int]
    finding: Mapped[int]
    not_applicable: Mapped[int]
    not_assessable: Mapped[int]
    # Findings whose relevance the branch sees for the whole house.
    systemic: Mapped[int]
    # Files in which the population list had wrongly ruled the point out.
    list_was_wrong: Mapped[int]


class ReleasedFinding(_Released, Base):
    """Findings at one check point in one stratum by pattern, cause, severity or kind, each alone.

    The four are counted side by side and never against each other: crossed, ten files would
    become single findings again.
    """

    __tablename__ = "release_finding"

    stratum: Mapped[Code] = mapped_column(primary_key=True)
    check_point: Mapped[Code] = mapped_column(primary_key=True)
    # pattern | cause | severity | kind
    dimension: Mapped[str] = mapped_column(String(16), primary_key=True)
    code: Mapped[Code] = mapped_column(primary_key=True)
    count: Mapped[int]


class ReleasedRegime(_Released, Base):
    """Answers at one check point by the legal regime that was shown."""

    __tablename__ = "release_regime"
    not_negative: ClassVar[str] = "ok >= 0 AND finding >= 0"

    check_point: Mapped[Code] = mapped_column(primary_key=True)
    # The regimes whose guidance was shown, oldest first, joined by a comma.
    regime: Mapped[Code] = mapped_column(primary_key=True)
    ok: Mapped[int]
    finding: Mapped[int]


class ReleasedAmount(_Released, Base):
    """Files with an amount at one check point by direction and bearer, in cents."""

    __tablename__ = "release_amount"
    not_negative: ClassVar[str] = "files > 0 AND sum_cents > 0 AND sum_squared_cents > 0"

    stratum: Mapped[Code] = mapped_column(primary_key=True)
    check_point: Mapped[Code] = mapped_column(primary_key=True)
    direction: Mapped[AmountDirection] = mapped_column(
        closed_list(AmountDirection, "direction"), primary_key=True
    )
    bearer: Mapped[CostBearer] = mapped_column(closed_list(CostBearer, "bearer"), primary_key=True)
    files: Mapped[int]
    sum_cents: Mapped[int] = mapped_column(BigInteger)
    # Only for estimates of the standard error; never displayed.
    sum_squared_cents: Mapped[int] = mapped_column(BigInteger)


class ReleasedFileCount(_Released, Base):
    """Files by number of findings: 0, 1, 2, and 3 for three or more."""

    __tablename__ = "release_file_count"

    findings: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]


class MonthResult(Base):
    """The figures of a closed month, frozen as canonical JSON; they never change again."""

    __tablename__ = "month_result"
    __table_args__ = (
        ForeignKeyConstraint(["area", "month"], ["audit_month.area", "audit_month.month"]),
        {"sqlite_with_rowid": False},
    )

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    content: Mapped[str]
    # SHA-256 of the content; it stands in the journal.
    digest: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class ReleaseRows:
    """All rows of the current releases of one month, ready to be added up."""

    releases: tuple[Release, ...]
    strata: tuple[ReleasedStratum, ...]
    substitutions: tuple[ReleasedSubstitution, ...]
    points: tuple[ReleasedPoint, ...]
    findings: tuple[ReleasedFinding, ...]
    regimes: tuple[ReleasedRegime, ...]
    amounts: tuple[ReleasedAmount, ...]
    file_counts: tuple[ReleasedFileCount, ...]


COUNT_TABLES: tuple[type[_Released], ...] = (
    ReleasedStratum,
    ReleasedSubstitution,
    ReleasedPoint,
    ReleasedFinding,
    ReleasedRegime,
    ReleasedAmount,
    ReleasedFileCount,
)


def add_releases(
    session: Session,
    releases: list[dict[str, Any]],
    counts: Mapping[type[Base], list[dict[str, Any]]],
) -> None:
    """Write releases and all their counts, each table in one go."""
    session.execute(insert(Release), releases)
    for table, rows in counts.items():
        if rows:
            session.execute(insert(table), rows)


def releases_in_time(session: Session, area: Area, month: Month, *, with_late: bool = False) -> ReleaseRows:
    """Return the newest release of each branch that came before the close, with all its counts.

    With ``with_late`` whatever came after the close takes its place.
    """
    query = select(Release).where(Release.area == area, Release.month == month)
    query = query if with_late else query.where(Release.late.is_(False))
    newest: dict[str, Release] = {}
    for release in session.scalars(query.order_by(Release.branch_code, Release.version)):
        newest[release.branch_code] = release
    current = {(release.branch_code, release.version) for release in newest.values()}
    counts = []
    for table in COUNT_TABLES:
        rows = session.scalars(select(table).where(table.area == area, table.month == month))
        counts.append(tuple(row for row in rows if (row.branch_code, row.version) in current))
    return ReleaseRows(tuple(newest.values()), *counts)  # type: ignore[arg-type]


def result_of(session: Session, area: Area, month: Month) -> MonthResult | None:
    """Return the frozen figures of a closed month."""
    return session.get(MonthResult, (area, month))


def results_of(session: Session, area: Area, wanted: Collection[Month]) -> list[MonthResult]:
    """Return the frozen figures of those of the months that are closed, the oldest first."""
    if not wanted:
        return []
    query = (
        select(MonthResult)
        .where(MonthResult.area == area, MonthResult.month.in_(sorted(wanted)))
        .order_by(MonthResult.month)
    )
    return list(session.scalars(query))


def results_between(session: Session, area: Area, first: Month, last: Month) -> list[MonthResult]:
    """Return the frozen figures of all closed months of a period, the oldest first."""
    query = (
        select(MonthResult)
        .where(MonthResult.area == area, MonthResult.month >= first, MonthResult.month <= last)
        .order_by(MonthResult.month)
    )
    return list(session.scalars(query))


def releases_between(session: Session, area: Area, first: Month, last: Month) -> list[Release]:
    """Return all releases of a period, without their counts."""
    query = select(Release).where(Release.area == area, Release.month >= first, Release.month <= last)
    return list(session.scalars(query))
