"""The rules of an answer once more in the database: what the form can never write is refused there too."""

import dataclasses
import random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from checklists.load import load_builtin
from iks.domain.file_check import Sheet, confirm_list, take
from iks.domain.finding import AnswerEntry, directions_at
from iks.domain.typed_answer import LARGEST_TOTAL_CENTS, LONGEST_NOTE, LONGEST_REASON, Typed
from iks.domain.values import AnswerValue, Area
from iks.store.answer_rules import RULES_OF_AN_ANSWER
from iks.store.casework import Answer
from tests.house_under_test import HouseUnderTest
from tests.month_under_test import drawn
from tests.services.branch_factory import first_sheet

NOT_APPLICABLE, FINDING = {"value": "not_applicable"}, {"value": "finding"}
MONEY = FINDING | {"direction": "overpayment", "bearer": "federal"}
# What each rule refuses.
BROKEN: dict[str, list[dict[str, Any]]] = {
    "finding_fields": [{"cause": "software"}, {"months": 1}, NOT_APPLICABLE | {"relevance": "team"}],
    "preselected_value": [{"preselected": True}],
    "turned_value": [{"turned": True}, FINDING | {"turned": True}],
    "amount_positive": [MONEY | {"amount_cents": 0}, MONEY | {"amount_cents": -8500}],
    "months_range": [MONEY | {"months": 0}, MONEY | {"months": 121}],
    "list_was_wrong_value": [NOT_APPLICABLE | {"list_was_wrong": True}],
    "disputed_value": [{"disputed": True}],
    "reason_value": [{"reason": "weil"}, FINDING | {"reason": "weil"}],
    "preselected_alone": [
        NOT_APPLICABLE | {"preselected": True, "turned": True},
        NOT_APPLICABLE | {"preselected": True, "reason": "weil"},
    ],
    "money_with_direction": [
        FINDING | {"direction": "none", "amount_cents": 100},
        FINDING | {"direction": "unknown", "bearer": "both"},
    ],
    "largest_total": [
        MONEY | {"amount_cents": LARGEST_TOTAL_CENTS + 1},
        MONEY | {"amount_cents": LARGEST_TOTAL_CENTS, "months": 2},
    ],
    "reason_length": [
        NOT_APPLICABLE | {"reason": "ä" * (LONGEST_REASON + 1)},
        NOT_APPLICABLE | {"reason": ""},
    ],
    "note_length": [{"note": "ä" * (LONGEST_NOTE + 1)}, {"note": ""}],
}
AT_THE_LIMIT = [
    MONEY | {"amount_cents": LARGEST_TOTAL_CENTS, "months": 1},
    NOT_APPLICABLE | {"turned": True, "reason": "ä" * LONGEST_REASON},
    {"note": "ä" * LONGEST_NOTE},
]


def test_every_rule_has_an_answer_that_breaks_it() -> None:
    assert BROKEN.keys() == RULES_OF_AN_ANSWER.keys()


def test_the_database_refuses_what_the_form_can_never_write(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    sheet = first_sheet(house)
    with house.runtime.transaction() as session:
        for rule, rows in BROKEN.items():
            for row in rows:
                with pytest.raises(IntegrityError, match=rule):
                    _store_apart(session, _answer(sheet, row))
        for number, row in enumerate(AT_THE_LIMIT, start=1):
            session.add(_answer(sheet, row, point=f"L{number:02}"))
        session.flush()


def _store_apart(session: Session, answer: Answer) -> None:
    with session.begin_nested():
        session.add(answer)
        session.flush()


def _answer(sheet: str, row: dict[str, Any], point: str = "L08") -> Answer:
    return Answer(file_check_id=sheet, check_point=point, **({"value": "ok"} | row))


@pytest.mark.parametrize("area", list(Area), ids=str)
def test_the_database_takes_whatever_the_form_lets_in(house: HouseUnderTest, area: Area) -> None:
    drawn(house, area)
    grid, sheet_id = load_builtin(area), first_sheet(house, area=area)
    chance = random.Random(4)  # noqa: S311 - repeatable, nothing secret.
    kinds, full = set[AnswerValue](), 0
    with house.runtime.transaction() as session:
        for number in range(60):
            listed = frozenset(chance.sample([point.id for point in grid.points], number % 6))
            sheet = Sheet(grid, listed=listed)
            for _ in range(4):
                sheet, _problems = take(sheet, {p.id: _typed(chance, p) for p in grid.points})
                sheet = confirm_list(sheet) if chance.random() < 0.3 else sheet
            with session.begin_nested() as attempt:
                session.add_all(_row(sheet_id, point, entry) for point, entry in sheet.entries.items())
                session.flush()
                session.expire_all()
                assert _stored(session, sheet_id) == dict(sheet.entries)
                attempt.rollback()
            kinds |= {entry.value for entry in sheet.entries.values()}
            full += sum(entry.value is AnswerValue.FINDING for entry in sheet.entries.values())
    # The form let in every kind of answer, and findings enough to try their many fields.
    assert kinds == set(AnswerValue)
    assert full > 50


def _stored(session: Session, sheet_id: str) -> dict[str, AnswerEntry]:
    rows = session.scalars(select(Answer).where(Answer.file_check_id == sheet_id))
    names = [field.name for field in dataclasses.fields(AnswerEntry)]
    return {row.check_point: AnswerEntry(**{name: getattr(row, name) for name in names}) for row in rows}


def _row(sheet_id: str, point: str, entry: AnswerEntry) -> Answer:
    return Answer(file_check_id=sheet_id, check_point=point, **dataclasses.asdict(entry))


def _typed(chance: random.Random, point: Any) -> Typed:
    """Fill some fields of a point, as good and as bad as people do."""
    offered = {
        "answer": [*AnswerValue, "", "vielleicht"],
        "pattern": [pattern.id for pattern in point.patterns] + [""],
        "cause": ["software", "", "niemand"],
        "kind": ["formal", "material", ""],
        "severity": ["minor", "major", ""],
        "direction": [*directions_at(point), "", "sideways"],
        "amount": ["85", "1.000.000", "-3", "", "0,01"],
        "months": ["4", "120", "121", ""],
        "bearer": ["federal", "municipal", ""],
        "relevance": ["team", ""],
        "reason": ["", "Band fehlt", "x" * 501],
        "note": ["", "so", "x" * 4001],
        "disputed": ["1"],
    }
    return {name: str(chance.choice(texts)) for name, texts in offered.items() if chance.random() < 0.6}
