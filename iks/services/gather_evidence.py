"""Gather all that is stored of a month, once a second person approved; whoever takes it is journaled."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.evidence import Evidence, Gone, Reason, concerns
from iks.domain.evidence_events import EvidenceTaken
from iks.domain.journal import Entry
from iks.domain.journal_file import journal_lines
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.retention_events import MonthErased
from iks.domain.roles import Actor, Permission
from iks.domain.second_person import RequestState, state_of
from iks.domain.values import Area
from iks.errors import N_, NotThere, Refused
from iks.services import evidence_tables, prove_draw
from iks.services.evidence_tables import Rows, day
from iks.services.read_checklist import version_of_month
from iks.services.seed_vault import SeedVault
from iks.store import journal
from iks.store.accounts import Account
from iks.store.catalogue import ChecklistVersion
from iks.store.draws import Draw
from iks.store.evidence import (
    corrections_in,
    draws_in,
    follow_ups_in,
    sampled_in,
    sheets_in,
    submissions_in,
)
from iks.store.evidence_requests import EvidenceRequest, get_request, requests_about
from iks.store.measures import Measure, measures_of
from iks.store.months import AuditMonth, branch_months, get_month
from iks.store.releases import releases_in_time, result_of
from iks.store.reports import ReportFormat, file_of, report_of

_CLOSED = {
    RequestState.WAITING: N_("Über diesen Antrag ist noch nicht entschieden."),
    RequestState.LAPSED: N_("Über diesen Antrag hat niemand rechtzeitig entschieden; er ist abgelaufen."),
    RequestState.WITHDRAWN: N_("Dieser Antrag ist zurückgezogen."),
    RequestState.REFUSED: N_("Dieser Antrag ist abgelehnt."),
    RequestState.ENDED: N_("Die Tage, in denen das Nachweispaket geladen werden konnte, sind vorbei."),
}


@dataclass
class _Month:
    """What is being gathered."""

    session: Session
    wish: EvidenceRequest
    audit: AuditMonth
    draws: list[Draw]
    extract: list[Entry]
    files: dict[str, bytes]
    gone: list[Gone]

    @property
    def erased_on(self) -> str:
        """The day on which the month was erased, as the journal has it."""
        return next((day(entry.at) for entry in self.extract if entry.event == MonthErased.name), "")


def gather(session: Session, clock: Clock, actor: Actor, vault: SeedVault, request_id: str) -> Evidence:
    """Return the package of an approved request.

    Raises
    ------
    NotThere
        When there is no such request, or somebody else asked.
    Refused
        When it is not approved, or its days are over.
    """
    wish = _approved(session, clock, actor, request_id)
    audit = get_month(session, wish.area, wish.month)
    if audit is None:
        raise NotThere
    draws = draws_in(session, wish.area, wish.month)
    found = _Month(session, wish, audit, draws, _extract(session, wish, draws), {}, [])
    proofs = dict(_proofs(found, clock, actor, vault))
    tables = _tables(found, proofs)
    _add_files(found)
    evidence = Evidence(
        area=wish.area.value,
        month=str(wish.month),
        branch=wish.branch_code,
        reason=wish.reason,
        asked_by=session.get_one(Account, wish.requested_by).username,
        approved_by=session.get_one(Account, wish.decided_by).username,
        taken_at=clock.now().isoformat(timespec="seconds"),
        tables=tables,
        files=dict(sorted(found.files.items())),
        gone=tuple(found.gone),
        head=journal.head(session),
    )
    event = EvidenceTaken(
        evidence.area, evidence.month, evidence.branch, len(tables["sample"]), evidence.digest
    )
    journal.record(session, actor, event, clock.now())
    return evidence


def approved_request(
    session: Session, clock: Clock, actor: Actor, area: Area, month: Month, branch: str
) -> str | None:
    """Return the person's own request about a month and branch that can be used now."""
    actor.require(Permission.ASK_EVIDENCE, area)
    for wish in requests_about(session, area, month, branch):
        state = state_of(wish.decision, wish.last_day, local_date(clock.now()))
        if wish.requested_by == actor.user_id and state is RequestState.APPROVED:
            return wish.id
    return None


def _approved(session: Session, clock: Clock, actor: Actor, request_id: str) -> EvidenceRequest:
    actor.require(Permission.ASK_EVIDENCE)
    wish = get_request(session, request_id)
    if wish is None or wish.requested_by != actor.user_id:
        raise NotThere
    actor.require(Permission.ASK_EVIDENCE, wish.area)
    state = state_of(wish.decision, wish.last_day, local_date(clock.now()))
    if state is not RequestState.APPROVED:
        raise Refused(_CLOSED[state])
    return wish


def _extract(session: Session, wish: EvidenceRequest, draws: list[Draw]) -> list[Entry]:
    """Return the entries about the month, with the commitments that its draws revealed."""
    area, month = wish.area.value, str(wish.month)
    commitments = {draw.secret.commitment for draw in draws}
    return [
        entry
        for entry in journal.entries(session)
        if concerns(json.loads(entry.data), area, month, commitments)
    ]


def _proofs(found: _Month, clock: Clock, actor: Actor, vault: SeedVault) -> Iterator[tuple[str, str]]:
    """Write the proof of each draw that still can be proved, and yield its id and file."""
    for draw in found.draws:
        about = f"{draw.draw_code}, {draw.attempt}"
        try:
            content = prove_draw.bundle(found.session, clock, actor, vault, draw.id)
        except Refused:
            is_erased = draw.secret.sealed is None
            reason = Reason.DRAW_ERASED if is_erased else Reason.DRAW_UNPROVED
            found.gone.append(Gone(reason, about, found.erased_on if is_erased else ""))
            continue
        name = f"proofs/{draw.draw_code.replace('/', '-')}-{draw.attempt}.zip"
        found.files[name] = content
        yield draw.id, name


def _tables(found: _Month, proofs: dict[str, str]) -> dict[str, Rows]:
    session, (area, month, branch) = found.session, _about(found.wish)
    sheets = sheets_in(session, area, month, branch)
    places = evidence_tables.numbered(sheets)
    if not found.draws:
        found.gone.append(Gone(Reason.NOT_DRAWN))
    elif not sheets and any(place.expected for place in branch_months(session, area, month)):
        found.gone.append(Gone(Reason.SHEETS_ERASED, since=found.erased_on))
    if found.draws:
        found.gone.append(Gone(Reason.ATTRIBUTES_ERASED, since=str(found.audit.closed_on or "")))
    found.gone.append(Gone(Reason.STAYS_IN_BRANCH))
    for version_id in {sheet.checklist_version_id for sheet in sheets}:
        _add_grid(found, session.get_one(ChecklistVersion, version_id))
    in_time = releases_in_time(session, area, month)
    newest = releases_in_time(session, area, month, with_late=True)
    return {
        "draws": evidence_tables.draw_rows(found.draws, proofs),
        "population": evidence_tables.population_rows(found.draws, branch),
        "sample": evidence_tables.sample_rows(sampled_in(session, area, month, branch)),
        "sheets": evidence_tables.sheet_rows(sheets, places),
        "answers": evidence_tables.answer_rows(sheets, places),
        "corrections": evidence_tables.correction_rows(corrections_in(session, sheets), places),
        "submissions": evidence_tables.submission_rows(submissions_in(session, area, month, branch)),
        "remedies": evidence_tables.remedy_rows(follow_ups_in(session, sheets), places),
        "released": evidence_tables.released_rows(in_time, newest, branch),
        "measures": evidence_tables.measure_rows(_measures(found)),
    }


def _about(wish: EvidenceRequest) -> tuple[Area, Month, str]:
    return wish.area, wish.month, wish.branch_code


def _measures(found: _Month) -> list[Measure]:
    """Return what was decided and still ran in the month, or began after it."""
    first = found.wish.month.first_day
    return [
        one
        for one in measures_of(found.session, found.wish.area)
        if one.decided_by is not None and (one.ended_on is None or one.ended_on >= first)
    ]


def _add_files(found: _Month) -> None:
    session, area, month = found.session, found.wish.area, found.wish.month
    version_id = found.audit.checklist_version_id
    version = session.get(ChecklistVersion, version_id) if version_id else None
    _add_grid(found, version or version_of_month(session, area, month))
    if result := result_of(session, area, month):
        found.files["figures.json"] = result.content.encode()
    period = Period.parse(str(month))
    report = report_of(session, area, period)
    if report is None:
        found.gone.append(Gone(Reason.NO_REPORT))
    else:
        found.files["report.json"] = report.content.encode()
        for form in ReportFormat:
            if kept := file_of(session, area, period, form):
                found.files[f"report.{form.value}"] = kept.content
    found.files["journal.jsonl"] = "".join(journal_lines(found.extract)).encode()


def _add_grid(found: _Month, version: ChecklistVersion) -> None:
    found.files[f"checklist-{version.version}.yaml"] = version.content.encode()
