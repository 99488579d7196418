"""Whether a weighted sum of findings could have come about without one of the branches."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy.typing as npt

    from sampling.cells import Counts, FloatArray, IntArray

_ROUNDING = 1e-9


def could_lie_elsewhere(
    x: Counts,
    n: Counts,
    weight: Counts,
    branch: Sequence[str],
    persons: Sequence[Collection[str]],
    fewest: int,
    part: Sequence[str] | None = None,
) -> bool:
    """Say whether a weighted rate hides where its findings are from any two persons.

    Any two persons subtract what they found themselves. What remains is hidden if it is nothing, or if there
    are at least so many findings that no third branch is needed to explain their weighted sum: the others
    have room for all of them, and both a lighter and a heavier sum are possible there.

    Valid if everybody may know how many files apply and how large each branch is. Findings are treated as
    divisible between the two extremes.

    Parameters
    ----------
    x, n : array of int of shape (n_cells,)
        Findings and applicable answers, 0 <= x <= n.
    weight : array of float of shape (n_cells,)
        Files of the frame that one checked file of the cell stands for.
    branch : sequence of str of length n_cells
        The branch of each cell.
    persons : sequence of collections of str
        The branches that each person was responsible for.
    fewest : int
        Findings that have to remain.
    part : sequence of str of length n_cells, optional
        Cells of one part have a sum of findings that is known by itself, such as a quarter in a year.

    Returns
    -------
    bool
        False if some pair of persons could tell a third branch from the weighted sum.

    Raises
    ------
    ValueError
        More findings than answers, or cells of different number.

    Notes
    -----
    Source: none, this compares a sum with the smallest and the largest one that is possible.

    Examples
    --------
    >>> could_lie_elsewhere([1, 0, 0], [9, 9, 9], [90, 10, 10], ["A", "B", "C"], [{"B"}], 1)
    False
    """
    found, answers, each = _checked(x, n, weight, branch)
    if not found.sum():
        return True
    gone = _pairs(persons, branch)
    left = np.where(gone, 0, found).sum(axis=1)
    gone, left = gone[left > 0], left[left > 0]
    parts = np.array(part if part is not None else [""] * len(found))
    return bool(left.min() >= fewest) and _explained(found, answers, each, branch, gone, parts)


def _checked(
    x: Counts, n: Counts, weight: Counts, branch: Sequence[str]
) -> tuple[IntArray, IntArray, FloatArray]:
    found, answers, each = np.asarray(x), np.asarray(n), np.asarray(weight, dtype=np.float64)
    if not len(found) == len(answers) == len(each) == len(branch) or (found > answers).any():
        raise ValueError("Wanted: as many findings as answers, weights and branches, and x <= n.")
    return found, answers, each


def _explained(
    found: IntArray,
    answers: IntArray,
    weight: FloatArray,
    branch: Sequence[str],
    gone: npt.NDArray[np.bool_],
    part: npt.NDArray[np.str_],
) -> bool:
    """Say whether, for each pair and each third branch, the others alone could give the sum that remains."""
    of_third = np.array([[name == of_cell for of_cell in branch] for name in sorted(set(branch))])
    room = np.where(gone[:, None, :] | of_third[None, :, :], 0, answers)
    # A third branch that the two persons hold themselves is no third branch.
    asked = ~(gone[:, None, :] & of_third[None, :, :]).any(axis=2)
    remains = np.where(gone, 0, found)
    lightest, heaviest, fits = np.zeros(asked.shape), np.zeros(asked.shape), np.ones(asked.shape, dtype=bool)
    for name in np.unique(part):
        cells = np.flatnonzero(part == name)
        places, each = room[..., cells], weight[cells]
        wanted = np.broadcast_to(remains[:, cells].sum(axis=1)[:, None], asked.shape)
        order = np.argsort(each, kind="stable")
        fits &= places.sum(axis=2) >= wanted
        lightest += _filled(places, wanted, each, order)
        heaviest += _filled(places, wanted, each, order[::-1])
    total = (remains @ weight)[:, None]
    slack = _ROUNDING * (1 + np.abs(total))
    return bool((~asked | (fits & (lightest <= total + slack) & (total <= heaviest + slack))).all())


def _pairs(persons: Sequence[Collection[str]], branch: Sequence[str]) -> npt.NDArray[np.bool_]:
    rows = np.array([[of_cell in codes for of_cell in branch] for codes in (*persons, ())])
    return np.array(
        [rows[one] | rows[two] for one, two in combinations_with_replacement(range(len(rows)), 2)]
    )


def _filled(room: IntArray, wanted: IntArray, weight: FloatArray, order: IntArray) -> FloatArray:
    """Return the weighted sum when so many findings take the places in this order."""
    places = room[..., order]
    before = np.cumsum(places, axis=-1) - places
    taken = np.clip(wanted[..., None] - before, 0, places)
    return np.asarray(taken @ weight[order])
