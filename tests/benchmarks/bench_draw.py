"""Time and memory of a whole draw from a file, against a Python that does nothing.

Run by ``make bench`` or ``python tests/benchmarks/bench_draw.py [runs]``; pytest does not collect it. The two
programs take turns, so that a busy machine slows both; what counts is the ratio.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BRANCHES, FILES = 14, 29_000
NOTHING = ["-c", "pass"]


def write_frame(path: Path, *, in_order: bool) -> None:
    """Write a frame like that of a large house: one file in a hundred was checked recently."""
    chance = random.Random(1)  # noqa: S311 - Nothing secret, only the same frame every time.
    numbers = chance.sample(range(10**11), FILES)
    lines = [
        f"Z{chance.randrange(BRANCHES) + 1:02d}\t-\tBG{number // 10**7:04d}//{number % 10**7:07d}\t"
        f"{'checked_recently' if chance.random() < 1 / 100 else 'eligible'}\n"
        for number in numbers
    ]
    path.write_text("".join(sorted(lines) if in_order else lines), encoding="utf-8")


def draw_of(path: Path) -> list[str]:
    """Give the arguments of a draw from a file."""
    options = ["--month", "2026-12", "--draw-id", "benefits", "--allocation", "-=10", "--secret", "5a" * 32]
    return ["-m", "sampling", "draw", "compute", str(path), *options, "--json"]


def measure(arguments: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run Python once; give its time in milliseconds and its peak memory in MiB."""
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - The arguments stand above.
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, env=environment, cwd=ROOT
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments} ended with {process.returncode}")
    return elapsed * 1000, usage.ru_maxrss / 1024


def report(name: str, path: Path, runs: int, environment: dict[str, str]) -> None:
    """Run both in turn and print medians."""
    measure(draw_of(path), environment)
    drawn, empty = [], []
    for _ in range(runs):
        drawn.append(measure(draw_of(path), environment))
        empty.append(measure(NOTHING, environment))
    ratios = [draw[0] / nothing[0] for draw, nothing in zip(drawn, empty, strict=True)]
    sys.stdout.write(
        f"{name}: {statistics.median(time for time, _ in drawn):.1f} ms, "
        f"empty Python {statistics.median(time for time, _ in empty):.1f} ms, "
        f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}), "
        f"peak {max(peak for _, peak in drawn):.1f} MiB\n"
    )


def main() -> None:
    """Print the figures of one frame in random and in canonical order."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    with tempfile.TemporaryDirectory() as folder:
        # As installed, with compiled modules; compiling them anew in every run is not what is measured.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.stdout.write(f"draw compute, {BRANCHES} branches, {FILES} files, {runs} runs each\n")
        for name, in_order in (("rows in random order", False), ("rows in canonical order", True)):
            path = Path(folder) / "frame.tsv"
            write_frame(path, in_order=in_order)
            report(name, path, runs, environment)


if __name__ == "__main__":
    main()
