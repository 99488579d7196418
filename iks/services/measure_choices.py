"""What a measure of an area may name: points, sets of the year, branches, entries of the WIS."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.branch_sets import LONGEST_NAME, MOST_SETS, sets_fault
from iks.domain.clock import Clock, local_date
from iks.domain.knowledge import KnowledgeState
from iks.domain.measure import MeasureChoices, text_faults
from iks.domain.measure_events import BranchSetFixed
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import N_, FieldFault, FieldsRejected, Refused
from iks.services.read_checklist import grid_of, version_of_month
from iks.store import journal
from iks.store.knowledge import all_entries
from iks.store.measures import BranchSet, sets_of
from iks.store.organisation import branches_in

# A measure's windows reach back so far that its figures can be held against those of sets of these years.
YEARS_HELD_AGAINST = 2


@dataclass(frozen=True)
class Named:
    """Something to choose, with its name."""

    id: str
    name: str


@dataclass(frozen=True)
class SetView:
    """A set of branches of a year with the names of its branches."""

    id: str
    year: int
    name: str
    branches: tuple[Named, ...]


def grid_today(session: Session, area: Area, today: date) -> Checklist:
    """Return the grid in force."""
    return grid_of(version_of_month(session, area, Month.of(today)))


def point_names(session: Session, area: Area, today: date) -> tuple[Named, ...]:
    """Return the points of the grid in force, in its order."""
    return tuple(Named(point.id, point.title) for point in grid_today(session, area, today).points)


def branch_names(session: Session, today: date) -> tuple[Named, ...]:
    """Return the branches that exist, in the order of the catalogue."""
    return tuple(Named(branch.code, branch.name) for branch in branches_in(session, Month.of(today)))


def knowledge_names(session: Session, area: Area) -> tuple[Named, ...]:
    """Return the entries of the knowledge system for points of an area that people can work with."""
    return tuple(
        Named(entry.id, f"{entry.number} {entry.title}")
        for entry in all_entries(session)
        if entry.state is not KnowledgeState.WITHDRAWN and any(p.area is area for p in entry.points)
    )


def sets_of_year(session: Session, area: Area, today: date) -> tuple[SetView, ...]:
    """Return the sets that measures of this year may be for."""
    names = {branch.id: branch for branch in branch_names(session, today)}
    return tuple(
        SetView(one.id, one.year, one.name, tuple(names.get(c, Named(c, c)) for c in one.branches))
        for one in sets_of(session, area, (today.year,))
    )


def choices_for(session: Session, area: Area, today: date) -> MeasureChoices:
    """Return everything that a measure of an area may name."""
    return MeasureChoices(
        points={point.id for point in point_names(session, area, today)},
        sets={one.id for one in sets_of(session, area, (today.year,))},
        branches={branch.id for branch in branch_names(session, today)},
        knowledge={entry.id for entry in knowledge_names(session, area)},
    )


def fix_branch_set(
    session: Session, clock: Clock, actor: Actor, area: Area, name: str, branches: tuple[str, ...]
) -> None:
    """Fix a set of branches for this year; it cannot be changed or taken back.

    Raises
    ------
    FieldsRejected
        When it has no name, or would let few branches be told apart.
    Refused
        When the year has all its sets.
    """
    actor.require(Permission.DECIDE_MEASURE, area)
    now = clock.now()
    today = local_date(now)
    of_year = sets_of(session, area, (today.year,))
    if len(of_year) >= MOST_SETS:
        raise Refused(N_("Für dieses Jahr stehen alle Gruppen fest."), kept=N_("Es bleibt bei ihnen."))
    faults = list(text_faults("name", name, LONGEST_NAME))
    if any(one.name == name for one in of_year):
        faults.append(FieldFault("name", N_("Diesen Namen gibt es schon.")))
    if fault := _sets_fault(session, area, today, branches):
        faults.append(FieldFault("branches", fault))
    if faults:
        raise FieldsRejected(faults)
    chosen = sorted(set(branches))
    session.add(
        BranchSet(
            area=area, year=today.year, name=name, branches=chosen, fixed_by=actor.user_id, fixed_at=now
        )
    )
    session.flush()
    event = BranchSetFixed(area.value, today.year, name, tuple(chosen))
    journal.record(session, actor, event, now)


def _sets_fault(session: Session, area: Area, today: date, branches: tuple[str, ...]) -> str:
    house = {branch.id for branch in branch_names(session, today)}
    years = range(today.year - YEARS_HELD_AGAINST, today.year + 1)
    held = [set(one.branches) & house for one in sets_of(session, area, tuple(years))]
    return sets_fault([branches, *held], house)
