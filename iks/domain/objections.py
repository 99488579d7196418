"""Objections and court cases as monthly counts: the kinds, the topics, and what must hold among the counts.

Only counts are kept, for the whole house; a single case is never known here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import yaml

from iks.domain.month import Month
from iks.domain.values import Area

LARGEST_COUNT = 100_000
"""No house has more cases of one topic in a month."""

OUTCOMES = ("closed_allowed", "closed_partly", "closed_rejected", "closed_other")
REASONS = ("reason_law", "reason_facts", "reason_documents", "reason_law_changed", "reason_other")
NUMBERS = ("stock_begin", "received", *OUTCOMES, *REASONS, "stock_end")
"""The counts of a row, in the order of the file."""


class ObjectionKind(StrEnum):
    """Which proceedings a row counts."""

    OBJECTION = "objection"
    COURT_CASE = "court_case"
    INTERIM_RELIEF = "interim_relief"


Key = tuple[Month, ObjectionKind, str]
"""Month, kind and id of the topic: of each there is one row of counts."""


@dataclass(frozen=True)
class Topic:
    """A subject of objections and court cases.

    Parameters
    ----------
    id : str
        Name in files and tables.
    label, label_en : str
        What people read, in German and English.
    points : mapping of Area to tuple of str
        Check points of the grids that touch the same subject, as the program is delivered.
    demo_share, demo_law : float
        For invented data only: per cent of all objections, and share of those closed in which law had been
        misapplied.
    """

    id: str
    label: str
    label_en: str
    points: Mapping[Area, tuple[str, ...]]
    demo_share: float
    demo_law: float

    def name(self, language: str) -> str:
        """Return the label in a language of the pages."""
        return self.label_en if language == "en" else self.label


@dataclass(frozen=True)
class TopicCounts:
    """The counts of one topic in one month, in cases.

    Parameters
    ----------
    month, kind, topic
        What is counted.
    stock_begin, received, stock_end : int
        Cases open before the month, new ones, and open after it.
    closed_allowed, closed_partly, closed_rejected, closed_other : int
        Cases closed in the month by outcome; ``other`` is withdrawn or settled otherwise.
    reason_law, reason_facts, reason_documents, reason_law_changed, reason_other : int
        Why cases were allowed, in full or in part: law misapplied, facts not investigated, documents came
        later, law changed, anything else.
    """

    month: Month
    kind: ObjectionKind
    topic: str
    stock_begin: int = 0
    received: int = 0
    closed_allowed: int = 0
    closed_partly: int = 0
    closed_rejected: int = 0
    closed_other: int = 0
    reason_law: int = 0
    reason_facts: int = 0
    reason_documents: int = 0
    reason_law_changed: int = 0
    reason_other: int = 0
    stock_end: int = 0

    @property
    def key(self) -> Key:
        """Month, kind and topic."""
        return self.month, self.kind, self.topic

    @property
    def numbers(self) -> dict[str, int]:
        """The counts by name, in the order of the file."""
        return {name: getattr(self, name) for name in NUMBERS}

    @property
    def closed(self) -> int:
        """Cases closed in the month."""
        return sum(getattr(self, name) for name in OUTCOMES)

    @property
    def allowed(self) -> int:
        """Cases allowed in full or in part."""
        return self.closed_allowed + self.closed_partly

    @property
    def reasons(self) -> int:
        """Cases for which a reason of allowing is given."""
        return sum(getattr(self, name) for name in REASONS)


@dataclass(frozen=True, slots=True)
class CountFault:
    """One count that does not fit the others: whose row, which column, and the code of the sentence."""

    key: Key
    column: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def read_topics(text: str) -> tuple[Topic, ...]:
    """Read the topics of an ``iks.objection_topics/1`` file.

    *Valid if* the text is the file that comes with the program.

    Parameters
    ----------
    text : str
        YAML.

    Returns
    -------
    tuple of Topic
        In the order of the file.

    Examples
    --------
    >>> line = "{id: other, label: Sonstiges, label_en: Other, points: {}, demo_share: 20, demo_law: 0.06}"
    >>> read_topics("topics: [" + line + "]")[0].name("en")
    'Other'
    """
    raw: dict[str, Any] = yaml.safe_load(text)
    return tuple(
        Topic(
            one["id"],
            one["label"],
            one["label_en"],
            {area: tuple(one["points"].get(area.value, ())) for area in Area},
            one["demo_share"],
            one["demo_law"],
        )
        for one in raw["topics"]
    )


def count_faults(rows: Sequence[TopicCounts], stored: Mapping[Key, TopicCounts]) -> list[CountFault]:
    """Name every count that contradicts another one.

    In each row, what was open before plus what came in less what was closed is what is open after it; there
    are not more reasons than cases allowed; and what was open before is what was open after the month before.

    *Valid if* ``stored`` holds what was recorded for the months beside those of the rows.

    Parameters
    ----------
    rows : sequence of TopicCounts
        New counts; each key at most once.
    stored : mapping of Key to TopicCounts
        Counts recorded already; rows of the same key replace them.

    Returns
    -------
    list of CountFault
        In the order of the rows; empty when everything fits.

    Examples
    --------
    >>> row = TopicCounts(Month(2026, 11), ObjectionKind.OBJECTION, "access", stock_begin=3, stock_end=4)
    >>> [(fault.column, fault.code) for fault in count_faults([row], {})]
    [('stock_end', 'balance')]
    """
    known = {**stored, **{row.key: row for row in rows}}
    given = {row.key for row in rows}
    return [fault for row in rows for fault in (*_within(row), *_beside(row, known, given))]


def _within(row: TopicCounts) -> Iterator[CountFault]:
    expected = row.stock_begin + row.received - row.closed
    if row.stock_end != expected:
        params = {"begin": row.stock_begin, "received": row.received, "closed": row.closed}
        found = {"expected": expected, "found": row.stock_end}
        yield CountFault(row.key, "stock_end", "balance", {**params, **found})
    if row.reasons > row.allowed:
        params = {"reasons": row.reasons, "allowed": row.allowed}
        yield CountFault(row.key, "reason_law", "too_many_reasons", params)


def _beside(
    row: TopicCounts, known: Mapping[Key, TopicCounts], given: Sequence[Key] | set[Key]
) -> Iterator[CountFault]:
    before = known.get((row.month.shift(-1), row.kind, row.topic))
    if before and before.stock_end != row.stock_begin:
        params = {"month": in_figures(before.month), "expected": before.stock_end, "found": row.stock_begin}
        yield CountFault(row.key, "stock_begin", "not_carried_over", params)
    after = known.get((row.month.shift(1), row.kind, row.topic))
    # Where the next month is given as well, its own row says so.
    if after and after.key not in given and after.stock_begin != row.stock_end:
        params = {"month": in_figures(after.month), "expected": after.stock_begin, "found": row.stock_end}
        yield CountFault(row.key, "stock_end", "next_month_differs", params)


def in_figures(month: Month) -> str:
    """Return a month as both languages read it.

    >>> in_figures(Month(2026, 11))
    '11/2026'
    """
    return f"{month.number:02}/{month.year}"


def sum_of(rows: Sequence[TopicCounts]) -> dict[str, int]:
    """Return the sum of each count over all topics.

    Examples
    --------
    >>> row = TopicCounts(Month(2026, 11), ObjectionKind.OBJECTION, "access", received=3)
    >>> sum_of([row, row])["received"]
    6
    """
    return {name: sum(getattr(row, name) for row in rows) for name in NUMBERS}
