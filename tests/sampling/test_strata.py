from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.rates import binomial_interval
from sampling.strata import extrapolated_amount, weighted_rate


@st.composite
def strata(draw, fewest=2):
    """Counts x <= n <= m <= N of some strata, and the values of their checked files one by one."""
    counts = []
    for _ in range(draw(st.integers(1, 6))):
        m = draw(st.integers(fewest, 10))
        n = draw(st.integers(0, m))
        counts.append((draw(st.integers(0, n)), n, m, m + draw(st.integers(0, 400))))
    return counts


def file_by_file(counts, groups):
    """Rate and variance once more from single files, as a textbook of ratio estimation has it."""
    files = []
    for group, (x, n, m, total) in zip(groups, counts, strict=True):
        files += [(group, total / m, 1, 1)] * x + [(group, total / m, 0, 1)] * (n - x)
        files += [(group, total / m, 0, 0)] * (m - n)
    expanded = sum(weight * applicable for _, weight, _, applicable in files)
    if not expanded:
        return math.nan, math.nan
    rate = sum(weight * found for _, weight, found, _ in files) / expanded
    variance = 0.0
    for group in set(groups):
        values = [
            w * (found - rate * applicable) / expanded for own, w, found, applicable in files if own == group
        ]
        size = sum(total for own, (*_, total) in zip(groups, counts, strict=True) if own == group)
        mean = sum(values) / len(values)
        spread = sum((value - mean) ** 2 for value in values) * len(values) / (len(values) - 1)
        variance += (1 - len(values) / size) * spread
    return rate, math.sqrt(variance)


def estimated(counts, **more):
    x, n, m, total = ([row[place] for row in counts] for place in range(4))
    return weighted_rate(x, n, total, 0.95, m=m, **more)


@given(strata())
@settings(deadline=None)
def test_rate_and_standard_error_are_those_of_the_single_files(counts):
    estimate = estimated(counts)

    expected = file_by_file(counts, range(len(counts)))
    assert (estimate.rate, estimate.standard_error) == pytest.approx(
        expected, rel=1e-9, abs=1e-7, nan_ok=True
    )


@given(strata(fewest=1))
@settings(deadline=None)
def test_the_limits_enclose_the_rate(counts):
    estimate = estimated(counts)

    if estimate.n == 0:
        assert np.isnan([estimate.rate, estimate.lower, estimate.upper]).all()
    else:
        assert 0 <= estimate.lower <= estimate.rate + 1e-12
        assert estimate.rate - 1e-12 <= estimate.upper <= 1


def test_one_stratum_of_a_large_house_has_the_plain_interval():
    estimate = weighted_rate([3], [20], [10**9], 0.95)

    assert estimate.rate == 0.15
    assert (estimate.lower, estimate.upper) == pytest.approx(binomial_interval(3, 20, 0.95), rel=0.08)


def test_without_m_every_checked_file_is_applicable():
    left_out = weighted_rate([1, 2], [10, 10], [100, 300], 0.95)
    given_too = weighted_rate([1, 2], [10, 10], [100, 300], 0.95, m=[10, 10])

    assert (left_out.rate, left_out.upper) == (given_too.rate, given_too.upper)


def test_partly_applicable_points_weigh_files_not_branches():
    # 100 files of which half apply, 300 of which a tenth: 50 * 1/5 + 30 * 0/1 findings in 50 + 30 files.
    estimate = weighted_rate([1, 0], [5, 1], [100, 300], 0.95, m=[10, 10])

    assert estimate.rate == pytest.approx(10 / 80)


def test_a_branch_without_checked_files_is_missing_and_changes_nothing():
    estimate = weighted_rate([1, 0, 2], [10, 0, 10], [100, 50, 300], 0.95, m=[10, 0, 10])
    without = weighted_rate([1, 2], [10, 10], [100, 300], 0.95)

    assert estimate.missing.tolist() == [False, True, False]
    assert (estimate.rate, estimate.lower, estimate.upper) == (without.rate, without.lower, without.upper)


def test_a_branch_without_files_is_not_missing():
    assert weighted_rate([1, 0], [10, 0], [100, 0], 0.95, m=[10, 0]).missing.tolist() == [False, False]


def test_a_branch_where_the_point_never_applies_contributes_nothing():
    estimate = weighted_rate([1, 0], [10, 0], [100, 300], 0.95, m=[10, 10])

    assert estimate.rate == 0.1
    assert estimate.missing.tolist() == [False, False]


def test_no_applicable_answer_is_no_statement():
    estimate = weighted_rate([0, 0], [0, 0], [100, 300], 0.95, m=[10, 10])

    values = [estimate.rate, estimate.standard_error, estimate.lower, estimate.upper, estimate.effective_size]
    assert np.isnan(values).all()
    assert (estimate.x, estimate.n) == (0, 0)


@pytest.mark.parametrize("x", [[0, 0], [10, 10]])
def test_nothing_or_everything_found_takes_the_effective_size_of_kish(x):
    # (10*10 + 30*10)^2 / (100*10 + 900*10) = 160000 / 10000 = 16 instead of 20 files.
    estimate = weighted_rate(x, [10, 10], [100, 300], 0.95)

    assert estimate.effective_size == pytest.approx(16)
    assert (estimate.lower, estimate.upper) == pytest.approx(
        binomial_interval(0 if x[0] == 0 else 16, 16, 0.95)
    )


def test_branches_that_are_all_or_nothing_do_not_pretend_to_certainty():
    estimate = weighted_rate([10, 0], [10, 10], [100, 300], 0.95)

    assert estimate.standard_error == pytest.approx(0, abs=1e-12)
    assert estimate.effective_size == pytest.approx(16)
    assert estimate.lower < 0.1
    assert estimate.upper > 0.5


@pytest.mark.parametrize("x", [[0, 0], [3, 1], [7, 5]])
def test_a_census_leaves_no_doubt(x):
    estimate = weighted_rate(x, [7, 5], [7, 5], 0.95)

    assert estimate.lower == estimate.rate == estimate.upper == pytest.approx(sum(x) / 12)
    assert estimate.effective_size == np.inf


def test_a_census_of_one_branch_needs_no_merging():
    alone = weighted_rate([1, 2], [1, 10], [1, 300], 0.95, branch=["Z01", "Z02"])
    together = weighted_rate([1, 2], [1, 10], [1, 300], 0.95, branch=["Z01", "Z01"])

    assert alone.standard_error == together.standard_error


@pytest.mark.parametrize("branch", [["Z01", "Z01", "Z02"], [7, 7, 1]])
def test_a_lonely_file_is_merged_with_the_other_stratum_of_its_branch(branch):
    counts = [(1, 1, 1, 40), (2, 8, 9, 200), (3, 10, 10, 250)]

    estimate = estimated(counts, branch=branch)

    assert (estimate.rate, estimate.standard_error) == pytest.approx(file_by_file(counts, branch), rel=1e-9)


def test_without_a_lonely_file_the_branches_change_nothing():
    counts = [(1, 2, 2, 40), (2, 8, 9, 200)]

    assert estimated(counts, branch=["Z01", "Z01"]).standard_error == estimated(counts).standard_error


def test_a_lonely_file_of_a_lonely_stratum_widens_the_interval():
    # Its residual stands alone: (1 - 1/40) * (40 * (1 - R))^2 more variance than without it.
    counts = [(1, 1, 1, 40), (3, 10, 10, 250)]
    rate, expanded = (40 + 75) / 290, 290
    other = file_by_file([(3, 10, 10, 250)], [0])

    estimate = estimated(counts, branch=["Z01", "Z02"])

    residuals = [25 * (1 - rate)] * 3 + [-25 * rate] * 7
    mean = sum(residuals) / 10
    within = (1 - 10 / 250) * 10 / 9 * sum((value - mean) ** 2 for value in residuals)
    lonely = (1 - 1 / 40) * (40 * (1 - rate)) ** 2
    assert estimate.rate == pytest.approx(rate)
    assert estimate.standard_error == pytest.approx(math.sqrt(within + lonely) / expanded)
    assert estimate.upper > other[0]


def test_many_cells_are_the_single_cells():
    random = np.random.default_rng(20261122)
    m = np.array([10, 10, 1, 9, 5, 5, 1])
    branch = [1, 2, 3, 3, 4, 4, 5]
    total = np.array([100, 300, 40, 90, 500, 700, 9])
    n = random.binomial(m, 0.7, (50, 7))
    x = random.binomial(n, 0.3)

    estimate = weighted_rate(x, n, total, 0.95, m=m, branch=branch)

    assert estimate.rate.shape == estimate.upper.shape == (50,)
    for cell in range(50):
        single = weighted_rate(x[cell], n[cell], total, 0.95, m=m, branch=branch)
        values = [
            estimate.rate[cell],
            estimate.standard_error[cell],
            estimate.lower[cell],
            estimate.upper[cell],
        ]
        expected = [single.rate, single.standard_error, single.lower, single.upper]
        assert values == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_the_interval_covers_the_true_rate_as_often_as_it_says():
    random = np.random.default_rng(20261122)
    size = np.array([250, 1150, 1450, 3150, 300, 2350])
    found = (size * np.array([0.3, 0.1, 0.2, 0.15, 0.4, 0.25])).astype(int)
    x = np.stack(
        [random.hypergeometric(k, total - k, 10, 4000) for k, total in zip(found, size, strict=True)]
    ).T

    estimate = weighted_rate(x, 10, size, 0.95)

    true = found.sum() / size.sum()
    covered = ((estimate.lower <= true) & (true <= estimate.upper)).mean()
    assert 0.945 <= covered <= 0.99


@pytest.mark.parametrize(
    ("x", "n", "total", "m"),
    [
        ([2], [1], [10], [5]),
        ([1], [6], [10], [5]),
        ([1], [2], [4], [5]),
        ([0.5], [1], [10], [5]),
        ([-1], [1], [10], [5]),
    ],
)
def test_counts_that_are_none_are_refused(x, n, total, m):
    with pytest.raises(ValueError, match="count"):
        weighted_rate(x, n, total, 0.95, m=m)


def test_another_method_or_confidence_is_refused():
    with pytest.raises(ValueError, match="wald"):
        weighted_rate([1], [10], [100], 0.95, method="wald")
    with pytest.raises(ValueError, match="confidence"):
        weighted_rate([1], [10], [100], 95)


def test_an_amount_is_expanded_stratum_by_stratum():
    # 300 + 500 euro in 10 of 100 files, 400 euro in 10 of 300: 8,000 + 12,000 euro.
    estimate = extrapolated_amount([2, 1], [800, 400], [340_000, 160_000], [100, 300], [10, 10], 0.95)

    first = 100**2 * (1 - 10 / 100) * (340_000 - 800**2 / 10) / 9 / 10
    second = 300**2 * (1 - 10 / 300) * (160_000 - 400**2 / 10) / 9 / 10
    error = math.sqrt(first + second)
    assert estimate.amount == pytest.approx(20_000)
    assert estimate.standard_error == pytest.approx(error)
    # Student's t with 18 degrees of freedom, two-sided 95 %: 2.101 in every table.
    assert (estimate.upper - estimate.amount) / error == pytest.approx(2.101, abs=5e-4)
    assert estimate.lower == 1200


def test_ten_files_with_an_amount_make_it_reliable():
    few = extrapolated_amount([4, 5], [400, 500], [40_000, 50_000], [100, 300], [10, 10], 0.95)
    enough = extrapolated_amount([5, 5], [500, 500], [50_000, 50_000], [100, 300], [10, 10], 0.95)

    assert (few.files_with_amount, few.reliable) == (9, False)
    assert (enough.files_with_amount, enough.reliable) == (10, True)


def test_an_amount_of_a_census_is_the_amount():
    estimate = extrapolated_amount([2], [800], [340_000], [10], [10], 0.95)

    assert estimate.lower == estimate.amount == estimate.upper == 800


def test_an_amount_nobody_looked_for_is_no_statement():
    estimate = extrapolated_amount([0], [0], [0], [100], [0], 0.95)

    assert np.isnan([estimate.amount, estimate.standard_error, estimate.lower, estimate.upper]).all()
    assert estimate.missing.tolist() == [True]


def test_amounts_of_many_points_are_those_of_each():
    count, total, squares = [[1, 2], [0, 3]], [[10.0, 30.0], [0.0, 60.0]], [[100.0, 500.0], [0.0, 1400.0]]

    both = extrapolated_amount(count, total, squares, [100, 300], [10, 10], 0.95)

    for point in (0, 1):
        one = extrapolated_amount(count[point], total[point], squares[point], [100, 300], [10, 10], 0.95)
        assert (both.amount[point], both.upper[point]) == pytest.approx((one.amount, one.upper))


@pytest.mark.parametrize(
    ("count", "total", "squares"),
    [
        ([1], [-5], [25]),
        ([2], [10], [49]),
        ([2], [10], [101]),
        ([0], [10], [100]),
        ([1], [10], [90]),
        ([11], [0], [0]),
    ],
)
def test_sums_that_rule_each_other_out_are_refused(count, total, squares):
    with pytest.raises(ValueError, match=r"amounts|counts"):
        extrapolated_amount(count, total, squares, [100], [10], 0.95)
