"""What a cell under an attribute of the grid means, by the type of the attribute."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from checklists.model import CaseAttribute
from checklists.vocabulary import AttributeType
from iks.domain.frame_fault import CellFault
from iks.domain.frame_mapping import FORMAT_PARTS, AttributeColumn
from iks.domain.frame_text import plain_name
from iks.domain.frame_values import Cell, Cells

TRUTH_WORDS = {
    **dict.fromkeys(("ja", "j", "wahr", "true", "yes", "y", "1", "x"), True),
    **dict.fromkeys(("nein", "n", "falsch", "false", "no", "0"), False),
}
"""How office software and people write truth values."""
SURE_TRUTH = {word: TRUTH_WORDS[word] for word in ("wahr", "true", "falsch", "false")}
"""The words that cannot mean anything else, whatever the column's own words are."""

DEFAULT_FORMATS = {AttributeType.MONTH: "YYYY-MM", AttributeType.DATE: "YYYY-MM-DD"}

_WHOLE = re.compile(r"(\d{1,9})[.,]0{1,6}")
_TIME = r"(?:[ T][0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?)?"
_YEAR_FIRST = r"(?P<year>[12][0-9]{3})-(?P<month>[0-9]{2})"
_GERMAN_MONTH = r"(?P<month>[0-9]{1,2})[./](?P<year>[12][0-9]{3})"
_ISO_DAY = _YEAR_FIRST + r"-(?P<day>[0-9]{2})" + _TIME
_GERMAN_DAY = r"(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})\. ?(?P<year>[12][0-9]{3})" + _TIME
_DIGITS = {"DD": r"(?P<day>[0-9]{2})", "MM": r"(?P<month>[0-9]{2})", "YYYY": r"(?P<year>[12][0-9]{3})"}


def attribute_cells(attribute: CaseAttribute, column: AttributeColumn) -> Cells:
    """Return what the cells of an attribute's column mean, by its type and how the list writes it.

    *Valid if* the mapping has been checked against the grid.

    Returns
    -------
    Cells
        Plain values; an empty cell is an empty set, a missing value, or a fault where one is required.

    Examples
    --------
    >>> from checklists import load_builtin
    >>> from iks.domain.frame_mapping import builtin_mapping
    >>> name = "last_decision_month"
    >>> column = builtin_mapping("benefits").attributes[name]
    >>> attribute_cells(load_builtin("benefits").attribute(name), column)["08.2026"]
    '2026-08'
    """
    kind = attribute.type
    if kind is AttributeType.SET:
        return Cells(_several(_table(attribute, column), column.separator, _allowed(attribute, column)), ())
    empty = CellFault("value_missing") if attribute.required else None
    if kind in FORMAT_PARTS:
        return Cells(_calendar(column.format or DEFAULT_FORMATS[kind], kind), empty)
    if kind in {AttributeType.BOOL, AttributeType.ENUM}:
        table = _table(attribute, column)
        # A column with crosses may say what an empty cell means.
        return Cells(_one_of(table, _allowed(attribute, column)), table[""][1] if "" in table else empty)
    return Cells(_as_written, empty)


Table: TypeAlias = Mapping[str, tuple[str, bool | str]]


def _table(attribute: CaseAttribute, column: AttributeColumn) -> Table:
    """Return spelling and meaning of every possible word, by the form in which words are compared."""
    meanings: Mapping[str, bool | str] = column.values
    if attribute.type is AttributeType.BOOL:
        meanings = _truth_words(column.values)
    elif not meanings:
        meanings = {value: value for value in attribute.values}
    return {plain_name(word): (word, meaning) for word, meaning in meanings.items()}


def _truth_words(own: Mapping[str, bool | str]) -> Mapping[str, bool | str]:
    """Return the words for yes and no: all usual ones, unless the column's own words mean something else."""
    are_usual = all(TRUTH_WORDS.get(plain_name(word)) is meaning for word, meaning in own.items() if word)
    more = TRUTH_WORDS if are_usual else SURE_TRUTH
    taken = {plain_name(word) for word in own}
    return {**own, **{word: meaning for word, meaning in more.items() if word not in taken}}


def _allowed(attribute: CaseAttribute, column: AttributeColumn) -> tuple[str, ...]:
    """Return the words to name where another one stands; not every usual word for yes and no."""
    own = tuple(word for word in column.values if word)
    return own or (("ja", "nein") if attribute.type is AttributeType.BOOL else tuple(attribute.values))


def _one_of(table: Table, allowed: tuple[str, ...]) -> Callable[[str], Cell]:
    def convert(text: str) -> Cell:
        whole = _WHOLE.fullmatch(text)
        known = table.get(plain_name(text)) or (table.get(whole[1]) if whole else None)
        return known[1] if known else CellFault("value_unknown", {"value": text, "allowed": allowed})

    return convert


def _several(table: Table, separator: str | None, allowed: tuple[str, ...]) -> Callable[[str], Cell]:
    def convert(text: str) -> Cell:
        members = set()
        for part in text.split(separator) if separator else [text]:
            known = table.get(plain_name(part))
            if known:
                members.add(str(known[1]))
            elif part.strip():
                return CellFault("value_unknown", {"value": part.strip(), "allowed": allowed})
        return tuple(sorted(members))

    return convert


def _calendar(form: str, kind: AttributeType) -> Callable[[str], Cell]:
    """Read days or months in the agreed form, or in a form that cannot mean another day."""
    pattern = re.escape(form)
    for part, digits in _DIGITS.items():
        pattern = pattern.replace(part, digits)
    patterns = [pattern, _ISO_DAY]
    if "MM.DD" not in form:
        patterns.append(_GERMAN_DAY)
    if kind is AttributeType.MONTH:
        patterns += [_YEAR_FIRST, _GERMAN_MONTH]
    compiled = [re.compile(one) for one in patterns]

    def convert(text: str) -> Cell:
        found = next((match for one in compiled if (match := one.fullmatch(text))), None)
        if not found:
            return CellFault("date_form", {"value": text, "format": form})
        parts = {"day": "1", **found.groupdict()}
        try:
            day = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
        except ValueError:
            return CellFault("date_impossible", {"value": text})
        return day.isoformat() if kind is AttributeType.DATE else f"{day:%Y-%m}"

    return convert


def _as_written(text: str) -> Cell:
    return text
