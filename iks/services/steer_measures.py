"""Steer measures: the unit proposes, its head decides, changes and ends them; each sees what it changes."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.measure import (
    LONGEST_TEXT,
    Function,
    MeasureScope,
    MeasureState,
    MeasureWish,
    measure_faults,
    text_faults,
)
from iks.domain.measure_events import (
    MeasureChanged,
    MeasureDecided,
    MeasureFinished,
    MeasureProposed,
)
from iks.domain.roles import Actor, Permission
from iks.domain.takeaway import TakeawayKind
from iks.domain.values import Area
from iks.errors import N_, FieldFault, FieldsRejected, NotPermitted, NotThere, Refused, StaleVersion
from iks.services.measure_choices import choices_for
from iks.services.plan_effect import chosen_by, plan_for
from iks.services.settle_takeaway import measure_made
from iks.store import journal
from iks.store.measures import Measure, MeasurePoint, get_measure, set_links, sets_of

DECIDED = "decided"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Change:
    """What can change of a measure that is decided: everything that its effect is not measured by."""

    responsible: Function | None
    due: date | None
    knowledge: tuple[str, ...]
    reason: str


def propose(
    session: Session,
    clock: Clock,
    actor: Actor,
    area: Area,
    wish: MeasureWish,
    takeaway: TakeawayKind | None = None,
) -> str:
    """Put a measure on the list and return its id; a head decides it in the same act.

    Raises
    ------
    FieldsRejected
        With everything that does not fit, each sentence at its field.
    """
    actor.require(Permission.PROPOSE_MEASURE, area)
    today = local_date(clock.now())
    if faults := measure_faults(wish, choices_for(session, area, today), today):
        raise FieldsRejected(faults)
    measure = _new_measure(session, clock, actor, area, wish)
    session.add(measure)
    set_links(measure, wish.knowledge)
    measure.points = [_point(session, measure, wish, point) for point in wish.points]
    session.flush()
    event = MeasureProposed(
        area.value,
        measure.id,
        measure.kind.value,
        tuple(sorted(wish.points)),
        measure.scope.value,
        f"{measure.start}",
        f"{measure.due}",
    )
    journal.record(session, actor, event, clock.now())
    if takeaway is not None:
        measure_made(session, clock, actor, takeaway, measure)
    if actor.may(Permission.DECIDE_MEASURE, area):
        _decide(session, clock, actor, measure)
    return measure.id


def decide(session: Session, clock: Clock, actor: Actor, measure_id: str, version: int) -> None:
    """Decide a proposed measure; a proposal of the head itself may be decided by whoever stands in.

    Raises
    ------
    Refused
        When it is decided already, or its last day has passed.
    """
    measure = _seen(session, actor, measure_id, version)
    if not may_decide(actor, measure):
        raise NotPermitted(
            N_("Über Maßnahmen entscheidet die Bereichsleitung."),
            kept=N_("Der Vorschlag liegt weiter vor."),
        )
    _refuse_unless(measure, MeasureState.PROPOSED)
    today = local_date(clock.now())
    if measure.due < today:
        raise Refused(
            N_("Die Frist dieses Vorschlags ist vorbei."),
            kept=N_("Er ist nicht beschlossen."),
            todo=N_("Bitte ziehen Sie ihn zurück und legen Sie die Maßnahme mit neuer Frist an."),
        )
    measure.start = max(measure.start, today)
    _decide(session, clock, actor, measure)


def withdraw(session: Session, clock: Clock, actor: Actor, measure_id: str, version: int) -> None:
    """Take a proposal back: whoever made it, or who could decide it."""
    measure = _seen(session, actor, measure_id, version)
    if measure.proposed_by != actor.user_id and not may_decide(actor, measure):
        raise NotPermitted(
            N_("Zurückziehen kann den Vorschlag, wer ihn gemacht hat, oder die Bereichsleitung."),
            kept=N_("Der Vorschlag liegt weiter vor."),
        )
    _refuse_unless(measure, MeasureState.PROPOSED)
    measure.state, measure.version = MeasureState.WITHDRAWN, measure.version + 1
    event = MeasureDecided(measure.area.value, measure.id, WITHDRAWN)
    journal.record(session, actor, event, clock.now())


def change(
    session: Session, clock: Clock, actor: Actor, measure_id: str, version: int, wanted: Change
) -> None:
    """Change function, due day or entries of a measure that is decided; the reason is kept.

    Raises
    ------
    FieldsRejected
        With everything that does not fit, each sentence at its field.
    """
    measure = _of_head(session, actor, measure_id, version)
    _refuse_unless(measure, MeasureState.DECIDED)
    known = choices_for(session, measure.area, local_date(clock.now())).knowledge
    faults = list(text_faults("reason", wanted.reason, LONGEST_TEXT))
    if wanted.responsible is None:
        faults.append(FieldFault("responsible", N_("Bitte wählen Sie, welche Funktion verantwortlich ist.")))
    if wanted.due is None or wanted.due < measure.start:
        faults.append(FieldFault("due", N_("Bitte geben Sie eine Frist an, die nicht vor dem Beginn liegt.")))
    if not set(wanted.knowledge) <= {*known, *(link.entry_id for link in measure.links)}:
        faults.append(FieldFault("knowledge", N_("Bitte wählen Sie einen der angebotenen WIS-Einträge.")))
    if faults or wanted.responsible is None or wanted.due is None:
        raise FieldsRejected(faults)
    measure.responsible, measure.due, measure.version = wanted.responsible, wanted.due, measure.version + 1
    set_links(measure, wanted.knowledge)
    event = MeasureChanged(
        measure.area.value, measure.id, measure.responsible.value, f"{measure.due}", wanted.reason
    )
    journal.record(session, actor, event, clock.now())


def finish(
    session: Session,
    clock: Clock,
    actor: Actor,
    measure_id: str,
    version: int,
    *,
    done: bool,
    note: str,
) -> None:
    """Say that a measure is done, or given up; what came of it is kept. Its effect is still checked if done.

    Raises
    ------
    FieldsRejected
        When it is not said what came of it, or why it is given up.
    """
    measure = _of_head(session, actor, measure_id, version)
    _refuse_unless(measure, MeasureState.DECIDED)
    if faults := list(text_faults("note", note, LONGEST_TEXT)):
        raise FieldsRejected(faults)
    today = local_date(clock.now())
    measure.state = MeasureState.DONE if done else MeasureState.GIVEN_UP
    measure.ended_on, measure.end_note, measure.version = today, note, measure.version + 1
    event = MeasureFinished(measure.area.value, measure.id, measure.state.value, note)
    journal.record(session, actor, event, clock.now())


def may_decide(actor: Actor, measure: Measure) -> bool:
    """Return whether deciding this proposal is up to this person."""
    if actor.may(Permission.DECIDE_MEASURE, measure.area):
        return True
    return measure.proposed_by_head and actor.may(Permission.APPROVE_FOR_OTHER_HEAD)


def _new_measure(session: Session, clock: Clock, actor: Actor, area: Area, wish: MeasureWish) -> Measure:
    if wish.kind is None or wish.responsible is None or wish.start is None or wish.due is None:
        raise FieldsRejected([])
    quarter = chosen_by(session, area)
    return Measure(
        area=area,
        kind=wish.kind,
        title=wish.title,
        task=wish.task,
        scope=wish.scope,
        branch_set_id=wish.branch_set or None if wish.scope is MeasureScope.BRANCH_SET else None,
        branches=sorted(wish.branches) if wish.scope is MeasureScope.BRANCHES else [],
        responsible=wish.responsible,
        start=wish.start,
        due=wish.due,
        hoped=0 if wish.scope is MeasureScope.BRANCHES else wish.hoped,
        chosen_by=str(quarter) if quarter else "",
        state=MeasureState.PROPOSED,
        version=1,
        end_note="",
        proposed_by=actor.user_id,
        proposed_by_head=actor.may(Permission.DECIDE_MEASURE, area),
        proposed_at=clock.now(),
    )


def _point(session: Session, measure: Measure, wish: MeasureWish, point: str) -> MeasurePoint:
    if not measure.hoped:
        return MeasurePoint(check_point=point)
    members = None
    if wish.scope is MeasureScope.BRANCH_SET:
        held = {one.id: one.branches for one in sets_of(session, measure.area)}
        members = held[wish.branch_set]
    plan = plan_for(session, measure.area, point, members, measure.hoped, measure.start)
    return MeasurePoint(check_point=point, planned_answers=plan.answers, planned_quarters=plan.quarters)


def _decide(session: Session, clock: Clock, actor: Actor, measure: Measure) -> None:
    measure.state, measure.version = MeasureState.DECIDED, measure.version + 1
    measure.decided_by, measure.decided_at = actor.user_id, clock.now()
    session.flush()
    event = MeasureDecided(measure.area.value, measure.id, DECIDED)
    journal.record(session, actor, event, measure.decided_at)


def _of_head(session: Session, actor: Actor, measure_id: str, version: int) -> Measure:
    actor.require(Permission.DECIDE_MEASURE)
    measure = _seen(session, actor, measure_id, version)
    actor.require(Permission.DECIDE_MEASURE, measure.area)
    return measure


def _seen(session: Session, actor: Actor, measure_id: str, version: int) -> Measure:
    """Return a measure that the person looked at in this version."""
    measure = get_measure(session, measure_id, lock=True)
    if measure is None or not (
        actor.may(Permission.PROPOSE_MEASURE, measure.area)
        or (measure.proposed_by_head and actor.may(Permission.APPROVE_FOR_OTHER_HEAD))
    ):
        raise NotThere
    if measure.version != version:
        raise StaleVersion(
            N_("Die Maßnahme hat sich geändert, seit Sie sie geöffnet haben."),
            kept=N_("Ihre Angabe ist nicht gespeichert."),
            todo=N_("Bitte sehen Sie sich den neuen Stand an."),
        )
    return measure


def _refuse_unless(measure: Measure, state: MeasureState) -> None:
    if measure.state is not state:
        raise Refused(
            N_("Das geht bei diesem Stand der Maßnahme nicht."),
            kept=N_("An ihr hat sich nichts geändert."),
        )
