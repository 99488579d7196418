"""Give released findings of closed months as one table; whoever takes it along stands in the journal."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace

from sqlalchemy.orm import Session

from checklists.model import Checklist, CheckPoint
from iks.domain.clock import Clock
from iks.domain.house_table import HouseTable
from iks.domain.journal import FindingsExported
from iks.domain.month import Month
from iks.domain.period import Period, closed_periods
from iks.domain.roles import Actor, Permission
from iks.domain.totals import PeriodTotals, PointTotals
from iks.domain.values import AmountDirection, Area, ErrorKind, Severity
from iks.errors import N_, InvalidInput, Refused
from iks.services.estimates import amounts_at_point, figure
from iks.services.read_house_table import house_table
from iks.services.read_results import closed_months, grid_of_month, totals_of
from iks.store import journal

# As closed; figures of a month never change, so there is no second version of them (anonymity.md R10).
AS_CLOSED = 1
RATE_DIGITS = 6
DIRECTIONS = (AmountDirection.OVERPAYMENT, AmountDirection.UNDERPAYMENT)

Value = str | int | float | None


@dataclass(frozen=True)
class FindingRow:
    """One row: a point in a period, or one pattern or cause of it; rates only with their answers.

    ``branch`` is empty, because no row names a branch; ``suppressed`` is 1 where an amount is
    withheld; ``lower`` and ``upper`` are the exact two-sided 95 % limits.
    """

    period: str
    area: str
    branch: str
    check_point: str
    group: str
    topic: str
    pattern: str = ""
    cause: str = ""
    answered: int | None = None
    ok: int | None = None
    findings: int | None = None
    formal: int | None = None
    material: int | None = None
    minor: int | None = None
    major: int | None = None
    not_applicable: int | None = None
    not_assessable: int | None = None
    overpayment_eur: int | None = None
    underpayment_eur: int | None = None
    rate: float | None = None
    lower: float | None = None
    upper: float | None = None
    suppressed: int = 0
    checklist_version: str = ""
    release_version: int = AS_CLOSED


COLUMNS = tuple(field.name for field in fields(FindingRow))


def export_findings(
    session: Session,
    clock: Clock,
    actor: Actor,
    area: Area,
    first: Month,
    last: Month,
    file_format: str = "csv",
) -> list[tuple[Value, ...]]:
    """Return the rows of all closed months of a span, then of the quarters and years inside it.

    Raises
    ------
    InvalidInput
        When the span ends before it begins.
    Refused
        When no month of it is closed.
    """
    actor.require(Permission.EXPORT_RELEASED, area)
    if last < first:
        raise InvalidInput(N_("Der letzte Monat liegt vor dem ersten."))
    closed = {m: audit for m, audit in closed_months(session, area).items() if first <= m <= last}
    if not closed:
        raise Refused(
            N_("In diesem Zeitraum ist noch kein Monat abgeschlossen."),
            todo=N_("Die Ausgabe enthält nur abgeschlossene Monate."),
        )
    event = FindingsExported(area.value, str(first), str(last), file_format)
    journal.record(session, actor, event, clock.now())
    periods = sorted(closed_periods(closed), key=lambda p: (p.last - p.first, p.first))
    return [
        tuple(asdict(row).values())
        for period in periods
        for row in _rows(
            totals_of(session, area, [period]),
            grid_of_month(session, closed[period.last]),
            period,
            house_table(session, area, period),
        )
    ]


def _rows(
    totals: PeriodTotals, grid: Checklist, period: Period, table: HouseTable | None
) -> Iterator[FindingRow]:
    for point in grid.points:
        of_point = totals.points.get(point.id, PointTotals(point.id))
        row = _point_row(grid, point, of_point, totals, period)
        money = _money(point, table, period)
        yield replace(
            row,
            overpayment_eur=money.get("overpayment"),
            underpayment_eur=money.get("underpayment"),
            suppressed=int(None in money.values()),
        )
        yield from _entry_rows(grid, point, of_point, totals, period)


def _head(grid: Checklist, point: CheckPoint, totals: PeriodTotals, period: Period) -> FindingRow:
    versions = dict.fromkeys(month.checklist_version for month in totals.months)
    return FindingRow(
        period=str(period),
        area=grid.area.value,
        branch="",
        check_point=point.id,
        group=point.group,
        topic=point.topic,
        checklist_version=" ".join(versions),
    )


def _point_row(
    grid: Checklist, point: CheckPoint, found: PointTotals, totals: PeriodTotals, period: Period
) -> FindingRow:
    rate = figure(found.findings, found.answered)
    kinds, severities = found.by("kind"), found.by("severity")
    return FindingRow(
        **{
            **asdict(_head(grid, point, totals, period)),
            "answered": found.answered,
            "ok": found.ok,
            "findings": found.findings,
            "formal": kinds[ErrorKind.FORMAL.value],
            "material": kinds[ErrorKind.MATERIAL.value],
            "minor": severities[Severity.MINOR.value],
            "major": severities[Severity.MAJOR.value],
            "not_applicable": found.not_applicable,
            "not_assessable": found.not_assessable,
            "rate": _rounded(rate.rate),
            "lower": _rounded(rate.lower),
            "upper": _rounded(rate.upper),
        }
    )


def _money(point: CheckPoint, table: HouseTable | None, period: Period) -> dict[str, int | None]:
    """Return the amounts that may be shown; none in a month, nor where the point allows no money."""
    if not point.amount.possible:
        return {}
    shown = () if period.is_month else amounts_at_point(table, point.id, point.amount.directions)
    together = {amount.direction: amount.euro for amount in shown if not amount.bearer}
    allowed = (direction.value for direction in DIRECTIONS if direction in point.amount.directions)
    return {direction: together.get(direction) for direction in allowed}


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, RATE_DIGITS)


def _entry_rows(
    grid: Checklist, point: CheckPoint, found: PointTotals, totals: PeriodTotals, period: Period
) -> Iterable[FindingRow]:
    head = asdict(_head(grid, point, totals, period))
    for dimension in ("pattern", "cause"):
        for code, count in sorted(found.by(dimension).items()):
            yield FindingRow(**{**head, dimension: code, "findings": count})
