"""A branch's own rate, stabilised by what the other branches show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sampling.cells import matching_counts
from sampling.stratified import ratio

if TYPE_CHECKING:
    from sampling.cells import Counts, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class StabilisedRates:
    """The rates of branches, each drawn towards that of all by as much as chance blurs it.

    Parameters
    ----------
    rate : array of shape (n_branches,) or (n_cells, n_branches)
        Stabilised rates in 0..1; nan where no branch has an answer.
    shrinkage : array of that shape
        How far a branch was drawn to the rate of all: 0 not at all, 1 entirely.
    centre : float or array of shape (n_cells,)
        The rate of all.
    prior_size : float or array of shape (n_cells,)
        How many answers the rate of all counts for; infinite where branches differ no more than by chance.

    Examples
    --------
    >>> float(stabilised_rates([0, 10], [10, 10]).centre)
    0.5
    """

    rate: FloatArray
    shrinkage: FloatArray
    centre: FloatArray
    prior_size: FloatArray


def stabilised_rates(x: Counts, n: Counts) -> StabilisedRates:
    """Draw the rates of branches towards that of all, the more the fewer answers they rest on.

    Valid if the true rates of the branches are like draws from one beta distribution, and the answers of each
    are independent. The result orders nothing: it shows how little ten files say about one branch.

    Parameters
    ----------
    x : array of int of shape (n_branches,) or (n_cells, n_branches)
        Findings, 0 to n.
    n : array of int of that shape
        Applicable answers; a branch without any gets the rate of all.

    Returns
    -------
    StabilisedRates
        ``rate = (1 - shrinkage) * x / n + shrinkage * centre`` with ``shrinkage = M / (n + M)`` and M the
        ``prior_size``.

    Raises
    ------
    ValueError
        Counts that are no whole numbers or not 0 <= x <= n, or no branch at all.

    Notes
    -----
    Source: Efron & Morris, Scientific American 236 (1977) 119; Gelman et al., Bayesian Data Analysis (2013),
    chapter 5; the prior from the moments of Kleinman, JASA 68 (1973) 46, each branch weighted by its answers.

    Examples
    --------
    None and all of ten: the branches differ entirely, nothing is drawn to the middle. 5 and 5 of ten: they
    do not differ, and everything is.

    >>> stabilised_rates([0, 10], [10, 10]).rate.tolist()
    [0.0, 1.0]
    >>> stabilised_rates([5, 5], [10, 10]).shrinkage.tolist()
    [1.0, 1.0]
    """
    found, answers = matching_counts(x, n)
    if not found.ndim or not found.shape[-1]:
        raise ValueError("Stabilised rates need at least one branch.")
    centre = ratio(found.sum(axis=-1), answers.sum(axis=-1))
    own = np.where(answers > 0, ratio(found, answers), centre[..., np.newaxis])
    alike = _correlation(own, answers, centre)[..., np.newaxis]
    shrinkage = np.where(answers > 0, ratio(1 - alike, 1 - alike + alike * answers), 1.0)
    size = np.where(alike > 0, ratio(1 - alike, alike), np.inf)[..., 0]
    return StabilisedRates(own + shrinkage * (centre[..., np.newaxis] - own), shrinkage, centre[()], size[()])


def _correlation(own: FloatArray, answers: IntArray, centre: FloatArray) -> FloatArray:
    """Estimate how much two answers of one branch go together, 1 / (1 + prior size)."""
    total = answers.sum(axis=-1)
    others = (answers > 0).sum(axis=-1) - 1
    by_chance = centre * (1 - centre)
    spread = (answers * (own - centre[..., np.newaxis]) ** 2).sum(axis=-1)
    most = by_chance * (total - ratio((answers**2).sum(axis=-1), total) - others)
    # Where nothing can be told of it, as with one branch or one answer each, all are taken as one.
    return np.clip(np.nan_to_num(ratio(spread - by_chance * others, most)), 0, 1)
