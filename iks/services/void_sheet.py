"""Make a sheet void: it stays on record with reason, person and time, and its file gets a fresh one."""

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.file_check import PROPOSED, Entries
from iks.domain.journal import SheetVoided
from iks.domain.roles import Actor
from iks.domain.values import CheckState
from iks.services.read_sheet import sheet_by_row
from iks.store import journal
from iks.store.casework import Answer, FileCheck


def void_sheet(
    session: Session, clock: Clock, actor: Actor, row: FileCheck, words: str, kind: str
) -> FileCheck:
    """Void a sheet and return the fresh one of its file.

    The journal is never erased, so it names the kind of reason; the words stay with the sheet.
    """
    # What the list ruled out is read before the sheet is void, because the list may be erased by now.
    listed = sheet_by_row(session, row).listed
    row.state, row.void_reason, row.finished_at = CheckState.VOID, words, None
    row.voided_by, row.voided_at = actor.user_id, clock.now()
    row.version += 1
    event = SheetVoided(row.area.value, str(row.month), row.branch_code, reason=kind)
    journal.record(session, actor, event, clock.now())
    session.flush()
    fresh = FileCheck(
        sample_file=row.sample_file,
        area=row.area,
        month=row.month,
        branch_code=row.branch_code,
        checklist_version_id=row.checklist_version_id,
        regimes=row.regimes,
    )
    if row.sample_file.attributes is None:
        # What the erased list ruled out is taken over as a proposal.
        proposals: Entries = dict.fromkeys(listed, PROPOSED)
        fresh.answers = [Answer(check_point=p, value=e.value, preselected=True) for p, e in proposals.items()]
    session.add(fresh)
    session.flush()
    return fresh
