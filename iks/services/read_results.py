"""Read the frozen figures of closed months; nothing else of a month is evaluated."""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.aggregate import MonthFigures, digest
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.totals import PeriodTotals, add_up
from iks.domain.values import Area, MonthState
from iks.errors import IntegrityError
from iks.services.read_checklist import grid_by_id, grid_of, version_of_month
from iks.store import months, releases
from iks.store.months import AuditMonth
from iks.store.organisation import Branch, branches_in

_CLOSED = (MonthState.CLOSED, MonthState.REPORTED)


def closed_months(session: Session, area: Area) -> dict[Month, AuditMonth]:
    """Return the closed months of an area, the newest first."""
    return {audit.month: audit for audit in months.months_of(session, area) if audit.state in _CLOSED}


@lru_cache(maxsize=256)
def _parsed(content: str, kept_digest: str) -> MonthFigures:
    if digest(content) != kept_digest:
        raise IntegrityError("the figures of a closed month do not fit their digest")
    return MonthFigures.from_json(content)


def grid_of_month(session: Session, audit: AuditMonth) -> Checklist:
    """Return the grid that a month used."""
    if audit.checklist_version_id:
        return grid_by_id(session, audit.checklist_version_id)
    return grid_of(version_of_month(session, audit.area, audit.month))


def figures_of(session: Session, area: Area, period: Period) -> list[MonthFigures]:
    """Return the frozen figures of a period, the oldest first.

    Raises
    ------
    IntegrityError
        When figures were changed after the close.
    """
    results = releases.results_between(session, area, period.first, period.last)
    return [_parsed(result.content, result.digest) for result in results]


def totals_of(session: Session, area: Area, periods: Iterable[Period]) -> PeriodTotals:
    """Return the figures of one or several periods added up, the oldest month first."""
    results = [
        result
        for period in sorted(periods)
        for result in releases.results_between(session, area, period.first, period.last)
    ]
    return _added_up(tuple((result.content, result.digest) for result in results))


@lru_cache(maxsize=192)
def _added_up(frozen: tuple[tuple[str, str], ...]) -> PeriodTotals:
    # Closed months never change, so their sum is made once in a process; whoever gets it only reads.
    return add_up([_parsed(content, kept_digest) for content, kept_digest in frozen])


def branches_of(session: Session, period: Period) -> dict[str, Branch]:
    """Return the branches that existed in a period, in the order of the catalogue."""
    found = {branch.code: branch for month in period.months for branch in branches_in(session, month)}
    return dict(sorted(found.items(), key=lambda item: (item[1].kind, item[0])))
