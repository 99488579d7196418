"""How alike headings, words and numbers of a list are, whatever their case, accents and signs."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

from iks.domain.frame_text import plain_name

_RUN = re.compile(r"[0-9]+|[A-Za-z]+|[^0-9A-Za-z]")
_LITERAL = re.compile(r"[A-Za-z /_-]")
_LONGEST_PATTERN = 64


def folded(text: str) -> str:
    """Return a heading or word as it is compared here: without case, accents, signs and camel humps.

    Parameters
    ----------
    text : str
        As the list writes it.

    Returns
    -------
    str
        Words of letters and digits.

    Examples
    --------
    >>> folded("Größe_BG") == folded("groesse bg")
    True
    """
    german = plain_name(text).replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    bare = unicodedata.normalize("NFKD", german).encode("ascii", "ignore").decode()
    return " ".join(re.findall("[a-z0-9]+", bare))


def likeness_of(one: str, other: str) -> float:
    """Return how alike two folded names are, from 0 to 1; shared words count as much as shared letters.

    Parameters
    ----------
    one, other : str
        As ``folded`` returns them.

    Returns
    -------
    float
        1 for the same name.

    Examples
    --------
    >>> likeness_of("ort der akte", "ort"), likeness_of("", "ort")
    (0.9, 0.0)
    """
    if not one or not other:
        return 0.0
    first, second = set(one.split()), set(other.split())
    shared = len(first & second) / min(len(first), len(second))
    return max(SequenceMatcher(None, one, other).ratio(), 0.9 * shared)


def number_form(words: Collection[str], known: Iterable[str]) -> str:
    r"""Return the form that all file numbers have: a known one that fits, else their common shape.

    Parameters
    ----------
    words : collection of str
        Numbers of the list.
    known : iterable of str
        Forms of earlier lists.

    Returns
    -------
    str
        A pattern as mappings allow it; empty where the numbers have no common form.

    Examples
    --------
    >>> number_form(["354L982193", "494B959796"], [])
    '\\d{3}[A-Z]\\d{6}'
    """
    fitting = (form for form in known if form and all(re.fullmatch(form, word, re.ASCII) for word in words))
    shapes = {_shape(word) for word in words}
    shape = shapes.pop() if len(shapes) == 1 else ""
    return next(fitting, shape if len(shape) <= _LONGEST_PATTERN else "")


def _shape(word: str) -> str:
    """Return the shape of a number as a pattern; empty for one with signs that a pattern may not hold."""
    parts = []
    for run in _RUN.findall(word):
        if run[0].isdigit():
            parts.append(f"\\d{{{len(run)}}}")
        elif run.isalpha() and len(run) == 1:
            parts.append("[A-Z]" if run.isupper() else "[a-z]")
        elif run.isascii() and all(_LITERAL.fullmatch(sign) for sign in run):
            parts.append(run)
        elif run == ".":
            parts.append(r"\.")
        else:
            return ""
    return "".join(parts)
