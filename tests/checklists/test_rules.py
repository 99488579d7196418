import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists import (
    Applicability,
    StratumFault,
    applicability,
    preselected,
    regime_for,
    status_of,
    stratum_of,
)
from checklists.condition import AllOf, Always, AnyOf, Contains, Equals, NoneOf, OneOf
from checklists.rules import holds

YES, NO, OPEN = Applicability.APPLIES, Applicability.NOT, Applicability.UNKNOWN
KNOWN = {YES: True, NO: False, OPEN: None}

ALL_TABLE = {
    (YES, YES): YES, (YES, NO): NO, (YES, OPEN): OPEN,
    (NO, YES): NO, (NO, NO): NO, (NO, OPEN): NO,
    (OPEN, YES): OPEN, (OPEN, NO): NO, (OPEN, OPEN): OPEN,
}  # fmt: skip
ANY_TABLE = {
    (YES, YES): YES, (YES, NO): YES, (YES, OPEN): YES,
    (NO, YES): YES, (NO, NO): NO, (NO, OPEN): OPEN,
    (OPEN, YES): YES, (OPEN, NO): OPEN, (OPEN, OPEN): OPEN,
}  # fmt: skip


def is_true(name):
    return Equals(attr=name, eq=True)


def test_all_follows_the_truth_table_of_three_values():
    for (left, right), outcome in ALL_TABLE.items():
        rule = AllOf(all=(is_true("a"), is_true("b")))
        assert holds(rule, {"a": KNOWN[left], "b": KNOWN[right]}) is outcome, (left, right)


def test_any_follows_the_truth_table_of_three_values():
    for (left, right), outcome in ANY_TABLE.items():
        rule = AnyOf(any=(is_true("a"), is_true("b")))
        assert holds(rule, {"a": KNOWN[left], "b": KNOWN[right]}) is outcome, (left, right)


ONE_OF, NONE_OF = OneOf(attr="x", **{"in": ("a", "b")}), NoneOf(attr="x", not_in=("a", "b"))
CONTAINS = Contains(attr="x", contains="a")


@pytest.mark.parametrize(
    ("rule", "value", "outcome"),
    [
        (Always(always=True), None, YES),
        (Equals(attr="x", eq="a"), "a", YES),
        (Equals(attr="x", eq="a"), "b", NO),
        (Equals(attr="x", eq=False), False, YES),
        (Equals(attr="x", eq=False), 0, OPEN),
        (Equals(attr="x", eq=True), "true", OPEN),
        (ONE_OF, "b", YES),
        (ONE_OF, "c", NO),
        (ONE_OF, None, OPEN),
        (NONE_OF, "b", NO),
        (NONE_OF, "c", YES),
        (NONE_OF, None, OPEN),
        (CONTAINS, ("b", "a"), YES),
        (CONTAINS, [], NO),
        (CONTAINS, frozenset("b"), NO),
        (CONTAINS, "a", OPEN),
        (CONTAINS, None, OPEN),
    ],
)
def test_a_comparison_decides_only_where_the_value_is_known(rule, value, outcome):
    assert holds(rule, {"x": value}) is outcome
    if value is None and outcome is OPEN:
        assert holds(rule, {}) is OPEN


NAMES = "abcd"
RULES = st.recursive(
    st.builds(is_true, st.sampled_from(NAMES)) | st.just(Always(always=True)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda terms: AllOf(all=tuple(terms))),
        st.lists(inner, min_size=1, max_size=3).map(lambda terms: AnyOf(any=tuple(terms))),
    ),
    max_leaves=8,
)
FILES = st.dictionaries(st.sampled_from(NAMES), st.booleans())


@given(rule=RULES, known=FILES)
def test_a_sure_answer_stays_whatever_the_unknown_attributes_turn_out_to_be(rule, known):
    missing = [name for name in NAMES if name not in known]
    outcomes = {
        holds(rule, known | dict(zip(missing, values, strict=True)))
        for values in product([True, False], repeat=len(missing))
    }

    assert OPEN not in outcomes
    if holds(rule, known) is not OPEN:
        assert outcomes == {holds(rule, known)}


@given(rule=RULES, known=FILES)
def test_with_everything_known_two_values_remain_and_agree_with_plain_logic(rule, known):
    def plain(part):
        if isinstance(part, AllOf):
            return all(plain(term) for term in part.terms)
        if isinstance(part, AnyOf):
            return any(plain(term) for term in part.terms)
        return isinstance(part, Always) or complete[part.attribute]

    complete = dict.fromkeys(NAMES, False) | known
    assert (holds(rule, complete) is YES) == plain(rule)


@given(left=RULES, right=RULES, known=FILES)
def test_all_and_any_do_not_depend_on_the_order_of_their_parts(left, right, known):
    for kind in (lambda *terms: AllOf(all=terms), lambda *terms: AnyOf(any=terms)):
        assert holds(kind(left, right), known) is holds(kind(right, left), known)


def test_with_nothing_known_no_point_is_preselected(grid):
    assert preselected(grid, {}) == ()
    assert {applicability(point, {}) for point in grid.points} == {YES, OPEN}


def test_a_missing_attribute_leaves_its_points_open_and_no_others(benefits):
    attributes = {"provisional": False, "self_employed": False, "housing_kind": "rent"}

    outcome = {point.id: applicability(point, attributes) for point in benefits.points}

    assert outcome["L11"] is OPEN  # Whether the income varies is not known.
    assert outcome["L06"] is YES
    assert preselected(benefits, attributes) == ()
    assert preselected(benefits, attributes | {"income_variable": False}) == ("L11",)


def test_a_person_without_funding_is_not_asked_about_funding(integration):
    attributes = {"has_funding": False, "funding_kinds": (), "self_employed": False}

    assert preselected(integration, attributes) == ("M09", "M10", "M11", "M12", "M13", "M16")


def test_attributes_that_went_through_json_give_the_same_outcome(integration):
    attributes = {"has_funding": True, "funding_kinds": ("coaching",), "placement_ready": False}
    stored = json.loads(json.dumps(attributes))

    assert preselected(integration, stored) == preselected(integration, attributes)
    assert stratum_of(integration, stored) == "funded"


def test_every_file_of_benefits_is_in_the_one_stratum(benefits):
    assert stratum_of(benefits, {}) == "-"


@pytest.mark.parametrize(
    ("attributes", "stratum"),
    [
        ({"has_funding": True}, "funded"),
        ({"has_funding": False}, "unfunded"),
        ({"has_funding": None}, StratumFault.UNKNOWN),
        ({}, StratumFault.UNKNOWN),
    ],
)
def test_funding_decides_the_stratum_of_a_person(integration, attributes, stratum):
    assert stratum_of(integration, attributes) == stratum


def test_strata_that_gape_or_overlap_give_a_fault_and_no_guess(integration):
    funded = integration.draw.strata["funded"]
    for strata, fault in (
        ({"a": funded}, StratumFault.NONE),
        ({"a": funded, "b": Always(always=True)}, StratumFault.NONE),
        ({"a": Always(always=True), "b": Always(always=True)}, StratumFault.SEVERAL),
    ):
        changed = integration.model_copy(
            update={"draw": integration.draw.model_copy(update={"strata": strata})}
        )
        expected = fault if len(strata) == 1 or fault is StratumFault.SEVERAL else "b"
        assert stratum_of(changed, {"has_funding": False}) == expected


@pytest.mark.parametrize(
    ("location", "status"),
    [
        ("external_audit", "at_external_audit"),
        ("court", "eligible"),
        ("missing", "eligible"),
        ("legal_affairs", "eligible"),
        (None, "eligible"),
    ],
)
def test_only_a_file_at_an_external_audit_cannot_be_drawn(grid, location, status):
    assert status_of(grid, {"file_location": location}) == status


OLD, NEW = "until_2026_06", "from_2026_07"


@pytest.mark.parametrize(
    ("start", "regimes"),
    [
        ("2024-03-01", (OLD,)),
        ("2025-07-01", (OLD,)),  # Ends on 30 June 2026 at the latest.
        ("2025-07-02", (OLD, NEW)),
        ("2026-06-30", (OLD, NEW)),
        ("2026-07-01", (NEW,)),
        ("2026-12-01", (NEW,)),
        ("2024-02-29", (OLD,)),
        (None, (OLD, NEW)),
        ("soon", (OLD, NEW)),
        (20260701, (OLD, NEW)),
    ],
)
def test_the_approval_period_decides_which_law_is_shown(benefits, start, regimes):
    assert regime_for(benefits, {"approval_period_start": start}) == regimes


def test_a_file_of_a_person_always_shows_both_regimes(integration):
    assert regime_for(integration, {}) == (OLD, NEW)
    assert regime_for(integration, {"approval_period_start": "2026-12-01"}) == (OLD, NEW)
