"""The table by branch and check point of a closed year, which the unit sees only with consent."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from iks.domain.disclosure import FEWEST_SHOWN, Holders, branch_point_count
from iks.domain.gaps import Answers
from iks.domain.period import Period

NOBODY: Collection[str] = ()


def column(
    months: Sequence[Answers], period: Period, holders: Holders = ()
) -> Mapping[str, int | None] | None:
    """Return the findings at one point by branch, nothing for 0 to 2; no column where it told a month.

    The unit knows the findings of the house at the point month by month. Together with a branch's sum of the
    year they can say in which month the branch had a finding, for example where it had all of them. Then the
    column is not shown for any branch, so that its absence does not say for which.

    *Valid if* ``months`` are the closed months of ``period`` and the staff council consented to the table.

    Parameters
    ----------
    months : sequence of Answers
        Applicable answers and findings by branch, in files, one entry a month.
    period : Period
        A calendar year.
    holders : collection of collections of str
        Sets of branches that one person was responsible for: whoever reads the table may know one more.

    Returns
    -------
    mapping of str to (int or None), or None
        By branch; ``None`` within it for "under 3".

    Raises
    ------
    ValueError
        When the period is no year.

    Source: anonymity.md R5 and R7.

    >>> evenly = [Answers(Counter(Z01=9, Z02=9, Z03=9), Counter(Z01=1, Z02=1, Z03=1)) for _ in range(12)]
    >>> column(evenly, Period.year(2027))
    {'Z01': 12, 'Z02': 12, 'Z03': 12}
    >>> alone = [Answers(Counter(Z01=9, Z02=9, Z03=9), Counter(Z01=n < 3)) for n in range(12)]
    >>> column(alone, Period.year(2027)) is None
    True
    """
    of_year = sum((month.findings for month in months), Counter())
    branches = sorted({code for month in months for code in month.answered})
    knowers = [NOBODY, *({code} for code in branches), *holders]
    if not all(_months_stay_hidden(_without(months, gone), of_year) for gone in knowers):
        return None
    return {code: branch_point_count(of_year[code], period, consented=True) for code in branches}


def _without(months: Sequence[Answers], gone: Collection[str]) -> list[Answers]:
    """Return what is left for whoever knows some branches month by month."""
    return [
        Answers(
            Counter({code: n for code, n in month.answered.items() if code not in gone}),
            Counter({code: n for code, n in month.findings.items() if code not in gone}),
        )
        for month in months
    ]


def _months_stay_hidden(months: Sequence[Answers], of_year: Mapping[str, int]) -> bool:
    """Return whether each branch could have had none of its findings in any one month, and the others all."""
    house = [month.findings.total() for month in months]
    branches = {code for month in months for code in month.answered}
    room = {
        code: sum(min(found, month.answered[code]) for found, month in zip(house, months, strict=True))
        for code in branches
    }
    for found, month in zip(house, months, strict=True):
        others = sum(min(n, of_year[code]) for code, n in month.answered.items())
        for code in branches if found else ():
            n, total = month.answered[code], of_year[code]
            if total < FEWEST_SHOWN:
                continue
            if room[code] - min(found, n) < total or others - min(n, total) < found:
                return False
    return True
