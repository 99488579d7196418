"""Keep the registry of the knowledge system (WIS): which entry explains which check point."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.knowledge import KnowledgeState, KnowledgeWish, is_address, knowledge_faults
from iks.domain.measure_events import KnowledgeKept
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import N_, FieldFault, FieldsRejected, NotThere, StaleVersion
from iks.services.measure_choices import Named, point_names
from iks.services.measure_views import KnowledgeLine
from iks.store import journal
from iks.store.knowledge import (
    KnowledgeEntry,
    KnowledgePoint,
    all_entries,
    entries_at,
    entry_by_number,
    get_entry,
)


@dataclass(frozen=True)
class KnowledgeView:
    """One entry with its points, and the version that a change refers to."""

    line: KnowledgeLine
    points: tuple[Named, ...]
    version: int


def entries(session: Session, actor: Actor) -> tuple[KnowledgeView, ...]:
    """Return all entries in the order of their numbers."""
    actor.require(Permission.SEE_KNOWLEDGE)
    return tuple(_view(entry) for entry in sorted(all_entries(session), key=_by_number))


def entry_view(session: Session, actor: Actor, entry_id: str) -> KnowledgeView:
    """Return one entry to change it."""
    actor.require(Permission.KEEP_KNOWLEDGE)
    entry = get_entry(session, entry_id)
    if entry is None:
        raise NotThere
    return _view(entry)


def entries_of_point(session: Session, actor: Actor, point: str) -> tuple[KnowledgeLine, ...]:
    """Return the entries that explain a check point and that people can work with."""
    actor.require(Permission.SEE_KNOWLEDGE)
    found = {entry.id: entry for area in Area for entry in entries_at(session, area, point)}
    usable = [entry for entry in found.values() if entry.state is not KnowledgeState.WITHDRAWN]
    return tuple(knowledge_line(entry) for entry in sorted(usable, key=_by_number))


def keep(
    session: Session,
    clock: Clock,
    actor: Actor,
    wish: KnowledgeWish,
    entry_id: str = "",
    version: int = 0,
) -> str:
    """Enter an entry, or change one that was seen in this version; return its id.

    Raises
    ------
    FieldsRejected
        With everything that does not fit, each sentence at its field.
    """
    actor.require(Permission.KEEP_KNOWLEDGE)
    areas = _areas_by_point(session, clock)
    faults = knowledge_faults(wish, areas)
    same = entry_by_number(session, wish.number)
    if same is not None and same.id != entry_id:
        faults.append(FieldFault("number", N_("Diese Nummer ist schon eingetragen.")))
    if faults or wish.state is None:
        raise FieldsRejected(faults)
    entry = _seen(session, entry_id, version) if entry_id else KnowledgeEntry(version=0)
    entry.number, entry.title, entry.link, entry.state = wish.number, wish.title, wish.link, wish.state
    entry.version += 1
    kept = {point.check_point: point for point in entry.points}
    entry.points = [
        kept.get(point) or KnowledgePoint(area=areas[point], check_point=point)
        for point in sorted(set(wish.points))
    ]
    session.add(entry)
    session.flush()
    event = KnowledgeKept(wish.number, tuple(sorted(set(wish.points))), wish.state.value)
    journal.record(session, actor, event, clock.now())
    return entry.id


def knowledge_line(entry: KnowledgeEntry) -> KnowledgeLine:
    """Return an entry as pages show it."""
    url = entry.link if is_address(entry.link) else ""
    return KnowledgeLine(entry.id, entry.number, entry.title, entry.link, url, entry.state.value)


def _view(entry: KnowledgeEntry) -> KnowledgeView:
    points = tuple(Named(point.check_point, point.area.value) for point in entry.points)
    return KnowledgeView(knowledge_line(entry), points, entry.version)


def _by_number(entry: KnowledgeEntry) -> list[tuple[bool, int, str]]:
    """Order 2.9 before 2.11, as the knowledge system does."""
    parts = entry.number.replace(".", " ").split()
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]


def _areas_by_point(session: Session, clock: Clock) -> dict[str, Area]:
    today = local_date(clock.now())
    return {point.id: area for area in Area for point in point_names(session, area, today)}


def _seen(session: Session, entry_id: str, version: int) -> KnowledgeEntry:
    entry = get_entry(session, entry_id, lock=True)
    if entry is None:
        raise NotThere
    if entry.version != version:
        raise StaleVersion(
            N_("Der Eintrag hat sich geändert, seit Sie ihn geöffnet haben."),
            kept=N_("Ihre Angabe ist nicht gespeichert."),
            todo=N_("Bitte sehen Sie sich den neuen Stand an."),
        )
    return entry
