"""How many signs a screen shows although nothing has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling.cells import whole_numbers

if TYPE_CHECKING:
    import numpy.typing as npt

    from sampling.cells import Counts, FloatArray

# A rate on the limit is within it, up to what a fraction loses as a floating point number.
_ROUNDING = 1e-9


def chance_beyond(n: Counts, centre: npt.ArrayLike, lower: npt.ArrayLike, upper: npt.ArrayLike) -> FloatArray:
    """Give the probability that a rate lies beyond its limits by chance alone.

    Valid if each answer is a finding with the probability `centre`, independently of the others. The sum over
    all cells of a screen is the number of false alarms to expect on it.

    Parameters
    ----------
    n : int or array of shape (n_cells,)
        Applicable answers.
    centre, lower, upper : float or array of that shape
        The true rate and the limits, in 0..1; on a limit is within.

    Returns
    -------
    probability : float or array of shape (n_cells,)
        0..1, exact binomial; 0 where n is 0, because nothing is shown there, nan where a limit is nan.

    Raises
    ------
    ValueError
        Counts that are no whole numbers.

    Notes
    -----
    Source: the binomial distribution; statistics.md, "expected false alarms per screen".

    Examples
    --------
    Of two fair coins none or both show heads in half of all throws.

    >>> float(chance_beyond(2, 0.5, 0.25, 0.75))
    0.5
    """
    from scipy.stats import binom  # noqa: PLC0415 - Loading scipy takes longer than most requests.

    answers = whole_numbers(n)
    rate, low, high = (np.asarray(value, dtype=np.float64) for value in (centre, lower, upper))
    fewest = np.ceil(low * answers - _ROUNDING)
    most = np.floor(high * answers + _ROUNDING)
    beyond = binom.cdf(fewest - 1, answers, rate) + binom.sf(most, answers, rate)
    return np.where(answers == 0, 0.0, beyond)[()]
