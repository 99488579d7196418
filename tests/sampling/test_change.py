from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.change import (
    difference_of_differences,
    dispersion_factor,
    exact_against_before,
    exact_change,
    newcombe_difference,
    newcombe_paired_difference,
    probability_of_fall,
    stand_out,
)
from sampling.rates import binomial_interval

# Benjamini & Hochberg 1995, section 3: 15 comparisons of a trial on thrombolysis.
THROMBOLYSIS = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]
COUNTS = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_differences_of_many_cells_are_those_of_each():
    cells = np.array([[56, 70, 48, 80], [0, 10, 0, 20], [10, 10, 0, 10], [0, 0, 1, 2]])
    alone = [newcombe_difference(*cell, 0.95) for cell in cells.tolist()]

    assert np.array_equal(newcombe_difference(*cells.T, 0.95), np.array(alone).T, equal_nan=True)


# The first call loads scipy, which takes longer than a usual deadline.
@settings(deadline=None)
@given(COUNTS, COUNTS)
def test_the_exact_probability_equals_a_count_of_all_outcomes_in_fractions(first, second):
    (x1, n1), (x2, n2) = first, second
    found = float(exact_change(x1, n1, x2, n2))
    if not n1 or not n2:
        assert math.isnan(found)
        return
    together = x1 + x2
    ways = {
        k: Fraction(math.comb(n1, k) * math.comb(n2, together - k), math.comb(n1 + n2, together))
        for k in range(max(0, together - n2), min(n1, together) + 1)
    }
    assert found == pytest.approx(float(sum(p for p in ways.values() if p <= ways[x1])), rel=1e-9)


def test_large_counts_give_the_months_that_the_page_names():
    probability = exact_change([54, 53], [350, 406], [143, 317], [1476, 1658])
    assert (3 / (18 * probability)).round().tolist() == [58, 43]


def test_a_change_without_answers_makes_no_statement():
    assert math.isnan(exact_change(0, 0, 3, 10))
    assert all(math.isnan(limit) for limit in newcombe_difference(3, 10, 0, 0))


def test_four_of_the_fifteen_published_comparisons_stand_out():
    assert stand_out(THROMBOLYSIS, 0.05).tolist() == [True] * 4 + [False] * 11


def test_what_was_not_tested_neither_stands_out_nor_counts_as_a_test():
    assert stand_out([math.nan, 0.04, math.nan]).tolist() == [False, True, False]
    assert stand_out([math.nan, 0.04, 0.9]).tolist() == [False, False, False]
    assert stand_out([]).tolist() == []


@pytest.mark.parametrize("rate", [0, 1, 5, -0.1])
def test_a_share_of_false_alarms_that_is_none_is_refused(rate):
    with pytest.raises(ValueError, match="between 0 and 1"):
        stand_out([0.5], rate)


@pytest.mark.parametrize("function", [exact_change, newcombe_difference])
@pytest.mark.parametrize("counts", [(3, 2, 0, 1), (0, 1, -1, 4), (0.5, 1, 0, 1)])
def test_impossible_counts_are_refused(function, counts):
    with pytest.raises(ValueError, match=r"whole number|0 <= x <= n"):
        function(*counts)


@given(COUNTS, COUNTS, st.sampled_from([0.8, 0.95, 0.99]))
@settings(deadline=None)
def test_the_difference_the_other_way_round_is_its_mirror(first, second, confidence):
    lower, upper = newcombe_difference(*first, *second, confidence)
    mirrored_lower, mirrored_upper = newcombe_difference(*second, *first, confidence)

    assert (lower, upper) == pytest.approx((-mirrored_upper, -mirrored_lower), nan_ok=True)


PAIRS = st.tuples(*[st.integers(0, 40)] * 4)


@given(PAIRS, st.sampled_from([0.8, 0.95, 0.99]))
@settings(deadline=None)
def test_the_paired_difference_mirrors_with_its_sides_and_encloses_what_was_seen(pairs, confidence):
    both, first_only, second_only, neither = pairs
    lower, upper = newcombe_paired_difference(*pairs, confidence)
    if not sum(pairs):
        assert math.isnan(lower)
        assert math.isnan(upper)
        return
    seen = (first_only - second_only) / sum(pairs)
    assert -1 <= lower <= seen <= upper <= 1
    mirrored = newcombe_paired_difference(both, second_only, first_only, neither, confidence)
    assert (lower, upper) == pytest.approx((-mirrored[1], -mirrored[0]), abs=1e-12)
    without = newcombe_paired_difference(neither, second_only, first_only, both, confidence)
    assert (lower, upper) == pytest.approx((-without[1], -without[0]), abs=1e-12)


def test_pairs_that_agree_throughout_leave_a_difference_of_nothing_and_its_limits():
    # Without a finding by anybody both rates are 0 and only the upper limits of Wilson are left.
    wilson = float(binomial_interval(0, 50, 0.95, method="wilson")[1])
    assert newcombe_paired_difference(0, 0, 0, 50) == pytest.approx((-wilson, wilson))


def test_pairs_of_many_cells_have_the_limits_of_each():
    cells = np.array([[36, 12, 2, 0], [18, 12, 2, 18], [0, 0, 0, 0], [5, 0, 3, 90]]).T
    lower, upper = newcombe_paired_difference(*cells)
    alone = [newcombe_paired_difference(*cell) for cell in cells.T.tolist()]
    assert np.array_equal(np.array(alone).T, [lower, upper], equal_nan=True)


@given(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS))
@settings(deadline=None)
def test_a_difference_of_differences_adds_the_squared_distances_of_four_rates(groups):
    lower, upper = difference_of_differences(*(count for group in groups for count in group))
    if not all(n for _, n in groups):
        assert math.isnan(lower)
        assert math.isnan(upper)
        return
    below, above, total = 0.0, 0.0, 0.0
    for sign, (x, n) in zip((1, -1, -1, 1), groups, strict=True):
        limits = [float(limit) for limit in binomial_interval(x, n, method="wilson")]
        low, high = (limits[0], limits[1]) if sign > 0 else (limits[1], limits[0])
        below += (x / n - low) ** 2
        above += (x / n - high) ** 2
        total += sign * x / n
    assert (lower, upper) == pytest.approx((total - math.sqrt(below), total + math.sqrt(above)), abs=1e-9)


@cache
def gauss():
    return np.polynomial.legendre.leggauss(400)


@given(COUNTS, COUNTS)
@settings(deadline=None)
def test_the_probability_of_a_fall_is_the_integral_over_both_rates(first, second):
    from scipy.special import betainc, betaln  # noqa: PLC0415 - Heavy.

    (x1, n1), (x2, n2) = first, second
    found = probability_of_fall(x1, n1, x2, n2)
    if not n1 or not n2:
        assert math.isnan(found)
        return
    a, b, c, d = x1 + 0.5, n1 - x1 + 0.5, x2 + 0.5, n2 - x2 + 0.5
    # With the square of a sine as the rate the integrand has no poles, which suits the rule of Gauss.
    nodes, weights = gauss()
    angle = (nodes + 1) * math.pi / 4
    density = 2 * np.sin(angle) ** (2 * a - 1) * np.cos(angle) ** (2 * b - 1) / np.exp(betaln(a, b))
    expected = (weights * density * betainc(c, d, np.sin(angle) ** 2)).sum() * math.pi / 4
    assert found == pytest.approx(expected, abs=1e-10)
    assert found + probability_of_fall(x2, n2, x1, n1) == pytest.approx(1, abs=1e-10)


def test_the_probability_of_a_fall_is_right_for_very_unequal_samples():
    # The larger sample is nearly a point: the probability is that of the other rate lying below it.
    from scipy.special import betainc  # noqa: PLC0415 - Heavy.

    found = probability_of_fall(
        [300_000, 1, 0], [1_000_000, 10, 10**6], [2, 300_000, 10**6], [10, 10**6, 10**6]
    )
    assert found[0] == pytest.approx(betainc(2.5, 8.5, 0.3), abs=1e-6)
    assert found[1] == pytest.approx(1 - betainc(1.5, 9.5, 0.3), abs=1e-6)
    assert found[2] == pytest.approx(0, abs=1e-12)


def test_a_fall_is_the_more_probable_the_fewer_findings_there_are_after_it():
    found = probability_of_fall(8, 40, np.arange(41), 40)
    assert (np.diff(found) < 0).all()
    assert found[8] == pytest.approx(0.5)


@given(st.integers(0, 60), st.integers(0, 400), st.integers(1, 24))
@settings(deadline=None)
def test_a_month_against_those_before_equals_a_count_of_all_outcomes_in_fractions(count, before, periods):
    total, share = count + before, Fraction(1, periods + 1)
    found = float(exact_against_before(count, before, periods))
    if total < 10:
        assert math.isnan(found)
        return
    ways = [math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    assert found == pytest.approx(float(sum(p for p in ways if p <= ways[count])), rel=1e-9)


def test_dispersion_makes_the_same_month_less_unlikely():
    probability = exact_against_before(50, 330, dispersion=[1, 1 + 1e-9, 1.001, 1.5, 2, 5])

    assert probability[1] == probability[0]
    assert probability[2] == pytest.approx(probability[0], rel=0.02)
    assert (np.diff(probability[1:]) > 0).all()


def test_with_dispersion_a_month_is_beta_binomial():
    # Two periods and shapes of one each: all outcomes of ten cases are equally likely, so none is unlike.
    assert exact_against_before(10, 0, 1, dispersion=6) == 1
    # 2 and 1 as shapes: a month of 12 in proportion to 13 - k, so 12 of 12 has 1 of 91.
    assert exact_against_before(12, 0, 2, dispersion=5) == pytest.approx(1 / 91)


def test_counts_as_dispersed_as_said_give_few_false_alarms():
    generator = np.random.default_rng(3)
    # Negative binomial with mean 20 and variance 60: 10 successes, each with probability one third.
    months = generator.negative_binomial(10, 1 / 3, size=(4000, 13))
    honest = exact_against_before(months[:, 0], months[:, 1:].sum(axis=1), dispersion=3)
    naive = exact_against_before(months[:, 0], months[:, 1:].sum(axis=1))

    assert 0.03 < (honest <= 0.05).mean() < 0.06
    assert (naive <= 0.05).mean() > 0.2


def test_the_dispersion_is_that_of_the_variance_and_never_below_one():
    generator = np.random.default_rng(4)
    assert dispersion_factor(generator.poisson(30, 100_000)) == pytest.approx(1, abs=0.02)
    assert dispersion_factor(generator.negative_binomial(10, 1 / 3, 100_000)) == pytest.approx(3, rel=0.03)
    assert dispersion_factor([[4, 4, 4], [0, 0, 0], [2, 10, 6]]).tolist() == [1, 1, 16 / 6]


def test_months_of_many_topics_are_those_of_each():
    counts, before = np.array([50, 3, 20, 0]), np.array([330, 2, 240, 0])
    factors = np.array([1, 1, 2.5, 3])
    together = exact_against_before(counts, before, dispersion=factors)
    cells = zip(counts, before, factors, strict=True)
    alone = [float(exact_against_before(count, sum_, dispersion=own)) for count, sum_, own in cells]
    assert together.tolist() == pytest.approx(alone, nan_ok=True)
    assert np.isnan(together).tolist() == [False, True, False, True]


def test_impossible_months_are_refused():
    for arguments, more in (
        ((3, 20, 0), {}),
        ((3, 20), {"dispersion": 0.5}),
        ((3, 20), {"dispersion": math.nan}),
    ):
        with pytest.raises(ValueError, match="more than no period"):
            exact_against_before(*arguments, **more)
    with pytest.raises(ValueError, match="whole number"):
        exact_against_before(-1, 20)
    for counts in (3, [3]):
        with pytest.raises(ValueError, match="fewer than two periods"):
            dispersion_factor(counts)
