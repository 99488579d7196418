"""Read a proposed focus topic: each attribute of the list is one choice, and what is not chosen is open."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext

from iks.domain.focus import FocusWish, Term
from iks.domain.month import Month
from iks.domain.typed_answer import plain_text
from iks.errors import InvalidInput
from iks.services.view_focus import AttributeChoice, Condition

# Values of a choice: operator, a colon, and the value in the words of the grid.
YES, NO = "eq:1", "eq:0"
_LONGEST_NUMBER = 4


def read_wish(form: Mapping[str, str], choices: Iterable[AttributeChoice], earliest: Month) -> FocusWish:
    """Return a topic as it was typed; what cannot be read is left so that its rule refuses it."""
    first = _month(form.get("first_month", ""), earliest)
    return FocusWish(
        code=plain_text(form.get("code", "")),
        title=plain_text(form.get("title", "")),
        reason=plain_text(form.get("reason", "")),
        first_month=first,
        last_month=_month(form.get("last_month", ""), first),
        terms=tuple(_terms(form, choices)),
        files=_number(form.get("files", "")),
    )


def options_of(choice: AttributeChoice) -> list[tuple[str, str]]:
    """Return what can be chosen for one attribute, nothing first."""
    options = [("", gettext("egal"))]
    if not choice.values:
        return [*options, (YES, gettext("ja")), (NO, gettext("nein"))]
    if choice.kind == "set":
        return options + [(f"contains:{value}", word) for value, word in choice.values]
    options += [(f"in:{value}", word) for value, word in choice.values]
    return options + [
        (f"not_in:{value}", gettext("nicht %(word)s", word=word)) for value, word in choice.values
    ]


def in_words(condition: Condition) -> str:
    """Return one choice of a filter as people read it."""
    words = [_word(value) for value in condition.values]
    joined = gettext(" oder ").join(words)
    if condition.operator == "not_in":
        joined = gettext("nicht %(word)s", word=joined)
    return str(gettext("%(attribute)s: %(values)s", attribute=condition.label, values=joined))


def _word(value: bool | str) -> str:  # noqa: FBT001 - it names a value of a list, which may be a truth value.
    if isinstance(value, bool):
        return str(gettext("ja") if value else gettext("nein"))
    return value


def _terms(form: Mapping[str, str], choices: Iterable[AttributeChoice]) -> Iterable[Term]:
    for choice in choices:
        chosen = form.get(choice.name, "")
        if chosen in {YES, NO}:
            yield Term(choice.name, "eq", (chosen == YES,))
        elif chosen:
            operator, _, value = chosen.partition(":")
            yield Term(choice.name, operator, (value,))


def _month(text: str, otherwise: Month) -> Month:
    try:
        return Month.parse(text)
    except InvalidInput:
        return otherwise


def _number(text: str) -> int:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER else 0
