"""Invented counts of objections: they follow from the seed and look like the published ones."""

from iks.domain.demo_objections import CASES_A_MONTH, invent_counts
from iks.domain.month import Month
from iks.domain.objections import ObjectionKind, TopicCounts, count_faults
from iks.services.objection_topics import topics

CURRENT = Month(2026, 12)


def invented(
    kind: ObjectionKind = ObjectionKind.OBJECTION, seed: int = 1, months: int = 24
) -> list[TopicCounts]:
    stock: dict[str, int] = {}
    return [
        row
        for n in range(months, 0, -1)
        for row in invent_counts(topics(), kind, CURRENT.shift(-n), CURRENT, seed, stock)
    ]


def test_the_same_seed_invents_the_same_counts_and_another_one_others() -> None:
    assert invented() == invented()
    assert invented() != invented(seed=2)


def test_every_row_fits_itself_and_the_month_before() -> None:
    for kind in ObjectionKind:
        rows = invented(kind)
        assert count_faults(rows, {}) == []
        assert min(min(row.numbers.values()) for row in rows) >= 0


def test_volumes_and_outcomes_are_near_the_published_ones() -> None:
    rows = invented()
    received, closed = sum(row.received for row in rows), sum(row.closed for row in rows)
    assert 0.95 < received / 24 / CASES_A_MONTH[ObjectionKind.OBJECTION] < 1.1
    assert 0.28 < sum(row.allowed for row in rows) / closed < 0.34
    assert 0.075 < sum(row.reason_law for row in rows) / closed < 0.1
    documents = sum(row.reason_documents for row in rows) / sum(row.allowed for row in rows)
    assert 0.4 < documents < 0.5
    cases = invented(ObjectionKind.COURT_CASE)
    assert 30 < sum(row.received for row in cases) / 24 < 38
    assert 0.28 < sum(row.allowed for row in cases) / sum(row.closed for row in cases) < 0.4


def test_topics_come_in_waves() -> None:
    for topic, before in (("housing", 2), ("reversal_and_refund", 1)):
        received = {row.month: row.received for row in invented() if row.topic == topic}
        usual = sorted(received.values())[12]
        assert received[CURRENT.shift(-before)] > 1.5 * usual
        assert received[CURRENT.shift(-3)] < 1.3 * usual
