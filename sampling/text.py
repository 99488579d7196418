"""The one form of a text that two programs must agree on byte by byte."""

from __future__ import annotations

import unicodedata

from sampling.refusals import InputRejected

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from sampling.errors import Reason

# Cs is not in the list of the format: a lone surrogate is no Unicode text and has no UTF-8 form.
FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})

STATUSES = frozenset({"eligible", "checked_recently", "at_external_audit"})
LONGEST = 64

DIGEST_LENGTH = 64

LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"

_NOT_CLEAN = FORBIDDEN_CATEGORIES | {"Zs"}

# All code points of category Zs, spelled out because stripping by category one by one is slow.
SPACES = (
    "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)


class TextRejected(ValueError):
    """A text has no canonical form.

    Parameters
    ----------
    reason : Reason or str
        The reason, or its value.
    character : str
        The code point of a forbidden character, such as ``U+0009``; else empty.

    Examples
    --------
    >>> str(TextRejected("forbidden_character", "U+0009"))
    'forbidden_character U+0009'
    >>> TextRejected("too_long").reason.name
    'TOO_LONG'
    """

    def __init__(self, reason: Reason | str, character: str = "") -> None:
        super().__init__(f"{reason} {character}".rstrip())
        self._reason = reason
        self.character = character

    @property
    def reason(self) -> Reason:
        """Why the text is refused."""
        from sampling.errors import Reason  # noqa: PLC0415 - Loaded when there is one; enum takes 1 ms of the 30.

        return Reason(self._reason)


def canonical_text(text: str, longest: int) -> str:
    r"""Bring a text into its canonical form: checked, NFC, without spaces at its ends.

    Valid if the reader knows the same Unicode version for the characters used; new versions only add
    characters.

    Parameters
    ----------
    text : str
        Any text.
    longest : int
        How many code points the result may have, at least 0.

    Returns
    -------
    str
        The canonical form; it may be empty.

    Raises
    ------
    TextRejected
        A character of category Cc, Cf, Zl, Zp or Cs, or a result longer than `longest`.

    Notes
    -----
    Source: draw format version 1, section 1; Unicode Standard Annex 15 (NFC).

    Examples
    --------
    >>> canonical_text("  A\u0308-2 ", 64) == "\u00c4-2"
    True
    """
    if text.isascii() and text.isprintable():
        result = text.strip(" ")
    else:
        _refuse_forbidden(text)
        result = unicodedata.normalize("NFC", text).strip(SPACES)
        _refuse_forbidden(result)
    if len(result) > longest:
        raise TextRejected("too_long")
    return result


def is_clean(text: str) -> bool:
    r"""Say whether a text is in canonical form and holds no space but U+0020.

    Valid if no tab or line end in the text has to be refused and nothing is to be said about its ends.

    Parameters
    ----------
    text : str
        Any text, such as many values divided by tabs.

    Returns
    -------
    bool
        True if it is; a text with another space may be canonical all the same.

    Notes
    -----
    Source: draw format version 1, section 1. A part of a text in NFC is in NFC, so the text can be asked as a
    whole.

    Examples
    --------
    >>> is_clean("\u00c4-2"), is_clean("A\u0308-2"), is_clean("\u00a0")
    (True, False, False)
    """
    return unicodedata.is_normalized("NFC", text) and not any(
        unicodedata.category(character) in _NOT_CLEAN for character in set(text) if not character.isascii()
    )


def is_code(text: str, characters: str, longest: int) -> bool:
    """Say whether a text is a code made of some characters; loading regular expressions would take longer.

    Valid if the characters are spelled out one by one.

    Parameters
    ----------
    text : str
        Any text.
    characters : str
        The characters it may hold.
    longest : int
        How many it may have at most; it has to have one at least.

    Returns
    -------
    bool
        True if it is.

    Notes
    -----
    Source: draw format version 1, sections 1 and 2.

    Examples
    --------
    >>> is_code("a1", LETTERS + DIGITS, 2), is_code("", LETTERS, 2), is_code("a1", LETTERS, 2)
    (True, False, False)
    """
    return 0 < len(text) <= longest and not text.strip(characters)


def check_digest(text: str, field: str = "frame_digest") -> str:
    """Accept a SHA-256 value or a secret only in its one form, 64 lower-case hex digits.

    Valid if upper-case digits are wrong too: two spellings would give two seeds.

    Parameters
    ----------
    text : str
        The value.
    field : str
        Its name, for the error.

    Returns
    -------
    str
        The value, unchanged.

    Raises
    ------
    InputRejected
        Anything else; the value is not repeated because it may be secret.

    Notes
    -----
    Source: draw format version 1, sections 1 and 2.

    Examples
    --------
    >>> check_digest("0f" * 32) == "0f" * 32
    True
    """
    if not isinstance(text, str) or len(text) != DIGEST_LENGTH or text.strip("0123456789abcdef"):
        raise InputRejected(field, f"The {field} is not written as 64 lower-case hex digits.")
    return text


def _refuse_forbidden(text: str) -> None:
    for character in text:
        if unicodedata.category(character) in FORBIDDEN_CATEGORIES:
            raise TextRejected("forbidden_character", f"U+{ord(character):04X}")
