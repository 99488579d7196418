"""Show the drafts of a unit: what stands in them, what is new, and what still has to be mended."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from checklists.diff import GridDiff, compare, folded
from checklists.draft import Values, examined, is_active, part_digest, points_of
from checklists.faults import Fault
from checklists.model import Checklist
from iks.domain.clock import Clock
from iks.domain.grid_draft import DraftState
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, VersionState
from iks.errors import InvalidInput, NotThere
from iks.services.draft_grid import earliest, values_of
from iks.services.edit_draft import base_point, head_of, order_digest, point_in
from iks.services.examine_grid import free_month, proposal_faults
from iks.services.read_checklist import grid_by_id
from iks.services.revise_checklist import find_version
from iks.store.catalogue import ChecklistVersion, versions_of
from iks.store.grid_drafts import GridDraft, drafts_of, get_draft


@dataclass(frozen=True)
class DraftLine:
    """One draft as lists name it."""

    id: str
    area: Area
    label: str
    title: str
    # Nothing where the draft names no month that exists.
    valid_from: Month | None
    state: DraftState
    base: str
    changed_by: str
    changed_at: datetime
    proposed_version: str


@dataclass(frozen=True)
class DraftPointLine:
    """One point in the list of a draft."""

    id: str
    title: str
    question: str
    active: bool
    is_new: bool
    is_changed: bool
    replaces: str
    faults: int


@dataclass(frozen=True)
class DraftPage:
    """One draft in full."""

    line: DraftLine
    values: Values
    points: tuple[DraftPointLine, ...]
    faults: tuple[Fault, ...]
    # What names the order and the part outside the points, for the next change.
    order: str
    head: str
    base_grid: Checklist
    # Nothing where the form of the draft is still wrong.
    grid: Checklist | None
    difference: GridDiff | None
    # The first month that a version can still begin with.
    earliest: Month
    # Whether the version it was handed in as still lies there or holds.
    is_proposed: bool

    @property
    def active(self) -> tuple[DraftPointLine, ...]:
        """The points that are asked."""
        return tuple(point for point in self.points if point.active)


@dataclass(frozen=True)
class DraftPoint:
    """One point of a draft to be edited."""

    page: DraftPage
    point: Values
    # What names its state, for the next change.
    seen: str
    # The point as the version before asks it; nothing for a new one.
    base: Values | None
    faults: tuple[Fault, ...]

    @property
    def asks_otherwise(self) -> bool:
        """Whether the question is another one than that of the version before."""
        return self.base is not None and folded(self.base["question"]) != folded(
            self.point.get("question", "")
        )


def drafts(session: Session, actor: Actor, area: Area) -> tuple[DraftLine, ...]:
    """Return the drafts of an area for its unit, nothing for anybody else."""
    if not actor.may(Permission.PROPOSE_GRID, area):
        return ()
    return tuple(_line(session, draft) for draft in drafts_of(session, area))


def draft_page(session: Session, clock: Clock, actor: Actor, area: Area, draft_id: str) -> DraftPage:
    """Return one draft with everything that still has to be mended.

    Raises
    ------
    NotThere
        When there is none, or it belongs to another unit.
    """
    draft = get_draft(session, draft_id)
    if draft is None or draft.area is not area or draft.state is DraftState.DISCARDED:
        raise NotThere
    if not actor.may(Permission.PROPOSE_GRID, area):
        raise NotThere
    values, base = values_of(draft), grid_by_id(session, draft.base_id)
    grid, faults = _examined(session, draft, values)
    since = earliest(clock, session.get_one(ChecklistVersion, draft.base_id))
    return DraftPage(
        line=_line(session, draft),
        values=values,
        points=_points(values, base, faults),
        faults=tuple(faults),
        order=order_digest(values),
        head=part_digest(head_of(values)),
        base_grid=base,
        grid=grid,
        difference=compare(base, grid) if grid else None,
        earliest=free_month(session, area, since),
        is_proposed=_is_proposed(session, draft),
    )


def draft_point(
    session: Session, clock: Clock, actor: Actor, area: Area, draft_id: str, point: str
) -> DraftPoint:
    """Return one point of a draft to be edited.

    Raises
    ------
    NotThere
        When the draft or the point is missing, or it belongs to another unit.
    """
    page = draft_page(session, clock, actor, area, draft_id)
    values = point_in(page.values, point)
    draft = get_draft(session, draft_id)
    base = base_point(session, draft, point) if draft else None
    return DraftPoint(
        page, values, part_digest(values), base, tuple(faults_at(page.values, page.faults, point))
    )


def faults_at(values: Values, faults: tuple[Fault, ...] | list[Fault], point: str) -> list[Fault]:
    """Return the faults of one point."""
    return [fault for fault in faults if point_of(values, fault) == point]


def point_of(values: Values, fault: Fault) -> str:
    """Return the id of the point that a fault speaks about; empty where it is about the whole grid."""
    points = points_of(values)
    if len(fault.steps) < 2 or fault.steps[0] != "check_points":  # noqa: PLR2004 - list and place.
        return ""
    place = fault.steps[1]
    return str(points[place]["id"]) if isinstance(place, int) and place < len(points) else ""


def _examined(session: Session, draft: GridDraft, values: Values) -> tuple[Checklist | None, list[Fault]]:
    grid, faults = examined(values)
    if grid is not None and draft.state is DraftState.OPEN:
        held = versions_of(session, draft.area)
        faults += proposal_faults(session, draft.area, grid, held)
    return grid, faults


def _points(values: Values, base: Checklist, faults: list[Fault]) -> tuple[DraftPointLine, ...]:
    before = {
        point.id: point.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for point in base.check_points
    }
    return tuple(
        DraftPointLine(
            id=str(point["id"]),
            title=str(point.get("title") or ""),
            question=str(point.get("question") or ""),
            active=is_active(point),
            is_new=point["id"] not in before,
            is_changed=point["id"] in before and _texts(point) != _texts(before[str(point["id"])]),
            replaces=str(point.get("replaces") or ""),
            faults=len(faults_at(values, faults, str(point["id"]))),
        )
        for point in points_of(values)
    )


def _texts(point: Values) -> Values:
    return {name: value for name, value in point.items() if name != "active"}


def _line(session: Session, draft: GridDraft) -> DraftLine:
    values = values_of(draft)
    return DraftLine(
        id=draft.id,
        area=draft.area,
        label=str(values.get("version") or ""),
        title=str(values.get("title") or ""),
        valid_from=_month(values.get("valid_from")),
        state=draft.state,
        base=session.get_one(ChecklistVersion, draft.base_id).version,
        changed_by=draft.changed_by,
        changed_at=draft.changed_at,
        proposed_version=draft.proposed_version,
    )


def _month(value: object) -> Month | None:
    try:
        return Month.parse(str(value))
    except InvalidInput:
        return None


def _is_proposed(session: Session, draft: GridDraft) -> bool:
    if draft.state is not DraftState.HANDED_IN:
        return False
    version = find_version(session, draft.area, draft.proposed_version)
    return version.state is not VersionState.WITHDRAWN
