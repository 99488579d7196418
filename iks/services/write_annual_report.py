"""Write the report of a year: once the report of its December is out, from the frozen table of the year."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from checklists.model import Checklist, CheckPoint
from iks.domain.aggregate import digest
from iks.domain.annual_report import LISTED, AnnualLate, AnnualPoint, AnnualReport, AnnualVoidDraw
from iks.domain.clock import Clock, local_date
from iks.domain.house_table import HousePoint, HouseTable
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.report import ReportCount, ReportPoint, file_bounds
from iks.domain.report_events import YearReported
from iks.domain.roles import Actor, Permission
from iks.domain.substitution import RESERVED_PATTERNS
from iks.domain.values import Area, ErrorKind, MonthState
from iks.services.announce_report import announce_year
from iks.services.read_house_table import house_table
from iks.services.read_results import branches_of, closed_months, grid_of_month
from iks.services.report_figures import (
    amounts_of,
    compared_years,
    completeness_of,
    estimate_of,
    files_of,
    line_of,
    unknown_files,
)
from iks.services.report_foot import foot_of
from iks.services.write_annex import freeze_annex
from iks.store import journal, months, reports
from iks.store.reports import Report


def years_to_report(session: Session, area: Area) -> list[int]:
    """Return the years whose December is reported and that have no report of their own, the oldest first."""
    decembers = [
        audit.month.year
        for audit in months.months_of(session, area)
        if audit.month.number == Month(2000, 12).number and audit.state is MonthState.REPORTED
    ]
    return sorted(
        year
        for year in decembers
        if house_table(session, area, Period.year(year)) is not None
        and reports.report_of(session, area, Period.year(year)) is None
    )


def release_year(
    session: Session, clock: Clock, actor: Actor, area: Area, year: int, *, tell: bool = True
) -> bool:
    """Freeze the report of a year and send word of it; return whether that happened now."""
    actor.require(Permission.RELEASE_REPORT, area)
    if months.get_month(session, area, Month(year, 12), lock=True) is None:
        return False
    if year not in years_to_report(session, area):
        return False
    content = compose_year(session, area, year).to_json()
    frozen = Report(
        area=area,
        period=str(year),
        content=content,
        digest=digest(content),
        released_on=local_date(clock.now()),
    )
    session.add(frozen)
    journal.record(session, actor, YearReported(area.value, str(year), frozen.digest), clock.now())
    freeze_annex(session, clock, actor, area, year)
    if tell:
        announce_year(session, clock, area, year)
    session.flush()
    return True


def compose_year(session: Session, area: Area, year: int) -> AnnualReport:
    """Return the report of a closed year.

    Raises
    ------
    LookupError
        When the year has no frozen table.
    """
    period = Period.year(year)
    table = house_table(session, area, period)
    if table is None:
        raise LookupError(f"{area} {year} is not closed")
    before = house_table(session, area, Period.year(year - 1))
    december = closed_months(session, area)[period.last]
    grid = grid_of_month(session, december)
    compared, lines = compared_years([_line(point, table, before) for point in grid.points], table, before)
    files = files_of(table.files)
    names = {code: branch.name for code, branch in branches_of(session, period).items()}
    return AnnualReport(
        area=area,
        year=year,
        closed_on=december.closed_on or period.last.last_day,
        checklist_versions=", ".join(table.checklist_versions),
        completeness=completeness_of(table.completeness, names),
        files=files,
        estimate=estimate_of(table.files.weighted) if table.files else None,
        bounds=file_bounds(files.findings, files.n, unknown_files(table.completeness)) if files else None,
        has_strata=table.has_strata,
        points=tuple(
            _point(line, table.point(line.id), _labels(grid, point))
            for line, point in zip(lines, grid.points, strict=True)
        ),
        compared=compared,
        amounts=amounts_of(table.amounts),
        late=_late(table),
        void_draws=tuple(
            AnnualVoidDraw(month, date.fromisoformat(draw.voided_on), draw.reason)
            for month, draw in table.void_draws
        ),
        foot=foot_of(session, area, period.last),
    )


def _line(point: CheckPoint, table: HouseTable, before: HouseTable | None) -> ReportPoint:
    found = table.point(point.id)
    past = before.point(point.id) if before else HousePoint(point.id)
    return line_of(point, table.period, found, past, major=found.major)


def _point(line: ReportPoint, found: HousePoint, labels: Mapping[str, str]) -> AnnualPoint:
    kinds = found.kind
    return AnnualPoint(
        line,
        found.major,
        None if kinds is None else kinds.get(ErrorKind.FORMAL.value, 0),
        None if kinds is None else kinds.get(ErrorKind.MATERIAL.value, 0),
        _most(found.pattern, labels),
        _most(found.cause, labels),
    )


def _most(counts: Mapping[str, int] | None, labels: Mapping[str, str]) -> tuple[ReportCount, ...]:
    ordered = sorted((counts or {}).items(), key=lambda item: (-item[1], item[0]))
    return tuple(ReportCount(labels.get(code, code), count) for code, count in ordered[:LISTED] if count)


def _labels(grid: Checklist, point: CheckPoint) -> dict[str, str]:
    own = {pattern.id: pattern.label for pattern in point.patterns}
    return {cause.id: cause.label for cause in grid.causes} | dict(RESERVED_PATTERNS) | own


def _late(table: HouseTable) -> AnnualLate | None:
    late = table.late
    if late is None or not late.submissions + late.corrections:
        return None
    return AnnualLate(late.submissions, late.corrections, late.branches, late.contained)
