from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.shrinkage import stabilised_rates

BRANCHES = st.lists(
    st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=14
)


@given(BRANCHES)
@settings(deadline=None)
def test_every_rate_lies_between_its_own_and_that_of_all(branches):
    x, n = np.array(branches).T
    found = stabilised_rates(x, n)
    if not n.sum():
        assert np.isnan(found.rate).all()
        assert math.isnan(found.centre)
        return
    own = np.where(n > 0, x / np.maximum(n, 1), found.centre)
    assert (np.minimum(own, found.centre) - 1e-12 <= found.rate).all()
    assert (found.rate <= np.maximum(own, found.centre) + 1e-12).all()
    assert ((found.shrinkage >= 0) & (found.shrinkage <= 1)).all()
    assert found.centre == x.sum() / n.sum()


def test_the_shown_shrinkage_and_prior_size_say_how_the_rate_came_about():
    x, n = np.array([1, 4, 9, 0, 30]), np.array([10, 10, 20, 0, 40])
    found = stabilised_rates(x, n)
    size = found.prior_size

    assert 0 < size < math.inf
    assert found.shrinkage.tolist() == pytest.approx((size / (n + size)).tolist())
    assert found.rate.tolist() == pytest.approx(((x + size * found.centre) / (n + size)).tolist())
    assert found.rate[3] == found.centre
    # The fewer answers, the further a branch is drawn.
    assert found.shrinkage[4] < found.shrinkage[2] < found.shrinkage[0] == found.shrinkage[1]


def test_the_size_of_the_prior_is_found_again():
    generator = np.random.default_rng(5)
    rates = generator.beta(4, 16, size=(20, 4000))
    n = generator.integers(5, 60, size=(20, 4000))

    assert np.median(stabilised_rates(generator.binomial(n, rates), n).prior_size) == pytest.approx(
        20, rel=0.1
    )


def test_stabilised_rates_are_nearer_to_the_truth_than_the_branches_own():
    generator = np.random.default_rng(6)
    rates = generator.beta(4, 16, size=(500, 14))
    x = generator.binomial(10, rates)

    own, stable = ((x / 10 - rates) ** 2).mean(), ((stabilised_rates(x, 10).rate - rates) ** 2).mean()
    assert stable < 0.6 * own


def test_branches_that_differ_by_chance_alone_are_taken_as_one():
    found = stabilised_rates([5, 5, 5], [10, 10, 10])
    assert found.prior_size == math.inf
    assert found.rate.tolist() == [0.5] * 3
    # One answer each, one branch alone, nothing found: nothing can be told of the spread.
    assert stabilised_rates([1, 0, 1], [1, 1, 1]).shrinkage.tolist() == [1, 1, 1]
    assert stabilised_rates([3], [10]).rate.tolist() == [0.3]
    assert stabilised_rates([0, 0], [10, 20]).rate.tolist() == [0, 0]


def test_many_points_have_the_rates_of_each():
    x, n = np.array([[1, 4, 9], [2, 2, 2], [0, 0, 0]]), np.array([[10, 10, 20], [10, 5, 30], [0, 0, 0]])
    together = stabilised_rates(x, n)
    for row in range(3):
        alone = stabilised_rates(x[row], n[row])
        assert np.array_equal(together.rate[row], alone.rate, equal_nan=True)
        assert np.array_equal(together.shrinkage[row], alone.shrinkage)
        assert together.prior_size[row] == alone.prior_size


@pytest.mark.parametrize(("x", "n"), [([3], [2]), (3, 10), ([], [])])
def test_branches_that_are_none_are_refused(x, n):
    with pytest.raises(ValueError, match=r"0 <= x <= n|at least one branch"):
        stabilised_rates(x, n)
