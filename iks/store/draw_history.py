"""Branch room: how often files came up in the regular draws of a span of months."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from iks.domain.month import Month
from iks.domain.values import Area, FrameStatus
from iks.store.draws import Draw, SampleFile
from iks.store.frames import FrameRow


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


def drawn_before(session: Session, draw_ids: list[str]) -> list[tuple[str, str, str, str, int]]:
    """Return, for every draw, its eligible files that earlier ones of these draws had taken, and how often.

    The lists themselves say who was eligible, so files that have left or that rest do not count.
    """
    earlier, later = aliased(Draw), aliased(Draw)
    query = (
        select(later.id, FrameRow.branch_code, FrameRow.stratum, FrameRow.file_ref, func.count())
        .select_from(SampleFile)
        .join(earlier, SampleFile.draw_id == earlier.id)
        .join(later, later.month > earlier.month)
        .join(FrameRow, (FrameRow.frame_id == later.frame_id) & (FrameRow.file_ref == SampleFile.file_ref))
        .where(earlier.id.in_(draw_ids), later.id.in_(draw_ids), SampleFile.substitute_for_id.is_(None))
        .where(FrameRow.status == FrameStatus.ELIGIBLE)
        .group_by(later.id, FrameRow.branch_code, FrameRow.stratum, FrameRow.file_ref)
    )
    return [(d, b, s, f, n) for d, b, s, f, n in session.execute(query)]


def different_files(session: Session, frame_ids: list[str]) -> int:
    """Return how many different files stood in some lists."""
    query = select(func.count(FrameRow.file_ref.distinct())).where(FrameRow.frame_id.in_(frame_ids))
    return session.scalar(query) or 0
