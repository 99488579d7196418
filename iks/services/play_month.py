"""Play a month of the demo as its people would: a list comes in, files are checked, branches submit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.clock import SetClock
from iks.domain.demo_content import DemoWriter
from iks.domain.finding import AnswerEntry
from iks.domain.follow_up import FollowUpEntry
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.typed_answer import Typed
from iks.domain.values import AnswerValue, Area, CheckState, Reflection, Relevance, Remedy
from iks.services.check_file import confirm_list, finish, save_answers
from iks.services.keep_follow_up import NOTHING_SEEN, save_follow_up
from iks.services.play_model_cases import write_case
from iks.services.read_checklist import grid_by_id
from iks.services.sign_in import actor_on_duty
from iks.services.submit_month import submit
from iks.store.casework import FileCheck, sheets_of


@dataclass(frozen=True)
class Progress:
    """How far a branch is: finished files, answers in the next one, and whether it submitted."""

    finished: int
    answers: int = 0
    submitted: bool = False


LEFT_OPEN = 7
ALL_DONE = Progress(finished=1000, submitted=True)


def play_branch(
    session: Session,
    clock: SetClock,
    writer: DemoWriter,
    area: Area,
    month: Month,
    branch: str,
    wanted: Progress,
) -> None:
    """Let the head of a branch check its files as far as wanted, and submit."""
    head = actor_on_duty(session, clock, branch.lower())
    rows = sheets_of(session, area, month, branch)
    for number, row in enumerate(rows):
        if number < wanted.finished:
            _check(session, clock, head, writer, row, number, None)
        elif number == wanted.finished and wanted.answers:
            _check(session, clock, head, writer, row, number, wanted.answers)
    if wanted.submitted and rows:
        write_case(session, head, area, month, branch, rows)
        submit(session, clock, head, area, month, branch)
        _follow_up(session, clock, head, rows)


def _follow_up(session: Session, clock: SetClock, head: Actor, rows: Sequence[FileCheck]) -> None:
    """Let a head talk about what was found and put it right; one finding in seven stays open."""
    found = [(row, a) for row in rows for a in row.answers if a.value is AnswerValue.FINDING]
    for number, (row, answer) in enumerate(sorted(found, key=lambda one: (one[0].id, one[1].check_point))):
        if number % LEFT_OPEN:
            talk = Reflection.TEAM_MEETING if answer.relevance == Relevance.TEAM else Reflection.TALK
            entry = FollowUpEntry(reflection=talk, remedy=Remedy.CORRECTED)
            save_follow_up(session, clock, head, row.id, answer.check_point, entry, seen=NOTHING_SEEN)


def _check(
    session: Session,
    clock: SetClock,
    head: Actor,
    writer: DemoWriter,
    row: FileCheck,
    number: int,
    answers: int | None,
) -> None:
    grid = grid_by_id(session, row.checklist_version_id)
    attributes = row.sample_file.attributes or {}
    entries = writer.sheet(grid, row.branch_code, row.month, number, attributes)
    typed = _typed(grid, entries)
    if answers is not None:
        begun = dict(list(typed.items())[:answers])
        save_answers(session, clock, head, row.id, row.version, begun)
        return
    confirm_list(session, clock, head, row.id, row.version, typed)
    done = finish(session, clock, head, row.id, row.version, {})
    if done.sheet.state is not CheckState.FINISHED:
        raise ValueError([problem.key for problem in done.problems])


def _typed(grid: Checklist, entries: Mapping[str, AnswerEntry]) -> dict[str, Typed]:
    return {p.id: as_typed(entries[p.id]) for p in grid.check_points if not entries[p.id].preselected}


def as_typed(entry: AnswerEntry) -> Typed:
    """Return an entry as the fields of the form would carry it.

    >>> from iks.domain.values import AnswerValue
    >>> as_typed(AnswerEntry(AnswerValue.OK))
    {'answer': 'ok'}
    """
    fields = {
        "pattern": entry.pattern,
        "cause": entry.cause,
        "kind": entry.kind,
        "severity": entry.severity,
        "amount": f"{entry.amount_cents / 100:.2f}".replace(".", ",") if entry.amount_cents else None,
        "months": entry.months,
        "direction": entry.direction,
        "bearer": entry.bearer,
        "relevance": entry.relevance,
        "reason": entry.reason,
    }
    return {"answer": str(entry.value)} | {name: str(value) for name, value in fields.items() if value}
