"""Turn the stored rows of a sheet into what its rules see, and write back what changed."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.file_check import Sheet, listed_points
from iks.domain.finding import AnswerEntry
from iks.domain.roles import Actor, Permission
from iks.domain.substitution import why_left_out
from iks.domain.typed_answer import Typed
from iks.domain.values import BranchState, CheckState
from iks.errors import N_, NotPermitted, NotThere, Refused
from iks.services.read_checklist import grid_by_id
from iks.store.casework import Answer, FileCheck, get_sheet
from iks.store.months import branch_state

SUBMITTED = N_("Dieser Monat ist abgegeben. Die Antworten stehen fest.")
_COLUMNS = tuple(field.name for field in dataclasses.fields(AnswerEntry))


class HandedOver(NotPermitted):
    """Shown to the person: who decided a case neither sees nor answers its sheet any more."""

    def __init__(self) -> None:
        super().__init__(
            N_("Sie haben erklärt, dass Sie diesen Fall selbst entschieden haben."),
            kept=N_("Deshalb sehen und ändern Sie diesen Bogen nicht mehr."),
            todo=N_("Bitte gehen Sie über „Meine Prüfungen“ weiter."),
        )


def fetch(
    session: Session, actor: Actor, sheet_id: str, *, lock: bool = False, may_be_handed_over: bool = False
) -> FileCheck:
    """Return the row of a sheet that the person may see.

    Raises
    ------
    NotThere
        When there is no such sheet, or it belongs to another branch or area.
    HandedOver
        When the person declared a conflict of interest and so must not see its answers.
    """
    row = get_sheet(session, sheet_id, lock=lock)
    if row is None or not actor.may(Permission.CHECK_FILES, row.area, row.branch_code):
        raise NotThere
    if row.sample_file.conflict_declared_by == actor.user_id and not may_be_handed_over:
        raise HandedOver
    return row


def sheet_of(row: FileCheck, grid: Checklist) -> Sheet:
    """Return a stored sheet as its rules see it."""
    entries = {answer.check_point: entry_of(answer) for answer in row.answers}
    listed = listed_points(grid, row.sample_file.attributes, entries)
    return Sheet(grid, row.state, listed, row.list_confirmed, entries)


def sheet_by_row(session: Session, row: FileCheck) -> Sheet:
    """Return a stored sheet together with its grid."""
    return sheet_of(row, grid_by_id(session, row.checklist_version_id))


def entry_of(answer: Answer) -> AnswerEntry:
    """Return a stored answer as a value."""
    return AnswerEntry(**{name: getattr(answer, name) for name in _COLUMNS})


def write_entries(row: FileCheck, before: Sheet, after: Sheet) -> None:
    """Write the answers that differ; the others keep their rows untouched."""
    stored = {answer.check_point: answer for answer in row.answers}
    for point, entry in after.entries.items():
        if before.entries.get(point) == entry:
            continue
        values = {name: getattr(entry, name) for name in _COLUMNS}
        if point in stored:
            for name, value in values.items():
                setattr(stored[point], name, value)
        else:
            row.answers.append(Answer(check_point=point, **values))
    for point in before.entries.keys() - after.entries.keys():
        row.answers.remove(stored[point])


def digest_of(actor: Actor, version: int, entries: Mapping[str, Typed], reason: str = "") -> str:
    """Return what tells a request from every other one, so that the same one sent twice is recognised."""
    content = [actor.user_id, version, {point: dict(fields) for point, fields in entries.items()}]
    return hashlib.sha256(json.dumps([*content, reason], sort_keys=True).encode()).hexdigest()


def why_read_only(session: Session, row: FileCheck) -> str:
    """Return the sentence that says why a sheet cannot be changed any more; empty while it can."""
    if row.sample_file.draw.voided_at:
        return N_("Die Ziehung zu diesem Bogen ist ungültig. Er zählt nicht mehr.")
    if row.sample_file.exclusion_reason:
        return why_left_out(row.sample_file.exclusion_reason)
    if row.state is CheckState.VOID:
        return N_("Dieser Bogen ist ungültig. Die Akte hat einen neuen Bogen in Ihrer Liste.")
    # What a branch hands in is its regular sample; files of a topic stay open beside it.
    is_regular = row.sample_file.draw.draw_code == row.area.value
    if is_regular and branch_state(session, row.area, row.month, row.branch_code) is BranchState.SUBMITTED:
        return SUBMITTED
    return ""


def refuse_read_only(session: Session, row: FileCheck) -> None:
    """Refuse a change of a sheet that is void, replaced or submitted.

    Raises
    ------
    Refused
        With the sentence that says why.
    """
    sentence = why_read_only(session, row)
    if sentence:
        raise Refused(
            sentence,
            kept=N_("Es wurde nichts geändert."),
            todo=N_("Bitte gehen Sie über „Meine Prüfungen“ weiter."),
        )
