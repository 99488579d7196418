"""The journal as a file: one JSON object a line, enough to check the chain without this program."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import UTC, datetime

from iks.domain.journal import ChainFault, Entry, first_fault
from iks.errors import N_, InvalidInput

_NAMES = frozenset(field.name for field in fields(Entry))


def journal_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Write each entry as one line of JSON.

    *Valid if* the entries come in ascending order of position.

    Parameters
    ----------
    entries : iterable of Entry
        What is written.

    Yields
    ------
    str
        One line with LF at its end; ``data`` stays the text that was hashed.

    Examples
    --------
    >>> moment = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
    >>> print(*journal_lines([Entry(1, moment, "a", "web", "signed_in", "{}", "0", "f")]))
    {"position":1,"at":"2026-12-01T05:00:00.000000+00:00","actor":"a","via":"web","event":"signed_in",\
"data":"{}","previous_hash":"0","hash":"f"}
    <BLANKLINE>
    """
    for entry in entries:
        line = asdict(entry) | {"at": entry.at.isoformat(timespec="microseconds")}
        yield json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n"


def read_journal_lines(text: str) -> Iterator[Entry]:
    """Read what ``journal_lines`` wrote.

    Raises
    ------
    InvalidInput
        With the number of the first line that is no entry.
    """
    for number, line in enumerate(text.splitlines(), 1):
        try:
            yield _entry(json.loads(line))
        except (ValueError, TypeError, AttributeError):
            raise InvalidInput(N_("Zeile %(line)s ist kein Eintrag eines Protokolls."), line=number) from None


def check_journal_file(text: str, head: tuple[int, str] | None = None) -> ChainFault | None:
    """Check the chain of a journal that left the program as a file.

    *Valid if* the file begins with the first entry of the journal.

    Parameters
    ----------
    text : str
        The lines of the file.
    head : (int, str), optional
        Position and hash of the last entry, as printed in a monthly report.

    Returns
    -------
    ChainFault or None
        ``None`` when every entry follows from the one before and the head agrees.

    Raises
    ------
    InvalidInput
        When a line is no entry.

    Examples
    --------
    >>> check_journal_file("", (3, "ab"))
    ChainFault(position=0, reason='is not the head that was kept')
    """
    return first_fault(read_journal_lines(text), head)


def _entry(values: dict[str, object]) -> Entry:
    if values.keys() != _NAMES:
        raise ValueError("not the columns of an entry")
    at = datetime.fromisoformat(str(values["at"])).astimezone(UTC)
    position = int(str(values["position"]))
    texts = {name: str(values[name]) for name in _NAMES - {"at", "position"}}
    return Entry(position=position, at=at, **texts)
