"""Keep the files that are made from frozen reports, each once and byte by byte."""

from sqlalchemy.orm import Session

from iks.domain.period import Period
from iks.domain.values import Area
from iks.services.view_reports import FrozenReport, frozen
from iks.store import reports
from iks.store.reports import ReportFormat

__all__ = ["FrozenReport", "ReportFormat", "keep_file", "reports_without_file"]


def reports_without_file(session: Session, form: ReportFormat, limit: int) -> list[FrozenReport]:
    """Return reports from which no such file was made yet, the newest first."""
    return [frozen(session, row) for row in reports.without_file(session, form, limit)]


def keep_file(session: Session, area: Area, period: Period, form: ReportFormat, content: bytes) -> bytes:
    """Keep a file, unless one was kept before; return the one that is kept."""
    return reports.keep_file(session, area, period, form, content)
