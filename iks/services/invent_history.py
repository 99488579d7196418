"""Write the demo's past: months whose sheets are invented, released through the real door and closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.clock import SetClock
from iks.domain.demo_content import DemoWriter, generator
from iks.domain.finding import CheckedSheet, StratumCounts, to_count
from iks.domain.month import Month, at_six, due_date, last_close_day, next_working_day
from iks.domain.roles import Actor
from iks.domain.values import Area, BranchState, MonthState
from iks.services.close_month import close_if_due
from iks.services.read_checklist import grid_of, version_of_month
from iks.services.release_findings import BranchRelease, release_all
from iks.store.months import AuditMonth, BranchMonth

# Files by branch and stratum, as in the example lists.
Population = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class History:
    """What the invented months have in common."""

    writer: DemoWriter
    populations: Mapping[Area, Population]
    # Branches that did not submit in a month, so that incomplete months can be seen.
    missing: Mapping[tuple[Area, Month], frozenset[str]]


def invent_month(
    session: Session, clock: SetClock, job: Actor, history: History, area: Area, month: Month
) -> None:
    """Write one closed month of an area: states, released counts, frozen figures; no sheets."""
    version = version_of_month(session, area, month)
    drawn_on = next_working_day(month.first_day)
    due_on = due_date(month, drawn_on)
    closes_on = last_close_day(month, due_on)
    session.add(
        AuditMonth(
            area=area,
            month=month,
            state=MonthState.DRAWN,
            checklist_version_id=version.id,
            drawn_on=drawn_on,
            due_on=due_on,
            closes_on=closes_on,
        )
    )
    session.flush()
    releases = list(_releases(history, grid_of(version), area, month))
    submitted = {one.branch for one in releases}
    for branch in sorted(history.populations[area]):
        state = BranchState.SUBMITTED if branch in submitted else BranchState.OPEN
        session.add(BranchMonth(area=area, month=month, branch_code=branch, expected=10, state=state))
    release_all(session, releases)
    clock.set(at_six(closes_on))
    close_if_due(session, clock, job, area, month)


def _releases(history: History, grid: Checklist, area: Area, month: Month) -> Iterable[BranchRelease]:
    missing = history.missing.get((area, month), frozenset())
    allocation = grid.draw.allocation
    for branch, strata in sorted(history.populations[area].items()):
        if branch in missing:
            continue
        drawn = [stratum for stratum, files in sorted(allocation.items()) for _ in range(files)]
        yield BranchRelease(
            area=area,
            month=month,
            branch=branch,
            version=1,
            late=False,
            points=[point.id for point in grid.check_points],
            sheets=[_sheet(history, grid, branch, month, n, s) for n, s in enumerate(drawn)],
            strata={s: StratumCounts(strata.get(s, 0), files, {}) for s, files in allocation.items()},
        )


def _sheet(
    history: History, grid: Checklist, branch: str, month: Month, number: int, stratum: str
) -> CheckedSheet:
    chance = generator(branch, month, number, "regime")
    regimes = tuple(regime.id for regime in grid.legal_status.regimes)
    shown = (chance.choice(regimes),) if grid.regime_by == "approval_period_start" else regimes
    entries = history.writer.sheet(grid, branch, month, number)
    return CheckedSheet(stratum, shown, {point: to_count(entry) for point, entry in entries.items()})
