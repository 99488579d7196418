"""Propose a mapping for a list: which column looks like which attribute, which word like which value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from checklists.model import CaseAttribute, Checklist
from checklists.vocabulary import AttributeType
from iks.domain.frame_columns import Column
from iks.domain.frame_mapping import FrameMapping
from iks.domain.frame_text import plain_name
from iks.domain.likeness import folded, likeness_of, number_form
from iks.domain.mapping_draft import (
    WITH_FORMAT,
    WITH_WORDS,
    AttributeDraft,
    MappingDraft,
    draft_of,
    offered_attributes,
)
from iks.domain.propose_words import attribute_draft, branch_words

LEAST_SCORE = 0.6


@dataclass(frozen=True)
class Sources:
    """What is known already: the branches, earlier mappings (the remembered one first), and the grid."""

    grid: Checklist
    branches: Mapping[str, str]
    earlier: tuple[FrameMapping, ...] = ()


def propose(columns: Sequence[Column], sources: Sources) -> MappingDraft:
    """Fill in a mapping as far as headings and values speak for themselves.

    *Valid if* a person looks at it: names that look alike can mean different things.

    Parameters
    ----------
    columns : sequence of Column
        Of the list.
    sources : Sources
        Branches, grid and earlier mappings.

    Returns
    -------
    MappingDraft
        What is unclear stays open.

    Examples
    --------
    >>> from checklists import load_builtin
    >>> columns = (Column("Dienststelle", ("Nord",)), Column("Vorläufig?", ("ja", "nein")))
    >>> draft = propose(columns, Sources(load_builtin("benefits"), {"Z02": "Nord"}))
    >>> draft.branch.words, draft.attributes["provisional"].words
    ({'Nord': 'Z02'}, {'ja': 'true', 'nein': 'false'})
    """
    earlier = [draft_of(mapping, sources.branches) for mapping in sources.earlier]
    chosen = _chosen(columns, sources, earlier)
    branch, number = chosen.get("branch"), chosen.get("file_ref")
    return MappingDraft(
        branch=AttributeDraft(branch.name, branch_words(branch, sources.branches, earlier))
        if branch
        else AttributeDraft(),
        file_ref=AttributeDraft(number.name if number else ""),
        pattern=number_form(number.words, [draft.pattern for draft in earlier]) if number else "",
        attributes={
            entry.id: attribute_draft(chosen[entry.id], entry, earlier)
            for entry in offered_attributes(sources.grid)
            if entry.id in chosen
        },
    )


def refresh(draft: MappingDraft, columns: Sequence[Column], sources: Sources) -> MappingDraft:
    """Bring a draft up to date with the columns of a list: what a person chose stays as far as it can.

    Parameters
    ----------
    draft : MappingDraft
        As it was sent; an attribute without a column stays without one.
    columns : sequence of Column
        Of the list.
    sources : Sources
        Branches, grid and earlier mappings.

    Returns
    -------
    MappingDraft
        With the words of the chosen columns, and a proposal where a chosen column is not in the list.

    Examples
    --------
    >>> from checklists import load_builtin
    >>> sources = Sources(load_builtin("benefits"), {"Z02": "Nord", "Z03": "Ost"})
    >>> chosen = MappingDraft(AttributeDraft("Ort", {"N.": "Z02"}))
    >>> refresh(chosen, (Column("Ort", ("N.", "Ost")),), sources).branch.words
    {'N.': 'Z02', 'Ost': 'Z03'}
    """
    proposed = propose(columns, sources)
    earlier = [draft_of(mapping, sources.branches) for mapping in sources.earlier]
    known = {column.name: column for column in columns}
    branch, number = proposed.branch, proposed.file_ref
    if draft.branch.column in known:
        words = branch_words(known[draft.branch.column], sources.branches, earlier)
        branch = AttributeDraft(draft.branch.column, _kept(draft.branch.words, words))
    if draft.file_ref.column in known:
        number = draft.file_ref
    attributes = dict(proposed.attributes)
    for entry in offered_attributes(sources.grid):
        sent = draft.attributes.get(entry.id, AttributeDraft())
        if not sent.column:
            attributes.pop(entry.id, None)
        elif sent.column in known:
            fresh = attribute_draft(known[sent.column], entry, [_only(entry.id, sent), *earlier])
            attributes[entry.id] = replace(fresh, words=_kept(sent.words, fresh.words))
    return MappingDraft(branch, number, draft.pattern, attributes)


def _only(name: str, sent: AttributeDraft) -> MappingDraft:
    """Return what was sent for one attribute as if it had been remembered."""
    return MappingDraft(attributes={name: sent})


def _kept(sent: Mapping[str, str], fresh: Mapping[str, str]) -> dict[str, str]:
    return {word: sent.get(word, meaning) for word, meaning in fresh.items()}


def _chosen(
    columns: Sequence[Column], sources: Sources, earlier: Sequence[MappingDraft]
) -> dict[str, Column]:
    """Give each attribute the column that fits best; the clearest cases choose first, each column once."""
    offered = {entry.id: entry for entry in offered_attributes(sources.grid)}
    scores = [
        (_score(column, name, names, offered.get(name), sources, earlier), name, column)
        for name, names in _names(sources.grid, earlier, offered).items()
        for column in columns
    ]
    found: dict[str, Column] = {}
    for score, name, column in sorted(scores, key=lambda entry: -entry[0]):
        if score >= LEAST_SCORE and name not in found and column not in found.values():
            found[name] = column
    return found


def _names(
    grid: Checklist, earlier: Sequence[MappingDraft], offered: Mapping[str, CaseAttribute]
) -> dict[str, list[str]]:
    """Return what each attribute is called: in earlier mappings, in the grid, and its identifier."""
    found: dict[str, list[str]] = {}
    for name in ("branch", "file_ref", *offered):
        label = grid.attribute(name).label
        headings = [
            draft.branch.column
            if name == "branch"
            else draft.file_ref.column
            if name == "file_ref"
            else draft.attributes.get(name, AttributeDraft()).column
            for draft in earlier
        ]
        found[name] = [text for text in (*headings, label, label.partition("(")[0], name) if text]
    return found


def _score(
    column: Column,
    name: str,
    names: Sequence[str],
    entry: CaseAttribute | None,
    sources: Sources,
    earlier: Sequence[MappingDraft],
) -> float:
    """Return how well a column fits: a known heading above all, then a name alike with fitting values."""
    if plain_name(column.name) in map(plain_name, names[: len(earlier)]):
        return 3.0
    likeness = max(likeness_of(folded(column.name), folded(text)) for text in names)
    if name == "branch":
        return likeness / 2 + _share(branch_words(column, sources.branches, earlier))
    if entry is None:
        return likeness / 2 + 0.6 * column.is_unique
    if entry.type not in WITH_WORDS | WITH_FORMAT:
        return likeness
    draft = attribute_draft(column, entry, earlier)
    if entry.type in WITH_FORMAT:
        return likeness if draft.format else likeness / 2
    fit = _share(draft.words)
    # Values that do not fit weigh more than a heading that looks alike.
    # Two and more values that all stand in the grid say more than any heading.
    is_telling = entry.type is AttributeType.ENUM and fit == 1 and len(draft.words) > 1
    return likeness * (0.7 + 0.3 * fit) + (0.5 if is_telling else 0)


def _share(words: Mapping[str, str]) -> float:
    return sum(map(bool, words.values())) / len(words) if words else 0.0
