"""Count answers and findings by branch and point over closed months; frozen with each close as one row.

The table exists inside the program only: what of it a person may see is decided by whoever shows it.
"""

from collections.abc import Collection
from functools import lru_cache

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.month_figures import MonthFigures
from iks.domain.period import Period
from iks.domain.point_counts import PointCount, count_points
from iks.domain.values import Area
from iks.errors import IntegrityError
from iks.services.read_results import closed_months, figures_by_month, figures_of
from iks.store import house_tables
from iks.store.house_tables import CountMatrix, released_counts
from sampling.matrices import CountTable, Packed, add_matrices, count_column, pack_counts


def freeze_matrix(session: Session, figures: MonthFigures) -> None:
    """Freeze the counts of a month that is closed.

    Raises
    ------
    IntegrityError
        When the released counts are not those that the figures of the month were added up from.
    """
    counts = released_counts(session, figures.area, figures.month)
    branches, points = [branch.code for branch in figures.branches], [point.id for point in figures.points]
    packed = pack_counts(branches, points, counts)
    cells = [cell for point in figures.points for cell in point.cells]
    table = add_matrices([packed])
    kept = sum(cell.ok + cell.finding for cell in cells), sum(cell.finding for cell in cells)
    if kept != (int(table.answered.sum()), int(table.findings.sum())):
        raise IntegrityError(f"{figures.area} {figures.month}: the counts do not fit the figures")
    session.add(
        CountMatrix(
            area=figures.area,
            month=figures.month,
            branches="\n".join(packed.branches),
            points="\n".join(packed.points),
            counts=packed.counts,
        )
    )


def months_without_matrix(session: Session, area: Area) -> tuple[Month, ...]:
    """Return the closed months whose counts are not frozen yet, the oldest first."""
    frozen = house_tables.months_with_matrix(session, area)
    return tuple(sorted(month for month in closed_months(session, area) if month not in frozen))


def freeze_missing_matrices(session: Session, area: Area) -> tuple[Month, ...]:
    """Freeze the counts of months that were closed before there were matrices, and name them."""
    missing = months_without_matrix(session, area)
    for month in missing:
        for figures in figures_of(session, area, Period.of(month)):
            freeze_matrix(session, figures)
    return missing


def count_overview(session: Session, area: Area, period: Period) -> CountTable:
    """Return answers and findings by branch and point over the closed months of a period."""
    rows = house_tables.matrices_between(session, area, period.first, period.last)
    return add_matrices(Packed(_names(row.branches), _names(row.points), row.counts) for row in rows)


def counts_of_point(
    session: Session, area: Area, closed: Collection[Month], point: str
) -> dict[Month, tuple[int, int]]:
    """Return findings and answers at one point for each of some closed months.

    Months that were closed before there were matrices are counted from their figures.
    """
    rows = house_tables.matrices_between(session, area, min(closed), max(closed))
    counts = {
        row.month: count_column(Packed(_names(row.branches), _names(row.points), row.counts), point)
        for row in rows
    }
    figures = figures_by_month(session, area, set(closed) - counts.keys())
    for month, of_month in figures.items():
        found = count_points([of_month]).get(point, PointCount())
        counts[month] = found.findings, found.answered
    return counts


@lru_cache(maxsize=64)
def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n"))
