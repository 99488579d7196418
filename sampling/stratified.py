"""What every estimate over strata needs: checked counts, weights, and the variance of a weighted total."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sampling.cells import whole_numbers

if TYPE_CHECKING:
    import numpy.typing as npt

    from sampling.cells import Counts, FloatArray, IntArray


def strata_counts(*counts: Counts) -> list[IntArray]:
    """Check the counts of strata and bring them to one shape.

    Valid if the counts have to rise in the order of the parameters.

    Parameters
    ----------
    *counts : array of int of shape (n_strata,) or (n_cells, n_strata)
        Such as findings, applicable answers, checked files, files.

    Returns
    -------
    list of array of int
        The counts, broadcast to one shape with the strata on the last axis.

    Raises
    ------
    ValueError
        A count that is no whole number or larger than the next.

    Notes
    -----
    Source: none, this is a check.

    Examples
    --------
    >>> [count.tolist() for count in strata_counts([0, 1], [2, 2], 5)]
    [[0, 1], [2, 2], [5, 5]]
    """
    same = [np.atleast_1d(count) for count in np.broadcast_arrays(*map(whole_numbers, counts))]
    if any(np.any(less > more) for less, more in pairwise(same)):
        raise ValueError("The counts of a stratum do not rise from findings to files: 0 <= x <= n <= m <= N.")
    return same


def weights(checked: IntArray, files: IntArray) -> FloatArray:
    """Say for how many files each checked file stands.

    Valid if the checked files are a random sample of the files of their stratum.

    Parameters
    ----------
    checked, files : array of int of one shape
        Checked files and all files of the strata.

    Returns
    -------
    array of float of that shape
        Files per checked file; 0 where none was checked.

    Notes
    -----
    Source: Cochran, Sampling Techniques (1977), chapter 5.

    Examples
    --------
    >>> import numpy as np
    >>> weights(np.array([10, 0]), np.array([300, 5])).tolist()
    [30.0, 0.0]
    """
    return np.where(checked > 0, files / np.maximum(checked, 1), 0.0)


def ratio(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> FloatArray:
    """Divide, with nan for "no statement" where there is nothing to divide by.

    Valid if a denominator of 0 means that nothing was observed.

    Parameters
    ----------
    numerator, denominator : float or array of shape (n_cells,)
        What is divided.

    Returns
    -------
    array of float of shape (n_cells,) or ()
        The quotient, or nan.

    Notes
    -----
    Source: none, this is arithmetic.

    Examples
    --------
    >>> ratio([1.0, 0.0], [4.0, 0.0]).tolist()
    [0.25, nan]
    """
    top, bottom = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    return np.where(bottom != 0, top / np.where(bottom != 0, bottom, 1), np.nan)


def t_quantile(confidence: float, degrees: IntArray) -> FloatArray:
    """Give the two-sided quantile of Student's t distribution.

    Valid if the mean it is used for comes near a normal distribution.

    Parameters
    ----------
    confidence : float
        Two-sided confidence, between 0 and 1.
    degrees : array of int of shape (n_cells,)
        Degrees of freedom; below 1 they are taken as 1.

    Returns
    -------
    array of float of shape (n_cells,)
        The quantile.

    Notes
    -----
    Source: Student, Biometrika 6 (1908) 1.

    Examples
    --------
    >>> import numpy as np
    >>> round(float(t_quantile(0.5, np.array(1))), 9)
    1.0
    """
    from scipy.special import stdtrit  # noqa: PLC0415 - Loading scipy takes longer than most requests.

    return np.asarray(stdtrit(np.maximum(degrees, 1), (1 + confidence) / 2))


def variance_of_total(
    totals: FloatArray,
    squares: FloatArray,
    checked: IntArray,
    files: IntArray,
    branch: npt.ArrayLike | None = None,
) -> FloatArray:
    """Give the variance of a weighted total from the sums in each stratum.

    Valid if the checked files of each stratum are a simple random sample of its files; files that were not
    observed in a stratum without a checked file are not covered.

    Parameters
    ----------
    totals, squares : array of float of shape (n_strata,) or (n_cells, n_strata)
        Sum and sum of squares of the weighted values of the checked files.
    checked, files : array of int of that shape
        Checked files and all files.
    branch : array of shape (n_strata,), optional
        Which strata share a branch; without it no strata are merged.

    Returns
    -------
    array of float of shape () or (n_cells,)
        The variance, with finite population correction.

    Notes
    -----
    Source: Cochran, Sampling Techniques (1977), chapters 5 and 5A. A stratum with one checked file that is no
    census is merged with the others of its branch, each file keeping its weight. What stays alone then is
    compared with the mean of all files, as ``survey.lonely.psu="adjust"`` of R's survey package does.

    Examples
    --------
    Values 1 and 3 of 4 files, each with weight 2: the sum of squares about the mean is 8, doubled for two
    files with one degree of freedom, halved because half of the files were seen.

    >>> import numpy as np
    >>> float(variance_of_total(np.array([8.0]), np.array([40.0]), np.array([2]), np.array([4])))
    8.0
    """
    mean = ratio(totals.sum(axis=-1), checked.sum(axis=-1))[..., np.newaxis]
    sums = [np.asarray(part, dtype=np.float64) for part in (totals, squares, checked, files)]
    if branch is not None:
        sums = _with_merged(np.asarray(branch), sums)
    total, square, seen, size = sums
    within = (square - total**2 / np.maximum(seen, 1)) * seen / np.maximum(seen - 1, 1)
    spread = np.where(seen == 1, (total - mean) ** 2, np.maximum(within, 0))
    unseen = np.where(seen > 0, 1 - seen / np.maximum(size, 1), 0)
    return np.asarray((unseen * spread).sum(axis=-1))


def _with_merged(branch: npt.NDArray[np.generic], parts: list[FloatArray]) -> list[FloatArray]:
    """Take the strata of a branch with a lonely file as one: they become 0, the branch gets a column."""
    _, code = np.unique(branch, return_inverse=True)
    belongs = (code == np.arange(code.max() + 1)[:, np.newaxis]).T
    checked, files = parts[2:]
    lonely = (checked == 1) & (files > 1)
    merged = ((lonely @ belongs) > 0)[..., code] & (checked > 0)
    return [
        np.concatenate([np.where(merged, 0, part), np.where(merged, part, 0) @ belongs], axis=-1)
        for part in parts
    ]
