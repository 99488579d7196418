"""Write down what was made of a proposal after the close of a quarter: measure, agenda, or not now."""

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.measure import text_faults
from iks.domain.measure_events import TakeawayDecided
from iks.domain.roles import Actor, Permission
from iks.domain.takeaway import LONGEST_REASON, TakeawayDecision, TakeawayKind
from iks.domain.values import Area
from iks.errors import N_, FieldsRejected, Refused
from iks.services.propose_takeaways import Proposal, proposals_of
from iks.store import journal
from iks.store.agenda import AgendaItem, Takeaway, last_position
from iks.store.measures import Measure


def put_on_agenda(
    session: Session, clock: Clock, actor: Actor, area: Area, kind: TakeawayKind, point: str
) -> None:
    """Put a proposed point on the agenda of the branch heads' round; no figure goes with it.

    Raises
    ------
    Refused
        When it is not proposed any more, or somebody decided about it.
    """
    actor.require(Permission.PROPOSE_MEASURE, area)
    proposal = _open_proposal(session, area, kind, point)
    _settle(session, clock, actor, area, proposal, Takeaway(decision=TakeawayDecision.AGENDA, reason=""))
    session.add(
        AgendaItem(
            area=area,
            title=proposal.title,
            check_point=point,
            kind=kind,
            position=last_position(session, area) + 1,
            added_on=local_date(clock.now()),
            outcome="",
            agreed="",
        )
    )
    session.flush()


def not_now(
    session: Session, clock: Clock, actor: Actor, area: Area, kind: TakeawayKind, point: str, reason: str
) -> None:
    """Put a proposal off until the next quarter, for a reason.

    Raises
    ------
    FieldsRejected
        When no reason is given.
    Refused
        When it is not proposed any more, or somebody decided about it.
    """
    actor.require(Permission.DECIDE_MEASURE, area)
    proposal = _open_proposal(session, area, kind, point)
    if faults := list(text_faults("reason", reason, LONGEST_REASON)):
        raise FieldsRejected(faults)
    made = Takeaway(decision=TakeawayDecision.NOT_NOW, reason=reason)
    _settle(session, clock, actor, area, proposal, made)


def measure_made(session: Session, clock: Clock, actor: Actor, kind: TakeawayKind, measure: Measure) -> None:
    """Note that a measure came from a proposal; a measure for other points settles nothing."""
    points = {point.check_point for point in measure.points}
    proposals = proposals_of(session, measure.area, besides=measure.id)
    found = next((one for one in proposals if one.kind is kind), None)
    if found and found.decision is None and found.point in points:
        made = Takeaway(decision=TakeawayDecision.MEASURE, reason="", measure_id=measure.id)
        _settle(session, clock, actor, measure.area, found, made)


def _open_proposal(session: Session, area: Area, kind: TakeawayKind, point: str) -> Proposal:
    found = next((one for one in proposals_of(session, area) if one.kind is kind), None)
    if found is None or found.point != point or found.decision is not None:
        raise Refused(
            N_("Über diesen Vorschlag ist schon entschieden, oder er gilt nicht mehr."),
            kept=N_("An dem, was entschieden ist, ändert sich nichts."),
            todo=N_("Bitte sehen Sie sich die Vorschläge noch einmal an."),
        )
    return found


def _settle(
    session: Session, clock: Clock, actor: Actor, area: Area, proposal: Proposal, made: Takeaway
) -> None:
    made.area, made.quarter = area, str(proposal.quarter)
    made.kind, made.check_point = proposal.kind, proposal.point
    made.decided_by, made.decided_at = actor.user_id, clock.now()
    session.add(made)
    session.flush()
    event = TakeawayDecided(
        area.value, made.quarter, made.kind.value, made.check_point, made.decision.value, made.reason
    )
    journal.record(session, actor, event, made.decided_at)
