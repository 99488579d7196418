"""What may be shown of the figures of a period, and to whom (anonymity.md R4 and R7)."""

from collections.abc import Collection, Mapping
from itertools import combinations

FEWEST_ANSWERS = 30
FEWEST_ANSWERS_LEFT = 20
FEWEST_BRANCHES_LEFT = 6
FEWEST_FILES_WITH_AMOUNT = 5
FEWEST_BRANCHES_WITH_AMOUNT = 4
FEWEST_SHOWN = 3
EURO_STEP = 100
CENTS = 100


def crowd_rule(answered: Mapping[str, int], findings: int, holders: Collection[Collection[str]] = ()) -> bool:
    """Return whether a point's figures may go beyond the unit.

    At least 30 applicable answers; no branch holds more than a third of them; findings are at most
    80 % of them; and when any two persons are taken away with every branch they were responsible
    for, at least 20 answers from at least 6 branches remain.

    *Valid if* ``holders`` covers the whole period; a branch that nobody is named for counts as held
    by a person of its own.

    Parameters
    ----------
    answered : mapping of str to int
        Applicable answers by branch, in files.
    findings : int
        Findings among them.
    holders : collection of collections of str
        Sets of branches that one person was responsible for.

    Source: anonymity.md R4.

    >>> crowd_rule({f"Z{n:02}": 5 for n in range(1, 9)}, 4)
    True
    >>> crowd_rule({f"Z{n:02}": 5 for n in range(1, 8)}, 4)
    False
    """
    n = sum(answered.values())
    if n < FEWEST_ANSWERS or 3 * max(answered.values()) > n or 10 * findings > 8 * n:
        return False
    persons = {frozenset(codes) for codes in holders} | {frozenset({code}) for code in answered}
    return all(_enough_left(answered, one | two) for one, two in combinations(sorted(persons, key=sorted), 2))


def _enough_left(answered: Mapping[str, int], gone: Collection[str]) -> bool:
    left = [n for code, n in answered.items() if n and code not in gone]
    return sum(left) >= FEWEST_ANSWERS_LEFT and len(left) >= FEWEST_BRANCHES_LEFT


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
