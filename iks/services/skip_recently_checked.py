"""Keep files out of the draw that were drawn in the last twelve months, where enough others are left."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy.orm import Session

from iks.domain.values import FrameStatus
from iks.store.draws import drawn_between
from iks.store.frames import Frame, canonical_columns, set_status
from iks.store.organisation import setting

SETTING = "skip_recently_checked"
REGISTER_MONTHS = 12
# A smaller stratum would soon hold nothing but files whose turn can be foreseen.
LEAST_ELIGIBLE = 240

Row = tuple[str, str, str, str]


def skip_recently_checked(session: Session, frame: Frame) -> None:
    """Give the status ``checked_recently`` to files of a list, unless the house has switched this off."""
    if not setting(session, SETTING, frame.month, default=True):
        return
    # Only the regular draw counts: files of a focus topic are alike, and without them the sample of the
    # month would hold too few of their kind. A file that was replaced, at court say, was not checked.
    first, last = frame.month.shift(-REGISTER_MONTHS), frame.month.shift(-1)
    register = drawn_between(session, frame.area.value, first, last)
    if register:
        skipped = files_to_skip(canonical_columns(session, frame), register)
        set_status(session, frame, skipped, FrameStatus.CHECKED_RECENTLY)


def files_to_skip(rows: Iterable[Row], register: set[str]) -> list[str]:
    """Return the eligible files of the register, stratum by stratum, where at least 240 others are left."""
    eligible: dict[tuple[str, str], list[str]] = defaultdict(list)
    for branch, stratum, file_ref, status in rows:
        if status == FrameStatus.ELIGIBLE:
            eligible[branch, stratum].append(file_ref)
    skipped: list[str] = []
    for file_refs in eligible.values():
        known = [file_ref for file_ref in file_refs if file_ref in register]
        if len(file_refs) - len(known) >= LEAST_ELIGIBLE:
            skipped += known
    return skipped
