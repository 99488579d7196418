"""The rules of one answer, as both grids state them."""

import pytest

from checklists.load import load_builtin
from checklists.model import Checklist, CheckPoint
from iks.domain.finding import AnswerEntry, Problem, directions_at, missing_at, to_count
from iks.domain.typed_answer import plain_text, read_amount, read_entry, read_months
from iks.domain.values import AmountDirection, AnswerValue, CostBearer, ErrorKind, Relevance, Severity
from iks.errors import InvalidInput

BENEFITS, INTEGRATION = load_builtin("benefits"), load_builtin("integration")
POINTS = [(grid, point) for grid in (BENEFITS, INTEGRATION) for point in grid.points]
NAMES = [point.id for _, point in POINTS]


def keys(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.key for problem in problems]


def typed(point: str, before: AnswerEntry | None = None, **fields: str) -> tuple[AnswerEntry, list[str]]:
    grid = BENEFITS if point[0] == "L" else INTEGRATION
    entry, problems = read_entry(grid, grid.point(point), fields, before)
    assert entry is not None
    return entry, keys(problems)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("85", 8500),
        ("85,00", 8500),
        ("85,5", 8550),
        ("85.50", 8550),
        ("1.234,56", 123456),
        ("1.234", 123400),
        ("1234,56 €", 123456),
        (" 85 EUR", 8500),
        ("85,-", 8500),
        ("85,-- €", 8500),
        ("1.000.000", 100_000_000),
        ("", None),
        ("  ", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, cents: int | None) -> None:
    assert read_amount(text) == cents


@pytest.mark.parametrize("text", ["-85", "−85,00", "– 85", "85-", "-85 €"])
def test_a_minus_sign_gets_its_own_sentence(text: str) -> None:
    with pytest.raises(InvalidInput, match="Bitte den Betrag ohne Minuszeichen"):
        read_amount(text)


@pytest.mark.parametrize("text", ["abc", "1,234.56", "12.34.56", "85,123", "8 5 Euro", "٨٥", "1e3", "²"])
def test_what_is_no_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"1\.234,56"):
        read_amount(text)


def test_an_amount_of_zero_points_to_the_choice_that_says_so() -> None:
    with pytest.raises(InvalidInput, match="Keine Geldwirkung"):
        read_amount("0,00")


def test_an_amount_beyond_a_million_is_doubted() -> None:
    with pytest.raises(InvalidInput, match=r"1\.000\.000"):
        read_amount("1.000.000,01")


@pytest.mark.parametrize(("text", "months"), [("1", 1), (" 4 ", 4), ("120", 120), ("012", 12), ("", None)])
def test_months_from_1_to_120_are_read(text: str, months: int | None) -> None:
    assert read_months(text) == months


@pytest.mark.parametrize("text", ["0", "121", "-4", "4,5", "vier", "²", "9" * 5000])
def test_other_months_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="1 bis 120"):
        read_months(text)


def test_a_text_is_kept_without_signs_that_databases_refuse() -> None:
    assert plain_text("\x00 Zeile 1\r\nZeile 2\x07\r ") == "Zeile 1\nZeile 2"


@pytest.mark.parametrize(("grid", "point"), POINTS, ids=NAMES)
def test_every_pattern_of_every_point_presets_kind_and_severity(grid: Checklist, point: CheckPoint) -> None:
    for pattern in point.patterns:
        entry, problems = read_entry(grid, point, {"answer": "finding", "pattern": pattern.id}, None)
        assert entry is not None
        assert (entry.kind, entry.severity, problems) == (pattern.kind, pattern.severity, ())


@pytest.mark.parametrize(("grid", "point"), POINTS, ids=NAMES)
def test_a_bare_finding_lacks_exactly_what_its_point_asks(grid: Checklist, point: CheckPoint) -> None:
    del grid
    bare = AnswerEntry(AnswerValue.FINDING)
    money = ["direction"] if point.amount.possible else []
    lacking = [problem.field for problem in missing_at(point, bare)]
    assert lacking == ["pattern", "cause", "kind", "severity", *money]


@pytest.mark.parametrize(("grid", "point"), POINTS, ids=NAMES)
def test_money_is_asked_for_in_full_or_not_at_all(grid: Checklist, point: CheckPoint) -> None:
    for direction in directions_at(point):
        fields = {"answer": "finding", "direction": direction.value}
        entry, _ = read_entry(grid, point, fields, None)
        lacking = [p.field for p in missing_at(point, entry)][4:]
        counts = direction in (AmountDirection.OVERPAYMENT, AmountDirection.UNDERPAYMENT)
        bearer = ["bearer"] if point.amount.bearer_choice else []
        assert lacking == (["amount", "months", *bearer] if counts else [])


def test_85_euro_in_4_months_are_340_euro() -> None:
    entry, problems = typed(
        "L08", answer="finding", direction="overpayment", amount="85", months="4", bearer="federal"
    )
    assert (entry.total_cents, problems) == (34000, [])


def test_an_amount_at_a_point_without_money_is_refused_and_the_rest_is_kept() -> None:
    entry, problems = read_entry(
        BENEFITS,
        BENEFITS.point("L16"),
        {"answer": "finding", "pattern": "hearing_missing", "amount": "85"},
        None,
    )
    assert entry is not None
    assert (entry.pattern, entry.amount_cents) == ("hearing_missing", None)
    assert [p.key for p in problems] == ["L16.amount"]
    assert (
        problems[0].text % problems[0].params
        == "Bei L16 gibt es keinen Betrag. Bitte lassen Sie das Feld leer."
    )


def test_a_wrong_amount_leaves_the_stored_one_and_takes_the_other_fields() -> None:
    before, _ = typed("L08", answer="finding", direction="overpayment", amount="85", months="4")
    after, problems = typed("L08", before, answer="finding", amount="-90", months="5", cause="slip")
    assert (after.amount_cents, after.months, after.cause) == (8500, 5, "slip")
    assert problems == ["L08.amount"]


def test_amount_and_months_together_stay_within_reach() -> None:
    entry, problems = typed("L08", answer="finding", direction="overpayment", amount="500000", months="3")
    assert (entry.total_cents, problems) == (None, ["L08.amount"])


@pytest.mark.parametrize("direction", ["none", "unknown"])
def test_without_a_known_effect_there_is_no_amount_and_no_bearer(direction: str) -> None:
    before, _ = typed(
        "L08", answer="finding", direction="overpayment", amount="85", months="4", bearer="both"
    )
    after, problems = typed("L08", before, answer="finding", direction=direction, amount="85", months="4")
    assert (after.amount_cents, after.months, after.bearer, problems) == (None, None, None, [])


def test_the_grid_names_the_bearer_where_there_is_no_choice() -> None:
    entry, problems = typed("L07", answer="finding", direction="underpayment", bearer="federal")
    assert (entry.bearer, problems) == (CostBearer.MUNICIPAL, [])
    entry, _ = typed("L07", answer="finding")
    assert entry.bearer is None


def test_a_direction_that_the_point_does_not_know_is_refused() -> None:
    assert directions_at(INTEGRATION.point("M10"))[0] is AmountDirection.OVERPAYMENT
    entry, problems = typed("M10", answer="finding", direction="underpayment")
    assert (entry.direction, problems) == (None, ["M10.direction"])


@pytest.mark.parametrize("field", ["answer", "pattern", "cause", "kind", "severity", "bearer", "relevance"])
def test_a_value_outside_its_closed_list_is_refused(field: str) -> None:
    fields = {"answer": "finding", "direction": "overpayment", field: "made_up"}
    before = AnswerEntry(AnswerValue.FINDING)
    _, problems = read_entry(BENEFITS, BENEFITS.point("L08"), fields, before)
    assert keys(problems) == [f"L08.{field}"]


def test_a_chosen_kind_beats_the_preset() -> None:
    entry, _ = typed("L08", answer="finding", pattern="allowance_wrong", kind="formal", severity="minor")
    assert (entry.kind, entry.severity) == (ErrorKind.FORMAL, Severity.MINOR)


def test_the_preset_comes_with_a_new_pattern_only() -> None:
    before, _ = typed("L08", answer="finding", pattern="allowance_wrong", kind="formal")
    same, _ = typed("L08", before, answer="finding", pattern="allowance_wrong")
    assert same.kind is ErrorKind.FORMAL
    other, _ = typed("L08", before, answer="finding", pattern="wrong_month")
    assert other.kind is ErrorKind.MATERIAL


def test_what_a_form_does_not_name_stays() -> None:
    before, _ = typed("L08", answer="finding", pattern="other", note="Gehört so", disputed="1")
    after, _ = typed("L08", before, answer="finding", cause="slip")
    assert (after.pattern, after.note, after.disputed, after.cause) == ("other", "Gehört so", True, "slip")


def test_an_empty_tick_box_is_told_by_the_note_beside_it() -> None:
    before, _ = typed("L08", answer="finding", disputed="1")
    after, _ = typed("L08", before, answer="finding", note="")
    assert after.disputed is False


def test_another_answer_drops_the_finding_but_not_the_note() -> None:
    before, _ = typed("L08", answer="finding", pattern="other", cause="slip", note="Nachfragen")
    after, _ = typed("L08", before, answer="ok")
    assert after == AnswerEntry(AnswerValue.OK, note="Nachfragen")


def test_not_assessable_needs_a_reason() -> None:
    entry, _ = typed("L08", answer="not_assessable")
    assert keys(missing_at(BENEFITS.point("L08"), entry)) == ["L08.reason"]
    entry, _ = typed("L08", entry, answer="not_assessable", reason="Band 2 beim Gericht")
    assert missing_at(BENEFITS.point("L08"), entry) == ()


def test_an_answer_that_becomes_not_applicable_needs_a_reason_and_the_other_way_does_not() -> None:
    ok, _ = typed("L08", answer="ok")
    turned, _ = typed("L08", ok, answer="not_applicable")
    assert keys(missing_at(BENEFITS.point("L08"), turned)) == ["L08.reason"]
    at_once, _ = typed("L08", answer="not_applicable")
    assert missing_at(BENEFITS.point("L08"), at_once) == ()
    back, _ = typed("L08", turned, answer="ok")
    assert missing_at(BENEFITS.point("L08"), back) == ()


def test_fields_without_an_answer_are_named_and_an_empty_form_is_not() -> None:
    point = BENEFITS.point("L08")
    assert keys(read_entry(BENEFITS, point, {"amount": "85"}, None)[1]) == ["L08.answer"]
    assert read_entry(BENEFITS, point, {"amount": ""}, None) == (None, ())


def test_a_text_that_is_too_long_is_refused() -> None:
    _, problems = typed("L08", answer="not_assessable", reason="x" * 501)
    assert problems == ["L08.reason"]


def test_only_what_may_be_counted_is_handed_to_the_door() -> None:
    entry, _ = typed(
        "L08",
        answer="finding",
        direction="overpayment",
        amount="85",
        months="4",
        relevance="team",
        note="Frau Beispiel",
        disputed="1",
    )
    assert "Beispiel" not in repr(to_count(entry))
    assert to_count(entry).systemic is False
    systemic, _ = typed("L08", entry, answer="finding", relevance="systemic")
    assert systemic.relevance is Relevance.SYSTEMIC
    assert (to_count(systemic).systemic, to_count(systemic).cents) == (True, 34000)
