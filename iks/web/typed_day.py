"""A day as people in Germany type it, or as a browser's date field sends it."""

from datetime import date

from flask import request

from iks.errors import N_, InvalidInput

CENTURY = 2000
YEARS = range(CENTURY, CENTURY + 100)


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
    try:
        found = german_day(text) if "." in text else date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise InvalidInput(N_("„%(text)s“ ist kein Tag. Bitte schreiben Sie 9.12.2026."), text=text)
    return found


def german_day(text: str) -> date:
    """Read day, month and year; a year of two digits is one of this century."""
    day, month, year = (int(part) for part in text.split("."))
    return date(CENTURY + year if year < 100 else year, month, day)  # noqa: PLR2004 - two digits.
