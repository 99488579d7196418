"""Propose what the words of a column mean: which value of the grid, which branch, which form of a date."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from checklists.model import CaseAttribute
from checklists.vocabulary import AttributeType
from iks.domain.frame_attributes import TRUTH_WORDS
from iks.domain.frame_columns import Column
from iks.domain.likeness import folded
from iks.domain.mapping_draft import WITH_FORMAT, WITH_WORDS, AttributeDraft, MappingDraft

SHOWN_WORDS = 60
"""A column with more different values is no table of values."""
CLOSE = 0.9
"""How alike a misspelt word has to be: a first and a renewed approval differ in a few letters only."""
SEPARATORS = ("|", ";", ",", "/", "+")
FORMATS = {
    AttributeType.DATE: ("YYYY-MM-DD", "DD.MM.YYYY", "DD/MM/YYYY", "YYYYMMDD"),
    AttributeType.MONTH: ("YYYY-MM", "MM.YYYY", "MM/YYYY", "YYYYMM"),
}
_DIGITS = {"DD": r"\d{2}", "MM": r"\d{2}", "YYYY": r"[12]\d{3}"}


def attribute_draft(
    column: Column, entry: CaseAttribute, earlier: Iterable[MappingDraft] = ()
) -> AttributeDraft:
    """Propose what the values of a column mean for an attribute.

    Parameters
    ----------
    column : Column
        The chosen one.
    entry : CaseAttribute
        Attribute of the grid.
    earlier : iterable of MappingDraft
        Earlier mappings, whose words are known.

    Returns
    -------
    AttributeDraft
        With an open meaning for words that nobody knows.

    Examples
    --------
    >>> from checklists import load_builtin
    >>> entry = load_builtin("benefits").attribute("last_decision_month")
    >>> attribute_draft(Column("Monat", ("08.2026",)), entry).format
    'MM.YYYY'
    """
    known = [draft.attributes[entry.id] for draft in earlier if entry.id in draft.attributes]
    draft = AttributeDraft(column.name)
    if entry.type in WITH_FORMAT:
        return replace(draft, format=_format(column, entry.type, [old.format for old in known]))
    if entry.type is AttributeType.SET:
        separator = _separator(column, [old.separator for old in known])
        parts = [part.strip() for word in column.words for part in _split(word, separator)]
        column, draft = (
            replace(column, words=tuple(dict.fromkeys(parts))),
            replace(draft, separator=separator),
        )
    if entry.type not in WITH_WORDS:
        return draft
    meanings = _meanings(entry, known)
    return replace(draft, words={w: _meaning(w, meanings) for w in column.words[:SHOWN_WORDS]})


def branch_words(
    column: Column, branches: Mapping[str, str], earlier: Iterable[MappingDraft] = ()
) -> dict[str, str]:
    """Propose which branch each word of a column names.

    Parameters
    ----------
    column : Column
        The chosen one.
    branches : mapping of str to str
        Name of every branch by its code.
    earlier : iterable of MappingDraft
        Earlier mappings, whose words are known.

    Returns
    -------
    dict of str to str
        Code by word; empty where nothing looks alike.

    Examples
    --------
    >>> branch_words(Column("Ort", ("ZwSt. Nord", "Mond")), {"Z02": "Nord"})
    {'ZwSt. Nord': 'Z02', 'Mond': ''}
    """
    known = {folded(text): code for code, name in branches.items() for text in (name, code)}
    for draft in earlier:
        known |= {folded(word): code for word, code in draft.branch.words.items() if code in branches}
    return {word: _branch(word, known) for word in column.words[:SHOWN_WORDS]}


def _branch(word: str, known: Mapping[str, str]) -> str:
    text = folded(word)
    contained = {code for name, code in known.items() if f" {name} " in f" {text} "}
    return known.get(text) or (contained.pop() if len(contained) == 1 else _meaning(word, known))


def _meanings(entry: CaseAttribute, known: Iterable[AttributeDraft]) -> dict[str, str]:
    """Return what each word means by all that is known, as it is compared."""
    found = {folded(value): value for value in entry.values}
    if entry.type is AttributeType.BOOL:
        found = {folded(word): str(truth).lower() for word, truth in TRUTH_WORDS.items()}
    for draft in reversed(list(known)):
        found |= {folded(word): meaning for word, meaning in draft.words.items()}
    return found


def _meaning(word: str, meanings: Mapping[str, str]) -> str:
    text = folded(word)
    close = get_close_matches(text, meanings, 1, CLOSE) if len(text) > len("nein") else []
    return meanings.get(text) or (meanings[close[0]] if close else "")


def _format(column: Column, kind: AttributeType, known: Iterable[str]) -> str:
    candidates = [form for form in known if form] + list(FORMATS[kind])
    return next((form for form in candidates if _has_format(column, form)), "")


def _has_format(column: Column, form: str) -> bool:
    pattern = re.escape(form)
    for part, digits in _DIGITS.items():
        pattern = pattern.replace(part, digits)
    fitting = sum(bool(re.fullmatch(pattern, word)) for word in column.words)
    return fitting > len(column.words) / 2


def _separator(column: Column, known: Iterable[str]) -> str:
    used = Counter(sign for word in column.words for sign in SEPARATORS if sign in word)
    wanted = next((sign for sign in known if sign), "")
    return wanted if wanted and (used[wanted] or not used) else max(used, key=lambda s: used[s], default="")


def _split(word: str, separator: str) -> list[str]:
    return word.split(separator) if separator else [word]
