"""Write the case files of a list, some thousand at a time."""

from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from iks.domain.frame_rows import FrameRow, FrameRows
from iks.domain.progress import Progress, Step
from iks.domain.values import FrameStatus
from iks.store.frames import Frame, add_rows

AT_A_TIME = 5000


def store_rows(session: Session, frame: Frame, rows: FrameRows, progress: Progress) -> None:
    """Write all case files of a list; they are there only when the transaction is committed."""
    done, left = 0, rows.in_order()
    while chunk := list(map(_values, islice(left, AT_A_TIME))):
        progress(Step.WRITE, done, len(rows))
        add_rows(session, frame, chunk)
        done += len(chunk)
    progress(Step.WRITE, done, len(rows))


def _values(row: FrameRow) -> dict[str, Any]:
    return {
        "branch_code": row.branch,
        "stratum": row.stratum,
        "file_ref": row.file_ref,
        "status": FrameStatus(row.status),
        "attributes": row.attributes,
    }
