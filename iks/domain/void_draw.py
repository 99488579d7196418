"""When a draw may be declared void, and what has to be said about it."""

from collections.abc import Sequence

from iks.domain.journaled_text import sentence_of
from iks.domain.month import Month
from iks.domain.values import MonthState
from iks.errors import N_, Refused

_KEPT = N_("Die Ziehung gilt weiter.")


def refuse_unless_voidable(state: MonthState, submitted: Sequence[str], later: Month | None) -> None:
    """Refuse when the draw of a month can no longer be declared void.

    *Valid if* state and branches were read under the lock of the month.

    Parameters
    ----------
    state : MonthState
        State of the audit month.
    submitted : sequence of str
        Codes of the branches that have submitted.
    later : Month, optional
        The newest later month that was drawn: no new list could be taken over any more.

    Raises
    ------
    Refused
        With the sentence that says why.

    Examples
    --------
    >>> refuse_unless_voidable(MonthState.DRAWN, (), None)
    >>> refuse_unless_voidable(MonthState.DRAWN, ("Z06",), None)
    Traceback (most recent call last):
    ...
    iks.errors.Refused: Z06 hat schon abgegeben. Die Ziehung gilt weiter.
    """
    if state in (MonthState.PLANNED, MonthState.FRAME_LOCKED):
        raise Refused(N_("Dieser Monat ist noch nicht gezogen."))
    if state is not MonthState.DRAWN:
        raise Refused(N_("Dieser Monat ist abgeschlossen. Seine Zahlen ändern sich nicht mehr."), kept=_KEPT)
    if len(submitted) == 1:
        raise Refused(N_("%(branch)s hat schon abgegeben."), kept=_KEPT, branch=submitted[0])
    if submitted:
        names = ", ".join(submitted[:-1])
        sentence = N_("%(branches)s und %(last)s haben schon abgegeben.")
        raise Refused(sentence, kept=_KEPT, branches=names, last=submitted[-1])
    if later is not None:
        raise Refused(N_("Für einen späteren Monat ist schon gezogen."), kept=_KEPT)


def reason_of(text: str) -> str:
    """Return why a draw shall be void, in one line.

    Raises
    ------
    FieldsRejected
        Without a reason, with one that is too long, or with one that names a file or a person's data.

    Examples
    --------
    >>> reason_of("  Z06 fehlt   in der Liste ")
    'Z06 fehlt in der Liste'
    """
    return sentence_of(text, "reason", N_("Bitte schreiben Sie, was an der Liste falsch ist."))


def answer_of(text: str) -> str:
    """Return why the revision lets a draw stand, in one line.

    Raises
    ------
    FieldsRejected
        Without an answer, with one that is too long, or with one that names a file or a person's data.

    Examples
    --------
    >>> answer_of("Z06 steht in der Liste.")
    'Z06 steht in der Liste.'
    """
    return sentence_of(text, "answer", N_("Bitte schreiben Sie, warum die Ziehung gültig bleibt."))
