"""What is at stake, as far as it may go beyond the unit: three check points, and money."""

from collections.abc import Sequence
from dataclasses import dataclass

from iks.domain.house_table import HousePoint, HouseTable

SHOWN = 3
QUARTERS = 4


@dataclass(frozen=True)
class Risk:
    """A point with its major findings over the quarters in which it is shown, and the newest quarter's rate.

    ``before`` are findings and answers of the quarter before, where the point is shown there.
    """

    point: str
    major: int
    quarters: int
    findings: int
    answered: int
    before: tuple[int, int] | None = None


@dataclass(frozen=True)
class Stake:
    """Money in one direction: euro in the sample over all points, and the points with the largest amounts.

    ``euro`` is missing where there are too few cases. Each of ``points`` has its id, and the amount
    extrapolated to all files with its lower and upper limit.
    """

    direction: str
    euro: int | None
    points: tuple[tuple[str, tuple[int, int, int]], ...]


def stakes(table: HouseTable) -> tuple[Stake, ...]:
    """Return what was paid too much and too little, with the three largest reliable extrapolations of each.

    *Valid if* the table is a frozen one. Amounts of several bearers are added up; nothing else is computed.

    Parameters
    ----------
    table : HouseTable
        Of a quarter or a year; a month has no amounts of points.

    Returns
    -------
    tuple of Stake
        One for each direction that the table names, in its order.

    Examples
    --------
    >>> from iks.domain.house_table import HouseAmount, HouseCompleteness
    >>> from iks.domain.period import Period
    >>> from iks.domain.values import Area
    >>> whole = HouseCompleteness(1, 1, 1, 1, 1, (), 0, {}, 0, 1, 0, 0)
    >>> split = (HouseAmount("overpayment", "federal", 1200), HouseAmount("overpayment", "municipal", 300))
    >>> quarter = Period.parse("2026-Q3")
    >>> stakes(HouseTable(Area.BENEFITS, quarter, (), whole, (), None, False, None, (), amounts=split))
    (Stake(direction='overpayment', euro=1500, points=()),)
    """
    directions = dict.fromkeys(amount.direction for amount in table.amounts)
    return tuple(Stake(one, _in_sample(table, one), _largest(table, one)) for one in directions)


def _in_sample(table: HouseTable, direction: str) -> int | None:
    parts = [amount.euro for amount in table.amounts if amount.direction == direction]
    known = [euro for euro in parts if euro is not None]
    return sum(known) if len(known) == len(parts) else None


def _largest(table: HouseTable, direction: str) -> tuple[tuple[str, tuple[int, int, int]], ...]:
    found = [
        (point.id, amount.extrapolated)
        for point in table.points
        for amount in point.amounts
        if amount.direction == direction and not amount.bearer and amount.extrapolated
    ]
    return tuple(sorted(found, key=lambda one: (-one[1][0], one[0]))[:SHOWN])


def risks(quarters: Sequence[HouseTable]) -> tuple[Risk, ...]:
    """Return the three points with most major findings over up to four closed quarters.

    *Valid if* the tables are frozen ones of closed quarters of one area, the newest first. A point that is
    hidden in the newest quarter is left out, and a quarter in which it is hidden does not count: what
    cannot be shown cannot be put in an order either.

    Parameters
    ----------
    quarters : sequence of HouseTable
        Only the first four are looked at.

    Returns
    -------
    tuple of Risk
        At most three, most major findings first, then the higher rate; none without a major finding.

    Examples
    --------
    >>> risks([])
    ()
    """
    looked_at = quarters[:QUARTERS]
    if not looked_at:
        return ()
    found = [_risk(point, looked_at) for point in looked_at[0].points if point.shown and point.answered]
    grave = [one for one in found if one.major]
    return tuple(sorted(grave, key=_worst_first)[:SHOWN])


def _risk(point: HousePoint, quarters: Sequence[HouseTable]) -> Risk:
    seen = [table.point(point.id) for table in quarters]
    majors = [one.major for one in seen if one.major is not None]
    earlier = seen[1] if len(seen) > 1 else None
    before = None
    if earlier is not None and earlier.findings is not None and earlier.answered:
        before = (earlier.findings, earlier.answered)
    return Risk(point.id, sum(majors), len(majors), point.findings or 0, point.answered or 0, before)


def _worst_first(one: Risk) -> tuple[int, float, str]:
    return -one.major, -one.findings / one.answered, one.point
