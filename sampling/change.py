"""Two rates side by side: how far they lie apart, and whether chance alone would do that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling.cells import matching_counts
from sampling.rates import binomial_interval

if TYPE_CHECKING:
    import numpy.typing as npt

    from sampling.cells import Counts, FloatArray, IntArray

# Two outcomes whose probabilities differ by less than this share are equally likely; the rest is rounding.
_ROUNDING = 1e-9


def newcombe_difference(
    x1: Counts, n1: Counts, x2: Counts, n2: Counts, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Give the interval of the difference between two independent rates, the first less the second.

    Valid if both samples were drawn independently of each other, each under the condition of
    `sampling.rates.binomial_interval`.

    Parameters
    ----------
    x1, x2 : int or array of shape (n_cells,)
        Findings, 0 to n1 and 0 to n2.
    n1, n2 : int or array of shape (n_cells,)
        Applicable answers.
    confidence : float
        Two-sided confidence, between 0 and 1.

    Returns
    -------
    lower, upper : float or array of shape (n_cells,)
        Differences in -1..1; nan where one of the two has no answer: no statement.

    Raises
    ------
    ValueError
        Counts that are no whole numbers or not 0 <= x <= n, a confidence outside 0..1.

    Notes
    -----
    Source: Newcombe, Statistics in Medicine 17 (1998) 873, method 10 (Wilson limits, no correction).

    Examples
    --------
    56 of 70 against 48 of 80, the first example of the paper:

    >>> [round(float(limit), 4) for limit in newcombe_difference(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    first, second = _shares(x1, n1), _shares(x2, n2)
    low1, high1 = binomial_interval(x1, n1, confidence, method="wilson")
    low2, high2 = binomial_interval(x2, n2, confidence, method="wilson")
    difference = first - second
    lower = difference - np.hypot(first - low1, high2 - second)
    upper = difference + np.hypot(high1 - first, second - low2)
    return lower, upper


def exact_change(x1: Counts, n1: Counts, x2: Counts, n2: Counts) -> FloatArray:
    """Give the probability of two rates at least this unlike each other if nothing had changed.

    Valid if both samples were drawn independently of each other. The sum of the findings is taken as given;
    every outcome no more likely than the observed one counts as at least as unlike.

    Parameters
    ----------
    x1, x2 : int or array of shape (n_cells,)
        Findings, 0 to n1 and 0 to n2.
    n1, n2 : int or array of shape (n_cells,)
        Applicable answers.

    Returns
    -------
    float or array of shape (n_cells,)
        Probability in 0..1; nan where one of the two has no answer: no statement.

    Raises
    ------
    ValueError
        Counts that are no whole numbers or not 0 <= x <= n.

    Notes
    -----
    Source: Fisher, The Design of Experiments (1935), chapter 2; two-sided as in Agresti, Categorical Data
    Analysis (2002), section 3.5.

    Examples
    --------
    Three of four cups against one of four: 34 of 70 orders are as unlike.

    >>> round(float(exact_change(3, 4, 1, 4)), 4) == round(34 / 70, 4)
    True
    """
    x1, n1 = matching_counts(x1, n1)
    x2, n2 = matching_counts(x2, n2)
    cells = np.broadcast_arrays(x1, n1, x2, n2)
    answered = (cells[1] > 0) & (cells[3] > 0)
    return np.where(answered, _as_unlike(*(cell[..., np.newaxis] for cell in cells)), np.nan)[()]


def stand_out(probabilities: npt.ArrayLike, rate: float = 0.05) -> npt.NDArray[np.bool_]:
    """Tell which of many tests stand out although many were made.

    Valid if the tests are independent or depend on each other positively.

    Parameters
    ----------
    probabilities : array of shape (n_tests,)
        What `exact_change` gives; nan is no test.
    rate : float
        The share of false alarms that is accepted among those that stand out, between 0 and 1.

    Returns
    -------
    array of bool of shape (n_tests,)
        True for those that stand out.

    Raises
    ------
    ValueError
        A rate outside 0..1.

    Notes
    -----
    Source: Benjamini & Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289.

    Examples
    --------
    0.03 stays below two thirds of 5 %, so it stands out together with 0.001.

    >>> stand_out([0.001, 0.03, 0.5]).tolist()
    [True, True, False]
    """
    if not 0 < rate < 1:
        raise ValueError(f"The rate {rate} is not between 0 and 1.")
    values = np.asarray(probabilities, dtype=np.float64)
    tested = np.sort(values[~np.isnan(values)])
    below = tested <= rate * np.arange(1, tested.size + 1) / max(tested.size, 1)
    threshold = tested[below].max(initial=-1.0)
    return np.asarray(np.nan_to_num(values, nan=np.inf) <= threshold)


def _shares(x: Counts, n: Counts) -> FloatArray:
    x, n = matching_counts(x, n)
    return np.asarray(np.divide(x, n, out=np.full(x.shape, np.nan), where=n > 0))


def _as_unlike(x1: IntArray, n1: IntArray, x2: IntArray, n2: IntArray) -> FloatArray:
    from scipy.stats import hypergeom  # noqa: PLC0415 - Loading scipy takes longer than most requests.

    together = x1 + x2
    outcomes = np.arange(int(together.max(initial=0)) + 1)
    likely = hypergeom.pmf(outcomes, n1 + n2, together, n1)
    observed = hypergeom.pmf(x1, n1 + n2, together, n1)
    as_unlike = np.where(likely <= observed * (1 + _ROUNDING), likely, 0.0)
    return np.asarray(np.minimum(1.0, as_unlike.sum(axis=-1)))
