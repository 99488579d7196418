"""Propose, order and end focus topics; who orders one commits to its first secret in the same moment."""

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.draw_events import FocusEnded, FocusOrdered, FocusProposed, FocusWithdrawn
from iks.domain.focus import (
    LEAST_BRANCHES,
    LEAST_FILES,
    FocusWish,
    condition_text,
    earliest_month,
    filter_of,
    terms_of,
    wish_faults,
)
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import N_, FieldFault, FieldsRejected, NotPermitted, NotThere, Refused
from iks.services.commit_seed import ensure_commitment
from iks.services.count_focus import count_matches, grid_to_ask, imported_attributes
from iks.services.derive_focus import STRATUM
from iks.services.seed_vault import SeedVault
from iks.store import journal
from iks.store.focus import (
    FocusProposal,
    FocusTopic,
    get_proposal,
    get_topic,
    open_proposals,
    topic_by_code,
)
from sampling import Allocation

NOT_ORDERED = N_("Der Schwerpunkt ist nicht angeordnet.")


def propose(session: Session, clock: Clock, actor: Actor, area: Area, wish: FocusWish) -> str:
    """Put a topic on the list of proposals and return its id; nothing is drawn for it yet.

    Raises
    ------
    FieldsRejected
        With everything that does not fit, each sentence at its field.
    """
    actor.require(Permission.PROPOSE_FOCUS, area)
    faults = _faults(session, clock, area, wish)
    if _is_taken(session, area, wish.code):
        faults.append(FieldFault("code", N_("Dieses Kürzel ist vergeben. Bitte wählen Sie ein anderes.")))
    if faults:
        raise FieldsRejected(faults)
    proposal = FocusProposal(
        area=area,
        code=wish.code,
        title=wish.title,
        reason=wish.reason,
        first_month=wish.first_month,
        last_month=wish.last_month,
        filter=filter_of(wish.terms),
        allocation={STRATUM: wish.files},
        proposed_by=actor.user_id,
        proposed_at=clock.now(),
    )
    session.add(proposal)
    session.flush()
    journal.record(session, actor, FocusProposed(*_facts(proposal)), clock.now())
    return proposal.id


def withdraw(session: Session, clock: Clock, actor: Actor, proposal_id: str) -> None:
    """Take a proposal back: whoever proposed it, or whoever could order it.

    Raises
    ------
    Refused
        When it is decided already.
    """
    proposal = _open_proposal(session, actor, Permission.PROPOSE_FOCUS, proposal_id)
    if proposal.proposed_by != actor.user_id and not actor.may(Permission.ORDER_FOCUS, proposal.area):
        raise NotPermitted(
            N_("Zurückziehen kann den Vorschlag, wer ihn gemacht hat, oder die Bereichsleitung."),
            kept=N_("Der Vorschlag liegt weiter vor."),
        )
    _decide(proposal, clock, actor, "withdrawn")
    event = FocusWithdrawn(proposal.area.value, _draw_code(proposal))
    journal.record(session, actor, event, clock.now())


def order(
    session: Session,
    clock: Clock,
    actor: Actor,
    vault: SeedVault,
    proposal_id: str,
    first_month: Month | None = None,
) -> str:
    """Order a proposed topic and commit to its first secret; it may begin later than was proposed.

    Raises
    ------
    Refused
        When its first list would be locked less than a working day from now, when it concerns too few
        files or branches or nobody can count them, or when it is decided already.
    """
    proposal = _open_proposal(session, actor, Permission.ORDER_FOCUS, proposal_id)
    begin = max(proposal.first_month, first_month or proposal.first_month)
    _refuse_late(clock, begin, proposal.last_month)
    _refuse_unfit(session, clock, proposal, begin)
    _refuse_small_crowd(session, proposal)
    topic = FocusTopic(
        area=proposal.area,
        code=proposal.code,
        title=proposal.title,
        reason=proposal.reason,
        first_month=begin,
        last_month=proposal.last_month,
        filter=proposal.filter,
        allocation=proposal.allocation,
        ordered_by=actor.user_id,
        ordered_at=clock.now(),
    )
    session.add(topic)
    session.flush()
    _decide(proposal, clock, actor, "ordered")
    journal.record(session, actor, FocusOrdered(*_facts(topic)), clock.now())
    ensure_commitment(session, clock, actor, vault, topic.draw_code)
    return topic.id


def end(session: Session, clock: Clock, actor: Actor, topic_id: str) -> None:
    """End a topic before its last month; lists that are locked already are still drawn from.

    Raises
    ------
    Refused
        When it has ended already.
    """
    actor.require(Permission.ORDER_FOCUS)
    topic = get_topic(session, topic_id, lock=True)
    if topic is None:
        raise NotThere
    actor.require(Permission.ORDER_FOCUS, topic.area)
    if topic.ended_at is not None:
        raise Refused(N_("Dieser Schwerpunkt ist schon beendet."))
    topic.ended_at = clock.now()
    event = FocusEnded(topic.area.value, topic.draw_code, str(Month.of(local_date(topic.ended_at))))
    journal.record(session, actor, event, topic.ended_at)


def _faults(session: Session, clock: Clock, area: Area, wish: FocusWish) -> list[FieldFault]:
    today = local_date(clock.now())
    grid = grid_to_ask(session, area, Month.of(today))
    return wish_faults(wish, grid, imported_attributes(session, area), today)


def _is_taken(session: Session, area: Area, code: str) -> bool:
    waiting = {proposal.code for proposal in open_proposals(session, area)}
    return code in waiting or topic_by_code(session, area, code) is not None


def _open_proposal(session: Session, actor: Actor, permission: Permission, proposal_id: str) -> FocusProposal:
    actor.require(permission)
    proposal = get_proposal(session, proposal_id, lock=True)
    if proposal is None:
        raise NotThere
    actor.require(permission, proposal.area)
    if proposal.decision is not None:
        raise Refused(
            N_("Über diesen Vorschlag ist schon entschieden."),
            kept=N_("An der Entscheidung ändert sich nichts."),
        )
    return proposal


def _decide(proposal: FocusProposal, clock: Clock, actor: Actor, decision: str) -> None:
    proposal.decision, proposal.decided_by, proposal.decided_at = decision, actor.user_id, clock.now()


def _refuse_late(clock: Clock, begin: Month, last_month: Month) -> None:
    earliest = earliest_month(local_date(clock.now()))
    if earliest > last_month:
        raise Refused(
            N_("Für den letzten Monat dieses Schwerpunkts ist es zu spät."),
            kept=NOT_ORDERED,
            todo=N_("Bitte schlagen Sie ihn mit späteren Monaten vor."),
        )
    if begin < earliest:
        raise Refused(
            N_("Zwischen Anordnung und Sperre der ersten Liste muss ein Arbeitstag liegen."),
            kept=NOT_ORDERED,
            todo=N_("Möglich ist es ab %(month)s."),
            month=earliest,
        )


def _refuse_unfit(session: Session, clock: Clock, proposal: FocusProposal, begin: Month) -> None:
    wish = FocusWish(
        proposal.code,
        proposal.title,
        proposal.reason,
        begin,
        proposal.last_month,
        terms_of(proposal.filter),
        Allocation(proposal.allocation).total,
    )
    # Grid and mapping may have changed since it was proposed.
    if _faults(session, clock, proposal.area, wish):
        raise Refused(
            N_("Nach einem der Merkmale kann nicht mehr gezogen werden."),
            kept=NOT_ORDERED,
            todo=N_("Bitte schlagen Sie den Schwerpunkt neu vor."),
        )


def _refuse_small_crowd(session: Session, proposal: FocusProposal) -> None:
    counted = count_matches(session, proposal.area, proposal.filter)
    if counted is None:
        raise Refused(
            N_("Wie viele Akten passen, lässt sich gerade nicht zählen."),
            kept=NOT_ORDERED,
            todo=N_("Es geht wieder, sobald die nächste Bestandsliste gesperrt ist."),
        )
    if not counted.crowd.is_enough:
        raise Refused(
            N_("Im Haus passen weniger als %(files)s Akten, oder in weniger als %(branches)s Zweigstellen."),
            kept=NOT_ORDERED,
            todo=N_("So wenige ließen sich nicht zeigen, ohne jemanden erkennbar zu machen."),
            files=LEAST_FILES,
            branches=LEAST_BRANCHES,
        )


def _draw_code(proposal: FocusProposal) -> str:
    return f"{proposal.area.value}/{proposal.code}"


def _facts(of: FocusProposal | FocusTopic) -> tuple[str, str, str, str, str, str]:
    return (
        of.area.value,
        f"{of.area.value}/{of.code}",
        str(of.first_month),
        str(of.last_month),
        Allocation(of.allocation).text,
        condition_text(of.filter),
    )
