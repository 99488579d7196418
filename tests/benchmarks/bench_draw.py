"""A whole draw from a file, frame digest included, beside what else draws ten files of every branch.

Run by ``make bench`` or ``python tests/benchmarks/bench_draw.py [--large]``; pytest does not collect it.
Whole processes take turns, so that a busy machine slows all of them; what counts is the ratio of two runs
that follow each other. `--large` (or IKS_BENCH_LARGE=1) adds ten million files: 350 MB of disk, two minutes.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from make_frames import make_frame
from side_by_side import as_installed, in_turn, median_peak, peak_of_all_processes, ratio, say

PEERS = Path(__file__).parent / "peers"
FIRST = "iks draw compute (make install)"
EMPTY, DUCKDB, CONSISTENT, PANDAS = "empty Python", "DuckDB sample", "consistent-sampler", "pandas sample"
SCRIPTS = {DUCKDB: "duckdb_sample.py", CONSISTENT: "consistent_sample.py", PANDAS: "pandas_sample.py"}


def programs() -> dict[str, list[str]]:
    """Give the ways to call the draw: as ``make install`` and as a wheel install it, and as a library."""
    script = Path(sys.executable).parent / "iks"
    wheel = "import sys; from iks.cli import main; sys.exit(main())"
    return {
        "iks draw compute (make install)": [str(script)]
        if script.exists()
        else [sys.executable, "-m", "iks.cli"],
        "iks draw compute (wheel)": [sys.executable, "-c", wheel],
        "python -m sampling draw compute": [sys.executable, "-m", "sampling"],
    }


def draw_of(path: Path, program: list[str]) -> list[str]:
    """Give the command of a draw from a file."""
    options = ["--month", "2026-12", "--draw-id", "benefits", "--allocation", "-=10", "--secret", "5a" * 32]
    return [*program, "draw", "compute", str(path), *options, "--json"]


def peer(name: str, path: Path) -> list[str]:
    """Give the command of a peer."""
    if name == EMPTY:
        return [sys.executable, "-c", "pass"]
    return [sys.executable, str(PEERS / SCRIPTS[name]), str(path)]


def compare(
    path: Path,
    goals: dict[str, tuple[float | None, float | None]],
    rounds: int,
    environment: dict[str, str],
    name: str = FIRST,
) -> None:
    """Print one line for each peer: ratio of time, ratio of memory, and the goals for both."""
    command = draw_of(path, programs()[name])
    found = in_turn({name: command, **{goal: peer(goal, path) for goal in goals}}, rounds, environment)
    own = max(median_peak(found[name]), peak_of_all_processes(command, environment))
    seconds = sorted(one.seconds for one in found[name])
    say(
        f"   {name}: {seconds[len(seconds) // 2]:.3f} s (median of {rounds}), peak {own:.1f} MiB in all its "
        f"processes, {median_peak(found[name]):.1f} MiB in the largest"
    )
    for other, (time_goal, memory_goal) in goals.items():
        memory = own / median_peak(found[other])
        say(
            f"   time / {other:<19}{ratio(found[name], found[other])} {_goal(time_goal):<14}"
            f"memory {memory:5.2f} {_goal(memory_goal)}".rstrip()
        )


def _goal(goal: float | None) -> str:
    return "" if goal is None else f"goal {goal:g}"


def house(folder: Path, environment: dict[str, str]) -> None:
    """One house, as every month."""
    goals = {
        EMPTY: (4, None),
        DUCKDB: (0.25, None),
        CONSISTENT: (0.2, None),
        PANDAS: (None, None),
    }
    for words, in_order in (("rows in canonical order", True), ("rows in random order", False)):
        say(f"P1 29,000 files, 14 branches, {words} (goal for the peak: 25 MiB)")
        path = folder / "house.tsv"
        make_frame(path, 29_000, 14, in_order=in_order)
        for name in programs() if in_order else [FIRST]:
            compare(path, goals, 15, environment, name)


def land(folder: Path, environment: dict[str, str]) -> None:
    """A land."""
    say("P2 1,000,000 files, 400 branches")
    path = folder / "land.tsv"
    make_frame(path, 1_000_000, 400)
    compare(path, {DUCKDB: (None, None), CONSISTENT: (0.15, None), PANDAS: (0.85, 0.15)}, 7, environment)


def country(folder: Path, environment: dict[str, str]) -> None:
    """The whole country."""
    path = folder / "country.tsv"
    for words, houses in (("numbers by house", True), ("numbers scattered over the country", False)):
        say(f"P3 10,000,000 files, 5,700 branches, {words}")
        make_frame(path, 10_000_000, 5_700, houses=houses)
        compare(path, {DUCKDB: (3, 0.25)}, 5, environment)


def main() -> None:
    """Compare on each frame."""
    with tempfile.TemporaryDirectory() as folder:
        environment = as_installed(folder)
        house(Path(folder), environment)
        land(Path(folder), environment)
        if "--large" in sys.argv or os.environ.get("IKS_BENCH_LARGE"):
            country(Path(folder), environment)
        else:
            say("P3 10,000,000 files: left out; IKS_BENCH_LARGE=1 make bench takes some two minutes more.")


if __name__ == "__main__":
    main()
