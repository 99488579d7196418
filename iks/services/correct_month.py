"""Correct an answer after the submission: a new version with reason, person and time, never an overwrite."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from iks.domain import file_check
from iks.domain.casework_events import MonthCorrected
from iks.domain.clock import Clock
from iks.domain.file_check import Sheet
from iks.domain.finding import AnswerEntry, Problem
from iks.domain.roles import Actor, Permission
from iks.domain.typed_answer import Typed
from iks.domain.values import Area, BranchState, CheckState
from iks.errors import N_, FieldFault, Refused
from iks.services.branch_release import AFTER_THE_CLOSE, handed_in
from iks.services.read_checklist import grid_by_id
from iks.services.read_sheet import digest_of, fetch, sheet_by_row, sheet_of, write_entries
from iks.services.release_findings import release
from iks.store import journal
from iks.store.casework import FileCheck, Submission, last_submission, sheets_of
from iks.store.corrections import Correction, corrections_of
from iks.store.months import AuditMonth, BranchMonth, get_branch_month, get_month
from iks.store.substitutions import sheets_of_missing

LONGEST_REASON = 300
KEPT = N_("An der Abgabe hat sich nichts geändert.")


@dataclass(frozen=True)
class Corrected:
    """What a correction did."""

    area: Area
    version: int
    at: datetime
    answers: int
    # The figures of the month stay as they were; the correction enters the year.
    after_close: bool


class NotCorrected(Refused):
    """Shown at the form: what was typed is incomplete or wrong; every place is named, nothing is changed."""

    status = 422

    def __init__(self, sheet: Sheet, problems: tuple[Problem, ...], reason: FieldFault | None) -> None:
        # The sheet as it was typed, and what is wrong with the reason.
        self.sheet, self.problems, self.reason = sheet, problems, reason
        super().__init__(N_("Die Berichtigung ist noch nicht vollständig."), kept=KEPT)


def correct_sheet(
    session: Session,
    clock: Clock,
    actor: Actor,
    sheet_id: str,
    version: int,
    entries: Mapping[str, Typed],
    *,
    reason: str,
) -> Corrected:
    """Change answers of a submitted sheet and hand the month in anew, in one step.

    Before the close the new counts take the place of the old ones; after it the closed month keeps its
    figures and the correction waits for the year.

    Raises
    ------
    NotThere
        When the sheet is not the person's.
    Refused
        When the month is not submitted, the sheet does not count, or somebody else was faster.
    NotCorrected
        When something is missing or wrong in what was typed, or there is no reason.
    """
    row = fetch(session, actor, sheet_id)
    actor.require(Permission.SUBMIT_MONTH, area=row.area, branch=row.branch_code)
    # In the order of the submission and the close, so that neither waits for the other in a circle.
    audit, of_branch = _submitted(session, row)
    row = fetch(session, actor, sheet_id, lock=True)
    request = digest_of(actor, version, entries, reason)
    if row.save_digest == request:
        return _first_result(session, audit, row)
    _refuse_uncounted(row, version)
    before = sheet_by_row(session, row)
    after = _complete(before, entries, reason)
    changed = _changed(before, after)
    if not changed:
        raise Refused(N_("An den Antworten wurde nichts geändert."), kept=KEPT)
    made = _new_version(session, clock, actor, audit, _one_line(reason), row)
    _write(session, row, before, after, made, changed)
    row.save_digest = request
    return _hand_in(session, actor, audit, of_branch, made, len(changed))


def _complete(before: Sheet, entries: Mapping[str, Typed], reason: str) -> Sheet:
    """Return the sheet as it was typed, when nothing of it is missing or wrong."""
    after, problems = file_check.take(before, entries)
    problems += tuple(p for p in file_check.missing(after) if p.key not in {q.key for q in problems})
    fault = _fault_of(reason)
    if problems or fault:
        raise NotCorrected(after, problems, fault)
    return after


def _first_result(session: Session, audit: AuditMonth, row: FileCheck) -> Corrected:
    """Tell what the same request did when it came first."""
    found = corrections_of(session, row.id)
    made = found[0].submission
    answers = sum(one.submission_id == made.id for one in found)
    return Corrected(audit.area, made.version, made.submitted_at, answers, audit.state in AFTER_THE_CLOSE)


def _submitted(session: Session, row: FileCheck) -> tuple[AuditMonth, BranchMonth]:
    audit = get_month(session, row.area, row.month, lock=True)
    of_branch = get_branch_month(session, row.area, row.month, row.branch_code, lock=True)
    if audit is None or of_branch is None or of_branch.state is not BranchState.SUBMITTED:
        raise Refused(
            N_("Dieser Monat ist noch nicht abgegeben."),
            kept=KEPT,
            todo=N_("Sie können die Antworten einfach im Bogen ändern."),
        )
    return audit, of_branch


def _refuse_uncounted(row: FileCheck, version: int) -> None:
    drawn = row.sample_file
    is_regular = drawn.draw.draw_code == row.area.value
    if (
        row.state is not CheckState.FINISHED
        or drawn.exclusion_reason
        or drawn.draw.voided_at
        or not is_regular
    ):
        raise Refused(N_("Dieser Bogen zählt nicht mehr."), kept=KEPT)
    if row.version != version:
        raise Refused(
            N_("Diese Akte wurde inzwischen an anderer Stelle geändert."),
            kept=KEPT,
            todo=N_("Bitte öffnen Sie die Berichtigung noch einmal und tragen Sie Ihre Änderung dort ein."),
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _fault_of(reason: str) -> FieldFault | None:
    words = _one_line(reason)
    if not words:
        return FieldFault("reason", N_("Schreiben Sie, warum Sie berichtigen."))
    if len(words) > LONGEST_REASON:
        sentence = N_("Bitte kürzen Sie den Text auf %(limit)s Zeichen.")
        return FieldFault("reason", sentence, {"limit": LONGEST_REASON})
    return None


def _changed(before: Sheet, after: Sheet) -> tuple[str, ...]:
    return tuple(
        point.id for point in after.grid.points if before.entry_at(point.id) != after.entry_at(point.id)
    )


def _new_version(
    session: Session, clock: Clock, actor: Actor, audit: AuditMonth, reason: str, row: FileCheck
) -> Submission:
    last = last_submission(session, audit.area, audit.month, row.branch_code)
    made = Submission(
        area=audit.area,
        month=audit.month,
        branch_code=row.branch_code,
        version=(last.version if last else 0) + 1,
        submitted_by=actor.user_id,
        submitted_at=clock.now(),
        reason=reason,
    )
    session.add(made)
    session.flush()
    return made


def _write(
    session: Session, row: FileCheck, before: Sheet, after: Sheet, made: Submission, changed: tuple[str, ...]
) -> None:
    for point in changed:
        session.add(
            Correction(
                submission_id=made.id,
                file_check_id=row.id,
                check_point=point,
                before=_as_json(before.entry_at(point)),
                after=_as_json(after.entry_at(point)),
            )
        )
    write_entries(row, before, after)
    row.version += 1
    session.flush()


def _as_json(entry: AnswerEntry | None) -> dict[str, Any]:
    return dataclasses.asdict(entry) if entry else {}


def _hand_in(
    session: Session,
    actor: Actor,
    audit: AuditMonth,
    of_branch: BranchMonth,
    made: Submission,
    answers: int,
) -> Corrected:
    grid = grid_by_id(session, audit.checklist_version_id or "")
    rows = (
        *sheets_of(session, audit.area, audit.month, of_branch.branch_code),
        *sheets_of_missing(session, audit.area, audit.month, of_branch.branch_code),
    )
    sheets = [(row, sheet_of(row, grid)) for row in rows]
    release(session, handed_in(session, audit, of_branch, sheets, made.version))
    after_close = audit.state in AFTER_THE_CLOSE
    event = MonthCorrected(
        area=audit.area.value,
        month=str(audit.month),
        branch=of_branch.branch_code,
        version=made.version,
        answers=answers,
        after_close=after_close,
    )
    journal.record(session, actor, event, made.submitted_at)
    return Corrected(audit.area, made.version, made.submitted_at, answers, after_close)
