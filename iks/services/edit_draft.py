"""Save parts of a draft, each against the state that the editor saw."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from checklists.draft import Values, part_digest, points_of
from checklists.draft_steps import added, moved, replaced, restored, retired, with_point
from checklists.succession import used_ids
from checklists.tree import Plain
from iks.domain.clock import Clock
from iks.domain.roles import Actor
from iks.domain.values import VersionState
from iks.errors import N_, NotThere, Refused, StaleVersion
from iks.services.draft_grid import editable, store, values_of
from iks.services.read_checklist import grid_by_id, grid_of
from iks.store.catalogue import versions_of
from iks.store.grid_drafts import GridDraft


class DraftConflict(StaleVersion):
    """Shown to the editor: somebody else saved this part in between; both texts are shown.

    Parameters
    ----------
    current : dict
        The part as it is stored.
    changed_by : str
        Username of whoever saved last.
    changed_at : datetime
        When.
    """

    def __init__(self, current: Mapping[str, Plain], changed_by: str, changed_at: datetime) -> None:
        self.current, self.changed_by, self.changed_at = current, changed_by, changed_at
        super().__init__(
            N_("%(name)s hat diesen Teil geändert, seit Sie ihn geöffnet haben."),
            kept=N_("Nichts ist überschrieben; beide Texte stehen unten."),
            todo=N_("Bitte vergleichen Sie und speichern Sie, was gelten soll."),
            name=changed_by,
        )


def save_point(
    session: Session, clock: Clock, actor: Actor, draft_id: str, point: Values, *, seen: str
) -> str:
    """Save a point as it was typed, right or wrong; return what names its new state.

    Raises
    ------
    DraftConflict
        When somebody else saved it since it had the state ``seen``, and differently.
    """
    draft = editable(session, actor, draft_id)
    values = values_of(draft)
    current = point_in(values, str(point["id"]))
    _refuse_overwriting(draft, current, point, seen)
    if point != current:
        store(draft, clock, actor, with_point(values, point))
    return part_digest(point)


def save_head(session: Session, clock: Clock, actor: Actor, draft_id: str, head: Values, *, seen: str) -> str:
    """Save what stands outside the points; return what names its new state.

    Raises
    ------
    DraftConflict
        When somebody else saved it since it had the state ``seen``, and differently.
    """
    draft = editable(session, actor, draft_id)
    values = values_of(draft)
    current = head_of(values)
    _refuse_overwriting(draft, current, head, seen)
    if head != current:
        # The points, and everything else, keep their place in the file.
        kept = {name: values[name] for name in values if name in head or name == "check_points"}
        store(draft, clock, actor, kept | head)
    return part_digest(head)


def move(
    session: Session, clock: Clock, actor: Actor, draft_id: str, point: str, steps: int, *, seen: str
) -> None:
    """Move a point up or down."""
    _step(session, clock, actor, draft_id, seen, lambda values, _: moved(values, point, steps))


def retire(session: Session, clock: Clock, actor: Actor, draft_id: str, point: str, *, seen: str) -> None:
    """Retire a point of an earlier version, or take a new one out again."""
    _step(session, clock, actor, draft_id, seen, lambda values, base: retired(values, point, base))


def restore(session: Session, clock: Clock, actor: Actor, draft_id: str, point: str, *, seen: str) -> None:
    """Take back that a point is retired."""
    _step(session, clock, actor, draft_id, seen, lambda values, _: restored(values, point))


def add(
    session: Session,
    clock: Clock,
    actor: Actor,
    draft_id: str,
    *,
    seen: str | None = None,
    given: Mapping[str, Plain] | None = None,
) -> str:
    """Add a point under an id that was never used, with what is given about it; return the id."""
    draft = editable(session, actor, draft_id)
    values = values_of(draft)
    if seen is not None:
        _refuse_other_order(values, seen)
    changed, name = added(values, ids_ever_used(session, draft))
    point = {**point_in(changed, name), **(given or {}), "id": name}
    store(draft, clock, actor, with_point(changed, point))
    return name


def replace(session: Session, clock: Clock, actor: Actor, draft_id: str, point: str) -> str:
    """Let a point with another question take the place of the old one; return its new id.

    Raises
    ------
    NotThere
        When the version before has no such active point.
    """
    draft = editable(session, actor, draft_id)
    before = base_point(session, draft, point)
    values = values_of(draft)
    point_in(values, point)
    if before is None:
        raise NotThere
    changed, name = replaced(values, point, before, ids_ever_used(session, draft))
    store(draft, clock, actor, changed)
    return name


def point_in(values: Values, point: str) -> Values:
    """Return a point of a draft.

    Raises
    ------
    NotThere
        When the draft has none of this id.
    """
    found = next((one for one in points_of(values) if one["id"] == point), None)
    if found is None:
        raise NotThere
    return found


def head_of(values: Mapping[str, Plain]) -> Values:
    """Return what stands outside the points."""
    return {name: value for name, value in values.items() if name != "check_points"}


def order_digest(values: Mapping[str, Plain]) -> str:
    """Return what names the points of a draft and their order."""
    return part_digest([[point["id"], point.get("active", True)] for point in points_of(values)])


def base_point(session: Session, draft: GridDraft, point: str) -> Values | None:
    """Return a point as the version has it that the draft was copied from, where it is asked there."""
    grid = grid_by_id(session, draft.base_id)
    found = next((one for one in grid.points if one.id == point), None)
    return found.model_dump(mode="json", by_alias=True, exclude_defaults=True) if found else None


def ids_ever_used(session: Session, draft: GridDraft) -> frozenset[str]:
    """Return every id that a version of this grid held, proposals included."""
    held = versions_of(session, draft.area)
    return used_ids(grid_of(version) for version in held if version.state is not VersionState.WITHDRAWN)


def _step(
    session: Session,
    clock: Clock,
    actor: Actor,
    draft_id: str,
    seen: str,
    change: Callable[[Values, Collection[str]], Values],
) -> None:
    draft = editable(session, actor, draft_id)
    values = values_of(draft)
    _refuse_other_order(values, seen)
    store(draft, clock, actor, change(values, ids_ever_used(session, draft)))


def _refuse_overwriting(draft: GridDraft, current: Values, wanted: Values, seen: str) -> None:
    if part_digest(current) != seen and current != wanted:
        raise DraftConflict(current, draft.changed_by, draft.changed_at)


def _refuse_other_order(values: Values, seen: str) -> None:
    if order_digest(values) != seen:
        raise Refused(
            N_("Die Prüfpunkte haben sich geändert, seit Sie die Seite geöffnet haben."),
            kept=N_("Es wurde nichts verschoben, nichts hinzugefügt und nichts weggenommen."),
            todo=N_("Sie sehen jetzt den neuen Stand; bitte entscheiden Sie noch einmal."),
        )
