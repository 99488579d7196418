"""What a cell of a list means: branch or file number, or why it means nothing.

Attribute values are plain: truth values, text, dates as ``2026-07-01``, months as ``2026-12``, sets as
sorted tuples of text. They stay the same when they are stored as JSON and read again.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import TypeAlias

from iks.domain.absent_branch import AbsentBranch
from iks.domain.frame_fault import CellFault
from iks.domain.frame_mapping import BranchColumn
from sampling.text import LONGEST, TextRejected, canonical_text

LONGEST_CELL = 1000
"""Code points of a cell with several values; a single value is far shorter."""

MOST_HINTS = 100

_CONVERTED = re.compile(r"\d+(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_CONVERTED_FOR_SURE = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)

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
