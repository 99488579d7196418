"""The share of cells that are shown under the rates the demo assumes, by area and period.

``python -m tests.domain.shown_cells [YEARS]`` simulates years of 14 branches with ten files a month and
prints the share of the cells of the table house x point that hold a figure: those points that are
reported in a period at all, in months, quarters and years.
"""

import math
import random
import sys
from collections import Counter
from importlib.resources import files

from checklists.load import load_builtin
from checklists.model import Checklist
from iks.domain.demo_content import DemoRates, read_rates
from iks.domain.fixed_tables import kind_of, reports_in
from iks.domain.house_figures import YearSoFar, house_table
from iks.domain.house_table import HouseTable
from iks.domain.month import Month
from iks.domain.month_figures import AnswerCell, BranchFigures, MonthFigures, PointFigures, StratumFigures
from iks.domain.period import closed_periods
from iks.domain.values import Area, ReportPeriod

BRANCHES = (*tuple(f"Z{number:02}" for number in range(1, 13)), "S13", "S14")
FILES = 10
YEAR = 2026
Shares = dict[tuple[Area, ReportPeriod], float]


def simulated_shares(years: int, seed: int = 1) -> Shares:
    """Return the share of shown cells by area and kind of period."""
    rates = read_rates(files("iks").joinpath("data/demo_rates.yaml").read_text(encoding="utf-8"))
    shown: Counter[tuple[Area, ReportPeriod]] = Counter()
    cells: Counter[tuple[Area, ReportPeriod]] = Counter()
    for area in Area:
        grid = load_builtin(area.value)
        for number in range(years):
            chance = random.Random(f"{seed} {area} {number}")  # noqa: S311 - a simulation.
            for table in _tables(chance, area, grid, rates):
                kind = kind_of(table.period)
                reported = [p.id for p in grid.points if reports_in(p.report_period, table.period)]
                cells[area, kind] += len(reported)
                shown[area, kind] += sum(table.point(point).shown for point in reported)
    return {key: shown[key] / count for key, count in cells.items()}


def _tables(chance: random.Random, area: Area, grid: Checklist, rates: DemoRates) -> list[HouseTable]:
    effect = {(b, p.id): chance.gauss(0, rates.branch_spread) for b in BRANCHES for p in grid.points}
    months = [_month(chance, area, grid, rates, effect, Month(YEAR, number)) for number in range(1, 13)]
    tables: list[HouseTable] = []
    for period in sorted(closed_periods([m.month for m in months]), key=lambda p: (p.last, len(p.months))):
        known = tuple(figures for figures in months if figures.month <= period.last)
        tables.append(house_table(YearSoFar(known, [grid] * len(known), tuple(tables)), period))
    return tables


def _month(
    chance: random.Random,
    area: Area,
    grid: Checklist,
    rates: DemoRates,
    effect: dict[tuple[str, str], float],
    month: Month,
) -> MonthFigures:
    split = dict(sorted(grid.draw.allocation.items()))
    strata = [(branch, stratum, size) for branch in BRANCHES for stratum, size in split.items()]
    points = tuple(
        PointFigures(
            point.id,
            tuple(
                _cell(chance, rates, effect[branch, point.id], point.id, place, size)
                for place, (branch, _, size) in enumerate(strata)
            ),
            {},
            {},
            (),
        )
        for point in grid.points
    )
    found = {branch: _faulty(chance, points, strata, branch) for branch in BRANCHES}
    return MonthFigures(
        area,
        month,
        grid.version,
        tuple(BranchFigures(b, FILES, True, (FILES - n, n, 0, 0)) for b, n in found.items()),
        tuple(StratumFigures(b, s, chance.randint(300, 3000), size, size, {}) for b, s, size in strata),
        points,
    )


def _cell(
    chance: random.Random, rates: DemoRates, effect: float, point: str, place: int, size: int
) -> AnswerCell:
    of_point = rates.points[point]
    logit = math.log(of_point.rate / (1 - of_point.rate)) + effect
    rate = 1 / (1 + math.exp(-logit))
    applies = sum(chance.random() >= of_point.na for _ in range(size))
    n = sum(chance.random() >= rates.not_assessable for _ in range(applies))
    x = sum(chance.random() < rate for _ in range(n))
    return AnswerCell(place, n - x, x, size - applies, applies - n, 0, 0)


def _faulty(
    chance: random.Random,
    points: tuple[PointFigures, ...],
    strata: list[tuple[str, str, int]],
    branch: str,
) -> int:
    findings = sum(cell.finding for p in points for cell in p.cells if strata[cell.stratum][0] == branch)
    return len({chance.randrange(FILES) for _ in range(findings)})


def main() -> None:
    """Print the shares."""
    years = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    sys.stdout.write(f"Shown cells of house x point, {years} simulated years of 14 branches\n")
    for (area, kind), share in simulated_shares(years).items():
        sys.stdout.write(f"  {area:<12} {kind:<8} {100 * share:6.2f} %\n")


if __name__ == "__main__":
    main()
