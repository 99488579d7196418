"""Branch room: what became of drawn files that somebody could not, or must not, check."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.values import Area, CheckState, ExclusionReason
from iks.store.casework import FileCheck
from iks.store.draws import Draw, SampleFile


def follower_of(session: Session, file: SampleFile) -> SampleFile | None:
    """Return the file that moved up for another one."""
    query = select(SampleFile).where(SampleFile.substitute_for_id == file.id)
    return session.scalars(query).one_or_none()


def excluded_files(session: Session, areas: Iterable[Area]) -> list[SampleFile]:
    """Return the files that could not be checked, of draws that count; the newest month first."""
    query = (
        select(SampleFile)
        .join(Draw, SampleFile.draw_id == Draw.id)
        .where(Draw.area.in_(list(areas)), Draw.voided_at.is_(None), SampleFile.exclusion_reason.is_not(None))
        .order_by(Draw.month.desc(), Draw.draw_code, SampleFile.branch_code, SampleFile.position)
    )
    return list(session.scalars(query))


def followers_of(session: Session, files: Iterable[SampleFile]) -> dict[str, SampleFile]:
    """Return, by the id of the file that dropped out, the one that moved up for it."""
    query = select(SampleFile).where(SampleFile.substitute_for_id.in_([file.id for file in files]))
    return {file.substitute_for_id or "": file for file in session.scalars(query)}


def sheets_of_missing(session: Session, area: Area, month: Month, branch: str) -> list[FileCheck]:
    """Return the sheets of missing files of the regular draw: each counts with the finding that it is."""
    query = (
        select(FileCheck)
        .join(SampleFile, FileCheck.sample_file_id == SampleFile.id)
        .join(Draw, SampleFile.draw_id == Draw.id)
        .where(
            FileCheck.area == area,
            FileCheck.month == month,
            FileCheck.branch_code == branch,
            FileCheck.state == CheckState.FINISHED,
            SampleFile.exclusion_reason == ExclusionReason.MISSING,
            Draw.voided_at.is_(None),
            Draw.draw_code == area.value,
        )
        .order_by(SampleFile.position)
    )
    return list(session.scalars(query))


def handed_over(session: Session, area: Area, branches: Iterable[str], person: str) -> list[FileCheck]:
    """Return the open sheets that somebody else left to the others of a branch."""
    query = (
        select(FileCheck)
        .join(SampleFile, FileCheck.sample_file_id == SampleFile.id)
        .join(Draw, SampleFile.draw_id == Draw.id)
        .where(
            FileCheck.area == area,
            FileCheck.branch_code.in_(list(branches)),
            FileCheck.state.in_([CheckState.NOT_STARTED, CheckState.IN_PROGRESS]),
            SampleFile.conflict_declared_by != person,
            SampleFile.exclusion_reason.is_(None),
            Draw.voided_at.is_(None),
        )
        .order_by(FileCheck.month, FileCheck.branch_code, SampleFile.position)
    )
    return list(session.scalars(query))


def void_sheets(session: Session, areas: Iterable[Area]) -> list[FileCheck]:
    """Return the sheets that somebody made void, the newest month first."""
    query = (
        select(FileCheck)
        .where(FileCheck.area.in_(list(areas)), FileCheck.state == CheckState.VOID)
        .order_by(FileCheck.month.desc(), FileCheck.branch_code, FileCheck.voided_at)
    )
    return list(session.scalars(query))


def left_to_others(session: Session, areas: Iterable[Area]) -> list[SampleFile]:
    """Return the files of draws that count whose conflict of interest was solved inside the branch."""
    query = (
        select(SampleFile)
        .join(Draw, SampleFile.draw_id == Draw.id)
        .where(
            Draw.area.in_(list(areas)),
            Draw.voided_at.is_(None),
            SampleFile.conflict_declared_by.is_not(None),
            SampleFile.exclusion_reason.is_(None),
        )
        .order_by(Draw.month.desc(), SampleFile.branch_code, SampleFile.position)
    )
    return list(session.scalars(query))
