"""Run programs in turn, A B A B …, and compare the time and memory of whole processes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
MIB = 1 << 20
_LOOK_EVERY = 0.004


class Run(NamedTuple):
    """What one run took: seconds on the clock, and the peak of its largest process in MiB."""

    seconds: float
    peak: float


def run(command: list[str], environment: dict[str, str]) -> Run:
    """Run a program once; give up if it fails."""
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - The commands stand in the benchmarks.
        command, stdout=subprocess.DEVNULL, env=environment, cwd=ROOT
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return Run(seconds, usage.ru_maxrss / 1024)


def in_turn(commands: dict[str, list[str]], rounds: int, environment: dict[str, str]) -> dict[str, list[Run]]:
    """Run all programs in each round, after one round that does not count."""
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            one = run(command, environment)
            if number:
                found[name].append(one)
    return found


def ratio(ours: list[Run], theirs: list[Run]) -> str:
    """Say the ratio of the times, run by run: median, smallest, largest."""
    ratios = [one.seconds / other.seconds for one, other in zip(ours, theirs, strict=True)]
    return f"{statistics.median(ratios):6.3f} ({min(ratios):.3f} to {max(ratios):.3f})"


def median_peak(runs: list[Run]) -> float:
    """Give the median of the peaks in MiB."""
    return statistics.median(one.peak for one in runs)


def peak_of_all_processes(command: list[str], environment: dict[str, str]) -> float:
    """Give the peak in MiB of a program and its copies together; what they share is counted once.

    The system tells the peak of the largest process alone, so this looks again and again while it runs.
    """
    seen = [0]
    with subprocess.Popen(  # noqa: S603 - As above.
        command, stdout=subprocess.DEVNULL, env=environment, cwd=ROOT
    ) as process:
        watch = threading.Thread(target=_watch, args=(process, seen))
        watch.start()
        process.wait()
        watch.join()
    return max(seen) / MIB


def _watch(process: subprocess.Popen[bytes], seen: list[int]) -> None:
    while process.poll() is None:
        seen[0] = max(seen[0], sum(_memory(pid) for pid in _family(process.pid)))
        time.sleep(_LOOK_EVERY)


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [pid, *(member for child in children for member in _family(int(child)))]


def _memory(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def as_installed(folder: str) -> dict[str, str]:
    """Give an environment in which modules are compiled once, as where the program is installed."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def say(line: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
