"""Overview of the whole country from count matrices against a row for each answer, on one database.

Run by ``make bench`` or ``python tests/benchmarks/bench_evaluation.py [branches] [rounds]``; pytest does not
collect it. 5,700 branches with ten files and 18 points give 12.3 million answers in twelve months. The same
SQLite database holds every answer as a row, the counts that the branches released, and the count matrix of
each closed month. The year overview (branch x point) and that of an open month are computed in turn in both
ways; their equality is asserted, then the ratios of the times are printed.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import insert, text  # noqa: E402 - the folder of the project is known only now.
from sqlalchemy.orm import Session  # noqa: E402 - as above.

from iks.domain.month import Month  # noqa: E402 - as above.
from iks.domain.period import Period  # noqa: E402 - as above.
from iks.domain.values import Area, MonthState  # noqa: E402 - as above.
from iks.services.count_overview import count_overview  # noqa: E402 - as above.
from iks.store.house_tables import CountMatrix, released_counts  # noqa: E402 - as above.
from iks.store.months import AuditMonth  # noqa: E402 - as above.
from iks.store.organisation import Branch  # noqa: E402 - as above.
from iks.store.releases import Release, ReleasedPoint  # noqa: E402 - as above.
from iks.store.session import make_engine  # noqa: E402 - as above.
from iks.store.upgrade import upgrade  # noqa: E402 - as above.
from sampling.matrices import pack_counts  # noqa: E402 - as above.
from tests.benchmarks.side_by_side import say  # noqa: E402 - as above.

AREA, YEAR = Area.BENEFITS, 2026
FILES, POINTS = 10, tuple(f"L{number:02}" for number in range(1, 19))
OK, FINDING = "ok", "finding"
VALUES = np.array([OK, FINDING, "not_applicable", "not_assessable"])
ODDS = (0.62, 0.1, 0.27, 0.01)
OPEN = Month(YEAR, 12)
Overview = dict[tuple[str, str], tuple[int, int]]

# As the service keeps them: an answer belongs to a sheet, a sheet to a month and branch.
TABLES = (
    "CREATE TABLE sheet (id INTEGER PRIMARY KEY, month VARCHAR(7) NOT NULL, branch_code TEXT NOT NULL)",
    "CREATE INDEX sheet_of_month ON sheet (month, branch_code)",
    (
        "CREATE TABLE answer_by_row (sheet_id INTEGER NOT NULL, check_point TEXT NOT NULL,"
        " value TEXT NOT NULL, PRIMARY KEY (sheet_id, check_point)) WITHOUT ROWID"
    ),
)
ROWS_OF_PERIOD = text("""
    SELECT branch_code, check_point, SUM(value IN ('ok', 'finding')), SUM(value = 'finding')
    FROM sheet JOIN answer_by_row ON answer_by_row.sheet_id = sheet.id
    WHERE month BETWEEN :first AND :last
    GROUP BY branch_code, check_point
""")


def fill(session: Session, branches: list[str]) -> None:
    """Write twelve months of answers in all three forms."""
    for table in TABLES:
        session.execute(text(table))
    session.execute(
        insert(Branch),
        [{"code": b, "name": b, "kind": "district", "valid_from": Month(YEAR, 1)} for b in branches],
    )
    chance = np.random.default_rng(1)
    for month in Period.year(YEAR).months:
        session.add(AuditMonth(area=AREA, month=month, state=MonthState.CLOSED))
        session.flush()
        drawn = chance.choice(len(VALUES), size=(len(branches), FILES, len(POINTS)), p=ODDS)
        _write_rows(session, month, branches, drawn)
        _write_counts(session, month, branches, drawn)
    session.commit()


def _write_rows(session: Session, month: Month, branches: list[str], drawn: np.ndarray) -> None:
    cursor = session.connection().connection.cursor()
    first = month.number * len(branches) * FILES
    sheets = [
        (first + number * FILES + file, str(month), branch)
        for number, branch in enumerate(branches)
        for file in range(FILES)
    ]
    cursor.executemany("INSERT INTO sheet VALUES (?, ?, ?)", sheets)
    values = VALUES[drawn].reshape(-1, len(POINTS)).tolist()
    answers = (
        (sheet, point, value)
        for (sheet, _, _), of_sheet in zip(sheets, values, strict=True)
        for point, value in zip(POINTS, of_sheet, strict=True)
    )
    cursor.executemany("INSERT INTO answer_by_row VALUES (?, ?, ?)", answers)


def _write_counts(session: Session, month: Month, branches: list[str], drawn: np.ndarray) -> None:
    per_value = np.stack([(drawn == place).sum(axis=1) for place in range(len(VALUES))], axis=-1).tolist()
    cells = {
        (branch, point): counts
        for branch, of_branch in zip(branches, per_value, strict=True)
        for point, counts in zip(POINTS, of_branch, strict=True)
    }
    packed = pack_counts(branches, POINTS, {key: (c[0] + c[1], c[1]) for key, c in cells.items()})
    lines = {"branches": "\n".join(branches), "points": "\n".join(POINTS), "counts": packed.counts}
    session.add(CountMatrix(area=AREA, month=month, **lines))
    if month != OPEN:
        return
    key = {"area": AREA, "month": month, "version": 1}
    session.execute(insert(Release), [key | {"branch_code": branch, "late": False} for branch in branches])
    rest = {"stratum": "-", "systemic": 0, "list_was_wrong": 0}
    session.execute(
        insert(ReleasedPoint),
        [
            key
            | rest
            | {"branch_code": branch, "check_point": point, "ok": c[0], "finding": c[1]}
            | {"not_applicable": c[2], "not_assessable": c[3]}
            for (branch, point), c in cells.items()
        ],
    )


def from_rows(session: Session, first: Month, last: Month) -> Overview:
    """Count every answer."""
    rows = session.execute(ROWS_OF_PERIOD, {"first": str(first), "last": str(last)})
    return {(branch, point): (n, x) for branch, point, n, x in rows}


def as_overview(session: Session, period: Period) -> Overview:
    """Give the overview of the matrices in the form of the slow one."""
    table = count_overview(session, AREA, period)
    return {
        (branch, point): (int(table.answered[row, column]), int(table.findings[row, column]))
        for row, branch in enumerate(table.branches)
        for column, point in enumerate(table.points)
    }


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(
    name: str, goal: float, ours: Callable[[], object], slow: Callable[[], object], rounds: int
) -> None:
    """Run both in turn and print the ratio of their times."""
    timed(ours)
    pairs = [(timed(ours), timed(slow)) for _ in range(rounds)]
    ratios = [one / other for one, other in pairs]
    fast, rows = (1000 * statistics.median(times) for times in zip(*pairs, strict=True))
    low, middle, high = (1 / value for value in (max(ratios), statistics.median(ratios), min(ratios)))
    verdict = "reached" if statistics.median(ratios) <= goal else "MISSED"
    say(f"  {name}: {fast:,.1f} ms against {rows:,.0f} ms by rows")
    say(f"    1/{middle:,.0f} (1/{low:,.0f} to 1/{high:,.0f}); goal 1/{1 / goal:,.0f}: {verdict}")


def main() -> None:
    """Fill the database, assert equality, compare the times."""
    branches = int(sys.argv[1]) if len(sys.argv) > 1 else 5700
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    codes = [f"B{number:04}" for number in range(branches)]
    random.Random(1).shuffle(codes)  # noqa: S311 - an order, no secret.
    codes.sort()
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/iks.db")
        upgrade(engine)
        with Session(engine) as session:
            took = timed(lambda: fill(session, codes))
        answers = branches * FILES * len(POINTS) * 12
        say(f"Overviews branch x point of {branches:,} branches, {answers:,} answers, filled in {took:.0f} s")
        year = Period.year(YEAR)
        with Session(engine) as session:
            assert as_overview(session, year) == from_rows(session, year.first, year.last)
            assert released_counts(session, AREA, OPEN) == from_rows(session, OPEN, OPEN)
            compare(
                "closed year",
                1 / 1000,
                lambda: count_overview(session, AREA, year),
                lambda: from_rows(session, year.first, year.last),
                rounds,
            )
            compare(
                "open month",
                1 / 5,
                lambda: released_counts(session, AREA, OPEN),
                lambda: from_rows(session, OPEN, OPEN),
                rounds,
            )
        engine.dispose()


if __name__ == "__main__":
    main()
