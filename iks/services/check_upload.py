"""Read and check a list before anything is written, so that nobody has to wait while a long one is read."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.absent_branch import AbsentBranch
from iks.domain.frame_file import FrameFile
from iks.domain.frame_mapping import load_mapping
from iks.domain.progress import Progress, silent
from iks.domain.roles import Actor, Permission
from iks.services.follow_branches import absent_branches
from iks.services.frame_upload import FrameUpload, MappingNeeded
from iks.services.read_checklist import grid_of, version_of_month
from iks.services.read_spreadsheet import read_list
from iks.store.frames import mapping_text
from iks.store.organisation import branches_in


@dataclass(frozen=True)
class Basis:
    """What the house says about the lists of a month; a list that was read by it is right only by it."""

    checklist_version: str
    mapping: str
    branches: Mapping[str, str]
    absent: tuple[AbsentBranch, ...]


@dataclass(frozen=True)
class CheckedUpload:
    """An upload without a fault, what was read from it, and by what it was read."""

    upload: FrameUpload
    basis: Basis
    file: FrameFile

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the uploaded file."""
        return hashlib.sha256(self.upload.data).hexdigest()


def check_upload(
    session: Session, actor: Actor, upload: FrameUpload, progress: Progress = silent
) -> CheckedUpload:
    """Read a list; a session that only reads is enough.

    Raises
    ------
    FrameFileRejected
        With every fault of the list.
    MappingRejected, MappingNeeded
        When the mapping does not fit the grid; when there is none.
    """
    actor.require(Permission.HANDLE_FRAMES, area=upload.area)
    basis, grid = _basis(session, upload)
    # A line break at the end tells the text itself from the name of a file.
    mapping = load_mapping(basis.mapping + "\n")
    file = read_list(upload.data, mapping, grid, basis.branches, upload.limits, basis.absent, progress)
    return CheckedUpload(upload, basis, file)


def still_right(session: Session, checked: CheckedUpload) -> bool:
    """Return whether the house still says the same as when the list was read."""
    return _basis(session, checked.upload)[0] == checked.basis


def _basis(session: Session, upload: FrameUpload) -> tuple[Basis, Checklist]:
    version = version_of_month(session, upload.area, upload.month)
    mapping = upload.mapping or mapping_text(session, upload.area)
    if mapping is None:
        raise MappingNeeded
    basis = Basis(
        version.id,
        mapping,
        {branch.code: branch.name for branch in branches_in(session, upload.month)},
        absent_branches(session, upload.month),
    )
    return basis, grid_of(version)
