"""How many findings are usual: against the sum of exact fractions, and at the edges."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from sampling.usual import usual_counts

TAIL = Fraction(25, 1000)


def below(k: int, n: int, p: Fraction) -> Fraction:
    """The probability of fewer than k findings, as an exact fraction."""
    return sum((comb(n, x) * p**x * (1 - p) ** (n - x) for x in range(k)), Fraction(0))


@pytest.mark.parametrize("n", [1, 10, 30, 117])
@pytest.mark.parametrize("percent", [1, 4, 20, 50, 95])
def test_a_count_outside_is_rarer_than_said_and_the_range_is_the_shortest(n: int, percent: int) -> None:
    p = Fraction(percent, 100)
    fewest, most = (int(end) for end in usual_counts(n, percent / 100, percent / 100))
    assert below(fewest, n, p) < TAIL <= below(fewest + 1, n, p)
    assert 1 - below(most + 1, n, p) <= TAIL < 1 - below(most, n, p)


def test_an_uncertain_rate_widens_the_range_on_both_sides() -> None:
    sure, unsure = usual_counts(100, 0.1, 0.1), usual_counts(100, 0.07, 0.14)
    assert unsure[0] < sure[0]
    assert unsure[1] > sure[1]
    assert int(unsure[0]) == int(usual_counts(100, 0.07, 0.07)[0])


def test_nothing_answered_and_sure_rates_have_one_usual_count() -> None:
    fewest, most = usual_counts([0, 30, 30], [0.1, 0.0, 1.0], [0.2, 0.0, 1.0])
    assert (fewest.tolist(), most.tolist()) == ([0, 0, 30], [0, 0, 30])


@pytest.mark.parametrize(
    ("n", "lower", "upper", "confidence"),
    [(-1, 0.1, 0.2, 0.95), (5, 0.2, 0.1, 0.95), (5, -0.1, 0.1, 0.95), (5, 0.1, 1.1, 0.95), (5, 0.1, 0.2, 1.0),
     (5, np.nan, 0.2, 0.95)],
)  # fmt: skip
def test_what_is_no_count_or_rate_is_refused(n: int, lower: float, upper: float, confidence: float) -> None:
    with pytest.raises(ValueError, match=r"Wanted|onfidence"):
        usual_counts(n, lower, upper, confidence)
