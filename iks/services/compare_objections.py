"""Compare the objections of a month with the twelve months before, topic by topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.objections import Key, ObjectionKind, TopicCounts
from iks.store import objections as store
from sampling.change import dispersion_factor, exact_against_before, stand_out

MONTHS_BEFORE = 12
# Fewer cases in the month, and fewer a month before, are not compared.
FEWEST_CASES = 10
FALSE_ALARMS = 0.05
LEAST = 1e-12
# A report is written before its own month is over, so it tells of the month before; older news is none.
OLDEST_NEWS = 2


@dataclass(frozen=True)
class TopicMonth:
    """One topic of one kind in a month, beside the twelve months before.

    ``before`` is their sum, or nothing where one of them is missing. ``months`` says how rarely so unlike a
    count arises without cause in any of the topics compared, in months.
    """

    month: Month
    kind: ObjectionKind
    topic: str
    received: int
    before: int | None
    # "up" or "down" where the count stands out.
    change: str
    months: int
    counts: TopicCounts

    @property
    def usual(self) -> float | None:
        """Cases received in a month before, on average."""
        return None if self.before is None else self.before / MONTHS_BEFORE

    @property
    def is_compared(self) -> bool:
        """Whether there were enough cases, and twelve months before, to say anything."""
        return self.usual is not None and max(self.received, self.usual) >= FEWEST_CASES


@dataclass(frozen=True)
class Comparison:
    """All topics of a month; ``tested`` of them had enough cases and twelve months before."""

    month: Month
    tested: int
    topics: tuple[TopicMonth, ...]

    @property
    def standing_out(self) -> tuple[TopicMonth, ...]:
        """The topics that stand out, the rarest first."""
        return tuple(sorted((t for t in self.topics if t.change), key=lambda one: -one.months))

    def of(self, kind: ObjectionKind, topic: str) -> TopicMonth | None:
        """Return one topic of one kind, where it was recorded."""
        return next((one for one in self.topics if (one.kind, one.topic) == (kind, topic)), None)


def newest_month(session: Session, until: Month | None = None) -> Month | None:
    """Return the newest month recorded, or the newest that is news in a report of the month ``until``."""
    if until is None:
        span = store.first_and_last_month(session)
        return span[1] if span else None
    recorded = {key[0] for key in store.counts_between(session, until.shift(-OLDEST_NEWS), until)}
    return max(recorded, default=None)


def compare(session: Session, month: Month) -> Comparison:
    """Return every topic recorded of a month beside the twelve months before, corrected for many at once."""
    counts = store.counts_between(session, month.shift(-MONTHS_BEFORE), month)
    now = [row for key, row in counts.items() if key[0] == month]
    earlier = [_earlier(counts, row) for row in now]
    found = [_topic_month(row, before) for row, before in zip(now, earlier, strict=True)]
    tested = [place for place, one in enumerate(found) if one.is_compared]
    if tested:
        probabilities = exact_against_before(
            [found[place].received for place in tested],
            [sum(earlier[place]) for place in tested],
            MONTHS_BEFORE,
            dispersion=dispersion_factor([earlier[place] for place in tested]),
        ).tolist()
        for place, p, stands_out in zip(
            tested, probabilities, stand_out(probabilities, FALSE_ALARMS).tolist(), strict=True
        ):
            if stands_out:
                found[place] = _marked(found[place], p, len(tested))
    return Comparison(month, len(tested), tuple(found))


def _earlier(counts: Mapping[Key, TopicCounts], row: TopicCounts) -> list[int]:
    """Return what came in during each of the months before, the oldest first; missing ones are left out."""
    keys = [(row.month.shift(-n), row.kind, row.topic) for n in range(MONTHS_BEFORE, 0, -1)]
    return [counts[key].received for key in keys if key in counts]


def _topic_month(row: TopicCounts, earlier: Sequence[int]) -> TopicMonth:
    before = sum(earlier) if len(earlier) == MONTHS_BEFORE else None
    return TopicMonth(row.month, row.kind, row.topic, row.received, before, "", 0, row)


def _marked(one: TopicMonth, probability: float, tested: int) -> TopicMonth:
    change = "up" if one.received > (one.usual or 0) else "down"
    return replace(one, change=change, months=round(1 / (tested * max(probability, LEAST))))
