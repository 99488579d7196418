"""Entries of the house's knowledge system (WIS): where they stand, and which check points they explain."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from iks.domain.measure import text_faults
from iks.errors import N_, FieldFault

LONGEST_NUMBER = 32
LONGEST_TITLE = 160
LONGEST_LINK = 400
_NUMBER = re.compile(r"[A-Za-z0-9ÄÖÜäöü][A-Za-z0-9ÄÖÜäöü ./§-]*")
# A share of the house, or a path inside it.
_PATH = re.compile(r"(?:\\\\[\w.-]+\\|/)[^\s<>\"]*", re.ASCII)


class KnowledgeState(StrEnum):
    """Whether people can work with an entry."""

    VALID = "valid"
    IN_REVISION = "in_revision"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class KnowledgeWish:
    """An entry as it was typed.

    Parameters
    ----------
    number, title : str
        How the knowledge system calls it.
    link : str
        Its address inside the house: http, https, a path or a share; may be empty.
    points : tuple of str
        Check points that it explains.
    """

    number: str
    title: str
    link: str
    points: tuple[str, ...]
    state: KnowledgeState | None


def knowledge_faults(wish: KnowledgeWish, points: Collection[str]) -> list[FieldFault]:
    """Name everything that does not fit in an entry.

    *Valid if* ``points`` are those of the grids in force, of both areas.

    >>> wish = KnowledgeWish("2.11", "Unterhalt", "https://wis.example/2.11", ("L12",), KnowledgeState.VALID)
    >>> knowledge_faults(wish, {"L12"})
    []
    >>> wish = KnowledgeWish("2.11", "Unterhalt", "javascript:alert(1)", (), None)
    >>> [fault.name for fault in knowledge_faults(wish, {"L12"})]
    ['link', 'points', 'state']
    """
    return list(_faults(wish, points))


def _faults(wish: KnowledgeWish, points: Collection[str]) -> Iterator[FieldFault]:
    if not _NUMBER.fullmatch(wish.number) or len(wish.number) > LONGEST_NUMBER:
        yield FieldFault(
            "number", N_("Bitte schreiben Sie die Nummer, wie sie im WIS steht, zum Beispiel 2.11.")
        )
    yield from text_faults("title", wish.title, LONGEST_TITLE)
    if wish.link and (len(wish.link) > LONGEST_LINK or not _leads_inside(wish.link)):
        sentence = N_(
            "Bitte schreiben Sie eine Adresse, die mit https://, http:// oder / beginnt, oder nichts."
        )
        yield FieldFault("link", sentence)
    if not wish.points:
        yield FieldFault("points", N_("Bitte wählen Sie mindestens einen Prüfpunkt."))
    elif not set(wish.points) <= set(points):
        yield FieldFault("points", N_("Bitte wählen Sie Prüfpunkte des geltenden Rasters."))
    if wish.state is None:
        yield FieldFault("state", N_("Bitte wählen Sie, ob der Eintrag gilt."))


def is_address(link: str) -> bool:
    r"""Return whether a browser can follow a link; a share of the house is shown as text.

    >>> is_address("https://wis.example/2.11"), is_address(r"\\server\wis\2-11.pdf")
    (True, False)
    """
    parts = urlsplit(link)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _leads_inside(link: str) -> bool:
    try:
        return (is_address(link) and not re.search(r"[\s<>\"]", link)) or bool(_PATH.fullmatch(link))
    except ValueError:
        return False
