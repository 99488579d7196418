"""Answers and findings of closed months counted alone: what comparisons need, and no estimate."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iks.domain.month_figures import MonthFigures
from iks.domain.values import Severity


@dataclass(frozen=True)
class PointCount:
    """Findings, applicable answers and major findings at one check point over the house."""

    findings: int = 0
    answered: int = 0
    major: int = 0

    def __add__(self, other: "PointCount") -> "PointCount":
        """Add what other months found at the point."""
        return PointCount(
            self.findings + other.findings, self.answered + other.answered, self.major + other.major
        )


def count_points(months: Iterable[MonthFigures]) -> dict[str, PointCount]:
    """Count each check point over some closed months.

    *Valid if* all months are of one area; their order makes no difference to the counts.

    Parameters
    ----------
    months : iterable of MonthFigures
        The frozen figures of the months.

    Returns
    -------
    dict of str to PointCount
        Counts by id; a point that no month knows is not in it.

    Examples
    --------
    >>> count_points([])
    {}
    """
    counts: dict[str, PointCount] = {}
    for month in months:
        for point in month.points:
            findings = sum(cell.finding for cell in point.cells)
            answered = findings + sum(cell.ok for cell in point.cells)
            major = point.counts["severity"].get(Severity.MAJOR.value, 0) if "severity" in point.counts else 0
            counts[point.id] = counts.get(point.id, PointCount()) + PointCount(findings, answered, major)
    return counts


@dataclass(frozen=True)
class BranchCounts:
    """Months that each branch submitted in time, and its findings by point."""

    submitted: Mapping[str, int]
    findings: Mapping[tuple[str, str], int]


def count_branches(months: Iterable[MonthFigures]) -> BranchCounts:
    """Count what decides whether the figures of a branch are shown.

    *Valid if* all months are of one area.

    Parameters
    ----------
    months : iterable of MonthFigures
        The frozen figures of the months.

    Returns
    -------
    BranchCounts
        What is 0 may be missing.

    Examples
    --------
    >>> count_branches([])
    BranchCounts(submitted=Counter(), findings=Counter())
    """
    submitted: Counter[str] = Counter()
    findings: Counter[tuple[str, str]] = Counter()
    for month in months:
        submitted.update(branch.code for branch in month.branches if branch.expected and branch.submitted)
        for point in month.points:
            for cell in point.cells:
                findings[month.strata[cell.stratum].branch, point.id] += cell.finding
    return BranchCounts(submitted, findings)
