"""What a report says beside its figures: developments in objections and court cases, measures."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.measure import MeasureScope, MeasureState
from iks.domain.month import Month
from iks.domain.report import ReportDevelopment, ReportRate
from iks.domain.report_measure import ReportEffect, ReportMeasure
from iks.domain.values import Area
from iks.services.linked_points import LinkedPoint
from iks.services.measure_views import EffectView, MeasureLine
from iks.services.report_figures import rate_of
from iks.services.view_measures import measures_for_report
from iks.services.view_objections import Development, developments

TENTHS_OF_A_CASE = 10


def proposals(session: Session, area: Area, month: Month) -> tuple[ReportDevelopment, ...]:
    """Return what stands out in objections and court cases, at most three; the unit may leave some out."""
    return tuple(_development(one) for one in developments(session, area, month))


def _development(one: Development) -> ReportDevelopment:
    return ReportDevelopment(
        key=one.key,
        month=one.month,
        kind=one.kind.value,
        topic=one.label,
        received=one.received,
        usual_tenths=round(one.usual * TENTHS_OF_A_CASE),
        change=one.change,
        points=tuple(point.id for point in one.points),
        misapplied=one.misapplied,
        closed=one.closed,
        months=one.months,
        checks=_checks(one.points),
    )


def _checks(points: Iterable[LinkedPoint]) -> ReportRate | None:
    shown = [point.figure for point in points if point.figure is not None and point.figure.n]
    return rate_of(sum(one.findings for one in shown), sum(one.n for one in shown)) if shown else None


def measures(
    session: Session, area: Area, month: Month, day: date | None = None
) -> tuple[ReportMeasure, ...]:
    """Return what the house does about its findings, as of a day or the month's end; no branch is named."""
    return tuple(
        ReportMeasure(
            title=line.title,
            points=tuple(point.id for point in line.points),
            kind=line.kind.value,
            state=line.state.value,
            responsible=line.responsible.value,
            due_on=line.due,
            overdue=line.is_overdue,
            effect=_effects(line),
        )
        for line in measures_for_report(session, area, month, day)
    )


def _effects(line: MeasureLine) -> tuple[ReportEffect, ...]:
    """Return what is known of the effect; of what was given up nothing is looked for."""
    if line.state is MeasureState.GIVEN_UP:
        return ()
    return tuple(_effect(one, against=line.scope is MeasureScope.BRANCH_SET) for one in line.effects)


def _effect(effect: EffectView, *, against: bool) -> ReportEffect:
    verdict = effect.verdict.value if effect.verdict else ""
    return ReportEffect(effect.point, verdict, None if verdict else effect.expected_with, against)
