"""A workbook of 100,000 released rows: goal below 5 seconds; CSV and JSON beside it.

Run by ``make bench`` or ``python tests/benchmarks/bench_output.py [rounds]``; pytest does not collect it.
The rows have the columns of the export, in the mixture it has: points with all their figures, and five times
as many patterns and causes with a count. Reading the workbook back shows that nothing was lost.
"""

from __future__ import annotations

import io
import resource
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from iks.output.findings_file import CSV, JSON, XLSX, findings_file  # noqa: E402 - known only now.
from iks.services.export_findings import COLUMNS, FindingRow  # noqa: E402 - as above.

ROWS, ENTRIES, ROUNDS, GOAL, MIB = 100_000, 5, 3, 5.0, 1024
NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
Values = tuple[str | int | float | None, ...]


def invented(number: int) -> Values:
    """Give one row, every sixth of them that of a whole point."""
    month, point = f"{2017 + number // 12_000}-{number // 1000 % 12 + 1:02d}", f"L{number % 18 + 1:02d}"
    head = (month, "benefits", "", point, f"group_{number % 7}", f"topic_{number % 15}")
    if number % (ENTRIES + 1):
        row = FindingRow(*head, pattern=f"something_wrong_{number % 40}", findings=number % 9)
    else:
        found, answered = number % 30, 140
        money = {"overpayment_eur": 1200, "underpayment_eur": None}
        rate = round(found / answered, 6)
        row = FindingRow(
            *head, answered=answered, ok=answered - found, findings=found, formal=found, material=0,
            minor=found, major=0, not_applicable=2, not_assessable=1, rate=rate, lower=rate / 2,
            upper=min(1.0, rate * 2), checklist_version="2026-12", **money,
        )  # fmt: skip
    return tuple(getattr(row, column) for column in COLUMNS)


def read_back(content: bytes) -> list[Values]:
    """Give the rows of the first sheet as another program reads them, blanks as the export has them."""
    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    return list(sheet.iter_rows(min_row=2, values_only=True))


def main(rounds: int) -> int:
    """Time each form, read the workbook back and say whether the goal holds."""
    rows = [invented(number) for number in range(ROWS)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took: dict[str, list[float]] = {form: [] for form in (CSV, JSON, XLSX)}
    for _ in range(rounds):
        for form, seconds in took.items():
            start = time.perf_counter()
            content = findings_file(form, COLUMNS, rows, NOW)
            seconds.append(time.perf_counter() - start)
            if form == XLSX:
                book = content
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    for form, seconds in took.items():
        median = statistics.median(seconds)
        sys.stdout.write(
            f"{form}: {ROWS:,} rows in {median:.2f} s ({min(seconds):.2f} to {max(seconds):.2f})\n"
        )
    sys.stdout.write(f"workbook of {len(book) / MIB / MIB:.1f} MiB, memory grown by {grown / MIB:.0f} MiB\n")
    if read_back(book) != [tuple(cell if cell != "" else None for cell in row) for row in rows]:
        raise SystemExit("The workbook holds other rows.")
    slow = statistics.median(took[XLSX]) > GOAL
    sys.stdout.write(f"goal: workbook below {GOAL:.0f} s {'missed' if slow else 'held'}\n")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
