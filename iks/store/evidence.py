"""Branch room: everything that is stored of one month, void draws and void sheets included."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from iks.domain.month import Month
from iks.domain.values import Area, CheckState
from iks.store.casework import FileCheck, Submission
from iks.store.corrections import Correction
from iks.store.draws import Draw, SampleFile
from iks.store.follow_up import FollowUp

_FILES = (Draw.draw_code, Draw.attempt, SampleFile.branch_code, SampleFile.position)


def draws_in(session: Session, area: Area, month: Month) -> list[Draw]:
    """Return all draws of a month, those of focus topics and re-checks included, by draw id and attempt."""
    query = select(Draw).where(Draw.area == area, Draw.month == month)
    loaded = query.options(joinedload(Draw.frame), joinedload(Draw.secret))
    return list(session.scalars(loaded.order_by(Draw.draw_code, Draw.attempt)))


def sampled_in(session: Session, area: Area, month: Month, branch: str) -> list[SampleFile]:
    """Return the drawn files of a month, of one branch or of all."""
    query = select(SampleFile).join(Draw).where(Draw.area == area, Draw.month == month)
    if branch:
        query = query.where(SampleFile.branch_code == branch)
    return list(session.scalars(query.options(joinedload(SampleFile.draw)).order_by(*_FILES)))


def sheets_in(session: Session, area: Area, month: Month, branch: str) -> list[FileCheck]:
    """Return the begun sheets of a month, void ones before the one that counts."""
    query = (
        select(FileCheck)
        .join(SampleFile, SampleFile.id == FileCheck.sample_file_id)
        .join(Draw, Draw.id == SampleFile.draw_id)
        .where(Draw.area == area, Draw.month == month, FileCheck.state != CheckState.NOT_STARTED)
        .order_by(*_FILES, FileCheck.voided_at.is_(None), FileCheck.voided_at)
        .options(joinedload(FileCheck.sample_file).joinedload(SampleFile.draw))
    )
    return list(session.scalars(query.where(FileCheck.branch_code == branch) if branch else query))


def submissions_in(session: Session, area: Area, month: Month, branch: str) -> list[Submission]:
    """Return what the branches handed in, by branch and version."""
    query = select(Submission).where(Submission.area == area, Submission.month == month)
    query = query.where(Submission.branch_code == branch) if branch else query
    return list(session.scalars(query.order_by(Submission.branch_code, Submission.version)))


def corrections_in(session: Session, sheets: list[FileCheck]) -> list[Correction]:
    """Return the corrections of some sheets, by version and point."""
    query = (
        select(Correction)
        .join(Submission, Submission.id == Correction.submission_id)
        .where(Correction.file_check_id.in_([sheet.id for sheet in sheets]))
        .order_by(Submission.version, Correction.check_point)
        .options(joinedload(Correction.submission))
    )
    return list(session.scalars(query))


def follow_ups_in(session: Session, sheets: list[FileCheck]) -> list[FollowUp]:
    """Return what became of the findings on some sheets, by point."""
    query = select(FollowUp).where(FollowUp.file_check_id.in_([sheet.id for sheet in sheets]))
    return list(session.scalars(query.order_by(FollowUp.check_point)))
