"""Two rates side by side: how far they lie apart, whether one fell, and whether chance alone would do that.

The exact tests live in `sampling.chance`, what could be seen at all in `sampling.power`; all is offered here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling.cells import matching_counts, whole_numbers
from sampling.chance import dispersion_factor, exact_against_before, exact_change, stand_out
from sampling.power import detectable_effect, needed_answers, needed_months, probability_of_seeing
from sampling.rates import binomial_interval
from sampling.stratified import ratio

if TYPE_CHECKING:
    from sampling.cells import Counts, FloatArray, IntArray

    Limits = tuple[FloatArray, FloatArray]

__all__ = [
    "detectable_effect",
    "difference_of_differences",
    "dispersion_factor",
    "exact_against_before",
    "exact_change",
    "needed_answers",
    "needed_months",
    "newcombe_difference",
    "newcombe_paired_difference",
    "probability_of_fall",
    "probability_of_seeing",
    "stand_out",
]

# The integral of a smooth function over so many points is right to some 12 digits.
_POINTS = 400
# What lies further out has no weight in a sum of numbers of 16 digits.
_NO_WEIGHT = 1e-17


def newcombe_difference(x1: Counts, n1: Counts, x2: Counts, n2: Counts, confidence: float = 0.95) -> Limits:
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
    first, below1, above1 = _share(x1, n1, confidence)
    second, below2, above2 = _share(x2, n2, confidence)
    difference = first - second
    return difference - np.hypot(below1, above2), difference + np.hypot(above1, below2)


def newcombe_paired_difference(
    both: Counts, first_only: Counts, second_only: Counts, neither: Counts, confidence: float = 0.95
) -> Limits:
    """Give the interval of the difference between two rates over the same files, the first less the second.

    Valid if the files are a random sample and both looked at each of them independently of the other files.

    Parameters
    ----------
    both, first_only, second_only, neither : int or array of shape (n_cells,)
        Files with a finding by both, by the first or the second alone, and by none of the two.
    confidence : float
        Two-sided confidence, between 0 and 1.

    Returns
    -------
    lower, upper : float or array of shape (n_cells,)
        Differences in -1..1; nan where there is no file: no statement.

    Raises
    ------
    ValueError
        Counts that are no whole numbers from 0 on, a confidence outside 0..1.

    Notes
    -----
    Source: Newcombe, Statistics in Medicine 17 (1998) 2635, method 10 (Wilson limits, with the continuity
    correction of the correlation).

    Examples
    --------
    36, 12, 2 and 0 files, an example of the paper:

    >>> [round(float(limit), 4) for limit in newcombe_paired_difference(36, 12, 2, 0)]
    [0.0569, 0.3404]
    """
    cells = [whole_numbers(count) for count in (both, first_only, second_only, neither)]
    e, f, g, h = (np.asarray(cell) for cell in np.broadcast_arrays(*cells))
    n = e + f + g + h
    first, below1, above1 = _share(e + f, n, confidence)
    second, below2, above2 = _share(e + g, n, confidence)
    together = _correlation(e, f, g, h)
    difference = first - second
    lower = difference - _apart(below1, above2, together)
    upper = difference + _apart(above1, below2, together)
    return lower, upper


def difference_of_differences(  # noqa: PLR0913, PLR0917 - Four samples are eight counts.
    x1: Counts,
    n1: Counts,
    x2: Counts,
    n2: Counts,
    x3: Counts,
    n3: Counts,
    x4: Counts,
    n4: Counts,
    confidence: float = 0.95,
) -> Limits:
    """Give the interval of how much more one rate changed than another: (1 less 2) less (3 less 4).

    Valid if the four samples were drawn independently of each other, as for `newcombe_difference`. With 1 the
    branches with a measure after it and 2 before, 3 the other branches after and 4 before, a negative
    difference says that the rate fell further where the measure was.

    Parameters
    ----------
    x1, x2, x3, x4 : int or array of shape (n_cells,)
        Findings, each 0 to its n.
    n1, n2, n3, n4 : int or array of shape (n_cells,)
        Applicable answers.
    confidence : float
        Two-sided confidence, between 0 and 1.

    Returns
    -------
    lower, upper : float or array of shape (n_cells,)
        Differences in -2..2; nan where one of the four has no answer: no statement.

    Raises
    ------
    ValueError
        As for `newcombe_difference`.

    Notes
    -----
    Source: Newcombe, Statistics in Medicine 20 (2001) 2885: the distances of the limits from both
    differences, squared and added.

    Examples
    --------
    Four times 5 of 10: each distance of a limit of Wilson enters four times, so its square root twice.

    >>> lower, upper = difference_of_differences(5, 10, 5, 10, 5, 10, 5, 10)
    >>> wilson, _ = binomial_interval(5, 10, method="wilson")
    >>> bool(abs(upper - 2 * (0.5 - wilson)) < 1e-12), bool(abs(lower + upper) < 1e-12)
    (True, True)
    """
    first_lower, first_upper = newcombe_difference(x1, n1, x2, n2, confidence)
    second_lower, second_upper = newcombe_difference(x3, n3, x4, n4, confidence)
    first = _share(x1, n1, confidence)[0] - _share(x2, n2, confidence)[0]
    second = _share(x3, n3, confidence)[0] - _share(x4, n4, confidence)[0]
    difference = first - second
    lower = difference - np.hypot(first - first_lower, second_upper - second)
    upper = difference + np.hypot(first_upper - first, second - second_lower)
    return lower, upper


def probability_of_fall(x1: Counts, n1: Counts, x2: Counts, n2: Counts) -> FloatArray:
    """Give the probability that the second true rate is smaller than the first.

    Valid if both samples were drawn independently of each other, and nothing was known of either rate
    before: each has the prior of Jeffreys.

    Parameters
    ----------
    x1, x2 : int or array of shape (n_cells,)
        Findings before and after, 0 to n1 and 0 to n2.
    n1, n2 : int or array of shape (n_cells,)
        Applicable answers before and after.

    Returns
    -------
    float or array of shape (n_cells,)
        Probability in 0..1, right to ten digits; nan where one of the two has no answer: no statement.

    Raises
    ------
    ValueError
        Counts that are no whole numbers or not 0 <= x <= n.

    Notes
    -----
    Source: Jeffreys, Theory of Probability (1961), section 3.10; Gelman et al., Bayesian Data Analysis
    (2013), section 2.4. The integral runs over the log odds of the rate that is known better.

    Examples
    --------
    Equal counts: one half.

    >>> round(float(probability_of_fall(2, 10, 2, 10)), 10)
    0.5
    """
    x1, n1 = matching_counts(x1, n1)
    x2, n2 = matching_counts(x2, n2)
    cells = np.broadcast_arrays(x1, n1, x2, n2)
    found1, answers1, found2, answers2 = (cell[..., np.newaxis] + 0.5 for cell in cells)
    first, second = (found1, answers1 - found1 + 0.5), (found2, answers2 - found2 + 0.5)
    # The steps have to be narrow for the better known rate; the other one is smooth over them.
    better = 1 / first[0] + 1 / first[1] < 1 / second[0] + 1 / second[1]
    narrow = tuple(np.where(better, own, other) for own, other in zip(first, second, strict=True))
    wide = tuple(np.where(better, other, own) for own, other in zip(first, second, strict=True))
    below = _probability_below(narrow, wide)
    answered = (cells[1] > 0) & (cells[3] > 0)
    return np.where(answered, np.where(better[..., 0], below, 1 - below), np.nan)[()]


def _probability_below(narrow: tuple[FloatArray, ...], wide: tuple[FloatArray, ...]) -> FloatArray:
    """Give the probability that the rate of the wide distribution lies below that of the narrow one."""
    from scipy.special import betainc, betaincinv, betaln, expit, log_expit, logit  # noqa: PLC0415 - Heavy.

    a, b = narrow
    # Each end is computed where it is near 0 and has all its digits.
    start = logit(betaincinv(a, b, _NO_WEIGHT))
    end = -logit(betaincinv(b, a, _NO_WEIGHT))
    odds = start + (end - start) * np.linspace(0, 1, _POINTS)
    density = np.exp(a * log_expit(odds) + b * log_expit(-odds) - betaln(a, b))
    below = betainc(wide[0], wide[1], expit(odds))
    # At both ends the density is nothing, so the plain sum is the trapezoidal rule.
    return np.asarray((density * below).sum(axis=-1) * (end - start)[..., 0] / (_POINTS - 1))


def _share(x: Counts, n: Counts, confidence: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give a rate and how far its limits lie below and above it."""
    found, answers = matching_counts(x, n)
    share = ratio(found, answers)
    lower, upper = binomial_interval(found, answers, confidence, method="wilson")
    return share, share - lower, upper - share


def _correlation(e: IntArray, f: IntArray, g: IntArray, h: IntArray) -> FloatArray:
    """Give how much two findings on the same file go together, drawn towards 0 by half a file."""
    margins = np.asarray((e + f) * (g + h), dtype=np.float64) * ((e + g) * (f + h))
    product = e * h - f * g
    drawn = np.where(product > 0, np.maximum(product - (e + f + g + h) / 2, 0), product)
    return np.nan_to_num(ratio(drawn, np.sqrt(margins)))


def _apart(below: FloatArray, above: FloatArray, together: FloatArray) -> FloatArray:
    # Equal distances that go together cancel out; rounding must not make the rest negative.
    return np.asarray(np.sqrt(np.maximum(below**2 - 2 * together * below * above + above**2, 0)))
