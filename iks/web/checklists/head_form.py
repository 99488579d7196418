"""What stands outside the points of a draft, as fields of a form and back."""

from collections.abc import Mapping
from datetime import date

from checklists.draft import Values
from checklists.tree import Plain
from iks.web.checklists.point_form import entries, free_name, typed
from iks.web.typed_day import german_day

LISTS = ("topics", "groups", "causes")


def read_head(form: Mapping[str, str], old: Values) -> Values:
    """Return the head as it was typed, right or wrong."""
    head: Values = {**old}
    for name in ("version", "valid_from", "title", "answer_rule"):
        if name in form:
            head[name] = typed(form, name)
    head["legal_status"] = _legal(form, old.get("legal_status"))
    for name in LISTS:
        head[name] = _list(form, name, old.get(name))
    return head


def typed_as_of(head: Mapping[str, Plain]) -> str:
    """Return the day of the law as people type it; what is no day as it stands there."""
    legal = head.get("legal_status")
    text = str(legal.get("as_of") or "") if isinstance(legal, Mapping) else ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day}.{day.month}.{day.year}"


def _legal(form: Mapping[str, str], old: Plain) -> Plain:
    if not isinstance(old, Mapping):
        return old
    legal: Values = {**old}
    if "as_of" in form:
        legal["as_of"] = _day(typed(form, "as_of"))
    if "note" in form:
        legal["note"] = typed(form, "note")
    return legal


def _day(text: str) -> str:
    try:
        found = german_day(text) if "." in text else date.fromisoformat(text)
    except ValueError:
        return text
    return found.isoformat()


def _list(form: Mapping[str, str], name: str, old: Plain) -> Plain:
    """Return a list with changed labels and a new entry at the end; ids of entries never change."""
    known = [dict(entry) for entry in old if isinstance(entry, Mapping)] if isinstance(old, list) else []
    changed = [
        {**entry, "label": typed(form, f"{name}.{entry.get('id')}")}
        if f"{name}.{entry.get('id')}" in form
        else entry
        for entry in known
    ]
    label = typed(form, f"{name}.new")
    if not label:
        return changed
    taken = {one for one, _ in entries(old)}
    return [*changed, {"id": _free(name, label, taken), "label": label}]


def _free(name: str, label: str, taken: set[str]) -> str:
    if name != "groups":
        return free_name(label, taken)
    letters = (chr(number) for number in range(ord("A"), ord("Z") + 1))
    return next((letter for letter in letters if letter not in taken), free_name(label, taken))
