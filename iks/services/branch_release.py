"""Put together what one branch hands in for a month, from its sheets and its draw."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from iks.domain.file_check import Sheet
from iks.domain.finding import CheckedSheet, StratumCounts, to_count
from iks.domain.values import CheckState, ExclusionReason, MonthState
from iks.errors import NotThere
from iks.services.read_checklist import grid_by_id
from iks.services.release_findings import BranchRelease
from iks.store.casework import FileCheck
from iks.store.draws import current_draw, sample_of
from iks.store.frames import Frame
from iks.store.months import AuditMonth, BranchMonth

AFTER_THE_CLOSE = frozenset({MonthState.CLOSED, MonthState.REPORTED})


def handed_in(
    session: Session,
    audit: AuditMonth,
    of_branch: BranchMonth,
    sheets: Sequence[tuple[FileCheck, Sheet]],
    version: int = 1,
) -> BranchRelease:
    """Return what a branch hands in, before it is counted; the preview and every version use this."""
    grid = grid_by_id(session, audit.checklist_version_id or "")
    return BranchRelease(
        area=audit.area,
        month=audit.month,
        branch=of_branch.branch_code,
        version=version,
        late=audit.state in AFTER_THE_CLOSE,
        points=[point.id for point in grid.points],
        sheets=[_countable(row, sheet) for row, sheet in sheets if row.state is CheckState.FINISHED],
        strata=_strata(session, audit, of_branch.branch_code),
    )


def _countable(row: FileCheck, sheet: Sheet) -> CheckedSheet:
    return CheckedSheet(
        row.sample_file.stratum,
        tuple(filter(None, row.regimes.split(","))),
        {point: to_count(entry) for point, entry in sheet.entries.items()},
    )


def _strata(session: Session, audit: AuditMonth, branch: str) -> dict[str, StratumCounts]:
    """Return files per stratum: in the population, drawn (substitutes included), substituted."""
    draw = current_draw(session, audit.area.value, audit.month)
    if draw is None:
        raise NotThere
    population = session.get_one(Frame, draw.frame_id).counts.get(branch, {})
    drawn = sample_of(session, draw, branch)
    return {
        code: StratumCounts(
            population=sum(by_status.values()),
            drawn=sum(file.stratum == code for file in drawn),
            substituted=_reasons([f.exclusion_reason for f in drawn if f.stratum == code]),
        )
        for code, by_status in sorted(population.items())
    }


def _reasons(found: Sequence[ExclusionReason | None]) -> dict[ExclusionReason, int]:
    return {reason: found.count(reason) for reason in ExclusionReason if reason in found}
