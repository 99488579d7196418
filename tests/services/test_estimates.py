"""Money at a point: by bearer only where no bearer's sum could be taken from the others."""

from collections import Counter

from iks.domain.totals import AmountTotals, Cell, PointTotals
from iks.services.estimates import amounts_at_point

OVER = "overpayment"
CELLS = [Cell(f"2026-12 Z0{n}", 100, 10, 10, 1) for n in range(1, 6)]


def amounts(files: int) -> AmountTotals:
    branches = [f"Z0{n}" for n in range(1, 6)][:files]
    return AmountTotals(Counter(dict.fromkeys(branches, 1)), Counter(dict.fromkeys(branches, 25_000)))


def test_the_sum_comes_first_and_then_each_bearer() -> None:
    point = PointTotals(
        "L06", cells=CELLS, amounts={(OVER, "federal"): amounts(5), (OVER, "municipal"): amounts(5)}
    )
    shown = amounts_at_point(point, OVER)
    assert [(amount.bearer, amount.euro) for amount in shown] == [
        ("", 2500),
        ("federal", 1300),
        ("municipal", 1300),
    ]


def test_one_bearer_with_few_files_hides_all_bearers() -> None:
    point = PointTotals(
        "L06", cells=CELLS, amounts={(OVER, "federal"): amounts(5), (OVER, "municipal"): amounts(4)}
    )
    assert [amount.bearer for amount in amounts_at_point(point, OVER)] == [""]


def test_a_single_bearer_is_the_sum() -> None:
    point = PointTotals("L06", cells=CELLS, amounts={(OVER, "federal"): amounts(5)})
    assert [amount.euro for amount in amounts_at_point(point, OVER)] == [1300]
