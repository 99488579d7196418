"""Charts and stabilised rates as books and papers print them."""

from __future__ import annotations

import numpy as np
import pytest

from sampling.control import funnel_limits, p_chart, run_rules
from sampling.shrinkage import stabilised_rates
from tests.reference.values import read

CHARTS = read("charts.json")
JUICE = CHARTS["p chart"]


def line(chart):
    return [round(float(value), 4) for value in (chart.centre, chart.lower[0], chart.upper[0])]


def test_the_chart_of_the_orange_juice_cans_is_that_of_montgomery():
    trial = np.array(JUICE["trial"])
    chart = p_chart(trial, JUICE["n"])
    kept = np.delete(trial, np.array(JUICE["left_out"]) - 1)

    assert line(chart) == JUICE["all of the trial"]
    assert (np.flatnonzero(chart.beyond) + 1).tolist() == JUICE["left_out"]
    assert line(p_chart(kept, JUICE["n"])) == JUICE["without those left out"]
    assert line(p_chart(JUICE["later"], JUICE["n"])) == JUICE["later alone"]


def test_the_later_cans_lie_lower_than_the_baseline_as_montgomery_says():
    together = JUICE["trial"] + JUICE["later"]
    chart = p_chart(together, JUICE["n"], phase1=slice(30))

    assert line(chart) == JUICE["all of the trial"]
    assert (np.flatnonzero(chart.beyond) + 1).tolist() == [*JUICE["left_out"], 41]
    assert run_rules(chart.rate[30:], chart.centre).signal


@pytest.mark.parametrize(("place", "limit"), list(enumerate(CHARTS["longest run"]["limits"])))
def test_the_longest_run_is_that_of_the_table(place, limit):
    number = CHARTS["longest run"]["first"] + place

    assert run_rules([1, -1] * (number // 2) + [1] * (number % 2), 0).longest_run_limit == limit
    assert not run_rules([*[1] * limit, *[-1, 1] * number][:number], 0).longest_run > limit


def test_thirteen_values_have_to_cross_the_line_three_times():
    for number, minimum in CHARTS["crossings"]["minimum"].items():
        assert run_rules([1, -1] * (int(number) // 2) + [1], 0).crossings_minimum == minimum


def test_batting_averages_are_drawn_to_the_one_of_efron_and_morris_and_come_as_near_to_the_season():
    paper = CHARTS["baseball"]
    found = stabilised_rates(paper["hits"], paper["n"])
    season, own = np.array(paper["season"]), np.array(paper["hits"]) / paper["n"]

    assert round(float(found.centre), 3) == paper["grand average"]
    error = ((found.rate - season) ** 2).sum()
    assert round(float(error), 3) == paper["squared error of the paper's estimates"]
    assert error < ((own - season) ** 2).sum() / 3


def test_a_funnel_is_that_of_the_quantiles_of_the_binomial_distribution():
    # By hand: of 10 fair throws none come up with 1/1024, at most one with 11/1024.
    for tail, limits in ((0.9, [0.0, 1.0]), (1.1, [0.1, 0.9]), (10.9, [0.1, 0.9]), (11.1, [0.2, 0.8])):
        assert [float(limit) for limit in funnel_limits(10, 0.5, 1 - 2 * tail / 1024)] == limits
