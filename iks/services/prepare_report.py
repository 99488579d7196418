"""Prepare the report of a closed month: what the unit adds, and a preview of exactly what goes out."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.month import Month
from iks.domain.report import MonthlyReport, ReportDevelopment, goes_out_on
from iks.domain.report_events import ReportDraftSaved
from iks.domain.report_text import LONGEST_PARAGRAPH, ReportParagraph, faults_of_paragraph, paragraph_of
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, MonthState
from iks.errors import N_, FieldsRejected, NotThere, Refused, StaleVersion
from iks.services.report_words import proposals
from iks.services.write_report import compose, house_words, paragraph_of_draft, preview_digest
from iks.store import journal, months, reports
from iks.store.months import AuditMonth
from iks.store.reports import ReportDraft


@dataclass(frozen=True)
class Preparation:
    """A report before it goes out: as it would be now, and what can still be chosen."""

    report: MonthlyReport
    # The digest that an agreement to this preview names.
    seen: str
    paragraph: ReportParagraph
    confirmed: bool
    proposals: tuple[ReportDevelopment, ...]
    left_out: frozenset[str]
    version: int
    goes_out_on: date
    may_release: bool
    longest: int = LONGEST_PARAGRAPH


@dataclass(frozen=True)
class DraftEntry:
    """What somebody typed and ticked, on the ground of which version."""

    paragraph: str
    confirmed: bool
    chosen: Collection[str]
    version: int


def preparation(session: Session, actor: Actor, area: Area, month: Month) -> Preparation:
    """Return the report of a closed month as it would go out.

    Raises
    ------
    NotThere
        When the month is not closed, its report is out, or it is not the person's area.
    """
    actor.require(Permission.PREPARE_REPORT, area)
    audit = _closed(session, area, month)
    draft = reports.draft_of(session, area, month)
    paragraph = paragraph_of_draft(session, draft)
    report = compose(session, area, month, draft)
    shown = report if paragraph.may_leave else replace(report, paragraph="")
    return Preparation(
        report=shown,
        seen=preview_digest(shown),
        paragraph=paragraph,
        confirmed=bool(draft and draft.confirmed),
        proposals=proposals(session, area, month),
        left_out=frozenset(draft.left_out if draft else ()),
        version=draft.version if draft else 0,
        goes_out_on=goes_out_on(audit.closed_on or month.last_day),
        may_release=actor.may(Permission.RELEASE_REPORT, area)
        and (paragraph.may_leave or not paragraph.text),
    )


def save_draft(
    session: Session, clock: Clock, actor: Actor, area: Area, month: Month, entry: DraftEntry
) -> None:
    """Keep what the unit adds to a report; what the screening marks is kept as well, and does not go out.

    Raises
    ------
    NotThere
        When the month is not closed, or it is not the person's area.
    Refused
        When the report is out.
    StaleVersion
        When somebody else saved in between.
    FieldsRejected
        When the paragraph is too long.
    """
    actor.require(Permission.PREPARE_REPORT, area)
    audit = months.get_month(session, area, month, lock=True)
    if audit is not None and audit.state is MonthState.REPORTED:
        raise Refused(
            N_("Dieser Bericht ist inzwischen hinaus."),
            kept=N_("An ihm ändert sich nichts mehr; Ihr Text steht noch im Feld Ihres Browsers."),
        )
    if audit is None or audit.state is not MonthState.CLOSED:
        raise NotThere
    draft = reports.draft_of(session, area, month, lock=True)
    if entry.version != (draft.version if draft else 0):
        raise StaleVersion(
            N_("Jemand anders hat diesen Bericht inzwischen geändert."),
            kept=N_("Ihr Text steht noch im Feld; gespeichert ist der andere."),
            todo=N_("Bitte vergleichen Sie beide und speichern Sie noch einmal."),
        )
    paragraph = paragraph_of(entry.paragraph, confirmed=entry.confirmed, house_words=house_words(session))
    if faults := faults_of_paragraph(paragraph):
        raise FieldsRejected(faults)
    if draft is None:
        draft = ReportDraft(area=area, month=month, version=0)
        session.add(draft)
    known = {proposal.key for proposal in proposals(session, area, month)}
    draft.paragraph, draft.confirmed = paragraph.text, entry.confirmed
    draft.left_out = sorted(known - set(entry.chosen))
    draft.version += 1
    event = ReportDraftSaved(area.value, str(month), len(draft.left_out), bool(paragraph.text))
    journal.record(session, actor, event, clock.now())
    session.flush()


def _closed(session: Session, area: Area, month: Month) -> AuditMonth:
    audit = months.get_month(session, area, month)
    if audit is None or audit.state is not MonthState.CLOSED:
        raise NotThere
    return audit
