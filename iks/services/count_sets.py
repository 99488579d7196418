"""Count findings and answers at a point, in the house or in a set of branches and its rest."""

from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from iks.domain.branch_sets import may_be_counted, members_in
from iks.domain.effect import Count
from iks.domain.period import Period
from iks.domain.totals import PeriodTotals, PointTotals
from iks.domain.values import Area
from iks.services.follow_branches import mergers
from iks.services.read_results import totals_of
from iks.store.organisation import branches_in


def count_house(session: Session, area: Area, periods: Iterable[Period], point: str) -> Count:
    """Return what was found at a point in the whole house."""
    found = totals_of(session, area, periods).points.get(point, PointTotals(point))
    return Count(found.findings, found.answered)


def count_set(
    session: Session, area: Area, periods: Iterable[Period], point: str, members: Collection[str]
) -> tuple[Count, Count]:
    """Return what was found in a set of branches, and in all others, month by month.

    Whoever carries on for a merged branch stands for it. Months in which a merger left too few branches on
    one side are left out: their figures would show what was found in a few branches.
    """
    inside, outside, merged = Count(), Count(), mergers(session)
    for month in (month for period in sorted(periods) for month in period.months):
        own = members_in(month, members, merged)
        if may_be_counted(own, [branch.code for branch in branches_in(session, month)]):
            totals = totals_of(session, area, (Period.of(month),))
            inside += _count(totals, point, own)
            outside += _count(totals, point, set(totals.branches) - own)
    return inside, outside


def _count(totals: PeriodTotals, point: str, codes: Iterable[str]) -> Count:
    found = totals.points.get(point, PointTotals(point))
    codes = tuple(codes)
    return Count(
        sum(found.findings_by_branch[code] for code in codes),
        sum(found.answered_by_branch[code] for code in codes),
    )
