"""The rules of one sheet: what the population list rules out, what is open, when it is finished."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from checklists.model import Checklist
from checklists.rules import Attributes, preselected
from iks.domain.finding import AnswerEntry, Problem, missing_at
from iks.domain.typed_answer import LONGEST_REASON, Typed, plain_text, read_entry
from iks.domain.values import AnswerValue, CheckState
from iks.errors import N_, InvalidInput

PROPOSED = AnswerEntry(AnswerValue.NOT_APPLICABLE, preselected=True)
Entries = Mapping[str, AnswerEntry]

_CONFIRM = N_("Bestätigen Sie die Punkte, die laut Bestandsliste nicht zutreffen.")
_NO_SUCH_POINT = N_("Diesen Punkt gibt es in diesem Prüfraster nicht.")
_VOID_REASON = N_("Bitte schreiben Sie, warum dieser Bogen nicht zählen soll.")
_VOID_LENGTH = N_("Bitte kürzen Sie den Grund auf %(limit)s Zeichen.")


@dataclass(frozen=True)
class Sheet:
    """One sheet as its rules see it.

    Parameters
    ----------
    grid : Checklist
        The version of the grid that the month uses.
    state : CheckState
        Not started, in progress, finished or void.
    listed : frozenset of str
        Points that surely do not apply by the population list.
    list_confirmed : bool
        Whether somebody has confirmed these points.
    entries : mapping of str to AnswerEntry
        What was answered or confirmed; a listed point without an entry is only proposed.
    """

    grid: Checklist
    state: CheckState = CheckState.NOT_STARTED
    listed: frozenset[str] = frozenset()
    list_confirmed: bool = False
    entries: Entries = field(default_factory=dict)

    def entry_at(self, point: str) -> AnswerEntry | None:
        """Return what stands at a point: the own answer, else what the list proposes."""
        return self.entries.get(point) or (PROPOSED if point in self.listed else None)

    @property
    def proposed(self) -> tuple[str, ...]:
        """The listed points that were not answered otherwise, in the order of the grid."""
        return tuple(p.id for p in self.grid.points if (e := self.entry_at(p.id)) and e.preselected)

    @property
    def to_confirm(self) -> tuple[str, ...]:
        """The proposed points as long as nobody has confirmed them."""
        return () if self.list_confirmed else self.proposed


def listed_points(grid: Checklist, attributes: Attributes | None, entries: Entries) -> frozenset[str]:
    """Return the points that the population list rules out for a file.

    Parameters
    ----------
    grid : Checklist
        The grid of the month.
    attributes : mapping of str to object, or None
        What the list says about the file; None once that is erased.
    entries : mapping of str to AnswerEntry
        What stands in the sheet; it tells what the list said when the list is erased.

    Returns
    -------
    frozenset of str
        Ids of points.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> grid = load_builtin("benefits")
    >>> sorted(listed_points(grid, {"housing_kind": "none"}, {}))
    ['L05', 'L06', 'L07']
    >>> sorted(listed_points(grid, None, {"L05": PROPOSED}))
    ['L05']
    """
    if attributes is not None:
        return frozenset(preselected(grid, attributes))
    return frozenset(point for point, e in entries.items() if e.preselected or e.list_was_wrong)


@dataclass(frozen=True)
class Progress:
    """How far a sheet is: "7 von 13 beantwortet, 5 treffen nicht zu".

    ``answered`` counts the points with an answer, complete or not; ``expected`` all that are not ruled
    out; ``open_points`` are those without an answer or with an incomplete one.
    """

    answered: int
    expected: int
    not_applicable: int
    open_points: tuple[str, ...]

    @property
    def next_open(self) -> str | None:
        """The first open point, where the work goes on."""
        return self.open_points[0] if self.open_points else None


def progress(sheet: Sheet) -> Progress:
    """Return how far a sheet is; what the list rules out counts as not applicable at once.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> how_far = progress(Sheet(load_builtin("benefits"), listed=frozenset({"L05", "L06"})))
    >>> how_far.answered, how_far.expected, how_far.not_applicable, how_far.next_open
    (0, 16, 2, 'L01')
    """
    entries = [sheet.entry_at(point.id) for point in sheet.grid.points]
    not_applicable = sum(e is not None and e.value is AnswerValue.NOT_APPLICABLE for e in entries)
    return Progress(
        answered=sum(e is not None for e in entries) - not_applicable,
        expected=len(entries) - not_applicable,
        not_applicable=not_applicable,
        open_points=tuple(p.id for p, e in zip(sheet.grid.points, entries, strict=True) if missing_at(p, e)),
    )


def missing(sheet: Sheet) -> tuple[Problem, ...]:
    """Return everything that a sheet still lacks before it can be finished, in the order of the form.

    >>> from checklists.load import load_builtin
    >>> len(missing(Sheet(load_builtin("integration"))))
    18
    """
    unconfirmed = (Problem("", "list", _CONFIRM),) if sheet.to_confirm else ()
    return unconfirmed + tuple(
        problem for p in sheet.grid.points for problem in missing_at(p, sheet.entry_at(p.id))
    )


def take(sheet: Sheet, typed: Mapping[str, Typed]) -> tuple[Sheet, tuple[Problem, ...]]:
    """Put what was typed into a sheet; points that are not named stay as they are.

    *Valid if* the sheet is neither void nor submitted.

    Parameters
    ----------
    sheet : Sheet
        The sheet as it stands.
    typed : mapping of str to mapping of str to str
        Per point what was typed into its fields.

    Returns
    -------
    (Sheet, tuple of Problem)
        The sheet afterwards, with its state, and what could not be taken.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> sheet = Sheet(load_builtin("benefits"), listed=frozenset({"L05"}))
    >>> changed, _ = take(sheet, {"L01": {"answer": "ok"}, "L05": {"answer": "finding"}})
    >>> changed.state.value, changed.entries["L05"].list_was_wrong
    ('in_progress', True)
    """
    points = {point.id: point for point in sheet.grid.points}
    entries, problems = dict(sheet.entries), []
    for name, fields in typed.items():
        if name not in points:
            problems.append(Problem(name, "answer", _NO_SUCH_POINT))
            continue
        entry, faults = read_entry(sheet.grid, points[name], fields, sheet.entry_at(name))
        problems.extend(faults)
        _put(sheet, entries, name, entry)
    changed = replace(sheet, entries=entries)
    return replace(changed, state=_state_after(sheet, changed)), tuple(problems)


def _put(sheet: Sheet, entries: dict[str, AnswerEntry], point: str, entry: AnswerEntry | None) -> None:
    if entry is None:
        return
    if point in sheet.listed:
        entry = _beside_the_list(entry)
        if entry.preselected and not sheet.list_confirmed and entry == PROPOSED:
            entries.pop(point, None)
            return
    entries[point] = entry


def _beside_the_list(entry: AnswerEntry) -> AnswerEntry:
    """Take note of the list: going back to it needs no reason, an answer shows that it was wrong."""
    if entry.value is AnswerValue.NOT_APPLICABLE:
        return replace(entry, preselected=True, list_was_wrong=False, turned=False, reason=None)
    contradicts = entry.value in {AnswerValue.OK, AnswerValue.FINDING}
    return replace(entry, preselected=False, list_was_wrong=contradicts)


def _state_after(before: Sheet, after: Sheet) -> CheckState:
    """Return the state after a change: a finished sheet stays finished while nothing is missing."""
    if before.state is CheckState.FINISHED and not missing(after):
        return CheckState.FINISHED
    untouched = before.state is CheckState.NOT_STARTED and after.entries == before.entries
    return CheckState.NOT_STARTED if untouched else CheckState.IN_PROGRESS


def confirm_list(sheet: Sheet) -> Sheet:
    """Confirm that the points the list rules out do not apply; each gets its entry and counts.

    >>> from checklists.load import load_builtin
    >>> confirm_list(Sheet(load_builtin("benefits"), listed=frozenset({"L05"}))).entries["L05"].preselected
    True
    """
    entries = dict.fromkeys(sheet.proposed, PROPOSED) | dict(sheet.entries)
    state = CheckState.IN_PROGRESS if sheet.state is CheckState.NOT_STARTED else sheet.state
    return replace(sheet, list_confirmed=True, entries=entries, state=state)


def finish(sheet: Sheet) -> Sheet:
    """Finish a sheet.

    Raises
    ------
    ValueError
        When something is missing; the caller asks ``missing`` first and shows it.
    """
    if missing(sheet):
        raise ValueError("a sheet with open points cannot be finished")
    return replace(sheet, state=CheckState.FINISHED)


def void_reason(text: str) -> str:
    """Return the reason for which a sheet is to be void.

    >>> void_reason(" falsche Akte ")
    'falsche Akte'

    Raises
    ------
    InvalidInput
        Without a reason, or with one that is too long.
    """
    reason = plain_text(text)
    if not reason:
        raise InvalidInput(_VOID_REASON)
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(_VOID_LENGTH, limit=LONGEST_REASON)
    return reason
