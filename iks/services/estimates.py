"""Rates and amounts with the limits that ten files a branch allow, ready to be shown."""

from dataclasses import dataclass

from iks.domain.disclosure import amount_rule, rounded_euro
from iks.domain.totals import AmountTotals, Cell, PointTotals
from sampling.rates import binomial_interval, binomial_upper
from sampling.strata import extrapolated_amount, weighted_rate

CONFIDENCE = 0.95
# A weighted rate leaves the house room rounded to 0.1 percentage points (anonymity.md R4).
WEIGHTED_DIGITS = 3
EXTRAPOLATED_STEP = 1000


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
    checked = [cell for cell in cells if cell.checked]
    if not any(cell.answered for cell in checked):
        return None
    estimate = weighted_rate(
        [cell.findings for cell in checked],
        [cell.answered for cell in checked],
        [cell.population for cell in checked],
        CONFIDENCE,
        m=[cell.checked for cell in checked],
        branch=[cell.cluster for cell in checked],
    )
    values = (estimate.rate, estimate.lower, estimate.upper)
    return Weighted(*(round(float(value), WEIGHTED_DIGITS) for value in values))


def effective_files(cells: list[Cell]) -> int | None:
    """Return how many files of a simple random sample would tell as much as the checked ones (Kish)."""
    checked = [cell for cell in cells if cell.checked]
    squares = sum(cell.population**2 / cell.checked for cell in checked)
    return round(sum(cell.population for cell in checked) ** 2 / squares) if squares else None


def amount_at_point(point: PointTotals, direction: str) -> Amount:
    """Return the money at one point in one direction, for a quarter or a year."""
    totals = point.amount(direction)
    if not amount_rule(totals.files, totals.cents):
        return Amount(direction, "", None)
    return Amount(direction, "", rounded_euro(totals.cents.total()), _extrapolated(point, totals))


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


def _extrapolated(point: PointTotals, totals: AmountTotals) -> tuple[int, int, int] | None:
    places = [place for place, cell in enumerate(point.cells) if cell.checked]
    sums = [totals.cells.get(place, (0, 0, 0)) for place in places]
    estimate = extrapolated_amount(
        [files for files, _, _ in sums],
        [cents for _, cents, _ in sums],
        [squares for _, _, squares in sums],
        [point.cells[place].population for place in places],
        [point.cells[place].checked for place in places],
        CONFIDENCE,
        branch=[point.cells[place].cluster for place in places],
    )
    if not bool(estimate.reliable):
        return None
    cents = (float(value) for value in (estimate.amount, estimate.lower, estimate.upper))
    amount, lower, upper = (rounded_euro(round(value), EXTRAPOLATED_STEP) for value in cents)
    return amount, lower, upper
