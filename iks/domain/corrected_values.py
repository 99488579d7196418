"""Old and new value of a corrected answer: what of it the revision may see, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from iks.domain.journaled_text import sentence_of
from iks.domain.values import Relevance
from iks.errors import N_

# Days in which a request can be decided, and in which its values can be opened afterwards.
DAYS_TO_DECIDE = 30
DAYS_TO_LOOK = 14
# What is counted anyway when a branch submits; reason, note and the other side's view stay in the branch.
SHOWN = (
    "value",
    "pattern",
    "cause",
    "kind",
    "severity",
    "direction",
    "amount_cents",
    "months",
    "bearer",
    "relevance",
)
_STAY = ("reason", "note", "disputed", "relevance")


class RequestState(StrEnum):
    """How far a request to see corrected values has come."""

    WAITING = "waiting"
    # Nobody decided in time.
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    APPROVED = "approved"
    # Approved, and the days of looking are over.
    ENDED = "ended"


@dataclass(frozen=True)
class OldAndNew:
    """One corrected answer by the names of its fields; empty where nothing was answered.

    Parameters
    ----------
    before, after : mapping of str to object
        Fields of SHOWN that hold something, in their order.
    more_stays : bool
        Whether something changed that stays in the branch.
    """

    before: Mapping[str, object]
    after: Mapping[str, object]
    more_stays: bool


def state_of(decision: str | None, last_day: date, today: date) -> RequestState:
    """Return how far a request has come on a day.

    Parameters
    ----------
    decision : str or None
        What was decided: approved, refused or withdrawn; None while it waits.
    last_day : date
        The last day of waiting, or of looking once it is approved.
    today : date
        The day to judge by.

    Returns
    -------
    RequestState
        The state.

    Examples
    --------
    >>> state_of("approved", date(2026, 12, 15), date(2026, 12, 15)).value
    'approved'
    >>> state_of(None, date(2026, 12, 15), date(2026, 12, 16)).value
    'lapsed'
    """
    is_over = today > last_day
    if decision is None:
        return RequestState.LAPSED if is_over else RequestState.WAITING
    found = RequestState(decision)
    return RequestState.ENDED if found is RequestState.APPROVED and is_over else found


def last_day_to_decide(asked_on: date) -> date:
    """Return the last day on which a request can be decided.

    >>> last_day_to_decide(date(2026, 12, 1))
    datetime.date(2026, 12, 31)
    """
    return asked_on + timedelta(days=DAYS_TO_DECIDE)


def last_day_to_look(approved_on: date) -> date:
    """Return the last day on which approved values can be opened.

    >>> last_day_to_look(date(2026, 12, 1))
    datetime.date(2026, 12, 15)
    """
    return approved_on + timedelta(days=DAYS_TO_LOOK)


def old_and_new(before: Mapping[str, object], after: Mapping[str, object]) -> OldAndNew:
    """Return what the revision may see of a corrected answer.

    *Valid if* the mappings are the fields of an ``AnswerEntry``, empty where nothing was answered.

    Parameters
    ----------
    before, after : mapping of str to object
        All fields of the answer before and after the correction.

    Returns
    -------
    OldAndNew
        The fields that may be seen; free texts are not among them.

    Examples
    --------
    >>> shown = old_and_new({"value": "ok", "note": "Akte dünn"}, {"value": "finding", "cause": "software"})
    >>> dict(shown.before), dict(shown.after), shown.more_stays
    ({'value': 'ok'}, {'value': 'finding', 'cause': 'software'}, True)
    """
    more = any(_stays(before, name) != _stays(after, name) for name in _STAY)
    return OldAndNew(_seen(before), _seen(after), more)


def _seen(entry: Mapping[str, object]) -> Mapping[str, object]:
    found = {name: entry[name] for name in SHOWN if entry.get(name) not in (None, "")}
    # Whether a team or one person talks about it is the branch's affair; systemic findings are counted.
    if found.get("relevance") != Relevance.SYSTEMIC:
        found.pop("relevance", None)
    return MappingProxyType(found)


def _stays(entry: Mapping[str, object], name: str) -> object:
    value = entry.get(name)
    is_counted = name == "relevance" and value == Relevance.SYSTEMIC
    return None if is_counted or not value else value


def reason_of(text: str) -> str:
    """Return why corrected values shall be seen, in one line.

    Raises
    ------
    FieldsRejected
        Without a reason, with one that is too long, or with one that names a file or a person's data.

    Examples
    --------
    >>> reason_of(" Ungewöhnlich viele  Berichtigungen an L08 ")
    'Ungewöhnlich viele Berichtigungen an L08'
    """
    return sentence_of(text, "reason", N_("Bitte schreiben Sie, wozu Sie die Werte brauchen."))


def answer_of(text: str) -> str:
    """Return why values shall not be seen, in one line.

    Raises
    ------
    FieldsRejected
        Without an answer, with one that is too long, or with one that names a file or a person's data.

    Examples
    --------
    >>> answer_of("Die Zahlen genügen.")
    'Die Zahlen genügen.'
    """
    return sentence_of(text, "answer", N_("Bitte schreiben Sie, warum Sie ablehnen."))
