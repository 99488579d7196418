"""Counts of cells: checked, brought to one shape, each different cell computed once."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Counts = npt.ArrayLike
    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.int64]

# A table of all possible cells may have so many times as many places as there are cells to be marked in it.
_TABLE_BY_CELL = 32
_LARGEST_KEY = 2**62


def spread(limits: list[Callable[..., FloatArray]], alpha: float, *cells: IntArray) -> list[FloatArray]:
    """Compute each different cell once and give the result to all cells that are alike.

    Valid if the second of the counts is that of the answers: where it is 0 there is no statement.

    Parameters
    ----------
    limits : list of functions
        Each takes alpha and the counts as arrays and gives an array of that shape.
    alpha : float
        Error probability handed to the functions.
    *cells : array of int, all of one shape
        The counts, from `matching_counts`.

    Returns
    -------
    list of float or array
        One result for each function, in the shape of the counts; nan where the second count is 0.

    Notes
    -----
    Source: none, this is bookkeeping.

    Examples
    --------
    >>> spread([lambda alpha, x, n: x / n], 0.05, *matching_counts([1, 0, 1], [2, 0, 2]))[0].tolist()
    [0.5, nan, 0.5]
    """
    different, where = _different(cells)
    answered = different[1] > 0
    results = []
    for limit in limits:
        values = np.full(answered.shape, np.nan)
        values[answered] = limit(alpha, *different[:, answered])
        results.append(values[where].reshape(cells[0].shape)[()])
    return results


def _different(cells: tuple[IntArray, ...]) -> tuple[IntArray, IntArray]:
    """Give the different columns, and for each cell the number of its column."""
    size = tuple(int(cell.max(initial=0)) + 1 for cell in cells)
    if math.prod(size) > _LARGEST_KEY:
        flat = np.stack([cell.ravel() for cell in cells])
        different, where = np.unique(flat, axis=1, return_inverse=True)
        return different, where
    keys = np.ravel_multi_index(tuple(cell.ravel() for cell in cells), size)
    # Marking what occurs in a table of all possible cells is many times faster than sorting many cells.
    if math.prod(size) > _TABLE_BY_CELL * keys.size:
        found, where = np.unique(keys, return_inverse=True)
        return np.stack(np.unravel_index(found, size)), where
    occurs = np.zeros(math.prod(size), dtype=bool)
    occurs[keys] = True
    return np.stack(np.unravel_index(np.flatnonzero(occurs), size)), (np.cumsum(occurs) - 1)[keys]


def check_confidence(confidence: float) -> None:
    """Refuse a confidence that is none, a percentage for example.

    Valid if confidences are written as shares of one.

    Parameters
    ----------
    confidence : float
        The confidence, between 0 and 1.

    Raises
    ------
    ValueError
        Any other number.

    Notes
    -----
    Source: none, this is a check.

    Examples
    --------
    >>> check_confidence(0.95)
    """
    if not 0 < confidence < 1:
        raise ValueError(f"The confidence {confidence} is not between 0 and 1.")


def matching_counts(x: Counts, n: Counts, total: Counts | None = None) -> list[IntArray]:
    """Check the counts of cells and bring them to one shape.

    Valid if the counts have to rise in the order of the parameters.

    Parameters
    ----------
    x, n, total : int or array of shape (n_cells,)
        Findings, answers and, if given, size of the population.

    Returns
    -------
    list of array of int
        The counts, broadcast to one shape.

    Raises
    ------
    ValueError
        A count that is no whole number, or not 0 <= x <= n <= total.

    Notes
    -----
    Source: none, this is a check.

    Examples
    --------
    >>> [count.tolist() for count in matching_counts([0, 1], 10)]
    [[0, 1], [10, 10]]
    """
    given = [x, n] if total is None else [x, n, total]
    counts = [whole_numbers(count) for count in given]
    for less, more in pairwise(counts):
        if np.any(less > more):
            raise ValueError("The counts are not 0 <= x <= n <= N.")
    return [np.asarray(cell) for cell in np.broadcast_arrays(*counts)]


def whole_numbers(count: Counts) -> IntArray:
    """Take counts as whole numbers.

    Valid if counts are below 2**53, beyond which a float is no longer exact.

    Parameters
    ----------
    count : int, float or array of any shape
        Numbers from 0 on; a float has to be a whole number.

    Returns
    -------
    array of int
        The same numbers.

    Raises
    ------
    ValueError
        Anything else.

    Notes
    -----
    Source: none, this is a check.

    Examples
    --------
    >>> whole_numbers([1.0, 2]).tolist()
    [1, 2]
    """
    values = np.asarray(count)
    broken = values.dtype.kind == "f" and np.any(values != np.floor(values))
    if values.dtype.kind not in "iuf" or broken or np.any(values < 0):
        raise ValueError("A count is no whole number from 0 on.")
    return values.astype(np.int64, copy=False)
