"""A point as fields and back: what was not touched comes back as it was, by whatever point."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from checklists.draft import Values, copy_of, examined, points_of
from checklists.draft_steps import with_point
from checklists.load import load_builtin
from iks.web.checklists.condition_form import KEPT, condition_of, read_condition
from iks.web.checklists.head_form import read_head, typed_as_of
from iks.web.checklists.point_form import entries, free_name, patterns_of, read_point

DRAFTS = {
    area: copy_of(load_builtin(area), version="2027.01", valid_from="2027-01")
    for area in ("benefits", "integration")
}
ALL = [(area, point["id"]) for area, draft in DRAFTS.items() for point in points_of(draft)]
TYPED = st.text(st.characters(blacklist_categories=["Cs", "Cc"]) | st.just("\n"), max_size=40)


def form_of(point: Values, draft: Values) -> MultiDict[str, str]:
    """Return what a browser sends of a point that nobody touched."""
    form = MultiDict(
        {
            name: str(point.get(name, ""))
            for name in ("title", "topic", "group", "question", "guidance", "legal_note", "error_minor")
        }
    )
    form.update(
        {
            name: point[name]
            for name in ("error_major", "example_formal", "applies_when_text", "report_period")
        }
    )
    form["legal_basis"] = "\r\n".join(point["legal_basis"])
    for regime, _ in entries(draft["legal_status"]["regimes"]):
        form[f"regime.{regime}"] = point.get("guidance_by_regime", {}).get(regime, "")
    rows = patterns_of(point)
    for number, row in enumerate(
        [*rows[:-1], {"id": "", "label": "", "kind": "formal", "severity": "minor"}, rows[-1]]
    ):
        form.update({f"pattern.{number}.{key}": value for key, value in row.items()})
    amount = point["amount"]
    form["amount"] = "possible" if amount["possible"] else "none"
    form.setlist("directions", amount["directions"])
    form["bearer"] = "choice" if amount.get("bearer_choice") else amount["cost_bearer"]
    condition = condition_of(point["applies_when"], draft)
    form["applies"] = condition.mode
    for one in condition.attributes:
        form[f"when.{one.id}"] = one.operator
        form.setlist(f"when.{one.id}.values", list(one.chosen))
    return form


@pytest.mark.parametrize(("area", "name"), ALL)
def test_a_point_that_nobody_touched_stays_as_it_is(area: str, name: str) -> None:
    draft = DRAFTS[area]
    point = next(point for point in points_of(draft) if point["id"] == name)
    again = read_point(form_of(point, draft), point, draft, set())
    assert again == point
    assert list(again) == list(point)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ALL), st.dictionaries(st.sampled_from(["title", "question", "guidance"]), TYPED))
def test_what_is_typed_is_kept_word_by_word_and_nothing_else_changes(which, typed) -> None:
    area, name = which
    draft = DRAFTS[area]
    point = next(point for point in points_of(draft) if point["id"] == name)
    form = form_of(point, draft)
    for key, text in typed.items():
        form[key] = text.replace("\n", "\r\n")
    again = read_point(form, point, draft, set())
    assert {key: again[key] for key in typed} == {key: text.strip() for key, text in typed.items()}
    assert {key: value for key, value in again.items() if key not in typed} == {
        key: value for key, value in point.items() if key not in typed
    }


def attributes(area: str = "benefits") -> dict[str, object]:
    return {one.id: one for one in condition_of({"always": True}, DRAFTS[area]).attributes}


def chosen(mode: str, area: str = "benefits", **when: object) -> object:
    form = MultiDict({"applies": mode})
    for name, value in when.items():
        if isinstance(value, tuple):
            form[f"when.{name}"] = value[0]
            form.setlist(f"when.{name}.values", list(value[1]))
        else:
            form[f"when.{name}"] = str(value)
    return read_condition(form, {"always": True}, DRAFTS[area])


def test_a_condition_is_made_of_choices() -> None:
    assert chosen("all", provisional="yes", self_employed="no") == {
        "all": [{"attr": "self_employed", "eq": False}, {"attr": "provisional", "eq": True}]
    }
    assert chosen("any", housing_kind=("not_in", ["none", "rent"])) == {
        "any": [{"attr": "housing_kind", "not_in": ["rent", "none"]}]
    }
    assert chosen("any", "integration", funding_kinds=("", ["start_up", "placement_budget"])) == {
        "any": [
            {"attr": "funding_kinds", "contains": value}
            for value in attributes("integration")["funding_kinds"].values
            if value in {"start_up", "placement_budget"}
        ]
    }
    assert chosen("always", provisional="yes") == {"always": True}
    assert chosen("all", provisional="maybe", housing_kind=("in", ["castle"])) == {"all": []}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(DRAFTS)), st.data())
def test_every_choice_is_a_condition_that_the_grid_can_answer_and_reads_back(area: str, data) -> None:
    draft = DRAFTS[area]
    form = MultiDict({"applies": data.draw(st.sampled_from(["all", "any"]))})
    for one in attributes(area).values():
        operators = ["", "yes", "no"] if one.kind == "bool" else ["", "in", "not_in"]
        form[f"when.{one.id}"] = data.draw(st.sampled_from(operators))
        form.setlist(
            f"when.{one.id}.values", data.draw(st.lists(st.sampled_from(one.values or ("",)), unique=True))
        )
    rule = read_condition(form, {"always": True}, draft)
    point = {**points_of(draft)[0], "applies_when": rule}
    faults = {(fault.path, fault.code) for fault in examined(with_point(draft, point))[1]}
    empty = not next(iter(rule.values()))
    assert faults == ({(f"check_points[0].applies_when.{form['applies']}", "empty")} if empty else set())
    shown = condition_of(rule, draft)
    again = MultiDict({"applies": shown.mode})
    for one in shown.attributes:
        again[f"when.{one.id}"] = one.operator
        again.setlist(f"when.{one.id}.values", list(one.chosen))
    assert read_condition(again, {"always": True}, draft) == rule


def test_a_nested_condition_of_a_file_is_kept_until_another_is_chosen() -> None:
    nested = {"any": [{"all": [{"attr": "provisional", "eq": True}]}, {"attr": "self_employed", "eq": True}]}
    assert condition_of(nested, DRAFTS["benefits"]).mode == KEPT
    assert read_condition(MultiDict({"applies": KEPT}), nested, DRAFTS["benefits"]) == nested
    assert read_condition(MultiDict({"applies": "always"}), nested, DRAFTS["benefits"]) == {"always": True}


def test_a_new_error_pattern_gets_an_id_that_was_never_used() -> None:
    draft = DRAFTS["benefits"]
    point = points_of(draft)[0]
    form = form_of(point, draft)
    rows = patterns_of(point)
    form[f"pattern.{len(rows) - 1}.label"] = "Größe nicht belegt"
    form["pattern.0.gone"] = "1"
    form["pattern.1.label"] = "Anders genannt"
    again = patterns_of(read_point(form, point, draft, {"groesse_nicht_belegt"}))
    assert [row["id"] for row in again] == [
        *[row["id"] for row in rows[1:-1]],
        "groesse_nicht_belegt_2",
        "other",
    ]
    assert again[0]["label"] == "Anders genannt"


def test_names_are_made_of_labels() -> None:
    assert free_name("§ 22 Absatz 7", set()) == "22_absatz_7"
    assert free_name("???", {"entry"}) == "entry_2"
    assert re.fullmatch("[a-z0-9_]{1,43}", free_name("x" * 300, set()))


@pytest.mark.parametrize("area", sorted(DRAFTS))
def test_the_head_is_kept_and_lists_grow_at_their_end(area: str) -> None:
    head = {name: value for name, value in DRAFTS[area].items() if name != "check_points"}
    untouched = {"version": head["version"], "title": head["title"], "as_of": typed_as_of(head)}
    assert read_head(untouched, head) == head
    changed = read_head({"topics.new": "Neues Thema", "groups.new": "Neue Gruppe", "as_of": "morgen"}, head)
    assert changed["topics"][-1] == {"id": "neues_thema", "label": "Neues Thema"}
    assert changed["groups"][-1]["label"] == "Neue Gruppe"
    assert len(changed["groups"][-1]["id"]) == 1
    assert typed_as_of(changed) == "morgen"
    first = head["causes"][0]["id"]
    renamed = read_head({f"causes.{first}": "Anders"}, head)
    assert renamed["causes"][0] == {"id": first, "label": "Anders"}
