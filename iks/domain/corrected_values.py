"""Old and new value of a corrected answer: what of it the revision may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from iks.domain.journaled_text import sentence_of
from iks.domain.values import Relevance
from iks.errors import N_

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
