"""Set a draw aside for good: it stays on record, and what the list said about its files is erased."""

from datetime import datetime

from sqlalchemy.orm import Session

from iks.domain.file_check import PROPOSED
from iks.services.read_sheet import sheet_by_row
from iks.store.casework import Answer
from iks.store.draws import Draw
from iks.store.void_requests import begun_sheets, forget_list_of


def set_aside(session: Session, draw: Draw, reason: str, now: datetime) -> None:
    """Set draw and list aside; what the list said about its files is erased, as at the close of a month."""
    draw.voided_at, draw.void_reason, draw.frame.voided_at = now, reason, now
    session.flush()
    for row in begun_sheets(session, draw.area, draw.month):
        if row.sample_file.draw_id == draw.id:
            sheet = sheet_by_row(session, row)
            # Which points the list had ruled out is kept in the sheet itself.
            kept = sheet.listed - sheet.entries.keys()
            row.answers += [
                Answer(check_point=p, value=PROPOSED.value, preselected=True) for p in sorted(kept)
            ]
    session.flush()
    forget_list_of(session, draw)
