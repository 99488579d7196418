"""Take a missing file off the watch list: it was found, reconstructed, or given up. No figure changes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.draw_events import MissingFileSettled
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.substitution import MissingOutcome
from iks.domain.values import Area
from iks.errors import N_, InvalidInput, NotThere
from iks.store import journal
from iks.store.missing import MissingFile, count_missing, get_missing
from iks.store.months import get_branch_month
from iks.store.organisation import Branch


@dataclass(frozen=True)
class MissingView:
    """One missing file, for its branch and for the revision."""

    id: str
    area: Area
    month: Month
    branch: str
    branch_name: str
    file_ref: str
    reported_at: datetime
    outcome: MissingOutcome | None
    settled_at: datetime | None


@dataclass(frozen=True)
class Settled:
    """How a missing file left the watch list, and whether this request did it or an earlier one."""

    file: MissingView
    first: bool


def missing_file(session: Session, actor: Actor, file_id: str) -> MissingView:
    """Return one missing file.

    Raises
    ------
    NotThere
        When it is not missing, or belongs to a branch that is not the person's.
    """
    return missing_view(session, _found(session, actor, file_id))


def settle_missing(session: Session, clock: Clock, actor: Actor, file_id: str, outcome: str) -> Settled:
    """Note what became of a missing file; the first answer stands. The finding stays in the figures.

    Raises
    ------
    NotThere
        When it is not missing, or belongs to a branch that is not the person's.
    InvalidInput
        When the outcome is none of the three.
    """
    seen = _found(session, actor, file_id)
    draw, branch = seen.sample_file.draw, seen.sample_file.branch_code
    of_branch = get_branch_month(session, draw.area, draw.month, branch, lock=True)
    found = get_missing(session, file_id, lock=True) or seen
    if found.outcome is not None:
        return Settled(missing_view(session, found), first=False)
    if outcome not in tuple(MissingOutcome):
        raise InvalidInput(N_("Wählen Sie aus, was aus der Akte geworden ist."))
    found.outcome, found.settled_at, found.settled_by = outcome, clock.now(), actor.user_id
    session.flush()
    if of_branch is not None:
        of_branch.missing_files = count_missing(session, draw.area, draw.month, branch)
    event = MissingFileSettled(draw.area.value, str(draw.month), branch, outcome)
    journal.record(session, actor, event, clock.now())
    return Settled(missing_view(session, found), first=True)


def _found(session: Session, actor: Actor, file_id: str) -> MissingFile:
    found = get_missing(session, file_id)
    if found is None:
        raise NotThere
    area, branch = found.sample_file.draw.area, found.sample_file.branch_code
    of_branch = actor.may(Permission.CHECK_FILES, area, branch)
    if not of_branch and not actor.may(Permission.SEE_SUBSTITUTIONS, area):
        raise NotThere
    return found


def missing_view(session: Session, found: MissingFile) -> MissingView:
    """Return a missing file as a value."""
    file = found.sample_file
    return MissingView(
        found.sample_file_id,
        file.draw.area,
        file.draw.month,
        file.branch_code,
        session.get_one(Branch, file.branch_code).name,
        file.file_ref,
        found.reported_at,
        MissingOutcome(found.outcome) if found.outcome else None,
        found.settled_at,
    )
