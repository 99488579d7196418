"""What could be seen at all: how probable it is that a fall of a rate shows, and how many answers that takes.

A fall is seen if the upper limit of the difference "after less before" lies below 0. Everything is counted
out over all possible findings; nothing is approximated. Power does not rise evenly: with one answer more it
can be a little smaller. `needed_answers` gives the first number that reaches it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from sampling.cells import check_confidence, whole_numbers
from sampling.rates import binomial_interval

if TYPE_CHECKING:
    import numpy.typing as npt

    from sampling.cells import Counts, FloatArray, IntArray

# More answers in one window than this no house collects in any time worth waiting for.
MOST_ANSWERS = 20_000

# Findings less likely than this are not counted out.
_NO_WEIGHT = 1e-18
# By so many findings the normal approximation never misses the smallest sample.
_OFF = 8
# So many halvings of the range of a rate leave less than its last digit.
_HALVINGS = 50


def probability_of_seeing(
    before: npt.ArrayLike, after: npt.ArrayLike, n_before: Counts, n_after: Counts, confidence: float = 0.95
) -> FloatArray:
    """Give the probability that a fall of the rate is seen.

    Valid if both samples are independent of each other, each under the condition of
    `sampling.rates.binomial_interval`.

    Parameters
    ----------
    before, after : float or array of shape (n_cells,)
        True rates in 0..1.
    n_before, n_after : int or array of shape (n_cells,)
        Applicable answers.
    confidence : float
        One-sided confidence, above 1/2 and below 1.

    Returns
    -------
    float or array of shape (n_cells,)
        Probability in 0..1; without a fall it is that of a false alarm.

    Raises
    ------
    ValueError
        Rates or a confidence out of range, counts that are no whole numbers.

    Notes
    -----
    Source: exact enumeration over the interval of Newcombe, Statistics in Medicine 17 (1998) 873, method 10.

    Examples
    --------
    From always to never with 2 answers each: 2 of 2 and 0 of 2 is the only outcome, and it is seen.

    >>> float(probability_of_seeing(1, 0, 2, 2))
    1.0
    """
    rates = _rates(confidence, before, after)
    cells = np.broadcast_arrays(*rates, whole_numbers(n_before), whole_numbers(n_after))
    first, second, n1, n2 = (cell[..., np.newaxis] for cell in cells)
    return _chance(second, n2, *_outcomes(first, n1, n2, confidence))[()]


def detectable_effect(
    rate: npt.ArrayLike, n_before: Counts, n_after: Counts, confidence: float = 0.95, power: float = 0.8
) -> FloatArray:
    """Give the smallest fall of a rate that would be seen with the wanted probability.

    Valid if the condition of `probability_of_seeing` holds.

    Parameters
    ----------
    rate : float or array of shape (n_cells,)
        True rate before, in 0..1.
    n_before, n_after : int or array of shape (n_cells,)
        Applicable answers.
    confidence : float
        One-sided confidence, above 1/2 and below 1.
    power : float
        The wanted probability, between 0 and 1.

    Returns
    -------
    float or array of shape (n_cells,)
        By how much the rate has to fall, in 0..rate; nan where not even a fall to 0 would be seen.

    Raises
    ------
    ValueError
        As for `probability_of_seeing`.

    Notes
    -----
    Source: as for `probability_of_seeing`; the probability rises with the fall.

    Examples
    --------
    154 answers before and after show a fall from 20 % to 10 %, ten answers not even one to nothing.

    >>> round(float(detectable_effect(0.2, 154, 154)), 3), float(detectable_effect(0.2, 10, 10))
    (0.1, nan)
    """
    check_confidence(power)
    cells = np.broadcast_arrays(*_rates(confidence, rate), whole_numbers(n_before), whole_numbers(n_after))
    first, n1, n2 = (cell[..., np.newaxis] for cell in cells)
    outcomes = _outcomes(first, n1, n2, confidence)
    low, high = np.zeros(first.shape), np.array(first)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        seen = (_chance(middle, n2, *outcomes) >= power)[..., np.newaxis]
        low, high = np.where(seen, middle, low), np.where(seen, high, middle)
    visible = _chance(np.zeros(first.shape), n2, *outcomes) >= power
    return np.where(visible, cells[0] - low[..., 0], np.nan)[()]


def needed_answers(
    before: npt.ArrayLike, after: npt.ArrayLike, confidence: float = 0.95, power: float = 0.8
) -> FloatArray:
    """Give the answers needed before and, once more, after, for a fall of the rate to be seen.

    Valid if the condition of `probability_of_seeing` holds.

    Parameters
    ----------
    before, after : float or array of shape (n_cells,)
        True rates in 0..1.
    confidence : float
        One-sided confidence, above 1/2 and below 1.
    power : float
        The wanted probability, between 0 and 1.

    Returns
    -------
    float or array of shape (n_cells,)
        The smallest number whose probability is at least the wanted one, up to 20,000; infinite above that,
        and where the rate does not fall.

    Raises
    ------
    ValueError
        As for `probability_of_seeing`.

    Notes
    -----
    Source: as for `probability_of_seeing`.

    Examples
    --------
    >>> float(needed_answers(0.2, 0.1)), float(needed_answers(0.1, 0.2))
    (154.0, inf)
    """
    check_confidence(power)
    first, second = np.broadcast_arrays(*_rates(confidence, before, after))
    found = np.full(first.shape, np.inf)
    number = _start(first, second, confidence, power)
    open_cells = (second < first) & (number <= MOST_ANSWERS)
    while open_cells.any():
        tried = number[open_cells]
        seen = probability_of_seeing(first[open_cells], second[open_cells], tried, tried, confidence) >= power
        found[open_cells] = np.where(seen, tried, np.inf)
        number = number + 1
        open_cells = open_cells & np.isinf(found) & (number <= MOST_ANSWERS)
    return found[()]


def needed_months(answers: float, files: int, applicable: Fraction | float = Fraction(1)) -> int | None:
    """Give the months it takes to collect answers.

    Valid if the same number of files is checked every month.

    Parameters
    ----------
    answers : float
        From `needed_answers`.
    files : int
        Files checked a month, at least 1.
    applicable : Fraction or float
        Share of the files to which the point applies, above 0 and up to 1.

    Returns
    -------
    int or None
        Whole months, rounded up; None if there will never be enough.

    Raises
    ------
    ValueError
        No file a month, or a share that is none.

    Notes
    -----
    Source: none, this is arithmetic, in fractions: 0.07 * 100 is not 7 in floating point.

    Examples
    --------
    >>> needed_months(154, 10), needed_months(154, 140), needed_months(14, 100, 0.07)
    (16, 2, 2)
    """
    share = Fraction(str(applicable))
    if files < 1 or not 0 < share <= 1:
        raise ValueError("Wanted: at least one file a month, and a share above 0 and up to 1.")
    return None if np.isinf(answers) else -(-Fraction(answers) // (files * share))


def _rates(confidence: float, *rates: npt.ArrayLike) -> list[FloatArray]:
    if not 1 / 2 < confidence < 1:
        raise ValueError(f"The one-sided confidence {confidence} is not between 1/2 and 1.")
    values = [np.asarray(rate, dtype=np.float64) for rate in rates]
    if not all(((value >= 0) & (value <= 1)).all() for value in values):
        raise ValueError("A rate is not between 0 and 1.")
    return values


def _start(before: FloatArray, after: FloatArray, confidence: float, power: float) -> IntArray:
    """Give a number of answers that is surely too small, from the normal approximation."""
    from scipy.special import ndtri  # noqa: PLC0415 - Loading scipy takes longer than most requests.

    mean = (before + after) / 2
    apart = ndtri(confidence) * np.sqrt(2 * mean * (1 - mean))
    apart = apart + ndtri(power) * np.sqrt(before * (1 - before) + after * (1 - after))
    rough = (apart / np.where(after < before, before - after, 1)) ** 2
    # The approximation is off by few findings, or few answers without one, and by a small share beside that.
    rare = np.minimum(before, 1 - after)
    least = 0.95 * rough - _OFF / np.where(rare > 0, rare, 1)
    return np.asarray(np.clip(least, 1, MOST_ANSWERS + 1).astype(np.int64))


def _outcomes(
    before: FloatArray, n1: IntArray, n2: IntArray, confidence: float
) -> tuple[FloatArray, IntArray]:
    """Give the probability of each number of findings before, and the most after it that show a fall."""
    from scipy.stats import binom  # noqa: PLC0415 - As above.

    fewest = np.maximum(binom.ppf(_NO_WEIGHT, n1, before), 0).astype(np.int64)
    most = np.asarray(binom.isf(_NO_WEIGHT, n1, before)).astype(np.int64)
    listed = fewest + np.arange(int((most - fewest).max(initial=0)) + 1)
    findings = np.minimum(listed, n1)
    return np.where(listed <= n1, binom.pmf(findings, n1, before), 0.0), _last_seen(
        findings, n1, n2, 2 * confidence - 1
    )


def _last_seen(findings: IntArray, n1: IntArray, n2: IntArray, confidence: float) -> IntArray:
    """Give the most findings after for which the upper limit of the difference is below 0; -1 for none."""
    share1 = findings / np.maximum(n1, 1)
    below1 = share1 - binomial_interval(findings, n1, confidence, method="wilson")[0]
    low, high = np.full(findings.shape, -1), np.broadcast_to(n2, findings.shape)
    # The upper limit rises with the findings after, because those of Wilson do.
    while np.any(low < high):
        # Where all is decided the middle is what was found, and that can be -1.
        middle = np.maximum((low + high + 1) // 2, 0)
        share2 = middle / np.maximum(n2, 1)
        above2 = binomial_interval(middle, n2, confidence, method="wilson")[1] - share2
        seen = share2 - share1 + np.hypot(below1, above2) < 0
        low, high = np.where(seen, middle, low), np.where(seen, high, middle - 1)
    return low


def _chance(after: FloatArray, n2: IntArray, probability: FloatArray, last: IntArray) -> FloatArray:
    from scipy.stats import binom  # noqa: PLC0415 - As above.

    return np.asarray((probability * binom.cdf(last, n2, after)).sum(axis=-1))
