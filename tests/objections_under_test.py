"""Files of objections for tests: balanced rows whose counts follow from month, kind and topic."""

from collections.abc import Iterable
from typing import Any

from iks.domain.month import Month
from iks.domain.objection_file import COLUMNS, KINDS
from iks.domain.objections import NUMBERS, ObjectionKind, TopicCounts
from iks.services.objection_topics import topics
from iks.services.record_objections import Recorded, import_objections
from tests.house_under_test import HouseUnderTest

OCTOBER = Month(2026, 10)
# What comes in each month: 20 and more objections, a fifth of the court cases.
RECEIVED = {topic.id: round(3 * topic.demo_share) + 10 for topic in topics()}


def counts(
    month: Month,
    topic: str = "housing",
    kind: ObjectionKind = ObjectionKind.OBJECTION,
    *,
    received: int | None = None,
    law: int | None = None,
    stock: int = 40,
) -> TopicCounts:
    """Return a row in which as many cases are closed as come in: half rejected, a third of them allowed."""
    usual = RECEIVED[topic] if kind is ObjectionKind.OBJECTION else RECEIVED[topic] // 5
    came = usual if received is None else received
    allowed, partly = came // 4, came // 12
    wrong = allowed // 3 if law is None else law
    return TopicCounts(
        month,
        kind,
        topic,
        stock_begin=stock,
        received=came,
        closed_allowed=allowed,
        closed_partly=partly,
        closed_rejected=came // 2,
        closed_other=came - allowed - partly - came // 2,
        reason_law=wrong,
        reason_documents=allowed + partly - wrong,
        stock_end=stock,
    )


def all_topics(
    month: Month, kind: ObjectionKind = ObjectionKind.OBJECTION, **special: TopicCounts
) -> list[TopicCounts]:
    """Return the rows of a month and kind; ``special`` replaces those of its topics."""
    return [special.get(topic.id, counts(month, topic.id, kind)) for topic in topics()]


def as_csv(
    rows: Iterable[TopicCounts], *, german: bool = True, separator: str = ";", encoding: str = "utf-8-sig"
) -> bytes:
    """Return rows as office software writes them."""
    labels = {topic.id: topic.label for topic in topics()}
    lines = [[names[0] for names in COLUMNS.values()] if german else list(COLUMNS)]
    for row in rows:
        words = (
            [f"{row.month.number:02}/{row.month.year}", KINDS[row.kind][0], labels[row.topic]]
            if german
            else [str(row.month), row.kind.value, row.topic]
        )
        lines.append([*words, *(str(getattr(row, name)) for name in NUMBERS)])
    quoted = [[f'"{cell}"' if separator in cell else cell for cell in line] for line in lines]
    return "\r\n".join(separator.join(line) for line in quoted).encode(encoding)


def taken_over(
    house: HouseUnderTest, rows: Iterable[TopicCounts], *, person: str = "controller", **options: Any
) -> Recorded:
    """Import rows as a person."""
    with house.runtime.transaction() as session:
        return import_objections(session, house.clock, house.actor(person), as_csv(rows), **options)


def thirteen_months(last: Month = OCTOBER, **special: TopicCounts) -> list[TopicCounts]:
    """Return objections and court cases of a month and the twelve before; ``special`` in the last one."""
    kinds = (ObjectionKind.OBJECTION, ObjectionKind.COURT_CASE)
    before = [row for n in range(12, 0, -1) for kind in kinds for row in all_topics(last.shift(-n), kind)]
    return [*before, *all_topics(last, **special), *all_topics(last, ObjectionKind.COURT_CASE)]
