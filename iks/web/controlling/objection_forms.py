"""Read the counts of a month as they were typed: one field for each topic and count."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from iks.domain.month import Month
from iks.domain.objection_file import read_count
from iks.domain.objection_sentences import OBJECTION_SENTENCES
from iks.domain.objections import NUMBERS, CountFault, ObjectionKind, TopicCounts
from iks.services.objection_topics import topics
from iks.services.view_recorded_objections import MonthForm
from iks.web.page_context import page_language


def field_of(topic: str, column: str) -> str:
    """Return the name of the field for one count of a topic."""
    return f"{topic}.{column}"


def shown_values(page: MonthForm, typed: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in each field: what was typed, else what is recorded or carried over."""
    if typed:
        return {field: typed.get(field, "") for field in _fields()}
    values: dict[str, str] = {}
    for topic, row in page.rows.items():
        values |= {field_of(topic, name): str(number) for name, number in row.numbers.items()}
    for topic, stock in page.carried_over.items():
        values.setdefault(field_of(topic, "stock_begin"), str(stock))
    return values


def read_rows(
    typed: Mapping[str, str], month: Month, kind: ObjectionKind
) -> tuple[list[TopicCounts], dict[str, str]]:
    """Return the rows that were typed, and what cannot be read, by its field.

    A row in which nothing stands but the stock carried over was not typed; in any other one an empty
    field counts as 0.
    """
    rows: list[TopicCounts] = []
    unread: dict[str, str] = {}
    for topic in topics():
        texts = {name: typed.get(field_of(topic.id, name), "").strip() for name in NUMBERS}
        if not any(text for name, text in texts.items() if name != "stock_begin"):
            continue
        numbers = {name: read_count(text) if text else 0 for name, text in texts.items()}
        wrong = [name for name, number in numbers.items() if number is None]
        unread |= {field_of(topic.id, name): gettext("Bitte eine Zahl von 0 bis 100.000.") for name in wrong}
        if not wrong:
            values: dict[str, Any] = numbers
            rows.append(TopicCounts(month, kind, topic.id, **values))
    return rows, unread


def typed_sums(values: Mapping[str, str]) -> dict[str, int]:
    """Return the sum of each column over what can be read of it."""
    return {
        name: sum(read_count(values.get(field_of(topic.id, name), "")) or 0 for topic in topics())
        for name in NUMBERS
    }


def fault_sentences(faults: tuple[CountFault, ...] | list[CountFault]) -> dict[str, str]:
    """Return what is said about counts that contradict each other, by their fields."""
    place = 0 if page_language() == "en" else 1
    return {
        field_of(fault.key[2], fault.column): OBJECTION_SENTENCES[fault.code][place].format(**fault.params)
        for fault in faults
    }


def _fields() -> list[str]:
    return [field_of(topic.id, name) for topic in topics() for name in NUMBERS]
