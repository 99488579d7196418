"""Keep the agenda of the branch heads' round: add, order, settle; what was agreed stays on record."""

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.measure import LONGEST_TEXT, LONGEST_TITLE, text_faults
from iks.domain.measure_events import AgendaItemSettled
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import N_, FieldFault, FieldsRejected, NotThere, Refused
from iks.services.measure_choices import point_names
from iks.store import journal
from iks.store.agenda import AgendaItem, agenda_items, get_item, last_position


def add_item(session: Session, clock: Clock, actor: Actor, area: Area, title: str, point: str = "") -> str:
    """Put something typed on the agenda and return its id.

    Raises
    ------
    FieldsRejected
        When it says nothing, or names a point that does not exist.
    """
    actor.require(Permission.PROPOSE_MEASURE, area)
    today = local_date(clock.now())
    faults = list(text_faults("title", title, LONGEST_TITLE))
    if point and point not in {one.id for one in point_names(session, area, today)}:
        faults.append(FieldFault("point", N_("Bitte wählen Sie einen Prüfpunkt des geltenden Rasters.")))
    if faults:
        raise FieldsRejected(faults)
    item = AgendaItem(
        area=area,
        title=title,
        check_point=point,
        position=last_position(session, area) + 1,
        added_on=today,
        outcome="",
        agreed="",
    )
    session.add(item)
    session.flush()
    return item.id


def move_item(session: Session, actor: Actor, item_id: str, *, up: bool) -> None:
    """Move an open item one place up or down; the first one stays first."""
    item = _open_item(session, actor, item_id)
    items = agenda_items(session, item.area, lock=True)
    place = items.index(item)
    other = place - 1 if up else place + 1
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
    for number, one in enumerate(items, start=1):
        one.position = number


def settle_item(session: Session, clock: Clock, actor: Actor, item_id: str, agreed: str) -> None:
    """Write down what was agreed about an item; it leaves the agenda.

    Raises
    ------
    FieldsRejected
        When nothing is said.
    """
    item = _open_item(session, actor, item_id)
    if faults := list(text_faults("agreed", agreed, LONGEST_TEXT)):
        raise FieldsRejected(faults)
    _settle(session, clock, actor, item, "agreed", agreed)


def remove_item(session: Session, clock: Clock, actor: Actor, item_id: str) -> None:
    """Take an item off the agenda without an agreement."""
    _settle(session, clock, actor, _open_item(session, actor, item_id), "removed", "")


def _settle(
    session: Session, clock: Clock, actor: Actor, item: AgendaItem, outcome: str, agreed: str
) -> None:
    now = clock.now()
    item.outcome, item.agreed, item.settled_on = outcome, agreed, local_date(now)
    session.flush()
    journal.record(session, actor, AgendaItemSettled(item.area.value, item.title, outcome), now)


def _open_item(session: Session, actor: Actor, item_id: str) -> AgendaItem:
    actor.require(Permission.PROPOSE_MEASURE)
    item = get_item(session, item_id, lock=True)
    if item is None:
        raise NotThere
    actor.require(Permission.PROPOSE_MEASURE, item.area)
    if item.outcome:
        raise Refused(
            N_("Dieser Punkt steht nicht mehr auf der Tagesordnung."),
            kept=N_("Was vereinbart ist, bleibt stehen."),
        )
    return item
