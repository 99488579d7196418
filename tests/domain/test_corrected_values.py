"""What of a corrected answer the revision may see, for how long, and what is taken out of texts."""

import dataclasses
from datetime import date

import pytest

from iks.domain.corrected_values import answer_of, old_and_new, reason_of
from iks.domain.finding import AnswerEntry
from iks.domain.journaled_text import without_persons
from iks.domain.second_person import RequestState, last_day_to_decide, last_day_to_use, state_of
from iks.domain.values import AmountDirection, AnswerValue, CostBearer, ErrorKind, Relevance, Severity
from iks.errors import FieldsRejected

DAY = date(2026, 12, 15)
# Every field is filled, with a word of its own in each free text.
FULL = AnswerEntry(
    AnswerValue.FINDING,
    preselected=True,
    list_was_wrong=True,
    turned=True,
    pattern="allowance_wrong",
    cause="software",
    kind=ErrorKind.MATERIAL,
    severity=Severity.MAJOR,
    amount_cents=8500,
    months=4,
    direction=AmountDirection.OVERPAYMENT,
    bearer=CostBearer.FEDERAL,
    relevance=Relevance.INDIVIDUAL,
    reason="canary-reason",
    note="canary-note",
    disputed=True,
)


@pytest.mark.parametrize(
    ("decision", "on_the_last_day", "the_day_after"),
    [
        (None, RequestState.WAITING, RequestState.LAPSED),
        ("approved", RequestState.APPROVED, RequestState.ENDED),
        ("refused", RequestState.REFUSED, RequestState.REFUSED),
        ("withdrawn", RequestState.WITHDRAWN, RequestState.WITHDRAWN),
        ("lapsed", RequestState.LAPSED, RequestState.LAPSED),
    ],
)
def test_a_wish_waits_and_opens_up_to_its_last_day_included(
    decision: str | None, on_the_last_day: RequestState, the_day_after: RequestState
) -> None:
    assert state_of(decision, DAY, DAY) is on_the_last_day
    assert state_of(decision, DAY, date(2026, 12, 16)) is the_day_after


def test_there_are_thirty_days_to_decide_and_fourteen_to_look() -> None:
    assert last_day_to_decide(date(2026, 12, 1)) == date(2026, 12, 31)
    assert last_day_to_use(date(2026, 12, 20)) == date(2027, 1, 3)


def test_no_free_text_and_nothing_else_of_the_branch_is_seen() -> None:
    shown = old_and_new({}, dataclasses.asdict(FULL))
    assert shown.before == {}
    assert shown.after == {
        "value": "finding",
        "pattern": "allowance_wrong",
        "cause": "software",
        "kind": "material",
        "severity": "major",
        "direction": "overpayment",
        "amount_cents": 8500,
        "months": 4,
        "bearer": "federal",
    }


@pytest.mark.parametrize("change", [{"note": "anders"}, {"reason": "x"}, {"disputed": False}])
def test_that_something_changed_which_stays_in_the_branch_is_told_without_what(
    change: dict[str, object],
) -> None:
    before, after = dataclasses.asdict(FULL), dataclasses.asdict(dataclasses.replace(FULL, **change))
    shown = old_and_new(before, after)
    assert shown.more_stays
    assert shown.before == shown.after
    assert not old_and_new(before, before).more_stays


def test_of_the_relevance_only_systemic_is_seen_because_only_that_is_counted() -> None:
    team = dataclasses.asdict(dataclasses.replace(FULL, relevance=Relevance.TEAM))
    systemic = dataclasses.asdict(dataclasses.replace(FULL, relevance=Relevance.SYSTEMIC))
    assert "relevance" not in old_and_new(team, team).after
    assert old_and_new(team, systemic).after["relevance"] == "systemic"
    assert old_and_new(dataclasses.asdict(FULL), team).more_stays


@pytest.mark.parametrize("rule", [reason_of, answer_of])
@pytest.mark.parametrize(
    "text", ["", "   ", "x" * 501, "Akte 12345//0001234 BG 1234567", "Bitte 0711 2163344 anrufen"]
)
def test_a_reason_that_is_missing_too_long_or_names_a_file_is_refused(rule, text: str) -> None:
    with pytest.raises(FieldsRejected):
        rule(text)


def test_parts_that_overlap_are_taken_out_whole() -> None:
    told = without_persons("Herr Klaus Weber, klaus.weber@example.org und 147A012345.")
    assert "eber" not in told
    assert "147" not in told
    assert told.endswith(".")


def test_dates_and_amounts_stay_because_they_name_nobody() -> None:
    text = "Der Freibetrag von 100 EUR galt ab dem 1.10.2026."
    assert without_persons(text) == text
