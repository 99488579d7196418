"""A rate over its periods and branches side by side: what lies within the usual play of chance and what not.

Conventions. Limits of charts are three standard deviations, kept within 0..1. The spread between neighbouring
periods is their mean moving range over d2 = 1.128379; no moving range is screened out. A period without an
answer is left out: its two neighbours count as neighbours. A point is beyond a limit only if it is not on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sampling.cells import matching_counts, whole_numbers
from sampling.stratified import ratio
from sampling.usual import usual_counts

if TYPE_CHECKING:
    import numpy.typing as npt

    from sampling.cells import Counts, FloatArray, IntArray

# The expected range of two values from a normal distribution, in standard deviations.
D2 = 1.128379

_SIGMAS = 3
_ALL = slice(None)
# What a rate on the limit may seem to be off it.
_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class ControlChart:
    """A rate over its periods, with the line about which it varies and the limits it stays within.

    Parameters
    ----------
    rate : array of shape (n_periods,) or (n_cells, n_periods)
        Rates in 0..1; nan where nothing was answered.
    centre : float or array of shape (n_cells,)
        Rate of the baseline: its findings over its answers.
    lower, upper : array of the shape of `rate`
        Limits in 0..1; nan where nothing was answered, or where the spread cannot be told.
    sigma_z : float or array of shape (n_cells,)
        Spread between the periods in multiples of what chance alone gives; 1 where the chart assumes it.

    Examples
    --------
    >>> p_chart([1, 0, 9], [10, 10, 10], phase1=slice(2)).beyond.tolist()
    [False, False, True]
    """

    rate: FloatArray
    centre: FloatArray
    lower: FloatArray
    upper: FloatArray
    sigma_z: FloatArray

    @property
    def beyond(self) -> npt.NDArray[np.bool_]:
        """Which periods lie beyond the limits."""
        return (self.rate < self.lower - _ROUNDING) | (self.rate > self.upper + _ROUNDING)


class RunRules(NamedTuple):
    """How long a series stays on one side of its centre line and how often it crosses it.

    Parameters
    ----------
    longest_run, longest_run_limit : int or array of shape (n_cells,)
        Most periods in a row on one side, and how many are still usual.
    crossings, crossings_minimum : int or array of shape (n_cells,)
        How often the series goes from one side to the other, and how few times are still usual.

    Examples
    --------
    >>> bool(run_rules([1, 1, -1, 1], 0).signal)
    False
    """

    longest_run: IntArray
    longest_run_limit: IntArray
    crossings: IntArray
    crossings_minimum: IntArray

    @property
    def signal(self) -> npt.NDArray[np.bool_]:
        """Whether the run is too long or the crossings are too few to be usual."""
        too_long = np.greater(self.longest_run, self.longest_run_limit)
        return np.logical_or(too_long, np.less(self.crossings, self.crossings_minimum))


def p_chart(x: Counts, n: Counts, *, phase1: slice | None = None) -> ControlChart:
    """Show a rate over its periods with the limits that chance alone keeps.

    Valid if each answer is a finding with the same probability, independently of the others. Where periods
    differ more than that, take `laney_p_chart`.

    Parameters
    ----------
    x : array of int of shape (n_periods,) or (n_cells, n_periods)
        Findings, 0 to n.
    n : array of int of that shape
        Applicable answers.
    phase1 : slice, optional
        The periods that make the baseline; without it all of them.

    Returns
    -------
    ControlChart
        ``sigma_z`` is 1; all is nan if the baseline holds no answer.

    Raises
    ------
    ValueError
        Counts that are no whole numbers or not 0 <= x <= n, or no period at all.

    Notes
    -----
    Source: Montgomery, Introduction to Statistical Quality Control (2009), section 7.2, variable sample size.

    Examples
    --------
    10 findings in 100 answers: the standard deviation of 25 answers is the root of 0.1 * 0.9 / 25, or 6 %.

    >>> chart = p_chart([1, 2, 3, 4], [25, 25, 25, 25])
    >>> float(chart.centre), round(float(chart.upper[0]), 9), float(chart.lower[0])
    (0.1, 0.28, 0.0)
    """
    rate, centre, sigma = _deviations(x, n, phase1)
    return _chart(rate, centre, sigma, np.where(np.isnan(centre), np.nan, 1.0))


def laney_p_chart(x: Counts, n: Counts, *, phase1: slice | None = None) -> ControlChart:
    """Show a rate over its periods with limits as wide as its periods really differ.

    Valid if the order of the periods is that of time and the baseline is long, of 20 periods and more.

    Parameters
    ----------
    x : array of int of shape (n_periods,) or (n_cells, n_periods)
        Findings, 0 to n.
    n : array of int of that shape
        Applicable answers.
    phase1 : slice, optional
        The periods that make the baseline; without it all of them.

    Returns
    -------
    ControlChart
        With a ``sigma_z`` above 1 the periods differ more than chance explains; else `p_chart` will do. nan
        with fewer than two answered periods in the baseline, only findings or none: nothing can be told.

    Raises
    ------
    ValueError
        As for `p_chart`.

    Notes
    -----
    Source: Laney, Quality Engineering 14 (2002) 531.

    Examples
    --------
    6 and 10 of 16 lie one standard deviation of 2 below and above 8, so they are two apart: 2 / 1.128379.

    >>> round(float(laney_p_chart([6, 10], [16, 16]).sigma_z), 4)
    1.7725
    """
    rate, centre, sigma = _deviations(x, n, phase1)
    z = ratio(rate - centre[..., np.newaxis], sigma)[..., _ALL if phase1 is None else phase1]
    return _chart(rate, centre, sigma, _mean_moving_range(z) / D2)


def funnel_limits(n: Counts, centre: npt.ArrayLike, coverage: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Give the rates between which a branch with n answers lies by chance alone.

    Valid if each answer of every branch is a finding with the probability `centre`, independently of the
    others. 14 branches with limits of 95 % give 0.7 false alarms on average, with 99.8 % 0.03.

    Parameters
    ----------
    n : int or array of shape (n_branches,)
        Applicable answers.
    centre : float or array of that shape
        The rate of all, in 0..1.
    coverage : float
        Probability of lying within the limits, at least; between 0 and 1.

    Returns
    -------
    lower, upper : float or array of shape (n_branches,)
        The smallest and the largest usual x/n: fewer findings than ``lower * n`` have at most the probability
        (1 - coverage) / 2, and so have more than ``upper * n``. nan where n is 0.

    Raises
    ------
    ValueError
        Counts that are no whole numbers, a centre or coverage outside 0..1.

    Notes
    -----
    Source: Spiegelhalter, Statistics in Medicine 24 (2005) 1185, exact binomial limits; as whole findings,
    without the interpolation between them that is proposed there for drawing smooth lines.

    Examples
    --------
    None of 5 coins shows heads once in 32 throws, all of them just as often; both are beyond 90 %.

    >>> [float(limit) for limit in funnel_limits(5, 0.5, 0.9)]
    [0.2, 0.8]
    """
    answers = whole_numbers(n)
    fewest, most = usual_counts(answers, centre, centre, coverage)
    return ratio(fewest, answers)[()], ratio(most, answers)[()]


def run_rules(values: npt.ArrayLike, centre: npt.ArrayLike) -> RunRules:
    """Tell whether a series stays on one side of its centre line longer than chance would have it.

    Valid if the centre line is the median, or the mean of a series that is about symmetrical, and the order
    of the values is that of time.

    Parameters
    ----------
    values : array of float of shape (n_periods,) or (n_cells, n_periods)
        Rates or any other values; nan is no value.
    centre : float or array of shape (n_cells,)
        The centre line.

    Returns
    -------
    RunRules
        Values on the centre line are left out: they neither end a run nor make it longer.

    Raises
    ------
    ValueError
        A series without an axis of periods, or a centre that fits no series.

    Notes
    -----
    Source: Anhoej & Olesen, PLoS ONE 9 (2014) e113825: a run is too long above log2(n) + 3, rounded, and
    crossings are too few below the 5 % quantile of the binomial distribution of n - 1 throws of a coin, for
    n values that are not on the line.

    Examples
    --------
    >>> [int(number) for number in run_rules([3, 4, 5, 1, 2, 3], 3)]
    [2, 5, 1, 0]
    """
    from scipy.stats import binom  # noqa: PLC0415 - Loading scipy takes longer than most requests.

    series, line = np.asarray(values, dtype=np.float64), np.asarray(centre, dtype=np.float64)
    if not series.ndim:
        raise ValueError("A series of values has at least one axis, that of the periods.")
    side = np.nan_to_num(np.sign(series - line[..., np.newaxis]))
    counted = np.cumsum(side != 0, axis=-1)
    crossed = _before(side, side != 0, 0.0) * side < 0
    # What was counted before the last crossing belongs to earlier runs.
    earlier = np.maximum.accumulate(np.where(crossed, counted - 1, 0), axis=-1)
    useful = counted.max(axis=-1, initial=0)
    return RunRules(
        longest_run=(counted - earlier).max(axis=-1, initial=0),
        longest_run_limit=np.rint(np.log2(np.maximum(useful, 1))).astype(np.int64) + 3,
        crossings=crossed.sum(axis=-1),
        crossings_minimum=binom.ppf(0.05, np.maximum(useful - 1, 0), 0.5).astype(np.int64),
    )


def _deviations(x: Counts, n: Counts, phase1: slice | None) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give the rates, that of the baseline, and the standard deviation which chance gives each period."""
    found, answers = matching_counts(x, n)
    if not found.ndim or not found.shape[-1]:
        raise ValueError("A chart needs at least one period.")
    base = _ALL if phase1 is None else phase1
    centre = ratio(found[..., base].sum(axis=-1), answers[..., base].sum(axis=-1))
    variance = ratio((centre * (1 - centre))[..., np.newaxis], answers)
    return ratio(found, answers), centre, np.sqrt(variance)


def _chart(rate: FloatArray, centre: FloatArray, sigma: FloatArray, sigma_z: FloatArray) -> ControlChart:
    half = _SIGMAS * sigma * sigma_z[..., np.newaxis]
    middle = centre[..., np.newaxis]
    lower, upper = np.maximum(middle - half, 0), np.minimum(middle + half, 1)
    return ControlChart(rate, centre[()], lower, upper, sigma_z[()])


def _mean_moving_range(z: FloatArray) -> FloatArray:
    moves = np.abs(z - _before(z, ~np.isnan(z), np.nan))
    return ratio(np.nansum(moves, axis=-1), (~np.isnan(moves)).sum(axis=-1))


def _before(values: FloatArray, present: npt.NDArray[np.bool_], nothing: float) -> FloatArray:
    """Give for each period the last value present before it."""
    latest = np.maximum.accumulate(np.where(present, np.arange(values.shape[-1]), 0), axis=-1)
    carried = np.take_along_axis(values, latest, axis=-1)
    first = np.full((*values.shape[:-1], 1), nothing)
    return np.concatenate([first, carried[..., :-1]], axis=-1)
