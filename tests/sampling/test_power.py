from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.change import (
    detectable_effect,
    needed_answers,
    needed_months,
    newcombe_difference,
    probability_of_seeing,
)

# Rates in thousandths: none is so small that its powers leave the range of numbers.
RATES = st.integers(0, 1000).map(lambda share: share / 1000)


def counted_out(before, after, n1, n2, confidence):
    """Every pair of findings one by one, weighed with its probability."""
    x1, x2 = (grid.ravel() for grid in np.meshgrid(np.arange(n1 + 1), np.arange(n2 + 1)))
    _, upper = newcombe_difference(x2, n2, x1, n1, 2 * confidence - 1)
    likely = [
        math.comb(n1, a) * before**a * (1 - before) ** (n1 - a)
        * math.comb(n2, b) * after**b * (1 - after) ** (n2 - b)
        for a, b in zip(x1.tolist(), x2.tolist(), strict=True)
    ]  # fmt: skip
    return sum(p for p, seen in zip(likely, upper < 0, strict=True) if seen)


@given(RATES, RATES, st.integers(1, 30), st.integers(1, 30), st.sampled_from([0.9, 0.95, 0.99]))
@settings(deadline=None, max_examples=50)
def test_the_probability_of_seeing_a_fall_is_that_of_all_pairs_of_findings(before, after, n1, n2, confidence):
    expected = counted_out(before, after, n1, n2, confidence)

    assert probability_of_seeing(before, after, n1, n2, confidence) == pytest.approx(expected, abs=1e-12)


def test_a_fall_from_20_to_10_per_cent_takes_154_answers_and_from_10_to_5_takes_337():
    assert needed_answers([0.2, 0.1], [0.1, 0.05]).tolist() == [154, 337]
    # The normal approximation has 342 for the second; counted out, five answers fewer are enough.
    assert probability_of_seeing(0.1, 0.05, [336, 337, 342], [336, 337, 342]).round(3).tolist() == [
        *(0.8, 0.801, 0.806)
    ]
    assert probability_of_seeing(0.1, 0.05, 336, 336) < 0.8


def test_the_first_number_that_is_enough_is_found_wherever_it_lies():
    before, after = (grid.ravel() for grid in np.meshgrid([0.1, 0.5, 1.0], [0.0, 0.02, 0.3]))
    fall = before > after

    for power in (0.5, 0.8, 0.9):
        found = needed_answers(before, after, power=power)
        assert np.isinf(found[~fall]).all()
        for first, second, number in zip(before[fall], after[fall], found[fall], strict=True):
            fewer = np.arange(max(1, number - 100), number)
            assert not (probability_of_seeing(first, second, fewer, fewer) >= power).any()
            if np.isfinite(number):
                assert probability_of_seeing(first, second, number, number) >= power


@pytest.mark.parametrize(
    ("before", "after", "confidence", "power"),
    [
        (0.02, 0, 0.9, 0.8),
        (0.05, 0, 0.9, 0.95),
        (0.02, 0.002, 0.9, 0.95),
        (0.98, 0.9, 0.9, 0.9),
        (0.5, 0.05, 0.99, 0.5),
    ],
)
def test_the_first_number_is_found_where_the_normal_approximation_is_far_off(
    before, after, confidence, power
):
    found = needed_answers(before, after, confidence, power)
    numbers = np.arange(1, found + 1)
    enough = probability_of_seeing(before, after, numbers, numbers, confidence) >= power

    assert numbers[enough].tolist() == [found]


def test_a_fall_too_small_for_any_house_takes_infinitely_many_answers():
    assert needed_answers(0.05, 0.045) == math.inf
    assert needed_answers(0.1, 0.1) == math.inf


@given(RATES.filter(bool), st.integers(1, 400), st.integers(1, 400))
@settings(deadline=None, max_examples=30)
def test_the_detectable_effect_is_where_the_fall_begins_to_be_seen(rate, n1, n2):
    fall = detectable_effect(rate, n1, n2)
    if math.isnan(fall):
        assert probability_of_seeing(rate, 0, n1, n2) < 0.8
    else:
        assert probability_of_seeing(rate, max(0, rate - fall - 1e-9), n1, n2) >= 0.8
        assert probability_of_seeing(rate, rate - fall + 1e-9, n1, n2) < 0.8


def test_more_answers_show_smaller_effects():
    fall = detectable_effect(0.2, [10, 60, 154, 1000], [10, 60, 154, 1000])

    assert math.isnan(fall[0])
    assert fall[1:].round(3).tolist() == [0.146, 0.1, 0.043]


def test_arrays_give_what_scalars_give():
    before, after = np.array([0.2, 0.1, 0.6]), np.array([0.1, 0.05, 0.3])
    n = np.array([100, 300, 40])
    together = probability_of_seeing(before, after, n, 80)

    alone = [float(probability_of_seeing(*cell, 80)) for cell in zip(before, after, n, strict=True)]
    assert together.tolist() == pytest.approx(alone, rel=1e-12)
    assert detectable_effect(before, n, n).tolist() == pytest.approx(
        [float(detectable_effect(rate, number, number)) for rate, number in zip(before, n, strict=True)]
    )
    assert isinstance(float(needed_answers(0.2, 0.1)), float)


def test_without_answers_nothing_is_seen():
    assert probability_of_seeing(1, 0, 0, 10) == 0
    assert probability_of_seeing(1, 0, 10, 0) == 0
    assert math.isnan(detectable_effect(0.5, 10, 0))


def test_false_alarms_stay_near_five_per_cent():
    alarms = probability_of_seeing([0.05, 0.1, 0.2, 0.5], [0.05, 0.1, 0.2, 0.5], 154, 154)

    assert (alarms < 0.056).all()
    assert (alarms > 0.03).all()


@pytest.mark.parametrize(
    ("answers", "files", "share", "months"),
    [
        (154, 10, 1, 16),
        (154, 140, 1, 2),
        (140, 140, 1, 1),
        (337, 140, Fraction(5, 100), 49),
        (342, 140, 0.05, 49),
        (14, 200, 0.07, 1),
        (math.inf, 140, 1, None),
    ],
)
def test_months_are_rounded_up_in_fractions(answers, files, share, months):
    assert needed_months(answers, files, share) == months


@pytest.mark.parametrize(("files", "share"), [(0, 1), (10, 0), (10, 1.5), (10, -1)])
def test_months_without_files_are_refused(files, share):
    with pytest.raises(ValueError, match="at least one file"):
        needed_months(10, files, share)


@pytest.mark.parametrize("confidence", [0, 0.5, 1, 95])
def test_a_confidence_that_is_none_is_refused(confidence):
    with pytest.raises(ValueError, match="confidence"):
        needed_answers(0.2, 0.1, confidence)
    with pytest.raises(ValueError, match="confidence"):
        detectable_effect(0.2, 10, 10, confidence)


@pytest.mark.parametrize("rate", [-0.1, 1.1, 20, math.nan])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(ValueError, match="A rate is not between 0 and 1"):
        probability_of_seeing(0.2, rate, 10, 10)


@pytest.mark.parametrize("power", [0, 1, 80])
def test_a_power_that_is_none_is_refused(power):
    with pytest.raises(ValueError, match="between 0 and 1"):
        detectable_effect(0.2, 10, 10, power=power)
