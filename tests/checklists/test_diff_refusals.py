"""What a new version of a grid must not do."""

import pytest

from checklists import load_builtin
from checklists.succession import refusals, used_ids

GRID = load_builtin("benefits")


def with_points(*points):
    return GRID.model_copy(update={"check_points": points})


def changed(**update):
    first, *rest = GRID.check_points
    return with_points(first.model_copy(update=update), *rest)


def codes(new, old=GRID, retired=()):
    return [(refusal.path, refusal.code) for refusal in refusals(old, new, retired)]


def test_a_grid_may_follow_itself():
    assert refusals(GRID, GRID) == []


@pytest.mark.parametrize(
    "update",
    [
        {"title": "Anders"},
        {"guidance": "Anders."},
        {"legal_basis": ("§ 1 SGB II",)},
        {"group": "B"},
        {"topic": "housing"},
        {"patterns": GRID.check_points[0].patterns[1:]},
        {"amount": GRID.point("L16").amount},
    ],
)
def test_what_keeps_the_meaning_is_allowed(update):
    assert codes(changed(**update)) == []


def test_another_question_under_the_same_id_is_refused_and_a_free_id_named():
    new = changed(question="Ist etwas ganz anderes richtig?")
    assert codes(new) == [("check_points[0].question", "question_changed")]
    assert "L19" in refusals(GRID, new)[0].reason_de
    assert "L19" in refusals(GRID, new)[0].reason


def test_another_question_under_a_new_id_is_allowed():
    assert codes(changed(id="L19", question="Ist etwas ganz anderes richtig?")) == []


def test_a_retired_point_may_be_kept_in_the_file():
    first, *rest = GRID.check_points
    new = first.model_copy(update={"id": "L19"})
    assert codes(with_points(first.model_copy(update={"active": False}), *rest, new)) == []


def test_a_point_marked_as_retired_never_comes_back():
    first, *rest = GRID.check_points
    old = with_points(first.model_copy(update={"active": False}), *rest)
    assert codes(GRID, old=old) == [("check_points[0].id", "retired_returns")]


def test_an_id_of_an_earlier_version_never_comes_back():
    old = with_points(*GRID.check_points[1:])
    assert codes(GRID, old=old) == []
    assert codes(GRID, old=old, retired=["L01"]) == [("check_points[0].id", "retired_returns")]


def test_a_retired_point_that_stays_retired_is_no_matter():
    first, *rest = GRID.check_points
    old = with_points(first.model_copy(update={"active": False}), *rest)
    new = with_points(first.model_copy(update={"active": False, "question": "Anders?"}), *rest)
    assert codes(new, old=old, retired=["L01"]) == []


@pytest.mark.parametrize(
    ("scale", "update"),
    [
        ("answer_scale", {"label": "Nein"}),
        ("severity_scale", {"weight": 2}),
        ("error_kind_scale", {"label": "Sonstiges"}),
    ],
)
def test_another_scale_for_points_that_stay_is_refused(scale, update):
    first, *rest = getattr(GRID, scale)
    new = GRID.model_copy(update={scale: (first.model_copy(update=update), *rest)})
    assert codes(new) == [(f"{scale}[0]", "scale_changed")]


def test_another_scale_for_new_points_only_is_allowed():
    first, *rest = GRID.severity_scale
    points = tuple(
        point.model_copy(update={"id": f"L{number}"}) for number, point in enumerate(GRID.points, 50)
    )
    scale = (first.model_copy(update={"weight": 2}), *rest)
    assert codes(GRID.model_copy(update={"check_points": points, "severity_scale": scale})) == []


def test_a_pattern_keeps_its_id():
    first, *rest = GRID.check_points[0].patterns
    new = changed(patterns=(first.model_copy(update={"id": "renamed"}), *rest))
    assert codes(new) == [("check_points[0].patterns[0].id", "entry_renamed")]


def test_two_patterns_cannot_swap_their_ids():
    first, second, *rest = GRID.check_points[0].patterns
    swapped = (
        first.model_copy(update={"id": second.id}),
        second.model_copy(update={"id": first.id}),
        *rest,
    )
    assert len(codes(changed(patterns=swapped))) == 2


@pytest.mark.parametrize("name", ["topics", "groups", "causes"])
def test_topics_groups_and_causes_keep_their_ids(name):
    first, *rest = getattr(GRID, name)
    new = GRID.model_copy(update={name: (first.model_copy(update={"id": "renamed"}), *rest)})
    assert codes(new) == [(f"{name}[0].id", "entry_renamed")]


def test_the_grid_of_the_other_area_cannot_follow():
    assert codes(load_builtin("integration")) == [("id", "other_grid")]


def test_all_refusals_come_at_once():
    first, second, *rest = GRID.check_points
    new = with_points(
        first.model_copy(update={"question": "Anders?"}),
        second.model_copy(update={"question": "Auch anders?"}),
        *rest,
    )
    assert len(codes(new)) == 2


def test_the_ids_of_retired_points_count_as_used():
    first, *rest = GRID.check_points
    assert "L01" in used_ids([with_points(first.model_copy(update={"active": False}), *rest)])
