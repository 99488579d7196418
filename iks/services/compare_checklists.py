"""Show the versions of a grid: what each changes, who decided, which external findings it covers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from checklists.diff import GridDiff, compare
from checklists.model import Checklist
from iks.domain.clock import Clock, local_date
from iks.domain.grid_proposal import approving_function
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, VersionState
from iks.errors import NotThere
from iks.services.read_checklist import grid_of
from iks.services.read_external_audits import PointFinding, findings_by_point
from iks.services.revise_checklist import find_version, is_unused, may_withdraw, writers_of
from iks.store.catalogue import ChecklistVersion, usable_versions, versions_of

_OPEN = (VersionState.PROPOSED, VersionState.INSTALLED)
_USED = (VersionState.APPROVED, VersionState.INSTALLED)


@dataclass(frozen=True)
class VersionLine:
    """One version as lists and pages name it, and what this person may decide about it."""

    area: Area
    label: str
    title: str
    state: VersionState
    valid_from: Month
    # The last month, where a later version follows.
    valid_to: Month | None
    # The version that this month uses.
    is_current: bool
    digest: str
    proposed_by: str
    proposed_as: str
    proposed_on: date | None
    approver: str
    approved_by: str
    approved_on: date | None
    may_approve: bool
    may_withdraw: bool
    is_own: bool


@dataclass(frozen=True)
class VersionPage:
    """One version in full, beside the one that holds before it."""

    line: VersionLine
    grid: Checklist
    # The version before, and what is different; nothing where there is none.
    base: VersionLine | None
    base_grid: Checklist | None
    difference: GridDiff | None
    findings: Mapping[str, tuple[PointFinding, ...]]


def versions(session: Session, clock: Clock, actor: Actor, area: Area) -> tuple[VersionLine, ...]:
    """Return the versions of an area, the newest first; proposals only for those who decide or check."""
    actor.require(Permission.SEE_GRIDS)
    return tuple(
        _line(session, clock, actor, version)
        for version in versions_of(session, area)
        if _may_see(actor, version)
    )


def waiting(session: Session, clock: Clock, actor: Actor) -> tuple[VersionLine, ...]:
    """Return the proposals of all areas that wait for this person's approval."""
    lines = (
        _line(session, clock, actor, version)
        for area in Area
        for version in versions_of(session, area)
        if version.state is VersionState.PROPOSED
    )
    return tuple(line for line in lines if line.may_approve)


def version_page(session: Session, clock: Clock, actor: Actor, area: Area, label: str) -> VersionPage:
    """Return one version beside the one that holds before it.

    Raises
    ------
    NotThere
        When there is no such version, or it is a proposal that is not this person's business.
    """
    version = _seen(session, actor, area, label)
    earlier = [v for v in usable_versions(session, area) if v.valid_from < version.valid_from]
    base = earlier[-1] if earlier else None
    grid, base_grid = grid_of(version), grid_of(base) if base else None
    return VersionPage(
        line=_line(session, clock, actor, version),
        grid=grid,
        base=_line(session, clock, actor, base) if base else None,
        base_grid=base_grid,
        difference=compare(base_grid, grid) if base_grid else None,
        findings=findings_by_point(session, area),
    )


def file_of(session: Session, actor: Actor, area: Area, label: str) -> str:
    """Return the YAML of a version exactly as it was imported."""
    return _seen(session, actor, area, label).content


def _seen(session: Session, actor: Actor, area: Area, label: str) -> ChecklistVersion:
    actor.require(Permission.SEE_GRIDS)
    version = find_version(session, area, label)
    if not _may_see(actor, version):
        raise NotThere
    return version


def _may_see(actor: Actor, version: ChecklistVersion) -> bool:
    return version.state in _USED or actor.may(Permission.SEE_GRID_PROPOSALS)


def _line(session: Session, clock: Clock, actor: Actor, version: ChecklistVersion) -> VersionLine:
    approves = approving_function(actor, version.area, writers_of(version), version.proposed_as)
    withdraws = may_withdraw(actor, version) and is_unused(session, version)
    start, end = version.valid_from, _valid_to(session, version)
    this_month = Month.of(local_date(clock.now()))
    is_used = version.state in _USED
    return VersionLine(
        area=version.area,
        label=version.version,
        title=grid_of(version).title,
        state=version.state,
        valid_from=start,
        valid_to=end,
        is_current=is_used and start <= this_month and (end is None or this_month <= end),
        digest=version.digest,
        proposed_by=version.proposed_by,
        proposed_as=version.proposed_as,
        proposed_on=version.proposed_on,
        approver=version.approver,
        approved_by=version.approved_by,
        approved_on=version.approved_on,
        may_approve=version.state in _OPEN and approves is not None,
        may_withdraw=version.state is not VersionState.WITHDRAWN and withdraws,
        is_own=actor.username in writers_of(version),
    )


def _valid_to(session: Session, version: ChecklistVersion) -> Month | None:
    later = (v.valid_from for v in usable_versions(session, version.area))
    following = next((month for month in later if month > version.valid_from), None)
    return None if following is None else following.shift(-1)
