"""What may not stand in a text that leaves a branch: identifiers are blocked, names are marked.

A screening cannot prove that a text shows nobody. It takes away what identifies by itself, and makes the
writer look at what might; a second person reads the text before anyone else does.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from iks.domain.first_names import FIRST_NAMES


class MarkKind(StrEnum):
    """What a part of a text looks like."""

    IBAN = "iban"
    TAX_ID = "tax_id"
    PENSION_NUMBER = "pension_number"
    FILE_NUMBER = "file_number"
    EMAIL = "email"
    PHONE = "phone"
    DATE = "date"
    AMOUNT = "amount"
    ADDRESS = "address"
    NUMBER = "number"
    NAME = "name"
    BRANCH = "branch"


# Whoever writes decides about these; all others have to go before the text can leave.
MARKED_ONLY = frozenset({MarkKind.NAME, MarkKind.BRANCH})


@dataclass(frozen=True)
class Mark:
    """A part of a text, from its first character to the one behind its last, and what it looks like."""

    kind: MarkKind
    start: int
    end: int

    @property
    def blocks(self) -> bool:
        """Whether the text cannot leave as long as this part stands in it."""
        return self.kind not in MARKED_ONLY


_MONTHS = (
    "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|"
    "Jan\\.|Feb\\.|Mrz\\.|Apr\\.|Jun\\.|Jul\\.|Aug\\.|Sept?\\.|Okt\\.|Nov\\.|Dez\\."
)
_STREET = (
    "(?:[Ss]tra(?:ß|ss)e|[Ss]tr\\.|[Ww]eg|[Pp]latz|[Aa]llee|[Gg]asse|[Rr]ing|"
    "[Dd]amm|[Uu]fer|[Ss]teige|[Hh]alde)"
)
_WORD = "[A-ZÄÖÜ][a-zäöüß]+"
_HOUSE_NUMBER = "\\d{1,3}(?: ?[a-hA-H])?\\b"

_EXACT: tuple[tuple[MarkKind, re.Pattern[str]], ...] = (
    (MarkKind.EMAIL, re.compile(r"[\w.+-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+(?:\.[\w-]+)+")),
    (MarkKind.IBAN, re.compile(r"\b[A-Z]{2} ?\d{2}(?: ?[0-9A-Z]){11,30}\b")),
    (
        MarkKind.FILE_NUMBER,
        re.compile(r"\b\d{5} ?(?://?)? ?BG ?(?:/ ?)?\d{7}\b|\bBG[- ]?(?:Nr\.? ?)?\d{4,}\b"),
    ),
    (MarkKind.FILE_NUMBER, re.compile(r"\b\d{3} ?[A-Z] ?\d{6}\b")),
    # Courts and the objection office: S 12 AS 345/26, L 7 AS 12/25 B ER, W 1234/26.
    (
        MarkKind.FILE_NUMBER,
        re.compile(r"\b[A-Z] \d{1,3} [A-Z]{1,3} \d{1,5}/\d{2}\b|\bW[- ]?\d{2,6}/\d{2,4}\b"),
    ),
    (MarkKind.PENSION_NUMBER, re.compile(r"\b\d{2} ?\d{6} ?[A-Z] ?\d{3}\b")),
    (
        MarkKind.DATE,
        re.compile(
            rf"\b\d{{1,2}}\. ?(?:\d{{1,2}}\. ?(?:\d{{4}}|\d{{2}})?(?!\d)|(?:{_MONTHS})(?: \d{{4}})?)"
            r"|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{4}\b"
        ),
    ),
    (
        MarkKind.AMOUNT,
        re.compile(
            r"(?:€|EUR|Euro) ?\d[\d.]*(?:,\d{1,2}|,-)?"
            r"|\d[\d. ]*(?:,(?:\d{1,2}|-|–))? ?(?:€|EUR\b|Euro\b|Cent\b)",
        ),
    ),
    (MarkKind.ADDRESS, re.compile(rf"\b(?:{_WORD}[- ]){{0,3}}(?:{_WORD}[- ]?)?{_STREET} ?{_HOUSE_NUMBER}")),
    (
        MarkKind.ADDRESS,
        re.compile(
            rf"\b(?:Am|An der|Im|In der|Auf der|Zum|Zur|Unter den) (?:{_WORD} ?){{1,3}}{_HOUSE_NUMBER}"
        ),
    ),
    (MarkKind.ADDRESS, re.compile(rf"\b(?:D-)?\d{{5}} {_WORD}")),
    (
        MarkKind.PHONE,
        re.compile(r"(?<![\d.,])(?:\+|00)\d{2}(?:[\s/().-]*\d){6,12}|(?<![\d.,])0\d(?:[\s/().-]*\d){5,11}"),
    ),
)
_LONG_NUMBER = re.compile(r"(?<![\d.,])\d(?:[ ./-]?\d){5,}")
_TITLED = re.compile(
    rf"\b(?:Frau|Herrn?|Familie|Fam\.|Eheleute[n]?|Dr\.|Prof\.) (?:Dr\. )?({_WORD}(?:-{_WORD})?(?: {_WORD})?)"
)
_GIVEN = re.compile(rf"\b({_WORD})(?:-{_WORD})?(?: {_WORD})?")
_INITIALS = re.compile(rf"\b[A-ZÄÖÜ]\. ?{_WORD}\b|\b[A-ZÄÖÜ]\. ?[A-ZÄÖÜ]\.(?= )")
# Words that follow "Frau" or "Herr" without being a name, and abbreviations that look like initials.
_NO_NAMES = frozenset({"Kollegin", "Kollege", "Kollegen", "Doktor", "Sachbearbeiterin", "Sachbearbeiter"})
_NO_INITIALS = re.compile(r"\b(?:z\. ?B|u\. ?a|i\. ?d\. ?R|d\. ?h|S\. ?\d|Nr|Abs|Satz|B\. ?ER)")


def screen(text: str, house_words: Collection[str] = ()) -> tuple[Mark, ...]:
    """Return what identifies somebody in a text, or might, from left to right and without overlap.

    *Valid if* a person reads the text as well: what makes a case recognisable need not look like a name.

    Parameters
    ----------
    text : str
        A model case in German.
    house_words : collection of str
        Names and codes of branches, which a pooled text must not tell.

    Returns
    -------
    tuple of Mark
        Exact identifiers block; names and branches are marked for a decision.

    Source
    ------
    Rule R8 of the anonymity page of the house; check digits as ISO 13616 (IBAN), § 139b AO (tax id) and
    § 147 SGB VI with VKVV § 4 (pension insurance number) give them.

    Examples
    --------
    >>> [str(mark.kind) for mark in screen("Frau Yilmaz, Tel. 0711 2163344, erhielt 340 EUR zu viel.")]
    ['name', 'phone', 'amount']
    >>> screen("Das Einkommen wurde im falschen Monat angerechnet.")
    ()
    """
    found = [*_identifiers(text), *_people(text), *_branches(text, house_words)]
    return tuple(_without_overlap(found))


def is_pension_number(text: str) -> bool:
    """Return whether a text is a pension insurance number with the right check digit.

    *Valid if* blanks were taken out before.

    >>> is_pension_number("15070649C103"), is_pension_number("15070649C104")
    (True, False)
    """
    if not re.fullmatch(r"\d{8}[A-Z]\d{3}", text):
        return False
    digits = text[:8] + f"{ord(text[8]) - ord('A') + 1:02}" + text[9:11]
    products = (
        int(digit) * weight
        for digit, weight in zip(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True)
    )
    return sum(sum(divmod(product, 10)) for product in products) % 10 == int(text[11])


def _identifiers(text: str) -> Iterator[Mark]:
    for kind, pattern in _EXACT:
        for match in pattern.finditer(text):
            yield Mark(_sharper(kind, match[0]), *_trimmed(match))
    for match in _LONG_NUMBER.finditer(text):
        yield Mark(_kind_of_number(match[0]), match.start(), match.end())


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), match.start() + len(match[0].rstrip())


def _sharper(kind: MarkKind, found: str) -> MarkKind:
    """Name an identifier only when its check digits agree; otherwise it is a number, which blocks too."""
    bare = re.sub(r"\s", "", found)
    if kind is MarkKind.IBAN and not _is_iban(bare):
        return MarkKind.NUMBER
    if kind is MarkKind.PENSION_NUMBER and not is_pension_number(bare):
        return MarkKind.NUMBER
    return kind


def _kind_of_number(found: str) -> MarkKind:
    bare = re.sub(r"\D", "", found)
    checks: dict[MarkKind, Callable[[str], bool]] = {MarkKind.TAX_ID: _is_tax_id, MarkKind.PHONE: _is_phone}
    return next((kind for kind, check in checks.items() if check(bare)), MarkKind.NUMBER)


def _is_iban(bare: str) -> bool:
    from stdnum import iban  # noqa: PLC0415 - loads tables that most requests never need.

    return bool(iban.is_valid(bare))


def _is_tax_id(bare: str) -> bool:
    from stdnum.de import idnr  # noqa: PLC0415 - as above.

    return bool(idnr.is_valid(bare))


def _is_phone(bare: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - as above.

    if not bare.startswith("0"):
        return False
    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(bare, "DE")))
    except phonenumbers.NumberParseException:
        return False


def _people(text: str) -> Iterator[Mark]:
    for match in _TITLED.finditer(text):
        if match[1].split()[0] not in _NO_NAMES:
            yield Mark(MarkKind.NAME, match.start(), match.end())
    for match in _GIVEN.finditer(text):
        if match[1] in FIRST_NAMES:
            yield Mark(MarkKind.NAME, match.start(), match.end())
    for match in _INITIALS.finditer(text):
        if not _NO_INITIALS.match(text, match.start()):
            yield Mark(MarkKind.NAME, match.start(), match.end())


def _branches(text: str, house_words: Collection[str]) -> Iterator[Mark]:
    if house_words:
        pattern = "|".join(re.escape(word) for word in sorted(house_words, key=len, reverse=True))
        for match in re.finditer(rf"\b(?:{pattern})\b", text):
            yield Mark(MarkKind.BRANCH, match.start(), match.end())


def _without_overlap(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Keep the first of overlapping marks; where two begin together, what blocks, then what is longer."""
    end = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, not mark.blocks, -mark.end)):
        if mark.start >= end:
            yield mark
            end = mark.end
