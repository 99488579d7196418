"""How often intervals that are not exact hold the truth, and whether estimates hit it on average.

The exact intervals of one cell are counted out beside their other tests.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from sampling.change import difference_of_differences, newcombe_difference, newcombe_paired_difference
from sampling.strata import extrapolated_amount, weighted_rate

# 14 branches of very unequal size, as a house has them; ten files of each are checked.
FILES = np.array([300, 450, 600, 800, 900, 1000, 1200, 1500, 1700, 1900, 2200, 2600, 3150, 4000])
CHECKED = np.full(FILES.shape, 10)
ROUNDS = 4000


def held(lower, upper, truth):
    return (lower <= truth + 1e-12) & (truth - 1e-12 <= upper)


@pytest.mark.parametrize(("n1", "n2"), [(20, 20), (10, 60), (140, 140)])
def test_the_interval_of_a_difference_holds_it_about_as_often_as_it_says(n1, n2):
    rates = np.linspace(0.05, 0.95, 19)
    x1, x2 = (grid.ravel() for grid in np.meshgrid(np.arange(n1 + 1), np.arange(n2 + 1)))
    lower, upper = newcombe_difference(x1, n1, x2, n2, 0.95)
    found = [
        (binom.pmf(x1, n1, first) * binom.pmf(x2, n2, second) * held(lower, upper, first - second)).sum()
        for first in rates
        for second in rates[::3]
    ]

    assert 0.945 < np.mean(found) < 0.965
    assert min(found) > 0.9


def test_the_interval_of_a_paired_difference_holds_it_about_as_often_as_it_says():
    generator = np.random.default_rng(11)
    for shares in ([0.1, 0.05, 0.02, 0.83], [0.3, 0.2, 0.1, 0.4], [0.02, 0.1, 0.1, 0.78]):
        pairs = generator.multinomial(60, shares, size=ROUNDS).T
        lower, upper = newcombe_paired_difference(*pairs, 0.95)
        assert 0.94 < held(lower, upper, shares[1] - shares[2]).mean() < 0.995


def test_the_interval_of_a_difference_of_differences_holds_it_about_as_often_as_it_says():
    generator = np.random.default_rng(12)
    for rates, n in (
        ((0.1, 0.2, 0.2, 0.2), (150, 150, 300, 300)),
        ((0.05, 0.1, 0.3, 0.2), (40, 40, 100, 100)),
    ):
        counts = [generator.binomial(size, rate, ROUNDS) for rate, size in zip(rates, n, strict=True)]
        cells = [part for pair in zip(counts, n, strict=True) for part in pair]
        lower, upper = difference_of_differences(*cells, 0.95)
        truth = rates[0] - rates[1] - rates[2] + rates[3]
        assert 0.94 < held(lower, upper, truth).mean() < 0.97


def drawn(generator, applicable, faulty):
    """Draw ten files of each branch, many times: how many are applicable, and how many of these faulty."""
    n = generator.hypergeometric(applicable, FILES - applicable, CHECKED, size=(ROUNDS, FILES.size))
    return generator.hypergeometric(np.minimum(faulty, applicable), applicable - faulty, n), n


@pytest.mark.parametrize(("applies", "rate"), [(1.0, 0.05), (1.0, 0.2), (0.5, 0.1), (0.3, 0.4)])
def test_korn_and_graubard_hold_the_rate_of_the_house_about_as_often_as_they_say(applies, rate):
    generator = np.random.default_rng(13)
    applicable = generator.binomial(FILES, applies)
    faulty = generator.binomial(applicable, generator.beta(20 * rate, 20 * (1 - rate), FILES.size))
    x, n = drawn(generator, applicable, faulty)

    estimate = weighted_rate(x, n, FILES, 0.95, m=CHECKED)

    # Where few findings come from few large branches the variance is told too small now and then.
    share = held(estimate.lower, estimate.upper, faulty.sum() / applicable.sum()).mean()
    assert 0.92 < share < 0.97


def test_the_domain_ratio_hits_the_truth_where_weighted_branch_rates_miss_it():
    generator = np.random.default_rng(14)
    # In small branches the point applies to nearly every file and is often faulty, in large ones hardly.
    applicable = (FILES * np.linspace(0.95, 0.1, FILES.size)).astype(int)
    faulty = (applicable * np.linspace(0.4, 0.02, FILES.size)).astype(int)
    truth = faulty.sum() / applicable.sum()
    x, n = drawn(generator, applicable, faulty)

    ratio = weighted_rate(x, n, FILES, 0.95, m=CHECKED).rate
    answered = n > 0
    own = np.where(answered, x / np.maximum(n, 1), 0)
    by_size = (own * FILES * answered).sum(axis=1) / (FILES * answered).sum(axis=1)

    assert ratio.mean() == pytest.approx(truth, abs=0.005)
    assert abs(by_size.mean() - truth) > 0.04


def test_an_extrapolated_amount_is_right_on_average_and_held_about_as_often_as_said():
    generator = np.random.default_rng(15)
    amounts = [np.where(generator.random(size) < 0.3, generator.gamma(2, 150, size), 0) for size in FILES]
    truth = sum(branch.sum() for branch in amounts)
    rounds = 600
    seen = np.array(
        [[generator.choice(branch, 10, replace=False) for branch in amounts] for _ in range(rounds)]
    )

    found = extrapolated_amount(
        (seen > 0).sum(axis=2), seen.sum(axis=2), (seen**2).sum(axis=2), FILES, CHECKED, 0.95
    )

    assert found.amount.mean() == pytest.approx(truth, rel=0.02)
    # A few large amounts make the distribution lopsided, so the interval holds less often than it says.
    assert 0.9 < held(found.lower, found.upper, truth).mean() < 0.97
