"""How many findings are usual in a few answers when the true rate is known to lie between two limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling.cells import check_confidence

if TYPE_CHECKING:
    import numpy.typing as npt

    from sampling.cells import Counts, IntArray


def usual_counts(
    n: Counts, lower: npt.ArrayLike, upper: npt.ArrayLike, confidence: float = 0.95
) -> tuple[IntArray, IntArray]:
    """Give the range in which the number of findings in n answers lies by chance alone.

    Valid if each answer is a finding with the same probability, independently of the others, and that
    probability lies between the two limits. Findings of one file often come together; then counts
    outside the range are more frequent than said.

    Parameters
    ----------
    n : int or array of shape (n_cells,)
        Answers, at least 0.
    lower, upper : float or array of shape (n_cells,)
        Limits of the rate in 0..1.
    confidence : float
        Probability that a count lies in the range, at least; between 0 and 1.

    Returns
    -------
    fewest, most : int or array of shape (n_cells,)
        Both ends are usual. Fewer than ``fewest`` or more than ``most`` findings are each less likely
        than half of what ``confidence`` leaves over, whatever the rate within its limits.

    Raises
    ------
    ValueError
        A negative number of answers, limits outside 0..1 or in the wrong order, a confidence outside 0..1.

    Notes
    -----
    Source: quantiles of the binomial distribution, as in the funnel plot of Spiegelhalter, Statistics in
    Medicine 24 (2005) 1185; the uncertainty of the rate widens it on both sides.

    Examples
    --------
    With a rate of 10 % nobody is surprised by 0 to 7 findings in 30 answers:

    >>> [int(end) for end in usual_counts(30, 0.1, 0.1)]
    [0, 7]
    """
    from scipy.stats import binom  # noqa: PLC0415 - heavy, and only evaluations need it.

    check_confidence(confidence)
    answers, low, high = np.broadcast_arrays(np.asarray(n), np.asarray(lower), np.asarray(upper))
    if (answers < 0).any() or not ((low >= 0) & (low <= high) & (high <= 1)).all():
        raise ValueError("Wanted: n >= 0 and 0 <= lower <= upper <= 1.")
    tail = (1 - confidence) / 2
    fewest, most = binom.ppf(tail, answers, low), binom.ppf(1 - tail, answers, high)
    return np.maximum(np.asarray(fewest), 0).astype(np.int64), np.asarray(most).astype(np.int64)
