"""A point of a draft as fields of a form, and back: what was not touched comes back as it was."""

import re
import unicodedata
from collections.abc import Collection, Mapping

from werkzeug.datastructures import MultiDict

from checklists.draft import OTHER, Values
from checklists.tree import Plain
from iks.domain.substitution import RESERVED_PATTERNS
from iks.web.checklists.condition_form import read_condition

TEXTS = ("title", "topic", "group", "question", "guidance", "error_minor", "error_major", "example_formal")
MORE_TEXTS = ("applies_when_text", "report_period")
DIRECTIONS = ("overpayment", "underpayment")
# Rows for new error patterns that stand ready.
NEW_PATTERNS = 2
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LONGEST_ID = 40


def read_point(
    form: MultiDict[str, str], old: Values, draft: Mapping[str, Plain], taken: Collection[str]
) -> Values:
    """Return a point as it was typed, right or wrong; ``taken`` are ids of error patterns it once had."""
    point: Values = {**old}
    point |= {name: typed(form, name) for name in (*TEXTS, *MORE_TEXTS) if name in form}
    if "legal_basis" in form:
        lines = (line.strip() for line in typed(form, "legal_basis").split("\n"))
        point["legal_basis"] = [line for line in lines if line]
    point["patterns"] = _patterns(form, old, taken)
    point["amount"] = _amount(form, old.get("amount"))
    point["applies_when"] = read_condition(form, old.get("applies_when"), draft)
    _optional(point, "legal_note", typed(form, "legal_note") if "legal_note" in form else None)
    _optional(point, "guidance_by_regime", _by_regime(form, old.get("guidance_by_regime"), draft))
    return _in_order(point, old)


def typed(form: Mapping[str, str], name: str) -> str:
    """Return a text as a grid may hold it: no control characters, no blanks around it, all else untouched."""
    text = form.get(name, "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) != "Cc").strip()


def free_name(label: str, taken: Collection[str]) -> str:
    """Return an id for a label that nothing else has.

    >>> free_name("Größe nicht belegt", {"groesse_nicht_belegt"})
    'groesse_nicht_belegt_2'
    """
    stem = re.sub(r"[^a-z0-9]+", "_", label.lower().translate(_UMLAUTS)).strip("_")[:_LONGEST_ID] or "entry"
    tries = (f"{stem}_{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(name for name in tries if name not in taken)


def regimes_of(draft: Mapping[str, Plain]) -> list[tuple[str, str]]:
    """Return id and label of the legal regimes of a draft."""
    legal = draft.get("legal_status")
    return entries(legal.get("regimes") if isinstance(legal, Mapping) else None)


def entries(value: Plain) -> list[tuple[str, str]]:
    """Return id and label of the entries of a list."""
    found = value if isinstance(value, list) else []
    return [
        (str(entry["id"]), str(entry.get("label") or entry["id"]))
        for entry in found
        if isinstance(entry, Mapping) and "id" in entry
    ]


def patterns_of(point: Mapping[str, Plain]) -> list[Values]:
    """Return the error patterns of a point, as far as they have an id."""
    found = point.get("patterns")
    return [one for one in found if isinstance(one, dict) and "id" in one] if isinstance(found, list) else []


def _patterns(form: MultiDict[str, str], old: Values, taken: Collection[str]) -> Plain:
    known = {str(pattern["id"]): pattern for pattern in patterns_of(old)}
    used = {*taken, *known, *dict(RESERVED_PATTERNS), str(OTHER["id"])}
    if "pattern.0.id" not in form:
        return old.get("patterns", [])
    rows: list[Values] = []
    last: Values = dict(known.get("other", OTHER))
    for number in range(len(form)):
        if f"pattern.{number}.id" not in form:
            break
        name, label = form[f"pattern.{number}.id"], typed(form, f"pattern.{number}.label")
        said: Values = {
            key: form[f"pattern.{number}.{key}"]
            for key in ("kind", "severity")
            if f"pattern.{number}.{key}" in form
        }
        if name == OTHER["id"]:
            last |= said
        elif f"pattern.{number}.gone" not in form and (label or name):
            name = name if name in known else free_name(label, used)
            used.add(name)
            rows.append({**known.get(name, {}), "id": name, "label": label, **said})
    return [*rows, last]


def _amount(form: Mapping[str, str], old: Plain) -> Plain:
    choice = form.get("amount")
    if choice == "none":
        return {"possible": False, "directions": [], "cost_bearer": "none"}
    if choice != "possible" or not isinstance(form, MultiDict):
        return old
    bearer = form.get("bearer", "")
    amount: Values = {
        "possible": True,
        "directions": [one for one in DIRECTIONS if one in form.getlist("directions")],
        "cost_bearer": "both" if bearer == "choice" else bearer,
    }
    return amount | ({"bearer_choice": True} if bearer == "choice" else {})


def _by_regime(form: Mapping[str, str], old: Plain, draft: Mapping[str, Plain]) -> Plain:
    texts: Values = dict(old) if isinstance(old, Mapping) else {}
    for regime, _ in regimes_of(draft):
        if f"regime.{regime}" in form:
            _optional(texts, regime, typed(form, f"regime.{regime}"))
    return texts


def _optional(values: Values, name: str, value: Plain) -> None:
    if value is None:
        return
    values.pop(name, None)
    if value:
        values[name] = value


def _in_order(point: Values, old: Values) -> Values:
    """Keep the order of the file; what is new stands where the editor shows it."""
    names = [name for name in old if name in point]
    return {name: point[name] for name in (*names, *(name for name in point if name not in names))}
