"""Freeze what may go beyond the unit, with each close: the month, and the quarter and year it completes."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from iks.domain.aggregate import aggregate
from iks.domain.clock import Clock
from iks.domain.disclosure_events import HouseTableFrozen
from iks.domain.house_figures import CameLate, YearSoFar, house_table
from iks.domain.month import Month
from iks.domain.month_figures import MonthFigures, digest
from iks.domain.period import Period, closed_periods
from iks.domain.roles import Actor, Permission
from iks.domain.totals import add_up
from iks.domain.values import Area
from iks.services.late_releases import late_releases
from iks.services.read_house_table import tables_of_year
from iks.services.read_results import closed_months, figures_of, grid_of_month
from iks.store import house_tables, journal, releases
from iks.store.accounts import BranchGrant
from iks.store.house_tables import HouseTableRow
from iks.store.months import AuditMonth


def years_to_freeze(session: Session, area: Area) -> tuple[int, ...]:
    """Return the calendar years in which a closed period has no frozen table yet."""
    frozen = house_tables.frozen_periods(session, area)
    periods = closed_periods(closed_months(session, area))
    return tuple(sorted({period.last.year for period in periods if str(period) not in frozen}))


def freeze_year(session: Session, clock: Clock, actor: Actor, area: Area, year: int) -> list[Period]:
    """Freeze every closed period of a calendar year that is not frozen yet, and name them.

    Shorter periods come before those that contain them, because what is shown of a quarter depends on what
    is shown of its months. Whatever is frozen stays as it is.
    """
    actor.require(Permission.CLOSE_MONTH, area)
    closed = {m: audit for m, audit in closed_months(session, area).items() if m.year == year}
    frozen = house_tables.frozen_periods(session, area)
    missing = [period for period in closed_periods(closed) if str(period) not in frozen]
    missing.sort(key=lambda period: (period.last, len(period.months)))
    for period in missing:
        _freeze(session, clock, actor, area, period, closed)
    return missing


def _freeze(
    session: Session,
    clock: Clock,
    actor: Actor,
    area: Area,
    period: Period,
    closed: Mapping[Month, AuditMonth],
) -> None:
    year = _year_so_far(session, area, period, closed)
    is_year = not (period.is_month or period.is_quarter)
    table = house_table(year, period, _came_late(session, area, year.months) if is_year else None)
    content = table.to_json()
    row = HouseTableRow(area=area, period=str(period), content=content, digest=digest(content))
    session.add(row)
    session.flush()
    event = HouseTableFrozen(area.value, str(period), row.digest)
    journal.record(session, actor, event, clock.now())


def _year_so_far(
    session: Session, area: Area, period: Period, closed: Mapping[Month, AuditMonth]
) -> YearSoFar:
    months = figures_of(session, area, Period(Month(period.last.year, 1), period.last))
    return YearSoFar(
        months=tuple(months),
        grids=[grid_of_month(session, closed[figures.month]) for figures in months],
        tables=tables_of_year(session, area, period.last.year),
        holders=_holders(session, area, period, closed[period.last], months),
        by_month={figures.month: add_up([figures]) for figures in months},
    )


def _holders(
    session: Session, area: Area, period: Period, last: AuditMonth, months: Collection[MonthFigures]
) -> set[tuple[str, ...]]:
    """Return the sets of branches that one person was responsible for at any time of the period.

    The months name the sets of one month each; a person who changed the branch within the year knows both.
    """
    query = select(BranchGrant.account_id, BranchGrant.branch_code).where(
        BranchGrant.area == area,
        BranchGrant.starts_on <= (last.closed_on or period.last.last_day),
        (BranchGrant.ends_on.is_(None)) | (BranchGrant.ends_on >= period.first.first_day),
    )
    held: dict[str, set[str]] = {}
    for account, branch in session.execute(query):
        held.setdefault(account, set()).add(branch)
    of_months = {codes for figures in months if figures.month in period.months for codes in figures.holders}
    return of_months | {tuple(sorted(codes)) for codes in held.values()}


def _came_late(session: Session, area: Area, closed: tuple[MonthFigures, ...]) -> CameLate | None:
    late = late_releases(session, area, Period(closed[0].month, closed[-1].month))
    if not late.branches:
        return None
    return CameLate(
        months=tuple(_with_late(session, area, figures) for figures in closed),
        submissions=late.submissions,
        corrections=late.corrections,
        branches=late.branches,
    )


def _with_late(session: Session, area: Area, closed: MonthFigures) -> MonthFigures:
    return aggregate(
        area,
        closed.month,
        releases.releases_in_time(session, area, closed.month, with_late=True),
        checklist_version=closed.checklist_version,
        expected={branch.code: branch.expected for branch in closed.branches},
        points=[point.id for point in closed.points],
        holders=closed.holders,
    )
