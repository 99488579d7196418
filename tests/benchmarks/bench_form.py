"""The check form: its page of 18 points and the save of one point, beside the same page made by WTForms.

Run by ``make bench`` or ``python tests/benchmarks/bench_form.py [rounds]``; pytest does not collect it.
Everything happens in one process and through the whole application: session, permission, token, database
(SQLite, synchronous=FULL). The pages are asked for in turn, and the ratios are taken pair by pair: by the
clock, and by the time of the processor, which other programs on the machine disturb less.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from werkzeug.test import TestResponse

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from checklists.load import load_builtin  # noqa: E402 - the folder of the project is known only now.
from iks.domain.values import Area  # noqa: E402 - as above.
from tests.benchmarks.peers import wtforms_sheet  # noqa: E402 - as above.
from tests.house_under_test import HouseUnderTest, build_house  # noqa: E402 - as above.
from tests.month_under_test import drawn  # noqa: E402 - as above.
from tests.page_client import Page, PageClient  # noqa: E402 - as above.
from tests.services.branch_factory import sample  # noqa: E402 - as above.

ROUNDS, WARM_UP, OK = 40, 5, 200
GOAL_GET, GOAL_POST, GOAL_SAVE = 0.15, 0.05, 5.0
JSON = {"Accept": "application/json"}
ANSWERS = ("ok", "not_assessable")
Step = Callable[[], "Took"]


class Took(NamedTuple):
    """Milliseconds by the clock and of the processor."""

    clock: float
    processor: float


def timed(work: Callable[[], TestResponse]) -> Took:
    """Do one request and say what it took."""
    clock, processor = time.perf_counter(), time.process_time()
    response = work()
    took = Took((time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000)
    if response.status_code != OK:
        raise SystemExit(f"answered {response.status_code}: {response.text[:500]}")
    return took


class Sheet:
    """One open sheet: asked for and saved by its page, whichever made it."""

    def __init__(self, client: PageClient, address: str) -> None:
        self.client, self.address = client.client, address
        page = Page(self.client.get(address).text)
        self.token, self.version, self.turn = page.value("csrf_token"), int(page.value("version")), 0

    @property
    def has_all_fields(self) -> bool:
        """Whether the page holds text fields, which a browser sends even when they are empty."""
        return "peer-whole" in self.address

    def get(self) -> Took:
        """Fetch the page."""
        return timed(lambda: self.client.get(self.address))

    def post(self, answers: dict[str, str], **options: Any) -> Took:
        """Send answers of which one is new."""
        sent = {"action": "save", "csrf_token": self.token, "version": str(self.version), **answers}
        took = timed(lambda: self.client.post(self.address, data=sent, **options))
        self.version += 1
        return took

    def changed(self) -> str:
        """Return an answer that differs from the one before."""
        self.turn += 1
        return ANSWERS[self.turn % 2]


def one_point(sheet: Sheet) -> Step:
    """Save one point as the script of the form does."""
    return lambda: sheet.post({"L01.answer": sheet.changed()}, headers=JSON)


def whole_form(sheet: Sheet) -> Step:
    """Send all points, as a form without script does; one of them is new."""
    points = load_builtin("benefits").points
    rest = {f"{point.id}.answer": "ok" for point in points[1:]}
    if sheet.has_all_fields:
        rest |= {f"{point.id}.{name}": "" for point in points for name in ("reason", "note")}
        rest |= {f"{p.id}.{name}": "" for p in points if p.amount.possible for name in ("amount", "months")}
    return lambda: sheet.post({"L01.answer": sheet.changed(), **rest})


def in_turn(steps: dict[str, Step], rounds: int) -> dict[str, list[Took]]:
    """Take all steps in each round; the first rounds do not count."""
    found: dict[str, list[Took]] = {name: [] for name in steps}
    for number in range(rounds + WARM_UP):
        for name, step in steps.items():
            took = step()
            if number >= WARM_UP:
                found[name].append(took)
    return found


def spread(values: list[float]) -> str:
    """Say median, smallest and largest."""
    return f"{statistics.median(values):8.3f}  ({min(values):.3f} to {max(values):.3f})"


def report(title: str, found: dict[str, list[Took]], goal: float) -> None:
    """Print the times, and the ratio of the first to each other one with its goal."""
    say(title)
    ours, *peers = found
    for measure in Took._fields:
        times = {name: [getattr(one, measure) for one in all_of] for name, all_of in found.items()}
        for name in found:
            say(f"  {measure:<10}{name:<28}{spread(times[name])} ms")
        for name in peers:
            ratios = [one / other for one, other in zip(times[ours], times[name], strict=True)]
            met = "met" if statistics.median(ratios) <= goal else "missed"
            say(f"  {measure:<10}ratio to {name:<19}{spread(ratios)} x   goal {goal}: {met}")


def say(text: str) -> None:
    """Print one line."""
    sys.stdout.write(f"{text}\n")


def measure(house: HouseUnderTest, rounds: int) -> None:
    """Measure page and save of the same sample, each maker on a sheet of its own."""
    client = house.signed_in("z06")
    ids = [line.sheet_id for line in sample(house).files]
    real = Sheet(client, f"/branch/check/{ids[0]}")
    whole = Sheet(client, f"/peer-whole/{ids[1]}")
    answers = Sheet(client, f"/peer-answers/{ids[2]}")
    sheets = {"form": real, "WTForms, all fields": whole, "WTForms, answers": answers}
    pages = {name: sheet.get for name, sheet in sheets.items()}
    report("GET of the page of 18 points", in_turn(pages, rounds), GOAL_GET)
    saves = {"one point": one_point(real)} | {n: whole_form(s) for n, s in sheets.items() if s is not real}
    found = in_turn(saves, rounds)
    report("POST of one answer", found, GOAL_POST)
    for kind in Took._fields:
        median = statistics.median(getattr(one, kind) for one in found["one point"])
        met = "met" if median < GOAL_SAVE else "missed"
        say(f"  one save, {kind}: {median:.2f} ms   goal {GOAL_SAVE}: {met}")
    for name, sheet in sheets.items():
        say(f"  size of {name:<30}{len(sheet.client.get(sheet.address).data) / 1024:8.1f} KiB")


def main() -> None:
    """Build a house with a drawn month and measure its form."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with (
        tempfile.TemporaryDirectory() as folder,
        build_house(f"sqlite:///{folder}/iks.db", Path(folder)) as house,
    ):
        for whole in (True, False):
            house.app.register_blueprint(wtforms_sheet.blueprint(whole=whole))
        drawn(house, Area.BENEFITS)
        measure(house, rounds)


if __name__ == "__main__":
    main()
