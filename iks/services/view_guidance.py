"""Show the guidance of a point as it holds now, and every correction with both texts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from checklists.model import Checklist, CheckPoint
from iks.domain.clock import Clock, local_date
from iks.domain.grid_draft import GuidanceState
from iks.domain.guidance import Guidance, guidance_now
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services.read_checklist import grid_of
from iks.services.read_guidance import corrections_in_force
from iks.store.catalogue import usable_versions
from iks.store.grid_drafts import corrections_of


@dataclass(frozen=True)
class GuidanceText:
    """One text of a point that can be corrected, as it holds now."""

    # Empty for the guidance itself, else the legal regime.
    regime: str
    label: str
    now: Guidance


@dataclass(frozen=True)
class GuidanceLine:
    """One correction as pages show it."""

    id: str
    check_point: str
    regime: str
    old_text: str
    new_text: str
    reason: str
    state: GuidanceState
    proposed_by: str
    decided_by: str
    decided_as: str
    in_force_since: datetime | None
    may_decide: bool
    may_withdraw: bool


@dataclass(frozen=True)
class GuidancePage:
    """A point with the texts that can be corrected, and what became of them."""

    area: Area
    version: str
    point: CheckPoint
    texts: tuple[GuidanceText, ...]
    lines: tuple[GuidanceLine, ...]
    # Whether a correction by this person comes into force at once.
    at_once: bool
    may_write: bool


def guidance_page(session: Session, clock: Clock, actor: Actor, area: Area, point: str) -> GuidancePage:
    """Return what can be corrected at a point of the version in force.

    Raises
    ------
    NotThere
        When no version in use has such a point.
    """
    actor.require(Permission.SEE_GRIDS)
    label, grid, found = point_in_force(session, clock, area, point)
    may_write = actor.may(Permission.PROPOSE_GRID, area)
    seen = [line for line in _lines(session, actor, area, point) if may_write or line.in_force_since]
    return GuidancePage(
        area=area,
        version=label,
        point=found,
        texts=texts_of(session, area, grid, found),
        lines=tuple(seen),
        at_once=actor.may(Permission.APPROVE_GRID, area),
        may_write=may_write,
    )


def guidance_lines(session: Session, actor: Actor, area: Area) -> tuple[GuidanceLine, ...]:
    """Return the corrections of an area: those in force for everybody, proposals for its unit."""
    actor.require(Permission.SEE_GRIDS)
    may_write = actor.may(Permission.PROPOSE_GRID, area)
    found = _lines(session, actor, area)
    return tuple(line for line in found if line.in_force_since or (may_write and line.may_withdraw))


def point_in_force(
    session: Session, clock: Clock, area: Area, point: str
) -> tuple[str, Checklist, CheckPoint]:
    """Return the version that this month uses, or else the newest one that asks the point."""
    today = Month.of(local_date(clock.now()))
    usable = usable_versions(session, area)
    holding = [v for v in usable if any(one.id == point for one in grid_of(v).points)]
    if not holding:
        raise NotThere
    current = [version for version in holding if version.valid_from <= today]
    version = current[-1] if current else holding[-1]
    grid = grid_of(version)
    return version.version, grid, grid.point(point)


def texts_of(session: Session, area: Area, grid: Checklist, point: CheckPoint) -> tuple[GuidanceText, ...]:
    """Return the texts of a point that can be corrected, as they hold now."""
    known = corrections_in_force(session, area, point.id)
    labels = {regime.id: regime.label for regime in grid.legal_status.regimes}
    own = {"": point.guidance, **point.guidance_by_regime}
    return tuple(
        GuidanceText(regime, labels.get(regime, ""), guidance_now(text, point.id, regime, known))
        for regime, text in own.items()
    )


def _lines(session: Session, actor: Actor, area: Area, *points: str) -> list[GuidanceLine]:
    heads, writes = actor.may(Permission.APPROVE_GRID, area), actor.may(Permission.PROPOSE_GRID, area)
    return [
        GuidanceLine(
            **{name: getattr(one, name) for name in GuidanceLine.__dataclass_fields__ if name[:4] != "may_"},
            may_decide=heads and one.state is GuidanceState.PROPOSED,
            may_withdraw=writes and one.state is GuidanceState.PROPOSED,
        )
        for one in corrections_of(session, area, *points)
    ]
