"""Which figures of a point form one series across versions of a grid, and where it breaks."""

from collections.abc import Sequence
from dataclasses import dataclass

from checklists.diff import SCALES, Effect, FieldChange, compare
from checklists.model import Checklist

_FOR_ALL_POINTS = {*SCALES, "answer_rule", "unit_of_check", "draw", "yes_means"}
"""What stands outside the points and still decides how every one of them is answered."""

_SORTED_ONLY = {"topic", "group"}
"""Under which heading a point is shown; its own figures stay what they were."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One place in a series at which something about the point changed.

    Parameters
    ----------
    place : int
        Place of the first period that uses the new version, from 1.
    effect : Effect
        ``break`` where figures before and after must not be put together, ``caution`` where they may
        with a note.
    version : str
        Label of the version that begins here.
    before : str
        Id of the point that asked before, where it had another one; else empty.
    fields : tuple of str
        Names of the entries that changed, in the order of the file; empty for a break.
    """

    place: int
    effect: Effect
    version: str
    before: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """The ids under which one point was asked, and where that changed.

    Parameters
    ----------
    points : tuple of str
        For each period the id of the point; empty where neither it nor one before it was asked.
    turns : tuple of Turn
        The oldest first.
    """

    points: tuple[str, ...]
    turns: tuple[Turn, ...]

    @property
    def breaks(self) -> tuple[int, ...]:
        """Places at which a new stretch begins."""
        return tuple(turn.place for turn in self.turns if turn.effect is Effect.BREAK)


def series_of(grids: Sequence[Checklist], point: str) -> Series:
    """Follow a point back through the versions that consecutive periods used.

    *Valid if* every version was allowed to follow the one before it (`checklists.succession`), so that
    one id has one question.

    Parameters
    ----------
    grids : sequence of Checklist
        The version of each period, the oldest first; the same object where periods share one.
    point : str
        Id of the point in the newest versions.

    Returns
    -------
    Series
        As many ids as periods.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> series_of([load_builtin("benefits")] * 3, "L01")
    Series(points=('L01', 'L01', 'L01'), turns=())
    """
    names = [""] * len(grids)
    name = point
    for place in range(len(grids) - 1, -1, -1):
        held = {one.id: one for one in grids[place].points}
        if name not in held and place + 1 < len(grids):
            later = {one.id: one for one in grids[place + 1].check_points}
            name = (later[name].replaces if name in later else None) or name
        names[place] = name if name in held else ""
    turns = (_turn(grids, names, place) for place in range(1, len(grids)))
    return Series(tuple(names), tuple(turn for turn in turns if turn))


def _turn(grids: Sequence[Checklist], names: Sequence[str], place: int) -> Turn | None:
    old, new, before, after = grids[place - 1], grids[place], names[place - 1], names[place]
    if old is new or not (before and after):
        return None
    if before != after:
        return Turn(place, Effect.BREAK, new.version, before)
    changes = changes_at(old, new, after)
    if not changes:
        return None
    effect = Effect.BREAK if any(change.breaks_comparability for change in changes) else Effect.CAUTION
    return Turn(place, effect, new.version, fields=tuple(change.field for change in changes))


def changes_at(old: Checklist, new: Checklist, point: str) -> tuple[FieldChange, ...]:
    """Return what changed between two versions that figures of a point have to be read with.

    Parameters
    ----------
    old, new : Checklist
        Two versions that hold the point.
    point : str
        Its id.

    Returns
    -------
    tuple of FieldChange
        Changes of wording alone are left out.

    Examples
    --------
    >>> from checklists.load import builtin, load_builtin, load_checklist
    >>> new = load_checklist(builtin("benefits").replace("Antragsart und Rück", "Art und Rück"))
    >>> changes_at(load_builtin("benefits"), new, "L01")
    ()
    """
    difference = compare(old, new)
    of_point = next((change.fields for change in difference.changed if change.point.id == point), ())
    around = [change for change in difference.grid if change.field in _FOR_ALL_POINTS]
    changes = (change for change in (*of_point, *around) if change.field not in _SORTED_ONLY)
    return tuple(change for change in changes if change.effect is not Effect.NONE)
