"""Reads YAML into plain values with the line of each, and refuses what YAML allows beyond plain data.

The values are built from the parser's events and never by a constructor, so no tag can make an
object. Quoted or not, a date stays text; only ``true`` and ``false`` are truth values, so a ``no``
or ``on`` in a list of values stays the word that was written.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import yaml

from checklists.faults import Fault, Steps

SIZE_LIMIT = 512 * 1024
DEPTH_LIMIT = 16

Plain: TypeAlias = "bool | int | float | str | Sequence[Plain] | Mapping[str, Plain] | None"

_TRUE = re.compile("true|True|TRUE")
_FALSE = re.compile("false|False|FALSE")
_NULL = re.compile("|~|null|Null|NULL")
_INTEGER = re.compile("[-+]?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
_SURROGATE = re.compile("[\ud800-\udfff]")


# The compiled parser gives the same events ten times as fast; not every platform ships it.
_FAST_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Tree:
    """Plain values of a file, with the lines they stand in and what was wrong while reading."""

    data: Plain = None
    lines: dict[Steps, int | None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def located(self, fault: Fault) -> Fault:
        """Return the fault with the line of its place, or of the nearest place around it."""
        steps = fault.steps
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return fault if fault.line else replace(fault, line=self.lines.get(steps))


@dataclass(frozen=True, slots=True)
class Node:
    """A place in plain values that can be followed even where something is missing or of another kind.

    Examples
    --------
    >>> grid = Node({"topics": [{"id": "income"}]})
    >>> grid["topics"].items[0]["id"].text
    'income'
    >>> grid["groups"].items
    []
    """

    value: Plain
    steps: Steps = ()

    def __getitem__(self, key: str) -> "Node":
        """Return the place under a key, empty where there is none."""
        inside = self.value.get(key) if isinstance(self.value, Mapping) else None
        return Node(inside, (*self.steps, key))

    @property
    def items(self) -> list["Node"]:
        """The places in a list; none where this is no list."""
        if not isinstance(self.value, Sequence) or isinstance(self.value, str):
            return []
        return [Node(item, (*self.steps, position)) for position, item in enumerate(self.value)]

    @property
    def fields(self) -> dict[str, "Node"]:
        """The places under the keys; none where this has no keys."""
        return {key: self[key] for key in self.value} if isinstance(self.value, Mapping) else {}

    @property
    def text(self) -> str | None:
        """The text that stands here, or None."""
        return self.value if isinstance(self.value, str) else None

    def fault(self, code: str, **params: object) -> Fault:
        """Return a fault of this place."""
        return Fault(self.steps, code, params)


class _TooDeepError(Exception):
    """Nesting beyond what any file of this kind needs."""


class _Builder:
    """Builds plain values from the events of the parser."""

    def __init__(self, events: Iterator[yaml.Event], tree: Tree) -> None:
        self.events, self.tree = events, tree

    def value(self, event: yaml.Event, steps: Steps) -> Plain:
        """Return the value that begins with an event, and note its line."""
        if len(steps) > DEPTH_LIMIT:
            raise _TooDeepError
        self.tree.lines.setdefault(steps, _line(event))
        if getattr(event, "anchor", None):
            self.fault(event, steps, "alias")
        if getattr(event, "tag", None):
            self.fault(event, steps, "tag")
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(steps)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(steps)
        return self.scalar(event, steps) if isinstance(event, yaml.ScalarEvent) else None

    def sequence(self, steps: Steps) -> list[Plain]:
        """Return a list up to its end."""
        found: list[Plain] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self.value(event, (*steps, len(found))))
        return found

    def mapping(self, steps: Steps) -> dict[str, Plain]:
        """Return keys and values up to their end; a key that comes twice is a fault."""
        found: dict[str, Plain] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            name = self.key(event, steps)
            inner = (*steps, name)
            if name in found:
                self.fault(event, inner, "key_twice")
                # The first one counts; what stands under the second gets no lines of its own there.
                inner = (*steps, f"{name}?")
            self.tree.lines.setdefault(inner, _line(event))
            value = self.value(next(self.events), inner)
            found.setdefault(name, value)
        return found

    def key(self, event: yaml.Event, steps: Steps) -> str:
        """Return a key; one that is no text is a fault and gets a name of its own."""
        if isinstance(event, yaml.ScalarEvent):
            return self.unicode(event, steps)
        self.fault(event, steps, "key_not_text")
        self.value(event, (*steps, "?"))
        return "?"

    def scalar(self, event: yaml.ScalarEvent, steps: Steps) -> Plain:
        """Return a single value: quoted it is text, else what it reads as."""
        text = self.unicode(event, steps)
        return plain_scalar(text) if event.implicit[0] else text

    def unicode(self, event: yaml.ScalarEvent, steps: Steps) -> str:
        """Return the text of an event, half characters replaced and noted as a fault."""
        if not _SURROGATE.search(event.value):
            return str(event.value)
        self.fault(event, steps, "not_unicode")
        return _SURROGATE.sub("\ufffd", event.value)

    def fault(self, event: yaml.Event, steps: Steps, code: str) -> None:
        """Note a fault with the line in which its event begins."""
        self.tree.faults.append(Fault(steps, code, line=_line(event)))


def _line(event: yaml.Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark else None


def plain_scalar(text: str) -> Plain:
    """Return the value that an unquoted word of the file stands for.

    Parameters
    ----------
    text : str
        The word as written, without quotation marks.

    Returns
    -------
    None, bool, int, float or str
        Text wherever the word is not clearly something else.

    Examples
    --------
    >>> [plain_scalar(word) for word in ("true", "no", "10", "007", "2026-12-01", "~")]
    [True, 'no', 10, '007', '2026-12-01', None]
    """
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return bool(_TRUE.fullmatch(text))
    if _NULL.fullmatch(text):
        return None
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def read_tree(text: str) -> Tree:
    r"""Read one YAML document; everything wrong is collected, nothing is raised.

    Parameters
    ----------
    text : str
        The document, at most 512 KiB as UTF-8.

    Returns
    -------
    Tree
        Values, lines and faults; after a fault of syntax the values are incomplete.

    Examples
    --------
    >>> read_tree("a: 1\na: 2").faults[0].in_english
    'line 2, a: This key stands here twice.'
    """
    if len(text.encode("utf-8", "surrogatepass")) > SIZE_LIMIT:
        return Tree(faults=[Fault((), "file_too_large", {"limit": SIZE_LIMIT // 1024})])
    tree = _read_with(_FAST_LOADER, text)
    # Where something is wrong, the slower parser says more exactly what it is.
    return _read_with(yaml.SafeLoader, text) if tree.faults else tree


def _read_with(loader: type[yaml.SafeLoader], text: str) -> Tree:
    tree = Tree()
    try:
        _read_document(yaml.parse(text, Loader=loader), tree)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # The parser lets the last two out where an escape names no character.
        mark = getattr(error, "problem_mark", None)
        tree.faults.append(Fault((), "yaml_broken", line=mark.line + 1 if mark else None))
    except _TooDeepError:
        tree.faults.append(Fault((), "too_deep"))
    return tree


def _read_document(events: Iterator[yaml.Event], tree: Tree) -> None:
    builder = _Builder(events, tree)
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if tree.lines:
                builder.fault(event, (), "second_document")
                return
            tree.data = builder.value(next(events), ())
    if tree.data is None and not tree.faults:
        tree.faults.append(Fault((), "file_empty"))
