"""What differs between two versions of a grid, and what that means for figures before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from checklists.model import Checklist, CheckPoint
from checklists.tree import Plain


class Effect(StrEnum):
    """What a change does to figures that span both versions."""

    NONE = "none"
    CAUTION = "caution"
    BREAK = "break"


SCALES = ("answer_scale", "severity_scale", "error_kind_scale")
"""The lists by which every point is answered and weighed; they hold for all points at once."""

_WORDING_ONLY = {
    *("title", "guidance", "guidance_by_regime", "legal_basis", "legal_note", "example_formal"),
    *("applies_when_text", "report_period", "replaces", "version", "valid_from", "valid_to"),
    *(
        "point_order",
        "legal_status.as_of",
        "legal_status.approved",
        "legal_status.note",
        "risk_strata_suggestion",
    ),
}


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry of a list that was added, dropped or changed.

    Parameters
    ----------
    id : str
        Id of the entry.
    old, new : Plain
        The entry before and after; None where it does not exist.

    Examples
    --------
    >>> EntryChange("slip", None, {"id": "slip", "label": "Versehen"}).old is None
    True
    """

    id: str
    old: Plain
    new: Plain


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One entry of a point, or of the grid, that differs.

    Parameters
    ----------
    field : str
        Its name in the file; parts of ``legal_status`` are joined by a full stop.
    old, new : Plain
        Its values before and after.

    Examples
    --------
    >>> FieldChange("question", "Stimmt es?", "Stimmt alles?").breaks_comparability
    True
    """

    field: str
    old: Plain
    new: Plain

    @property
    def effect(self) -> Effect:
        """What the change does to figures that span both versions."""
        if self.field == "question":
            return Effect.NONE if folded(self.old) == folded(self.new) else Effect.BREAK
        if self.field in SCALES:
            return Effect.BREAK if self.entries else Effect.NONE
        return Effect.NONE if self.field in _WORDING_ONLY else Effect.CAUTION

    @property
    def breaks_comparability(self) -> bool:
        """Whether figures before and after must not be put into one series."""
        return self.effect is Effect.BREAK

    @property
    def entries(self) -> tuple[EntryChange, ...]:
        """The entries that differ, where this is a list of entries with ids; their order is left aside."""
        old, new = _by_id(self.old), _by_id(self.new)
        names = [*old, *(name for name in new if name not in old)]
        return tuple(
            EntryChange(name, old.get(name), new.get(name))
            for name in names
            if old.get(name) != new.get(name)
        )


@dataclass(frozen=True, slots=True)
class PointChange:
    """One check point that stays and differs.

    Parameters
    ----------
    point : CheckPoint
        The point as it is from now on.
    fields : tuple of FieldChange
        At least one change, in the order of the file.
    """

    point: CheckPoint
    fields: tuple[FieldChange, ...]

    @property
    def effect(self) -> Effect:
        """The strongest effect of the changes."""
        return max((change.effect for change in self.fields), key=list(Effect).index)


@dataclass(frozen=True, slots=True)
class GridDiff:
    """Everything that differs between two versions of a grid.

    Parameters
    ----------
    added : tuple of CheckPoint
        Active points that were not active before, as in the new version.
    retired : tuple of CheckPoint
        Points that are active no more, as in the old version.
    changed : tuple of PointChange
        Points in both versions that differ, retired ones included where their texts differ.
    grid : tuple of FieldChange
        What differs outside the points, and their order.
    """

    added: tuple[CheckPoint, ...]
    retired: tuple[CheckPoint, ...]
    changed: tuple[PointChange, ...]
    grid: tuple[FieldChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the versions say the same."""
        return not (self.added or self.retired or self.changed or self.grid)


def compare(old: Checklist, new: Checklist) -> GridDiff:
    """Name every difference between two versions of a grid.

    *Valid if* both were loaded by this program; every entry of the model is compared, none is left out.

    Parameters
    ----------
    old, new : Checklist
        Any two grids.

    Returns
    -------
    GridDiff
        Empty where the two say the same.

    Examples
    --------
    >>> from checklists.load import builtin, load_builtin, load_checklist
    >>> new = load_checklist(builtin("benefits").replace("title: Prüfraster Leistung", "title: Raster"))
    >>> [change.field for change in compare(load_builtin("benefits"), new).grid]
    ['title']
    """
    before, after = {p.id: p for p in old.points}, {p.id: p for p in new.points}
    return GridDiff(
        added=tuple(point for point in new.points if point.id not in before),
        retired=tuple(point for point in old.points if point.id not in after),
        changed=tuple(_changed_points(old, new)),
        grid=tuple(_changes(_outside_points(old, new), _outside_points(new, old))),
    )


def _changed_points(old: Checklist, new: Checklist) -> list[PointChange]:
    before = {point.id: point for point in old.check_points}
    found = []
    for point in new.check_points:
        if point.id in before:
            fields = tuple(_changes(_plain(before[point.id]), _plain(point)))
            found += [PointChange(point, fields)] if fields else []
    return found


def _plain(point: CheckPoint) -> dict[str, Plain]:
    # Whether a point is active is told by the lists of added and retired points.
    return point.model_dump(mode="json", by_alias=True, exclude={"active"})


def _outside_points(grid: Checklist, other: Checklist) -> dict[str, Plain]:
    values: dict[str, Plain] = grid.model_dump(mode="json", by_alias=True, exclude={"check_points"})
    legal: dict[str, Plain] = grid.legal_status.model_dump(mode="json", by_alias=True)
    del values["legal_status"]
    values |= {f"legal_status.{name}": value for name, value in legal.items()}
    known, active = {point.id for point in other.check_points}, {point.id for point in other.points}
    values["point_order"] = [point.id for point in grid.check_points if point.id in known]
    values["retired_points"] = sorted(
        point.id for point in grid.check_points if not point.active and point.id not in active
    )
    return values


def _changes(old: Mapping[str, Plain], new: Mapping[str, Plain]) -> list[FieldChange]:
    return [FieldChange(name, old[name], new[name]) for name in old if old[name] != new[name]]


def _by_id(entries: Plain) -> dict[str, Plain]:
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        return {}
    return {str(entry["id"]): entry for entry in entries if isinstance(entry, Mapping) and "id" in entry}


def folded(text: object) -> str:
    """Return a text with every run of blanks and line breaks as one blank, for it says the same.

    Parameters
    ----------
    text : object
        Any text of a grid.

    Returns
    -------
    str
        The words, one blank between them.

    Examples
    --------
    >>> folded("Ist der Bescheid  richtig?")
    'Ist der Bescheid richtig?'
    """
    return " ".join(str(text).split())
