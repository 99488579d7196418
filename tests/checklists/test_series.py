"""Which figures form one series: comparable points run on, breaks are marked."""

from dataclasses import replace

from checklists import load_builtin
from checklists.diff import Effect
from checklists.series import Turn, series_of

OLD = load_builtin("benefits")


def version(label="2027.01", grid=OLD, **points):
    """Return the next version with some points changed; None retires one."""
    made = []
    for point in grid.check_points:
        change = points.pop(point.id, {})
        made.append(point.model_copy(update={"active": False} if change is None else change))
    for name, change in points.items():
        made.append(OLD.point("L07").model_copy(update={"id": name, **change}))
    return grid.model_copy(update={"version": label, "check_points": tuple(made)})


def test_a_point_that_stays_as_it_is_runs_on():
    assert series_of([OLD, OLD, version()], "L07").turns == ()
    assert series_of([], "L07").points == ()


def test_wording_place_and_guidance_change_no_series():
    new = version(L07={"title": "Anders", "guidance": "Anders.", "group": "A", "topic": "housing"})
    assert series_of([OLD, new], "L07").turns == ()


def test_another_condition_runs_on_with_a_mark():
    new = version(L07={"applies_when": OLD.point("L05").applies_when})
    found = series_of([OLD, OLD, new, new], "L07")
    assert found.turns == (Turn(2, Effect.CAUTION, "2027.01", fields=("applies_when",)),)
    assert found.breaks == ()


def test_a_change_that_holds_for_all_points_marks_every_series():
    new = version().model_copy(update={"answer_rule": "Eine andere Regel."})
    assert [turn.fields for turn in series_of([OLD, new], "L03").turns] == [("answer_rule",)]


def test_a_new_question_breaks_the_series_and_names_the_point_before():
    new = version(L07=None, L19={"question": "Ist alles richtig?", "replaces": "L07"})
    found = series_of([OLD, OLD, new], "L19")
    assert found.points == ("L07", "L07", "L19")
    assert found.turns == (Turn(2, Effect.BREAK, "2027.01", before="L07"),)
    assert found.breaks == (2,)


def test_a_series_is_followed_through_two_new_questions():
    second = version(L07=None, L19={"question": "Zwei?", "replaces": "L07"})
    third = version("2028.01", second, L19=None, L20={"question": "Drei?", "replaces": "L19"})
    found = series_of([OLD, second, second, third], "L20")
    assert found.points == ("L07", "L19", "L19", "L20")
    assert [turn.before for turn in found.turns] == ["L07", "L19"]


def test_a_point_without_one_before_it_begins_where_it_is_asked():
    found = series_of([OLD, version(L13=None, L19={})], "L19")
    assert found.points == ("", "L19")
    assert found.turns == ()


def test_a_retired_point_ends_without_a_turn():
    found = series_of([OLD, version(L13=None)], "L13")
    assert found.points == ("L13", "")
    assert found.turns == ()


def test_a_scale_that_changed_breaks_every_series():
    scale = (OLD.severity_scale[0].model_copy(update={"weight": 2}), *OLD.severity_scale[1:])
    new = version().model_copy(update={"severity_scale": scale})
    turn = series_of([OLD, new], "L01").turns[0]
    assert turn == replace(turn, effect=Effect.BREAK, fields=("severity_scale",))
