"""Compare each point with the four closed quarters before, corrected for looking at many points at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from checklists.model import Checklist
from iks.domain.month import Month
from iks.domain.month_figures import MonthFigures
from iks.domain.period import QUARTERS_LOOKED_BACK, Period, last_closed_quarters
from iks.domain.point_counts import PointCount, count_points
from iks.services.estimates import CONFIDENCE, Figure, figures
from iks.services.evaluation_views import Change, Changes, ComparedPoint
from iks.services.read_results import figures_in
from sampling.change import exact_change, newcombe_difference, stand_out

# Of the points called auffällig, at most this share is expected to be a false alarm.
FALSE_ALARMS = 0.05
# Below this a probability is nothing but a very small number, and may have become 0.
LEAST = 1e-12


@dataclass(frozen=True)
class ComparedPeriod:
    """All points of a period, those with the most major findings first, and what stands out among them."""

    points: tuple[ComparedPoint, ...]
    changes: Changes


@dataclass(frozen=True)
class Span:
    """What a period is compared over: the quarters whose major findings count, and those before it."""

    period: Period
    looked_back: tuple[Period, ...]
    # Empty where four closed quarters are not there yet.
    before: tuple[Period, ...]

    @classmethod
    def of(cls, period: Period, closed: Collection[Month]) -> "Span":
        """Return the span of a period whose months are all closed."""
        before = last_closed_quarters(closed, period.first.shift(-1))
        complete = len(before) == QUARTERS_LOOKED_BACK
        return cls(period, last_closed_quarters(closed, period.last), before if complete else ())

    @property
    def months(self) -> frozenset[Month]:
        """All months whose figures are needed."""
        periods = (self.period, *self.looked_back, *self.before)
        return frozenset(month for period in periods for month in period.months)


def compare_points(read: Mapping[Month, MonthFigures], span: Span, grid: Checklist) -> ComparedPeriod:
    """Compare the points of a grid over a span whose figures were read."""
    now, back, before = (
        count_points(figures_in(read, periods)) for periods in ((span.period,), span.looked_back, span.before)
    )
    points = [
        ComparedPoint(
            id=point.id,
            title=point.title,
            group=point.group,
            figure=figure,
            major=back[point.id].major if point.id in back else None,
            before=earlier if earlier.n else None,
            change="",
        )
        for point, figure, earlier in zip(
            grid.points, _figures(grid, now), _figures(grid, before), strict=True
        )
    ]
    marked, probabilities = _with_changes(points)
    return ComparedPeriod(
        tuple(sorted(marked, key=_heaviest_first)),
        _changes(marked, probabilities, len(span.period.months)),
    )


def _figures(grid: Checklist, counts: Mapping[str, PointCount]) -> list[Figure]:
    of_points = [counts.get(point.id, PointCount()) for point in grid.points]
    return figures([(count.findings, count.answered) for count in of_points])


def _with_changes(points: Sequence[ComparedPoint]) -> tuple[list[ComparedPoint], list[float]]:
    """Return the points with their change marked, and for each how likely it is without cause.

    A point without answers now or before is not tested; its probability is nan.
    """
    if not points:
        return [], []
    x1, n1 = _columns(point.figure for point in points)
    x2, n2 = _columns(point.before or Figure(0, 0) for point in points)
    probabilities = exact_change(x1, n1, x2, n2)
    marks = stand_out(probabilities, FALSE_ALARMS).tolist()
    marked = [
        replace(point, change=_direction(point) if mark else "")
        for point, mark in zip(points, marks, strict=True)
    ]
    return marked, probabilities.tolist()


def _columns(found: Iterable[Figure]) -> tuple[list[int], list[int]]:
    known = list(found)
    return [figure.findings for figure in known], [figure.n for figure in known]


def _changes(points: Sequence[ComparedPoint], probabilities: Sequence[float], months: int) -> Changes:
    """Return what stands out and what does not, from points that were compared."""
    tested = [
        (point, p) for point, p in zip(points, probabilities, strict=True) if point.before and point.figure.n
    ]
    return Changes(
        tested=len(tested),
        standing_out=tuple(
            _change(point, p, months / len(tested))
            for point, p in sorted(tested, key=_rarest_first)
            if point.change
        ),
        usual=tuple(sorted((point for point, _ in tested if not point.change), key=_distance, reverse=True)),
    )


def _heaviest_first(point: ComparedPoint) -> tuple[float, float, str]:
    return (-(point.major or 0), -(point.figure.rate or 0.0), point.id)


def _rarest_first(tested: tuple[ComparedPoint, float]) -> float:
    return tested[1]


def _direction(point: ComparedPoint) -> str:
    return "up" if _difference(point) > 0 else "down"


def _difference(point: ComparedPoint) -> float:
    return (point.figure.rate or 0.0) - ((point.before.rate if point.before else None) or 0.0)


def _distance(point: ComparedPoint) -> float:
    return abs(_difference(point))


def _change(point: ComparedPoint, probability: float, months_by_point: float) -> Change:
    before = point.before or Figure(0, 0)
    lower, upper = newcombe_difference(
        point.figure.findings, point.figure.n, before.findings, before.n, CONFIDENCE
    )
    return Change(point, float(lower), float(upper), round(months_by_point / max(probability, LEAST)))
