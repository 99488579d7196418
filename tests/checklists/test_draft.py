"""A version while it is written: nothing typed is lost, and every step keeps what it is not about."""

import random
from copy import deepcopy

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists import load_builtin, load_checklist, to_yaml
from checklists.diff import compare
from checklists.digest import checklist_digest, plain_values
from checklists.draft import copy_of, draft_yaml, examined, part_digest, points_of
from checklists.draft_steps import added, moved, replaced, restored, retired, with_point
from checklists.succession import refusals, used_ids
from checklists.tree import read_tree

GRIDS = {area: load_builtin(area) for area in ("benefits", "integration")}
AREAS = st.sampled_from(sorted(GRIDS))
# Whatever a person can type into a field of the editor.
TYPED = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"]) | st.sampled_from("\n:#'\"|>-{}[]&*!%@`§ "), max_size=60
)


def draft(area="benefits"):
    return copy_of(GRIDS[area], version="2027.01", valid_from="2027-01")


def ids(values):
    return [point["id"] for point in points_of(values) if point.get("active", True)]


@pytest.mark.parametrize("area", sorted(GRIDS))
def test_a_copy_differs_in_name_and_first_month_alone_and_may_follow(area):
    grid, faults = examined(draft(area))
    assert faults == []
    assert [change.field for change in compare(GRIDS[area], grid).grid] == ["version", "valid_from"]
    assert compare(GRIDS[area], grid).changed == ()
    assert refusals(GRIDS[area], grid) == []


def test_a_copy_is_not_approved_and_leaves_the_original_alone():
    before = checklist_digest(GRIDS["benefits"])
    values = draft()
    values["legal_status"]["note"] = "Anders"
    values["check_points"][0]["title"] = "Anders"
    assert values["legal_status"]["approved"] is False
    assert checklist_digest(GRIDS["benefits"]) == before


@settings(max_examples=60, deadline=None)
@given(AREAS, st.dictionaries(st.sampled_from(["title", "question", "guidance", "legal_note"]), TYPED))
def test_whatever_is_typed_survives_export_and_import(area, typed):
    values = draft(area)
    changed = with_point(values, {**values["check_points"][3], **typed})
    assert read_tree(draft_yaml(changed)).data == changed
    grid, faults = examined(changed)
    if not faults:
        assert load_checklist(to_yaml(grid)) == grid
        assert plain_values(load_checklist(draft_yaml(changed))) == plain_values(grid)


STEPS = st.lists(
    st.tuples(st.sampled_from(["up", "down", "retire", "restore", "add"]), st.integers(0, 20)), max_size=25
)


@settings(max_examples=60, deadline=None)
@given(AREAS, STEPS)
def test_no_series_of_steps_changes_a_point_or_frees_an_id(area, steps):
    grid = GRIDS[area]
    taken = used_ids([grid])
    values = draft(area)
    seen = set(taken)
    for step, number in steps:
        before = deepcopy(values)
        name = points_of(values)[number % len(points_of(values))]["id"]
        if step in {"up", "down"}:
            after = moved(values, name, -1 if step == "up" else 1)
        elif step == "retire":
            after = retired(values, name, taken)
        elif step == "restore":
            after = restored(values, name)
        else:
            after, new = added(values, seen)
            assert new not in seen
            seen.add(new)
        assert values == before
        values = after
    old = {point.id: point for point in grid.check_points}
    for point in points_of(values):
        if point["id"] in old:
            plain = {name: value for name, value in point.items() if name != "active"}
            assert plain == plain_values(grid)["check_points"][list(old).index(point["id"])]
    assert taken <= {point["id"] for point in points_of(values)}


@settings(max_examples=40, deadline=None)
@given(AREAS, st.randoms(use_true_random=False), st.integers(0, 4))
def test_the_comparison_names_exactly_what_was_retired_and_added(area, chance: random.Random, number):
    grid = GRIDS[area]
    leaving = chance.sample([point.id for point in grid.points], number)
    values = draft(area)
    for name in leaving:
        values = retired(values, name, used_ids([grid]))
    template = points_of(draft(area))[0]
    coming = []
    for _ in leaving:
        values, name = added(values, used_ids([grid]))
        values = with_point(values, {**template, "id": name})
        coming.append(name)
    new, faults = examined(values)
    assert faults == []
    found = compare(grid, new)
    assert sorted(point.id for point in found.added) == sorted(coming)
    assert sorted(point.id for point in found.retired) == sorted(leaving)
    assert refusals(grid, new) == []
    assert compare(new, new).is_empty


def test_an_active_point_moves_past_retired_ones_and_stops_at_the_ends():
    values = retired(draft(), "L02", {"L02"})
    assert ids(moved(values, "L03", -1))[:2] == ["L03", "L01"]
    assert ids(moved(values, "L01", -1)) == ids(values)
    assert ids(moved(values, "L18", 1)) == ids(values)
    assert ids(moved(values, "L99", 1)) == ids(values)


def test_a_changed_question_takes_the_place_of_the_old_one_under_a_new_id():
    values, grid = draft(), GRIDS["benefits"]
    before = points_of(draft())[6]
    changed = with_point(values, {**before, "question": "Ist das Einkommen vollständig und richtig?"})
    assert [refusal.code for refusal in refusals(grid, examined(changed)[0])] == ["question_changed"]
    after, name = replaced(changed, "L07", before, used_ids([grid]))
    assert name == "L19"
    new, faults = examined(after)
    assert faults == []
    assert refusals(grid, new) == []
    assert new.point("L19").replaces == "L07"
    assert [point.id for point in new.points].index("L19") == 6
    assert new.point("L07").question == grid.point("L07").question


def test_a_point_replaces_nothing_that_stays_and_never_changes_whom_it_replaced():
    values, grid = draft(), GRIDS["benefits"]
    after, _ = replaced(values, "L07", points_of(values)[6], used_ids([grid]))
    new = examined(after)[0]
    staying = examined(retired(restored(after, "L07"), "L08", used_ids([grid])))[0]
    assert [refusal.code for refusal in refusals(grid, staying)] == ["replaces_nothing"]
    point = next(point for point in points_of(after) if point["id"] == "L19")
    other = examined(with_point(after, {**point, "replaces": "L06"}))[0]
    assert [refusal.code for refusal in refusals(new, other)] == ["replaces_changed"]
    assert refusals(new, new) == []


def test_a_draft_that_is_wrong_is_kept_and_every_fault_told():
    values = retired(draft(), "L05", {"L05"})
    values["check_points"][0]["title"] = ""
    grid, faults = examined(values)
    assert grid is None
    assert {(fault.path, fault.code) for fault in faults} == {
        ("check_points", "point_count"),
        ("check_points[0].title", "empty"),
    }
    assert yaml.safe_load(draft_yaml(values))["check_points"][0]["title"] == ""


def test_a_part_has_another_name_as_soon_as_it_differs():
    point = points_of(draft())[0]
    assert part_digest(point) == part_digest(dict(reversed(point.items())))
    assert part_digest(point) != part_digest({**point, "title": "x"})
