"""Add up what the branches released for one month; the sum is frozen at the close and never changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from iks.domain.month import Month
from iks.domain.month_figures import (
    AmountCell,
    AnswerCell,
    BranchFigures,
    MonthFigures,
    PointFigures,
    StratumFigures,
    digest,
)
from iks.domain.released_rows import AmountRow, FindingRow, OfPoint, PointRow, RegimeRow, Released
from iks.domain.values import Area

__all__ = ["MonthFigures", "aggregate", "digest"]

Row = TypeVar("Row", bound=OfPoint)
MOST_FINDINGS = 3
DIMENSIONS = ("pattern", "cause", "severity", "kind")


def aggregate(
    area: Area,
    month: Month,
    released: Released,
    *,
    checklist_version: str,
    expected: Mapping[str, int],
    points: Sequence[str],
    holders: Iterable[Iterable[str]] = (),
) -> MonthFigures:
    """Add up the released counts of one month.

    *Valid if* ``released`` holds one release per branch, the newest that came before the close.

    Parameters
    ----------
    area, month : Area, Month
        What the counts belong to.
    released : Released
        The rows of the current releases.
    checklist_version : str
        Label of the grid that the month used.
    expected : mapping of str to int
        Files to check by branch; branches with 0 have no sample and count as submitted.
    points : sequence of str
        Ids of the grid's points; each is in the result, answered or not.
    holders : iterable of iterables of str
        Sets of branches that one person was responsible for; equal sets are kept once.

    Returns
    -------
    MonthFigures
        Strata in the order of branch and stratum, points in the order given.
    """
    strata = _strata(released)
    place = {(stratum.branch, stratum.stratum): i for i, stratum in enumerate(strata)}
    return MonthFigures(
        area,
        month,
        checklist_version,
        branches=_branches(released, expected),
        strata=strata,
        points=_points(released, points, place),
        holders=tuple(sorted({tuple(sorted(set(codes))) for codes in holders})),
    )


def _branches(released: Released, expected: Mapping[str, int]) -> tuple[BranchFigures, ...]:
    came = {row.branch_code for row in released.releases}
    files: dict[str, list[int]] = defaultdict(lambda: [0] * (MOST_FINDINGS + 1))
    for row in released.file_counts:
        files[row.branch_code][row.findings] += row.count
    return tuple(
        BranchFigures(code, files_due, code in came or files_due == 0, tuple(files[code]))
        for code, files_due in sorted(expected.items())
    )


def _strata(released: Released) -> tuple[StratumFigures, ...]:
    substituted: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in released.substitutions:
        substituted[row.branch_code, row.stratum][row.reason.value] = row.count
    figures = (
        StratumFigures(
            row.branch_code,
            row.stratum,
            row.population,
            row.drawn,
            row.checked,
            dict(sorted(substituted[row.branch_code, row.stratum].items())),
        )
        for row in released.strata
    )
    return tuple(sorted(figures, key=lambda stratum: (stratum.branch, stratum.stratum)))


def _by_point(rows: Iterable[Row]) -> dict[str, list[Row]]:
    of_point: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of_point[row.check_point].append(row)
    return of_point


def _points(
    released: Released, points: Iterable[str], place: Mapping[tuple[str, str], int]
) -> tuple[PointFigures, ...]:
    answers, findings = _by_point(released.points), _by_point(released.findings)
    regimes, amounts = _by_point(released.regimes), _by_point(released.amounts)
    return tuple(
        PointFigures(
            point,
            _cells(answers[point], place),
            _counts(findings[point]),
            _regimes(regimes[point]),
            _amounts(amounts[point], place),
        )
        for point in points
    )


def _cells(rows: Iterable[PointRow], place: Mapping[tuple[str, str], int]) -> tuple[AnswerCell, ...]:
    cells = (
        AnswerCell(
            place[row.branch_code, row.stratum],
            row.ok,
            row.finding,
            row.not_applicable,
            row.not_assessable,
            row.systemic,
            row.list_was_wrong,
        )
        for row in rows
    )
    return tuple(sorted(cells, key=lambda cell: cell.stratum))


def _counts(rows: Iterable[FindingRow]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {dimension: {} for dimension in DIMENSIONS}
    for row in rows:
        if row.count:
            codes = counts[row.dimension]
            codes[row.code] = codes.get(row.code, 0) + row.count
    return {dimension: dict(sorted(codes.items())) for dimension, codes in counts.items()}


def _regimes(rows: Iterable[RegimeRow]) -> dict[str, tuple[int, ...]]:
    regimes: dict[str, tuple[int, int]] = {}
    for row in rows:
        ok, finding = regimes.get(row.regime, (0, 0))
        regimes[row.regime] = (ok + row.ok, finding + row.finding)
    return dict(sorted(regimes.items()))


def _amounts(rows: Iterable[AmountRow], place: Mapping[tuple[str, str], int]) -> tuple[AmountCell, ...]:
    cells = (
        AmountCell(
            place[row.branch_code, row.stratum],
            row.direction.value,
            row.bearer.value,
            row.files,
            row.sum_cents,
            row.sum_squared_cents,
        )
        for row in rows
    )
    return tuple(sorted(cells, key=lambda cell: (cell.stratum, cell.direction, cell.bearer)))
