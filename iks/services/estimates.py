"""Rates and amounts with the limits that ten files a branch allow, ready to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from iks.domain.house_table import HouseAmount, HouseTable
from iks.domain.totals import Cell
from iks.domain.values import AmountDirection
from iks.domain.weighing import CONFIDENCE, effective_files, weighted_share
from sampling.rates import binomial_interval, binomial_upper

__all__ = ["CONFIDENCE", "Amount", "Figure", "Weighted", "effective_files", "figure", "figures", "weighted"]


@dataclass(frozen=True)
class Figure:
    """Findings among applicable answers; without an answer there is no rate and no limit.

    ``lower`` and ``upper`` are the exact two-sided 95 % limits, ``at_most`` the one-sided one.
    """

    findings: int
    n: int
    rate: float | None = None
    lower: float | None = None
    upper: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class Weighted:
    """A rate of all files of the house, weighted by the size of the branches, with its 95 % limits."""

    rate: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Amount:
    """Money that was paid too much or too little in the sample; nothing where the rule hides it."""

    direction: str
    bearer: str
    euro: int | None
    extrapolated: tuple[int, int, int] | None = None


def figures(counts: list[tuple[int, int]]) -> list[Figure]:
    """Return findings and answers with rate and limits, one call for all."""
    if not counts:
        return []
    x, n = [findings for findings, _ in counts], [answers for _, answers in counts]
    lower, upper = binomial_interval(x, n, CONFIDENCE)
    at_most = binomial_upper(x, n, CONFIDENCE)
    limits = zip(lower.tolist(), upper.tolist(), at_most.tolist(), strict=True)
    return [
        Figure(findings, answers, findings / answers, *limit) if answers else Figure(findings, answers)
        for (findings, answers), limit in zip(counts, limits, strict=True)
    ]


def figure(findings: int, answers: int) -> Figure:
    """Return one rate with its limits."""
    return figures([(findings, answers)])[0]


def weighted(cells: list[Cell]) -> Weighted | None:
    """Return the rate of all files of the house, or nothing without an applicable answer."""
    share = weighted_share(cells)
    return Weighted(share.rate, share.lower, share.upper) if share else None


def amounts(shown: Sequence[HouseAmount]) -> tuple[Amount, ...]:
    """Return amounts as the frozen table of the house shows them; the desk of a unit sees no others."""
    return tuple(Amount(one.direction, one.bearer, one.euro, one.extrapolated) for one in shown)


def amounts_at_point(
    table: HouseTable | None, point: str, directions: Sequence[AmountDirection]
) -> tuple[Amount, ...]:
    """Return the money at one point in a quarter or year, too few cases where nothing is shown."""
    shown = table.point(point).amounts if table else ()
    return amounts(shown) or tuple(Amount(direction.value, "", None) for direction in directions)
