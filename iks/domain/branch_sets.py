"""Sets of branches for measures: fixed for a year, so that no choice of branches shows a single one."""

from collections import Counter
from collections.abc import Collection, Sequence

from iks.errors import N_

LEAST_TOGETHER = 4
"""Branches that a set holds at least, that it leaves out at least, and that no two sets tell apart."""
MOST_SETS = 3
LONGEST_NAME = 60


def sets_fault(sets: Sequence[Collection[str]], branches: Collection[str]) -> str:
    """Return why sets of branches cannot be fixed side by side, as a sentence template, or nothing.

    Figures of a set, of its rest and of the house can be added and subtracted; nothing that comes out is
    finer than the groups into which all sets together cut the house. Each of these groups has to have
    four branches, which also makes any two sets differ by four.

    *Valid if* ``sets`` holds every set whose figures can be held against each other, those of the years
    before included.

    Parameters
    ----------
    sets : sequence of collection of str
        Codes of the branches of each set.
    branches : collection of str
        Codes of all branches of the house.

    Source: anonymity.md R6.

    >>> house = [f"Z{n:02}" for n in range(1, 15)]
    >>> sets_fault([house[:7]], house), sets_fault([house[:5], house[5:10]], house)
    ('', '')

    Seven and eight branches tell the eighth; two sets and their union without one branch tell that one.

    >>> sets_fault([house[:7], house[:8]], house) != ""
    True
    >>> sets_fault([house[:5], house[5:10], house[:9]], house) != ""
    True
    """
    every = frozenset(branches)
    chosen = [frozenset(members) for members in sets]
    if any(not members <= every for members in chosen):
        return N_("Bitte wählen Sie Zweigstellen, die es gibt.")
    if any(min(len(members), len(every - members)) < LEAST_TOGETHER for members in chosen):
        return N_("Eine Gruppe hat mindestens vier Zweigstellen, und mindestens vier gehören nicht dazu.")
    groups = Counter(tuple(branch in members for members in chosen) for branch in every)
    if min(groups.values(), default=0) < LEAST_TOGETHER:
        return N_(
            "Zusammen mit den Gruppen, die es schon gibt, ließen sich weniger als vier Zweigstellen "
            "herausrechnen. Bitte wählen Sie eine andere Aufteilung."
        )
    return ""
