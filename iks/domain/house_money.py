"""Which amounts of the house may be shown: by point, over all points, and what their differences open."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from iks.domain.disclosure import Holders, amount_left, amount_rule, rounded_euro
from iks.domain.fixed_tables import Table
from iks.domain.gaps import regions
from iks.domain.house_table import HouseAmount, HouseTable
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.totals import AmountTotals, PeriodTotals, PointTotals
from iks.domain.values import AmountDirection
from iks.domain.weighing import amount_hides_branches, extrapolated

DIRECTIONS = (AmountDirection.OVERPAYMENT.value, AmountDirection.UNDERPAYMENT.value)
ALL_BEARERS = ""


@dataclass
class Money:
    """Files with an amount, and their sum in cents, by branch."""

    files: Counter[str] = field(default_factory=Counter)
    cents: Counter[str] = field(default_factory=Counter)

    def add(self, amount: AmountTotals) -> None:
        """Add further amounts."""
        self.files.update(amount.files)
        self.cents.update(amount.cents)

    @property
    def passes(self) -> bool:
        """Whether the sum may be shown."""
        return amount_rule(self.files, self.cents)

    @property
    def may_be_left_over(self) -> bool:
        """Whether a difference may open the sum: it is nothing, or may be shown."""
        return not self.files.total() or self.passes


@dataclass(frozen=True)
class Purse:
    """The amounts of a calendar year: the totals of each closed month, and the tables frozen so far."""

    months: Mapping[Month, PeriodTotals]
    tables: tuple[HouseTable, ...]
    holders: Holders = ()

    def money(
        self,
        months: Iterable[Month],
        direction: str,
        points: Collection[str] | None,
        bearer: str = ALL_BEARERS,
    ) -> Money:
        """Add up the amounts of some months in one direction, of some points (all where none are named)."""
        found = Money()
        for month in months:
            for point in self.months[month].points.values():
                if points is None or point.id in points:
                    for (towards, of_bearer), amount in point.amounts.items():
                        if towards == direction and bearer in {ALL_BEARERS, of_bearer}:
                            found.add(amount)
        return found

    def bearers(self, months: Iterable[Month], direction: str, points: Collection[str] | None) -> list[str]:
        """Return who bears amounts of some months in one direction, at some points or at all."""
        found = {
            bearer
            for month in months
            for point in self.months[month].points.values()
            if points is None or point.id in points
            for (towards, bearer), amount in point.amounts.items()
            if towards == direction and amount.files.total()
        }
        return sorted(found)


def point_amounts(
    purse: Purse, period: Period, shown: Mapping[str, Collection[str]], totals: PeriodTotals
) -> dict[str, tuple[HouseAmount, ...]]:
    """Return the amounts of each shown point in a quarter or year.

    Parameters
    ----------
    purse : Purse
        The amounts of the year up to the end of the period.
    period : Period
        The period.
    shown : mapping of str to collection of str
        The points whose figures are shown in the period, with the directions that each allows.
    totals : PeriodTotals
        The totals of the period.

    Source: anonymity.md R4.

    >>> point_amounts(Purse({}, ()), Period.parse("2026-12"), {}, PeriodTotals(()))
    {}
    """
    if not Table.HOUSE_AMOUNT_POINT.exists_in(period):
        return {}
    opened = {
        direction: _open_points(
            purse, period, [p for p, towards in shown.items() if direction in towards], direction
        )
        for direction in sorted({direction for towards in shown.values() for direction in towards})
    }
    split = {
        direction: _split_points(purse, period, points, direction) for direction, points in opened.items()
    }
    return {
        point: tuple(
            amount
            for direction in towards
            for amount in (
                _rows(purse, period, totals.points[point], direction, split[direction])
                if point in opened[direction]
                else [HouseAmount(direction, ALL_BEARERS, None)]
            )
        )
        for point, towards in shown.items()
    }


def overall_amounts(purse: Purse, period: Period) -> tuple[HouseAmount, ...]:
    """Return the amounts over all points, by bearer where every bearer may be shown.

    Source: anonymity.md R4.

    >>> [amount.euro for amount in overall_amounts(Purse({}, ()), Period.parse("2026-12"))]
    [None, None]
    """
    return tuple(amount for direction in DIRECTIONS for amount in _overall(purse, period, direction))


def _overall(purse: Purse, period: Period, direction: str) -> list[HouseAmount]:
    months = [month for month in period.months if month in purse.months]
    if not _opens_enough(purse, period, direction, ALL_BEARERS):
        return [HouseAmount(direction, ALL_BEARERS, None)]
    bearers = purse.bearers(months, direction, None)
    is_split = all(_opens_enough(purse, period, direction, bearer) for bearer in bearers)
    return [
        HouseAmount(
            direction, bearer, rounded_euro(purse.money(months, direction, None, bearer).cents.total())
        )
        for bearer in (bearers if is_split else [ALL_BEARERS])
    ]


def _opens_enough(purse: Purse, period: Period, direction: str, bearer: str) -> bool:
    months = [month for month in period.months if month in purse.months]
    known = _months_known(purse, direction, bearer)
    rest = purse.money([m for m in months if m not in known], direction, None, bearer)
    return purse.money(months, direction, None, bearer).passes and rest.may_be_left_over


def _months_known(purse: Purse, direction: str, bearer: str) -> set[Month]:
    """Return the months over all of whose points the amount is shown; all bearers add up to the whole."""
    return {
        month
        for table in purse.tables
        if any(
            a.direction == direction and a.euro is not None and bearer in {ALL_BEARERS, a.bearer}
            for a in table.amounts
        )
        for month in table.period.months
    }


def _open_points(purse: Purse, period: Period, points: Collection[str], direction: str) -> set[str]:
    """Return the points whose amount is shown, so few that what they leave over may be known."""
    months = [month for month in period.months if month in purse.months]
    rest = {point: _not_yet_shown(purse, period, point, direction) for point in points}
    own = {point: purse.money(months, direction, {point}) for point in points}
    chosen = {
        point
        for point in points
        if own[point].passes and purse.money(rest[point], direction, {point}).may_be_left_over
    }
    everything = {point for month in months for point in purse.months[month].points}
    while chosen:
        hidden = purse.money(months, direction, everything - chosen)
        opened = set() if hidden.may_be_left_over else set(chosen)
        opened |= _opened_quarters(purse, direction, {point: rest[point] for point in chosen})
        if not opened:
            break
        chosen.remove(min(opened, key=lambda point: (own[point].files.total(), point)))
    return chosen


def _not_yet_shown(
    purse: Purse, period: Period, point: str, direction: str, bearer: str = ALL_BEARERS
) -> tuple[Month, ...]:
    shown = _tables_with(purse, point, direction, bearer)
    known = {month for table in shown for month in table.period.months}
    return tuple(month for month in period.months if month in purse.months and month not in known)


def _tables_with(purse: Purse, point: str, direction: str, bearer: str = ALL_BEARERS) -> list[HouseTable]:
    return [
        table
        for table in purse.tables
        if any(
            (a.direction, a.bearer) == (direction, bearer) and a.euro is not None
            for a in table.point(point).amounts
        )
    ]


def _split_points(
    purse: Purse, period: Period, points: Collection[str], direction: str
) -> dict[str, list[str]]:
    """Return the points whose amount is shown by bearer as well: every bearer passes, none is left over."""
    months = [month for month in period.months if month in purse.months]
    everything = {point for month in months for point in purse.months[month].points}
    split = {point: purse.bearers(months, direction, {point}) for point in points}
    split = {
        point: bearers
        for point, bearers in split.items()
        if len(bearers) > 1 and all(_bearer_passes(purse, period, point, direction, b) for b in bearers)
    }
    # Where one bearer bears it all, the amount of the point is known by bearer as well.
    plain = {point for point in points if len(purse.bearers(months, direction, {point})) == 1}
    while split:
        hidden = everything - set(split) - plain
        left = (purse.money(months, direction, hidden, b) for b in purse.bearers(months, direction, None))
        if all(money.may_be_left_over for money in left):
            break
        split.pop(
            min(split, key=lambda point: (purse.money(months, direction, {point}).files.total(), point))
        )
    return split


def _bearer_passes(purse: Purse, period: Period, point: str, direction: str, bearer: str) -> bool:
    months = [month for month in period.months if month in purse.months]
    rest = _not_yet_shown(purse, period, point, direction, bearer)
    return (
        purse.money(months, direction, {point}, bearer).passes
        and purse.money(rest, direction, {point}, bearer).may_be_left_over
    )


def _opened_quarters(purse: Purse, direction: str, rest: Mapping[str, tuple[Month, ...]]) -> set[str]:
    """Return the points that open an earlier quarter from the year, where too little else is hidden in it."""
    opened: set[str] = set()
    for table in purse.tables:
        months = table.period.months
        if not table.period.is_quarter:
            continue
        now_open = {point for point, left in rest.items() if left == months}
        known = {p.id for p in table.points if table in _tables_with(purse, p.id, direction)}
        everything = {point for month in months for point in purse.months[month].points}
        hidden = purse.money(months, direction, everything - known - now_open)
        if now_open and not hidden.may_be_left_over:
            opened |= now_open
    return opened


def _rows(
    purse: Purse, period: Period, point: PointTotals, direction: str, split: Mapping[str, list[str]]
) -> list[HouseAmount]:
    months = [month for month in period.months if month in purse.months]
    by_bearer = (
        (bearer, purse.money(months, direction, {point.id}, bearer).cents.total())
        for bearer in split.get(point.id, ())
    )
    return [
        _amount(purse, period, point, direction),
        *(HouseAmount(direction, bearer, rounded_euro(cents)) for bearer, cents in by_bearer),
    ]


def _amount(purse: Purse, period: Period, point: PointTotals, direction: str) -> HouseAmount:
    together = point.amount(direction)
    rest = purse.money(_not_yet_shown(purse, period, point.id, direction), direction, {point.id})
    known = regions((t.period for t in _tables_with(purse, point.id, direction)), period)
    hides = (
        amount_left(together.files, purse.holders)
        and (not rest.files.total() or amount_left(rest.files, purse.holders))
        and amount_hides_branches(point, together, purse.holders, known)
    )
    return HouseAmount(
        direction,
        ALL_BEARERS,
        rounded_euro(together.cents.total()),
        extrapolated(point, together) if hides else None,
    )
