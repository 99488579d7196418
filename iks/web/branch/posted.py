"""Read a posted form: which points were sent, on which version of the sheet, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from iks.domain.finding import FIELDS

Entries = dict[str, dict[str, str]]
TYPED, STORED = "typed", "stored"


@dataclass(frozen=True)
class Posted:
    """What a form of the check page sent."""

    action: str
    version: int
    entries: Entries
    void_reason: str


def read(form: Mapping[str, str]) -> Posted:
    """Read the fields of a form; names that no point has are left aside."""
    entries: Entries = {}
    for name, text in form.items():
        point, dot, field = name.partition(".")
        if dot and field in FIELDS:
            entries.setdefault(point, {})[field] = text
    action = form.get("action", "save")
    if action == "resolve":
        entries = {p: e for p, e in entries.items() if form.get(f"take.{p}") == TYPED}
    return Posted(action, version_of(form), entries, form.get("void_reason", ""))


def version_of(form: Mapping[str, str]) -> int:
    """Return the version of the sheet that a page was made from."""
    text = form.get("version", "")
    # A version that cannot be read belongs to no page of ours, and counts as an old one.
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000000") else -1
