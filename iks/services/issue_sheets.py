"""Lay out what a draw gives each branch: its files, an empty sheet for each, and its place in the month."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from checklists.model import Checklist
from checklists.rules import regime_for
from iks.domain.clock import Clock
from iks.services.notify_people import tell_sample
from iks.store.casework import FileCheck
from iks.store.draws import Draw, SampleFile
from iks.store.frames import attributes_of
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
        place = BranchMonth(area=audit.area, month=audit.month, branch_code=branch, expected=len(files))
        session.add(place)
        for position, drawn in enumerate(files, 1):
            known = attributes[drawn.file_ref] or {}
            sampled = _sample_file(draw, branch, position, drawn, known)
            session.add(sampled)
            session.add(_empty_sheet(audit, grid, sampled))
        if files:
            tell_sample(session, clock, audit, branch, len(files), draw.attempt)
    session.flush()


def _sample_file(
    draw: Draw, branch: str, position: int, drawn: Drawn, attributes: Mapping[str, object]
) -> SampleFile:
    return SampleFile(
        draw=draw,
        branch_code=branch,
        stratum=drawn.stratum,
        rank=drawn.rank,
        position=position,
        file_ref=drawn.file_ref,
        ticket=drawn.ticket,
        attributes=dict(attributes),
    )


def _empty_sheet(audit: AuditMonth, grid: Checklist, sampled: SampleFile) -> FileCheck:
    return FileCheck(
        sample_file=sampled,
        area=audit.area,
        month=audit.month,
        branch_code=sampled.branch_code,
        checklist_version_id=audit.checklist_version_id,
        regimes=",".join(regime_for(grid, sampled.attributes or {})),
    )
