"""A list of a million files: import, lock and draw on a fresh SQLite database, with time and peak memory.

Run by ``make bench`` or ``python tests/benchmarks/bench_million_rows.py [rows]``; pytest does not collect it.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MILLION = 1_000_000


def one_list(rows: int) -> dict[str, float]:
    """Take a list of that many files over, lock it and draw; return seconds of each step and the peak."""
    sys.path.insert(0, str(ROOT))
    from iks.domain.frame_file import BY_COMMAND  # noqa: PLC0415 - the folder of the project is known only now.
    from iks.domain.values import Area  # noqa: PLC0415 - as above.
    from iks.services.frame_upload import FrameUpload  # noqa: PLC0415 - as above.
    from iks.services.import_frame import import_frame, prepare_import  # noqa: PLC0415 - as above.
    from tests.house_under_test import MONTH, build_house  # noqa: PLC0415 - as above.
    from tests.month_under_test import DRAW_MOMENT, NAMES, benefits_list, draw, lock  # noqa: PLC0415 - as above.

    data = benefits_list(dict.fromkeys(NAMES, rows // len(NAMES)))
    took: dict[str, float] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        build_house(f"sqlite:///{folder}/iks.db", Path(folder)) as house,
    ):
        upload = FrameUpload(Area.BENEFITS, MONTH, data, limits=BY_COMMAND)
        controller, start = house.actor("controller"), time.perf_counter()
        with house.runtime.transaction(writes=False) as session:
            checked = prepare_import(session, controller, upload)
        took["read and check"], start = time.perf_counter() - start, time.perf_counter()
        with house.runtime.transaction() as session:
            import_frame(session, house.clock, controller, upload, checked=checked)
        took["write"], start = time.perf_counter() - start, time.perf_counter()
        lock(house, Area.BENEFITS)
        took["lock"], start = time.perf_counter() - start, time.perf_counter()
        house.clock.set(DRAW_MOMENT)
        draw(house, Area.BENEFITS)
        took["draw"] = time.perf_counter() - start
    took["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return took


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else MILLION
    for step, figure in one_list(wanted).items():
        sys.stdout.write(f"{step:16} {figure:8.1f}\n")
