"""Lay out what a draw gives each branch: its files, an empty sheet for each, and its place in the month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from checklists.model import Checklist
from checklists.rules import regime_for
from iks.domain.clock import Clock
from iks.services.notify_people import tell_sample
from iks.store.casework import FileCheck
from iks.store.draws import Draw, SampleFile
from iks.store.frames import attributes_of
from iks.store.missing import count_missing
from iks.store.months import AuditMonth, BranchMonth
from iks.store.organisation import branches_in
from sampling import Drawn

Sample = Mapping[str, Sequence[Drawn]]


def issue_sheets(
    session: Session, clock: Clock, audit: AuditMonth, grid: Checklist, draw: Draw, sample: Sample
) -> None:
    """Store the sample of every branch with its empty sheets, and tell those who check them.

    A branch's list runs through its strata in byte order and within each by rank. The place in the list
    says nothing about the file: both orders follow from tickets alone, and every file is checked.
    """
    file_refs = [drawn.file_ref for files in sample.values() for drawn in files]
    attributes = attributes_of(session, draw.frame, file_refs)
    for branch in {b.code for b in branches_in(session, audit.month)} | set(sample):
        files = sample.get(branch, ())
        # A branch without files has no sample: it owes nothing and holds up nobody.
        session.add(_owed(session, audit, draw, branch, len(files)))
        for position, drawn in enumerate(files, 1):
            place = Place(draw, branch, position, drawn)
            issue_sheet(session, audit.checklist_version_id or "", grid, place, attributes[drawn.file_ref])
        if files:
            tell_sample(session, clock, audit, branch, len(files), draw.attempt)
    session.flush()


def _owed(session: Session, audit: AuditMonth, draw: Draw, branch: str, files: int) -> BranchMonth:
    # What got lost under a draw that is void by now is still missing.
    lost = count_missing(session, audit.area, audit.month, branch) if draw.attempt > 1 else 0
    return BranchMonth(
        area=audit.area, month=audit.month, branch_code=branch, expected=files, missing_files=lost
    )


@dataclass(frozen=True)
class Place:
    """Where a file stands: in which draw and branch, and at which place of the branch's list."""

    draw: Draw
    branch: str
    position: int
    drawn: Drawn
    # The id of the file for which it moved up.
    substitute_for: str | None = None


def issue_sheet(
    session: Session, version_id: str, grid: Checklist, place: Place, known: Mapping[str, object] | None
) -> FileCheck:
    """Store one drawn file with its empty sheet; ``known`` is what the list says, if it still does."""
    sampled = SampleFile(
        draw=place.draw,
        branch_code=place.branch,
        stratum=place.drawn.stratum,
        rank=place.drawn.rank,
        position=place.position,
        file_ref=place.drawn.file_ref,
        ticket=place.drawn.ticket,
        attributes=None if known is None else dict(known),
        substitute_for_id=place.substitute_for,
    )
    sheet = FileCheck(
        sample_file=sampled,
        area=place.draw.area,
        month=place.draw.month,
        branch_code=place.branch,
        checklist_version_id=version_id,
        regimes=",".join(regime_for(grid, known or {})),
    )
    session.add_all([sampled, sheet])
    return sheet
