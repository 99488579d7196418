from __future__ import annotations

import math

import pytest

from sampling.rates import (
    binomial_interval,
    binomial_upper,
    hypergeometric_interval,
    hypergeometric_upper,
)
from sampling.strata import weighted_rate
from tests.reference.values import read

UPPER = read("upper-limits.json")["tables"]
DOMAIN = read("domain-rate.json")["cases"]
SINGLE = read("differences.json")["single"]["rows"]


@pytest.mark.parametrize("table", UPPER, ids=lambda table: str(table["confidence"]))
def test_upper_limits_are_those_of_the_audit_guide(table):
    for n, printed in table["limits"].items():
        limits = binomial_upper(range(len(printed)), int(n), table["confidence"])
        assert [math.ceil(limit * 1000) / 10 for limit in limits.tolist()] == printed


@pytest.mark.parametrize("row", SINGLE, ids=str)
def test_intervals_are_those_of_newcombe(row):
    x, n, *printed = row
    assert rounded(binomial_interval(x, n, 0.95)) == tuple(printed[:2])
    assert rounded(binomial_interval(x, n, 0.95, method="wilson")) == tuple(printed[2:])


# The figures that the pages of this system explain to everybody; each is the formula solved by bisection.
def test_the_figures_beside_ten_files_are_right():
    assert rounded([binomial_upper(0, 10, 0.95)], 3) == (0.259,)
    assert rounded(binomial_interval(1, 10, 0.95), 3) == (0.003, 0.445)
    assert rounded(binomial_interval(8, 97, 0.95), 3) == (0.036, 0.156)
    assert rounded([binomial_upper(8, 97, 0.95)], 3) == (0.144,)


# Rule of three: Hanley & Lippman-Hand, JAMA 249 (1983) 1743: 0 of n means at most about 3/n.
@pytest.mark.parametrize("n", [30, 100, 300, 1000])
def test_nothing_found_means_at_most_about_three_in_n(n):
    limit = binomial_upper(0, n, 0.95)

    assert 0.95 * 3 / n < limit < 3 / n


# Kauermann & Küchenhoff, Stichproben (2010), page 53, as printed by their R package samplingbook: the limits
# there are the first numbers that are rejected, ours the last that are not.
@pytest.mark.parametrize(("x", "printed"), [(45, (110, 161)), (2, (1, 19))])
def test_limits_in_a_small_population_are_those_of_kauermann_and_kuechenhoff(x, printed):
    lower, upper = hypergeometric_interval(x, 100, 300, 0.95)

    assert (round(float(lower) * 300) - 1, round(float(upper) * 300) + 1) == printed


# By hand: with 5 of 10 checked, 0 found, C(10-K, 5)/C(10, 5) is 21/252 for K = 3 and 6/252 for K = 4.
# With 10 of 20 checked, 1 found: K = 6 gives (C(14,10) + 6 C(14,9))/C(20,10) = 13013/184756 = 7.0 %,
# K = 7 gives (C(13,10) + 7 C(13,9))/C(20,10) = 5291/184756 = 2.9 %.
def test_upper_limits_in_a_small_population_are_those_computed_by_hand():
    assert float(hypergeometric_upper(0, 5, 10, 0.95)) == 3 / 10
    assert float(hypergeometric_upper(1, 10, 20, 0.95)) == 6 / 20


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in DOMAIN])
def test_weighted_rates_are_those_of_the_survey_package(case):
    counts = {name: [stratum[name] for stratum in case["strata"]] for name in ("x", "n", "N", "m")}

    estimate = weighted_rate(counts["x"], counts["n"], counts["N"], case["confidence"], m=counts["m"])

    for name, expected in case["expected"].items():
        assert float(getattr(estimate, name)) == pytest.approx(expected, abs=case["tolerance"])
        # The printed digits end at the twelfth place; all of them are ours.
        assert float(getattr(estimate, name)) == pytest.approx(expected, abs=1e-11)


def rounded(limits, digits=4):
    return tuple(round(float(limit), digits) for limit in limits)
