"""Whether conditions ask attributes for what they can answer, and whether strata part the files."""

from collections.abc import Iterator, Mapping
from itertools import chain, combinations, product
from math import prod

from checklists.condition import OPERATORS, Contains, Rule, attributes_of
from checklists.faults import Fault
from checklists.model import DrawRule
from checklists.rules import Applicability, holds
from checklists.structure import fit
from checklists.tree import Node

CASES_TRIED = 5000
"""How many combinations of attribute values are tried to see whether the strata part all files."""

_OPERATORS_BY_TYPE = {
    "bool": {"eq"},
    "enum": {"eq", "in", "not_in"},
    "code": {"eq", "in", "not_in"},
    "set": {"contains"},
}

Known = Mapping[str, Node]


def condition_faults(rule: Node, known: Known, use: str) -> Iterator[Fault]:
    """Yield every comparison in a condition that the grid's attributes cannot answer.

    Parameters
    ----------
    rule : Node
        The condition as plain values.
    known : mapping of str to Node
        The attributes of the grid by their names.
    use : str
        The use an attribute needs to be asked here.
    """
    for term in chain(rule["all"].items, rule["any"].items):
        yield from condition_faults(term, known, use)
    name = rule["attr"].text
    if name is None:
        return
    if name not in known:
        yield rule["attr"].fault("reference_unknown", id=name, list="case_attributes")
        return
    if use not in [entry.text for entry in known[name]["use"].items]:
        yield rule["attr"].fault("use_missing", attribute=name, use=use)
    yield from _comparison_faults(rule, name, known[name])


def _comparison_faults(rule: Node, name: str, attribute: Node) -> Iterator[Fault]:
    kind = attribute["type"].text
    allowed = _OPERATORS_BY_TYPE.get(kind or "", set())
    for operator in set(OPERATORS) & rule.fields.keys():
        if operator not in allowed:
            yield rule[operator].fault("operator_unfit", type=kind, operator=operator)
        elif kind == "bool" and not isinstance(rule[operator].value, bool):
            yield rule[operator].fault("value_not_bool", attribute=name)
        elif kind in {"enum", "set"}:
            yield from _value_faults(rule[operator], name, attribute)


def _value_faults(asked: Node, name: str, attribute: Node) -> Iterator[Fault]:
    values = [value.text for value in attribute["values"].items]
    for place in asked.items or [asked]:
        if isinstance(place.value, bool | str) and place.value not in values:
            yield place.fault("value_unknown", attribute=name, value=place.value)


def strata_faults(draw: Node, known: Known) -> Iterator[Fault]:
    """Yield what keeps the draw rule from giving every file exactly one stratum.

    Parameters
    ----------
    draw : Node
        The draw rule as plain values.
    known : mapping of str to Node
        The attributes of the grid by their names.
    """
    strata = draw["strata"].fields
    if strata and draw["allocation"].fields and strata.keys() != draw["allocation"].fields.keys():
        yield draw["allocation"].fault("allocation_differs", expected=", ".join(sorted(strata)))
    unfit = [fault for rule in strata.values() for fault in condition_faults(rule, known, "strata")]
    yield from unfit
    typed, _ = fit(DrawRule, draw.value)
    if typed is None or unfit:
        return
    for code, rule in typed.strata.items():
        for name in sorted(attributes_of(rule)):
            if known[name]["required"].value is not True or known[name]["sensitive"].value is True:
                yield strata[code].fault("stratum_attribute", attribute=name)
    yield from _partition_faults(draw["strata"], typed.strata, known)


def _partition_faults(place: Node, strata: Mapping[str, Rule], known: Known) -> Iterator[Fault]:
    names = sorted({name for rule in strata.values() for name in attributes_of(rule)})
    domains = [_domain(known[name], name, strata) for name in names]
    if prod(len(domain) for domain in domains) > CASES_TRIED:
        return
    for values in product(*domains):
        case = dict(zip(names, values, strict=True))
        hits = sum(holds(rule, case) is Applicability.APPLIES for rule in strata.values())
        if hits != 1:
            example = ", ".join(f"{name} = {_shown(value)}" for name, value in case.items())
            yield place.fault("strata_overlap" if hits else "strata_gap", example=example)
            return


def _domain(attribute: Node, name: str, strata: Mapping[str, Rule]) -> list[object]:
    """Return the values to try: all of them, and for a set every selection of the members asked for."""
    values = [value.text for value in attribute["values"].items]
    if attribute["type"].text == "bool":
        return [True, False]
    if attribute["type"].text != "set":
        return [*values, *([] if values else ["?"])]
    members = sorted({value for rule in strata.values() for value in _members(rule, name)})
    return list(chain.from_iterable(combinations(members, size) for size in range(len(members) + 1)))


def _members(rule: Rule, name: str) -> Iterator[str]:
    for term in getattr(rule, "terms", ()):
        yield from _members(term, name)
    if isinstance(rule, Contains) and rule.attribute == name:
        yield rule.value


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " + ".join(value) or "–"
    return str(value).lower() if isinstance(value, bool) else str(value)
