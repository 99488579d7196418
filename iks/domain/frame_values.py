"""What a cell of a list means: branch, file number or attribute, or why it means nothing.

Attribute values are plain: truth values, text, dates as ``2026-07-01``, months as ``2026-12``, sets as
sorted tuples of text. They stay the same when they are stored as JSON and read again.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import TypeAlias

from checklists.model import CaseAttribute
from checklists.vocabulary import AttributeType
from iks.domain.absent_branch import AbsentBranch
from iks.domain.frame_fault import CellFault
from iks.domain.frame_mapping import FORMAT_PARTS, AttributeColumn, BranchColumn
from iks.domain.frame_text import plain_name
from sampling.canonical import LONGEST
from sampling.text import TextRejected, canonical_text

LONGEST_CELL = 1000
"""Code points of a cell with several values; a single value is far shorter."""

MOST_HINTS = 100

TRUTH_WORDS = {
    **dict.fromkeys(("ja", "j", "wahr", "true", "yes", "y", "1", "x"), True),
    **dict.fromkeys(("nein", "n", "falsch", "false", "no", "0"), False),
}
"""How office software and people write truth values."""
SURE_TRUTH = {word: TRUTH_WORDS[word] for word in ("wahr", "true", "falsch", "false")}
"""The words that cannot mean anything else, whatever the column's own words are."""

DEFAULT_FORMATS = {AttributeType.MONTH: "YYYY-MM", AttributeType.DATE: "YYYY-MM-DD"}

_CONVERTED = re.compile(r"\d+(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_CONVERTED_FOR_SURE = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)
_WHOLE = re.compile(r"(\d{1,9})[.,]0{1,6}")
_TIME = r"(?:[ T][0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?)?"
_YEAR_FIRST = r"(?P<year>[12][0-9]{3})-(?P<month>[0-9]{2})"
_GERMAN_MONTH = r"(?P<month>[0-9]{1,2})[./](?P<year>[12][0-9]{3})"
_ISO_DAY = _YEAR_FIRST + r"-(?P<day>[0-9]{2})" + _TIME
_GERMAN_DAY = r"(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})\. ?(?P<year>[12][0-9]{3})" + _TIME
_DIGITS = {"DD": r"(?P<day>[0-9]{2})", "MM": r"(?P<month>[0-9]{2})", "YYYY": r"(?P<year>[12][0-9]{3})"}

AttributeValue: TypeAlias = bool | str | tuple[str, ...]


Cell: TypeAlias = AttributeValue | CellFault | None


class Cells(dict[str, Cell]):
    """What every spelling in one column means; each spelling is worked out once.

    Parameters
    ----------
    convert : callable
        Takes the text of a cell, cleaned and not empty.
    empty : Cell
        What an empty cell means.

    Examples
    --------
    >>> Cells(str.upper, None)[" a "]
    'A'
    """

    def __init__(self, convert: Callable[[str], Cell], empty: Cell) -> None:
        super().__init__()
        self._convert, self._empty = convert, empty

    def meaning(self, raw: str) -> Cell:
        """Return what a spelling means, without keeping it."""
        text = clean(raw, LONGEST_CELL)
        if isinstance(text, CellFault):
            return text
        return self._convert(text) if text else self._empty

    def __missing__(self, raw: str) -> Cell:
        self[raw] = self.meaning(raw)
        return self[raw]


class CodedCells(dict[str, int]):
    """The number of what every spelling in one column means; what means nothing has a negative one.

    Parameters
    ----------
    cells : Cells
        What the spellings mean.

    Examples
    --------
    >>> coded = CodedCells(Cells(str.upper, None))
    >>> coded["a"], coded["A"], coded["b"], coded.meanings
    (0, 0, 1, ['A', 'B'])
    """

    def __init__(self, cells: Cells) -> None:
        super().__init__()
        self._cells = cells
        self._codes: dict[AttributeValue | None, int] = {}
        self._faults: list[CellFault] = []
        self.meanings: list[AttributeValue | None] = []

    def __missing__(self, raw: str) -> int:
        meaning = self._cells.meaning(raw)
        if isinstance(meaning, CellFault):
            self._faults.append(meaning)
            self[raw] = -len(self._faults)
        else:
            self[raw] = self._codes.setdefault(meaning, len(self._codes))
            if self[raw] == len(self.meanings):
                self.meanings.append(meaning)
        return self[raw]

    def fault(self, code: int) -> CellFault:
        """Return why the spellings with this negative number mean nothing."""
        return self._faults[-code - 1]


def clean(raw: str, longest: int) -> str | CellFault:
    """Return a cell in the form the draw digests, or why it has none; the length is in code points.

    Returns
    -------
    str or CellFault
        Checked for invisible characters, NFC, without blanks around it; may be empty.

    Examples
    --------
    >>> clean(" 17 ", 64), clean("1\u200b7", 64).code
    ('17', 'character')
    """
    try:
        return canonical_text(raw, longest)
    except TextRejected as error:
        if error.character:
            return CellFault("character", {"character": error.character, "value": raw[:LONGEST]})
        return CellFault("cell_too_long", {"limit": longest})


def file_ref_of(raw: str, pattern: re.Pattern[str] | None) -> str | CellFault:
    """Return the file number of a cell, or why it is none; the pattern is the agreed form, if any.

    Returns
    -------
    str or CellFault
        At most 64 code points, in canonical form.

    Examples
    --------
    >>> file_ref_of("6,77024E+11", None).code
    'file_ref_converted'
    >>> file_ref_of(" 354L982193", re.compile("[0-9]{3}[A-Z][0-9]{6}"))
    '354L982193'
    """
    text = clean(raw, LONGEST)
    if isinstance(text, CellFault):
        return text
    if not text:
        return CellFault("file_ref_missing")
    if pattern is None:
        return (
            CellFault("file_ref_converted", {"value": text}) if _CONVERTED_FOR_SURE.fullmatch(text) else text
        )
    if pattern.fullmatch(text):
        return text
    code = "file_ref_converted" if _CONVERTED.fullmatch(text) else "file_ref_form"
    return CellFault(code, {"value": text})


def branch_cells(
    column: BranchColumn, branches: Mapping[str, str], absent: Iterable[AbsentBranch] = ()
) -> Cells:
    """Return what the cells of the branch column mean, given the name of every branch by its code.

    Returns
    -------
    Cells
        Code of the branch, or a fault, which names a similar branch where there is one.

    Examples
    --------
    >>> cells = branch_cells(BranchColumn(column="Z", by="name"), {"Z06": "Bad Cannstatt"})
    >>> cells["Bad Cannstatt"], cells["Bad Canstatt"].params["hint"]
    ('Z06', 'Bad Cannstatt')
    """
    words = {code: (code if column.by == "code" else name) for code, name in branches.items()}
    count = Counter(words.values())
    own_words = {word: code for word, code in column.values.items() if code in branches}
    codes = {word: code for code, word in words.items()} | own_words
    gone = {word: branch for branch in absent for word in (branch.code, branch.name)}
    gone |= {word: gone[code] for word, code in column.values.items() if code in gone}
    # Looking for similar names takes time, so a list that is wrong throughout gets a few hints only.
    hints_left = iter(range(MOST_HINTS))

    def convert(text: str) -> Cell:
        if count[text] > 1 and text not in own_words:
            return CellFault("branch_ambiguous", {"value": text})
        if text in codes:
            return codes[text]
        if text in gone:
            return CellFault(*gone[text].reason(text))
        may_look = len(text) <= LONGEST and next(hints_left, None) is not None
        if may_look and (hints := get_close_matches(text, codes, 1, 0.8)):
            return CellFault("branch_misspelt", {"value": text, "hint": hints[0]})
        return CellFault("branch_unknown", {"value": text})

    return Cells(convert, CellFault("value_missing"))


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
