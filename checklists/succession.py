"""What a new version of a grid must not do, so that the figures of a point stay one series."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import ClassVar

from checklists.diff import SCALES, folded
from checklists.faults import Fault, Steps
from checklists.model import Checklist, Entry, Pattern

_SENTENCES = {
    "other_grid": (
        "This is another grid ({found}) than the one it is to follow ({expected}).",
        "Das ist ein anderes Raster ({found}) als das, dem es folgen soll ({expected}).",
    ),
    "question_changed": (
        "A changed question needs a new id (for example {free}); {id} keeps the one it had.",
        "Eine geänderte Frage braucht eine neue Kennung (zum Beispiel {free}); {id} behält die bisherige.",
    ),
    "retired_returns": (
        "{id} was retired and never comes back. Please take a new id, for example {free}.",
        "{id} ist weggefallen und kommt nicht wieder. Bitte nehmen Sie eine neue Kennung, etwa {free}.",
    ),
    "scale_changed": (
        "This scale holds for all points. While points stay, “{id}” stays as it was.",
        "Diese Skala gilt für alle Prüfpunkte. Solange Punkte bleiben, bleibt auch „{id}“ wie bisher.",
    ),
    "entry_renamed": (
        "“{label}” keeps the id {old}; else its counts would fall apart into two series.",
        "„{label}“ behält die Kennung {old}; sonst zerfallen die Zahlen in zwei Reihen.",
    ),
    "replaces_nothing": (
        "{id} can only take the place of a point of the version before that is retired with this one.",
        "{id} kann nur an die Stelle eines Punkts der vorigen Fassung treten, der mit dieser wegfällt.",
    ),
    "replaces_changed": (
        "Which point {id} took the place of was settled with an earlier version and stays.",
        "An wessen Stelle {id} getreten ist, steht seit einer früheren Fassung fest und bleibt.",
    ),
}


class Refusal(Fault):
    """One place at which a new version would break a series, with its reason.

    Examples
    --------
    >>> Refusal(("check_points", 0, "id"), "retired_returns", {"id": "L01", "free": "L19"}).reason
    'L01 was retired and never comes back. Please take a new id, for example L19.'
    """

    __slots__ = ()
    sentences: ClassVar[Mapping[str, tuple[str, str]]] = _SENTENCES


def refusals(old: Checklist, new: Checklist, retired: Collection[str] = ()) -> list[Refusal]:
    """Name everything that keeps a version from following another.

    *Valid if* ``retired`` names every id that an earlier version held and ``old`` holds no more.

    Parameters
    ----------
    old : Checklist
        The version that is in force before.
    new : Checklist
        The version that is to follow it.
    retired : collection of str
        Ids of points that earlier versions held.

    Returns
    -------
    list of Refusal
        With the places in the new version; empty where it can follow.

    Examples
    --------
    >>> from checklists.load import builtin, load_builtin, load_checklist
    >>> new = load_checklist(builtin("benefits").replace("wirksamer Antrag vor", "Antrag vor"))
    >>> [refusal.path for refusal in refusals(load_builtin("benefits"), new)]
    ['check_points[0].question']
    """
    kind = (old.area, old.kind, old.id), (new.area, new.kind, new.id)
    if kind[0] != kind[1]:
        return [Refusal(("id",), "other_grid", {"found": new.id, "expected": old.id})]
    return [
        *_questions(old, new, retired),
        *_returning(old, new, retired),
        *_replaced(old, new),
        *_scales(old, new),
        *_renamed_entries(old, new),
    ]


def used_ids(versions: Iterable[Checklist]) -> frozenset[str]:
    """Return every id of a point that some versions hold or ever retired.

    Parameters
    ----------
    versions : iterable of Checklist
        Any versions of one grid.

    Returns
    -------
    frozenset of str
        Ids, whether active or not.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> "M18" in used_ids([load_builtin("integration")])
    True
    """
    return frozenset(point.id for version in versions for point in version.check_points)


def free_id(taken: Collection[str]) -> str:
    """Return the next id of a point after the highest one that was ever given.

    Parameters
    ----------
    taken : collection of str
        At least one id, all of one area.

    Returns
    -------
    str
        An id that no version held.

    Examples
    --------
    >>> free_id({"L18", "L02"})
    'L19'
    """
    newest = max(taken, key=lambda name: name[1:])
    return f"{newest[0]}{int(newest[1:]) + 1:02d}"


def _free_id(old: Checklist, new: Checklist, retired: Collection[str]) -> str:
    return free_id(used_ids([old, new]) | set(retired))


def _questions(old: Checklist, new: Checklist, retired: Collection[str]) -> Iterator[Refusal]:
    before = {point.id: point.question for point in old.points}
    free = _free_id(old, new, retired)
    for position, point in enumerate(new.check_points):
        question = before.get(point.id, point.question)
        if point.active and folded(question) != folded(point.question):
            place = ("check_points", position, "question")
            yield Refusal(place, "question_changed", {"id": point.id, "free": free})


def _returning(old: Checklist, new: Checklist, retired: Collection[str]) -> Iterator[Refusal]:
    active = {point.id for point in old.points}
    gone = (used_ids([old]) | set(retired)) - active
    free = _free_id(old, new, retired)
    for position, point in enumerate(new.check_points):
        if point.active and point.id in gone:
            place = ("check_points", position, "id")
            yield Refusal(place, "retired_returns", {"id": point.id, "free": free})


def _replaced(old: Checklist, new: Checklist) -> Iterator[Refusal]:
    before = {point.id: point for point in old.check_points}
    retiring = {point.id for point in old.points} - {point.id for point in new.points}
    for position, point in enumerate(new.check_points):
        place = ("check_points", position, "replaces")
        if point.id in before:
            if point.replaces != before[point.id].replaces:
                yield Refusal(place, "replaces_changed", {"id": point.id})
        elif point.replaces is not None and point.replaces not in retiring:
            yield Refusal(place, "replaces_nothing", {"id": point.id})


def _scales(old: Checklist, new: Checklist) -> Iterator[Refusal]:
    if not {point.id for point in old.points} & {point.id for point in new.points}:
        return
    for name in SCALES:
        before = {entry.id: entry for entry in getattr(old, name)}
        for position, entry in enumerate(getattr(new, name)):
            if before.get(entry.id, entry) != entry:
                yield Refusal((name, position), "scale_changed", {"id": entry.id})


def _renamed_entries(old: Checklist, new: Checklist) -> Iterator[Refusal]:
    yield from _renamed(old.topics, new.topics, ("topics",))
    yield from _renamed(old.groups, new.groups, ("groups",))
    yield from _renamed(old.causes, new.causes, ("causes",))
    before = {point.id: point for point in old.points}
    for position, point in enumerate(new.check_points):
        if point.active and point.id in before:
            steps = ("check_points", position, "patterns")
            yield from _renamed(before[point.id].patterns, point.patterns, steps)


def _renamed(
    old: Iterable[Entry | Pattern], new: Iterable[Entry | Pattern], steps: Steps
) -> Iterator[Refusal]:
    homes: dict[str, list[str]] = {}
    for entry in old:
        homes.setdefault(folded(entry.label), []).append(entry.id)
    for position, entry in enumerate(new):
        known = homes.get(folded(entry.label), [entry.id])
        if entry.id not in known:
            params = {"label": entry.label, "old": known[0]}
            yield Refusal((*steps, position, "id"), "entry_renamed", params)
