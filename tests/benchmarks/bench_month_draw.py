"""Time and memory of a month's beginning: import, lock and draw of both real lists on a fresh database.

Run by ``make bench`` or ``python tests/benchmarks/bench_month_draw.py [runs]``; pytest does not collect it.
The house, on SQLite, is set up before the clock starts. Each run has its own database and its own process,
so that the peak of memory is that of one month.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STEPS = ("import", "lock", "draw")


def one_month() -> dict[str, float]:
    """Take both areas from the file to the sheets; return seconds of each step and the peak in MiB."""
    sys.path.insert(0, str(ROOT))
    from iks.domain.values import Area  # noqa: PLC0415 - the folder of the project is known only now.
    from tests.house_under_test import build_house  # noqa: PLC0415 - as above.
    from tests.month_under_test import (  # noqa: PLC0415 - as above.
        DRAW_MOMENT,
        draw,
        lock,
        open_all_branches,
        real_list,
        upload,
    )

    took: dict[str, float] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        build_house(f"sqlite:///{folder}/iks.db", Path(folder)) as house,
    ):
        open_all_branches(house)
        for area in Area:
            content = real_list(area)
            took[f"import {area}"] = _seconds(lambda a=area, c=content: upload(house, a, c))
            took[f"lock {area}"] = _seconds(lambda a=area: lock(house, a))
        house.clock.set(DRAW_MOMENT)
        for area in Area:
            took[f"draw {area}"] = _seconds(lambda a=area: draw(house, a))
    took["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return took


def _seconds(work: object) -> float:
    assert callable(work)
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(runs: int) -> None:
    """Run some months in processes of their own and print medians."""
    found: list[dict[str, float]] = []
    for _ in range(runs):
        done = subprocess.run(  # noqa: S603 - this very file.
            [sys.executable, __file__, "--one"], capture_output=True, check=True, text=True
        )
        found.append(json.loads(done.stdout))
    for name in found[0]:
        unit = "MiB" if name.endswith("MiB") else "s"
        sys.stdout.write(f"{name:<22} {statistics.median(one[name] for one in found):8.2f} {unit}\n")
    for step in STEPS:
        both = statistics.median(sum(v for k, v in one.items() if k.startswith(step)) for one in found)
        sys.stdout.write(f"{step + ', both areas':<22} {both:8.2f} s\n")
    total = statistics.median(sum(v for k, v in one.items() if not k.endswith("MiB")) for one in found)
    sys.stdout.write(f"{'whole month':<22} {total:8.2f} s   (51,900 files, 280 sheets, median of {runs})\n")


if __name__ == "__main__":
    if "--one" in sys.argv:
        sys.stdout.write(json.dumps(one_month()))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
