from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.rates import (
    binomial_interval,
    binomial_upper,
    hypergeometric_interval,
    hypergeometric_upper,
)

CONFIDENCES = (0.8, 0.9, 0.95, 0.99)


def at_most(x, n, rate):
    """P(X <= x) of n independent answers, in exact fractions."""
    return sum(comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(x + 1))


def at_most_of(x, n, total, found):
    """P(X <= x) of n answers out of total, found of which are findings, in exact fractions."""
    return Fraction(sum(comb(found, k) * comb(total - found, n - k) for k in range(x + 1)), comb(total, n))


def exact_alpha(confidence, sides=1):
    return (1 - Fraction(str(confidence))) / sides


@st.composite
def small_cells(draw):
    total = draw(st.integers(1, 60))
    n = draw(st.integers(1, total))
    return draw(st.integers(0, n)), n, total


@given(st.integers(1, 60), st.data(), st.sampled_from(CONFIDENCES))
@settings(deadline=None)
def test_a_binomial_limit_is_where_the_test_turns(n, data, confidence):
    x = data.draw(st.integers(0, n))
    alpha = exact_alpha(confidence, sides=2)

    lower, upper = (Fraction(float(limit)) for limit in binomial_interval(x, n, confidence))

    if x > 0:
        assert float(1 - at_most(x - 1, n, lower)) == pytest.approx(float(alpha), rel=1e-9)
    else:
        assert lower == 0
    if x < n:
        assert float(at_most(x, n, upper)) == pytest.approx(float(alpha), rel=1e-9)
    else:
        assert upper == 1


@given(st.integers(1, 200), st.data(), st.sampled_from(CONFIDENCES))
@settings(deadline=None)
def test_the_one_sided_limit_is_that_of_the_wider_interval(n, data, confidence):
    x = data.draw(st.integers(0, n))

    upper = binomial_upper(x, n, confidence)

    assert upper == pytest.approx(binomial_interval(x, n, 2 * confidence - 1)[1], rel=1e-12)


@given(small_cells(), st.sampled_from(CONFIDENCES))
@settings(deadline=None, max_examples=200)
def test_a_limit_in_a_small_population_is_the_last_that_is_not_rejected(cell, confidence):
    x, n, total = cell
    alpha = exact_alpha(confidence)
    kept = [found for found in range(x, total - n + x + 1) if at_most_of(x, n, total, found) > alpha]

    assert float(hypergeometric_upper(x, n, total, confidence)) == max(kept) / total


@given(small_cells(), st.sampled_from(CONFIDENCES))
@settings(deadline=None, max_examples=200)
def test_an_interval_in_a_small_population_holds_what_both_tests_keep(cell, confidence):
    x, n, total = cell
    alpha = exact_alpha(confidence, sides=2)
    possible = range(x, total - n + x + 1)
    kept_above = [found for found in possible if at_most_of(x, n, total, found) > alpha]
    kept_below = [found for found in possible if 1 - at_most_of(x - 1, n, total, found) > alpha]

    lower, upper = hypergeometric_interval(x, n, total, confidence)

    assert (float(lower), float(upper)) == (min(kept_below) / total, max(kept_above) / total)


@given(small_cells(), st.sampled_from(CONFIDENCES))
@settings(deadline=None)
def test_what_was_found_and_what_was_not_bound_the_limits(cell, confidence):
    x, n, total = cell

    lower, upper = hypergeometric_interval(x, n, total, confidence)

    assert x / total <= lower <= upper <= (total - n + x) / total


@pytest.mark.parametrize("n", [1, 5, 10, 37])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_the_exact_binomial_interval_covers_every_rate(n, confidence):
    rates = np.linspace(0, 1, 401)
    lower, upper = binomial_interval(np.arange(n + 1), n, confidence)
    chances = np.array(
        [[comb(n, x) * rate**x * (1 - rate) ** (n - x) for x in range(n + 1)] for rate in rates]
    )

    inside = (lower <= rates[:, np.newaxis] + 1e-12) & (rates[:, np.newaxis] - 1e-12 <= upper)

    assert ((chances * inside).sum(axis=1) >= confidence - 1e-12).all()


@pytest.mark.parametrize(("n", "total"), [(1, 5), (5, 12), (10, 40), (12, 12)])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_the_exact_interval_covers_every_small_population(n, total, confidence):
    limits = [hypergeometric_interval(x, n, total, confidence) for x in range(n + 1)]
    for found in range(total + 1):
        covered = sum(
            Fraction(comb(found, x) * comb(total - found, n - x), comb(total, n))
            for x, (lower, upper) in enumerate(limits)
            if lower <= found / total <= upper
        )
        assert covered >= Fraction(str(confidence))


def test_a_tie_with_the_error_probability_is_rejected():
    # 19 findings in 20 files leave 1 in 20 for a single file without: exactly 5 %.
    assert float(hypergeometric_upper(0, 1, 20, 0.95)) == 18 / 20


def test_a_census_leaves_no_doubt():
    lower, upper = hypergeometric_interval([0, 2, 7], 7, 7, 0.95)

    assert lower.tolist() == upper.tolist() == [0, 2 / 7, 1]


def test_a_large_population_comes_to_the_binomial_limits():
    exact, small = binomial_interval(3, 40, 0.95), hypergeometric_interval(3, 40, 10_000_000, 0.95)

    assert [float(limit) for limit in small] == pytest.approx([float(limit) for limit in exact], abs=1e-5)


@pytest.mark.parametrize("method", ["clopper-pearson", "wilson"])
def test_without_answers_there_is_no_statement(method):
    lower, upper = binomial_interval([0, 1], [0, 1], 0.95, method)

    assert np.isnan([lower[0], upper[0]]).all()
    assert not np.isnan([lower[1], upper[1]]).any()
    assert np.isnan(binomial_upper(0, 0, 0.95))
    assert np.isnan(hypergeometric_upper(0, 0, 5, 0.95))
    assert np.isnan(hypergeometric_interval(0, 0, 0, 0.95)).all()


def test_a_scalar_gives_a_number():
    lower, upper = binomial_interval(1, 10, 0.95)

    assert isinstance(lower, float)
    assert isinstance(upper, float)
    assert isinstance(hypergeometric_upper(1, 10, 20, 0.95), float)


def test_cells_broadcast_and_keep_their_shape():
    lower, upper = binomial_interval([[0], [1]], [10, 20, 30], 0.95)
    nothing = binomial_upper(np.zeros((0,), dtype=int), 5, 0.95)

    assert lower.shape == upper.shape == (2, 3)
    assert upper[1, 2] == binomial_interval(1, 30, 0.95)[1]
    assert nothing.shape == (0,)


def test_many_cells_are_the_single_cells():
    random = np.random.default_rng(20261122)
    n = random.integers(0, 60, 500)
    x = random.binomial(n, 0.2)
    total = n + random.integers(0, 50, 500)

    lower, upper = hypergeometric_interval(x, n, total, 0.9)

    for cell in range(0, 500, 25):
        single = hypergeometric_interval(int(x[cell]), int(n[cell]), int(total[cell]), 0.9)
        assert np.array_equal([lower[cell], upper[cell]], single, equal_nan=True)


def test_cells_of_very_different_size_are_right_too():
    lower, upper = binomial_interval([0, 1, 1], [10, 3_000_000, 3_000_000], 0.95)

    assert (lower[0], upper[0]) == binomial_interval(0, 10, 0.95)
    assert (lower[1], upper[1]) == (lower[2], upper[2]) == binomial_interval(1, 3_000_000, 0.95)


@given(st.integers(1, 100), st.data())
@settings(deadline=None)
def test_wilson_limits_solve_their_equation(n, data):
    x = data.draw(st.integers(0, n))
    z = 1.959963984540054

    for limit in binomial_interval(x, n, 0.95, method="wilson"):
        assert (x / n - limit) ** 2 == pytest.approx(z**2 * limit * (1 - limit) / n, abs=1e-12)
    assert binomial_interval(0, n, 0.95, method="wilson")[0] == 0
    assert binomial_interval(n, n, 0.95, method="wilson")[1] == 1


@pytest.mark.parametrize(
    ("x", "n"),
    [
        (-1, 10),
        (11, 10),
        (1.5, 10),
        (1, 10.5),
        (np.nan, 10),
        (True, 10),
        ("1", 10),
        ([1, 11], [10, 10]),
        (None, 1),
    ],
)
def test_counts_that_are_none_are_refused(x, n):
    with pytest.raises(ValueError, match="count"):
        binomial_interval(x, n, 0.95)


def test_a_sample_larger_than_its_population_is_refused():
    with pytest.raises(ValueError, match="count"):
        hypergeometric_upper(1, 10, 9, 0.95)


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, float("nan")])
def test_a_confidence_that_is_none_is_refused(confidence):
    for limit in (binomial_interval, binomial_upper):
        with pytest.raises(ValueError, match="confidence"):
            limit(1, 10, confidence)
    with pytest.raises(ValueError, match="confidence"):
        hypergeometric_interval(1, 10, 20, confidence)


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="wald"):
        binomial_interval(1, 10, 0.95, method="wald")
