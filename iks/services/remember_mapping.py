"""Remember how the headers and values of an area's list are read; give and check the mapping."""

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.clock import Clock
from iks.domain.draw_events import MappingChanged
from iks.domain.frame_mapping import FrameMapping, MappingRejected, check_mapping, load_mapping
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services.read_checklist import grid_of, version_of_month
from iks.services.set_up_house import install_mapping
from iks.store import journal
from iks.store.frames import mapping_text
from iks.store.organisation import branches_in


@dataclass(frozen=True)
class MappingDesk:
    """What a person needs to say how a list is read: the grid, the branches and what is remembered."""

    grid: Checklist
    branches: tuple[tuple[str, str], ...]
    remembered: FrameMapping | None


def remember_mapping(
    session: Session, clock: Clock, actor: Actor, area: Area, month: Month, text: str
) -> bool:
    """Remember a mapping that fits the grid of a month; return whether it is another one than before.

    Raises
    ------
    MappingRejected
        With every fault of the mapping; the earlier one stays.
    """
    actor.require(Permission.HANDLE_FRAMES, area=area)
    check_mapping(_parsed(text), grid_of(version_of_month(session, area, month)))
    if mapping_text(session, area) == text:
        return False
    install_mapping(session, area, text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    journal.record(session, actor, MappingChanged(area=area, digest=digest), clock.now())
    return True


def mapping_desk(session: Session, actor: Actor, area: Area, month: Month) -> MappingDesk:
    """Return what the page of the mapping shows; a remembered one that cannot be read is left out."""
    actor.require(Permission.HANDLE_FRAMES, area=area)
    text, remembered = mapping_text(session, area), None
    if text is not None:
        try:
            remembered = _parsed(text)
        except MappingRejected:
            # Whoever looks wants to make a new one; the import says what is wrong with the old one.
            remembered = None
    return MappingDesk(
        grid=grid_of(version_of_month(session, area, month)),
        branches=tuple((branch.code, branch.name) for branch in branches_in(session, month)),
        remembered=remembered,
    )


def remembered_mapping(session: Session, actor: Actor, area: Area) -> str:
    """Return the remembered mapping as a file.

    Raises
    ------
    NotThere
        When the area has none.
    """
    actor.require(Permission.HANDLE_FRAMES, area=area)
    text = mapping_text(session, area)
    if text is None:
        raise NotThere
    return text


def _parsed(text: str) -> FrameMapping:
    # A line break at the end tells the text itself from the name of a file.
    return load_mapping(text + "\n")
