"""Whether chance alone would do that: exact tests of a change, and which of many stand out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling.cells import matching_counts, whole_numbers

if TYPE_CHECKING:
    import numpy.typing as npt

    from sampling.cells import Counts, FloatArray, IntArray

# With fewer cases than this the month and those before it are not compared.
FEWEST_CASES = 10

# Two outcomes whose probabilities differ by less than this share are equally likely; the rest is rounding.
_ROUNDING = 1e-9
# A dispersion this near to 1 is 1; below, the limit of the distribution is more exact than the distribution.
_NEAR_ONE = 1e-6


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
    return np.where(answered, _change(*(cell[..., np.newaxis] for cell in cells)), np.nan)[()]


def exact_against_before(
    count: Counts, before: Counts, periods: float = 12, *, dispersion: npt.ArrayLike = 1.0
) -> FloatArray:
    """Give the probability of a count this unlike those before it if nothing had changed.

    Valid if the periods are equally long and their counts independent of each other, with a variance of
    ``dispersion`` times their mean. Every outcome no more likely than the observed one counts as as unlike.

    Parameters
    ----------
    count : int or array of shape (n_cells,)
        Cases of the period looked at.
    before : int or array of shape (n_cells,)
        Cases of all periods before it, as one sum.
    periods : float
        How many times as long as the one looked at they are together, more than 0.
    dispersion : float or array of shape (n_cells,)
        At least 1, for example from `dispersion_factor`; 1 means that cases come one by one.

    Returns
    -------
    float or array of shape (n_cells,)
        Probability in 0..1; nan with fewer than 10 cases in all: no statement.

    Raises
    ------
    ValueError
        Counts that are no whole numbers from 0 on, no period, or a dispersion below 1.

    Notes
    -----
    Source: Przyborowski & Wilenski, Biometrika 31 (1940) 313: given the sum of all cases, those of one
    period are binomial. With a dispersion above 1 the counts are taken as negative binomial with that
    ratio of variance and mean, and those of one period, given the sum, are beta-binomial.

    Examples
    --------
    10 cases after none: each of them fell into the last of two periods with one half, or all into the first.

    >>> round(float(exact_against_before(10, 0, 1)) * 2**10, 9)
    2.0
    """
    cells = np.broadcast_arrays(whole_numbers(count), whole_numbers(before), np.asarray(dispersion, float))
    if not periods > 0 or not (cells[2] >= 1).all():
        raise ValueError("Wanted: more than no period before, and a dispersion of at least 1.")
    found, earlier, factor = (cell[..., np.newaxis] for cell in cells)
    total = found + earlier
    outcomes = np.arange(int(total.max(initial=0)) + 1)
    likely = _one_of_periods(outcomes, total, periods, factor)
    observed = _one_of_periods(found, total, periods, factor)
    return np.where(total[..., 0] >= FEWEST_CASES, _as_unlike(likely, observed), np.nan)[()]


def dispersion_factor(counts: Counts) -> FloatArray:
    """Say how much more the counts of some periods vary than cases that come one by one.

    Valid if nothing but chance changed in these periods: a trend is taken for dispersion.

    Parameters
    ----------
    counts : array of int of shape (n_periods,) or (n_cells, n_periods)
        Cases of each period, at least two periods.

    Returns
    -------
    float or array of shape (n_cells,)
        Variance over mean, at least 1; 1 where there was no case.

    Raises
    ------
    ValueError
        Counts that are no whole numbers from 0 on, fewer than two periods.

    Notes
    -----
    Source: McCullagh & Nelder, Generalized Linear Models (1989), section 4.5.

    Examples
    --------
    2 and 10 cases: the variance is 32, the mean 6.

    >>> round(float(dispersion_factor([2, 10])), 4)
    5.3333
    """
    values = whole_numbers(counts)
    if not values.ndim or values.shape[-1] <= 1:
        raise ValueError("The dispersion of fewer than two periods cannot be told.")
    mean = values.mean(axis=-1)
    factor = np.asarray(values.var(axis=-1, ddof=1) / np.where(mean > 0, mean, 1))
    return np.where(factor > 1, factor, 1.0)[()]


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


def _change(x1: IntArray, n1: IntArray, x2: IntArray, n2: IntArray) -> FloatArray:
    together = x1 + x2
    outcomes = np.arange(int(together.max(initial=0)) + 1)
    # Factorials are looked up: computing each outcome of each cell anew takes twenty times as long.
    factorials = _log_factorials(int((n1 + n2).max(initial=0)))
    likely = _share_of_ways(outcomes, n1, n2, together, factorials)
    return _as_unlike(likely, _share_of_ways(x1, n1, n2, together, factorials))


def _log_factorials(most: int) -> FloatArray:
    from scipy.special import gammaln  # noqa: PLC0415 - Loading scipy takes longer than most requests.

    return np.asarray(gammaln(np.arange(most + 1) + 1.0))


def _share_of_ways(
    x1: IntArray, n1: IntArray, n2: IntArray, together: IntArray, factorials: FloatArray
) -> FloatArray:
    """Give the share of all ways to spread the findings over both samples that put x1 into the first."""
    parts = np.broadcast_arrays(x1, n1 - x1, together - x1, n2 - together + x1)
    possible = np.logical_and.reduce([part >= 0 for part in parts])
    ways = sum(factorials[np.where(possible, part, 0)] for part in parts)
    answers = n1 + n2
    margins = [n1, n2, together, answers - together]
    fixed = sum(factorials[margin] for margin in margins) - factorials[answers]
    return np.where(possible, np.exp(np.where(possible, fixed - ways, 0.0)), 0.0)


def _one_of_periods(
    outcomes: IntArray, total: IntArray, periods: float, dispersion: FloatArray
) -> FloatArray:
    """Give the probability of outcomes of one period, given the total of it and the periods before."""
    from scipy.stats import betabinom, binom  # noqa: PLC0415 - As above.

    # Under a dispersion of 1 the shapes would be infinite; what stands there then is not used.
    shape = np.maximum(total, 1) / (periods + 1) / np.maximum(dispersion - 1, _NEAR_ONE)
    spread = betabinom.pmf(outcomes, total, shape, shape * periods)
    return np.where(dispersion > 1 + _NEAR_ONE, spread, binom.pmf(outcomes, total, 1 / (periods + 1)))


def _as_unlike(likely: FloatArray, observed: FloatArray) -> FloatArray:
    as_unlike = np.where(likely <= observed * (1 + _ROUNDING), likely, 0.0)
    return np.asarray(np.minimum(1.0, as_unlike.sum(axis=-1)))
