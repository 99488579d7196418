from __future__ import annotations

import itertools
import random
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling import canonical_frame, draw
from sampling.inclusion import Round, repetitions, times_drawn


def simulated(chance, files, months, per_month, weights=None):
    """Draw months in a row; the same files stay in the list, drawn ones at once eligible again."""
    drawn_before = dict.fromkeys(range(files), 0)
    rounds = []
    for _ in range(months):
        if weights is None:
            sample = chance.sample(range(files), per_month)
        else:
            order = sorted(range(files), key=lambda file: chance.random() ** (1 / weights[file]))
            sample = order[-per_month:]
        rounds.append(
            Round(
                files,
                per_month,
                counted(drawn_before[file] for file in range(files)),
                counted(drawn_before[file] for file in sample),
            )
        )
        for file in sample:
            drawn_before[file] += 1
    return rounds, drawn_before


def chance_from(seed):
    return random.Random(seed)  # noqa: S311 - A simulation has to be repeatable.


def counted(times):
    found = {}
    for one in times:
        if one:
            found[one] = found.get(one, 0) + 1
    return found


def test_files_drawn_so_often_are_those_that_really_were():
    rounds, truth = simulated(chance_from(3), files=40, months=12, per_month=6)

    found = {one.times: one.observed for one in times_drawn(rounds, 40) if one.observed}

    assert found == {n: list(truth.values()).count(n) for n in set(truth.values())}


def test_observed_and_expected_add_up_to_the_files_and_to_the_draws():
    rounds, _ = simulated(chance_from(4), files=30, months=10, per_month=5)

    lines = times_drawn(rounds, 30)

    for column in ("observed", "expected"):
        numbers = [getattr(one, column) for one in lines]
        assert sum(numbers) == pytest.approx(30)
        assert sum(one.times * number for one, number in zip(lines, numbers, strict=True)) == pytest.approx(
            50
        )


def test_without_a_rest_the_expectation_is_the_binomial_one():
    # 200 files, 5 a month for 12 months: each file is drawn Bin(12, 1/40) times.
    runs = [simulated(chance_from(seed), files=200, months=12, per_month=5)[0] for seed in range(300)]

    means = [sum(times_drawn(run, 200)[k].expected for run in runs) / len(runs) for k in range(3)]

    exact = [200 * comb(12, k) * 0.025**k * 0.975 ** (12 - k) for k in range(3)]
    assert means == pytest.approx(exact, rel=0.03)


def test_the_probability_is_the_one_that_counting_every_case_gives():
    rounds = [Round(5, 2, {1: 2}, {1: 2}), Round(4, 2, {1: 1, 2: 1}, {2: 1})]

    chances = {}
    for first in itertools.combinations(range(5), 2):
        for second in itertools.combinations(range(4), 2):
            hits = sum(file < 2 for file in first) + sum(file < 2 for file in second)
            chances[hits] = chances.get(hits, 0) + Fraction(1, comb(5, 2) * comb(4, 2))
    upper = sum(chance for hits, chance in chances.items() if hits >= 3)
    lower = sum(chance for hits, chance in chances.items() if hits <= 3)

    found = repetitions(rounds)

    assert (found.observed, found.expected) == (3, pytest.approx(0.8 + 1.0))
    assert found.p_value == pytest.approx(float(min(1, 2 * min(upper, lower))))


def test_equal_chance_stands_out_in_at_most_one_of_a_hundred_houses():
    chance = chance_from(11)
    found = [repetitions(simulated(chance, 60, 12, 5)[0]).stands_out for _ in range(1000)]

    # 1 % of 1,000 and three standard deviations; the discrete test stays below its limit.
    assert sum(found) <= 10 + 3 * 10**0.5


def test_a_draw_that_prefers_some_files_stands_out():
    weights = [8 if file < 12 else 1 for file in range(60)]

    found = repetitions(simulated(chance_from(5), 60, 12, 5, weights)[0])

    assert found.observed > found.expected
    assert found.stands_out


def test_a_draw_that_avoids_what_was_drawn_before_stands_out_too():
    # Sixty of sixty files in twelve months without a single repetition.
    rounds = [Round(60, 5, {1: 5 * month} if month else {}, {}) for month in range(12)]

    assert repetitions(rounds).stands_out


def test_the_draw_of_the_house_does_not_stand_out():
    frame = canonical_frame(("Z01", "-", f"F{number:03}", "eligible") for number in range(80))
    before = {f"F{number:03}": 0 for number in range(80)}
    rounds = []
    for month in range(24):
        refs = [one.file_ref for one in draw(frame, f"{month:064x}", {"-": 10})["Z01"]]
        rounds.append(Round(80, 10, counted(before.values()), counted(before[ref] for ref in refs)))
        for ref in refs:
            before[ref] += 1

    assert not repetitions(rounds).stands_out


def test_where_no_file_can_come_again_there_is_no_verdict():
    found = repetitions([Round(500, 10, {}, {}), Round(490, 10, {}, {})])

    assert (found.draws, found.observed, found.expected, found.p_value) == (20, 0, 0.0, None)
    assert not found.stands_out
    assert repetitions([]).p_value is None


def test_a_branch_that_is_drawn_whole_repeats_everything_and_that_is_no_wonder():
    found = repetitions([Round(7, 7, {}, {}), Round(7, 7, {1: 7}, {1: 7})])

    assert (found.observed, found.expected, found.p_value) == (7, 7.0, 1.0)


def test_an_empty_branch_is_no_obstacle():
    assert repetitions([Round(0, 0, {}, {})]).expected == 0
    assert times_drawn([Round(0, 0, {}, {})], 0)[0].expected == 0


@pytest.mark.parametrize(
    "numbers",
    [(5, 6, {}, {}), (5, -1, {}, {}), (5, 2, {1: 6}, {}), (5, 2, {1: 1}, {1: 2}), (5, 1, {1: 2}, {1: 2})],
)
def test_a_round_that_contradicts_itself_is_refused(numbers):
    with pytest.raises(ValueError, match="more drawn files"):
        Round(*numbers)


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
@settings(deadline=None, max_examples=200)
def test_a_probability_is_one(eligible, drawn, known, hit):
    drawn, known = min(drawn, eligible), min(known, eligible)
    hit = max(min(hit, drawn, known), drawn + known - eligible)

    found = repetitions([Round(eligible, drawn, {1: known}, {1: hit})])

    assert found.p_value is None or 0 < found.p_value <= 1
