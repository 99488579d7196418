"""A branch's own figures of a closed quarter beside those of the house, as far as they say something.

Both sides come from the figures that were frozen at the close, so they hold the same answers and outlive
the sheets. The house is the frozen table of the quarter; a sum of what it shows tells nothing new.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from checklists.model import Checklist, Entry
from iks.domain.house_table import HouseTable
from iks.domain.month import Month
from iks.domain.period import Period, closed_periods
from iks.domain.roles import Actor, Permission
from iks.domain.totals import PeriodTotals
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services.estimates import CONFIDENCE, Figure, figure
from iks.services.read_house_table import house_table
from iks.services.read_results import branches_of, closed_months, grid_of_month, totals_of
from iks.services.show_sample import own_branch
from sampling.usual import usual_counts

EVERY_FILE = ""


@dataclass(frozen=True)
class OwnLine:
    """One group of points, or all files: own findings among own answers, and the house.

    ``left_out`` are points of the group about which the house says nothing here; they are in neither
    figure. Without a house figure there is nothing to compare with.
    """

    id: str
    label: str
    findings: int
    n: int
    house: Figure | None
    # Fewest and most findings that are usual in so many answers.
    usual: tuple[int, int] | None
    left_out: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """``few``, ``usual`` or ``many``; empty where there is nothing to compare."""
        if self.usual is None:
            return ""
        if self.findings < self.usual[0]:
            return "few"
        return "many" if self.findings > self.usual[1] else "usual"


@dataclass(frozen=True)
class OwnFigures:
    """One quarter of a branch; no period and no lines before the first quarter is closed."""

    area: Area
    branch: str
    branch_name: str
    period: Period | None
    choices: tuple[Period, ...]
    # Months in which the branch handed in before the close, and those in which it did not.
    contained: tuple[Month, ...]
    not_contained: tuple[Month, ...]
    lines: tuple[OwnLine, ...]
    has_strata: bool

    @property
    def false_alarms(self) -> float:
        """Lines that fall outside in a quarter without any cause, at most."""
        return (1 - CONFIDENCE) * sum(line.usual is not None for line in self.lines)


def own_figures(
    session: Session, actor: Actor, area: Area, branch: str | None = None, period: Period | None = None
) -> OwnFigures:
    """Return the figures of a person's own branch in a closed quarter, the newest when none is named.

    Raises
    ------
    NotThere
        When the branch is somebody else's, or the quarter is not closed.
    """
    code = own_branch(actor, Permission.CHECK_FILES, area, branch)
    closed = closed_months(session, area)
    choices = tuple(one for one in closed_periods(closed) if one.is_quarter)
    if period not in {None, *choices}:
        raise NotThere
    chosen = period or next(iter(choices), None)
    if chosen is None:
        return OwnFigures(area, code, code, None, (), (), (), (), has_strata=False)
    named = branches_of(session, chosen).get(code)
    totals, table = totals_of(session, area, [chosen]), house_table(session, area, chosen)
    contained, not_contained = _months_of(totals, code)
    return OwnFigures(
        area=area,
        branch=code,
        branch_name=named.name if named else code,
        period=chosen,
        choices=choices,
        contained=contained,
        not_contained=not_contained,
        lines=_lines(totals, table, code, grid_of_month(session, closed[chosen.last])),
        has_strata=totals.has_strata,
    )


def _months_of(totals: PeriodTotals, code: str) -> tuple[tuple[Month, ...], tuple[Month, ...]]:
    """Return the months that hold the branch, and those that lack it; without a sample it is in neither."""
    missing = {month.month for month in totals.months if code in month.missing}
    due = {m.month for m in totals.months for b in m.branches if b.code == code and b.expected}
    return tuple(sorted(due - missing)), tuple(sorted(missing))


def _lines(totals: PeriodTotals, table: HouseTable | None, code: str, grid: Checklist) -> tuple[OwnLine, ...]:
    groups = (
        _group(totals, table, code, group, [p.id for p in grid.points if p.group == group.id])
        for group in grid.groups
    )
    return (_all_files(totals, table, code), *groups)


def _all_files(totals: PeriodTotals, table: HouseTable | None, code: str) -> OwnLine:
    own = [branch.files_by_findings for m in totals.months for branch in m.branches if branch.code == code]
    faulty, checked = sum(sum(files[1:]) for files in own), sum(sum(files) for files in own)
    files = table.files if table else None
    house = figure(files.with_finding, files.checked) if files else None
    return _line(EVERY_FILE, "", figure(faulty, checked), house)


def _group(
    totals: PeriodTotals, table: HouseTable | None, code: str, group: Entry, points: Sequence[str]
) -> OwnLine:
    """Compare the points of a group that the house shows; where it shows none, name the own ones alone."""
    of_house = [point for name in points if table and (point := table.point(name)).shown]
    shown = [point.id for point in of_house]
    counted = [totals.points[point] for point in shown or points if point in totals.points]
    found = sum(point.findings_by_branch[code] for point in counted)
    own = figure(found, sum(point.answered_by_branch[code] for point in counted))
    if not of_house:
        return _line(group.id, group.label, own, None)
    findings = sum(point.findings or 0 for point in of_house)
    house = figure(findings, sum(point.answered or 0 for point in of_house))
    left_out = tuple(point for point in points if point not in shown)
    return _line(group.id, group.label, own, house, left_out)


def _line(
    name: str, label: str, own: Figure, house: Figure | None, left_out: tuple[str, ...] = ()
) -> OwnLine:
    usual = None
    if own.n and house and house.lower is not None and house.upper is not None:
        fewest, most = usual_counts(own.n, house.lower, house.upper, CONFIDENCE)
        usual = (int(fewest), int(most))
    return OwnLine(name, label, own.findings, own.n, house, usual, left_out)
