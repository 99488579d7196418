"""A day as people in Germany type it, or as a browser's date field sends it."""

from datetime import date

from flask import request

from iks.errors import N_, InvalidInput


def typed_day(name: str) -> date | None:
    """Return the day in a field of the form; nothing when the field is empty.

    Raises
    ------
    InvalidInput
        When what was typed is no day.
    """
    text = request.form.get(name, "").strip()
    if not text:
        return None
    day, dots, rest = text.partition(".")
    month, more_dots, year = rest.partition(".")
    try:
        if dots and more_dots:
            return date(int(year), int(month), int(day))
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(N_("„%(text)s“ ist kein Tag. Bitte schreiben Sie 9.12.2026."), text=text) from None
