"""What may be shown of the figures of a period, and to whom (anonymity.md R4, R7 and R10)."""

from collections.abc import Collection, Mapping
from itertools import combinations_with_replacement

from iks.domain.fixed_tables import Table
from iks.domain.period import Period

FEWEST_ANSWERS = 30
FEWEST_ANSWERS_LEFT = 20
FEWEST_BRANCHES_LEFT = 6
FEWEST_FILES_WITH_AMOUNT = 5
FEWEST_BRANCHES_WITH_AMOUNT = 4
FEWEST_SHOWN = 3
# With fewer findings left, a rate that weighs each branch by its size says in which one they are.
FEWEST_FINDINGS_LEFT = 5
FEWEST_LATE_BRANCHES = 6
EURO_STEP = 100
EXTRAPOLATED_STEP = 1000
CENTS = 100
# A branch that holds the most of something matters most; two others may be held by the two persons.
HEAVIEST = 3

BLANK = "–"
"""The one sign for everything that is not shown, whatever the reason."""

Holders = Collection[Collection[str]]
"""Sets of branches that one person was responsible for."""


def crowd_rule(answered: Mapping[str, int], findings: Mapping[str, int], holders: Holders = ()) -> bool:
    """Return whether a point's figures may go beyond the unit.

    There are enough answers (`enough_answers`); findings are at most 80 % of them; and whichever two
    persons subtract what they know, the findings that remain have room in the remaining branches without
    any one of them, so that nobody can force a finding in a third branch (R5).

    *Valid if* ``holders`` covers the whole period; a branch that nobody is named for counts as held
    by a person of its own.

    Parameters
    ----------
    answered : mapping of str to int
        Applicable answers by branch, in files.
    findings : mapping of str to int
        Findings among them, by branch.
    holders : collection of collections of str
        Sets of branches that one person was responsible for.

    Source: anonymity.md R4 and R5.

    >>> towns = {f"Z{n:02}": 5 for n in range(1, 10)}
    >>> crowd_rule(towns, {"Z01": 4}), crowd_rule(towns, dict.fromkeys(list(towns)[:7], 5))
    (True, False)
    """
    if 10 * sum(findings.values()) > 8 * sum(answered.values()):
        return False
    return enough_answers(answered, holders) and _room_elsewhere(answered, findings, holders)


def files_rule(checked: Mapping[str, int], faulty: Mapping[str, int], holders: Holders = ()) -> bool:
    """Return whether the files with at least one finding, at whichever point, may go beyond the unit.

    As the crowd rule, but without its limit of 80 %: with 18 points most files hold something, and the
    figure names no point. Whoever subtracts two persons still cannot force a finding in a third branch.

    Parameters
    ----------
    checked, faulty : mapping of str to int
        Files checked, and those with a finding, by branch.
    holders : collection of collections of str
        Sets of branches that one person was responsible for.

    Source: anonymity.md R4 and R5.

    >>> towns = {f"Z{n:02}": 10 for n in range(1, 15)}
    >>> files_rule(towns, dict.fromkeys(towns, 8)), files_rule(towns, dict.fromkeys(towns, 10))
    (True, False)
    """
    return enough_answers(checked, holders) and _room_elsewhere(checked, faulty, holders)


def enough_findings_left(findings: Mapping[str, int], holders: Holders = ()) -> bool:
    """Return whether any two persons who subtract their own findings keep several or none.

    Parameters
    ----------
    findings : mapping of str to int
        Findings by branch.
    holders : collection of collections of str
        Sets of branches that one person was responsible for.

    Source: anonymity.md R4 (weighted rates are a knapsack).

    >>> enough_findings_left({"Z01": 9, "Z02": 9, "Z03": 5})
    True
    >>> enough_findings_left({"Z01": 9, "Z02": 9, "Z03": 4})
    False
    """
    left = [
        sum(n for code, n in findings.items() if code not in gone) for gone in _two_persons(findings, holders)
    ]
    return all(n == 0 or n >= FEWEST_FINDINGS_LEFT for n in left)


def enough_answers(answered: Mapping[str, int], holders: Holders = ()) -> bool:
    """Return whether the answers of a point are a crowd, whatever was found.

    At least 30; no branch holds more than a third; and when any two persons are taken away with every
    branch they were responsible for, at least 20 answers from at least 6 branches remain.

    Parameters
    ----------
    answered : mapping of str to int
        Applicable answers by branch, in files.
    holders : collection of collections of str
        Sets of branches that one person was responsible for.

    Source: anonymity.md R4.

    >>> enough_answers({f"Z{n:02}": 5 for n in range(1, 8)})
    False
    """
    n = sum(answered.values())
    if n < FEWEST_ANSWERS or 3 * max(answered.values()) > n:
        return False
    return all(_enough_left(answered, gone) for gone in _two_persons(answered, holders))


def _enough_left(answered: Mapping[str, int], gone: Collection[str]) -> bool:
    left = [n for code, n in answered.items() if n and code not in gone]
    return sum(left) >= FEWEST_ANSWERS_LEFT and len(left) >= FEWEST_BRANCHES_LEFT


def _room_elsewhere(answered: Mapping[str, int], findings: Mapping[str, int], holders: Holders) -> bool:
    in_order = {code: n - findings.get(code, 0) for code, n in answered.items()}
    for gone in _two_persons(in_order, holders):
        left = [code for code in answered if code not in gone]
        # Findings fit into the others exactly where those of a third branch could all have been in order.
        if sum(in_order[code] for code in left) < max((answered[code] for code in left), default=0):
            return False
    return True


def _two_persons(held: Mapping[str, int], holders: Holders) -> list[frozenset[str]]:
    """Return what any two persons hold; of single branches the heaviest stand for all others."""
    several = {frozenset(codes) for codes in holders if len(codes) > 1}
    most = HEAVIEST + max(map(len, several), default=0)
    heaviest = sorted(held, key=held.__getitem__, reverse=True)[:most]
    persons = several | {frozenset({code}) for code in heaviest}
    return [one | two for one, two in combinations_with_replacement(sorted(persons, key=sorted), 2)]


def amount_rule(files: Mapping[str, int], cents: Mapping[str, int]) -> bool:
    """Return whether a sum of amounts may be shown.

    At least 5 files with an amount from at least 4 branches, and no branch holds more than half of
    the sum: single amounts do not leave a branch, so the largest share is that of a branch.

    Parameters
    ----------
    files, cents : mapping of str to int
        Files with an amount, and their sum, by branch.

    Source: anonymity.md R4.

    >>> amount_rule({"Z01": 2, "Z02": 1, "Z03": 1, "Z04": 1}, {"Z01": 50, "Z02": 20, "Z03": 20, "Z04": 10})
    True
    """
    branches = [code for code, count in files.items() if count]
    if sum(files.values()) < FEWEST_FILES_WITH_AMOUNT or len(branches) < FEWEST_BRANCHES_WITH_AMOUNT:
        return False
    return 2 * max(cents.values()) <= sum(cents.values())


def amount_left(files: Mapping[str, int], holders: Holders = ()) -> bool:
    """Return whether enough files with an amount remain when any two persons subtract their own.

    An amount that was extrapolated weighs each branch by its size; with few branches left, the weight
    would say which one it is. So 5 files from 4 branches have to remain.

    Parameters
    ----------
    files : mapping of str to int
        Files with an amount by branch.
    holders : collection of collections of str
        Sets of branches that one person was responsible for.

    Source: anonymity.md R4 and R5.

    >>> amount_left({f"Z{n:02}": 2 for n in range(1, 7)}), amount_left({f"Z{n:02}": 2 for n in range(1, 6)})
    (True, False)
    """
    return all(
        len(left) >= FEWEST_BRANCHES_WITH_AMOUNT and sum(left) >= FEWEST_FILES_WITH_AMOUNT
        for gone in _two_persons(files, holders)
        for left in [[count for code, count in files.items() if count and code not in gone]]
    )


def rounded_euro(cents: int, step: int = EURO_STEP) -> int:
    """Return an amount in euro, rounded to the nearest hundred; halves go up.

    >>> rounded_euro(624_900), rounded_euro(625_000)
    (6200, 6300)
    """
    return (2 * cents + step * CENTS) // (2 * step * CENTS) * step


def branch_count(findings: int) -> int | None:
    """Return a count of the table by branch and group, or nothing for 0 to 2 ("unter 3").

    Source: anonymity.md R7.

    >>> branch_count(3), branch_count(2)
    (3, None)
    """
    return findings if findings >= FEWEST_SHOWN else None


def branch_point_count(findings: int, period: Period, *, consented: bool) -> int | None:
    """Return a count of the table by branch and point, for the desk of the unit.

    The table exists for a closed year, and only where the staff council consented; it is shown like the
    table by groups.

    Raises
    ------
    ValueError
        When the table does not exist: another period, or no consent.

    Source: anonymity.md R7 and R13.

    >>> branch_point_count(4, Period.parse("2026"), consented=True)
    4
    """
    if not consented or not Table.BRANCH_POINT.exists_in(period):
        raise ValueError("there is no table by branch and point without consent, or for less than a year")
    return branch_count(findings)


def late_block_enters(branches: Collection[str]) -> bool:
    """Return whether what came after the close enters the year: in one block from at least 6 branches.

    Source: anonymity.md R10.

    >>> late_block_enters(["Z01", "Z02", "Z03", "Z04", "Z05"])
    False
    """
    return len(set(branches)) >= FEWEST_LATE_BRANCHES
