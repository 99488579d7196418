"""Grids while they are written, and guidance that was corrected at once."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.grid_draft import DraftState, GuidanceState
from iks.domain.values import Area
from iks.store.base import Base, Code, JsonValue, RandomId, closed_list


class GridDraft(Base):
    """A version that the unit is writing; no month sees it before it is proposed and approved."""

    __tablename__ = "grid_draft"
    __table_args__ = (
        CheckConstraint("(state = 'handed_in') = (proposed_version <> '')", name="proposal_is_named"),
    )

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    # The version it was copied from, which comparisons and rules look back to.
    base_id: Mapped[str] = mapped_column(ForeignKey("checklist_version.id"))
    # The grid as plain values, right or wrong, as JSON; as text, because the order of its keys counts.
    content: Mapped[str] = mapped_column(Text)
    state: Mapped[DraftState] = mapped_column(closed_list(DraftState, "state"), default=DraftState.OPEN)
    started_by: Mapped[Code]
    started_on: Mapped[date]
    # Who saved last, and when.
    changed_by: Mapped[Code]
    changed_at: Mapped[datetime]
    # Everybody who wrote in it, with the function in which they did: none of them approves it.
    writers: Mapped[dict[str, str]] = mapped_column(JsonValue)
    # Label of the version that it was handed in as; empty while it is open.
    proposed_version: Mapped[Code] = mapped_column(default="", server_default="")


class GuidanceCorrection(Base):
    """A guidance that was wrong and is shown corrected at once; the version itself never changes."""

    __tablename__ = "guidance_correction"
    __table_args__ = (
        CheckConstraint("old_text <> new_text", name="texts_differ"),
        CheckConstraint("(state = 'proposed') = (decided_by = '')", name="decision_has_person"),
        CheckConstraint("state <> 'in_force' OR in_force_since IS NOT NULL", name="in_force_has_start"),
    )

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    check_point: Mapped[Code]
    # Empty for the guidance itself, else the legal regime whose addition is corrected.
    regime: Mapped[Code] = mapped_column(default="", server_default="")
    # It holds wherever a version has exactly this text at this point.
    old_text: Mapped[str]
    new_text: Mapped[str]
    reason: Mapped[str]
    state: Mapped[GuidanceState] = mapped_column(closed_list(GuidanceState, "state"))
    proposed_by: Mapped[Code]
    proposed_on: Mapped[date]
    # Who put it in force or took it back, and in which function.
    decided_by: Mapped[Code] = mapped_column(default="", server_default="")
    decided_as: Mapped[Code] = mapped_column(default="", server_default="")
    in_force_since: Mapped[datetime | None]


def get_draft(session: Session, draft_id: str, *, lock: bool = False) -> GridDraft | None:
    """Return a draft; locked for a change when asked, so that two editors come one after the other."""
    return session.get(GridDraft, draft_id, with_for_update=lock or None, populate_existing=lock)


def drafts_of(session: Session, area: Area) -> list[GridDraft]:
    """Return the drafts of an area that were not discarded, the one changed last first."""
    query = (
        select(GridDraft)
        .where(GridDraft.area == area, GridDraft.state != DraftState.DISCARDED)
        .order_by(GridDraft.changed_at.desc())
    )
    return list(session.scalars(query))


def corrections_of(session: Session, area: Area, *points: str) -> list[GuidanceCorrection]:
    """Return the corrections of an area, or of some points, the oldest first; proposals stand last."""
    query = select(GuidanceCorrection).where(GuidanceCorrection.area == area)
    if points:
        query = query.where(GuidanceCorrection.check_point.in_(points))
    found = session.scalars(query)
    return sorted(found, key=lambda one: (one.in_force_since is None, str(one.in_force_since), one.id))
