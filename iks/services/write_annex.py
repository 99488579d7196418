"""Freeze the annex of a year's report that names branches, once the report itself is out."""

from sqlalchemy.orm import Session

from iks.domain.aggregate import digest
from iks.domain.clock import Clock
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.report_events import AnnexFrozen
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.services.compose_annex import compose_annex
from iks.store import annexes, journal, months, reports
from iks.store.annexes import ReportAnnex


def years_without_annex(session: Session, area: Area) -> list[int]:
    """Return the reported years that have no annex yet, the oldest first."""
    years = [Period.parse(row.period) for row in reports.reports_of(session, area)]
    return sorted(
        year.first.year for year in years if year.is_year and annexes.annex_of(session, area, year) is None
    )


def freeze_annex(session: Session, clock: Clock, actor: Actor, area: Area, year: int) -> bool:
    """Freeze the annex of a reported year; return whether that happened now."""
    actor.require(Permission.RELEASE_REPORT, area)
    # Whoever freezes at the same moment waits here, and finds the annex afterwards.
    if months.get_month(session, area, Month(year, 12), lock=True) is None:
        return False
    if year not in years_without_annex(session, area):
        return False
    content = compose_annex(session, area, year).to_json()
    row = ReportAnnex(area=area, period=str(Period.year(year)), content=content, digest=digest(content))
    session.add(row)
    session.flush()
    journal.record(session, actor, AnnexFrozen(area.value, str(year), row.digest), clock.now())
    return True
