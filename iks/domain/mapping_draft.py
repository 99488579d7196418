"""A mapping while it is being made: what a person has chosen so far, and how it is written as a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from checklists.model import CaseAttribute, Checklist
from checklists.vocabulary import AttributeType, AttributeUse
from iks.domain.frame_mapping import OWN_COLUMNS, FrameMapping

WITH_WORDS = frozenset({AttributeType.BOOL, AttributeType.ENUM, AttributeType.SET})
WITH_FORMAT = frozenset({AttributeType.MONTH, AttributeType.DATE})
_TRUTH = {"true": True, "false": False}
_TEXTS: Mapping[object, str] = {True: "true", False: "false"}


@dataclass(frozen=True)
class AttributeDraft:
    """What was chosen for one attribute of the grid; words without a meaning stay open."""

    column: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    format: str = ""
    separator: str = ""


@dataclass(frozen=True)
class MappingDraft:
    """What was chosen for a list; everything may be missing."""

    branch: AttributeDraft = AttributeDraft()
    file_ref: AttributeDraft = AttributeDraft()
    # The form that every file number has, if one was agreed; stands beside the column of the number.
    pattern: str = ""
    attributes: Mapping[str, AttributeDraft] = field(default_factory=dict)


def offered_attributes(grid: Checklist) -> tuple[CaseAttribute, ...]:
    """Return the attributes of a grid that a list may fill, the required ones first.

    Sensitive ones are never read from a list, and those that only the system itself keeps are not in it.

    Parameters
    ----------
    grid : Checklist
        The grid of the month.

    Returns
    -------
    tuple of CaseAttribute
        Without branch and file number, which every list has.

    Examples
    --------
    >>> from checklists import load_builtin
    >>> "last_drawn_month" in [entry.id for entry in offered_attributes(load_builtin("benefits"))]
    False
    """
    offered = [
        entry
        for entry in grid.case_attributes
        if entry.id not in OWN_COLUMNS and not entry.sensitive and not _is_kept_by_the_system(entry)
    ]
    return tuple(sorted(offered, key=lambda entry: not entry.required))


def _is_kept_by_the_system(entry: CaseAttribute) -> bool:
    return entry.use == (AttributeUse.EXCLUDE,) and not entry.excludes


def draft_text(draft: MappingDraft, grid: Checklist, branches: Mapping[str, str]) -> str:
    """Return a draft as the YAML file that the import reads.

    *Valid if* it is checked afterwards: a draft may lack what the grid requires.

    Parameters
    ----------
    draft : MappingDraft
        What was chosen.
    grid : Checklist
        The grid whose attributes are filled.
    branches : mapping of str to str
        Name of every branch by its code.

    Returns
    -------
    str
        YAML with the schema ``iks.frame-mapping/1``.

    Examples
    --------
    >>> from checklists import load_builtin
    >>> draft = MappingDraft(AttributeDraft("Zweigstelle", {"Nord": "Z02"}), AttributeDraft("Nr"))
    >>> print(draft_text(draft, load_builtin("benefits"), {"Z02": "Nord"}))
    schema: iks.frame-mapping/1
    area: benefits
    branch: {column: Zweigstelle, by: name}
    file_ref: {column: Nr}
    attributes: {}
    <BLANKLINE>
    """
    content = {
        "schema": "iks.frame-mapping/1",
        "area": grid.area.value,
        "branch": _branch(draft.branch, branches),
        "file_ref": _filled(column=draft.file_ref.column, pattern=draft.pattern),
        "attributes": {
            entry.id: _attribute(draft.attributes[entry.id], entry)
            for entry in offered_attributes(grid)
            if entry.id in draft.attributes and draft.attributes[entry.id].column
        },
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1000)


def _branch(draft: AttributeDraft, branches: Mapping[str, str]) -> dict[str, Any]:
    """Write only words that are neither the code nor, where names are used, the name of their branch."""
    named = sum(branches.get(code) == word for word, code in draft.words.items())
    coded = sum(code == word for word, code in draft.words.items())
    by = "code" if coded > named else "name"
    own = {code: code if by == "code" else name for code, name in branches.items()}
    other = {word: code for word, code in draft.words.items() if code and own.get(code) != word}
    return {"column": draft.column, "by": by} | _filled(values=other)


def _attribute(draft: AttributeDraft, entry: CaseAttribute) -> dict[str, Any]:
    words = {word: meaning for word, meaning in draft.words.items() if meaning}
    is_as_in_grid = all(word == meaning for word, meaning in words.items())
    values: Mapping[str, object] = {} if entry.type not in WITH_WORDS or is_as_in_grid else words
    if entry.type is AttributeType.BOOL:
        values = {word: _TRUTH[meaning] for word, meaning in words.items() if meaning in _TRUTH}
    return _filled(
        column=draft.column,
        separator=draft.separator if entry.type is AttributeType.SET else "",
        format=draft.format if entry.type in WITH_FORMAT else "",
        values=dict(values),
    )


def _filled(**entries: object) -> dict[str, Any]:
    return {name: value for name, value in entries.items() if value or name == "column"}


def draft_of(mapping: FrameMapping, branches: Mapping[str, str]) -> MappingDraft:
    """Return a mapping as a draft, to be looked at and changed.

    Parameters
    ----------
    mapping : FrameMapping
        For instance the remembered one.
    branches : mapping of str to str
        Name of every branch by its code.

    Returns
    -------
    MappingDraft
        With the words of every table.

    Examples
    --------
    >>> from iks.domain.frame_mapping import builtin_mapping
    >>> draft_of(builtin_mapping("benefits"), {}).attributes["provisional"].words
    {'ja': 'true', 'nein': 'false'}
    """
    words = {code if mapping.branch.by == "code" else name: code for code, name in branches.items()}
    return MappingDraft(
        branch=AttributeDraft(mapping.branch.column, {**words, **mapping.branch.values}),
        file_ref=AttributeDraft(mapping.file_ref.column),
        pattern=mapping.file_ref.pattern or "",
        attributes={
            name: AttributeDraft(
                entry.column,
                {word: _TEXTS.get(meaning, str(meaning)) for word, meaning in entry.values.items()},
                entry.format or "",
                entry.separator or "",
            )
            for name, entry in mapping.attributes.items()
        },
    )
