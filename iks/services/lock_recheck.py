"""Fix which sheets of a closed month can be drawn for a second check: every finished one, all alike."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, FrameStatus, MonthState
from iks.services.commit_seed import early_enough
from iks.services.lock_frame import fix_frame
from iks.services.order_recheck import recheck_code, sheets_to_draw
from iks.services.read_checklist import grid_by_id
from iks.store.draws import SampleFile, next_secret
from iks.store.focus import RECHECK
from iks.store.frames import Frame, add_rows, current_frame, next_attempt
from iks.store.months import AuditMonth, get_month, months_of
from iks.store.recheck import HOUSE, STRATUM, finished_files, recheck_frames

_CLOSED = frozenset({MonthState.CLOSED, MonthState.REPORTED})


@dataclass(frozen=True)
class ClosedMonth:
    """A closed month whose sheets nobody has fixed yet."""

    area: Area
    month: Month


def months_to_lock(session: Session) -> tuple[ClosedMonth, ...]:
    """Return the closed months for which a re-check is ordered and no list of sheets is locked."""
    found: list[ClosedMonth] = []
    for area in Area:
        fixed = {frame.month for frame in recheck_frames(session, area)}
        found += [
            ClosedMonth(area, audit.month)
            for audit in months_of(session, area)
            if audit.state in _CLOSED
            and audit.month not in fixed
            and sheets_to_draw(session, area, audit.month) is not None
        ]
    return tuple(sorted(found, key=lambda closed: closed.month))


def lock_recheck(session: Session, clock: Clock, actor: Actor, closed: ClosedMonth) -> int:
    """Fix the sheets of a closed month with their digest, and return how many there are; 0 for not yet.

    The list names no branch, no answer and nothing of the population list, so each sheet has the same
    chance, whatever was found in it.
    """
    actor.require(Permission.ORDER_RECHECK, closed.area)
    audit = get_month(session, closed.area, closed.month, lock=True)
    link = next_secret(session, recheck_code(closed.area))
    if audit is None or link is None or not early_enough(link, clock):
        return 0
    files = finished_files(session, closed.area, closed.month)
    if not files or current_frame(session, closed.area, closed.month, RECHECK) is not None:
        return 0
    frame = _frame(session, clock, audit, files)
    grid = grid_by_id(session, audit.checklist_version_id or "")
    return fix_frame(session, clock, actor, frame, grid)


def _frame(session: Session, clock: Clock, audit: AuditMonth, files: list[SampleFile]) -> Frame:
    regular = files[0].draw.frame
    frame = Frame(
        area=audit.area,
        month=audit.month,
        code=RECHECK,
        attempt=next_attempt(session, audit.area, audit.month, RECHECK),
        reference_date=audit.closed_on or local_date(clock.now()),
        imported_at=clock.now(),
        imported_by=regular.imported_by,
        source_digest=regular.source_digest,
        reading={},
        counts={},
        allocation={STRATUM: sheets_to_draw(session, audit.area, audit.month)},
    )
    session.add(frame)
    session.flush()
    rows = [
        {
            "file_ref": file.file_ref,
            "branch_code": HOUSE,
            "stratum": STRATUM,
            "status": FrameStatus.ELIGIBLE,
        }
        for file in files
    ]
    add_rows(session, frame, rows)
    return frame
