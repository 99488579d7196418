"""The table by branch and point of a year: whoever solves for it never finds a month of a branch."""

import random
from collections import Counter

import numpy as np
import pytest
from scipy.optimize import linprog

from iks.domain.branch_points import column
from iks.domain.gaps import Answers
from iks.domain.period import Period

YEAR = Period.year(2027)
BRANCHES = tuple(f"Z{number:02}" for number in range(1, 7))
Column = dict[str, int | None]


def world(seed: int) -> list[Answers]:
    """Return a year of six branches; some worlds have findings almost everywhere, some almost nowhere."""
    chance = random.Random(seed)  # noqa: S311 - invented data.
    rate = chance.choice((0.02, 0.05, 0.1, 0.3))
    favourite = chance.choice((None, "Z03"))
    months = []
    for _ in range(12):
        answered = Counter({code: chance.randint(0, 6) for code in BRANCHES})
        weights = {code: min(rate * (8 if code == favourite else 1), 0.9) for code in BRANCHES}
        found = {code: sum(chance.random() < weights[code] for _ in range(n)) for code, n in answered.items()}
        months.append(Answers(answered, Counter(found)))
    return months


def least_possible(months: list[Answers], shown: Column, known: str) -> float:
    """Return the largest number of findings that anybody can prove in one branch and month.

    The attacker knows the house by month, the applicable answers of everybody, the table, and one branch
    month by month.
    """
    cells = [(code, at) for code in BRANCHES for at in range(12)]
    upper = [months[at].answered[code] for code, at in cells]
    lower = [0] * len(cells)
    for place, (code, at) in enumerate(cells):
        if code == known:
            lower[place] = upper[place] = months[at].findings[code]
    equal, total = [], []
    for at in range(12):
        equal.append([float(place[1] == at) for place in cells])
        total.append(months[at].findings.total())
    less, most = [], []
    for code in BRANCHES:
        of_branch = [float(place[0] == code) for place in cells]
        count = shown[code]
        if count is None:
            less.append(of_branch)
            most.append(2)
        else:
            equal.append(of_branch)
            total.append(count)
    proven = 0.0
    for place, (code, _) in enumerate(cells):
        if code == known:
            continue
        aim = np.zeros(len(cells))
        aim[place] = 1
        found = linprog(
            aim,
            less or None,
            most or None,
            equal,
            total,
            list(zip(lower, upper, strict=True)),
            method="highs",
        )
        assert found.status == 0
        proven = max(proven, found.fun)
    return proven


def test_no_month_of_a_branch_can_be_proven_by_who_knows_one_branch() -> None:
    shown = 0
    for seed in range(24):
        months = world(seed)
        table = column(months, YEAR)
        if table is None:
            continue
        shown += 1
        assert least_possible(months, dict(table), BRANCHES[seed % 6]) < 1e-7, seed
    assert 6 <= shown < 24


def test_without_the_rule_a_month_is_proven() -> None:
    """The attack itself works: all findings of the house lie in one branch."""
    answered = Counter(dict.fromkeys(BRANCHES, 5))
    months = [Answers(answered, Counter({"Z01": int(at < 4)})) for at in range(12)]
    assert column(months, YEAR) is None
    naive: Column = {code: 4 if code == "Z01" else None for code in BRANCHES}
    assert least_possible(months, naive, "Z02") == pytest.approx(1)


def test_a_count_below_three_is_one_blank_and_a_quarter_has_no_table() -> None:
    answered = Counter(dict.fromkeys(BRANCHES, 9))
    months = [Answers(answered, Counter({code: int(code != "Z06") for code in BRANCHES})) for _ in range(12)]
    table = column(months, YEAR)
    assert table is not None
    assert (table["Z01"], table["Z06"]) == (12, None)
    with pytest.raises(ValueError, match="less than a year"):
        column(months[:3], Period.quarter(2027, 1))


def test_a_person_who_held_several_branches_knows_them_all() -> None:
    answered = Counter(dict.fromkeys(BRANCHES, 5))
    # Outside of Z01 and Z02 all findings lie in Z03: whoever held both of them would know its months.
    months = [Answers(answered, Counter(Z01=1, Z02=1, Z03=int(at < 3))) for at in range(12)]
    assert column(months, YEAR) is not None
    assert column(months, YEAR, [("Z01", "Z02")]) is None
