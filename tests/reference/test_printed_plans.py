"""Sample sizes as audit guides and audit programs print them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sampling.plan import attribute_sample_size, detection_probability
from sampling.rates import binomial_upper
from tests.reference.values import read

AICPA = read("sample-sizes.json")
SMALL = read("small-populations.json")
CELLS = [
    pytest.param(table["confidence"], int(tolerable), sizes, id=f"{table['confidence']}-{tolerable}")
    for table in AICPA["tables"]
    for tolerable, sizes in table["sizes"].items()
]


@pytest.mark.parametrize(("confidence", "tolerable", "printed"), CELLS)
def test_sample_sizes_are_those_of_the_audit_guide(confidence, tolerable, printed):
    expected = [Fraction(str(rate)) / 100 for rate in AICPA["expected"][: len(printed)]]
    sizes = attribute_sample_size(Fraction(tolerable, 100), expected, confidence).tolist()

    pairs = list(zip(sizes, printed, strict=True))
    assert [size for size, size_printed in pairs if size_printed] == [size for size in printed if size]


def test_where_the_guide_is_off_by_one_file_its_own_rule_says_so():
    # For 7 % and an expected 3.25 or 3.5 % the guide has 112, with four deviations to be expected.
    assert attribute_sample_size(0.07, [0.0325, 0.035], 0.90).tolist() == [113, 113]
    assert binomial_upper(4, 112, 0.90) > 0.07 >= binomial_upper(4, 113, 0.90)


@pytest.mark.parametrize("row", SMALL["ez-quant"]["rows"], ids=str)
def test_sizes_in_small_populations_are_those_of_ez_quant(row):
    tolerable = SMALL["ez-quant"]["tolerable"]

    assert attribute_sample_size(tolerable, 0, row["confidence"], row["N"]).tolist() == row["sizes"]
    for rate, size in zip(tolerable, row["sizes"], strict=True):
        assert (
            detection_probability([size - 1, size], rate, row["N"]).round(12).tolist()[0] < row["confidence"]
        )
        assert detection_probability(size, rate, row["N"]) >= row["confidence"]


@pytest.mark.parametrize(
    ("confidence", "files", "expected", "tolerable", "small", "large"), SMALL["auditsampler"]["rows"]
)
def test_sizes_in_small_and_large_populations_are_those_of_auditsampler(
    confidence, files, expected, tolerable, small, large
):
    assert attribute_sample_size(tolerable, expected, confidence, files) == small
    assert attribute_sample_size(tolerable, expected, confidence) == large
