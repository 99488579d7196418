"""Count findings by branch and check point of a closed year: for the unit, and only with consent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.branch_points import column
from iks.domain.clock import Clock
from iks.domain.consent import ConsentSetting, InForce, applies_to, strictest
from iks.domain.gaps import Answers
from iks.domain.period import Period, closed_periods
from iks.domain.roles import Actor, Permission
from iks.domain.totals import PeriodTotals, PointTotals, add_up
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services.read_consent import setting_in_force
from iks.services.read_results import branches_of, closed_months, grid_of_month, totals_of

SETTING = ConsentSetting.BRANCH_POINTS
# A branch that was there for less than half of the year would show single quarters.
FEWEST_MONTHS = 6


@dataclass(frozen=True)
class BranchRow:
    """One branch: findings by point, nothing for "under 3"; no counts at all for too few months."""

    name: str
    months: int
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class BranchPoints:
    """Findings by branch and point of a closed year, in the order of the catalogue.

    ``years`` are the closed years to which the consent applies, the newest first; without one there is no
    table, and ``held`` says why. ``hidden`` are points whose column would tell a month of a branch.
    """

    area: Area
    held: InForce
    is_allowed: bool
    years: tuple[Period, ...]
    year: Period | None = None
    points: tuple[tuple[str, str], ...] = ()
    hidden: tuple[str, ...] = ()
    rows: tuple[BranchRow, ...] = ()


def branch_points(
    session: Session, clock: Clock, actor: Actor, area: Area, wanted: Period | None = None
) -> BranchPoints:
    """Return the table of a closed year; without a year that of the newest one.

    Raises
    ------
    NotThere
        When it is not the person's area, or the table of the year does not exist.
    """
    actor.require(Permission.SEE_RELEASED, area)
    held = setting_in_force(session, clock, area, SETTING)
    is_allowed = held.value != strictest(SETTING)
    closed = closed_months(session, area)
    years = tuple(p for p in closed_periods(closed) if p.is_year and is_allowed and applies_to(held, p))
    if wanted is not None and wanted not in years:
        raise NotThere
    if not years:
        return BranchPoints(area, held, is_allowed, ())
    year = wanted or years[0]
    return _table(session, area, held, years, year, grid_of_month(session, closed[year.last]))


def _table(
    session: Session, area: Area, held: InForce, years: tuple[Period, ...], year: Period, grid: Checklist
) -> BranchPoints:
    totals = totals_of(session, area, [year])
    months = [add_up([figures]) for figures in totals.months]
    found = {
        point.id: column([_answers(month, point.id) for month in months], year, totals.holders)
        for point in grid.points
    }
    columns = [counts for counts in found.values() if counts is not None]
    submitted = totals.branches
    return BranchPoints(
        area=area,
        held=held,
        is_allowed=True,
        years=years,
        year=year,
        points=tuple((point.id, point.title) for point in grid.points if found[point.id] is not None),
        hidden=tuple(point for point, counts in found.items() if counts is None),
        rows=tuple(
            _row(code, branch.name, submitted[code].submitted, columns)
            for code, branch in branches_of(session, year).items()
            if code in submitted
        ),
    )


def _answers(month: PeriodTotals, point: str) -> Answers:
    found = month.points.get(point, PointTotals(point))
    return Answers(found.answered_by_branch, found.findings_by_branch)


def _row(code: str, name: str, months: int, columns: Sequence[Mapping[str, int | None]]) -> BranchRow:
    if months < FEWEST_MONTHS:
        return BranchRow(name, months, ())
    return BranchRow(name, months, tuple(counts.get(code) for counts in columns))
