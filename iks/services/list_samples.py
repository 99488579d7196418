"""List the samples of a person: every branch and area checked by them, with the months that matter now."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area, BranchState, MonthState
from iks.store.casework import drawn_branch_months, finished_counts
from iks.store.months import AuditMonth, BranchMonth, due_day
from iks.store.organisation import Branch


@dataclass(frozen=True)
class SamplePlace:
    """One branch, area and month in which a person has or had files to check."""

    area: Area
    month: Month
    branch: str
    branch_name: str
    month_state: MonthState
    submitted: bool
    expected: int
    checked: int
    due_on: date | None
    # Drawn files that are still missing; each is a finding to hand in.
    missing: int = 0

    @property
    def to_do(self) -> bool:
        """Whether files are to be checked or handed in here."""
        return not self.submitted and (self.expected > 0 or self.missing > 0)


def samples_of(session: Session, actor: Actor) -> tuple[SamplePlace, ...]:
    """Return what the person has to do, and for each branch and area the newest month besides.

    The order is that of the work: the newest month first, then area and branch.
    """
    places = {(grant.area, grant.branch) for grant in actor.grants}
    if not places:
        return ()
    areas, branches = sorted({a for a, _ in places}), sorted({b for _, b in places})
    checked = finished_counts(session, areas, branches)
    seen: set[tuple[Area, str]] = set()
    found = []
    for audit, of_branch, branch in drawn_branch_months(session, areas, branches):
        key = (audit.area, branch.code)
        if key not in places:
            continue
        done = checked.get((audit.area.value, str(audit.month), branch.code), 0)
        place = _place(audit, of_branch, branch, done)
        if place.to_do or key not in seen:
            found.append(place)
        seen.add(key)
    return tuple(found)


def _place(audit: AuditMonth, of_branch: BranchMonth, branch: Branch, checked: int) -> SamplePlace:
    return SamplePlace(
        audit.area,
        audit.month,
        branch.code,
        branch.name,
        audit.state,
        of_branch.state is BranchState.SUBMITTED,
        of_branch.expected,
        checked,
        due_day(audit, of_branch),
        of_branch.missing_files,
    )


def current_sample(session: Session, actor: Actor) -> SamplePlace | None:
    """Return the sample with something to do, else the newest one, else nothing."""
    places = samples_of(session, actor)
    return next((place for place in places if place.to_do), places[0] if places else None)
