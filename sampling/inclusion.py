"""Whether files come up again more or less often than under equal chance: draws against expectation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from math import comb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Below this probability a number of repetitions is called conspicuous.
LIMIT = 0.01


@dataclass(frozen=True)
class Round:
    """One draw of one branch and stratum, by how often its files had been drawn before.

    Valid if the drawn files were taken from the eligible ones without replacement, all with equal chance.

    Parameters
    ----------
    eligible : int
        Files that could be drawn.
    drawn : int
        Files that were drawn, at most ``eligible``.
    before : mapping of int to int
        Eligible files by the number of earlier draws they came up in, for 1 and more.
    again : mapping of int to int
        Likewise, of the drawn files.

    Raises
    ------
    ValueError
        Numbers that contradict each other.

    Examples
    --------
    >>> Round(100, 10, {1: 20}, {1: 3}).expected(1)
    2.0
    """

    eligible: int
    drawn: int
    before: Mapping[int, int]
    again: Mapping[int, int]

    def __post_init__(self) -> None:
        known, hit = sum(self.before.values()), sum(self.again.values())
        fits = all(self.again[times] <= self.before.get(times, 0) for times in self.again)
        if not (0 <= self.drawn <= self.eligible and known <= self.eligible and hit <= self.drawn and fits):
            raise ValueError("A round names more drawn files than there are.")

    @property
    def known(self) -> int:
        """Eligible files that had been drawn before."""
        return sum(self.before.values())

    @property
    def repeated(self) -> int:
        """Drawn files that had been drawn before."""
        return sum(self.again.values())

    def expected(self, times: int) -> float:
        """Give how many of the drawn files should have come up so often before, 0 for the first time."""
        files = self.before.get(times, 0) if times else self.eligible - self.known
        return self.drawn * files / self.eligible if self.eligible else 0.0


@dataclass(frozen=True)
class TimesDrawn:
    """How many files were drawn exactly so many times, and how many should have been."""

    times: int
    observed: int
    expected: float


@dataclass(frozen=True)
class RepetitionTest:
    """Drawn files that had been drawn before, against what equal chance gives.

    ``p_value`` is the two-sided probability of a number at least as extreme; nothing where no file could
    have come up a second time.
    """

    draws: int
    observed: int
    expected: float
    p_value: float | None

    @property
    def stands_out(self) -> bool:
        """Whether equal chance gives so extreme a number in less than 1 % of cases."""
        return self.p_value is not None and self.p_value < LIMIT


def repetitions(rounds: Iterable[Round]) -> RepetitionTest:
    """Compare how many drawn files had been drawn before with what equal chance gives.

    Valid if ``before`` was counted among the files that were eligible in that very round: files that have
    left, and files that rest after a draw, then change nothing.

    Parameters
    ----------
    rounds : iterable of Round
        All draws of a span of months, of one branch or of several.

    Returns
    -------
    RepetitionTest
        Files, and the exact two-sided probability, twice the smaller tail.

    Notes
    -----
    In a round that draws n of N eligible files, K of them drawn before, the number X of repetitions is
    hypergeometric: P(X = x) = C(K, x) C(N - K, n - x) / C(N, n), with mean n K / N. Given what was drawn
    before, the rounds are independent; the sum of their numbers has the convolution of their distributions,
    which is computed as it stands, with no approximation by chi-square or Poisson. Taking each K as it was
    found, round by round, is the device of the log-rank test.

    Source: Mantel, Cancer Chemotherapy Reports 50 (1966) 163 (conditioning round by round); Vatutin &
    Mikhailov, Theory of Probability and its Applications 27 (1983) 734 (each such number is a sum of
    independent 0/1 variables, so their sum is Poisson-binomial).

    Examples
    --------
    Two of four files, then again two of the four: with C(2, 2) C(2, 0) / C(4, 2) = 1/6 the same two come.

    >>> found = repetitions([Round(4, 2, {}, {}), Round(4, 2, {1: 2}, {1: 2})])
    >>> found.observed, found.expected, round(found.p_value, 6) == round(2 / 6, 6)
    (2, 1.0, True)
    """
    found = list(rounds)
    observed = sum(one.repeated for one in found)
    expected = sum(one.drawn * one.known / one.eligible for one in found if one.eligible)
    possible = [one for one in found if one.known and one.drawn]
    p_value = _two_sided(observed, possible) if possible else None
    return RepetitionTest(sum(one.drawn for one in found), observed, expected, p_value)


def times_drawn(rounds: Iterable[Round], files: int) -> tuple[TimesDrawn, ...]:
    """Compare how many files were drawn 0, 1, 2, … times with what equal chance gives.

    Valid if the condition of `repetitions` holds and ``files`` counts every file that stood in a list of
    the span, each once.

    Parameters
    ----------
    rounds : iterable of Round
        All draws of a span of months.
    files : int
        Different files in the lists of the span.

    Returns
    -------
    tuple of TimesDrawn
        From 0 to the largest number that came up or could have.

    Notes
    -----
    With H(k) the draws that hit a file for the k-th time, H(k) - H(k+1) files were drawn exactly k times,
    and ``files`` - H(1) never. The expectation of each H(k) is the sum over the rounds of n K(k-1) / N, where
    K(k-1) of the N eligible files had come up k-1 times before.

    Source: linearity of expectation; the hypergeometric mean of `repetitions`.

    Examples
    --------
    Four files, two drawn twice in a row; of the second two, one was to be expected to be new.

    >>> rounds = [Round(4, 2, {}, {}), Round(4, 2, {1: 2}, {1: 2})]
    >>> [(one.times, one.observed, one.expected) for one in times_drawn(rounds, 4)]
    [(0, 2, 1.0), (1, 0, 2.0), (2, 2, 1.0)]
    """
    found = list(rounds)
    most = max((times for one in found for times in (*one.before, *one.again)), default=0) + 1
    hits = [
        (
            sum(one.again.get(times, 0) if times else one.drawn - one.repeated for one in found),
            sum(one.expected(times) for one in found),
        )
        for times in range(most)
    ]
    bounds = [(files, float(files)), *hits, (0, 0.0)]
    return tuple(
        TimesDrawn(times, here[0] - after[0], here[1] - after[1])
        for times, (here, after) in enumerate(pairwise(bounds))
    )


def _two_sided(observed: int, rounds: Sequence[Round]) -> float:
    """Give twice the smaller tail of the sum of hypergeometric numbers, at most 1."""
    import numpy as np  # noqa: PLC0415 - Whoever only computes a draw need not load it.

    chances = reduce(np.convolve, (np.array(_hypergeometric(one)) for one in rounds))
    lower, upper = float(chances[: observed + 1].sum()), float(chances[observed:].sum())
    return min(1.0, 2 * min(lower, upper))


def _hypergeometric(one: Round) -> list[float]:
    total = comb(one.eligible, one.drawn)
    new = one.eligible - one.known
    return [
        comb(one.known, hit) * comb(new, one.drawn - hit) / total
        for hit in range(min(one.known, one.drawn) + 1)
    ]
