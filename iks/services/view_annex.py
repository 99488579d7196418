"""Look at the annex of a year's report that names branches: for unit and revision only."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.aggregate import digest
from iks.domain.branch_annex import BranchAnnex
from iks.domain.period import Period
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import IntegrityError, NotThere
from iks.store import annexes, reports
from iks.store.reports import ReportFormat, digest_of


@dataclass(frozen=True)
class FrozenAnnex:
    """An annex as it was frozen with its report."""

    area: Area
    period: Period
    content: BranchAnnex
    digest: str
    released_on: date


def annex(session: Session, actor: Actor, area: Area, year: Period) -> FrozenAnnex:
    """Return the annex of a year.

    Raises
    ------
    NotThere
        When there is none, or it is not the person's area.
    IntegrityError
        When its content was changed after it was frozen.
    """
    actor.require(Permission.SEE_RELEASED, area)
    row, report = annexes.annex_of(session, area, year), reports.report_of(session, area, year)
    if row is None or report is None:
        raise NotThere
    if digest(row.content) != row.digest:
        raise IntegrityError("the content of an annex does not fit its digest")
    return FrozenAnnex(area, year, BranchAnnex.from_json(row.content), row.digest, report.released_on)


def has_annex(session: Session, actor: Actor, area: Area, period: Period) -> bool:
    """Return whether this person finds an annex beside a report."""
    return (
        period.is_year
        and actor.may(Permission.SEE_RELEASED, area)
        and annexes.annex_of(session, area, period) is not None
    )


def kept_annex_file(
    session: Session, actor: Actor, area: Area, year: Period, form: ReportFormat
) -> bytes | None:
    """Return an annex as the file that was made from it, or nothing as long as none was made.

    Raises
    ------
    IntegrityError
        When the file was changed after it was made.
    """
    actor.require(Permission.SEE_RELEASED, area)
    row = annexes.annex_file_of(session, area, year, form)
    if row is None:
        return None
    if digest_of(row.content) != row.digest:
        raise IntegrityError("the file of an annex does not fit its digest")
    return row.content


def keep_annex_file(session: Session, area: Area, year: Period, form: ReportFormat, content: bytes) -> bytes:
    """Keep a file, unless one was kept before; return the one that is kept."""
    return annexes.keep_annex_file(session, area, year, form, content)
