"""Rates and amounts of all files of the house, weighted by the size of the branches, as they may leave it."""

from collections.abc import Mapping, Sequence

from iks.domain.disclosure import EXTRAPOLATED_STEP, FEWEST_FINDINGS_LEFT, Holders, rounded_euro
from iks.domain.house_table import PER_MILLE, WeightedShare
from iks.domain.month import Month
from iks.domain.totals import AmountTotals, Cell, PointTotals
from sampling.elsewhere import could_lie_elsewhere
from sampling.strata import extrapolated_amount, weighted_rate

CONFIDENCE = 0.95


def weighted_share(cells: Sequence[Cell]) -> WeightedShare | None:
    """Return the rate of all files of the house, or nothing without an applicable answer.

    Parameters
    ----------
    cells : sequence of Cell
        Strata of the estimate; those without a checked file are left out.

    Source: anonymity.md R4 (rounded to 0.1 percentage points).

    >>> weighted_share([Cell("2026-12 Z01", 100, 10, 10, 1), Cell("2026-12 Z02", 300, 10, 10, 0)]).per_mille
    25
    """
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
    return WeightedShare(
        *(round(float(value) * PER_MILLE) for value in (estimate.rate, estimate.lower, estimate.upper))
    )


def hides_branches(
    cells: Sequence[Cell], holders: Holders, regions: Mapping[Month, str] | None = None
) -> bool:
    """Return whether a weighted rate tells nobody in which branch its findings are.

    Parameters
    ----------
    cells : sequence of Cell
        Strata of the rate.
    holders : collection of collections of str
        Sets of branches that one person was responsible for.
    regions : mapping of Month to str, optional
        The months whose findings are known together; without it only the sum over all is.

    Source: anonymity.md R4 (a weighted rate is a knapsack that solves back the branches).

    >>> hides_branches([Cell("2026-12 Z01", 900, 10, 10, 1), Cell("2026-12 Z02", 100, 10, 10, 0)], [{"Z02"}])
    False
    """
    answered = [cell for cell in cells if cell.answered]
    branches = [_branch(cell) for cell in answered]
    return could_lie_elsewhere(
        [cell.findings for cell in answered],
        [cell.answered for cell in answered],
        [cell.population / cell.checked for cell in answered],
        branches,
        _persons(branches, holders),
        FEWEST_FINDINGS_LEFT,
        _parts(answered, regions),
    )


def effective_files(cells: Sequence[Cell]) -> int | None:
    """Return how many files of a simple random sample would tell as much as the checked ones (Kish).

    >>> effective_files([Cell("2026-12 Z01", 100, 10, 10, 0), Cell("2026-12 Z02", 300, 10, 10, 0)])
    16
    """
    checked = [cell for cell in cells if cell.checked]
    squares = sum(cell.population**2 / cell.checked for cell in checked)
    return round(sum(cell.population for cell in checked) ** 2 / squares) if squares else None


def extrapolated(point: PointTotals, amount: AmountTotals) -> tuple[int, int, int] | None:
    """Return an amount for all files with its limits in euro, rounded; nothing where it is not reliable.

    Parameters
    ----------
    point : PointTotals
        The point, whose cells name files in the population and files checked.
    amount : AmountTotals
        Its amounts in one direction.

    Source: anonymity.md R4; statistics.md (below 10 files with an amount nothing is reliable).

    >>> extrapolated(PointTotals("L06"), AmountTotals()) is None
    True
    """
    places = [place for place, cell in enumerate(point.cells) if cell.checked]
    if not places:
        return None
    sums = [amount.cells.get(place, (0, 0, 0)) for place in places]
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
    euro, lower, upper = (rounded_euro(round(value), EXTRAPOLATED_STEP) for value in cents)
    return euro, lower, upper


def amount_hides_branches(
    point: PointTotals,
    amount: AmountTotals,
    holders: Holders,
    regions: Mapping[Month, str] | None = None,
) -> bool:
    """Return whether an extrapolated amount tells nobody in which branch the money was found.

    Source: anonymity.md R4; the weights of an amount are those of a rate.

    >>> amount_hides_branches(PointTotals("L06"), AmountTotals(), [])
    True
    """
    places = [place for place, cell in enumerate(point.cells) if cell.checked]
    cents = [amount.cells.get(place, (0, 0, 0))[1] for place in places]
    branches = [_branch(point.cells[place]) for place in places]
    weights = [point.cells[place].population / point.cells[place].checked for place in places]
    # Any sum of money could have been found in any branch.
    return could_lie_elsewhere(
        cents,
        [sum(cents)] * len(cents),
        weights,
        branches,
        _persons(branches, holders),
        1,
        _parts([point.cells[place] for place in places], regions),
    )


def _branch(cell: Cell) -> str:
    return cell.cluster.partition(" ")[2]


def _parts(cells: Sequence[Cell], regions: Mapping[Month, str] | None) -> list[str] | None:
    if regions is None:
        return None
    names = {str(month): name for month, name in regions.items()}
    return [names.get(cell.cluster.partition(" ")[0], "") for cell in cells]


def _persons(branches: Sequence[str], holders: Holders) -> list[frozenset[str]]:
    persons = {frozenset(codes) for codes in holders if len(codes) > 1}
    return sorted(persons | {frozenset({code}) for code in branches}, key=sorted)
