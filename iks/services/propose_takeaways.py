"""Das nehme ich mit: at most three points of the last closed quarter, each with the one reason for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.house_table import HouseTable
from iks.domain.measure import MeasureKind, MeasureState
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.point_counts import PointCount, count_points
from iks.domain.roles import Actor, Permission
from iks.domain.takeaway import MajorCount, TakeawayDecision, TakeawayKind, choose, heaviest_first
from iks.domain.values import Area
from iks.services.compare_periods import ComparedPeriod, Span, compare_points
from iks.services.estimates import Amount, Figure, amounts
from iks.services.plan_effect import newest_quarter
from iks.services.read_house_table import house_table
from iks.services.read_results import closed_months, figures_by_month, figures_in, grid_of_month
from iks.services.view_objections import MisappliedTopic, most_misapplied
from iks.store.agenda import Takeaway, takeaways_of
from iks.store.measures import Measure, measures_of
from iks.store.months import AuditMonth

Closed = Mapping[Month, AuditMonth]


@dataclass(frozen=True)
class MajorReason:
    """Major findings among all findings of the quarters looked back upon, and which points have more."""

    major: int
    findings: int
    after: tuple[str, ...]


@dataclass(frozen=True)
class NewReason:
    """The rate of the quarter, of the four before, and in how many months that happens without cause."""

    now: Figure
    before: Figure
    months: int


@dataclass(frozen=True)
class Proposal:
    """One proposal of a quarter; exactly one reason is there, unless its figures have no reason any more."""

    kind: TakeawayKind
    quarter: Period
    point: str
    title: str
    major: MajorReason | None = None
    new: NewReason | None = None
    money: Amount | None = None
    objections: MisappliedTopic | None = None
    decision: TakeawayDecision | None = None
    reason: str = ""
    measure_id: str = ""


@dataclass(frozen=True)
class Running:
    """A measure that takes its points out of the proposals."""

    id: str
    kind: MeasureKind
    points: tuple[str, ...]
    since: Month
    is_decided: bool


@dataclass(frozen=True)
class Takeaways:
    """The first screen after a close: proposals, what runs already, and hints of the newest month."""

    area: Area
    # The last closed quarter; nothing before the first one.
    quarter: Period | None
    proposals: tuple[Proposal, ...]
    running: tuple[Running, ...]
    # Points that stand out in the newest month alone, which is a hint and no proposal.
    hints: tuple[tuple[str, str], ...]
    hint_month: Month | None
    may_propose: bool
    may_decide: bool

    @property
    def slots(self) -> tuple[tuple[TakeawayKind, Proposal | None], ...]:
        """Each kind in its order with its proposal, or nothing where there is no new topic."""
        found = {one.kind: one for one in self.proposals}
        return tuple((kind, found.get(kind)) for kind in TakeawayKind)

    @property
    def open(self) -> int:
        """Proposals that nobody decided about."""
        return sum(proposal.decision is None for proposal in self.proposals)


@dataclass(frozen=True)
class _Quarter:
    """Everything that the reasons of a quarter are taken from."""

    period: Period
    compared: ComparedPeriod
    # Each point over the quarters looked back upon.
    back: Mapping[str, PointCount]
    table: HouseTable | None
    misapplied: MisappliedTopic | None

    def title(self, point: str) -> str:
        return next((line.title for line in self.compared.points if line.id == point), "")


def takeaways(session: Session, actor: Actor, area: Area) -> Takeaways:
    """Return what the unit takes away from the last closed quarter."""
    actor.require(Permission.SEE_RELEASED, area)
    closed = closed_months(session, area)
    quarter = newest_quarter(closed)
    proposals = _proposals(session, area, closed)
    hint_month, hints = _hints(session, area, closed)
    running = _running(measures_of(session, area), {one.measure_id for one in proposals})
    return Takeaways(
        area=area,
        quarter=quarter,
        proposals=proposals,
        running=running,
        hints=hints,
        hint_month=hint_month,
        may_propose=actor.may(Permission.PROPOSE_MEASURE, area),
        may_decide=actor.may(Permission.DECIDE_MEASURE, area),
    )


def proposals_of(session: Session, area: Area, besides: str = "") -> tuple[Proposal, ...]:
    """Return the proposals of the last closed quarter, decided ones included; none before the first one.

    ``besides`` is the id of a measure that takes nothing out, because it is being made of a proposal.
    """
    return _proposals(session, area, closed_months(session, area), besides)


def open_proposals(session: Session, actor: Actor, area: Area) -> int:
    """Return how many proposals of the last closed quarter nobody decided about."""
    actor.require(Permission.SEE_RELEASED, area)
    return sum(proposal.decision is None for proposal in proposals_of(session, area))


def _proposals(session: Session, area: Area, closed: Closed, besides: str = "") -> tuple[Proposal, ...]:
    quarter = newest_quarter(closed)
    if quarter is None:
        return ()
    span = Span.of(quarter, closed)
    read = figures_by_month(session, area, span.months)
    basis = _Quarter(
        quarter,
        compare_points(read, span, grid_of_month(session, closed[quarter.last])),
        count_points(figures_in(read, span.looked_back)),
        house_table(session, area, quarter),
        most_misapplied(session, area, quarter.last),
    )
    settled = {one.kind: one for one in takeaways_of(session, area, str(quarter))}
    own = {besides, *(one.measure_id or "" for one in settled.values())}
    running = {point for one in _running(measures_of(session, area), own) for point in one.points}
    picked = choose(_candidates(basis), {kind: one.check_point for kind, one in settled.items()}, running)
    return tuple(_proposal(basis, kind, point, settled.get(kind)) for kind, point in picked.items())


def _candidates(basis: _Quarter) -> dict[TakeawayKind, Sequence[str]]:
    counts = [MajorCount(point, count.major) for point, count in basis.back.items()]
    return {
        TakeawayKind.MAJOR: [point for point in heaviest_first(counts) if basis.title(point)],
        TakeawayKind.NEW: _risen(basis.compared),
        TakeawayKind.MONEY: [*_reliable_amounts(basis), *_touched(basis)],
    }


def _risen(compared: ComparedPeriod) -> list[str]:
    return [one.line.id for one in compared.changes.standing_out if one.line.change == "up"]


def _reliable_amounts(basis: _Quarter) -> Mapping[str, Amount]:
    """Return the points with an amount that can be extrapolated, the largest first."""
    if basis.table is None:
        return {}
    found = [
        (line.id, amount)
        for line in basis.compared.points
        for amount in amounts(basis.table.point(line.id).amounts)
        if amount.extrapolated
    ]
    by_point: dict[str, Amount] = {}
    for point, amount in sorted(found, key=_largest_first):
        by_point.setdefault(point, amount)
    return by_point


def _touched(basis: _Quarter) -> list[str]:
    """Return the points of the topic in which most objections were allowed for misapplied law."""
    points = basis.misapplied.points if basis.misapplied else ()
    return [point for point in points if basis.title(point)]


def _largest_first(found: tuple[str, Amount]) -> tuple[int, str]:
    point, amount = found
    return (-(amount.extrapolated or (0,))[0], point)


def _proposal(basis: _Quarter, kind: TakeawayKind, point: str, settled: Takeaway | None) -> Proposal:
    of_money = kind is TakeawayKind.MONEY
    money = _reliable_amounts(basis).get(point) if of_money else None
    return Proposal(
        kind=kind,
        quarter=basis.period,
        point=point,
        title=basis.title(point),
        major=_major_reason(basis, point) if kind is TakeawayKind.MAJOR else None,
        new=_new_reason(basis, point) if kind is TakeawayKind.NEW else None,
        money=money,
        objections=basis.misapplied if of_money and money is None and point in _touched(basis) else None,
        decision=settled.decision if settled else None,
        reason=settled.reason if settled else "",
        measure_id=(settled.measure_id or "") if settled else "",
    )


def _major_reason(basis: _Quarter, point: str) -> MajorReason:
    of_point = basis.back.get(point, PointCount())
    counts = [MajorCount(one, count.major) for one, count in basis.back.items()]
    order = heaviest_first(counts)
    after = order[: order.index(point)] if point in order else []
    return MajorReason(of_point.major, of_point.findings, tuple(after))


def _new_reason(basis: _Quarter, point: str) -> NewReason | None:
    change = next((one for one in basis.compared.changes.standing_out if one.line.id == point), None)
    if change is None or change.line.before is None:
        return None
    return NewReason(change.line.figure, change.line.before, change.months)


def _running(measures: Iterable[Measure], own: Iterable[str]) -> tuple[Running, ...]:
    """Return the measures that are proposed, run, or still wait for their effect check."""
    skipped = set(own)
    return tuple(
        Running(
            measure.id,
            measure.kind,
            tuple(point.check_point for point in measure.points),
            Month.of(measure.start),
            measure.state is not MeasureState.PROPOSED,
        )
        for measure in measures
        if measure.id not in skipped and _runs(measure)
    )


def _runs(measure: Measure) -> bool:
    if measure.state is MeasureState.DONE:
        return any(point.planned_answers and point.effect is None for point in measure.points)
    return measure.state in (MeasureState.PROPOSED, MeasureState.DECIDED)


def _hints(session: Session, area: Area, closed: Closed) -> tuple[Month | None, tuple[tuple[str, str], ...]]:
    newest, quarter = max(closed, default=None), newest_quarter(closed)
    if newest is None or quarter is None or newest <= quarter.last:
        return None, ()
    span = Span.of(Period.of(newest), closed)
    read = figures_by_month(session, area, span.months)
    found = compare_points(read, span, grid_of_month(session, closed[newest]))
    risen = set(_risen(found))
    return newest, tuple((point.id, point.title) for point in found.points if point.id in risen)
