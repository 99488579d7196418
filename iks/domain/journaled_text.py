"""A sentence that enters the journal, which is never erased: short, and without a file or a person."""

from iks.domain.text_screening import MarkKind, screen
from iks.errors import N_, FieldFault, FieldsRejected

LONGEST = 500
LEADS_TO_SOMEBODY = frozenset(
    {
        MarkKind.FILE_NUMBER,
        MarkKind.IBAN,
        MarkKind.TAX_ID,
        MarkKind.PENSION_NUMBER,
        MarkKind.EMAIL,
        MarkKind.PHONE,
        MarkKind.ADDRESS,
    }
)
_TAKEN_OUT = "[…]"


def sentence_of(text: str, field: str, missing: str) -> str:
    """Return a typed sentence in one line, when it may enter the journal.

    Parameters
    ----------
    text : str
        What was typed.
    field : str
        Name of the form field.
    missing : str
        Sentence template for an empty field.

    Returns
    -------
    str
        The text with single blanks.

    Raises
    ------
    FieldsRejected
        Without a text, with one that is too long, or with one that names a file or a person's data.

    Examples
    --------
    >>> sentence_of("  Z06 fehlt   in der Liste ", "reason", "Warum?")
    'Z06 fehlt in der Liste'
    """
    words = " ".join(text.split())
    if not words:
        raise FieldsRejected([FieldFault(field, missing)])
    if len(words) > LONGEST:
        too_long = N_("Bitte kürzen Sie auf %(longest)s Zeichen.")
        raise FieldsRejected([FieldFault(field, too_long, {"longest": LONGEST})])
    found = [words[mark.start : mark.end] for mark in screen(words) if mark.kind in LEADS_TO_SOMEBODY]
    if found:
        telling = N_("Bitte nehmen Sie „%(part)s“ heraus: keine Aktenzeichen, nichts über Personen.")
        raise FieldsRejected([FieldFault(field, telling, {"part": found[0]})])
    return words


def without_persons(text: str) -> str:
    """Return a text of the branch with every part taken out that leads to a file or looks like a name.

    *Valid if* the reader may know the rest; a screening cannot prove that a text shows nobody.

    Parameters
    ----------
    text : str
        The text as it was typed.

    Returns
    -------
    str
        The text, with "[…]" in the place of each part.

    Examples
    --------
    >>> without_persons("Frau Yilmaz hatte angerufen (0711 2163344), der Freibetrag galt schon.")
    '[…] hatte angerufen ([…]), der Freibetrag galt schon.'
    """
    kept, behind = [], 0
    for mark in screen(text):
        if mark.kind in LEADS_TO_SOMEBODY or mark.kind is MarkKind.NAME:
            kept.append(text[behind : mark.start])
            behind = max(behind, mark.end)
    return _TAKEN_OUT.join([*kept, text[behind:]])
