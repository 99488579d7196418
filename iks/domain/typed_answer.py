"""Read what somebody typed at one check point: amounts and months as people write them, choices, texts."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from checklists.model import Checklist, CheckPoint
from iks.domain.finding import MISSING, AnswerEntry, Problem, directions_at
from iks.domain.values import AmountDirection, AnswerValue, CostBearer, ErrorKind, Relevance, Severity
from iks.errors import N_, InvalidInput

T = TypeVar("T")
Choice = TypeVar("Choice", bound=str)
Typed = Mapping[str, str]

LONGEST_REASON = 500
LONGEST_NOTE = 4000
LONGEST_EFFECT_IN_MONTHS = 120
# Sums of squares over a year of the whole house stay within 64 bits.
LARGEST_TOTAL_CENTS = 100_000_000

_BLANKS = re.compile(r"[\s€]|EUR|,[-–—]+(?=[\s€]*$)", re.IGNORECASE)
_MINUS_SIGNS = "-−–—"
_FIGURE = re.compile(r"(\d+|\d{1,3}(?:\.\d{3})+)(?:[.,](\d{1,2}))?")

_MINUS = N_(
    "Bitte den Betrag ohne Minuszeichen eingeben, zum Beispiel 85,00. Ob zu viel oder zu wenig gezahlt"
    " wurde, wählen Sie bei „Wirkung in Geld“."
)
_NO_AMOUNT = N_("Bitte den Betrag in Euro eingeben, zum Beispiel 85,00 oder 1.234,56.")
_ZERO = N_("Bitte einen Betrag über 0 eingeben. Ist kein Geld geflossen, wählen Sie „Keine Geldwirkung“.")
_TOO_MUCH = N_("Zusammen sind das mehr als 1.000.000 €. Bitte prüfen Sie Betrag und Monate.")
_NO_MONTHS = N_("Bitte die Monate als Zahl von 1 bis 120 eingeben.")
_NO_MONEY = N_("Bei %(point)s gibt es keinen Betrag. Bitte lassen Sie das Feld leer.")
_NO_SUCH_CHOICE = N_("Bitte wählen Sie eine der angebotenen Möglichkeiten.")
_TOO_LONG = N_("Bitte kürzen Sie den Text auf %(limit)s Zeichen.")


def read_amount(text: str) -> int | None:
    """Read an amount in euro as people write it.

    Parameters
    ----------
    text : str
        ``85``, ``85,00``, ``1.234,56``, with or without ``€``; a point before three digits separates
        thousands.

    Returns
    -------
    int or None
        Cents, at least 1; None for an empty field.

    Raises
    ------
    InvalidInput
        With a minus sign, at zero, above one million euro, and where it is no amount.

    Examples
    --------
    >>> read_amount("85"), read_amount("1.234,56 €"), read_amount(" ")
    (8500, 123456, None)
    """
    figure = _BLANKS.sub("", text)
    if not figure:
        return None
    if figure[0] in _MINUS_SIGNS or figure[-1] in _MINUS_SIGNS:
        raise InvalidInput(_MINUS)
    match = _FIGURE.fullmatch(figure) if figure.isascii() else None
    if match is None:
        raise InvalidInput(_NO_AMOUNT)
    cents = int(match[1].replace(".", "")) * 100 + int((match[2] or "").ljust(2, "0"))
    if cents == 0:
        raise InvalidInput(_ZERO)
    if cents > LARGEST_TOTAL_CENTS:
        raise InvalidInput(_TOO_MUCH)
    return cents


def read_months(text: str) -> int | None:
    """Read for how many months an amount holds.

    >>> read_months("4"), read_months("")
    (4, None)

    Raises
    ------
    InvalidInput
        Outside of 1 to 120.
    """
    figure = text.strip()
    if not figure:
        return None
    short = figure.isascii() and figure.isdigit() and len(figure.lstrip("0")) <= len("120")
    if not short or not 1 <= int(figure) <= LONGEST_EFFECT_IN_MONTHS:
        raise InvalidInput(_NO_MONTHS)
    return int(figure)


def plain_text(text: str) -> str:
    r"""Return a text as it is kept: lines end in LF, no control characters, no blanks around it.

    >>> plain_text("  a\r\nb\x00 ")
    'a\nb'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or sign.isprintable()).strip()


def read_entry(
    grid: Checklist, point: CheckPoint, typed: Typed, before: AnswerEntry | None
) -> tuple[AnswerEntry | None, tuple[Problem, ...]]:
    """Read what was typed at one point on top of what stands there.

    *Valid if* ``typed`` comes from one form: what it does not name stays as it is, except the tick
    box, which a browser leaves out when it is empty; it is taken as empty where the note stands
    beside it. A field that cannot be read is reported and stays as it was; all others are taken.

    Parameters
    ----------
    grid : Checklist
        The grid of the sheet.
    point : CheckPoint
        The point.
    typed : mapping of str to str
        Field names without the point, for example ``amount``, and their text.
    before : AnswerEntry or None
        What stands there now.

    Returns
    -------
    (AnswerEntry or None, tuple of Problem)
        What stands there afterwards, and what could not be taken.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> grid = load_builtin("benefits")
    >>> typed = {"answer": "finding", "direction": "overpayment", "amount": "85", "months": "4"}
    >>> entry, problems = read_entry(grid, grid.point("L08"), typed, None)
    >>> entry.total_cents, problems
    (34000, ())
    """
    reading = _Reading(point, typed)
    value = reading.choice("answer", AnswerValue, None) or (before.value if before else None)
    if value is None:
        if any(text.strip() for text in typed.values()):
            reading.report("answer", MISSING["answer"])
        return None, tuple(reading.problems)
    start = before if before and before.value is value else _fresh(value, before)
    entry = replace(start, note=reading.text("note", start.note, LONGEST_NOTE))
    if value is AnswerValue.FINDING:
        entry = _finding(reading, grid, entry)
    elif value is not AnswerValue.OK:
        entry = replace(entry, reason=reading.text("reason", start.reason, LONGEST_REASON))
    return entry, tuple(reading.problems)


def _fresh(value: AnswerValue, before: AnswerEntry | None) -> AnswerEntry:
    """Begin a new answer; a note stays, because it may say why the answer changed."""
    turned = value is AnswerValue.NOT_APPLICABLE and before is not None
    return AnswerEntry(value, turned=turned, note=before.note if before else None)


def _finding(reading: "_Reading", grid: Checklist, start: AnswerEntry) -> AnswerEntry:
    patterns = {pattern.id: pattern for pattern in reading.point.patterns}
    chosen = reading.choice("pattern", patterns, start.pattern)
    preset = patterns[chosen] if chosen and chosen != start.pattern else None
    entry = replace(
        start,
        pattern=chosen,
        cause=reading.choice("cause", [cause.id for cause in grid.causes], start.cause),
        kind=reading.choice("kind", ErrorKind, preset.kind if preset else start.kind),
        severity=reading.choice("severity", Severity, preset.severity if preset else start.severity),
        relevance=reading.choice("relevance", Relevance, start.relevance),
        disputed=reading.tick("disputed", beside="note", now=start.disputed),
    )
    return _money(reading, grid, entry)


def _money(reading: "_Reading", grid: Checklist, start: AnswerEntry) -> AnswerEntry:
    rule = reading.point.amount
    if not rule.possible:
        if reading.typed.get("amount", "").strip() or reading.typed.get("months", "").strip():
            reading.report("amount", _NO_MONEY, point=reading.point.id)
        return start
    direction = reading.choice("direction", directions_at(reading.point), start.direction)
    if direction in {AmountDirection.UNKNOWN, AmountDirection.NONE}:
        return replace(start, direction=direction, amount_cents=None, months=None, bearer=None)
    bearers = [CostBearer(bearer.id) for bearer in grid.bearer_scale]
    chosen = reading.choice("bearer", bearers, start.bearer) if rule.bearer_choice else rule.cost_bearer
    entry = replace(
        start,
        direction=direction,
        amount_cents=reading.number("amount", read_amount, start.amount_cents),
        months=reading.number("months", read_months, start.months),
        bearer=chosen if rule.bearer_choice or direction else None,
    )
    if (entry.total_cents or 0) > LARGEST_TOTAL_CENTS:
        reading.report("amount", _TOO_MUCH)
        return replace(entry, amount_cents=start.amount_cents, months=start.months)
    return entry


class _Reading:
    """Reads the fields of one point one by one and keeps what could not be read."""

    def __init__(self, point: CheckPoint, typed: Typed) -> None:
        self.point, self.typed = point, typed
        self.problems: list[Problem] = []

    def report(self, name: str, text: str, **params: object) -> None:
        self.problems.append(Problem(self.point.id, name, text, params))

    def choice(self, name: str, offered: Iterable[Choice], now: Choice | None) -> Choice | None:
        text = self.typed.get(name)
        if text is None:
            return now
        found = next((one for one in offered if one == text), None)
        if found is None and text:
            self.report(name, _NO_SUCH_CHOICE)
            return now
        return found

    def number(self, name: str, read: Callable[[str], T | None], now: T | None) -> T | None:
        if name not in self.typed:
            return now
        try:
            return read(self.typed[name])
        except InvalidInput as error:
            self.report(name, error.happened, **error.params)
            return now

    def text(self, name: str, now: str | None, longest: int) -> str | None:
        if name not in self.typed:
            return now
        text = plain_text(self.typed[name])
        if len(text) > longest:
            self.report(name, _TOO_LONG, limit=longest)
            return now
        return text or None

    def tick(self, name: str, *, beside: str, now: bool) -> bool:
        return name in self.typed or (now and beside not in self.typed)
