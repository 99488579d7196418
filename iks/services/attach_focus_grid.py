"""Give a focus topic the short grid that its files are checked with."""

from sqlalchemy.orm import Session

from checklists.digest import checklist_digest
from checklists.load import load_checklist
from checklists.vocabulary import GridKind
from iks.domain.clock import Clock
from iks.domain.journal import ChecklistInstalled
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import N_, NotThere, Refused
from iks.store import journal
from iks.store.catalogue import ChecklistVersion
from iks.store.focus import get_topic

# As much as the label of a version may hold.
_LONGEST_LABEL = 64


def attach_grid(session: Session, clock: Clock, actor: Actor, topic_id: str, text: str) -> str:
    """Install a short grid for a topic; outside the demo it serves draws from its approval on.

    Raises
    ------
    checklists.faults.ChecklistRejected
        With all faults of the grid at once.
    Refused
        When it is no focus grid of the area, or the topic has one already.
    """
    actor.require(Permission.ORDER_FOCUS)
    topic = get_topic(session, topic_id, lock=True)
    if topic is None:
        raise NotThere
    actor.require(Permission.ORDER_FOCUS, topic.area)
    grid = load_checklist(f"{text}\n")
    if grid.kind is not GridKind.FOCUS or Area(grid.area) is not topic.area:
        raise Refused(N_("Das ist kein Prüfraster für einen Schwerpunkt dieses Bereichs."))
    if topic.checklist_version_id is not None:
        raise Refused(N_("Dieser Schwerpunkt hat schon ein Prüfraster."))
    version = ChecklistVersion(
        area=topic.area,
        version=f"{topic.code}/{grid.version}"[:_LONGEST_LABEL],
        focus_code=topic.code,
        valid_from=topic.first_month,
        content=text,
        digest=checklist_digest(grid),
    )
    session.add(version)
    session.flush()
    topic.checklist_version_id = version.id
    event = ChecklistInstalled(version.area, version.version, version.digest)
    journal.record(session, actor, event, clock.now())
    return version.version
