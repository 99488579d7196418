from copy import deepcopy

import pytest

from checklists import plain_values


def change(path, value):
    """Return a function that sets one place of a grid, or removes it when the value is None."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]

    def apply(values):
        here = values
        for step in steps:
            here = here[step]
        if value is None:
            del here[last]
        else:
            here[last] = value

    return apply


CASES = [
    ("check_points/17/active", False, "check_points", "point_count"),
    ("check_points/17", None, "check_points", "point_count"),
    ("kind", "focus", None, None),
    ("check_points/3/id", "M04", "check_points[3].id", "point_id_letter"),
    ("check_points/3/id", "L4", "check_points[3].id", "wrong_form"),
    ("topics/1/id", "application_identity", "topics[1].id", "id_twice"),
    ("check_points/2/patterns/1/id", "other", "check_points[2].patterns[5].id", "id_twice"),
    ("check_points/2/patterns/5/id", "anything_else", "check_points[2].patterns[5].id", "last_pattern"),
    ("check_points/2/group", "Z", "check_points[2].group", "reference_unknown"),
    (
        "check_points/5/guidance_by_regime/from_2027_01",
        "Neu.",
        "check_points[5].guidance_by_regime.from_2027_01",
        "reference_unknown",
    ),
    ("check_points/0/amount/directions", [], "check_points[0].amount.directions", "amount_direction"),
    ("check_points/0/amount/directions", ["none"], "check_points[0].amount.directions", "amount_direction"),
    (
        "check_points/0/amount/directions",
        ["overpayment", "overpayment"],
        "check_points[0].amount.directions",
        "amount_direction",
    ),
    ("check_points/3/amount/cost_bearer", "none", "check_points[3].amount.cost_bearer", "amount_bearer"),
    ("check_points/3/amount/bearer_choice", True, "check_points[3].amount.bearer_choice", "amount_choice"),
    ("check_points/15/amount/cost_bearer", "both", "check_points[15].amount", "amount_without_money"),
    ("check_points/15/amount/bearer_choice", True, "check_points[15].amount", "amount_without_money"),
    ("answer_scale/3", None, "answer_scale", "scale_differs"),
    ("severity_scale/0/id", "major", "severity_scale", "scale_differs"),
    (
        "answer_scale/2/counts_in_denominator",
        True,
        "answer_scale[2].counts_in_denominator",
        "denominator",
    ),
    ("answer_scale/3/comment_required", False, "answer_scale[3].comment_required", "comment_for_answer"),
    ("id", "housing", "id", "area_differs"),
    ("unit_of_check", "case_file_person", "unit_of_check", "area_differs"),
    (
        "legal_status/approval_required_by",
        "integration_head",
        "legal_status.approval_required_by",
        "area_differs",
    ),
    ("valid_from", "2026-13", "valid_from", "wrong_form"),
    ("valid_to", "2026-11", "valid_to", "valid_to_before"),
    ("legal_status/regimes/1/to", "2026-12-31", "legal_status.regimes[1].to", "regime_open_end"),
    ("legal_status/regimes/0/from", "2023-01-01", "legal_status.regimes[0].from", "regime_open_start"),
    ("legal_status/regimes/0/to", None, "legal_status.regimes[0].to", "regime_open_end"),
    ("legal_status/regimes/1/from", "2026-08-01", "legal_status.regimes[1].from", "regime_gap"),
    ("legal_status/regimes/1/from", "1.7.2026", "legal_status.regimes[1].from", "not_date"),
    ("case_attributes/0/id", "reference", "case_attributes", "attribute_missing"),
    ("case_attributes/5/type", "month", "regime_by", "regime_by_attribute"),
    ("case_attributes/3/values", None, "case_attributes[3].values", "values_missing"),
    ("case_attributes/9/values", ["ja"], "case_attributes[9].values", "values_unexpected"),
    ("case_attributes/6/values/1", "1", "case_attributes[6].values[1]", "value_twice"),
    ("case_attributes/23/use", ["frame"], "case_attributes[23].excludes", "excludes_without_use"),
    (
        "check_points/7/applies_when",
        {"attr": "income", "eq": True},
        "check_points[7].applies_when.attr",
        "reference_unknown",
    ),
    (
        "check_points/7/applies_when",
        {"attr": "open_objection", "eq": True},
        "check_points[7].applies_when.attr",
        "use_missing",
    ),
    (
        "check_points/7/applies_when",
        {"attr": "approval_period_start", "eq": "2026-07-01"},
        "check_points[7].applies_when.eq",
        "operator_unfit",
    ),
    (
        "check_points/7/applies_when",
        {"attr": "has_earned_income", "in": ["ja"]},
        "check_points[7].applies_when.in",
        "operator_unfit",
    ),
    (
        "check_points/7/applies_when",
        {"sometimes": True},
        "check_points[7].applies_when",
        "no_condition",
    ),
    (
        "check_points/7/applies_when",
        {"attr": "provisional", "eq": True, "in": ["a"]},
        "check_points[7].applies_when.in",
        "unknown_key",
    ),
    ("check_points/7/applies_when", {"all": []}, "check_points[7].applies_when.all", "empty"),
    (
        "check_points/7/applies_when",
        {"attr": "provisional", "eq": 1},
        "check_points[7].applies_when.eq",
        "not_scalar",
    ),
    ("check_points/7/title", "Tab\there", "check_points[7].title", "control_character"),
    ("check_points/7/title", "x" * 201, "check_points[7].title", "too_long"),
    ("check_points/7/amount/possible", "true", "check_points[7].amount.possible", "not_bool"),
    ("check_points/7/legal_basis", "§ 11 SGB II", "check_points[7].legal_basis", "not_list"),
    ("severity_scale/0/weight", 0, "severity_scale[0].weight", "too_small"),
    ("severity_scale/0/weight", 101, "severity_scale[0].weight", "too_large"),
    ("severity_scale/0/weight", "1", "severity_scale[0].weight", "not_number"),
    ("draw/allocation", {"-": 0}, "draw.allocation.-", "too_small"),
    ("draw/strata", {"UPPER": {"always": True}}, "draw.strata.UPPER", "wrong_form"),
]


@pytest.mark.parametrize(("place", "value", "path", "code"), CASES)
def test_a_grid_that_does_not_fit_together_is_refused(values, faults_of, place, value, path, code):
    change(place, value)(values)

    if code is None:
        assert faults_of(values) == []
    else:
        assert (path, code) in faults_of(values)


def test_the_unchanged_grid_has_no_fault(values, faults_of):
    assert faults_of(deepcopy(values)) == []


def test_a_focus_grid_may_be_short_but_not_empty(values, faults_of):
    values |= {"kind": "focus", "id": "rent-2027", "check_points": values["check_points"][4:7]}
    assert faults_of(values) == []

    values["check_points"] = []
    assert faults_of(values) == [("check_points", "focus_point_count")]


STRATA = [
    ({"a": {"attr": "provisional", "eq": True}}, "strata_gap"),
    ({"a": {"attr": "provisional", "eq": True}, "b": {"always": True}}, "strata_overlap"),
    (
        {"a": {"attr": "provisional", "eq": True}, "b": {"attr": "self_employed", "eq": False}},
        "strata_overlap",
    ),
    ({"a": {"attr": "provisional", "eq": True}, "b": {"attr": "provisional", "eq": False}}, None),
    (
        {
            "big": {"attr": "benefit_unit_size", "in": ["3-4", "5+"]},
            "small": {"attr": "benefit_unit_size", "not_in": ["3-4", "5+"]},
        },
        None,
    ),
]


@pytest.mark.parametrize(("strata", "code"), STRATA)
def test_strata_have_to_part_the_files(values, faults_of, strata, code):
    values["draw"] = {"strata": strata, "allocation": dict.fromkeys(strata, 5)}

    assert faults_of(values) == ([("draw.strata", code)] if code else [])


def test_a_stratum_can_only_rest_on_a_required_attribute(values, faults_of):
    single_parent = {"attr": "single_parent", "eq": True}
    values["draw"]["strata"] = {"-": {"any": [single_parent, {"attr": "single_parent", "eq": False}]}}

    assert faults_of(values) == [("draw.strata.-", "stratum_attribute")]


def test_strata_over_the_members_of_a_set_are_tried_too(integration, faults_of):
    values = plain_values(integration)
    coached = {"attr": "funding_kinds", "contains": "coaching"}
    founding = {"attr": "funding_kinds", "contains": "start_up"}
    values["draw"] = {"strata": {"a": coached, "b": founding}, "allocation": {"a": 5, "b": 5}}

    assert faults_of(values) == [("draw.strata", "strata_gap")]


def test_rules_keep_silent_where_the_form_itself_is_wrong(faults_of):
    assert {code for _, code in faults_of({"check_points": [3], "draw": [], "topics": {"id": 1}})} <= {
        "missing",
        "not_block",
        "not_list",
        "point_count",
    }
