"""Numbers as pages write them, against the formatter of the CLDR data."""

from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import example, given
from hypothesis import strategies as st

from iks.output.numbers import number

NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12),
    st.floats(-1e12, 1e12),
    st.decimals(-(10**12), 10**12, places=4),
)


@pytest.mark.parametrize("language", ["de", "en"])
@given(value=NUMBERS, digits=st.integers(0, 4))
@example(value=0.5, digits=0)
@example(value=1.5, digits=0)
@example(value=-0.04, digits=1)
@example(value=999.95, digits=1)
@example(value=Decimal("0.125"), digits=2)
def test_a_number_is_written_as_the_formatter_of_the_cldr_data_writes_it(
    language: str, value: float | Decimal, digits: int
) -> None:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    assert number(value, language, digits) == format_decimal(value, format=pattern, locale=language)
