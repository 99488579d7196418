"""Counts of many branches at many check points as one packed matrix a month, and their sum over months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from sampling.cells import IntArray

# One byte a count where all of them fit, else two, little end first: no branch checks more files in a month.
_SMALL, _LARGE = np.dtype("<u1"), np.dtype("<u2")
MOST_SMALL, MOST = int(np.iinfo(_SMALL).max), int(np.iinfo(_LARGE).max)


class Packed(NamedTuple):
    """One month: the branches of its rows, the points of its columns, and all answers, then all findings.

    Examples
    --------
    >>> Packed(["Z01"], ["L01"], bytes([10, 2])).counts.hex()
    '0a02'
    """

    branches: Sequence[str]
    points: Sequence[str]
    counts: bytes


@dataclass(frozen=True, eq=False)
class CountTable:
    """Answers and findings by branch and point, added up over months.

    Parameters
    ----------
    branches, points : tuple of str
        What the rows and columns are.
    answered, findings : array of int of shape (n_branches, n_points)
        Applicable answers and findings, in files.

    Examples
    --------
    >>> add_matrices([Packed(["Z01"], ["L01"], bytes([10, 2]))]).findings.tolist()
    [[2]]
    """

    branches: tuple[str, ...]
    points: tuple[str, ...]
    answered: IntArray
    findings: IntArray


def pack_counts(
    branches: Sequence[str],
    points: Sequence[str],
    counts: Mapping[tuple[str, str], tuple[int, int]],
) -> Packed:
    """Pack the counts of one month.

    Valid if the branches and the points are each named once.

    Parameters
    ----------
    branches, points : sequence of str
        Rows and columns in the order in which they are kept.
    counts : mapping of (str, str) to (int, int)
        Applicable answers and findings by branch and point; what lacks is 0.

    Returns
    -------
    Packed
        Two counts for each branch and point, of one byte each, or of two where one exceeds 255.

    Raises
    ------
    ValueError
        A count above 65,535 or below 0, more findings than answers, or a branch or point that is not named.

    Notes
    -----
    Source: none, this is bookkeeping.

    Examples
    --------
    >>> pack_counts(["Z01"], ["L01", "L02"], {("Z01", "L02"): (10, 3)}).counts.hex()
    '000a0003'
    """
    rows = {branch: number for number, branch in enumerate(branches)}
    columns = {point: number for number, point in enumerate(points)}
    table = np.zeros((2, len(branches), len(points)), dtype=np.int64)
    for (branch, point), (answered, findings) in counts.items():
        if branch not in rows or point not in columns or not 0 <= findings <= answered <= MOST:
            raise ValueError(f"Wanted: counts of the branches and points named, 0 <= x <= n <= {MOST}.")
        table[:, rows[branch], columns[point]] = answered, findings
    kind = _SMALL if table.max(initial=0) <= MOST_SMALL else _LARGE
    return Packed(branches, points, table.astype(kind).tobytes())


def add_matrices(months: Iterable[Packed]) -> CountTable:
    """Add up the packed counts of several months.

    Valid if all months are of one area. Branches and points that a month does not know count 0 in it.

    Parameters
    ----------
    months : iterable of Packed
        The months; rows and columns may differ from month to month.

    Returns
    -------
    CountTable
        Branches and points in the order in which they first come up.

    Raises
    ------
    ValueError
        Counts that do not fill the rows and columns.

    Notes
    -----
    Source: none, this is bookkeeping.

    Examples
    --------
    >>> one = pack_counts(["Z01"], ["L01"], {("Z01", "L01"): (10, 3)})
    >>> two = pack_counts(["Z02"], ["L01"], {("Z02", "L01"): (9, 1)})
    >>> add_matrices([one, two, one]).answered.tolist()
    [[20], [9]]
    """
    # Most months have the branches of the month before; only other lists have to be matched.
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], npt.NDArray[np.uint32]] = {}
    for month in months:
        key = tuple(month.branches), tuple(month.points)
        table = _unpacked(month)
        if key in alike:
            np.add(alike[key], table, out=alike[key])
        else:
            alike[key] = table.astype(np.uint32)
    branches = tuple(dict.fromkeys(name for names, _ in alike for name in names))
    points = tuple(dict.fromkeys(name for _, names in alike for name in names))
    total = (
        next(iter(alike.values())).astype(np.int64) if len(alike) == 1 else _matched(alike, branches, points)
    )
    return CountTable(branches, points, total[0], total[1])


def count_column(month: Packed, point: str) -> tuple[int, int]:
    """Count one point over all branches of a month.

    Valid if the counts of the month are files.

    Parameters
    ----------
    month : Packed
        The packed counts.
    point : str
        Id of the point; one that the month does not know has no answers.

    Returns
    -------
    findings, answered : int
        In files.

    Raises
    ------
    ValueError
        Counts that do not fill the rows and columns.

    Notes
    -----
    Source: none, this is bookkeeping.

    Examples
    --------
    >>> count_column(pack_counts(["Z01"], ["L01", "L02"], {("Z01", "L02"): (10, 3)}), "L02")
    (3, 10)
    """
    table = _unpacked(month)
    if point not in month.points:
        return 0, 0
    answered, findings = table[:, :, month.points.index(point)].sum(axis=1, dtype=np.int64).tolist()
    return findings, answered


def _matched(
    alike: Mapping[tuple[tuple[str, ...], tuple[str, ...]], npt.NDArray[np.uint32]],
    branches: Sequence[str],
    points: Sequence[str],
) -> IntArray:
    total = np.zeros((2, len(branches), len(points)), dtype=np.int64)
    rows, columns = _places(branches), _places(points)
    for (of_rows, of_columns), table in alike.items():
        row, column = [rows[name] for name in of_rows], [columns[name] for name in of_columns]
        total[:, np.array(row, dtype=np.intp)[:, None], np.array(column, dtype=np.intp)[None, :]] += table
    return total


def _places(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _unpacked(month: Packed) -> IntArray:
    cells = 2 * len(month.branches) * len(month.points)
    kinds = {cells * kind.itemsize: kind for kind in (_LARGE, _SMALL)}
    if len(month.counts) not in kinds:
        raise ValueError("Wanted: answers and findings of every branch at every point.")
    counts = np.frombuffer(month.counts, dtype=kinds[len(month.counts)])
    return np.asarray(counts.reshape(2, len(month.branches), len(month.points)))
