"""The rate of one cell: exact limits for the true rate behind x findings in n checked answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sampling.cells import check_confidence, matching_counts, spread

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from sampling.cells import Counts, FloatArray, IntArray

    Limits = tuple[FloatArray, FloatArray]

# Two probabilities that differ by less than this share are equal; what lies between is rounding.
_ROUNDING = 1e-11


def binomial_interval(
    x: Counts, n: Counts, confidence: float = 0.95, method: str = "clopper-pearson"
) -> Limits:
    """Give the two-sided interval of a deviation rate ("between … and …").

    Valid if each checked answer is a finding with the same probability, independently of the others: a
    random sample from a population that is large against it. Otherwise take `hypergeometric_interval`.

    Parameters
    ----------
    x : int or array of shape (n_cells,)
        Findings, 0 to n.
    n : int or array of shape (n_cells,)
        Applicable answers, at least 0.
    confidence : float
        Two-sided confidence, between 0 and 1.
    method : str
        ``clopper-pearson`` (never below the confidence) or ``wilson`` (on average near it).

    Returns
    -------
    lower, upper : float or array of shape (n_cells,)
        Rates in 0..1; nan where n is 0: no statement.

    Raises
    ------
    ValueError
        Counts that are no whole numbers or not 0 <= x <= n, a confidence outside 0..1, an unknown method.

    Notes
    -----
    Source: Clopper & Pearson, Biometrika 26 (1934) 404; Wilson, JASA 22 (1927) 209.

    Examples
    --------
    >>> lower, upper = binomial_interval(0, 10, 0.95)
    >>> float(lower), round(float(upper), 6) == round(1 - 0.025 ** 0.1, 6)
    (0.0, True)
    """
    check_confidence(confidence)
    if method not in _METHODS:
        raise ValueError(f"The method {method!r} is none of {', '.join(sorted(_METHODS))}.")
    limits = [_METHODS[method], _mirrored(_METHODS[method])]
    lower, upper = spread(limits, (1 - confidence) / 2, *matching_counts(x, n))
    return lower, upper


def binomial_upper(x: Counts, n: Counts, confidence: float = 0.95) -> FloatArray:
    """Give the one-sided upper limit of a deviation rate ("at most").

    Valid if the condition of `binomial_interval` holds.

    Parameters
    ----------
    x : int or array of shape (n_cells,)
        Findings, 0 to n.
    n : int or array of shape (n_cells,)
        Applicable answers, at least 0.
    confidence : float
        One-sided confidence, between 0 and 1.

    Returns
    -------
    float or array of shape (n_cells,)
        Rate in 0..1; nan where n is 0: no statement.

    Raises
    ------
    ValueError
        As for `binomial_interval`.

    Notes
    -----
    Source: Clopper & Pearson 1934, one-sided; AICPA Audit Guide "Audit Sampling", tables of upper limits.

    Examples
    --------
    >>> round(float(binomial_upper(0, 10, 0.95)), 6) == round(1 - 0.05 ** 0.1, 6)
    True
    """
    check_confidence(confidence)
    return spread([_mirrored(_clopper_pearson_lower)], 1 - confidence, *matching_counts(x, n))[0]


def hypergeometric_interval(x: Counts, n: Counts, N: Counts, confidence: float = 0.95) -> Limits:  # noqa: N803
    """Give the two-sided interval of a deviation rate in a small population.

    Valid if the n answers are a simple random sample, without replacement, of the N of the population.

    Parameters
    ----------
    x : int or array of shape (n_cells,)
        Findings, 0 to n.
    n : int or array of shape (n_cells,)
        Applicable answers, 0 to N.
    N : int or array of shape (n_cells,)
        Size of the population.
    confidence : float
        Two-sided confidence, between 0 and 1.

    Returns
    -------
    lower, upper : float or array of shape (n_cells,)
        K/N in 0..1, where K is the smallest and the largest number of findings in the population that a test
        at (1 - confidence) / 2 does not reject; nan where n is 0.

    Raises
    ------
    ValueError
        As for `binomial_interval`, or n > N.

    Notes
    -----
    Source: Wright, Exact Confidence Bounds when Sampling from Small Finite Universes (1991). A K is rejected
    if the probability of the observed or a more extreme count is at most (1 - confidence) / 2.

    Examples
    --------
    >>> lower, upper = hypergeometric_interval(2, 5, 5, 0.95)
    >>> float(lower), float(upper)
    (0.4, 0.4)
    """
    check_confidence(confidence)
    limits = [_hypergeometric_lower, _hypergeometric_upper]
    lower, upper = spread(limits, (1 - confidence) / 2, *matching_counts(x, n, N))
    return lower, upper


def hypergeometric_upper(x: Counts, n: Counts, N: Counts, confidence: float = 0.95) -> FloatArray:  # noqa: N803
    """Give the one-sided upper limit of a deviation rate in a small population ("at most").

    Valid if the condition of `hypergeometric_interval` holds.

    Parameters
    ----------
    x : int or array of shape (n_cells,)
        Findings, 0 to n.
    n : int or array of shape (n_cells,)
        Applicable answers, 0 to N.
    N : int or array of shape (n_cells,)
        Size of the population.
    confidence : float
        One-sided confidence, between 0 and 1.

    Returns
    -------
    float or array of shape (n_cells,)
        K/N in 0..1, with the largest K that a test at 1 - confidence does not reject; nan where n is 0.

    Raises
    ------
    ValueError
        As for `hypergeometric_interval`.

    Notes
    -----
    Source: Wright 1991, one-sided.

    Examples
    --------
    With 5 of 10 files checked and none faulty, 4 faulty files would be missed with 6/252 = 2.4 %, 3 with
    21/252 = 8.3 %, so at most 3 of 10 are faulty at 95 %.

    >>> float(hypergeometric_upper(0, 5, 10, 0.95))
    0.3
    """
    check_confidence(confidence)
    return spread([_hypergeometric_upper], 1 - confidence, *matching_counts(x, n, N))[0]


def beta_limits(x: FloatArray, n: FloatArray, alpha: float) -> Limits:
    """Give Clopper-Pearson limits for an effective sample size, which need be no whole number.

    Valid if x/n is the estimated rate and n the size of the simple random sample that would tell as much.

    Parameters
    ----------
    x, n : array of shape (n_cells,)
        Effective findings and answers, 0 <= x <= n, n > 0.
    alpha : float
        Error probability on each side.

    Returns
    -------
    lower, upper : array of shape (n_cells,)
        Rates in 0..1.

    Notes
    -----
    Source: Korn & Graubard, Survey Methodology 24 (1998) 193.

    Examples
    --------
    >>> import numpy as np
    >>> _, upper = beta_limits(np.array([0.0]), np.array([2.0]), 0.25)
    >>> float(upper[0])
    0.5
    """
    return _clopper_pearson_lower(alpha, x, n), 1 - _clopper_pearson_lower(alpha, n - x, n)


def _clopper_pearson_lower(alpha: float, x: npt.NDArray[Any], n: npt.NDArray[Any]) -> FloatArray:
    from scipy.special import betaincinv  # noqa: PLC0415 - Loading scipy takes longer than most requests.

    # Without findings the limit is 0 (nan stays nan); a parameter of 1 keeps the routine within its domain.
    limit = betaincinv(np.where(x > 0, x, 1), n - x + 1, alpha)
    return np.where(x > 0, limit, 0.0 * x)


def _wilson_lower(alpha: float, x: IntArray, n: IntArray) -> FloatArray:
    from scipy.special import ndtri  # noqa: PLC0415 - As above.

    z = float(ndtri(1 - alpha))
    centre = (x + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(x * (n - x) / n + z**2 / 4)
    return np.where(x > 0, centre - half, 0.0)


def _hypergeometric_lower(alpha: float, x: IntArray, n: IntArray, total: IntArray) -> FloatArray:
    return (total - _largest_not_rejected(alpha, n - x, n, total)) / total


def _hypergeometric_upper(alpha: float, x: IntArray, n: IntArray, total: IntArray) -> FloatArray:
    return _largest_not_rejected(alpha, x, n, total) / total


def _largest_not_rejected(alpha: float, x: IntArray, n: IntArray, total: IntArray) -> IntArray:
    """Give the largest number of findings in the population for which P(X <= x) exceeds alpha."""
    from scipy.stats import hypergeom  # noqa: PLC0415 - As above.

    # With x findings in the population P(X <= x) is 1. Beyond total - n + x it is 0. It falls in between.
    low, high = x, total - n + x
    while np.any(low < high):
        middle = (low + high + 1) // 2
        likely = hypergeom.cdf(x, total, middle, n) > alpha * (1 + _ROUNDING)
        low, high = np.where(likely, middle, low), np.where(likely, high, middle - 1)
    return low


def _mirrored(lower: Callable[..., FloatArray]) -> Callable[..., FloatArray]:
    """Make the upper limit for findings out of the lower one for answers without finding."""
    return lambda alpha, x, n: 1 - lower(alpha, n - x, n)


_METHODS = {
    "clopper-pearson": _clopper_pearson_lower,
    "wilson": _wilson_lower,
}
