"""102,600 exact intervals at once, beside statsmodels: goal at most 0.05 of its time, apart by at most 1e-12.

Run by ``make bench`` or ``python tests/benchmarks/bench_intervals.py [rounds]``; pytest does not collect it.
The cells are those of 5,700 branches and 18 points with ten files each, as a month of the whole country has
them. Both are asked in turn and in one process; the ratios are taken pair by pair.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from statsmodels.stats.proportion import proportion_confint

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sampling.rates import binomial_interval  # noqa: E402 - the folder of the project is known only now.

BRANCHES, POINTS, FILES, ROUNDS = 5_700, 18, 10, 15
GOAL_RATIO, GOAL_APART, ALPHA = 0.05, 1e-12, 0.05


def cells() -> tuple[np.ndarray, np.ndarray]:
    """Give findings and answers: most points apply to most files, some to few, and some rates are 0 or 1."""
    generator = np.random.default_rng(1)
    shape = (BRANCHES, POINTS)
    answers = generator.binomial(FILES, generator.choice([0.2, 0.8, 1.0], size=POINTS), size=shape)
    findings = generator.binomial(answers, generator.beta(1, 8, size=shape))
    return findings.ravel(), answers.ravel()


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Say how many milliseconds some work takes, by the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


def farthest(x: np.ndarray, n: np.ndarray) -> float:
    """Give the largest difference of a limit, over cells with answers; elsewhere ours makes no statement."""
    ours = np.stack(binomial_interval(x, n, 1 - ALPHA))
    answered = n > 0
    theirs = np.stack(proportion_confint(x[answered], n[answered], ALPHA, method="beta"))
    if not np.isnan(ours[:, ~answered]).all():
        raise SystemExit("A cell without answers got limits.")
    return float(np.abs(ours[:, answered] - theirs).max())


def main(rounds: int) -> int:
    """Time both in turn and say whether the goals hold."""
    x, n = cells()
    # statsmodels knows no cell without answers and would warn of each; it gets one answer there.
    asked = np.maximum(n, 1)
    apart = farthest(x, n)
    pairs = []
    for _ in range(rounds + 1):
        own = timed(lambda: binomial_interval(x, n, 1 - ALPHA))
        pairs.append((own, timed(lambda: proportion_confint(x, asked, ALPHA, method="beta"))))
    for name, place in (("clock", 0), ("processor", 1)):
        ours, theirs = ([took[place] for took in column] for column in zip(*pairs[1:], strict=True))
        ratios = [own / other for own, other in zip(ours, theirs, strict=True)]
        ratio = statistics.median(ratios)
        sys.stdout.write(
            f"{x.size:,} intervals by the {name}: {statistics.median(ours):.1f} ms, "
            f"statsmodels {statistics.median(theirs):.1f} ms, "
            f"ratio {ratio:.4f} ({min(ratios):.4f} to {max(ratios):.4f}), goal <= {GOAL_RATIO}\n"
        )
    sys.stdout.write(f"largest difference {apart:.1e}, goal <= {GOAL_APART:.0e}\n")
    return int(ratio > GOAL_RATIO or apart > GOAL_APART)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
