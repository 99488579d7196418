"""Pages of the evaluation on ten years of one Jobcenter: 604,800 answers of 14 branches in both areas.

Run by ``make bench`` or ``python tests/benchmarks/bench_pages.py [months] [rounds]``; pytest does not collect
it. The history is invented as in the demo, released through the real door and closed month by month, on
SQLite. Then every page is asked for in process, through the whole application, for months, quarters and
years old and new, and the 95th percentile of the time of each kind of page is printed.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from flask.testing import FlaskClient  # noqa: E402 - the folder of the project is known only now.

from iks.app import create_app  # noqa: E402 - as above.
from iks.commands.demo_months import DemoMonths  # noqa: E402 - as above.
from iks.commands.entry import operator  # noqa: E402 - as above.
from iks.config import load_settings  # noqa: E402 - as above.
from iks.domain.clock import SetClock, SystemClock  # noqa: E402 - as above.
from iks.domain.month import Month, at_six  # noqa: E402 - as above.
from iks.domain.period import Period  # noqa: E402 - as above.
from iks.domain.roles import Actor  # noqa: E402 - as above.
from iks.domain.values import Area  # noqa: E402 - as above.
from iks.services.furnish_demo import DemoPeriod, furnish  # noqa: E402 - as above.
from iks.services.invent_history import invent_month  # noqa: E402 - as above.
from iks.services.sign_in import DEMO_PASSWORD  # noqa: E402 - as above.
from iks.services.write_report import release_if_due  # noqa: E402 - as above.
from iks.wiring import build_runtime  # noqa: E402 - as above.
from tests.benchmarks.side_by_side import say  # noqa: E402 - as above.
from tests.page_client import PageClient  # noqa: E402 - as above.

LAST, GOAL, OK = Month(2026, 12), 200, 200
# Who looks at what, and how many addresses of a kind there are.
UNITS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}


def build(address: str, months: int) -> float:
    """Write the history; return the seconds it took."""
    start = time.perf_counter()
    runtime = build_runtime(load_settings(overrides={"demo": True, "database_url": address}))
    runtime.upgrade()
    runtime.vault.create_key()
    period = DemoPeriod(LAST.shift(1), months)
    clock = SetClock(at_six(period.first.first_day) - timedelta(days=10))
    with runtime.transaction() as session:
        branches = furnish(session, clock, operator(), runtime.vault, period)
    played = DemoMonths(runtime, clock, 1, branches, SystemClock().now())
    history = played._history(period.history)
    for month in period.history:
        for area in Area:
            with runtime.transaction() as session:
                invent_month(session, clock, Actor.job(), history, area, month)
    clock.set(clock.now() + timedelta(days=7))
    for area in Area:
        with runtime.transaction() as session:
            release_if_due(session, clock, Actor.job(), area, LAST)
    runtime.close()
    return time.perf_counter() - start


def addresses(months: int) -> dict[str, list[tuple[str, str]]]:
    """Give person and address of the pages of each kind."""
    listed = [LAST.shift(-number) for number in range(0, months, max(1, months // 12))]
    closed = {LAST.shift(-number) for number in range(months)}
    longer = [Period.quarter(year, number) for year in (2018, 2023, 2026) for number in (1, 4)]
    longer += [Period.year(year) for year in (2018, 2022, 2025, 2026)]
    periods = [*listed, *(period for period in longer if period.closed_in(closed))]
    return {
        "analysis": [
            (who, f"/evaluation/{area}/analysis?period={period}")
            for area, who in UNITS.items()
            for period in periods
        ],
        "cockpit": [(who, f"/evaluation/{area}/{month}") for area, who in UNITS.items() for month in listed],
        "report": [(who, f"/evaluation/{area}/report/{LAST}") for area, who in UNITS.items()],
        "management": [("management", "/management")],
        "own figures": [("z06", f"/branch/{area}/figures") for area in Area],
    }


def signed_in(app: object, person: str) -> FlaskClient:
    """Sign a person in and return the browser."""
    client = PageClient(app)  # type: ignore[arg-type]
    client.sign_in(person, DEMO_PASSWORD)
    return client.client


def main() -> None:
    """Build, ask, print."""
    months = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/iks.db"
        took = build(address, months)
        say(f"{months} months, {months * 14 * 10 * 18 * 2:,} answers, written in {took:.0f} s")
        app = create_app(load_settings(overrides={"demo": True, "database_url": address}))
        browsers = {who: signed_in(app, who) for who in (*UNITS.values(), "management", "z06")}
        for kind, pages in addresses(months).items():
            times = []
            for number in range(max(rounds, 40 // len(pages)) + 1):
                for who, page in pages:
                    start = time.perf_counter()
                    response = browsers[who].get(page)
                    times += [1000 * (time.perf_counter() - start)] if number else []
                    if response.status_code != OK:
                        raise SystemExit(f"{page} answered {response.status_code}")
            p95 = statistics.quantiles(times, n=20)[18]
            verdict = "reached" if p95 < GOAL else "MISSED"
            middle = statistics.median(times)
            say(f"  {kind}: median {middle:,.0f} ms, p95 {p95:,.0f} ms; goal {GOAL} ms: {verdict}")


if __name__ == "__main__":
    main()
