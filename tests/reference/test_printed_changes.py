"""Differences of rates and of counts as papers and programs print them."""

from __future__ import annotations

import math

import pytest

from sampling.change import (
    difference_of_differences,
    exact_against_before,
    newcombe_difference,
    newcombe_paired_difference,
)
from tests.reference.values import HERE, counted, read

PRINTED = read("differences.json")
PAIRED = [(row, part["digits"]) for part in PRINTED["paired"] for row in part["rows"]]


def near(limits, printed, digits=4):
    # Papers round now and then what was rounded before; none is off by more than one in its last digit.
    return [float(limit) for limit in limits] == pytest.approx(printed, abs=10**-digits)


@pytest.mark.parametrize("row", PRINTED["independent"]["rows"], ids=str)
def test_differences_of_two_samples_are_those_of_newcombe(row):
    assert near(newcombe_difference(*row[:4]), row[4:])


@pytest.mark.parametrize(("row", "digits"), PAIRED, ids=str)
def test_differences_of_pairs_are_those_of_newcombe_and_those_who_used_them(row, digits):
    assert near(newcombe_paired_difference(*row[:4]), row[4:], digits)


@pytest.mark.parametrize("row", PRINTED["interaction"]["rows"], ids=str)
def test_differences_of_differences_are_those_of_newcombe(row):
    assert near(difference_of_differences(*row[:8]), row[8:])


@pytest.mark.parametrize("row", PRINTED["paired interaction"]["rows"], ids=str)
def test_paired_differences_put_together_are_those_of_newcombe(row):
    first, second = row[:4], row[4:8]
    seen1, seen2 = ((cells[1] - cells[2]) / sum(cells) for cells in (first, second))
    (low1, high1), (low2, high2) = newcombe_paired_difference(*first), newcombe_paired_difference(*second)

    lower = seen1 - seen2 - math.hypot(seen1 - low1, high2 - seen2)
    upper = seen1 - seen2 + math.hypot(high1 - seen1, seen2 - low2)
    assert near((lower, upper), row[8:])


@pytest.mark.parametrize(("x1", "base1", "x2", "base2", "printed"), PRINTED["counts"]["rows"])
def test_counts_differ_as_improbably_as_in_r(x1, base1, x2, base2, printed):
    assert round(float(exact_against_before(x1, x2, base2 / base1)), 5) == printed


def test_the_list_of_sources_says_how_many_values_there_are():
    found = counted()
    readme = [line.split("|") for line in (HERE / "README.md").read_text(encoding="utf-8").splitlines()]
    listed = {
        cells[1].strip(): int(cells[2]) for cells in readme if len(cells) == 4 and cells[2].strip().isdigit()
    }

    assert listed == found | {"together": sum(found.values())}
