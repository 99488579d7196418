"""Submit a branch's month: show exactly what leaves, then let it leave, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.clock import Clock, local_date
from iks.domain.journal import MonthSubmitted
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, BranchState, CheckState
from iks.errors import N_, NotThere, Refused
from iks.services.branch_release import AFTER_THE_CLOSE, handed_in
from iks.services.read_checklist import grid_by_id
from iks.services.read_sheet import sheet_of
from iks.services.release_findings import ReleasedCounts, counts_of, release
from iks.services.show_sample import own_branch
from iks.services.write_model_case import ModelCaseView, cases_to_submit, offer_cases
from iks.store import journal
from iks.store.casework import FileCheck, Submission, last_submission, sheets_of
from iks.store.months import AuditMonth, BranchMonth, get_branch_month, get_month
from iks.store.organisation import Branch
from iks.store.reports import note_late
from iks.store.substitutions import sheets_of_missing
from iks.store.void_requests import voided_draws


@dataclass(frozen=True)
class Submitted:
    """What was handed in, and whether this request did it or an earlier one."""

    version: int
    at: datetime
    late: bool
    first: bool


@dataclass(frozen=True)
class UnfinishedFile:
    """A file that holds up the submission."""

    number: int
    sheet_id: str


@dataclass(frozen=True)
class Preview:
    """Everything that leaves the branch, and how much stays."""

    area: Area
    month: Month
    branch: str
    branch_name: str
    grid: Checklist
    counts: ReleasedCounts
    expected: int
    # Files that nobody can find; they are among the checked ones, each with its finding.
    not_found: int
    notes: int
    unfinished: tuple[UnfinishedFile, ...]
    submitted: Submitted | None
    # Texts about single findings, with what the screening says of each.
    cases: tuple[ModelCaseView, ...]
    # The month is closed already: a submission now is named, but its figures stay outside the month.
    late: bool


def preview(session: Session, actor: Actor, area: Area, month: Month, branch: str | None = None) -> Preview:
    """Return exactly what a submission would release, counted by the same function.

    Raises
    ------
    NotThere
        When month or branch is not the person's, or nothing was drawn for the branch.
    """
    audit, of_branch = _place(session, actor, area, month, branch)
    rows = sheets_of(session, area, month, of_branch.branch_code)
    grid = grid_by_id(session, audit.checklist_version_id or "")
    not_found = sheets_of_missing(session, area, month, of_branch.branch_code)
    sheets = [(row, sheet_of(row, grid)) for row in (*rows, *not_found)]
    notes = sum(bool(entry.note) for _, sheet in sheets for entry in sheet.entries.values())
    return Preview(
        area=area,
        month=month,
        branch=of_branch.branch_code,
        branch_name=session.get_one(Branch, of_branch.branch_code).name,
        grid=grid,
        counts=counts_of(handed_in(session, audit, of_branch, sheets)),
        expected=of_branch.expected,
        not_found=len(not_found),
        notes=notes,
        unfinished=_unfinished(rows),
        submitted=_earlier(session, of_branch),
        cases=cases_to_submit(session, actor, area, month, of_branch.branch_code),
        late=audit.state in AFTER_THE_CLOSE,
    )


def submit(
    session: Session,
    clock: Clock,
    actor: Actor,
    area: Area,
    month: Month,
    branch: str | None = None,
) -> Submitted:
    """Hand the month in: the answers are fixed, their counts leave; a second try gives the first result.

    Raises
    ------
    NotThere
        When month or branch is not the person's, or nothing was drawn for the branch.
    Refused
        When files are not checked yet, or there are none.
    """
    audit, of_branch = _place(session, actor, area, month, branch, lock=True)
    earlier = _earlier(session, of_branch)
    if earlier is not None:
        return earlier
    rows = sheets_of(session, area, month, of_branch.branch_code, lock=True)
    not_found = sheets_of_missing(session, area, month, of_branch.branch_code)
    _refuse_unfinished(of_branch, rows, not_found)
    grid = grid_by_id(session, audit.checklist_version_id or "")
    late = audit.state in AFTER_THE_CLOSE
    made = Submission(
        area=area,
        month=month,
        branch_code=of_branch.branch_code,
        version=1,
        submitted_by=actor.user_id,
        submitted_at=clock.now(),
    )
    session.add(made)
    of_branch.state, of_branch.submitted_late = BranchState.SUBMITTED, late
    if late:
        # The report of the month names the branch beside its figures, which stay as they are.
        note_late(session, area, month, of_branch.branch_code, local_date(made.submitted_at))
    sheets = [(row, sheet_of(row, grid)) for row in (*rows, *not_found)]
    release(session, handed_in(session, audit, of_branch, sheets))
    event = MonthSubmitted(area.value, str(month), of_branch.branch_code, made.version, late)
    journal.record(session, actor, event, made.submitted_at)
    offer_cases(session, area, month, of_branch.branch_code)
    return Submitted(made.version, made.submitted_at, late, first=True)


def _place(
    session: Session,
    actor: Actor,
    area: Area,
    month: Month,
    branch: str | None,
    *,
    lock: bool = False,
) -> tuple[AuditMonth, BranchMonth]:
    """Return month and branch; locked in this order, so that a close and a submission wait for each other."""
    code = own_branch(actor, Permission.SUBMIT_MONTH, area, branch)
    audit = get_month(session, area, month, lock=lock)
    of_branch = get_branch_month(session, area, month, code, lock=lock)
    if audit is None:
        raise NotThere
    if of_branch is None:
        _refuse_void_draw(session, audit)
        raise NotThere
    return audit, of_branch


def _refuse_void_draw(session: Session, audit: AuditMonth) -> None:
    if voided_draws(session, audit.area, audit.month):
        raise Refused(
            N_("Die Ziehung dieses Monats wurde für ungültig erklärt."),
            kept=N_("Es wurde nichts abgegeben."),
            todo=N_("Sie bekommen eine Mail, sobald neu gezogen ist."),
        )


def _earlier(session: Session, of_branch: BranchMonth) -> Submitted | None:
    if of_branch.state is not BranchState.SUBMITTED:
        return None
    last = last_submission(session, of_branch.area, of_branch.month, of_branch.branch_code)
    if last is None:
        raise LookupError("a submitted branch without a submission")
    return Submitted(last.version, last.submitted_at, of_branch.submitted_late, first=False)


def _unfinished(rows: Sequence[FileCheck]) -> tuple[UnfinishedFile, ...]:
    return tuple(
        UnfinishedFile(number, row.id)
        for number, row in enumerate(rows, start=1)
        if row.state is not CheckState.FINISHED
    )


def _refuse_unfinished(
    of_branch: BranchMonth, rows: Sequence[FileCheck], not_found: Sequence[FileCheck]
) -> None:
    kept = N_("Es wurde nichts abgegeben.")
    if of_branch.expected == 0 and not not_found:
        raise Refused(N_("Ihre Zweigstelle hat in diesem Monat keine Akten zu prüfen."), kept=kept)
    numbers = [str(file.number) for file in _unfinished(rows)]
    if len(numbers) == 1:
        raise Refused(N_("Akte %(number)s ist noch nicht fertig geprüft."), kept=kept, number=numbers[0])
    if numbers:
        names = ", ".join(numbers[:-1])
        sentence = N_("Die Akten %(numbers)s und %(last)s sind noch nicht fertig geprüft.")
        raise Refused(sentence, kept=kept, numbers=names, last=numbers[-1])
    if len(rows) != of_branch.expected:
        # Somebody has just made a sheet void; its successor is not part of this reading.
        raise Refused(
            N_("An den Akten hat sich gerade etwas geändert."), kept=kept, todo=N_("Bitte laden Sie neu.")
        )
