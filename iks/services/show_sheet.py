"""Show one sheet: its answers, what the population list says, and where the branch stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from checklists.model import Checklist, CheckPoint
from iks.domain import file_check
from iks.domain.file_check import Sheet
from iks.domain.finding import AnswerEntry
from iks.domain.guidance import Correction
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.substitution import what_followed
from iks.domain.typed_answer import Typed
from iks.domain.values import Area
from iks.services.earlier_findings import EarlierCheck, earlier_checks
from iks.services.read_guidance import corrections_in_force
from iks.services.read_sheet import SUBMITTED, fetch, sheet_by_row, why_read_only
from iks.services.take_over import People, people_at
from iks.store.accounts import Account
from iks.store.casework import FileCheck, faulty_elsewhere, sheet_ids
from iks.store.draws import sample_of
from iks.store.organisation import Branch
from iks.store.substitutions import follower_of


@dataclass(frozen=True)
class OpenSheet:
    """One sheet with everything its page says."""

    id: str
    area: Area
    month: Month
    branch: str
    branch_name: str
    file_ref: str
    number: int
    of: int
    version: int
    sheet: Sheet
    regimes: tuple[str, ...]
    # What the population list says; nothing once the sheet was finished.
    attributes: Mapping[str, object]
    saved_at: datetime | None
    finished_at: datetime | None
    # Who saved last, when that was somebody else.
    last_person: str
    # Who began it and who went on.
    people: People
    # Numbers of the branch's other files in which a point is faulty as well.
    also_faulty: Mapping[str, tuple[int, ...]]
    # Why nothing can be changed any more; empty while it can.
    read_only: str
    # What became of a file that dropped out; empty for all others.
    aftermath: str
    # Somebody else of the branch decided this case and left it to this person.
    taken_over: bool
    # Guidance of the area that was put right, the oldest first.
    corrections: tuple[Correction, ...]
    # What was found when the file was drawn before; empty until this sheet is finished.
    earlier: tuple[EarlierCheck, ...]

    @property
    def correctable(self) -> bool:
        """Whether only the submission stands in the way of a change."""
        return self.read_only == SUBMITTED


@dataclass(frozen=True)
class TypedAnswers:
    """What was typed on a page of a sheet and does not stand in it, so that it can be shown once more."""

    area: Area
    month: Month
    branch: str
    file_ref: str
    grid: Checklist
    answers: tuple[tuple[CheckPoint, AnswerEntry], ...]


def typed_answers(session: Session, actor: Actor, sheet_id: str, typed: Mapping[str, Typed]) -> TypedAnswers:
    """Return what of a posted page is not stored; nothing of a sheet that was handed over is compared.

    Raises
    ------
    NotThere
        When there is no such sheet, or it belongs to another branch or area.
    """
    row = fetch(session, actor, sheet_id, may_be_handed_over=True)
    is_hidden = row.sample_file.conflict_declared_by == actor.user_id
    stored = sheet_by_row(session, row)
    before = Sheet(stored.grid) if is_hidden else stored
    after, _ = file_check.take(before, typed)
    return TypedAnswers(
        row.area,
        row.month,
        row.branch_code,
        row.sample_file.file_ref,
        stored.grid,
        tuple(
            (point, entry)
            for point in stored.grid.points
            if (entry := after.entries.get(point.id)) and entry != before.entry_at(point.id)
        ),
    )


def open_sheet(session: Session, actor: Actor, sheet_id: str) -> OpenSheet:
    """Return a sheet of the person's own branch.

    Raises
    ------
    NotThere
        When there is no such sheet, or it belongs to another branch or area.
    """
    row = fetch(session, actor, sheet_id)
    ids = sheet_ids(session, row.area, row.month, row.branch_code)
    numbers = {sheet: number for number, sheet in enumerate(ids, start=1)}
    last = session.get(Account, row.checked_by) if row.checked_by not in {None, actor.user_id} else None
    return OpenSheet(
        id=row.id,
        area=row.area,
        month=row.month,
        branch=row.branch_code,
        branch_name=session.get_one(Branch, row.branch_code).name,
        file_ref=row.sample_file.file_ref,
        number=numbers.get(row.id, row.sample_file.position),
        of=_files(session, row) or len(numbers),
        version=row.version,
        sheet=sheet_by_row(session, row),
        regimes=tuple(filter(None, row.regimes.split(","))),
        attributes=row.sample_file.attributes or {},
        saved_at=row.saved_at,
        finished_at=row.finished_at,
        last_person=last.display_name if last else "",
        people=people_at(session, row),
        also_faulty=_also_faulty(session, actor, row, numbers),
        read_only=why_read_only(session, row),
        aftermath=_aftermath(session, row),
        taken_over=row.sample_file.conflict_declared_by is not None,
        corrections=corrections_in_force(session, row.area),
        earlier=earlier_checks(session, row),
    )


def _aftermath(session: Session, row: FileCheck) -> str:
    if row.sample_file.exclusion_reason is None:
        return ""
    return what_followed(replaced=follower_of(session, row.sample_file) is not None)


def _files(session: Session, row: FileCheck) -> int:
    """Return how many files a focus topic has in the branch; 0 for a sheet of the regular sample."""
    draw = row.sample_file.draw
    if draw.draw_code == row.area.value:
        return 0
    return sum(not file.exclusion_reason for file in sample_of(session, draw, row.branch_code))


def _also_faulty(
    session: Session, actor: Actor, row: FileCheck, numbers: Mapping[str, int]
) -> dict[str, tuple[int, ...]]:
    if row.sample_file.draw.voided_at:
        # What was begun under a void draw is not compared with the files that count.
        return {}
    found: dict[str, list[int]] = {}
    for point, sheet_id in faulty_elsewhere(session, row, actor.user_id):
        found.setdefault(point, []).append(numbers[sheet_id])
    return {point: tuple(sorted(places)) for point, places in found.items()}
