"""What stands at the foot of a report and proves it; nothing of it tells which files were drawn."""

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.report import ReportFoot
from iks.domain.values import Area
from iks.store import draws, frames, journal


def foot_of(session: Session, area: Area, month: Month) -> ReportFoot:
    """Return digest of the list, promise for the next draw, and the last entry of the journal."""
    frame = frames.current_frame(session, area, month)
    link = draws.chain_heads(session).get(area.value)
    newest = draws.last_drawn_month(session, area.value)
    position, head = journal.head(session)
    return ReportFoot(
        frame_digest=(frame.digest or "") if frame else "",
        commitment=link[1] if link and newest else "",
        commitment_month=(newest or month).shift(1),
        journal_position=position,
        journal_hash=head,
    )
