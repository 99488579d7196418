"""How many files have to be checked, and what a number of files can find.

Conventions. Rates are taken as the decimal numbers they are written as: 0.035 of 400 is 14, not a bit more.
A finite population holds the smallest number of deviations that is not tolerable: N * tolerable, rounded up.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from sampling.cells import check_confidence, matching_counts, whole_numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from sampling.cells import Counts, FloatArray, IntArray

    Objects = npt.NDArray[np.object_]
    AtMost = Callable[[Any, IntArray | int, IntArray], FloatArray]

# A sample that has to be larger is not planned; the expected rate is too near to the tolerable one.
LARGEST_SAMPLE = 100_000

# So many numbers are tried at once.
_AT_ONCE = 512
# A probability that exceeds another by less than this share is equal; the rest is rounding.
_ROUNDING = 1e-11


def attribute_sample_size(
    tolerable: npt.ArrayLike,
    expected: npt.ArrayLike,
    confidence: float = 0.95,
    N: Counts | None = None,  # noqa: N803 - The formulas and the interface write the population size as N.
) -> IntArray:
    """Give the files to check so that no more deviations than expected show that the rate is tolerable.

    Valid if the files are drawn at random, from a large population or, with N, without replacement from N.

    Parameters
    ----------
    tolerable : float, Fraction or array of shape (n_cells,)
        Rate above which the population is not accepted, above 0 and at most 1.
    expected : float, Fraction or array of shape (n_cells,)
        Rate that is expected, at least 0 and below the tolerable one.
    confidence : float
        One-sided confidence, between 0 and 1.
    N : int or array of shape (n_cells,), optional
        Files in the population; without it a large one.

    Returns
    -------
    int or array of shape (n_cells,)
        The smallest n with P(X <= ceil(n * expected)) <= 1 - confidence at the tolerable rate. In a
        population too small for that it is N: all files tell for certain.

    Raises
    ------
    ValueError
        Rates or a confidence out of range, a population that is no whole number, a sample above 100,000.

    Notes
    -----
    Source: AICPA, Audit Guide Audit Sampling (2017), appendix A, tables A-1 and A-2.

    Examples
    --------
    None of 59 deviates with a probability of 0.95 ** 59, or 4.8 %, at a rate of 5 %; 58 leave 5.1 %.

    >>> int(attribute_sample_size(0.05, 0, 0.95)), int(attribute_sample_size(0.05, 0, 0.95, N=100))
    (59, 45)
    """
    check_confidence(confidence)
    tolerated, wanted = np.broadcast_arrays(_exact(tolerable), _exact(expected))
    if not np.all((wanted >= 0) & (wanted < tolerated) & (tolerated <= 1)):
        raise ValueError("Wanted: 0 <= expected < tolerable <= 1.")
    if N is None:
        found = _smallest(_binomial(tolerated.ravel()), wanted.ravel(), confidence, LARGEST_SAMPLE)
        if np.any(found > LARGEST_SAMPLE):
            raise ValueError("More than 100,000 files: the expected rate is too near to the tolerable one.")
        return found.reshape(wanted.shape)[()]
    tolerated, wanted, files = np.broadcast_arrays(tolerated, wanted, whole_numbers(N))
    at_most = _unless_all(
        _hypergeometric(_rounded_up(tolerated, files).ravel(), files.ravel()), files.ravel()
    )
    found = _smallest(at_most, wanted.ravel(), confidence, int(files.max(initial=0)))
    return np.asarray(np.minimum(found.reshape(files.shape), files))[()]


def detection_probability(
    n: Counts,
    rate: npt.ArrayLike,
    N: Counts | None = None,  # noqa: N803 - As above.
) -> FloatArray:
    """Give the probability that a sample holds at least one deviation.

    Valid if the files are drawn at random, from a large population or, with N, without replacement from N.

    Parameters
    ----------
    n : int or array of shape (n_cells,)
        Files checked, 0 to N.
    rate : float, Fraction or array of shape (n_cells,)
        Rate of deviations in the population, 0..1.
    N : int or array of shape (n_cells,), optional
        Files in the population; without it a large one.

    Returns
    -------
    float or array of shape (n_cells,)
        Probability in 0..1; with N that of N * rate deviations, rounded up.

    Raises
    ------
    ValueError
        A rate out of range, counts that are no whole numbers, n > N.

    Notes
    -----
    Source: AICPA, Audit Guide Audit Sampling (2017), discovery sampling.

    Examples
    --------
    One in 4 faulty, 2 checked: 9 of 16 pairs miss it; of exactly 4 files, 3 of 6 pairs do.

    >>> float(detection_probability(2, 0.25)), round(float(detection_probability(2, 0.25, N=4)), 9)
    (0.4375, 0.5)
    """
    rates = _exact(rate)
    if not np.all((rates >= 0) & (rates <= 1)):
        raise ValueError("A rate is not between 0 and 1.")
    if N is None:
        rates, checked = np.broadcast_arrays(rates, whole_numbers(n))
        return 1 - _binomial(rates)(..., 0, checked)[()]
    rates, checked, files = np.broadcast_arrays(rates, *matching_counts(n, N))
    return 1 - _hypergeometric(_rounded_up(rates, files), files)(..., 0, checked)[()]


def _exact(rates: npt.ArrayLike) -> Objects:
    """Take rates as the decimal numbers they are written as."""
    try:
        return np.asarray(np.frompyfunc(lambda rate: Fraction(str(rate)), 1, 1)(rates), dtype=object)
    except ValueError as error:
        raise ValueError("A rate is no number.") from error


def _rounded_up(rates: Objects, files: IntArray) -> IntArray:
    return np.asarray(-(-rates * files.astype(object) // 1), dtype=object).astype(np.int64)


def _binomial(rates: Objects) -> AtMost:
    """Give the function that says how probable at most x deviations are in n files, for the cells asked."""
    from scipy.stats import binom  # noqa: PLC0415 - Loading scipy takes longer than most requests.

    each = rates.astype(np.float64)
    return lambda cells, x, n: np.asarray(binom.cdf(x, n, each[cells]))


def _hypergeometric(faulty: IntArray, files: IntArray) -> AtMost:
    from scipy.stats import hypergeom  # noqa: PLC0415 - As above.

    return lambda cells, x, n: np.where(
        files[cells] > 0,
        hypergeom.cdf(x, files[cells], faulty[cells], np.minimum(n, files[cells])),
        1.0,
    )


def _unless_all(at_most: AtMost, files: IntArray) -> AtMost:
    """Take nothing as uncertain where all files are checked."""
    return lambda cells, x, n: np.where(n < files[cells], at_most(cells, x, n), 0.0)


def _smallest(at_most: AtMost, expected: Objects, confidence: float, largest: int) -> IntArray:
    """Give the smallest n for each cell, or one more than the largest."""
    found = np.full(expected.shape, largest + 1)
    for start in range(1, largest + 1, _AT_ONCE):
        # A column of the cells still without an n, a row of the numbers tried.
        cells = np.flatnonzero(found > largest)
        if not cells.size:
            break
        column = cells[:, np.newaxis]
        tried = np.arange(start, min(start + _AT_ONCE, largest + 1))
        deviations = _rounded_up(expected[column], tried)
        enough = at_most(column, deviations, tried) <= (1 - confidence) * (1 + _ROUNDING)
        found[cells] = np.where(enough.any(axis=1), tried[enough.argmax(axis=1)], largest + 1)
    return found
