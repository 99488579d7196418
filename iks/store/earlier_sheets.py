"""Branch room: the sheets of files that were drawn before."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from iks.domain.values import CheckState
from iks.store.casework import FileCheck
from iks.store.draws import Draw, SampleFile


def earlier_sheets(session: Session, row: FileCheck) -> list[FileCheck]:
    """Return the finished sheets of the same file, branch and area of earlier months, the newest first."""
    query = (
        select(FileCheck)
        .join(SampleFile, FileCheck.sample_file_id == SampleFile.id)
        .join(Draw, SampleFile.draw_id == Draw.id)
        .where(SampleFile.file_ref == row.sample_file.file_ref, SampleFile.exclusion_reason.is_(None))
        .where(FileCheck.area == row.area, FileCheck.branch_code == row.branch_code)
        .where(FileCheck.month < row.month, FileCheck.state == CheckState.FINISHED, Draw.voided_at.is_(None))
        .order_by(FileCheck.month.desc())
    )
    return list(session.scalars(query))
