"""Read the frozen figures of closed months; nothing else of a month is evaluated."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.aggregate import MonthFigures, digest
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.totals import PeriodTotals, add_up
from iks.domain.values import Area, MonthState
from iks.errors import N_, IntegrityError, Refused
from iks.services.read_checklist import grid_by_id, grid_of, version_of_month
from iks.store import months, releases
from iks.store.months import AuditMonth
from iks.store.organisation import Branch, all_branches

_CLOSED = (MonthState.CLOSED, MonthState.REPORTED)


def closed_months(session: Session, area: Area) -> dict[Month, AuditMonth]:
    """Return the closed months of an area, the newest first."""
    return closed_among(months.months_of(session, area))


def closed_among(known: Iterable[AuditMonth]) -> dict[Month, AuditMonth]:
    """Return those of some months that are closed, in their order."""
    return {audit.month: audit for audit in known if audit.state in _CLOSED}


def require_closed(period: Period, closed: Collection[Month]) -> None:
    """Refuse to show a period before all its months are closed.

    Raises
    ------
    Refused
        When a month of the period is not closed.
    """
    if not period.closed_in(closed):
        raise Refused(
            N_("Dieser Zeitraum ist noch nicht abgeschlossen."),
            kept=N_("Bis zum Abschluss sieht niemand außerhalb der Zweigstelle eine Zahl."),
            todo=N_("Wählen Sie einen Monat, ein Quartal oder ein Jahr, dessen Monate alle zu sind."),
        )


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


def figures_by_month(session: Session, area: Area, wanted: Collection[Month]) -> dict[Month, MonthFigures]:
    """Return the frozen figures of those of the months that are closed, read at once.

    Raises
    ------
    IntegrityError
        When figures were changed after the close.
    """
    results = releases.results_of(session, area, wanted)
    return {result.month: _parsed(result.content, result.digest) for result in results}


def totals_of(session: Session, area: Area, periods: Iterable[Period]) -> PeriodTotals:
    """Return the figures of one or several periods added up."""
    wanted = {month for period in periods for month in period.months}
    return add_up(tuple(figures_by_month(session, area, wanted).values()))


def figures_in(figures: Mapping[Month, MonthFigures], periods: Iterable[Period]) -> tuple[MonthFigures, ...]:
    """Return of figures that were read those of some periods, the oldest month first."""
    wanted = sorted({month for period in periods for month in period.months})
    return tuple(figures[month] for month in wanted if month in figures)


def grids_of(session: Session, audits: Iterable[AuditMonth]) -> tuple[Checklist, ...]:
    """Return the grids that some months used, each once, in the order of their last months."""
    newest_first = {audit.checklist_version_id or audit.month: audit for audit in reversed(tuple(audits))}
    return tuple(grid_of_month(session, audit) for audit in reversed(newest_first.values()))


def branches_of(session: Session, period: Period) -> dict[str, Branch]:
    """Return the branches that existed in a period, in the order of the catalogue."""
    found = (branch for branch in all_branches(session) if _existed_in(branch, period))
    return {branch.code: branch for branch in found}


def _existed_in(branch: Branch, period: Period) -> bool:
    return branch.valid_from <= period.last and (branch.valid_to is None or period.first <= branch.valid_to)
