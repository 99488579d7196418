"""A branch's own figures of a closed quarter beside those of the house, as far as they say something.

Both sides come from the figures that were frozen at the close, so they hold the same answers and outlive
the sheets. Of the house only that is used which the crowd rule lets out month by month, or quarter by
quarter where a point is reported by quarters: a sum of such figures tells nothing new.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from checklists.model import Checklist, CheckPoint, Entry
from iks.domain.disclosure import crowd_rule
from iks.domain.month import Month
from iks.domain.period import Period, closed_periods
from iks.domain.roles import Actor, Permission
from iks.domain.totals import PeriodTotals, PointTotals, add_up
from iks.domain.values import Area, ReportPeriod
from iks.errors import NotThere
from iks.services.estimates import CONFIDENCE, Figure, figure
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
    totals = totals_of(session, area, [chosen])
    contained, not_contained = _months_of(totals, code)
    return OwnFigures(
        area=area,
        branch=code,
        branch_name=named.name if named else code,
        period=chosen,
        choices=choices,
        contained=contained,
        not_contained=not_contained,
        lines=_lines(totals, code, grid_of_month(session, closed[chosen.last])),
        has_strata=totals.has_strata,
    )


def _months_of(totals: PeriodTotals, code: str) -> tuple[tuple[Month, ...], tuple[Month, ...]]:
    """Return the months that hold the branch, and those that lack it; without a sample it is in neither."""
    missing = {month.month for month in totals.months if code in month.missing}
    due = {m.month for m in totals.months for b in m.branches if b.code == code and b.expected}
    return tuple(sorted(due - missing)), tuple(sorted(missing))


def _lines(totals: PeriodTotals, code: str, grid: Checklist) -> tuple[OwnLine, ...]:
    by_month = [add_up([month]) for month in totals.months]
    shown = {point.id for point in grid.points if _point_shown(point, totals, by_month)}
    groups = (
        _group(totals, code, group, [p.id for p in grid.points if p.group == group.id], shown)
        for group in grid.groups
    )
    return (_all_files(totals, by_month, code), *groups)


def _point_shown(point: CheckPoint, totals: PeriodTotals, by_month: Sequence[PeriodTotals]) -> bool:
    """Return whether a point's figure of this quarter follows from what is shown anyway."""
    if point.report_period is ReportPeriod.YEAR:
        return False
    together = [totals] if point.report_period is ReportPeriod.QUARTER else by_month
    of_point = ((one.points.get(point.id, PointTotals(point.id)), one.holders) for one in together)
    return all(crowd_rule(found.answered_by_branch, found.findings, held) for found, held in of_point)


def _all_files(totals: PeriodTotals, by_month: Sequence[PeriodTotals], code: str) -> OwnLine:
    own = [branch.files_by_findings for m in totals.months for branch in m.branches if branch.code == code]
    faulty, checked = sum(sum(files[1:]) for files in own), sum(sum(files) for files in own)
    shown = all(_files_shown(month) for month in by_month)
    house = figure(_faulty_files(totals), totals.checked) if shown else None
    return _line(EVERY_FILE, "", figure(faulty, checked), house)


def _files_shown(month: PeriodTotals) -> bool:
    checked = {code: branch.checked for code, branch in month.branches.items()}
    return crowd_rule(checked, _faulty_files(month), month.holders)


def _faulty_files(totals: PeriodTotals) -> int:
    return sum(count for findings, count in totals.files_by_findings.items() if findings)


def _group(
    totals: PeriodTotals, code: str, group: Entry, points: Sequence[str], shown: Collection[str]
) -> OwnLine:
    """Compare the points of a group that the house shows; where it shows none, name the own ones alone."""
    comparable = [point for point in points if point in shown]
    counted = [totals.points[point] for point in comparable or points if point in totals.points]
    found = sum(point.findings_by_branch[code] for point in counted)
    own = figure(found, sum(point.answered_by_branch[code] for point in counted))
    if not comparable:
        return _line(group.id, group.label, own, None)
    house = figure(sum(point.findings for point in counted), sum(point.answered for point in counted))
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
