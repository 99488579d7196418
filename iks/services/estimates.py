"""Rates and amounts with the limits that ten files a branch allow, ready to be shown."""

from dataclasses import dataclass

from iks.domain.disclosure import amount_rule, rounded_euro
from iks.domain.totals import AmountTotals, Cell, PointTotals
from iks.domain.weighing import CONFIDENCE, effective_files, extrapolated, weighted_share
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


def amount_at_point(point: PointTotals, direction: str) -> Amount:
    """Return the money at one point in one direction, for a quarter or a year."""
    totals = point.amount(direction)
    if not amount_rule(totals.files, totals.cents):
        return Amount(direction, "", None)
    return Amount(direction, "", rounded_euro(totals.cents.total()), extrapolated(point, totals))


def amounts_at_point(point: PointTotals, direction: str) -> tuple[Amount, ...]:
    """Return the money at one point in one direction: the sum, then by bearer where each may be shown.

    With a bearer hidden, the sum less the others would tell it; then no bearer is named.
    """
    parts = {b: sums for (towards, b), sums in sorted(point.amounts.items()) if towards == direction}
    together = amount_at_point(point, direction)
    if len(parts) < 2 or not all(amount_rule(sums.files, sums.cents) for sums in parts.values()):  # noqa: PLR2004 - one bearer bears it all.
        return (together,)
    by_bearer = (Amount(direction, b, rounded_euro(sums.cents.total())) for b, sums in parts.items())
    return (together, *by_bearer)


def amounts_over_all_points(points: list[PointTotals], direction: str) -> list[Amount]:
    """Return the money over all points in one direction, by bearer where every bearer may be shown."""
    by_bearer: dict[str, AmountTotals] = {}
    together = AmountTotals()
    for point in points:
        for (towards, bearer), amount in sorted(point.amounts.items()):
            if towards == direction:
                for sums in (by_bearer.setdefault(bearer, AmountTotals()), together):
                    sums.files.update(amount.files)
                    sums.cents.update(amount.cents)
    if by_bearer and all(amount_rule(sums.files, sums.cents) for sums in by_bearer.values()):
        return [
            Amount(direction, bearer, rounded_euro(sums.cents.total())) for bearer, sums in by_bearer.items()
        ]
    shown = amount_rule(together.files, together.cents)
    return [Amount(direction, "", rounded_euro(together.cents.total()) if shown else None)]
