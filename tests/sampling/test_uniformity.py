"""Over many draws every file and every pair of files is drawn as often as the law of chance says.

The seeds are fixed, so a run is repeated exactly. The limits lie where chance alone comes once in a million
lists of seeds. Each statistic is a chi-square: deviations from the expected counts, squared and divided by
the variance that a simple random sample gives them (the eigenvalue of its covariance matrix).
"""

from __future__ import annotations

import hashlib
import os
import sys
from itertools import combinations
from math import perm

import numpy as np
import pytest
from scipy import stats

from sampling import Allocation, canonical_frame, draw, mix_seed, ranking

ONCE_IN_A_MILLION = 1e-6
ALLOCATION = Allocation({"a": 3, "b": 2, "Z3:b": 4})
# Eligible files of each branch and stratum. Z4 has too few in a, so one more is drawn in b.
ELIGIBLE = {"Z1": (6, 9), "Z2": (15, 5), "Z3": (24, 11), "Z4": (2, 8)}
# How many are drawn where there is a choice.
DRAWN = {"Z1a": 3, "Z1b": 2, "Z2a": 3, "Z2b": 2, "Z3a": 3, "Z3b": 4, "Z4b": 3}
MONTHS = ("2026-12", "2027-01")
# So many rounds are counted at once.
CHUNK = 1_000

soak = [pytest.param(500_000, marks=pytest.mark.soak)] if os.environ.get("IKS_SOAK") else []


def all_rows():
    for branch, sizes in ELIGIBLE.items():
        for stratum, size in zip("ab", sizes, strict=True):
            for number in range(size):
                yield branch, stratum, f"{branch}{stratum}-{number:02d}", "eligible"
            for status in ("checked_recently", "at_external_audit"):
                yield branch, stratum, f"{branch}{stratum}-{status}", status


FRAME = canonical_frame(all_rows(), ALLOCATION)
SIZES = {
    f"{branch}{stratum}": size
    for branch, both in ELIGIBLE.items()
    for stratum, size in zip("ab", both, strict=True)
}


def seeds(round_number):
    """Give the seeds of two months with the same secret: all that keeps them apart is the hash."""
    secret = hashlib.sha256(f"uniformity {round_number}".encode()).hexdigest()
    return [mix_seed(month, "benefits", ALLOCATION, FRAME.digest, secret) for month in MONTHS]


class Counts:
    """How often files were drawn, alone and together with others."""

    def __init__(self):
        self.rounds = 0
        self.single = {group: np.zeros(SIZES[group]) for group in DRAWN}
        self.pairs = {group: np.zeros((SIZES[group], SIZES[group])) for group in DRAWN}
        self.across = {pair: np.zeros((SIZES[pair[0]], SIZES[pair[1]])) for pair in combinations(DRAWN, 2)}
        self.months = {group: np.zeros((SIZES[group], SIZES[group])) for group in DRAWN}

    def add(self, rounds, steered=lambda _number, months: months):
        """Draw both months of some rounds and count."""
        drawn = [{group: np.zeros((len(rounds), SIZES[group])) for group in DRAWN} for _ in MONTHS]
        for row, number in enumerate(rounds):
            months = [dict(drawn_places(draw(FRAME, seed, ALLOCATION))) for seed in seeds(number)]
            for matrices, month in zip(drawn, steered(number, months), strict=True):
                for group, places in month.items():
                    matrices[group][row, places] = 1
        self.rounds += len(rounds)
        for month in drawn:
            for group, matrix in month.items():
                self.single[group] += matrix.sum(axis=0)
                self.pairs[group] += matrix.T @ matrix
            for one, other in self.across:
                self.across[one, other] += centred(one, month[one]).T @ centred(other, month[other])
        for group in DRAWN:
            self.months[group] += centred(group, drawn[0][group]).T @ centred(group, drawn[1][group])


def drawn_places(sample):
    """Give the places of the files drawn in each group that has a choice; a wrong file stops the test."""
    for branch, files in sample.items():
        for stratum, wanted in zip("ab", ELIGIBLE[branch], strict=True):
            group = f"{branch}{stratum}"
            places = [int(one.file_ref.removeprefix(f"{group}-")) for one in files if one.stratum == stratum]
            assert len(places) == DRAWN.get(group, wanted)
            if group in DRAWN:
                yield group, places


def centred(group, matrix):
    return matrix - DRAWN[group] / SIZES[group]


def spread(group):
    """The variance of one draw in every direction in which the number drawn leaves it any."""
    size, share = SIZES[group], DRAWN[group] / SIZES[group]
    return share * (1 - share) * size / (size - 1)


def single_inclusion(counts):
    """Each file n / N times."""
    draws = 2 * counts.rounds
    deviation = {group: counts.single[group] - draws * DRAWN[group] / SIZES[group] for group in DRAWN}
    value = sum((deviation[group] ** 2).sum() / spread(group) for group in DRAWN) / draws
    return value, sum(SIZES[group] - 1 for group in DRAWN)


def pair_inclusion(counts):
    """Each pair of files n (n - 1) / N (N - 1) times, what follows from the single files left out."""
    value = freedom = 0
    for group, number in DRAWN.items():
        size, draws = SIZES[group], 2 * counts.rounds
        share = [perm(number, k) / perm(size, k) for k in range(5)]
        deviation = counts.pairs[group] - draws * share[2]
        np.fill_diagonal(deviation, 0)
        rows = deviation.sum(axis=1) / (size - 2)
        deviation -= rows[:, None] + rows[None, :]
        upper = deviation[np.triu_indices(size, 1)]
        value += (upper**2).sum() / (share[2] - 2 * share[3] + share[4]) / draws
        freedom += size * (size - 3) // 2
    return value, freedom


def between_groups(counts):
    """Branches and strata know nothing of each other."""
    value = sum(
        (table**2).sum() / spread(one) / spread(other) for (one, other), table in counts.across.items()
    )
    freedom = sum((SIZES[one] - 1) * (SIZES[other] - 1) for one, other in counts.across)
    return value / (2 * counts.rounds), freedom


def between_months(counts):
    """What was drawn in one month says nothing about the next."""
    value = sum((table**2).sum() / spread(group) ** 2 for group, table in counts.months.items())
    return value / counts.rounds, sum((SIZES[group] - 1) ** 2 for group in DRAWN)


LAWS = {
    "single": single_inclusion,
    "pairs": pair_inclusion,
    "branches and strata": between_groups,
    "months": between_months,
}


@pytest.mark.parametrize("rounds", [1_000, pytest.param(50_000, marks=pytest.mark.full), *soak])
def test_files_and_pairs_are_drawn_as_often_as_chance_says(rounds, capsys):
    counts = Counts()
    for start in range(0, rounds, CHUNK):
        counts.add(range(start, start + CHUNK))

    found = {name: law(counts) for name, law in LAWS.items()}

    figures = ", ".join(f"{name} {value:.1f} ({freedom} degrees)" for name, (value, freedom) in found.items())
    with capsys.disabled():
        sys.stdout.write(f"\n{2 * rounds:,} draws, chi-square: {figures}\n")
    for name, (value, freedom) in found.items():
        low, high = stats.chi2.isf([1 - ONCE_IN_A_MILLION / 2, ONCE_IN_A_MILLION / 2], freedom)
        assert low < value < high, name


def one_file_preferred(_number, months):
    for month in months:
        month["Z2a"] = [0, *(place for place in month["Z2a"] if place)][:3]
    return months


def neighbours_together(_number, months):
    for month in months:
        month["Z3a"] = [(month["Z3a"][0] + step) % SIZES["Z3a"] for step in range(3)]
    return months


def one_branch_like_the_other(_number, months):
    for month in months:
        month["Z2a"] = month["Z1a"]
    return months


def the_same_every_month(_number, months):
    return [months[0], months[0]]


@pytest.mark.parametrize(
    ("name", "steer"),
    [
        ("single", one_file_preferred),
        ("pairs", neighbours_together),
        ("branches and strata", one_branch_like_the_other),
        ("months", the_same_every_month),
    ],
)
def test_a_draw_steered_one_time_in_four_is_noticed(name, steer):
    counts = Counts()
    counts.add(range(CHUNK), lambda number, months: months if number % 4 else steer(number, months))

    value, freedom = LAWS[name](counts)

    assert value > stats.chi2.isf(ONCE_IN_A_MILLION / 2, freedom)


@pytest.mark.parametrize("rounds", [100, pytest.param(2_000, marks=pytest.mark.full)])
def test_the_next_files_continue_the_first_ones_in_every_draw(rounds):
    more = Allocation({"a": 5, "b": 4, "Z3:b": 6})
    for number in range(rounds):
        for seed in seeds(number):
            small, large = draw(FRAME, seed, ALLOCATION), draw(FRAME, seed, more)
            for branch, files in small.items():
                order = ranking(FRAME, seed, branch)
                for stratum in "ab":
                    first = [one for one in files if one.stratum == stratum]
                    further = [one for one in large[branch] if one.stratum == stratum]
                    assert first == order[stratum][: len(first)] == further[: len(first)]
                    assert further == order[stratum][: len(further)]


def test_files_that_are_not_eligible_have_no_place_in_any_order():
    eligible = {row[2] for row in FRAME.rows if row[3] == "eligible"}
    for number in range(100):
        for seed in seeds(number):
            for branch, sizes in ELIGIBLE.items():
                order = [one.file_ref for files in ranking(FRAME, seed, branch).values() for one in files]
                assert len(order) == len(set(order)) == sum(sizes)
                assert eligible.issuperset(order)
