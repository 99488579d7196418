"""Compare each point with the four closed quarters before, corrected for looking at many points at once."""

from collections.abc import Sequence
from dataclasses import replace

from iks.services.estimates import CONFIDENCE, Figure
from iks.services.evaluation_views import Change, Changes, PointLine
from sampling.change import exact_change, newcombe_difference, stand_out

# Of the points called auffällig, at most this share is expected to be a false alarm.
FALSE_ALARMS = 0.05
# Below this a probability is nothing but a very small number, and may have become 0.
LEAST = 1e-12


def with_changes(lines: Sequence[PointLine]) -> tuple[list[PointLine], list[float]]:
    """Return the points with their change marked, and for each how likely it is without cause.

    A point without answers now or before is not tested; its probability is nan.
    """
    if not lines:
        return [], []
    x1, n1 = [line.figure.findings for line in lines], [line.figure.n for line in lines]
    before = [line.before or Figure(0, 0) for line in lines]
    x2, n2 = [figure.findings for figure in before], [figure.n for figure in before]
    probabilities = exact_change(x1, n1, x2, n2)
    marks = stand_out(probabilities, FALSE_ALARMS).tolist()
    marked = [
        replace(line, change=_direction(line) if mark else "")
        for line, mark in zip(lines, marks, strict=True)
    ]
    return marked, probabilities.tolist()


def changes(lines: Sequence[PointLine], probabilities: Sequence[float], months: int) -> Changes:
    """Return what stands out and what does not, from points that were compared.

    Parameters
    ----------
    lines : sequence of PointLine
        Points with their change marked.
    probabilities : sequence of float
        How likely each is without cause.
    months : int
        Months of the period.
    """
    tested = [
        (line, p) for line, p in zip(lines, probabilities, strict=True) if line.before and line.figure.n
    ]
    return Changes(
        tested=len(tested),
        standing_out=tuple(
            _change(line, p, months / len(tested))
            for line, p in sorted(tested, key=_rarest_first)
            if line.change
        ),
        usual=tuple(sorted((line for line, _ in tested if not line.change), key=_distance, reverse=True)),
    )


def _rarest_first(tested: tuple[PointLine, float]) -> float:
    return tested[1]


def _direction(line: PointLine) -> str:
    return "up" if _difference(line) > 0 else "down"


def _difference(line: PointLine) -> float:
    return (line.figure.rate or 0.0) - ((line.before.rate if line.before else None) or 0.0)


def _distance(line: PointLine) -> float:
    return abs(_difference(line))


def _change(line: PointLine, probability: float, months_by_point: float) -> Change:
    before = line.before or Figure(0, 0)
    lower, upper = newcombe_difference(
        line.figure.findings, line.figure.n, before.findings, before.n, CONFIDENCE
    )
    return Change(line, float(lower), float(upper), round(months_by_point / max(probability, LEAST)))
