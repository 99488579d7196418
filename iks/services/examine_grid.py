"""Examine a proposed grid: its form, its name, its month, and whether it can stand between its neighbours."""

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from checklists.faults import Fault
from checklists.model import Checklist
from checklists.succession import refusals, used_ids
from checklists.vocabulary import GridKind
from iks.domain.grid_proposal import ProposalFault
from iks.domain.month import Month
from iks.domain.values import Area, MonthState, VersionState
from iks.errors import InvalidInput
from iks.services.read_checklist import grid_of
from iks.store.catalogue import ChecklistVersion, usable_versions, versions_of
from iks.store.months import months_of

_LONGEST_STEM = 28


def proposal_faults(
    session: Session, area: Area, grid: Checklist, held: Iterable[ChecklistVersion]
) -> list[Fault]:
    """Return everything that keeps a grid of right form from being proposed beside the versions held."""
    if Area(grid.area) is not area or grid.kind is not GridKind.REGULAR:
        return [ProposalFault(("area",), "other_area", {"found": grid.area.value})]
    faults: list[Fault] = [*_label_faults(grid, held)]
    try:
        first = Month.parse(grid.valid_from)
    except InvalidInput:
        return [*faults, ProposalFault(("valid_from",), "month_unknown")]
    faults += month_faults(session, area, first, held)
    return [*faults, *succession_faults(usable_versions(session, area), grid, first)]


def month_faults(
    session: Session, area: Area, first: Month, held: Iterable[ChecklistVersion]
) -> Iterator[Fault]:
    """Yield why a version cannot begin with this month."""
    in_use = last_month_in_use(session, area, first)
    if in_use is not None:
        params = {"month": in_use, "free": in_use.shift(1)}
        yield ProposalFault(("valid_from",), "month_in_use", params)
    for version in held:
        if version.valid_from == first and version.state is not VersionState.WITHDRAWN:
            yield ProposalFault(("valid_from",), "month_taken", {"version": version.version})


def succession_faults(usable: list[ChecklistVersion], grid: Checklist, first: Month) -> Iterator[Fault]:
    """Yield what keeps a grid from standing between its neighbours in time."""
    before = [grid_of(version) for version in usable if version.valid_from < first]
    after = [version for version in usable if version.valid_from > first]
    if before:
        yield from refusals(before[-1], grid, used_ids(before))
    if after:
        for refusal in refusals(grid, grid_of(after[0]), used_ids(before)):
            params = {
                "version": after[0].version,
                "reason": refusal.in_english,
                "reason_de": refusal.in_german,
            }
            yield ProposalFault(("valid_from",), "later_version", params)


def last_month_in_use(session: Session, area: Area, since: Month) -> Month | None:
    """Return the newest month from this one on whose list is locked, so that its grid stays."""
    used = (audit.month for audit in months_of(session, area) if audit.state is not MonthState.PLANNED)
    return next((month for month in used if month >= since), None)


def free_label(label: str, held: Iterable[ChecklistVersion]) -> str:
    """Return a label that no version has: the wished one, else with a number behind it."""
    taken = {version.version for version in held}
    tries = (f"{label[:_LONGEST_STEM]}-{number}" for number in range(2, len(taken) + 3))
    return label if label not in taken else next(name for name in tries if name not in taken)


def free_month(session: Session, area: Area, since: Month) -> Month:
    """Return the first month from this one on that a new version can still begin with."""
    in_use = last_month_in_use(session, area, since)
    month = in_use.shift(1) if in_use else since
    held = versions_of(session, area)
    taken = {version.valid_from for version in held if version.state is not VersionState.WITHDRAWN}
    while month in taken:
        month = month.shift(1)
    return month


def _label_faults(grid: Checklist, held: Iterable[ChecklistVersion]) -> Iterator[Fault]:
    known = list(held)
    free = free_label(grid.version, known)
    if free != grid.version:
        yield ProposalFault(("version",), "label_taken", {"version": grid.version, "free": free})
