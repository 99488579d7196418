"""The free paragraph of a report: what may not stand in it, and what its writer has to look at."""

import re
from collections.abc import Collection

from iks.domain.model_case import ScreenedText
from iks.domain.text_screening import Mark, MarkKind, screen
from iks.errors import N_, FieldFault

LONGEST_PARAGRAPH = 1200
# A report tells of laws and decisions, which have days and amounts; no single one of them is a person.
_LOOKED_AT = frozenset({MarkKind.NAME, MarkKind.BRANCH, MarkKind.DATE, MarkKind.AMOUNT})
# The Federal Social Court publishes its decisions without names, and they are cited by their number.
_FEDERAL = re.compile(r"B \d{1,3} [A-Z]{1,3} \d{1,5}/\d{2}")


class ReportParagraph(ScreenedText):
    """A paragraph with what the screening found in it; days and amounts are looked at, not forbidden."""

    @property
    def blocking(self) -> tuple[Mark, ...]:
        """What has to go before the paragraph can go out."""
        return tuple(mark for mark in self.marks if not self._is_looked_at(mark))

    @property
    def to_decide(self) -> tuple[Mark, ...]:
        """What might tell of somebody, where the writer has not said that it does not."""
        if self.names_confirmed:
            return ()
        return tuple(mark for mark in self.marks if self._is_looked_at(mark))

    def _is_looked_at(self, mark: Mark) -> bool:
        found = self.text[mark.start : mark.end]
        return mark.kind in _LOOKED_AT or bool(_FEDERAL.fullmatch(found))


def paragraph_of(text: str, *, confirmed: bool, house_words: Collection[str] = ()) -> ReportParagraph:
    """Return a paragraph in plain form with what the screening finds in it.

    >>> found = paragraph_of("BSG vom 3.4.2026, B 4 AS 12/25 R: Karenzzeit.", confirmed=False)
    >>> found.blocking, len(found.to_decide)
    ((), 2)
    >>> len(paragraph_of("Im Verfahren S 12 AS 345/26 unterlagen wir.", confirmed=True).blocking)
    1
    """
    plain = " ".join(text.split())
    return ReportParagraph(plain, screen(plain, house_words), confirmed)


def faults_of_paragraph(found: ReportParagraph) -> tuple[FieldFault, ...]:
    """Return why a paragraph cannot be kept at all; what the screening finds does not prevent keeping it."""
    if len(found.text) > LONGEST_PARAGRAPH:
        sentence = N_("Bitte kürzen Sie den Absatz auf %(limit)s Zeichen.")
        return (FieldFault("paragraph", sentence, {"limit": LONGEST_PARAGRAPH}),)
    return ()
