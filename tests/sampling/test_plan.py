from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.plan import attribute_sample_size, detection_probability


def at_most(x, n, rate):
    """P(X <= x) of n independent files, in exact fractions."""
    return sum(math.comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(x + 1))


def at_most_of(x, n, total, faulty):
    """P(X <= x) of n files out of total, in exact fractions."""
    ways = sum(math.comb(faulty, k) * math.comb(total - faulty, n - k) for k in range(x + 1))
    return Fraction(ways, math.comb(total, n))


@given(st.integers(10, 100), st.integers(0, 60), st.sampled_from(["0.8", "0.9", "0.95"]))
@settings(deadline=None, max_examples=60)
def test_the_sample_size_is_the_first_number_that_shows_it(tolerable, share, confidence):
    # Per mille of 200 and more: exact enough to differ from floating point, small enough to count out.
    rate, expected = Fraction(tolerable, 200), Fraction(tolerable * share, 200 * 100)
    alpha = 1 - Fraction(confidence)
    n = next(n for n in range(1, 2000) if at_most(math.ceil(n * expected), n, rate) <= alpha)

    assert attribute_sample_size(rate, expected, float(confidence)) == n
    assert attribute_sample_size(float(rate), float(expected), float(confidence)) == n


@given(st.integers(1, 80), st.integers(1, 40), st.integers(0, 60), st.sampled_from(["0.8", "0.95"]))
@settings(deadline=None, max_examples=60)
def test_the_sample_size_of_a_small_population_is_the_first_that_shows_it_or_all(
    total, tolerable, share, confidence
):
    rate, expected = Fraction(tolerable, 40), Fraction(tolerable * share, 40 * 100)
    faulty, alpha = math.ceil(total * rate), 1 - Fraction(confidence)
    enough = (n for n in range(1, total) if at_most_of(math.ceil(n * expected), n, total, faulty) <= alpha)

    assert attribute_sample_size(rate, expected, float(confidence), total) == next(enough, total)


def test_fourteen_of_four_hundred_are_three_and_a_half_per_cent():
    # 0.035 * 400 is 14.000000000000002 in floating point; 15 expected deviations would take 423 files.
    assert math.ceil(0.035 * 400) == 15
    assert attribute_sample_size(0.05, 0.035, 0.90) == 400
    assert attribute_sample_size("0.05", np.float64(0.035), 0.90) == 400


def test_a_smaller_population_never_takes_more_files():
    sizes = attribute_sample_size(0.05, 0.01, 0.95, [1, 20, 50, 100, 500, 5000, 10**6])

    assert sizes.tolist()[:2] == [1, 20]
    assert (np.diff(sizes) >= 0).all()
    assert sizes[-1] == attribute_sample_size(0.05, 0.01, 0.95) == 93
    assert attribute_sample_size(0.05, 0, 0.95, 0) == 0


def test_sizes_of_many_cells_are_those_of_each():
    tolerable, expected, files = np.array([[0.05], [0.1]]), np.array([0.0, 0.02, 0.04]), [300, 30, 3000]
    together = attribute_sample_size(tolerable, expected, 0.95)
    finite = attribute_sample_size(tolerable, expected, 0.95, files)

    for row in range(2):
        for column in range(3):
            cell = (tolerable[row, 0], expected[column], 0.95)
            assert together[row, column] == attribute_sample_size(*cell)
            assert finite[row, column] == attribute_sample_size(*cell, files[column])


def test_more_is_needed_for_more_confidence_and_less_tolerance():
    assert (np.diff([attribute_sample_size(0.05, 0.01, c) for c in (0.8, 0.9, 0.95, 0.99)]) > 0).all()
    assert (np.diff(attribute_sample_size([0.02, 0.05, 0.1, 0.2], 0, 0.95)) < 0).all()


@pytest.mark.parametrize(
    ("tolerable", "expected"), [(0.05, 0.05), (0.05, 0.1), (1.1, 0), (0.05, -0.01), (5, 1), (0, 0)]
)
def test_rates_that_no_sample_could_tell_apart_are_refused(tolerable, expected):
    with pytest.raises(ValueError, match="0 <= expected < tolerable <= 1"):
        attribute_sample_size(tolerable, expected)


def test_rates_too_near_to_each_other_and_numbers_that_are_none_are_refused():
    with pytest.raises(ValueError, match="More than 100,000 files"):
        attribute_sample_size(0.05, 0.0495)
    with pytest.raises(ValueError, match="no number"):
        attribute_sample_size(math.nan, 0)
    with pytest.raises(ValueError, match="whole number"):
        attribute_sample_size(0.05, 0, 0.95, 10.5)
    with pytest.raises(ValueError, match="confidence"):
        attribute_sample_size(0.05, 0, 95)


@given(st.integers(0, 60), st.integers(0, 40), st.integers(0, 60))
@settings(deadline=None)
def test_something_is_found_unless_nothing_is(n, rate, more):
    share, total = Fraction(rate, 40), n + more
    faulty = math.ceil(total * share)

    assert detection_probability(n, share) == pytest.approx(float(1 - (1 - share) ** n), abs=1e-12)
    expected = 1 - at_most_of(0, n, total, faulty)
    assert detection_probability(n, float(share), total) == pytest.approx(float(expected), abs=1e-12)


def test_the_detection_curve_rises_to_certainty_in_a_small_population():
    curve = detection_probability(np.arange(21), 0.1, 20)

    assert (np.diff(curve) >= 0).all()
    assert (curve[0], curve[-2], curve[-1]) == (0, 1, 1)
    assert detection_probability(59, 0.05) > 0.95 > detection_probability(58, 0.05)


def test_detection_refuses_what_is_no_rate_and_more_files_than_there_are():
    with pytest.raises(ValueError, match="between 0 and 1"):
        detection_probability(10, 1.5)
    with pytest.raises(ValueError, match="0 <= x <= n"):
        detection_probability(11, 0.1, 10)
