from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from sampling.control import funnel_limits
from sampling.false_alarms import chance_beyond


@pytest.mark.parametrize(("n", "rate"), [(10, Fraction(1, 10)), (25, Fraction(1, 5)), (7, Fraction(1, 2))])
def test_the_chance_is_the_exact_sum_of_what_lies_beyond(n, rate):
    lower, upper = 0.08, 0.4
    exact = sum(
        comb(n, x) * rate**x * (1 - rate) ** (n - x)
        for x in range(n + 1)
        if not Fraction("0.08") <= Fraction(x, n) <= Fraction("0.4")
    )
    assert float(chance_beyond(n, float(rate), lower, upper)) == pytest.approx(float(exact))


def test_limits_of_95_per_cent_are_left_by_5_per_cent_at_most():
    n = np.arange(20, 400, 7)
    beyond = chance_beyond(n, 0.1, *funnel_limits(n, 0.1, 0.95))
    assert beyond.max() <= 0.05
    assert beyond.mean() > 0.02


def test_where_nothing_is_shown_there_is_no_false_alarm():
    assert chance_beyond([0, 10], 0.1, [np.nan, 0.0], [np.nan, 1.0]).tolist() == [0.0, 0.0]
