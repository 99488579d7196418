"""What may be entered at one check point, and what still lacks there; what of it may be counted."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from checklists.model import CheckPoint
from iks.domain.values import (
    AmountDirection,
    AnswerValue,
    CostBearer,
    ErrorKind,
    ExclusionReason,
    Relevance,
    Severity,
)
from iks.errors import N_

FIELDS = (
    "answer",
    "pattern",
    "cause",
    "kind",
    "severity",
    "amount",
    "months",
    "direction",
    "bearer",
    "relevance",
    "reason",
    "note",
    "disputed",
)
WITH_MONEY = frozenset({AmountDirection.OVERPAYMENT, AmountDirection.UNDERPAYMENT})


@dataclass(frozen=True)
class AnswerEntry:
    """What stands at one check point of one sheet; reason, note and disputed stay in the branch."""

    value: AnswerValue
    preselected: bool = False
    list_was_wrong: bool = False
    turned: bool = False
    pattern: str | None = None
    cause: str | None = None
    kind: ErrorKind | None = None
    severity: Severity | None = None
    amount_cents: int | None = None
    months: int | None = None
    direction: AmountDirection | None = None
    bearer: CostBearer | None = None
    relevance: Relevance | None = None
    reason: str | None = None
    note: str | None = None
    disputed: bool = False

    @property
    def total_cents(self) -> int | None:
        """Amount in a month times months, where both are known."""
        return self.amount_cents * self.months if self.amount_cents and self.months else None


@dataclass(frozen=True)
class Problem:
    """A field of a check point, and the sentence that says what to do there.

    ``text`` is a German template with ``%(name)s`` places for ``params``; ``field`` is one of FIELDS,
    or ``list`` for the confirmation of the points that the population list rules out.
    """

    point: str
    field: str
    text: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name of the form field, for example ``L08.amount``."""
        return f"{self.point}.{self.field}"


MISSING: Mapping[str, str] = {
    "answer": N_("Wählen Sie eine Antwort aus."),
    "pattern": N_("Wählen Sie das Fehlerbild aus, das am nächsten kommt."),
    "cause": N_("Wählen Sie eine Ursache aus. Lässt sie sich nicht sagen, nehmen Sie „nicht erkennbar“."),
    "kind": N_("Wählen Sie aus, ob der Fehler formell oder materiell ist."),
    "severity": N_("Wählen Sie aus, wie schwer der Fehler wiegt."),
    "direction": N_("Wählen Sie aus, wie der Fehler in Geld gewirkt hat."),
    "amount": N_("Geben Sie den Betrag im Monat an, zum Beispiel 85,00."),
    "months": N_("Geben Sie an, für wie viele Monate der Betrag gilt."),
    "bearer": N_("Wählen Sie aus, wer die Kosten trägt."),
    "reason": N_("Schreiben Sie, warum der Punkt nicht prüfbar ist."),
}
_REASON_FOR_TURNING = N_(
    "Hier stand zuvor eine andere Antwort. Schreiben Sie kurz, warum der Punkt doch nicht zutrifft."
)


def missing_at(point: CheckPoint, entry: AnswerEntry | None) -> tuple[Problem, ...]:
    """Return what an answer still lacks before its sheet can be finished, in the order of the form.

    Parameters
    ----------
    point : CheckPoint
        The point of the grid.
    entry : AnswerEntry or None
        What stands there; None where nothing was answered.

    Returns
    -------
    tuple of Problem
        Empty where the answer is complete.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> L16 = load_builtin("benefits").point("L16")
    >>> [problem.field for problem in missing_at(L16, AnswerEntry(AnswerValue.FINDING))]
    ['pattern', 'cause', 'kind', 'severity']
    """
    if entry is None:
        return (Problem(point.id, "answer", MISSING["answer"]),)
    if entry.value is AnswerValue.FINDING:
        return tuple(
            Problem(point.id, name, MISSING[name])
            for name, value in _needed_for_a_finding(point, entry)
            if value is None
        )
    if entry.value is AnswerValue.NOT_ASSESSABLE and not entry.reason:
        return (Problem(point.id, "reason", MISSING["reason"]),)
    if entry.turned and not entry.reason:
        return (Problem(point.id, "reason", _REASON_FOR_TURNING),)
    return ()


def _needed_for_a_finding(point: CheckPoint, entry: AnswerEntry) -> Iterable[tuple[str, object]]:
    yield from (
        ("pattern", entry.pattern),
        ("cause", entry.cause),
        ("kind", entry.kind),
        ("severity", entry.severity),
    )
    if not point.amount.possible:
        return
    yield "direction", entry.direction
    if entry.direction in WITH_MONEY:
        yield from (("amount", entry.amount_cents), ("months", entry.months), ("bearer", entry.bearer))


def directions_at(point: CheckPoint) -> tuple[AmountDirection, ...]:
    """Return the effects in money that can be chosen at a point; none where it allows no money.

    >>> from checklists.load import load_builtin
    >>> [d.value for d in directions_at(load_builtin("integration").point("M10"))]
    ['overpayment', 'unknown', 'none']
    """
    if not point.amount.possible:
        return ()
    return (*point.amount.directions, AmountDirection.UNKNOWN, AmountDirection.NONE)


class Dimension(StrEnum):
    """The four ways in which findings are counted, each alone."""

    PATTERN = "pattern"
    CAUSE = "cause"
    SEVERITY = "severity"
    KIND = "kind"


@dataclass(frozen=True)
class CheckedAnswer:
    """What of one answer may be counted: no text, no note, nothing that names a file."""

    value: AnswerValue
    pattern: str | None = None
    cause: str | None = None
    kind: ErrorKind | None = None
    severity: Severity | None = None
    cents: int | None = None
    direction: AmountDirection | None = None
    bearer: CostBearer | None = None
    systemic: bool = False
    list_was_wrong: bool = False


@dataclass(frozen=True)
class CheckedSheet:
    """What of one finished sheet may be counted.

    Parameters
    ----------
    stratum : str
        The stratum in which the file was drawn.
    regimes : tuple of str
        The legal regimes whose guidance was shown, oldest first.
    answers : mapping of str to CheckedAnswer
        One for every check point of the grid.
    """

    stratum: str
    regimes: tuple[str, ...]
    answers: Mapping[str, CheckedAnswer]


@dataclass(frozen=True)
class StratumCounts:
    """What is known of a stratum without looking into any sheet: plain numbers of files."""

    population: int
    drawn: int
    substituted: Mapping[ExclusionReason, int]


def to_count(entry: AnswerEntry) -> CheckedAnswer:
    """Return what of an answer may be counted.

    >>> to_count(AnswerEntry(AnswerValue.OK, note="stays")).value.value
    'ok'
    """
    return CheckedAnswer(
        entry.value,
        entry.pattern,
        entry.cause,
        entry.kind,
        entry.severity,
        entry.total_cents if entry.direction in WITH_MONEY else None,
        entry.direction,
        entry.bearer,
        systemic=entry.relevance is Relevance.SYSTEMIC,
        list_was_wrong=entry.list_was_wrong,
    )
