from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.change import exact_change, newcombe_difference, stand_out

# Newcombe, Statistics in Medicine 17 (1998) 873, table II, method 10.
PUBLISHED = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0000)),
    ((10, 10, 0, 10), (0.6075, 1.0000)),
]
# Benjamini & Hochberg 1995, section 3: 15 comparisons of a trial on thrombolysis.
THROMBOLYSIS = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]
COUNTS = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(("counts", "limits"), PUBLISHED)
def test_the_difference_has_the_published_limits(counts, limits):
    assert [round(float(limit), 4) for limit in newcombe_difference(*counts, 0.95)] == pytest.approx(limits)


def test_differences_of_many_cells_are_those_of_each():
    x1, n1, x2, n2 = np.array([counts for counts, _ in PUBLISHED]).T
    lower, upper = newcombe_difference(x1, n1, x2, n2, 0.95)
    assert lower.round(4).tolist() == pytest.approx([limits[0] for _, limits in PUBLISHED])
    assert upper.round(4).tolist() == pytest.approx([limits[1] for _, limits in PUBLISHED])


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
