"""Put a missing file on the watch list and finish its sheet: that nobody finds it is itself a finding."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.roles import Actor
from iks.domain.substitution import WHY_NOT_ASSESSABLE, entries_of_missing
from iks.domain.values import CheckState, ExclusionReason
from iks.services.read_checklist import grid_by_id
from iks.services.void_sheet import void_sheet
from iks.store.casework import Answer, FileCheck
from iks.store.missing import MissingFile, count_missing
from iks.store.months import BranchMonth


def report_missing(
    session: Session, clock: Clock, actor: Actor, row: FileCheck, of_branch: BranchMonth
) -> None:
    """Finish the sheet of a missing file and let branch, revision and unit head know of it."""
    # What was answered before the file got lost stays on record on its own, void sheet.
    if row.state is not CheckState.NOT_STARTED:
        row = void_sheet(session, clock, actor, row, WHY_NOT_ASSESSABLE, ExclusionReason.MISSING.value)
    grid = grid_by_id(session, row.checklist_version_id)
    entries = entries_of_missing(grid)
    row.answers = [Answer(check_point=point, **asdict(entry)) for point, entry in entries.items()]
    row.state, row.list_confirmed = CheckState.FINISHED, True
    row.finished_at = row.saved_at = clock.now()
    row.version += 1
    session.add(
        MissingFile(sample_file_id=row.sample_file_id, reported_at=row.finished_at, reported_by=actor.user_id)
    )
    session.flush()
    of_branch.missing_files = count_missing(session, row.area, row.month, row.branch_code)
