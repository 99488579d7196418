"""Look at reports: the archive of all months and years, and one frozen report with what came late."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.aggregate import digest
from iks.domain.annual_report import AnnualReport
from iks.domain.clock import Clock, local_date
from iks.domain.month import Month, add_working_days
from iks.domain.period import Period
from iks.domain.report import MonthlyReport, goes_out_on
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, MonthState
from iks.errors import IntegrityError, NotThere
from iks.services.late_releases import late_releases
from iks.services.read_house_table import house_table
from iks.services.read_results import branches_of
from iks.services.view_annex import has_annex
from iks.store import months, reports
from iks.store.reports import Report, ReportFormat

# For so many working days the start page of the branches names a report as new. Who has read it is
# recorded nowhere.
NEW_FOR = 10


@dataclass(frozen=True)
class LateBranch:
    """A branch that submitted after the close; the day is missing for months of earlier versions."""

    code: str
    name: str
    month: Month
    day: date | None


@dataclass(frozen=True)
class FrozenReport:
    """A report as it went out, and what is said beside it.

    ``late`` are branches that submitted after the close of the month, or of the year; ``corrections`` counts
    those submissions of a year that were corrected after its close. Neither is in any figure.
    """

    area: Area
    period: Period
    content: str
    digest: str
    released_on: date
    late: tuple[LateBranch, ...]
    corrections: int = 0

    @property
    def annual(self) -> AnnualReport:
        """The content of the report of a year."""
        return AnnualReport.from_json(self.content)

    @property
    def monthly(self) -> MonthlyReport:
        """The content of the report of a month."""
        return MonthlyReport.from_json(self.content)


@dataclass(frozen=True)
class ArchiveLine:
    """One report of the archive; without a day it is still being prepared and goes out on ``due_on``.

    ``has_annex`` says that this person finds an annex beside it that names branches.
    """

    area: Area
    period: Period
    released_on: date | None
    due_on: date | None = None
    late: tuple[LateBranch, ...] = ()
    has_annex: bool = False


def report(session: Session, actor: Actor, area: Area, period: Period) -> FrozenReport:
    """Return a report that is out.

    Raises
    ------
    NotThere
        When there is none, or it is not the person's area.
    IntegrityError
        When its content was changed after it went out.
    """
    actor.require(Permission.SEE_REPORTS, area)
    row = reports.report_of(session, area, period)
    if row is None:
        raise NotThere
    return frozen(session, row)


def archive(session: Session, actor: Actor) -> dict[Period, dict[Area, ArchiveLine]]:
    """Return all reports of the person's areas by period, the newest first."""
    found: dict[Period, dict[Area, ArchiveLine]] = {}
    for area in actor.areas(Permission.SEE_REPORTS):
        for line in (*_prepared(session, actor, area), *_out(session, actor, area)):
            found.setdefault(line.period, {})[area] = line
    newest_first = sorted(found, key=lambda period: (period.last, period.last - period.first), reverse=True)
    return {period: found[period] for period in newest_first}


def newest_reports(session: Session, clock: Clock, actor: Actor) -> list[ArchiveLine]:
    """Return the reports of months that went out within the last days, for the start page."""
    today = local_date(clock.now())
    lines = []
    for area in actor.areas(Permission.SEE_REPORTS):
        rows = (row for row in reports.reports_of(session, area) if Period.parse(row.period).is_month)
        newest = next(rows, None)
        if newest is not None and today <= add_working_days(newest.released_on, NEW_FOR):
            lines.append(ArchiveLine(area, Period.parse(newest.period), newest.released_on))
    return lines


def reports_to_prepare(session: Session, actor: Actor) -> list[ArchiveLine]:
    """Return the reports that the person may still add to, with the day on which they go out."""
    areas = actor.areas(Permission.PREPARE_REPORT)
    return [line for area in areas for line in _prepared(session, actor, area)]


def _prepared(session: Session, actor: Actor, area: Area) -> list[ArchiveLine]:
    if not actor.may(Permission.PREPARE_REPORT, area):
        return []
    return [
        ArchiveLine(area, Period.of(audit.month), None, goes_out_on(audit.closed_on))
        for audit in months.months_of(session, area)
        if audit.state is MonthState.CLOSED and audit.closed_on
    ]


def _out(session: Session, actor: Actor, area: Area) -> list[ArchiveLine]:
    return [
        ArchiveLine(
            area,
            period := Period.parse(row.period),
            row.released_on,
            late=_late(session, area, period) if period.is_month else (),
            has_annex=has_annex(session, actor, area, period),
        )
        for row in reports.reports_of(session, area)
    ]


def frozen(session: Session, row: Report) -> FrozenReport:
    """Return a row as a value whose content fits its digest."""
    if digest(row.content) != row.digest:
        raise IntegrityError("the content of a report does not fit its digest")
    period = Period.parse(row.period)
    late, corrections = _late(session, row.area, period), 0
    if period.is_year:
        closed_on = AnnualReport.from_json(row.content).closed_on
        late = tuple(one for one in late if one.day and one.day > closed_on)
        corrections = _corrected_since(session, row.area, period)
    return FrozenReport(row.area, period, row.content, row.digest, row.released_on, late, corrections)


def _corrected_since(session: Session, area: Area, year: Period) -> int:
    """Return how many submissions of a year were corrected after the year was closed."""
    table = house_table(session, area, year)
    known = table.late.corrections if table and table.late else 0
    return late_releases(session, area, year).corrections - known


def _late(session: Session, area: Area, period: Period) -> tuple[LateBranch, ...]:
    days = {
        (late.month, late.branch_code): late.submitted_on
        for late in reports.late_of(session, area, period.first, period.last)
    }
    names = branches_of(session, period)
    return tuple(
        LateBranch(
            row.branch_code, names[row.branch_code].name, row.month, days.get((row.month, row.branch_code))
        )
        for month in period.months
        for row in months.branch_months(session, area, month)
        if row.submitted_late and row.branch_code in names
    )


def kept_file(session: Session, actor: Actor, area: Area, period: Period, form: ReportFormat) -> bytes | None:
    """Return a report as the file that was made from it, or nothing as long as none was made.

    Raises
    ------
    IntegrityError
        When the file was changed after it was made.
    """
    actor.require(Permission.SEE_REPORTS, area)
    row = reports.file_of(session, area, period, form)
    if row is None:
        return None
    if reports.digest_of(row.content) != row.digest:
        raise IntegrityError("the file of a report does not fit its digest")
    return row.content
