"""The condition of a point as choices: which attributes are asked, never an expression that is typed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from checklists.draft import Values
from checklists.tree import Plain

ALWAYS, ALL, ANY, KEPT = "always", "all", "any", "kept"
YES, NO = "yes", "no"
IN, NOT_IN = "in", "not_in"


@dataclass(frozen=True)
class Asked:
    """One attribute that a condition may ask, and what is chosen of it."""

    id: str
    label: str
    kind: str
    values: tuple[str, ...]
    # For truth values yes or no, for lists in or not_in; empty where it is not asked.
    operator: str = ""
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """A condition as the form shows it; ``kept`` is one that a file holds and choices cannot say."""

    mode: str
    attributes: tuple[Asked, ...]


def condition_of(rule: Plain, draft: Mapping[str, Plain]) -> Condition:
    """Return a condition with all attributes that may be asked."""
    terms = _terms(rule)
    chosen = None if terms is None else _by_attribute(terms)
    if chosen is None:
        return Condition(KEPT, tuple(_attributes(draft, {})))
    return Condition(_mode(rule), tuple(_attributes(draft, chosen)))


def read_condition(form: MultiDict[str, str], old: Plain, draft: Mapping[str, Plain]) -> Plain:
    """Return the chosen condition; one that was not changed is returned as the file wrote it."""
    mode = form.get("applies", KEPT)
    if mode == KEPT:
        return old
    if mode == ALWAYS:
        return {"always": True}
    asked = [_read(form, one) for one in _attributes(draft, {})]
    before = condition_of(old, draft)
    if before.mode == mode and tuple(asked) == before.attributes:
        return old
    terms: list[Plain] = [term for one in asked for term in _written(one)]
    return {ANY if mode == ANY else ALL: terms}


def _read(form: MultiDict[str, str], one: Asked) -> Asked:
    operator = form.get(f"when.{one.id}", "")
    chosen = tuple(value for value in one.values if value in form.getlist(f"when.{one.id}.values"))
    if one.kind == "set":
        operator = IN if chosen else ""
    is_known = operator in ({YES, NO} if one.kind == "bool" else {IN, NOT_IN})
    if not is_known or (one.kind != "bool" and not chosen):
        operator, chosen = "", ()
    return Asked(one.id, one.label, one.kind, one.values, operator, chosen)


def _written(one: Asked) -> Iterator[Values]:
    if one.kind == "bool" and one.operator:
        yield {"attr": one.id, "eq": one.operator == YES}
    elif one.kind == "set":
        for value in one.chosen:
            yield {"attr": one.id, "contains": value}
    elif one.operator:
        yield {"attr": one.id, one.operator: list(one.chosen)}


def _mode(rule: Plain) -> str:
    if isinstance(rule, Mapping):
        return ALL if ALL in rule else ANY if ANY in rule else ALWAYS if ALWAYS in rule else ALL
    return ALWAYS


def _terms(rule: Plain) -> list[Mapping[str, Plain]] | None:
    """Return the comparisons of a flat condition; nothing for a nested one."""
    if not isinstance(rule, Mapping) or ALWAYS in rule:
        return []
    if "attr" in rule:
        return [rule]
    terms = rule.get(ALL, rule.get(ANY))
    if not isinstance(terms, Sequence) or isinstance(terms, str):
        return []
    found = [term for term in terms if isinstance(term, Mapping) and "attr" in term]
    return found if len(found) == len(terms) else None


def _by_attribute(terms: Iterable[Mapping[str, Plain]]) -> dict[str, tuple[str, tuple[str, ...]]] | None:
    """Return operator and values by attribute; nothing where one is asked twice in different ways."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for term in terms:
        name = str(term["attr"])
        if "contains" in term and (name not in found or found[name][0] == IN):
            found[name] = (IN, (*found.get(name, (IN, ()))[1], str(term["contains"])))
        elif name in found:
            return None
        else:
            found[name] = _operator(term)
    return found


def _operator(term: Mapping[str, Plain]) -> tuple[str, tuple[str, ...]]:
    if isinstance(term.get("eq"), bool):
        return (YES if term["eq"] else NO, ())
    operator = NOT_IN if NOT_IN in term else IN
    values = term.get(operator, term.get("eq"))
    return operator, tuple(map(str, values)) if isinstance(values, list) else (str(values),)


def _attributes(
    draft: Mapping[str, Plain], chosen: Mapping[str, tuple[str, tuple[str, ...]]]
) -> Iterator[Asked]:
    entries = draft.get("case_attributes")
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, Mapping) or "applies" not in _texts(entry.get("use")):
            continue
        kind, values = str(entry.get("type")), _texts(entry.get("values"))
        if kind == "bool" or values:
            name = str(entry.get("id"))
            operator, of_it = chosen.get(name, ("", ()))
            # In the order of the list, so that the same choice is the same whatever order a file has.
            in_order = tuple(value for value in values if value in of_it)
            yield Asked(name, str(entry.get("label") or name), kind, values, operator, in_order)


def _texts(value: Plain) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
