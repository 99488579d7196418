"""Invented counts of objections for the demo, near the published shares, from a seed alone."""

import math
import random
from collections.abc import Sequence

from iks.domain.demo_content import generator
from iks.domain.month import Month
from iks.domain.objections import ObjectionKind, Topic, TopicCounts

# Cases a month in a house of 22,300 Bedarfsgemeinschaften, by proportion of the published volumes.
CASES_A_MONTH = {
    ObjectionKind.OBJECTION: 322.0,
    ObjectionKind.COURT_CASE: 34.0,
    ObjectionKind.INTERIM_RELIEF: 8.0,
}
# Months that pass from an objection, or a court case, to its decision.
MONTHS_OPEN = {
    ObjectionKind.OBJECTION: 2.5,
    ObjectionKind.COURT_CASE: 14.0,
    ObjectionKind.INTERIM_RELIEF: 1.0,
}
# Shares of the closed cases: allowed in full, in part, rejected; the rest is withdrawn or settled otherwise.
OUTCOMES = {
    ObjectionKind.OBJECTION: (0.245, 0.065, 0.55),
    ObjectionKind.COURT_CASE: (0.2, 0.13, 0.37),
    ObjectionKind.INTERIM_RELIEF: (0.25, 0.1, 0.5),
}
# Why what was not misapplied law was allowed: facts, documents, law changed; the rest is something else.
OTHER_REASONS = (0.18, 0.64, 0.06)
# More than usual, by topic and months before the present one: what the newest counts and reports tell of.
WAVES = {("housing", 2): 1.9, ("reversal_and_refund", 1): 1.8, ("income_assets", 9): 1.8}
# Months of one house vary somewhat more than cases that come one by one.
SPREAD = 0.06


def invent_counts(
    topics: Sequence[Topic],
    kind: ObjectionKind,
    month: Month,
    current: Month,
    seed: int,
    stock: dict[str, int],
) -> list[TopicCounts]:
    """Return the counts of all topics of a kind in a month, and carry their stock on.

    Parameters
    ----------
    topics : sequence of Topic
        With their shares.
    kind : ObjectionKind
        What is counted.
    month, current : Month
        The month to invent, and the demo's present month, from which the waves are counted back.
    seed : int
        Another seed invents other counts.
    stock : dict of str to int
        Cases open before the month by topic; afterwards those open after it.

    Returns
    -------
    list of TopicCounts
        One row a topic; each fits those before it.

    Examples
    --------
    >>> topic = Topic("access", "Zugang", "Access", {}, 100, 0.09)
    >>> stock: dict[str, int] = {}
    >>> row, = invent_counts([topic], ObjectionKind.OBJECTION, Month(2026, 11), Month(2026, 12), 1, stock)
    >>> row.stock_begin + row.received - row.closed == row.stock_end == stock["access"]
    True
    """
    rows = []
    for topic in topics:
        chance = generator(seed, "objections", kind, topic.id, month)
        usual = CASES_A_MONTH[kind] * topic.demo_share / 100
        wave = WAVES.get((topic.id, current - month), 1.0) if kind is ObjectionKind.OBJECTION else 1.0
        before = stock.setdefault(topic.id, round(usual * MONTHS_OPEN[kind]))
        received = _poisson(chance, usual * wave * math.exp(chance.gauss(0, SPREAD)))
        closed = min(before, _poisson(chance, before / MONTHS_OPEN[kind]))
        row = _row(chance, topic, kind, month, (before, received, closed))
        stock[topic.id] = row.stock_end
        rows.append(row)
    return rows


def _row(
    chance: random.Random, topic: Topic, kind: ObjectionKind, month: Month, cases: tuple[int, int, int]
) -> TopicCounts:
    before, received, closed = cases
    in_full, in_part, rejected_share = OUTCOMES[kind]
    allowed = in_full + in_part
    law = _among(chance, closed, topic.demo_law)
    # What was misapplied was allowed; the rest of those allowed has other reasons.
    more = _among(chance, closed - law, (allowed - topic.demo_law) / (1 - topic.demo_law))
    partly = _among(chance, law + more, in_part / allowed)
    rejected = _among(chance, closed - law - more, rejected_share / (1 - allowed))
    reasons = _split(chance, more, OTHER_REASONS)
    return TopicCounts(
        month,
        kind,
        topic.id,
        stock_begin=before,
        received=received,
        closed_allowed=law + more - partly,
        closed_partly=partly,
        closed_rejected=rejected,
        closed_other=closed - law - more - rejected,
        reason_law=law,
        reason_facts=reasons[0],
        reason_documents=reasons[1],
        reason_law_changed=reasons[2],
        reason_other=more - sum(reasons),
        stock_end=before + received - closed,
    )


def _split(chance: random.Random, cases: int, shares: Sequence[float]) -> list[int]:
    left, found, share_left = cases, [], 1.0
    for share in shares:
        taken = _among(chance, left, share / share_left)
        found.append(taken)
        left, share_left = left - taken, share_left - share
    return found


def _among(chance: random.Random, cases: int, share: float) -> int:
    return sum(chance.random() < share for _ in range(cases))


def _poisson(chance: random.Random, mean: float) -> int:
    """Return a number of cases that come one by one, by multiplying chances (Knuth)."""
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count
