"""Say what a focus topic may ask, and how many files of the house it concerns; never of a branch."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.focus import Crowd, crowd_of, read_filter
from iks.domain.frame_mapping import FrameMapping, load_mapping
from iks.domain.month import Month
from iks.domain.values import Area
from iks.services.read_checklist import grid_of, version_of_month
from iks.store.focus import listed_files
from iks.store.frames import frames_of, mapping_text


@dataclass(frozen=True)
class Counted:
    """How many files of the last locked list fulfil a filter."""

    month: Month
    crowd: Crowd


def count_matches(session: Session, area: Area, stored: Mapping[str, object]) -> Counted | None:
    """Count in the last locked list; nothing when there is none, or its month is closed already."""
    frame = next((frame for frame in frames_of(session, area) if frame.locked_at), None)
    files = listed_files(session, frame) if frame else []
    if frame is None or not any(file.attributes for file in files):
        return None
    rows = ((file.branch, file.attributes) for file in files)
    return Counted(frame.month, crowd_of(read_filter(stored), rows))


def grid_to_ask(session: Session, area: Area, month: Month) -> Checklist:
    """Return the grid whose attributes a topic may ask."""
    return grid_of(version_of_month(session, area, month))


def mapping_of(session: Session, area: Area) -> FrameMapping | None:
    """Return how the lists of an area are read."""
    text = mapping_text(session, area)
    # A line break at the end tells the text itself from the name of a file.
    return load_mapping(f"{text}\n") if text else None


def imported_attributes(session: Session, area: Area) -> Collection[str]:
    """Return the attributes that are read from the lists of an area."""
    mapping = mapping_of(session, area)
    return tuple(mapping.attributes) if mapping else ()
