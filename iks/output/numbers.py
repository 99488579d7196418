"""Numbers, amounts and dates as people read them, in German and English."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_skeleton

from iks.domain.clock import local, local_date
from iks.domain.month import Month
from iks.domain.period import Period

NO_BREAK = "\N{NO-BREAK SPACE}"
# Python writes thousands and fractions as English does; this turns them into those of the language.
_SEPARATORS = {"de": str.maketrans(",.", ".,"), "en": str.maketrans("", "")}


def number(value: float | Decimal, language: str = "de", digits: int = 0) -> str:
    """Return a number with separators, for example ``22.300`` or, with one digit, ``8,2``.

    >>> number(22300)
    '22.300'
    """
    # A page of figures writes a thousand numbers, and a general formatter reads its pattern for each of them.
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return f"{exact:,.{digits}f}".translate(_SEPARATORS[language])


def percent(rate: float, language: str = "de", digits: int = 1) -> str:
    """Return a rate of 0..1 as per cent with a no-break space in German.

    >>> percent(0.0825).replace(NO_BREAK, " ")
    '8,2 %'
    """
    return number(rate * 100, language, digits) + (f"{NO_BREAK}%" if language == "de" else "%")


def euro(cents: int, language: str = "de") -> str:
    """Return cents as euro.

    >>> euro(34000).replace(NO_BREAK, " ")
    '340,00 €'
    """
    text = number(Decimal(cents) / 100, language, 2)
    return f"{text}{NO_BREAK}€" if language == "de" else f"€{text}"


def long_date(day: date | datetime, language: str = "de") -> str:
    """Return a day with the name of its month.

    >>> long_date(date(2026, 12, 21))
    '21. Dezember 2026'
    """
    day = local_date(day) if isinstance(day, datetime) else day
    return format_date(day, format="long", locale=language)


def weekday_date(day: date, language: str = "de") -> str:
    """Return a day of this year with its short weekday.

    >>> weekday_date(date(2026, 12, 21))
    'Mo., 21. Dezember'
    """
    pattern = "EEE d. MMMM" if language == "de" else "EEE d MMMM"
    text = format_date(day, format=pattern, locale=language)
    return text.replace(" ", ", ", 1) if language == "de" else text


@lru_cache(maxsize=512)
def month_name(month: Month, language: str = "de") -> str:
    """Return a month with its year.

    >>> month_name(Month(2026, 12))
    'Dezember 2026'
    """
    return format_skeleton("yMMMM", month.first_day, locale=language)


def month_only(month: Month, language: str = "de") -> str:
    """Return the name of a month without its year.

    >>> month_only(Month(2026, 12))
    'Dezember'
    """
    return format_date(month.first_day, format="LLLL", locale=language)


def month_short(month: Month, language: str = "de") -> str:
    """Return the short name of a month, for the axis of a chart.

    >>> month_short(Month(2026, 4)), month_short(Month(2026, 7))
    ('Apr.', 'Juli')
    """
    return format_date(month.first_day, format="MMM", locale=language)


def period_text(period: Period, language: str = "de") -> str:
    """Return the name of a month, quarter or year.

    >>> period_text(Period.quarter(2026, 4)), period_text(Period.year(2025))
    ('4. Quartal 2026', 'Jahr 2025')
    """
    if period.is_month:
        return month_name(period.first, language)
    year, quarter = period.first.quarter
    if period.is_quarter:
        return f"{quarter}. Quartal {year}" if language == "de" else f"quarter {quarter} of {year}"
    return f"Jahr {year}" if language == "de" else f"year {year}"


def time(moment: datetime) -> str:
    """Return the wall clock in Berlin.

    >>> from datetime import UTC
    >>> time(datetime(2026, 12, 9, 9, 42, tzinfo=UTC))
    '10:42'
    """
    return local(moment).strftime("%H:%M")
