"""A rewritten text about one finding: what still stands in its way out of the branch."""

from collections.abc import Collection
from dataclasses import dataclass

from iks.domain.text_screening import Mark, screen
from iks.domain.values import ModelCaseState
from iks.errors import N_, FieldFault

LONGEST_TEXT = 1000
# The writer can change a text in these states; afterwards others have read it.
CHANGEABLE = frozenset({ModelCaseState.DRAFT, ModelCaseState.RETURNED})
# What was not taken back yet can be; once the unit has a copy, the copy goes as well.
RECALLABLE = CHANGEABLE | {
    ModelCaseState.OFFERED,
    ModelCaseState.RELEASED,
    ModelCaseState.DELIVERED,
    ModelCaseState.EXPIRED,
}


@dataclass(frozen=True)
class ScreenedText:
    """A text with what the screening found in it."""

    text: str
    marks: tuple[Mark, ...]
    names_confirmed: bool

    @property
    def blocking(self) -> tuple[Mark, ...]:
        """What has to go before the text can leave."""
        return tuple(mark for mark in self.marks if mark.blocks)

    @property
    def to_decide(self) -> tuple[Mark, ...]:
        """What might be a name, where the writer has not said that it is none."""
        return () if self.names_confirmed else tuple(mark for mark in self.marks if not mark.blocks)

    @property
    def may_leave(self) -> bool:
        """Whether the text can be handed in.

        >>> screened("Frau Yilmaz legte alles vor.", names_confirmed=False).may_leave
        False
        """
        return bool(self.text) and not self.blocking and not self.to_decide

    @property
    def pieces(self) -> tuple[tuple[str, Mark | None], ...]:
        """The text cut at its marks, for pages that show them in place.

        >>> [piece for piece, mark in screened("Am 3.4. fehlte er.", names_confirmed=False).pieces]
        ['Am ', '3.4.', ' fehlte er.']
        """
        pieces: list[tuple[str, Mark | None]] = []
        end = 0
        for mark in self.marks:
            pieces += [(self.text[end : mark.start], None), (self.text[mark.start : mark.end], mark)]
            end = mark.end
        pieces.append((self.text[end:], None))
        return tuple((piece, mark) for piece, mark in pieces if piece)


def screened(text: str, *, names_confirmed: bool, house_words: Collection[str] = ()) -> ScreenedText:
    """Return a text in plain form with what the screening finds in it.

    >>> screened("  Zwei   Lücken. ", names_confirmed=False).text
    'Zwei Lücken.'
    """
    plain = " ".join(text.split())
    return ScreenedText(plain, screen(plain, house_words), names_confirmed)


def faults_of(found: ScreenedText) -> tuple[FieldFault, ...]:
    """Return why a text cannot be kept at all; what the screening finds does not prevent keeping it."""
    if not found.text:
        return (FieldFault("text", N_("Schreiben Sie, was schiefging.")),)
    if len(found.text) > LONGEST_TEXT:
        sentence = N_("Bitte kürzen Sie den Text auf %(limit)s Zeichen.")
        return (FieldFault("text", sentence, {"limit": LONGEST_TEXT}),)
    return ()
