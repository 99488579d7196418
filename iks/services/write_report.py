"""Write the report of a closed month: freeze exactly what goes out, and tell the branches.

Until it is frozen, the same function composes what its preview shows.
"""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.aggregate import digest
from iks.domain.clock import Clock, local_date
from iks.domain.house_table import HouseTable
from iks.domain.month import Month, at_six
from iks.domain.period import MONTHS_OF_YEAR, Period
from iks.domain.report import (
    MonthlyReport,
    ReportFoot,
    ReportRate,
    ReportVoidDraw,
    file_bounds,
    goes_out_on,
)
from iks.domain.report_events import MonthReported
from iks.domain.report_text import ReportParagraph, paragraph_of
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, MonthState
from iks.errors import N_, IntegrityError, NotThere, Refused
from iks.services.announce_report import announce
from iks.services.read_house_table import house_table
from iks.services.read_results import branches_of, closed_months, grid_of_month
from iks.services.recheck_results import overlooked_of
from iks.services.report_figures import (
    amounts_of,
    completeness_of,
    estimate_of,
    files_of,
    rate_of,
    report_figures,
    unknown_files,
)
from iks.services.report_foot import foot_of
from iks.services.report_words import measures, proposals
from iks.services.view_objections import is_comparable
from iks.store import journal, months, reports
from iks.store.months import AuditMonth
from iks.store.organisation import all_branches
from iks.store.reports import Report, ReportDraft

NO_FOOT = ReportFoot("", "", Month(2000, 1), 0, "")


def release(
    session: Session,
    clock: Clock,
    actor: Actor,
    area: Area,
    month: Month,
    *,
    seen: str,
    tell: bool = True,
) -> Report:
    """Freeze the report of a closed month and send word of it.

    ``seen`` is the digest of the preview that the person agreed to; a report that has changed since then
    does not go out.

    Raises
    ------
    NotThere
        When there is no such month, or it is not the person's area.
    Refused
        When the month is not closed, its report is out, or not what the person has seen.
    """
    actor.require(Permission.RELEASE_REPORT, area)
    audit = months.get_month(session, area, month, lock=True)
    if audit is None:
        raise NotThere
    _refuse_wrong_state(session, audit)
    draft = reports.draft_of(session, area, month, lock=True)
    _refuse_marked(paragraph_of_draft(session, draft))
    report = compose(session, area, month, draft)
    if seen != preview_digest(report):
        raise Refused(
            N_("Der Bericht hat sich seit Ihrer Vorschau geändert."),
            kept=N_("Er ist noch nicht hinaus."),
            todo=N_("Bitte sehen Sie ihn noch einmal an."),
        )
    return _freeze(session, clock, actor, audit, report, tell=tell)


def release_if_due(session: Session, clock: Clock, actor: Actor, area: Area, month: Month) -> bool:
    """Send out a report that nobody has sent: two working days after the close, at 06:00.

    The proposals go out as they are; a paragraph in which something is still marked stays behind.
    """
    actor.require(Permission.RELEASE_REPORT, area)
    audit = months.get_month(session, area, month, lock=True)
    if audit is None or audit.state is not MonthState.CLOSED or audit.closed_on is None:
        return False
    if clock.now() < at_six(goes_out_on(audit.closed_on)):
        return False
    _freeze(session, clock, actor, audit, due_report(session, area, month))
    return True


def due_report(session: Session, area: Area, month: Month) -> MonthlyReport:
    """Return the report as it goes out when nobody acts."""
    draft = reports.draft_of(session, area, month)
    report = compose(session, area, month, draft)
    may_leave = paragraph_of_draft(session, draft).may_leave
    return report if may_leave else replace(report, paragraph="")


def compose(session: Session, area: Area, month: Month, draft: ReportDraft | None) -> MonthlyReport:
    """Return the report of a closed month with what its unit added.

    Raises
    ------
    IntegrityError
        When a closed month has no figures.
    """
    closed = closed_months(session, area)
    table = house_table(session, area, Period.of(month))
    if table is None or month not in closed:
        raise IntegrityError(f"{area} {month} is closed and has no figures for its report")
    audit = closed[month]
    grid = grid_of_month(session, audit)
    found = report_figures(
        lambda period: house_table(session, area, period), grid.points, closed.keys(), month
    )
    names = {code: branch.name for code, branch in branches_of(session, Period.of(month)).items()}
    files = files_of(table.files)
    left_out = draft.left_out if draft else ()
    return MonthlyReport(
        area=area,
        month=month,
        closed_on=audit.closed_on or month.last_day,
        close_reason=audit.close_reason,
        checklist_version=", ".join(table.checklist_versions),
        completeness=completeness_of(table.completeness, names),
        files=files,
        estimate=estimate_of(table.files.weighted) if table.files else None,
        bounds=file_bounds(files.findings, files.n, unknown_files(table.completeness)) if files else None,
        has_strata=table.has_strata,
        points=found.points,
        quarters=found.quarters,
        compared=found.compared,
        amounts=amounts_of(table.amounts),
        developments=tuple(one for one in proposals(session, area, month) if one.key not in left_out),
        developments_known=is_comparable(session, month),
        paragraph=" ".join(draft.paragraph.split()) if draft else "",
        measures=measures(session, area, month),
        void_draws=_void_draws(table),
        overlooked=_overlooked(session, area, month),
        foot=foot_of(session, area, month),
    )


def preview_digest(report: MonthlyReport) -> str:
    """Return what stands for the content of a preview; the journal goes on meanwhile, so it is left out."""
    return digest(replace(report, foot=NO_FOOT).to_json())


def paragraph_of_draft(session: Session, draft: ReportDraft | None) -> ReportParagraph:
    """Return the unit's paragraph with what the screening finds in it."""
    words = house_words(session)
    return paragraph_of(
        draft.paragraph if draft else "", confirmed=bool(draft and draft.confirmed), house_words=words
    )


def house_words(session: Session) -> tuple[str, ...]:
    """Return names and codes of branches, which a writer has to look at."""
    return tuple(word for branch in all_branches(session) for word in (branch.code, branch.name))


def _refuse_wrong_state(session: Session, audit: AuditMonth) -> None:
    if audit.state is MonthState.CLOSED:
        return
    found = reports.report_of(session, audit.area, Period.of(audit.month))
    if found is None:
        raise Refused(
            N_("Dieser Monat ist noch nicht abgeschlossen."),
            todo=N_("Nach dem Abschluss entsteht der Bericht von selbst."),
        )
    raise Refused(
        N_("Dieser Bericht ist seit dem %(day)s hinaus."),
        kept=N_("An ihm ändert sich nichts mehr."),
        day=f"{found.released_on:%d.%m.%Y}",
    )


def _refuse_marked(paragraph: ReportParagraph) -> None:
    if paragraph.text and not paragraph.may_leave:
        raise Refused(
            N_("Im Absatz der Fachstelle ist noch etwas markiert."),
            kept=N_("Der Bericht ist noch nicht hinaus."),
            todo=N_("Bitte ändern Sie den Absatz, oder bestätigen Sie, dass er niemanden erkennen lässt."),
        )


def _freeze(
    session: Session,
    clock: Clock,
    actor: Actor,
    audit: AuditMonth,
    report: MonthlyReport,
    *,
    tell: bool = True,
) -> Report:
    content, today = report.to_json(), local_date(clock.now())
    frozen = Report(
        area=audit.area,
        period=str(Period.of(audit.month)),
        content=content,
        digest=digest(content),
        released_on=today,
    )
    session.add(frozen)
    audit.state = MonthState.REPORTED
    event = MonthReported(audit.area.value, str(audit.month), frozen.digest)
    journal.record(session, actor, event, clock.now())
    if tell:
        announce(
            session, clock, audit.area, audit.month, months.branch_months(session, audit.area, audit.month)
        )
    session.flush()
    return frozen


def _overlooked(session: Session, area: Area, month: Month) -> ReportRate | None:
    """Return what the re-checks of the last twelve months overlooked, of all that the revision found."""
    found = overlooked_of(session, area, month.shift(1 - MONTHS_OF_YEAR), month)
    return rate_of(found.overlooked.findings, found.overlooked.n) if found else None


def _void_draws(table: HouseTable) -> tuple[ReportVoidDraw, ...]:
    return tuple(
        ReportVoidDraw(draw.attempt, date.fromisoformat(draw.voided_on), draw.reason)
        for _, draw in table.void_draws
    )
