"""House room: what of closed months, quarters and years may go beyond the unit, and their counts as matrices.

Like all tables of the house room these have neither ids nor clocks.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, ForeignKeyConstraint, SQLColumnExpression, String, cast, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.base import Base, closed_list
from iks.store.releases import Release, ReleasedPoint


class HouseTableRow(Base):
    """What of a closed month, quarter or year may go beyond the unit, frozen as canonical JSON for good."""

    __tablename__ = "house_table"
    __table_args__ = ({"sqlite_with_rowid": False},)

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    # YYYY-MM, YYYY-Qn or YYYY.
    period: Mapped[str] = mapped_column(String(7), primary_key=True)
    content: Mapped[str]
    # SHA-256 of the content; it stands in the journal.
    digest: Mapped[str] = mapped_column(String(64))


class CountMatrix(Base):
    """Answers and findings of a closed month by branch and check point, packed: overviews read these."""

    __tablename__ = "count_matrix"
    __table_args__ = (
        ForeignKeyConstraint(["area", "month"], ["audit_month.area", "audit_month.month"]),
        {"sqlite_with_rowid": False},
    )

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    # Codes of the branches and ids of the points, one a line, in the order of rows and columns.
    branches: Mapped[str]
    points: Mapped[str]
    # Whole numbers of one or two bytes, little end first: all answers row by row, then all findings.
    counts: Mapped[bytes]


def house_table_of(session: Session, area: Area, period: str) -> HouseTableRow | None:
    """Return what of a closed period may go beyond the unit."""
    return session.get(HouseTableRow, (area, period))


def house_tables_named(session: Session, area: Area, periods: Collection[str]) -> list[HouseTableRow]:
    """Return what of some closed periods may go beyond the unit, in no order."""
    query = select(HouseTableRow).where(HouseTableRow.area == area, HouseTableRow.period.in_(periods))
    return list(session.scalars(query))


def house_tables_of(session: Session, area: Area, year: int) -> list[HouseTableRow]:
    """Return the frozen tables of a calendar year: its months, quarters and the year itself."""
    query = select(HouseTableRow).where(HouseTableRow.area == area, HouseTableRow.period.like(f"{year:04}%"))
    return list(session.scalars(query))


def frozen_periods(session: Session, area: Area) -> set[str]:
    """Return the names of all periods whose tables are frozen."""
    return set(session.scalars(select(HouseTableRow.period).where(HouseTableRow.area == area)))


def matrices_between(session: Session, area: Area, first: Month, last: Month) -> list[CountMatrix]:
    """Return the count matrices of the closed months of a period, the oldest first."""
    query = (
        select(CountMatrix)
        .where(CountMatrix.area == area, CountMatrix.month >= first, CountMatrix.month <= last)
        .order_by(CountMatrix.month)
    )
    return list(session.scalars(query))


def months_with_matrix(session: Session, area: Area) -> set[Month]:
    """Return the months whose count matrix is there."""
    return set(session.scalars(select(CountMatrix.month).where(CountMatrix.area == area)))


def released_counts(session: Session, area: Area, month: Month) -> dict[tuple[str, str], tuple[int, int]]:
    """Return applicable answers and findings by branch and point, of the newest releases in time."""
    releases = select(Release.branch_code, Release.version).where(
        Release.area == area, Release.month == month, Release.late.is_(False)
    )
    # In the order of their versions, so that the newest stays.
    newest: dict[str, int] = dict(session.execute(releases.order_by(Release.version)).all())
    point = ReleasedPoint
    cell = point.check_point + " " + _text(point.ok + point.finding) + " " + _text(point.finding)
    # One row a branch instead of one a point: handing rows over costs more than adding up.
    rows = session.execute(
        select(point.branch_code, point.version, func.aggregate_strings(cell, ","))
        .where(point.area == area, point.month == month)
        .group_by(point.branch_code, point.version)
    )
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    # The same few counts come again and again, so each is read from its text once.
    read: dict[str, tuple[str, int, int]] = {}
    for branch, version, cells in rows:
        if newest.get(branch) != version:
            continue
        for one in cells.split(","):
            if one not in read:
                name, answers, faulty = one.split(" ")
                read[one] = (name, int(answers), int(faulty))
            of_point, n, x = read[one]
            key = (branch, of_point)
            if key in counts:
                answered, findings = counts[key]
                counts[key] = (answered + n, findings + x)
            else:
                counts[key] = (n, x)
    return counts


def _text(number: SQLColumnExpression[int]) -> ColumnElement[str]:
    return cast(number, String)
