from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sampling.control import funnel_limits, laney_p_chart, p_chart, run_rules

X = [3, 1, 4, 2, 5, 0, 3, 6]
N = [40, 38, 45, 40, 52, 30, 41, 60]


@st.composite
def periods(draw):
    n = draw(st.lists(st.integers(0, 60), min_size=1, max_size=15))
    return [draw(st.integers(0, answers)) for answers in n], n


def by_hand(x, n):
    """The charts once more, period by period, without arrays."""
    answered = [(found, answers) for found, answers in zip(x, n, strict=True) if answers]
    centre = sum(found for found, _ in answered) / sum(answers for _, answers in answered)
    sigma = [math.sqrt(centre * (1 - centre) / answers) for _, answers in answered]
    z = [(found / answers - centre) / own for (found, answers), own in zip(answered, sigma, strict=True)]
    moves = [abs(later - earlier) for earlier, later in pairwise(z)]
    return centre, sigma, sum(moves) / len(moves) / 1.128379


def sides_by_hand(values, centre):
    """Longest run and crossings by walking along the series."""
    sides = [value > centre for value in values if value != centre and not math.isnan(value)]
    longest = run = crossings = 0
    for place, side in enumerate(sides):
        same = place > 0 and side == sides[place - 1]
        crossings += place > 0 and not same
        run = run + 1 if same else 1
        longest = max(longest, run)
    return longest, crossings, len(sides)


def test_charts_are_those_computed_period_by_period():
    centre, sigma, sigma_z = by_hand(X, N)

    plain, laney = p_chart(X, N), laney_p_chart(X, N)

    assert plain.centre == laney.centre == centre
    assert plain.upper.tolist() == pytest.approx([centre + 3 * own for own in sigma])
    assert plain.lower.tolist() == pytest.approx([max(0, centre - 3 * own) for own in sigma])
    assert laney.sigma_z == pytest.approx(sigma_z)
    assert laney.upper.tolist() == pytest.approx([centre + 3 * own * sigma_z for own in sigma])
    assert plain.sigma_z == 1


@given(periods())
@settings(deadline=None)
def test_a_period_without_answers_is_left_out(series):
    x, n = series
    full = [(found, answers) for found, answers in zip(x, n, strict=True) if answers]
    with_gaps, at = laney_p_chart(x, n), np.array(n) > 0
    if not full:
        assert np.isnan(with_gaps.centre)
        assert np.isnan(with_gaps.upper).all()
        return
    without = laney_p_chart(*zip(*full, strict=True))

    assert with_gaps.sigma_z == pytest.approx(without.sigma_z, nan_ok=True)
    assert with_gaps.upper[at].tolist() == pytest.approx(without.upper.tolist(), nan_ok=True)
    assert np.isnan(with_gaps.upper[~at]).all()
    assert not with_gaps.beyond[~at].any()


def test_the_baseline_alone_makes_centre_and_spread():
    x, n = [*X, 30], [*N, 40]

    for chart in (p_chart, laney_p_chart):
        long, short = chart(x, n, phase1=slice(8)), chart(X, N)
        assert (long.centre, long.sigma_z) == (short.centre, short.sigma_z)
        assert long.lower[:8].tolist() == short.lower.tolist()
        assert long.beyond.tolist() == [False] * 8 + [True]


def test_many_cells_have_the_charts_of_each():
    x, n = np.array([X, X[::-1], [0] * 8]), np.array([N, N[::-1], N])

    for chart in (p_chart, laney_p_chart):
        together = chart(x, n)
        for row, alone in enumerate(chart(*cell) for cell in zip(x, n, strict=True)):
            for name in ("rate", "centre", "lower", "upper", "sigma_z"):
                found, expected = getattr(together, name)[row], getattr(alone, name)
                assert np.array_equal(found, expected, equal_nan=True), name


def test_a_rate_on_the_limit_is_not_beyond_it():
    # 10 % and three standard deviations, each the root of 0.1 * 0.9 / 100, or 3 %: limits 1 % and 19 %.
    chart = p_chart([100, 1, 19, 0, 20], [1000, 100, 100, 100, 100], phase1=slice(1))

    assert (chart.lower[1], chart.upper[1]) == pytest.approx((0.01, 0.19))
    assert chart.beyond.tolist() == [False, False, False, True, True]
    assert not p_chart([0, 0], [10, 10]).beyond.any()
    assert not p_chart([10, 10], [10, 10]).beyond.any()


def test_a_spread_that_cannot_be_told_gives_no_limits():
    for chart in (laney_p_chart([3], [10]), laney_p_chart([0, 0, 0], 10), laney_p_chart([3, 0], [10, 0])):
        assert np.isnan(chart.sigma_z)
        assert np.isnan(chart.upper).all()
        assert not chart.beyond.any()


def test_series_that_differ_by_chance_alone_have_a_sigma_z_near_one():
    generator = np.random.default_rng(1)
    x = generator.binomial(100, 0.2, size=(400, 36))

    chart = laney_p_chart(x, 100)

    assert chart.sigma_z.mean() == pytest.approx(1, abs=0.02)
    # Three sigma of a binomial distribution of 100 answers are left in about 0.3 of 100 periods.
    assert p_chart(x, 100).beyond.mean() < 0.006


def test_series_that_differ_more_have_wider_limits():
    generator = np.random.default_rng(2)
    rates = generator.beta(8, 32, size=36)
    x = generator.binomial(1000, rates)

    assert laney_p_chart(x, 1000).sigma_z > 3
    assert p_chart(x, 1000).beyond.sum() > 5
    assert laney_p_chart(x, 1000).beyond.sum() <= 1


@pytest.mark.parametrize("chart", [p_chart, laney_p_chart])
@pytest.mark.parametrize(("x", "n"), [([3], [2]), (3, 10), ([], []), ([0.5], [1])])
def test_a_chart_refuses_counts_that_are_none(chart, x, n):
    with pytest.raises(ValueError, match=r"0 <= x <= n|at least one period|whole number"):
        chart(x, n)


@given(st.integers(1, 150), st.integers(0, 1000), st.sampled_from([0.8, 0.95, 0.998]))
@settings(deadline=None)
def test_funnel_limits_hold_their_coverage_and_not_one_finding_more(n, thousandths, coverage):
    centre = thousandths / 1000
    lower, upper = (round(float(limit) * n) for limit in funnel_limits(n, centre, coverage))
    likely = [math.comb(n, k) * centre**k * (1 - centre) ** (n - k) for k in range(n + 1)]
    tail = (1 - coverage) / 2

    assert sum(likely[:lower]) <= tail * (1 + 1e-9)
    assert sum(likely[upper + 1 :]) <= tail * (1 + 1e-9)
    assert sum(likely[: lower + 1]) >= tail * (1 - 1e-9)
    assert sum(likely[upper:]) >= tail * (1 - 1e-9)


def test_funnel_limits_are_symmetrical_and_narrow_with_more_answers():
    n = np.array([10, 40, 160, 640])
    lower, upper = funnel_limits(n, 0.3, 0.998)
    mirrored, _ = funnel_limits(n, 0.7, 0.998)

    assert (1 - upper).tolist() == pytest.approx(mirrored.tolist())
    assert (np.diff(upper - lower) < 0).all()
    assert ((lower < 0.3) & (upper > 0.3)).all()


def test_a_funnel_without_answers_makes_no_statement():
    lower, upper = funnel_limits([0, 5], 0.5, 0.9)
    assert np.isnan([lower[0], upper[0]]).all()
    assert [lower[1], upper[1]] == [0.2, 0.8]
    assert all(math.isnan(limit) for limit in funnel_limits(0, 0.5))


@given(arrays(np.float64, st.integers(0, 30), elements=st.sampled_from([1.0, 2.0, 3.0, math.nan])))
@settings(deadline=None)
def test_runs_and_crossings_are_those_of_walking_along(values):
    longest, crossings, useful = sides_by_hand(values.tolist(), 2.0)

    found = run_rules(values, 2.0)

    assert (found.longest_run, found.crossings) == (longest, crossings)
    assert found.longest_run_limit == (round(math.log2(useful)) if useful else 0) + 3
    throws = max(useful - 1, 0)
    tails = np.cumsum([math.comb(throws, k) / 2**throws for k in range(throws + 1)])
    assert found.crossings_minimum == np.flatnonzero(tails >= 0.05)[0]


def test_a_long_run_and_few_crossings_are_signals():
    assert run_rules([1] * 12 + [-1] * 12, 0).signal
    assert not run_rules([1, -1] * 12, 0).signal
    assert not run_rules([], 0).signal
    assert tuple(run_rules([1] * 12 + [-1] * 12, 0)) == (12, 8, 1, 8)


def test_many_series_have_the_runs_of_each():
    series = np.array([[1, 1, 2, 3, 3, 1], [3, 3, 3, 3, 3, 1]])
    together = run_rules(series, [2, 3])

    alone = [run_rules(series[0], 2), run_rules(series[1], 3)]
    assert [list(column) for column in zip(*alone, strict=True)] == [column.tolist() for column in together]
    assert run_rules(series, 2).longest_run.tolist() == [2, 5]


def test_a_series_without_periods_is_refused():
    with pytest.raises(ValueError, match="at least one axis"):
        run_rules(3, 2)
