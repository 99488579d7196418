"""Turn the differences between two grids into rows that a person reads side by side."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

import yaml
from flask_babel import gettext

from checklists.diff import Effect, EntryChange, FieldChange, GridDiff
from checklists.model import Checklist
from checklists.tree import Plain
from iks.web.checklists.words import FIELDS, VALUES

# Of the label and the first month the head of the page speaks; the approval stands beside the version.
_IN_THE_HEAD = {"version", "valid_from", "schema"}
_WORD = re.compile(r"\s+|\w+|[^\w\s]")

Piece: TypeAlias = tuple[str, bool]
"""Some words, and whether only this side has them."""
Line: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True)
class Row:
    """One entry that differs, before and after, in words."""

    name: str
    old: tuple[Line, ...]
    new: tuple[Line, ...]
    effect: Effect


@dataclass(frozen=True)
class ChangedPoint:
    """One check point that stays and differs."""

    id: str
    title: str
    rows: tuple[Row, ...]


def changed_points(difference: GridDiff, old: Checklist, new: Checklist) -> tuple[ChangedPoint, ...]:
    """Return the points that stay and differ."""
    return tuple(
        ChangedPoint(change.point.id, change.point.title, tuple(_rows(change.fields, old, new)))
        for change in difference.changed
    )


def changed_grid(difference: GridDiff, old: Checklist, new: Checklist) -> tuple[Row, ...]:
    """Return what differs outside the points."""
    fields = [change for change in difference.grid if change.field not in _IN_THE_HEAD]
    return tuple(_rows(fields, old, new))


def differing(old: Mapping[str, Plain], new: Mapping[str, Plain], grid: Checklist) -> tuple[Row, ...]:
    """Return the entries in which two states of one part of a draft differ."""
    names = [*old, *(name for name in new if name not in old)]
    fields = [
        FieldChange(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)
    ]
    return tuple(_rows(fields, grid, grid))


def marked(old: str, new: str) -> tuple[Line, Line]:
    """Return two texts in pieces, those that only one side has marked."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        is_own = kind != "equal"
        left += [("".join(before[a:b]), is_own)] if a < b else []
        right += [("".join(after[c:d]), is_own)] if c < d else []
    return tuple(left), tuple(right)


def _rows(fields: Sequence[FieldChange], old: Checklist, new: Checklist) -> Iterator[Row]:
    for change in fields:
        name = gettext(FIELDS.get(change.field, change.field))
        entries = change.entries
        if entries:
            left, right = _entries(entries)
        else:
            sides = _text(change.old, change.field, old), _text(change.new, change.field, new)
            left, right = ((line,) if line else () for line in marked(*sides))
        yield Row(name, left, right, change.effect)


def _entries(entries: Sequence[EntryChange]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    left, right = [], []
    for entry in entries:
        before, after = marked(_entry(entry.old), _entry(entry.new))
        left += [before] if before else []
        right += [after] if after else []
    return tuple(left), tuple(right)


def _entry(entry: Plain) -> str:
    """Say an entry of a list in one line: its label, then what else it holds."""
    if not isinstance(entry, Mapping):
        return ""
    label = str(entry.get("label") or entry["id"])
    rest = [_word(key, value) for key, value in entry.items() if key not in {"id", "label"}]
    details = ", ".join(text for text in rest if text)
    return f"{label} ({details})" if details else label


def _word(key: str, value: Plain) -> str:
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, str):
        return str(gettext(VALUES[value])) if value in VALUES else f"{key}: {value}"
    return f"{key}: {_dumped(value)}"


def _text(value: Plain, field: str, grid: Checklist) -> str:
    """Say any value of the grid as text."""
    names = {"topic": grid.topics, "group": grid.groups}
    if field in names:
        return next((entry.label for entry in names[field] if entry.id == value), str(value))
    if field == "amount" and isinstance(value, Mapping):
        return _amount(value)
    if field == "applies_when" and isinstance(value, Mapping):
        return _condition(value, {entry.id: entry.label for entry in grid.case_attributes})
    if isinstance(value, str):
        return str(gettext(VALUES[value])) if value in VALUES else value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return " · ".join(str(item) for item in value)
    return "" if value is None else _dumped(value)


def _amount(amount: Mapping[str, Plain]) -> str:
    if amount.get("possible") is not True:
        return str(gettext("Kein Betrag möglich"))
    directions = amount.get("directions")
    words = directions if isinstance(directions, list) else []
    parts = [" · ".join(gettext(VALUES.get(str(word), str(word))) for word in words)]
    bearer = str(amount.get("cost_bearer", ""))
    parts.append(gettext("trägt: %(bearer)s", bearer=gettext(VALUES.get(bearer, bearer))))
    if amount.get("bearer_choice") is True:
        parts.append(gettext("wählbar"))
    return ", ".join(parts)


def _condition(rule: Mapping[str, Plain], labels: Mapping[str, str]) -> str:
    """Say a condition over the attributes of a file in words."""
    for word, joint in (("all", str(gettext(" und "))), ("any", str(gettext(" oder ")))):
        terms = rule.get(word)
        if isinstance(terms, list):
            parts = [_condition(term, labels) for term in terms if isinstance(term, Mapping)]
            return joint.join(f"({part})" if len(parts) > 1 else part for part in parts)
    if "attr" not in rule:
        return str(gettext("Immer"))
    label = labels.get(str(rule["attr"]), str(rule["attr"]))
    operator = next(word for word in ("eq", "in", "not_in", "contains") if word in rule)
    sign = {"eq": "=", "in": "=", "not_in": "≠", "contains": "∋"}[operator]
    return f"{label} {sign} {_values(rule[operator])}"


def _values(value: Plain) -> str:
    if isinstance(value, bool):
        return str(gettext("ja") if value else gettext("nein"))
    values = value if isinstance(value, list) else [value]
    return str(gettext(" oder ")).join(str(item) for item in values)


def _dumped(value: Plain) -> str:
    text: str = yaml.safe_dump(
        value, sort_keys=False, allow_unicode=True, default_flow_style=True, width=10**6
    )
    return text.removesuffix("\n").removesuffix("\n...").strip()
