"""Show one sheet: its answers, what the population list says, and where the branch stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from iks.domain.file_check import Sheet
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.services.read_sheet import fetch, sheet_by_row, why_read_only
from iks.store.accounts import Account
from iks.store.casework import FileCheck, faulty_elsewhere, sheet_ids
from iks.store.organisation import Branch


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
    # Numbers of the branch's other files in which a point is faulty as well.
    also_faulty: Mapping[str, tuple[int, ...]]
    # Why nothing can be changed any more; empty while it can.
    read_only: str


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
        of=len(numbers),
        version=row.version,
        sheet=sheet_by_row(session, row),
        regimes=tuple(filter(None, row.regimes.split(","))),
        attributes=row.sample_file.attributes or {},
        saved_at=row.saved_at,
        finished_at=row.finished_at,
        last_person=last.display_name if last else "",
        also_faulty=_also_faulty(session, row, numbers),
        read_only=why_read_only(session, row),
    )


def _also_faulty(session: Session, row: FileCheck, numbers: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for point, sheet_id in faulty_elsewhere(session, row):
        found.setdefault(point, []).append(numbers[sheet_id])
    return {point: tuple(sorted(places)) for point, places in found.items()}
