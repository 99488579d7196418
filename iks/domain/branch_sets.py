"""Sets of branches for measures: fixed for a year, so that no choice of branches shows a single one."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from iks.domain.month import Month
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


@dataclass(frozen=True)
class Merger:
    """A branch ended with a month, and another one carries on."""

    until: Month
    successor: str


def members_in(month: Month, members: Collection[str], mergers: Mapping[str, Merger]) -> frozenset[str]:
    """Return the branches that stand for a set in a month: its own, and those before and after a merger.

    Whoever carries on for a branch of the set belongs to it from the month after; whoever had ended before
    and was carried on by a branch of the set belonged to it.

    Parameters
    ----------
    month : Month
        The month whose figures are counted.
    members : collection of str
        Codes of the branches as the set was fixed.
    mergers : mapping of str to Merger
        By the code of each branch that ended.

    >>> mergers = {"Z10": Merger(Month(2027, 3), "Z09")}
    >>> sorted(members_in(Month(2027, 3), {"Z10", "Z11"}, mergers))
    ['Z10', 'Z11']
    >>> sorted(members_in(Month(2027, 4), {"Z10", "Z11"}, mergers))
    ['Z09', 'Z10', 'Z11']
    >>> sorted(members_in(Month(2026, 1), {"Z09"}, mergers))
    ['Z09', 'Z10']
    """
    found = set(members)
    for code in mergers:
        line = _line_of(code, mergers)
        own = next((place for place, one in enumerate(line) if one in members), None)
        if own is None:
            continue
        found.update(line[:own])
        for ended, following in zip(line[own:], line[own + 1 :], strict=False):
            if month <= mergers[ended].until:
                break
            found.add(following)
    return frozenset(found)


def may_be_counted(members: Collection[str], branches: Collection[str]) -> bool:
    """Return whether a set and the others are both still large enough among the branches of a month.

    >>> house = [f"Z{n:02}" for n in range(1, 15)]
    >>> may_be_counted(house[:4], house), may_be_counted(house[:4], house[1:])
    (True, False)
    """
    inside = len(frozenset(members) & frozenset(branches))
    return min(inside, len(branches) - inside) >= LEAST_TOGETHER


def _line_of(code: str, mergers: Mapping[str, Merger]) -> tuple[str, ...]:
    """Return a branch and those that carried on for it, one after the other."""
    line = [code]
    while (merger := mergers.get(line[-1])) is not None and merger.successor not in line:
        line.append(merger.successor)
    return tuple(line)
