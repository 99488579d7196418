"""Money of the house: by bearer only where no bearer's sum could be taken from the others."""

from collections import Counter

import pytest

from iks.domain.house_money import Purse, overall_amounts
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.totals import AmountTotals, PeriodTotals, PointTotals

OVER = "overpayment"
MONTH = Month(2026, 12)


def amounts(branches: int) -> AmountTotals:
    """One file with 250 euro in each of so many branches."""
    codes = [f"Z0{n}" for n in range(1, branches + 1)]
    return AmountTotals(Counter(dict.fromkeys(codes, 1)), Counter(dict.fromkeys(codes, 25_000)))


def shown(**by_bearer: AmountTotals) -> list[tuple[str, int | None]]:
    point = PointTotals("L06", amounts={(OVER, bearer): amount for bearer, amount in by_bearer.items()})
    months = {MONTH: PeriodTotals((), points={"L06": point})}
    found = overall_amounts(Purse(months, ()), Period.of(MONTH))
    return [(amount.bearer, amount.euro) for amount in found if amount.direction == OVER]


def test_each_bearer_stands_for_itself_where_each_has_enough_files() -> None:
    assert shown(federal=amounts(5), municipal=amounts(5)) == [("federal", 1300), ("municipal", 1300)]


def test_one_bearer_with_few_files_hides_all_bearers() -> None:
    assert shown(federal=amounts(5), municipal=amounts(4)) == [("", 2300)]


@pytest.mark.parametrize("branches", [1, 4])
def test_a_sum_of_few_files_is_no_sum(branches: int) -> None:
    assert shown(federal=amounts(branches)) == [("", None)]


def test_a_single_bearer_is_named() -> None:
    assert shown(federal=amounts(5)) == [("federal", 1300)]
