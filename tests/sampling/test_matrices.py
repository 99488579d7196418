"""Packed counts come back as they were, and months add up whatever their branches and points are."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling.matrices import MOST, Packed, add_matrices, count_column, pack_counts

COUNTS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (max(pair), min(pair)))
MONTHS = st.lists(
    st.dictionaries(
        st.tuples(st.sampled_from(["Z01", "Z02", "S 13"]), st.sampled_from(["L01", "L02", "M11"])), COUNTS
    ),
    max_size=5,
)


@given(MONTHS)
def test_months_with_different_branches_and_points_add_up_like_a_slow_count(months) -> None:
    slow: Counter[tuple[str, str, int]] = Counter()
    packed = []
    for month in months:
        branches, points = sorted({b for b, _ in month}), sorted({p for _, p in month}, reverse=True)
        packed.append(pack_counts(branches, points, month))
        for (branch, point), pair in month.items():
            for kind, count in enumerate(pair):
                slow[branch, point, kind] += count
    table = add_matrices(packed)
    for row, branch in enumerate(table.branches):
        for column, point in enumerate(table.points):
            assert table.answered[row, column] == slow[branch, point, 0]
            assert table.findings[row, column] == slow[branch, point, 1]
    assert int(table.answered.sum()) == sum(n for (_, _, kind), n in slow.items() if kind == 0)


@given(MONTHS, st.sampled_from(["L01", "M11", "L99"]))
def test_a_point_counted_alone_is_the_sum_over_its_branches(months, point) -> None:
    for month in months:
        packed = pack_counts(sorted({b for b, _ in month}), sorted({p for _, p in month}), month)
        of_point = [pair for (_, name), pair in month.items() if name == point]
        assert count_column(packed, point) == (sum(x for _, x in of_point), sum(n for n, _ in of_point))


def test_adding_up_does_not_change_the_months() -> None:
    month = pack_counts(["Z01"], ["L01"], {("Z01", "L01"): (MOST, 3)})
    kept = bytes(month.counts)
    assert add_matrices([month, month]).answered.tolist() == [[2 * MOST]]
    assert month.counts == kept


@pytest.mark.parametrize(
    "counts",
    [
        {("Z01", "L01"): (1, 2)},
        {("Z01", "L01"): (MOST + 1, 0)},
        {("Z02", "L01"): (1, 0)},
        {("Z01", "L02"): (1, 0)},
    ],
)
def test_counts_that_cannot_be_are_refused(counts) -> None:
    with pytest.raises(ValueError, match="Wanted"):
        pack_counts(["Z01"], ["L01"], counts)


def test_counts_that_do_not_fill_the_table_are_refused() -> None:
    with pytest.raises(ValueError, match="every branch"):
        add_matrices([Packed(["Z01", "Z02"], ["L01"], bytes(5))])
