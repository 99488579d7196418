"""Which column of a list holds what, and how the list writes the values: the mapping, said once per area."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from checklists.condition import AttributeName, Frozen, Scalar
from checklists.faults import Fault, FileRejected
from checklists.load import read_text
from checklists.model import CaseAttribute, Checklist
from checklists.structure import fit
from checklists.tree import Node, read_tree
from checklists.vocabulary import Area, AttributeType
from iks.domain.frame_sentences import MAPPING_SENTENCES
from iks.domain.frame_text import plain_name
from iks.errors import N_, InvalidInput

OWN_COLUMNS = frozenset({"branch", "file_ref"})
"""Attributes of a grid that every list has in columns of their own."""

FORMAT_PARTS = {
    AttributeType.MONTH: ("MM", "YYYY"),
    AttributeType.DATE: ("DD", "MM", "YYYY"),
}
_WITH_VALUES = frozenset({AttributeType.BOOL, AttributeType.ENUM, AttributeType.SET})

# Only such patterns, and few open counts in them, so that no file number can make the check slow.
_PATTERN_PART = re.compile(
    r"(?:\\d|\\[-./]|\[[A-Za-z0-9-]+\]|[A-Za-z0-9 /_-])(?P<count>\{\d{1,2}(?:,\d{1,2})?\}|\?)?"
)
_OPEN_COUNTS = 4

ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class BranchColumn(Frozen):
    """The column that names the branch, by its name or by its code, or by other words."""

    column: ColumnName
    by: Literal["name", "code"]
    values: Mapping[str, str] = Field(default_factory=dict)


class FileRefColumn(Frozen):
    """The column with the file number, and the form every file number has."""

    column: ColumnName
    pattern: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None


class AttributeColumn(Frozen):
    """The column with an attribute of the grid, and how the list writes its values."""

    column: ColumnName
    values: Mapping[str, Scalar] = Field(default_factory=dict)
    format: Annotated[str, StringConstraints(min_length=1, max_length=20)] | None = None
    separator: Annotated[str, StringConstraints(min_length=1, max_length=3)] | None = None


class FrameMapping(Frozen):
    """Headings and values of the lists of one area, in the words of its grid.

    Examples
    --------
    >>> builtin_mapping("benefits").branch.column
    'Zweigstelle'
    """

    schema_id: Literal["iks.frame-mapping/1"] = Field(alias="schema")
    area: Area
    branch: BranchColumn
    file_ref: FileRefColumn
    attributes: Mapping[AttributeName, AttributeColumn]

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings the list has to have, each once."""
        named = [self.branch.column, self.file_ref.column]
        return tuple(dict.fromkeys([*named, *(entry.column for entry in self.attributes.values())]))


class MappingFault(Fault):
    """One fault of a mapping, with its place and its reason."""

    sentences: ClassVar[Mapping[str, tuple[str, str]]] = {**Fault.sentences, **MAPPING_SENTENCES}


class MappingRejected(InvalidInput):
    """Seen by the controller: everything that is wrong with the mapping; the earlier one stays.

    Parameters
    ----------
    faults : iterable of Fault
        At least one, in the order of the file.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            N_("Die Zuordnung der Spalten hat %(total)s Fehler."),
            kept=N_("Es wurde nichts übernommen."),
            total=len(self.faults),
        )

    @property
    def in_german(self) -> str:
        """All faults, one German line each."""
        return "\n".join(fault.in_german for fault in self.faults)


def load_mapping(text_or_path: str | Path) -> FrameMapping:
    r"""Read a mapping and check it as far as it can be checked without its grid.

    Parameters
    ----------
    text_or_path : str or Path
        The YAML itself, or where it lies; a string without a line break is taken as a path.

    Returns
    -------
    FrameMapping
        The mapping.

    Raises
    ------
    MappingRejected
        With all faults at once, each with path, line and reason.

    Examples
    --------
    >>> try:
    ...     load_mapping("schema: iks.frame-mapping/1\narea: benefits\nbranch: {column: Z, by: colour}\n")
    ... except MappingRejected as rejected:
    ...     print(rejected.faults[0].in_english)
    line 1, file_ref: This entry is missing.
    """
    try:
        tree = read_tree(read_text(text_or_path, FileRejected))
    except FileRejected as rejected:
        raise MappingRejected(rejected.faults) from rejected
    if any(not fault.steps for fault in tree.faults):
        raise MappingRejected(tree.faults)
    mapping, faults = fit(FrameMapping, tree.data)
    faults += _own_faults(Node(tree.data))
    if mapping is None or faults or tree.faults:
        located = tree.faults + [tree.located(fault) for fault in faults]
        raise MappingRejected(sorted(located, key=lambda fault: fault.line or 0))
    return mapping


def read_mapping(path: Path) -> str:
    """Return the text of a mapping as it will be remembered; ``load_mapping`` says what is wrong in it.

    Raises
    ------
    MappingRejected
        When the file is missing, too large or no Unicode.
    """
    try:
        return read_text(path, FileRejected)
    except FileRejected as rejected:
        raise MappingRejected(rejected.faults) from rejected


def builtin_mapping(area: str) -> FrameMapping:
    """Return the mapping of an area that comes with the program.

    Parameters
    ----------
    area : str
        ``benefits`` or ``integration``.

    Returns
    -------
    FrameMapping
        The mapping.

    Examples
    --------
    >>> builtin_mapping("integration").attributes["funding_kinds"].separator
    '|'
    """
    name = f"mapping-{Area(area)}.yaml"
    return load_mapping(files("iks.domain").joinpath("mappings", name).read_text(encoding="utf-8"))


def check_mapping(mapping: FrameMapping, checklist: Checklist) -> None:
    """Check a mapping against the grid whose attributes it fills.

    Parameters
    ----------
    mapping : FrameMapping
        The mapping, for instance the remembered one.
    checklist : Checklist
        The grid of the month.

    Raises
    ------
    MappingRejected
        With all faults at once: attributes the grid does not have or requires, values it does not know.

    Examples
    --------
    >>> from checklists import load_builtin
    >>> check_mapping(builtin_mapping("benefits"), load_builtin("benefits"))
    """
    faults = list(_grid_faults(mapping, checklist))
    if faults:
        raise MappingRejected(faults)


def _own_faults(mapping: Node) -> Iterator[Fault]:
    """Yield what the form alone does not tell; works on plain values, so it speaks beside faults of form."""
    branch, number = mapping["branch"]["column"], mapping["file_ref"]["column"]
    pattern = mapping["file_ref"]["pattern"]
    if pattern.text is not None and not _is_safe(pattern.text):
        yield MappingFault(pattern.steps, "pattern_form")
    if branch.text and number.text and plain_name(branch.text) == plain_name(number.text):
        yield MappingFault(number.steps, "same_column")
    for entry in (mapping["branch"], *mapping["attributes"].fields.values()):
        values = entry["values"]
        meanings = {(plain_name(word), str(place.value)) for word, place in values.fields.items()}
        for word, count in Counter(word for word, _ in meanings).items():
            if count > 1:
                yield MappingFault(values.steps, "value_ambiguous", {"value": word})


def _is_safe(pattern: str) -> bool:
    for alternative in pattern.split("|"):
        parts = list(_PATTERN_PART.finditer(alternative))
        is_covered = "".join(part[0] for part in parts) == alternative != ""
        open_counts = sum("," in (part["count"] or "") or part["count"] == "?" for part in parts)
        if not is_covered or open_counts > _OPEN_COUNTS:
            return False
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _grid_faults(mapping: FrameMapping, checklist: Checklist) -> Iterator[Fault]:
    if mapping.area != checklist.area:
        params = {"area": mapping.area.value, "expected": checklist.area.value}
        yield MappingFault(("area",), "area_of_mapping", params)
    known = {entry.id: entry for entry in checklist.case_attributes if entry.id not in OWN_COLUMNS}
    for name, attribute in known.items():
        if attribute.required and not attribute.sensitive and name not in mapping.attributes:
            yield MappingFault(("attributes", name), "attribute_unmapped")
    for name, entry in mapping.attributes.items():
        if name in known:
            yield from _attribute_faults(entry, known[name])
        else:
            yield MappingFault(("attributes", name), "attribute_not_in_grid")


def _attribute_faults(entry: AttributeColumn, attribute: CaseAttribute) -> Iterator[Fault]:
    place = ("attributes", attribute.id)
    kind = attribute.type
    if entry.separator is not None and kind is not AttributeType.SET:
        yield MappingFault((*place, "separator"), "separator_unfit")
    if entry.format is not None and not _is_format(entry.format, kind):
        expected = " + ".join(FORMAT_PARTS.get(kind, ("–",)))
        yield MappingFault((*place, "format"), "format_unfit", {"type": kind.value, "expected": expected})
    if entry.values and kind not in _WITH_VALUES:
        yield MappingFault((*place, "values"), "values_unfit", {"type": kind.value})
        return
    for word, value in entry.values.items():
        if kind is AttributeType.BOOL and not isinstance(value, bool):
            yield MappingFault((*place, "values", word), "value_not_bool", {"attribute": attribute.id})
        elif kind is not AttributeType.BOOL and value not in attribute.values:
            params = {"attribute": attribute.id, "value": value}
            yield MappingFault((*place, "values", word), "value_unknown", params)


def _is_format(text: str, kind: AttributeType) -> bool:
    parts = FORMAT_PARTS.get(kind, ())
    rest = text
    for part in parts:
        rest = rest.replace(part, "", 1)
    return bool(parts) and not re.search("[A-Za-z0-9]", rest) and len(text) - len(rest) == len("".join(parts))
