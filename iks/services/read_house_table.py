"""Read what may go beyond the unit: branch heads, management, reports and their exports read nothing else."""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy.orm import Session

from iks.domain.house_table import HouseTable
from iks.domain.month_figures import digest
from iks.domain.period import Period
from iks.domain.values import Area
from iks.errors import IntegrityError
from iks.store import house_tables


def house_table(session: Session, area: Area, period: Period) -> HouseTable | None:
    """Return the frozen table of a closed month, quarter or year; nothing where none is frozen.

    Raises
    ------
    IntegrityError
        When the figures were changed after they were frozen.
    """
    row = house_tables.house_table_of(session, area, str(period))
    return parsed(row.content, row.digest) if row else None


def tables_among(session: Session, area: Area, periods: Iterable[Period]) -> dict[Period, HouseTable]:
    """Return the frozen tables of those of the periods that have one, in the order given."""
    names = {str(period): period for period in periods}
    rows = {row.period: row for row in house_tables.house_tables_named(session, area, list(names))}
    return {
        period: parsed(rows[name].content, rows[name].digest)
        for name, period in names.items()
        if name in rows
    }


def tables_of_year(session: Session, area: Area, year: int) -> tuple[HouseTable, ...]:
    """Return all frozen tables of a calendar year, the oldest first, shorter before longer ones."""
    rows = house_tables.house_tables_of(session, area, year)
    tables = [parsed(row.content, row.digest) for row in rows]
    return tuple(sorted(tables, key=lambda table: (table.period.last, len(table.period.months))))


@lru_cache(maxsize=512)
def parsed(content: str, kept_digest: str) -> HouseTable:
    """Return a frozen table whose digest fits."""
    if digest(content) != kept_digest:
        raise IntegrityError("the table of a closed period does not fit its digest")
    return HouseTable.from_json(content)
