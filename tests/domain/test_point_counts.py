"""Counts of months alone against the months added up with everything else."""

from iks.domain.month import Month
from iks.domain.month_figures import (
    AnswerCell,
    BranchFigures,
    MonthFigures,
    PointFigures,
    StratumFigures,
)
from iks.domain.point_counts import PointCount, count_branches, count_points
from iks.domain.totals import add_up
from iks.domain.values import Area


def month(number: int, *, submitted: bool = True) -> MonthFigures:
    """Two branches, the first in two strata; more findings from month to month."""
    strata = tuple(
        StratumFigures(branch, stratum, 100, 5, 5, {})
        for branch, stratum in (("Z01", "a"), ("Z01", "b"), ("Z02", "a"))
    )
    branches = (
        BranchFigures("Z01", 10, submitted, (8, 2, 0, 0)),
        BranchFigures("Z02", 5, True, (5, 0, 0, 0)),
    )
    cells = tuple(AnswerCell(place, 4 - place, number + place, 1, 0, 0, 0) for place in range(3))
    counts = {"severity": {"major": number, "minor": 1}}
    points = (
        PointFigures("L01", cells, counts, {}, ()),
        PointFigures("L02", cells[:1], {}, {}, ()),
    )
    return MonthFigures(Area.BENEFITS, Month(2026, number), "1", branches, strata, points)


MONTHS = (month(1), month(2, submitted=False), month(3))


def test_points_are_counted_as_the_totals_count_them() -> None:
    totals, counts = add_up(MONTHS), count_points(MONTHS)
    assert counts.keys() == totals.points.keys()
    for name, point in totals.points.items():
        assert counts[name] == PointCount(point.findings, point.answered, point.major)


def test_branches_are_counted_as_the_totals_count_them() -> None:
    totals, counts = add_up(MONTHS), count_branches(MONTHS)
    assert {code: branch.submitted for code, branch in totals.branches.items()} == counts.submitted
    for name, point in totals.points.items():
        for branch in totals.branches:
            assert counts.findings.get((branch, name), 0) == point.findings_by_branch[branch]
