"""What the library refuses, as fields for the calling program and as one English sentence."""

from __future__ import annotations

from enum import StrEnum

from sampling.refusals import EngineFailed, FrameRejected, InputRejected

__all__ = ["COLUMNS", "SENTENCES", "EngineFailed", "Fault", "FrameRejected", "InputRejected", "Reason"]

COLUMNS = ("branch", "stratum", "file_ref", "status")


class Reason(StrEnum):
    """Why a row of a frame is refused; the list is closed, so that a caller can hold one sentence for each.

    Examples
    --------
    >>> Reason("duplicate_file") is Reason.DUPLICATE_FILE
    True
    """

    NOT_UTF8 = "not_utf8"
    WRONG_COLUMN_COUNT = "wrong_column_count"
    NOT_TEXT = "not_text"
    FORBIDDEN_CHARACTER = "forbidden_character"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    MALFORMED_STRATUM = "malformed_stratum"
    STRATUM_NOT_ALLOCATED = "stratum_not_allocated"
    UNKNOWN_STATUS = "unknown_status"
    DUPLICATE_FILE = "duplicate_file"


SENTENCES = {
    Reason.NOT_UTF8: "the bytes are not UTF-8 text",
    Reason.WRONG_COLUMN_COUNT: f"there are not exactly the four columns {', '.join(COLUMNS)}",
    Reason.NOT_TEXT: "the value is not text",
    Reason.FORBIDDEN_CHARACTER: "the character {character} is not allowed",
    Reason.EMPTY: "the value is empty",
    Reason.TOO_LONG: "the value is longer than allowed",
    Reason.MALFORMED_STRATUM: 'a stratum is "-" or 1 to 32 of the characters a-z, 0-9 and _',
    Reason.STRATUM_NOT_ALLOCATED: "the allocation does not name this stratum",
    Reason.UNKNOWN_STATUS: "the status is none of eligible, checked_recently, at_external_audit",
    Reason.DUPLICATE_FILE: "the same file stands in row {other_row} already",
}


class Fault:
    """One thing that is wrong with one row of a frame.

    Parameters
    ----------
    row : int
        Number of the row in the order of input, the first is 1.
    column : str
        ``branch``, ``stratum``, ``file_ref`` or ``status``; empty where the row as a whole is meant.
    reason : Reason
        What is wrong.
    other_row : int or None
        For ``DUPLICATE_FILE`` the row that holds the same file already.
    character : str
        For ``FORBIDDEN_CHARACTER`` the code point, such as ``U+200B``; else empty.

    Examples
    --------
    >>> str(Fault(2, "file_ref", Reason.DUPLICATE_FILE, other_row=1))
    'Row 2, column file_ref: the same file stands in row 1 already.'
    """

    __slots__ = ("character", "column", "other_row", "reason", "row")

    def __init__(
        self, row: int, column: str, reason: Reason, *, other_row: int | None = None, character: str = ""
    ) -> None:
        self.row = row
        self.column = column
        self.reason = reason
        self.other_row = other_row
        self.character = character

    def _values(self) -> tuple[int, str, Reason, int | None, str]:
        return (self.row, self.column, self.reason, self.other_row, self.character)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fault) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        return f"Fault{self._values()!r}"

    def __str__(self) -> str:
        place = f"Row {self.row}, column {self.column}" if self.column else f"Row {self.row}"
        sentence = SENTENCES[self.reason].format(other_row=self.other_row, character=self.character)
        return f"{place}: {sentence}."
