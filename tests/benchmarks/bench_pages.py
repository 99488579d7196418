"""Pages on ten years of one Jobcenter: 604,800 answers of 14 branches in both areas.

Run by ``make bench`` or ``python tests/benchmarks/bench_pages.py [months] [rounds] [file]``; pytest does not
collect it. The house is the demo, only longer: its months are released through the real door and closed one
by one, reports and counts of objections come in month by month, and the last months are drawn and checked.
Then the pages are asked for in process, through the whole application, for months, quarters and years old
and new. Of each kind of page the 95th percentile of its time is printed, and the slowest of the first looks,
which find nothing in memory that pages of the kind keep. With a file the house stays there to be found again.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from flask.testing import FlaskClient  # noqa: E402 - the folder of the project is known only now.

from iks.app import create_app  # noqa: E402 - as above.
from iks.commands.demo_months import DemoMonths  # noqa: E402 - as above.
from iks.commands.entry import operator  # noqa: E402 - as above.
from iks.config import Settings, load_settings  # noqa: E402 - as above.
from iks.domain.clock import SetClock  # noqa: E402 - as above.
from iks.domain.month import Month, at_six  # noqa: E402 - as above.
from iks.domain.period import Period  # noqa: E402 - as above.
from iks.domain.values import Area  # noqa: E402 - as above.
from iks.services.furnish_demo import HOUSE_PEOPLE, DemoPeriod, furnish  # noqa: E402 - as above.
from iks.services.sign_in import DEMO_PASSWORD  # noqa: E402 - as above.
from iks.wiring import build_runtime  # noqa: E402 - as above.
from tests.benchmarks.side_by_side import say  # noqa: E402 - as above.
from tests.page_client import PageClient  # noqa: E402 - as above.

NOW = datetime(2026, 12, 9, 9, 0, tzinfo=UTC)
CURRENT = Month(2026, 12)
LAST = CURRENT.shift(-1)
GOAL, OK = 200, 200
FEWEST_LOOKS = 40
# Who looks at what; one head of a branch stands for all.
UNITS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
BRANCH_HEAD = "z06"
POINTS = {Area.BENEFITS: ("L01", "L08", "L18"), Area.INTEGRATION: ("M01", "M08", "M18")}
# Pages without an address of their own month or area, by kind: who asks for what.
SINGLE_PAGES = {
    "management": [("management", "/management")],
    "report archive": [(who, "/reports") for who in (*UNITS.values(), "management", BRANCH_HEAD)],
    "journal": [("revision", "/revision/journal")],
    "revision's desk": [
        ("revision", "/revision"),
        ("revision", "/revision/draw-statistics"),
        ("revision", "/revision/recheck"),
    ],
    "draws and lists": [
        ("controller", "/controlling/draws"),
        ("controller", "/controlling/frames"),
        ("controller", "/controlling/objections"),
    ],
    "start page": [(who, "/") for who in (BRANCH_HEAD, *(username for username, *_ in HOUSE_PEOPLE))],
}


def settings_of(file: Path) -> Settings:
    """Return the settings of the house in a file."""
    return load_settings(
        overrides={
            "demo": True,
            "database_url": f"sqlite:///{file}",
            "seed_key_file": file.with_suffix(".key"),
        }
    )


def build(file: Path, months: int) -> float:
    """Write the history; return the seconds it took."""
    start = time.perf_counter()
    runtime = build_runtime(settings_of(file))
    runtime.upgrade()
    runtime.vault.create_key()
    period = DemoPeriod(CURRENT, months)
    clock = SetClock(at_six(period.first.first_day) - timedelta(days=10))
    with runtime.transaction() as session:
        branches = furnish(session, clock, operator(), runtime.vault, period)
    for _ in DemoMonths(runtime, clock, 1, branches, NOW).play(period):
        pass
    runtime.close()
    return time.perf_counter() - start


def addresses(months: int) -> dict[str, list[tuple[str, str]]]:
    """Give person and address of the pages of each kind."""
    listed = [LAST.shift(-number) for number in range(0, months, max(1, months // 12))]
    closed = {LAST.shift(-number) for number in range(months)}
    longer = [Period.quarter(year, number) for year in (2018, 2023, 2026) for number in (1, 3)]
    longer += [Period.year(year) for year in (2018, 2022, 2024, 2025)]
    periods = [*map(Period.of, listed), *(period for period in longer if period.closed_in(closed))]
    of_unit = [(area, who, f"/evaluation/{area}") for area, who in UNITS.items()]
    return {
        "analysis": [(w, f"{e}/analysis?period={period}") for _, w, e in of_unit for period in periods],
        "check point": [
            (who, f"{evaluation}/points/{point}?period={period}")
            for area, who, evaluation in of_unit
            for point in POINTS[area]
            for period in (periods[0], periods[-1])
        ],
        "cockpit": [(who, f"{evaluation}/{month}") for _, who, evaluation in of_unit for month in listed],
        "report": [(who, f"{evaluation}/report/{LAST}") for _, who, evaluation in of_unit],
        "report of a year": [(who, f"{evaluation}/report/{LAST.year - 1}") for _, who, evaluation in of_unit],
        "takeaways": [(who, f"{evaluation}/takeaways") for _, who, evaluation in of_unit],
        "measures": [(w, f"{e}/{page}") for _, w, e in of_unit for page in ("measures", "measures/new")],
        "objections": [(who, f"{evaluation}/objections") for _, who, evaluation in of_unit],
        "own figures": [(BRANCH_HEAD, f"/branch/{area}/figures") for area in Area],
        "own sample": [(BRANCH_HEAD, f"/branch/{area}/{CURRENT}") for area in Area],
        "follow-up list": [(BRANCH_HEAD, f"/branch/{area}/follow-up") for area in Area],
        **SINGLE_PAGES,
    }


def look(browser: FlaskClient, page: str) -> float:
    """Ask for a page and return the milliseconds it took."""
    start = time.perf_counter()
    response = browser.get(page)
    took = 1000 * (time.perf_counter() - start)
    if response.status_code != OK:
        raise SystemExit(f"{page} answered {response.status_code}")
    return took


def measure(file: Path, months: int, rounds: int) -> None:
    """Ask for all pages and print what they took."""
    for kind, pages in addresses(months).items():
        app = create_app(settings_of(file), clock=SetClock(NOW))
        browsers = {who: PageClient(app) for who, _ in pages}
        for who, browser in browsers.items():
            browser.sign_in(who, DEMO_PASSWORD)
        first = [look(browsers[who].client, page) for who, page in pages]
        looks = max(rounds, FEWEST_LOOKS // len(pages))
        times = [look(browsers[who].client, page) for _ in range(looks) for who, page in pages]
        p95 = statistics.quantiles(times, n=20)[18]
        verdict = "reached" if p95 < GOAL else "MISSED"
        middle = statistics.median(times)
        say(
            f"  {kind}: median {middle:,.0f} ms, p95 {p95:,.0f} ms; goal {GOAL} ms: {verdict}"
            f" (slowest first look {max(first):,.0f} ms)"
        )


def main() -> None:
    """Build, ask, print."""
    months = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as folder:
        file = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(folder) / "iks.db"
        if not file.exists():
            took = build(file, months)
            say(f"{months} months, {months * 14 * 10 * 18 * 2:,} answers, written in {took:.0f} s")
        measure(file, months, rounds)


if __name__ == "__main__":
    main()
