"""Check a file: open its sheet, save answers, confirm the list, finish, void."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from iks.domain import file_check
from iks.domain.clock import Clock
from iks.domain.file_check import Sheet
from iks.domain.finding import AnswerEntry, Problem
from iks.domain.journal import SheetFinished, SheetStarted
from iks.domain.roles import Actor
from iks.domain.typed_answer import Typed
from iks.domain.values import CheckState
from iks.errors import N_, StaleVersion
from iks.services.read_sheet import digest_of, fetch, refuse_read_only, sheet_by_row, write_entries
from iks.services.show_sample import FileLine, Resume, SampleView, sample_view
from iks.services.show_sheet import OpenSheet, open_sheet
from iks.services.take_over import note_person
from iks.services.void_sheet import void_sheet
from iks.store import journal
from iks.store.casework import FileCheck, current_sheet_id, forget_list

__all__ = [
    "Difference",
    "FileLine",
    "OpenSheet",
    "Resume",
    "SampleView",
    "Saved",
    "SavedMeanwhile",
    "confirm_list",
    "finish",
    "open_sheet",
    "sample_view",
    "save_answers",
    "void",
]

# The journal is never erased, so it names the kind of reason; the words stay with the sheet.
WRONG_FILE = "wrong_file"


@dataclass(frozen=True)
class Saved:
    """What a save led to: the sheet as it stands now, and what is not right yet."""

    sheet_id: str
    version: int
    saved_at: datetime | None
    sheet: Sheet
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Difference:
    """One point at which the stored sheet and what was typed are not the same."""

    point: str
    stored: AnswerEntry | None
    typed: AnswerEntry | None
    fields: Typed
    problems: tuple[Problem, ...]


class SavedMeanwhile(StaleVersion):
    """Shown to the person: both versions of every point at which they differ, nothing is lost."""

    def __init__(self, sheet_id: str, version: int, differences: tuple[Difference, ...]) -> None:
        super().__init__(
            N_("Diese Akte wurde inzwischen an anderer Stelle geändert."),
            kept=N_("Beide Fassungen sind da; es wurde nichts überschrieben."),
            todo=N_("Bitte laden Sie die Seite neu und wählen Sie, welche Fassung gilt."),
        )
        self.sheet_id, self.version, self.differences = sheet_id, version, differences


def save_answers(
    session: Session,
    clock: Clock,
    actor: Actor,
    sheet_id: str,
    version: int,
    entries: Mapping[str, Typed],
    *,
    whole_page: bool = False,
) -> Saved:
    """Save what was typed; what is valid is taken, the rest is named.

    ``version`` is the one the page was made from. ``whole_page`` says that everything on the page was
    sent and a fresh page follows; then an older page that differs in nothing does no harm.

    Raises
    ------
    SavedMeanwhile
        When somebody saved the sheet in between and it differs from what was typed.
    Refused
        When the sheet is void, replaced or submitted.
    """
    row = fetch(session, actor, sheet_id, lock=True)
    refuse_read_only(session, row)
    before = sheet_by_row(session, row)
    after, problems = file_check.take(before, entries)
    request = digest_of(actor, version, entries)
    if row.version != version:
        _refuse_overwriting(row, before, after, problems, entries, request, whole_page=whole_page)
    elif after != before:
        _write(session, clock, actor, row, before, after, request)
    return Saved(row.id, row.version, row.saved_at, after, problems)


def _refuse_overwriting(
    row: FileCheck,
    stored: Sheet,
    wanted: Sheet,
    problems: tuple[Problem, ...],
    entries: Mapping[str, Typed],
    request: str,
    *,
    whole_page: bool,
) -> None:
    """Let pass what changes nothing; the same request sent twice gives the first result."""
    same = wanted.entries == stored.entries and not problems
    if row.save_digest == request or (whole_page and same):
        return
    differences = tuple(
        Difference(
            point,
            stored.entry_at(point),
            wanted.entry_at(point),
            fields,
            tuple(p for p in problems if p.point == point),
        )
        for point, fields in entries.items()
        if stored.entry_at(point) != wanted.entry_at(point) or any(p.point == point for p in problems)
    )
    raise SavedMeanwhile(row.id, row.version, differences)


def _write(
    session: Session,
    clock: Clock,
    actor: Actor,
    row: FileCheck,
    before: Sheet,
    after: Sheet,
    digest: str | None = None,
) -> None:
    now = clock.now()
    begins = before.state is CheckState.NOT_STARTED and after.state is not CheckState.NOT_STARTED
    if begins:
        journal.record(session, actor, SheetStarted(*_place(row)), now)
    note_person(session, actor, row, now, begins=begins)
    if before.state is not CheckState.FINISHED and after.state is CheckState.FINISHED:
        journal.record(session, actor, SheetFinished(*_place(row)), now)
        forget_list(session, row.sample_file)
    write_entries(row, before, after)
    row.state, row.list_confirmed = after.state, after.list_confirmed
    if after.state is not CheckState.FINISHED:
        row.finished_at = None
    elif row.finished_at is None:
        row.finished_at = now
    row.version += 1
    row.save_digest = digest
    row.saved_at, row.checked_by = now, actor.user_id
    session.flush()


def _place(row: FileCheck) -> tuple[str, str, str]:
    return row.area.value, str(row.month), row.branch_code


def confirm_list(
    session: Session,
    clock: Clock,
    actor: Actor,
    sheet_id: str,
    version: int,
    entries: Mapping[str, Typed],
) -> Saved:
    """Save, then confirm that the points the population list rules out do not apply."""
    saved = save_answers(session, clock, actor, sheet_id, version, entries, whole_page=True)
    return _go_on(session, clock, actor, saved, file_check.confirm_list(saved.sheet))


def finish(
    session: Session,
    clock: Clock,
    actor: Actor,
    sheet_id: str,
    version: int,
    entries: Mapping[str, Typed],
) -> Saved:
    """Save, then finish the sheet; when something is missing or wrong it stays open and that is named."""
    saved = save_answers(session, clock, actor, sheet_id, version, entries, whole_page=True)
    lacking = _in_order_of_the_form(saved)
    if lacking:
        return dataclasses.replace(saved, problems=lacking)
    return _go_on(session, clock, actor, saved, file_check.finish(saved.sheet))


def _in_order_of_the_form(saved: Saved) -> tuple[Problem, ...]:
    """Join what is wrong and what is missing; a field that is wrong is not missing as well."""
    wrong = {problem.key for problem in saved.problems}
    order = {point.id: number for number, point in enumerate(saved.sheet.grid.points)}
    both = [*saved.problems, *(p for p in file_check.missing(saved.sheet) if p.key not in wrong)]
    return tuple(sorted(both, key=lambda problem: order.get(problem.point, -1)))


def _go_on(session: Session, clock: Clock, actor: Actor, saved: Saved, after: Sheet) -> Saved:
    if after == saved.sheet:
        return saved
    row = fetch(session, actor, saved.sheet_id)
    _write(session, clock, actor, row, saved.sheet, after)
    return dataclasses.replace(saved, version=row.version, saved_at=row.saved_at, sheet=after)


def void(session: Session, clock: Clock, actor: Actor, sheet_id: str, reason: str) -> str:
    """Make a sheet void, because the wrong file was checked; return the fresh sheet of the drawn file.

    Raises
    ------
    InvalidInput
        Without a reason.
    Refused
        When the sheet is replaced or submitted.
    """
    row = fetch(session, actor, sheet_id, lock=True)
    follower = current_sheet_id(session, row.sample_file_id)
    if row.state is CheckState.VOID and follower:
        return follower
    refuse_read_only(session, row)
    words = file_check.void_reason(reason)
    return void_sheet(session, clock, actor, row, words, WRONG_FILE).id
