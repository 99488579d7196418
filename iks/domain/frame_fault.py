"""What is wrong with a list of active files: each fault with row, column and one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from iks.domain.frame_sentences import SENTENCES
from iks.errors import N_, InvalidInput

SHOWN_FAULTS = 200
"""How many faults are kept to be shown; all are counted."""

Language = Literal["de", "en"]

_LONGEST_VALUE = 40


@dataclass(frozen=True, slots=True)
class FrameFault:
    """One fault of a list.

    Parameters
    ----------
    row : int or None
        Row as a spreadsheet counts it, the first line of the file being 1; None for the file as a whole.
    column : str or None
        Heading of the column as the file writes it; None where the fault is not in one column.
    code : str
        Stable name of the reason, a key of ``SENTENCES``.
    params : mapping of str to object
        Values for the places in the sentence.

    Examples
    --------
    >>> sentence(FrameFault(12, "BG-Nummer", "file_ref_twice", {"value": "17", "other_row": 5}))
    'Zeile 12, Spalte „BG-Nummer“: Das Aktenzeichen „17“ steht schon in Zeile 5.'
    """

    row: int | None
    column: str | None
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why a cell means nothing: the code of the sentence and the values in it."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def sentence(
    fault: FrameFault, language: Language = "de", sentences: Mapping[str, tuple[str, str]] = SENTENCES
) -> str:
    """Say in one sentence where a fault is and what it is.

    Parameters
    ----------
    fault : FrameFault
        Any fault of a list.
    language : {"de", "en"}
        Language of the sentence.
    sentences : mapping of str to (str, str)
        English and German by code; lists of another kind have more codes.

    Returns
    -------
    str
        Place and reason. It can hold a file number, so it is for the person with the list only and
        never for log, journal or mail.

    Examples
    --------
    >>> sentence(FrameFault(None, None, "file_empty"), "en")
    'The file is empty.'
    """
    is_german = language == "de"
    words = ("Zeile", "Spalte", "„{}“") if is_german else ("Row", "column", "“{}”")
    row = f"{words[0]} {fault.row}" if fault.row else ""
    column = f"{words[1]} {words[2].format(_shown(fault.column))}" if fault.column else ""
    place = ", ".join(part for part in (row, column) if part)
    params = {name: _shown(value) for name, value in fault.params.items()}
    reason = sentences[fault.code][1 if is_german else 0].format(**params)
    return f"{place[0].upper()}{place[1:]}: {reason}" if place else reason


def _shown(value: object) -> object:
    """Return a value of the file so that it can be read: invisible characters named, length limited."""
    if isinstance(value, tuple):
        return ", ".join(str(_shown(part)) for part in value)
    if not isinstance(value, str):
        return value
    text = "".join(sign if sign.isprintable() else f"[U+{ord(sign):04X}]" for sign in value[:_LONGEST_VALUE])
    return text if len(value) <= _LONGEST_VALUE else f"{text}…"


class FrameFileRejected(InvalidInput):
    """Seen by the controller: everything that is wrong with the list; nothing of it was taken over.

    Parameters
    ----------
    faults : sequence of FrameFault
        The first faults, in the order of the file.
    total : int or None
        How many there are in all; the length of ``faults`` by default.
    """

    def __init__(self, faults: Sequence[FrameFault], total: int | None = None) -> None:
        self.faults = tuple(faults)
        self.total = len(self.faults) if total is None else total
        super().__init__(
            N_("Die Liste hat %(total)s Fehler."),
            kept=N_("Es wurde nichts übernommen."),
            todo=N_("Bitte berichtigen Sie die Datei und laden Sie sie noch einmal hoch."),
            total=self.total,
        )


class FaultList:
    """Counts every fault and keeps the first ones.

    Examples
    --------
    >>> faults = FaultList()
    >>> faults.add(3, None, "row_short", found=4, expected=12)
    >>> faults.total
    1
    """

    def __init__(self) -> None:
        self.kept: list[FrameFault] = []
        self.total = 0

    def add(self, row: int | None, column: str | None, code: str, **params: object) -> None:
        """Take down one fault."""
        self.total += 1
        if len(self.kept) < SHOWN_FAULTS:
            self.kept.append(FrameFault(row, column, code, params))

    def raise_any(self) -> None:
        """Raise FrameFileRejected when at least one fault was taken down."""
        if self.total:
            raise FrameFileRejected(self.kept, self.total)
