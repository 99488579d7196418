"""Check the effect of measures whose quarters are closed: once for each point, then frozen."""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from iks.domain.aggregate import digest
from iks.domain.clock import Clock, local_date
from iks.domain.effect import (
    Count,
    before_window,
    closed_after,
    is_ready,
    verdict_of,
)
from iks.domain.effect_figures import EffectFigures, Limits
from iks.domain.measure import MeasureScope
from iks.domain.measure_events import EffectChecked
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.roles import Actor
from iks.services.count_sets import count_house, count_set
from iks.services.plan_effect import CONFIDENCE
from iks.services.read_results import closed_months
from iks.store import journal
from iks.store.measures import Measure, MeasureEffect, MeasurePoint, waiting_for_effect
from iks.store.months import AuditMonth
from sampling.change import difference_of_differences, newcombe_difference, probability_of_fall

# A fall is looked for with a one-sided confidence; the same limits, read from both sides.
TWO_SIDED = 2 * CONFIDENCE - 1


def check_due_effects(session: Session, clock: Clock, actor: Actor) -> int:
    """Check every effect whose windows are full or over, and return how many were checked."""
    waiting = waiting_for_effect(session)
    closed = {area: closed_months(session, area) for area in {measure.area for measure, _ in waiting}}
    return sum(
        _check(session, clock, actor, measure, point, closed[measure.area]) for measure, point in waiting
    )


def _check(
    session: Session,
    clock: Clock,
    actor: Actor,
    measure: Measure,
    point: MeasurePoint,
    closed: Mapping[Month, AuditMonth],
) -> bool:
    figures = _figures(session, measure, point, closed)
    if figures is None:
        return False
    content = figures.to_json()
    now = clock.now()
    effect = MeasureEffect(
        measure_id=measure.id,
        check_point=point.check_point,
        verdict=figures.verdict,
        content=content,
        digest=digest(content),
        checked_on=local_date(now),
    )
    session.add(effect)
    session.flush()
    event = EffectChecked(
        measure.area.value, measure.id, point.check_point, effect.verdict.value, effect.digest
    )
    journal.record(session, actor, event, now)
    return True


def _figures(
    session: Session, measure: Measure, point: MeasurePoint, closed: Mapping[Month, AuditMonth]
) -> EffectFigures | None:
    """Return the figures of the first quarters after the start that are enough, or nothing yet."""
    planned, after = point.planned_answers, closed_after(measure.start, closed)
    if planned is None or not measure.chosen_by or not after:
        return None
    before = before_window(Period.parse(measure.chosen_by))
    past = _counts(session, measure, point, before)
    for last in range(1, len(after) + 1):
        now = _counts(session, measure, point, after[:last])
        if is_ready(planned, past[0], now[0], last):
            return _compared(planned, (before, past), (after[:last], now))
    return None


def _counts(
    session: Session, measure: Measure, point: MeasurePoint, window: Collection[Period]
) -> tuple[Count, Count | None]:
    """Return the counts where the measure was, and of the other branches where there are some."""
    if measure.scope is MeasureScope.BRANCH_SET and measure.branch_set is not None:
        return count_set(session, measure.area, window, point.check_point, measure.branch_set.branches)
    return count_house(session, measure.area, window, point.check_point), None


_Window = tuple[tuple[Period, ...], tuple[Count, Count | None]]


def _compared(planned: int, past: _Window, now: _Window) -> EffectFigures:
    (quarters_before, (before, rest_before)), (quarters_after, (after, rest_after)) = past, now
    difference = _limits(after, before)
    against_rest = _limits_against(after, before, rest_after, rest_before)
    decisive = against_rest if rest_after is not None else difference
    lower, upper = (decisive.lower, decisive.upper) if decisive else (-1.0, 1.0)
    return EffectFigures(
        quarters_before=quarters_before,
        quarters_after=quarters_after,
        before=before,
        after=after,
        difference=difference,
        fell=_probability(before, after),
        planned=planned,
        confidence=round(TWO_SIDED, 6),
        verdict=verdict_of(planned, before, after, lower, upper),
        rest_before=rest_before,
        rest_after=rest_after,
        against_rest=against_rest,
    )


def _limits(after: Count, before: Count) -> Limits | None:
    if not (after.answers and before.answers):
        return None
    lower, upper = newcombe_difference(
        after.findings, after.answers, before.findings, before.answers, TWO_SIDED
    )
    return Limits(float(lower), float(upper))


def _limits_against(
    after: Count, before: Count, rest_after: Count | None, rest_before: Count | None
) -> Limits | None:
    if rest_after is None or rest_before is None:
        return None
    if not all(sample.answers for sample in (after, before, rest_after, rest_before)):
        return None
    lower, upper = difference_of_differences(
        after.findings,
        after.answers,
        before.findings,
        before.answers,
        rest_after.findings,
        rest_after.answers,
        rest_before.findings,
        rest_before.answers,
        TWO_SIDED,
    )
    return Limits(float(lower), float(upper))


def _probability(before: Count, after: Count) -> float | None:
    if not (after.answers and before.answers):
        return None
    return float(probability_of_fall(before.findings, before.answers, after.findings, after.answers))
