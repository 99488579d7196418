"""Branch room: how often files came up in the regular draws of a span of months."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from iks.domain.month import Month
from iks.domain.values import Area, FrameStatus
from iks.store.draws import Draw, SampleFile
from iks.store.frames import FrameRow

# Databases limit how many values one statement may carry.
_CHUNK = 1000


def draws_between(session: Session, area: Area, first: Month, last: Month) -> list[Draw]:
    """Return the regular draws of a span that count, the oldest first, with their lists and secrets."""
    query = (
        select(Draw)
        .where(Draw.draw_code == area.value, Draw.month >= first, Draw.month <= last)
        .where(Draw.voided_at.is_(None))
        .order_by(Draw.month)
        .options(joinedload(Draw.frame), joinedload(Draw.secret))
    )
    return list(session.scalars(query))


def first_drawn(session: Session, draw_ids: list[str]) -> list[tuple[str, str, str, str]]:
    """Return draw, branch, stratum and file number of every file as drawn; substitutes are left out."""
    query = select(SampleFile.draw_id, SampleFile.branch_code, SampleFile.stratum, SampleFile.file_ref).where(
        SampleFile.draw_id.in_(draw_ids), SampleFile.substitute_for_id.is_(None)
    )
    return [(d, b, s, f) for d, b, s, f in session.execute(query)]


def eligible_of(session: Session, frame_id: str, file_refs: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield branch, stratum and file number of those files that could be drawn from a list.

    The list itself says who was eligible, so files that have left or that rest do not count.
    """
    for start in range(0, len(file_refs), _CHUNK):
        chosen = FrameRow.file_ref.in_(file_refs[start : start + _CHUNK])
        query = select(FrameRow.branch_code, FrameRow.stratum, FrameRow.file_ref).where(
            FrameRow.frame_id == frame_id, chosen, FrameRow.status == FrameStatus.ELIGIBLE
        )
        yield from ((b, s, f) for b, s, f in session.execute(query))


def different_files(session: Session, frame_ids: list[str]) -> int:
    """Return how many different files stood in some lists."""
    query = select(func.count(FrameRow.file_ref.distinct())).where(FrameRow.frame_id.in_(frame_ids))
    return session.scalar(query) or 0
