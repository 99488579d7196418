"""Measures: what the house does about a finding, for whom, until when, and who decides."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iks.domain.text_screening import MarkKind, screen
from iks.errors import N_, FieldFault

LONGEST_TITLE = 120
LONGEST_TEXT = 1000
MOST_POINTS = 3
"""A measure for more points than that has no aim that could be missed."""
HOPED_FALLS = (25, 50, 75)
"""By how many per cent of the findings a measure may hope to lower a rate."""


class MeasureKind(StrEnum):
    """What a measure is."""

    KNOWLEDGE_ENTRY = "knowledge_entry"
    TRAINING = "training"
    BRANCH_HEADS_ROUND = "branch_heads_round"
    INSTRUCTION = "instruction"
    OTHER = "other"


class Function(StrEnum):
    """Who is responsible: a function of the house, never a person."""

    UNIT_HEAD = "unit_head"
    UNIT_STAFF = "unit_staff"
    BRANCH_HEADS = "branch_heads"
    TRAINING_OFFICE = "training_office"
    CONTROLLING = "controlling"
    MANAGEMENT = "management"


class MeasureScope(StrEnum):
    """For whom a measure is: the house, one of the sets fixed for a year, or named branches."""

    HOUSE = "house"
    BRANCH_SET = "branch_set"
    BRANCHES = "branches"


class MeasureState(StrEnum):
    """States of a measure; a decided one runs from its first day on."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    RUNNING = "running"
    DONE = "done"
    GIVEN_UP = "given_up"
    WITHDRAWN = "withdrawn"


OPEN_STATES = frozenset({MeasureState.PROPOSED, MeasureState.DECIDED, MeasureState.RUNNING})
ORDERED_STATES = frozenset({MeasureState.DECIDED, MeasureState.RUNNING})
"""Decided and not ended; such a measure can be overdue."""


@dataclass(frozen=True)
class MeasureWish:
    """A measure as it is proposed or changed.

    Parameters
    ----------
    title, task : str
        Its name, and what is to be done.
    points : tuple of str
        Check points that it aims at, one to three.
    branch_set : str
        Id of the set, for a measure for one of the sets.
    branches : tuple of str
        Codes of the named branches, for a measure for some branches.
    start, due : date or None
        First day, and the day by which it is done; nothing where none could be read.
    hoped : int
        By how many per cent the findings are hoped to fall; 0 where no effect is looked for.
    knowledge : tuple of str
        Ids of the entries of the knowledge system that belong to it.
    """

    kind: MeasureKind | None
    title: str
    task: str
    points: tuple[str, ...]
    scope: MeasureScope
    responsible: Function | None
    start: date | None
    due: date | None
    hoped: int = 0
    branch_set: str = ""
    branches: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeasureChoices:
    """What a measure of an area may name: points of the grid, sets, branches, knowledge entries."""

    points: Collection[str]
    sets: Collection[str]
    branches: Collection[str]
    knowledge: Collection[str]


def measure_faults(wish: MeasureWish, choices: MeasureChoices, today: date | None = None) -> list[FieldFault]:
    """Name everything that does not fit in a wish, each sentence at its field, in the order of the form.

    *Valid if* ``choices`` are those of the area; ``today`` is a day in Berlin, or nothing where a measure
    that exists is changed and may have begun.

    >>> choices = MeasureChoices({"L12"}, set(), {"Z01"}, set())
    >>> day = date(2027, 1, 11)
    >>> wish = MeasureWish(MeasureKind.TRAINING, "Schulung Unterhalt", "Zwei Termine", ("L12",),
    ...     MeasureScope.HOUSE, Function.TRAINING_OFFICE, day, date(2027, 3, 31), 50)
    >>> measure_faults(wish, choices, day)
    []
    >>> [fault.name for fault in measure_faults(wish, choices, date(2027, 1, 12))]
    ['start']
    """
    return [*_what_faults(wish, choices), *_scope_faults(wish, choices), *_when_faults(wish, today)]


def _what_faults(wish: MeasureWish, choices: MeasureChoices) -> Iterator[FieldFault]:
    if not wish.points:
        yield FieldFault("points", N_("Bitte wählen Sie mindestens einen Prüfpunkt."))
    elif len(wish.points) > MOST_POINTS:
        sentence = N_("Bitte wählen Sie höchstens %(limit)s Prüfpunkte.")
        yield FieldFault("points", sentence, {"limit": MOST_POINTS})
    elif not set(wish.points) <= set(choices.points):
        yield FieldFault("points", N_("Bitte wählen Sie Prüfpunkte des geltenden Rasters."))
    if wish.kind is None:
        yield FieldFault("kind", N_("Bitte wählen Sie, was getan wird."))
    yield from text_faults("title", wish.title, LONGEST_TITLE)
    yield from text_faults("task", wish.task, LONGEST_TEXT)
    if not set(wish.knowledge) <= set(choices.knowledge):
        yield FieldFault("knowledge", N_("Bitte wählen Sie einen der angebotenen WIS-Einträge."))


def _scope_faults(wish: MeasureWish, choices: MeasureChoices) -> Iterator[FieldFault]:
    if wish.scope is MeasureScope.BRANCH_SET and wish.branch_set not in choices.sets:
        yield FieldFault("scope", N_("Bitte wählen Sie eine der festgelegten Gruppen."))
    if wish.scope is MeasureScope.BRANCHES:
        if not wish.branches:
            yield FieldFault("branches", N_("Bitte wählen Sie, für welche Zweigstellen die Maßnahme gilt."))
        elif not set(wish.branches) <= set(choices.branches):
            yield FieldFault("branches", N_("Bitte wählen Sie Zweigstellen, die es gibt."))
    elif wish.hoped and wish.hoped not in HOPED_FALLS:
        yield FieldFault("hoped", N_("Bitte wählen Sie eine der angebotenen Möglichkeiten."))


def _when_faults(wish: MeasureWish, today: date | None) -> Iterator[FieldFault]:
    if wish.responsible is None:
        yield FieldFault("responsible", N_("Bitte wählen Sie, welche Funktion verantwortlich ist."))
    if wish.start is None:
        yield FieldFault("start", N_("Bitte geben Sie an, wann sie beginnt, zum Beispiel 9.12.2026."))
    elif today is not None and wish.start < today:
        yield FieldFault("start", N_("Der Beginn liegt in der Vergangenheit. Frühestens heute."))
    if wish.due is None:
        yield FieldFault("due", N_("Bitte geben Sie an, bis wann sie erledigt ist, zum Beispiel 31.3.2027."))
    elif wish.start is not None and wish.due < wish.start:
        yield FieldFault("due", N_("Die Frist liegt vor dem Beginn."))


def text_faults(name: str, text: str, longest: int, *, needed: bool = True) -> Iterator[FieldFault]:
    """Yield what a text of the house may not be: missing, too long, or with what identifies a case.

    *Valid if* the text is trimmed. Dates and amounts may stand in it; numbers of files may not.

    >>> [fault.sentence for fault in text_faults("title", "Akte 67502BG0012345", 120)]
    ['Bitte nennen Sie keine Aktenzeichen, Namen oder Anschriften.']
    """
    if not text:
        if needed:
            yield FieldFault(name, N_("Bitte füllen Sie dieses Feld aus."))
    elif len(text) > longest:
        yield FieldFault(name, N_("Bitte kürzen Sie den Text auf %(limit)s Zeichen."), {"limit": longest})
    elif any(mark.kind not in _HARMLESS for mark in screen(text)):
        yield FieldFault(name, N_("Bitte nennen Sie keine Aktenzeichen, Namen oder Anschriften."))


# What says nothing about a case in the name of a measure: when it is, how many, and where.
_HARMLESS = frozenset({MarkKind.DATE, MarkKind.AMOUNT, MarkKind.NUMBER, MarkKind.BRANCH})


def state_on(state: MeasureState, start: date, today: date) -> MeasureState:
    """Return the state on a day: a decided measure runs from its first day on.

    >>> state_on(MeasureState.DECIDED, date(2027, 1, 11), date(2027, 1, 11)).value
    'running'
    """
    return MeasureState.RUNNING if state is MeasureState.DECIDED and today >= start else state


def is_overdue(state: MeasureState, due: date, today: date) -> bool:
    """Return whether a measure should be done by now; the last day itself is not too late.

    >>> is_overdue(MeasureState.RUNNING, date(2027, 3, 31), date(2027, 3, 31))
    False
    >>> is_overdue(MeasureState.DECIDED, date(2027, 3, 31), date(2027, 4, 1))
    True
    """
    return state in ORDERED_STATES and due < today
