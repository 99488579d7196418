"""Show measures: to the unit with figures, to branch heads and management in words."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.effect import after_quarters
from iks.domain.effect_figures import EffectFigures
from iks.domain.measure import MeasureScope, MeasureState, is_overdue, state_on
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services.effect_of_house import house_effect
from iks.services.keep_knowledge import knowledge_line
from iks.services.measure_choices import Named, branch_names, point_names
from iks.services.measure_views import (
    Agenda,
    AgendaLine,
    EffectView,
    MeasureLine,
    MeasureView,
)
from iks.services.steer_measures import may_decide
from iks.store.accounts import Account
from iks.store.agenda import AgendaItem, agenda_items, agreed_items
from iks.store.knowledge import get_entry
from iks.store.measures import Measure, MeasurePoint, get_measure, measures_of

AGREED_LISTED = 20
_ENDED = frozenset({MeasureState.DONE, MeasureState.GIVEN_UP})


def measure_list(session: Session, clock: Clock, actor: Actor, area: Area) -> tuple[MeasureLine, ...]:
    """Return the measures of an area: overdue ones first, then what is open, then what has ended.

    Branch heads and management see what was decided; proposals are the unit's own.
    """
    require_sight(actor, area)
    today = local_date(clock.now())
    shown = [measure for measure in measures_of(session, area) if _is_shown(actor, measure)]
    lines = [_line(session, actor, measure, today) for measure in shown]
    return tuple(sorted(lines, key=_first_to_last))


def measure_view(session: Session, clock: Clock, actor: Actor, area: Area, measure_id: str) -> MeasureView:
    """Return one measure.

    Raises
    ------
    NotThere
        When there is none of this area, or the person may not see it.
    """
    require_sight(actor, area)
    measure = get_measure(session, measure_id)
    if measure is None or measure.area is not area or not _is_shown(actor, measure):
        raise NotThere
    is_open = measure.state is MeasureState.PROPOSED
    decides = is_open and may_decide(actor, measure)
    own = is_open and measure.proposed_by == actor.user_id
    return MeasureView(
        line=_line(session, actor, measure, local_date(clock.now())),
        task=measure.task,
        end_note=measure.end_note,
        proposed_by=_person(session, measure.proposed_by),
        proposed_on=local_date(measure.proposed_at),
        decided_by=_person(session, measure.decided_by),
        decided_on=local_date(measure.decided_at) if measure.decided_at else None,
        chosen_by=Period.parse(measure.chosen_by) if measure.chosen_by else None,
        version=measure.version,
        sees_figures=sees_figures(actor, area),
        may_decide=decides,
        may_withdraw=decides or own,
        may_change=measure.state is MeasureState.DECIDED and actor.may(Permission.DECIDE_MEASURE, area),
    )


def measures_of_point(
    session: Session, clock: Clock, actor: Actor, area: Area, point: str
) -> tuple[MeasureLine, ...]:
    """Return the measures that aim at one point, in the order of the list."""
    require_sight(actor, area)
    today = local_date(clock.now())
    lines = [
        _line(session, actor, measure, today)
        for measure in measures_of(session, area)
        if _is_shown(actor, measure) and any(one.check_point == point for one in measure.points)
    ]
    return tuple(sorted(lines, key=_first_to_last))


def measures_for_report(
    session: Session, area: Area, month: Month, day: date | None = None
) -> tuple[MeasureLine, ...]:
    """Return the measures that run and those that ended or were checked in a month, as of a day in it.

    The day is the month's last one unless another is named. Nothing of it names a branch or shows a figure
    that may not go beyond the unit.
    """
    day = day or month.last_day
    found = [one for one in measures_of(session, area) if _is_reported(one, month)]
    lines = [_line(session, None, measure, day) for measure in found]
    return tuple(sorted(lines, key=_first_to_last))


def agenda(session: Session, actor: Actor, area: Area) -> Agenda:
    """Return the agenda of the branch heads' round; no figures stand in it."""
    require_sight(actor, area)
    return Agenda(
        area=area,
        items=tuple(_item(one, n) for n, one in enumerate(agenda_items(session, area), start=1)),
        agreed=tuple(_item(one, 0) for one in agreed_items(session, area, AGREED_LISTED)),
        may_keep=actor.may(Permission.PROPOSE_MEASURE, area),
    )


def sees_figures(actor: Actor | None, area: Area) -> bool:
    """Return whether a person sees released figures of the area as its unit does."""
    return actor is not None and actor.may(Permission.SEE_RELEASED, area)


def require_sight(actor: Actor, area: Area) -> None:
    """Refuse whoever may not read measures; a head that stands in for another one may."""
    if not actor.may(Permission.APPROVE_FOR_OTHER_HEAD):
        actor.require(Permission.SEE_MEASURES, area)


def _is_shown(actor: Actor, measure: Measure) -> bool:
    if measure.state in (MeasureState.PROPOSED, MeasureState.WITHDRAWN):
        return sees_figures(actor, measure.area) or (
            measure.state is MeasureState.PROPOSED and may_decide(actor, measure)
        )
    return True


def _is_reported(measure: Measure, month: Month) -> bool:
    if measure.decided_at is None or local_date(measure.decided_at) > month.last_day:
        return False
    checked = [one.effect.checked_on for one in measure.points if one.effect]
    ended = measure.ended_on
    return ended is None or ended >= month.first_day or any(Month.of(day) == month for day in checked)


def _line(session: Session, actor: Actor | None, measure: Measure, day: date) -> MeasureLine:
    has_ended = measure.ended_on is not None and measure.ended_on <= day
    stored = MeasureState.DECIDED if measure.state in _ENDED and not has_ended else measure.state
    state = state_on(stored, measure.start, day)
    titles = {point.id: point for point in point_names(session, measure.area, day)}
    points = [one.check_point for one in measure.points]
    return MeasureLine(
        id=measure.id,
        area=measure.area,
        kind=measure.kind,
        title=measure.title,
        points=tuple(titles.get(point, Named(point, "")) for point in points),
        scope=measure.scope,
        concerned=_concerned(session, actor, measure, day),
        responsible=measure.responsible,
        start=measure.start,
        due=measure.due,
        state=state,
        days_late=(day - measure.due).days if is_overdue(state, measure.due, day) else 0,
        ended_on=measure.ended_on if has_ended else None,
        hoped=measure.hoped,
        effects=tuple(_effect(session, actor, measure, one, day) for one in measure.points)
        if measure.hoped
        else (),
        knowledge=tuple(
            knowledge_line(entry)
            for link in measure.links
            if (entry := get_entry(session, link.entry_id)) is not None
        ),
    )


def _concerned(session: Session, actor: Actor | None, measure: Measure, day: date) -> tuple[str, ...]:
    """Return whom a measure is for; named branches are known to the unit, and each to itself."""
    if measure.scope is MeasureScope.BRANCH_SET and measure.branch_set is not None:
        return (measure.branch_set.name,)
    if measure.scope is not MeasureScope.BRANCHES or actor is None:
        return ()
    own = actor.branches(measure.area)
    names: Iterable[Named] = branch_names(session, day)
    known = [one for one in names if one.id in measure.branches]
    return tuple(one.name for one in known if sees_figures(actor, measure.area) or one.id in own)


def _effect(
    session: Session, actor: Actor | None, measure: Measure, point: MeasurePoint, day: date
) -> EffectView:
    if point.planned_quarters is None:
        return EffectView(point.check_point, is_planned=False)
    expected = after_quarters(measure.start)[point.planned_quarters - 1]
    effect = point.effect
    if effect is None or effect.checked_on > day:
        return EffectView(point.check_point, is_planned=True, expected_with=expected)
    figures = EffectFigures.from_json(effect.content)
    of_house = measure.scope is MeasureScope.HOUSE
    return EffectView(
        point.check_point,
        is_planned=True,
        expected_with=expected,
        verdict=effect.verdict,
        checked_on=effect.checked_on,
        figures=figures if sees_figures(actor, measure.area) else None,
        house=house_effect(session, measure.area, point.check_point, figures) if of_house else None,
    )


def _first_to_last(line: MeasureLine) -> tuple[bool, bool, bool, date, str]:
    ended = line.state in _ENDED or line.state is MeasureState.WITHDRAWN
    return (not line.is_overdue, ended, line.state is not MeasureState.PROPOSED, line.due, line.title)


def _person(session: Session, account_id: str | None) -> str:
    account = session.get(Account, account_id) if account_id else None
    return account.display_name if account else ""


def _item(item: AgendaItem, number: int) -> AgendaLine:
    return AgendaLine(
        item.id,
        number,
        item.title,
        item.check_point,
        item.kind,
        item.added_on,
        item.agreed,
        item.settled_on,
    )
