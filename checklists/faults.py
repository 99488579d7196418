"""What is wrong with a file: every fault with its place, a reason in English and one in German."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from checklists.sentences import SENTENCES

Steps = tuple[str | int, ...]


def path_text(steps: Steps) -> str:
    """Write a place in a file the way a reader points at it.

    Parameters
    ----------
    steps : tuple of str or int
        Keys and list positions from the top of the file; positions count from 0.

    Returns
    -------
    str
        Keys joined by full stops, positions in brackets; empty for the file as a whole.

    Examples
    --------
    >>> path_text(("check_points", 3, "patterns", 1, "kind"))
    'check_points[3].patterns[1].kind'
    """
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file, with its place and its reason.

    Parameters
    ----------
    steps : tuple of str or int
        Keys and list positions that lead to the place.
    code : str
        Stable name of the reason, a key of ``sentences``.
    params : mapping of str to object
        Values for the places in the sentence.
    line : int or None
        Line of the file, from 1; None where the data came from no file.

    Examples
    --------
    >>> Fault(("version",), "not_text", line=7).in_german
    'Zeile 7, version: Hier wird ein Text erwartet. Setzen Sie ihn in Anführungszeichen.'
    """

    steps: Steps
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None

    sentences: ClassVar[Mapping[str, tuple[str, str]]] = SENTENCES

    @property
    def path(self) -> str:
        """The place as ``check_points[3].title``; empty for the file as a whole."""
        return path_text(self.steps)

    @property
    def reason(self) -> str:
        """The reason as an English sentence."""
        return self.sentences[self.code][0].format(**self.params)

    @property
    def reason_de(self) -> str:
        """The reason as a German sentence."""
        return self.sentences[self.code][1].format(**self.params)

    @property
    def in_english(self) -> str:
        """Place and reason in one English line."""
        return self._with_place("line", self.reason)

    @property
    def in_german(self) -> str:
        """Place and reason in one German line."""
        return self._with_place("Zeile", self.reason_de)

    def _with_place(self, word: str, reason: str) -> str:
        line = f"{word} {self.line}" if self.line else ""
        place = ", ".join(part for part in (line, self.path) if part)
        return f"{place}: {reason}" if place else reason


class FileRejected(ValueError):
    """Seen by whoever hands in a file: everything that is wrong with it, at once.

    Parameters
    ----------
    faults : iterable of Fault
        At least one fault; kept in the order of the file.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line or 0))
        super().__init__("\n".join(fault.in_english for fault in self.faults))

    @property
    def in_german(self) -> str:
        """All faults, one German line each."""
        return "\n".join(fault.in_german for fault in self.faults)


class ChecklistRejected(FileRejected):
    """Seen by the unit that writes a grid: everything that is wrong with it, at once."""
