"""Give a branch the files of focus topics that it has to check, beside its regular sample."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, CheckState
from iks.services.draw_focus import focus_draws
from iks.store.casework import FileCheck
from iks.store.draws import Draw, SampleFile
from iks.store.focus import topic_by_code


@dataclass(frozen=True)
class FocusFile:
    """One file of a topic with its sheet."""

    number: int
    file_ref: str
    sheet_id: str
    state: CheckState


@dataclass(frozen=True)
class FocusBlock:
    """The files of one topic in one branch and month."""

    code: str
    title: str
    files: tuple[FocusFile, ...]

    @property
    def finished(self) -> int:
        """How many of them are checked."""
        return sum(file.state is CheckState.FINISHED for file in self.files)


def focus_files(
    session: Session, actor: Actor, area: Area, month: Month, branch: str
) -> tuple[FocusBlock, ...]:
    """Return the files of every topic that have sheets; topics without a grid are not shown.

    Raises
    ------
    NotThere
        When the branch is somebody else's.
    """
    actor.require(Permission.CHECK_FILES, area, branch)
    blocks = (_block(session, draw, branch) for draw in focus_draws(session, area, month))
    return tuple(block for block in blocks if block.files)


def _block(session: Session, draw: Draw, branch: str) -> FocusBlock:
    code = draw.frame.code
    topic = topic_by_code(session, draw.area, code)
    query = (
        select(FileCheck)
        .join(SampleFile, FileCheck.sample_file_id == SampleFile.id)
        .where(SampleFile.draw_id == draw.id, SampleFile.branch_code == branch)
        .where(SampleFile.exclusion_reason.is_(None), FileCheck.state != CheckState.VOID)
        .order_by(SampleFile.position)
    )
    files = tuple(
        FocusFile(number, sheet.sample_file.file_ref, sheet.id, sheet.state)
        for number, sheet in enumerate(session.scalars(query), start=1)
    )
    return FocusBlock(code, topic.title if topic else code, files)
