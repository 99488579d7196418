"""What differs between two versions of a grid."""

from copy import deepcopy

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from checklists import build_checklist, checklist_digest, load_builtin, plain_values
from checklists.condition import Always, Equals
from checklists.diff import Effect, FieldChange, compare
from checklists.model import Checklist, CheckPoint, DrawRule
from checklists.structure import fit
from checklists.vocabulary import Area, GridKind, RegimeBy, ReportPeriod

GRID = load_builtin("benefits")
VALUES = plain_values(GRID)


def leaves(value, steps=()):
    """Yield the way to every plain value of a grid."""
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from leaves(inside, (*steps, key))
    elif isinstance(value, list):
        for position, inside in enumerate(value):
            yield from leaves(inside, (*steps, position))
    else:
        yield steps


LEAVES = list(leaves(VALUES))


def with_leaf(steps, change):
    values = deepcopy(VALUES)
    here = values
    for step in steps[:-1]:
        here = here[step]
    here[steps[-1]] = change(here[steps[-1]])
    return values


def other_value(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{value}x"


@pytest.mark.parametrize("area", ["benefits", "integration"])
def test_a_grid_does_not_differ_from_itself(area):
    grid = load_builtin(area)
    assert compare(grid, build_checklist(plain_values(grid))).is_empty


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.sampled_from(LEAVES))
def test_any_value_that_changes_is_found(steps):
    changed, _ = fit(Checklist, with_leaf(steps, other_value))
    assume(changed is not None)
    assert checklist_digest(changed) != checklist_digest(GRID)
    assert not compare(GRID, changed).is_empty
    assert not compare(changed, GRID).is_empty


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(18)), st.sets(st.integers(0, 17), max_size=3), st.sets(st.integers(0, 17)))
def test_two_versions_differ_exactly_when_their_digests_do(order, inactive, left_out):
    points = [GRID.check_points[n].model_copy(update={"active": n not in inactive}) for n in order]
    kept = tuple(p for n, p in zip(order, points, strict=True) if n not in left_out)
    changed = GRID.model_copy(update={"check_points": kept})
    is_same = checklist_digest(changed) == checklist_digest(GRID)
    assert compare(GRID, changed).is_empty is is_same


OTHER_POINT = {
    "title": "Anderer Titel",
    "topic": "housing",
    "group": "B",
    "question": "Ist alles richtig?",
    "guidance": "Anderer Hinweis.",
    "guidance_by_regime": {"from_2026_07": "Neuer Hinweis."},
    "legal_basis": ("§ 1 SGB II",),
    "legal_note": "Eine Anmerkung.",
    "error_minor": "Etwas Kleines.",
    "error_major": "Etwas Großes.",
    "example_formal": "Ein Beispiel.",
    "patterns": GRID.point("L02").patterns,
    "amount": GRID.point("L16").amount,
    "applies_when": Equals(attr="provisional", eq=True),
    "applies_when_text": "Bei vorläufiger Bewilligung",
    "report_period": ReportPeriod.YEAR,
    "replaces": "L02",
}
CAUTION = {"topic", "group", "error_minor", "error_major", "patterns", "amount", "applies_when"}


@pytest.mark.parametrize("name", sorted(OTHER_POINT))
def test_every_entry_of_a_point_is_compared_and_its_effect_known(name):
    first, *rest = GRID.check_points
    changed = first.model_copy(update={name: OTHER_POINT[name]})
    found = compare(GRID, GRID.model_copy(update={"check_points": (changed, *rest)}))
    assert [(change.point.id, [f.field for f in change.fields]) for change in found.changed] == [
        ("L01", [name])
    ]
    expected = Effect.BREAK if name == "question" else Effect.CAUTION if name in CAUTION else Effect.NONE
    assert found.changed[0].effect is expected
    assert (found.added, found.retired, found.grid) == ((), (), ())


def test_the_table_above_names_every_entry_of_a_point():
    assert set(OTHER_POINT) == set(CheckPoint.model_fields) - {"id", "active"}


OTHER_GRID = {
    "id": "housing",
    "area": Area.INTEGRATION,
    "kind": GridKind.FOCUS,
    "title": "Anderer Titel",
    "version": "2027.01",
    "valid_from": "2027-01",
    "valid_to": "2027-12",
    "unit_of_check": "case_file_person",
    "draw": DrawRule(strata={"-": Always(always=True)}, allocation={"-": 12}),
    "regime_by": RegimeBy.SHOWN_BOTH,
    "answer_rule": "Eine andere Regel.",
    **{
        name: getattr(GRID, name)[1:]
        for name in (
            *("answer_scale", "severity_scale", "error_kind_scale", "bearer_scale", "relevance_scale"),
            *("amount_direction_scale", "topics", "groups", "causes", "case_attributes"),
            *("risk_strata_suggestion",),
        )
    },
}


@pytest.mark.parametrize("name", sorted(OTHER_GRID))
def test_every_entry_outside_the_points_is_compared(name):
    found = compare(GRID, GRID.model_copy(update={name: OTHER_GRID[name]}))
    assert [change.field for change in found.grid] == [name]
    assert (found.added, found.retired, found.changed) == ((), (), ())


def test_the_table_above_names_every_entry_of_a_grid():
    fixed = {"schema_id", "language", "yes_means", "legal_status", "check_points"}
    assert set(OTHER_GRID) == set(Checklist.model_fields) - fixed


def test_the_parts_of_the_legal_status_are_told_apart():
    legal = GRID.legal_status.model_copy(update={"note": "Andere Anmerkung."})
    found = compare(GRID, GRID.model_copy(update={"legal_status": legal}))
    assert [change.field for change in found.grid] == ["legal_status.note"]


def test_a_point_that_leaves_is_retired_whether_it_is_dropped_or_marked():
    first, *rest = GRID.check_points
    marked = GRID.model_copy(update={"check_points": (first.model_copy(update={"active": False}), *rest)})
    dropped = GRID.model_copy(update={"check_points": tuple(rest)})
    assert [p.id for p in compare(GRID, marked).retired] == ["L01"]
    assert [p.id for p in compare(GRID, dropped).retired] == ["L01"]
    assert compare(GRID, marked).changed == ()


def test_a_new_point_is_added_and_says_all_it_says():
    new = GRID.point("L18").model_copy(update={"id": "L19", "question": "Ist es neu?"})
    found = compare(GRID, GRID.model_copy(update={"check_points": (*GRID.check_points, new)}))
    assert found.added == (new,)
    assert (found.retired, found.changed, found.grid) == ((), (), ())


def test_another_order_of_the_points_is_found():
    first, second, *rest = GRID.check_points
    found = compare(GRID, GRID.model_copy(update={"check_points": (second, first, *rest)}))
    assert [change.field for change in found.grid] == ["point_order"]
    assert found.grid[0].effect is Effect.NONE


def test_the_entries_of_a_list_are_told_one_by_one():
    point = GRID.check_points[0]
    kept, changed, *_, last = point.patterns
    reworded = changed.model_copy(update={"label": "Anders gesagt"})
    new = changed.model_copy(update={"id": "new_pattern", "label": "Neu"})
    later = point.model_copy(update={"patterns": (kept, reworded, new, last)})
    found = compare(GRID, GRID.model_copy(update={"check_points": (later, *GRID.check_points[1:])}))
    entries = found.changed[0].fields[0].entries
    assert [(e.id, e.old is not None, e.new is not None) for e in entries] == [
        (changed.id, True, True),
        *((p.id, True, False) for p in point.patterns[2:-1]),
        ("new_pattern", False, True),
    ]


def test_a_list_in_another_order_has_no_changed_entries():
    change = FieldChange("topics", [{"id": "a"}, {"id": "b"}], [{"id": "b"}, {"id": "a"}])
    assert change.entries == ()
    assert FieldChange("legal_basis", ["§ 1"], ["§ 2"]).entries == ()


def test_a_question_with_another_line_break_breaks_nothing():
    change = FieldChange("question", "Ist der\nBescheid richtig?", "Ist der Bescheid richtig?")
    assert change.effect is Effect.NONE
    assert not change.breaks_comparability


def test_a_scale_breaks_only_where_an_entry_differs():
    old = [{"id": "minor", "weight": 1}, {"id": "major", "weight": 3}]
    assert FieldChange("severity_scale", old, old[::-1]).effect is Effect.NONE
    assert FieldChange("severity_scale", old, [old[0], {"id": "major", "weight": 5}]).breaks_comparability
