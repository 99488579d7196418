"""A small house over a year, the tables it shows, and two persons who solve for a third branch."""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog

from checklists.load import load_builtin
from checklists.model import Checklist
from iks.domain.house_figures import YearSoFar, house_table
from iks.domain.house_table import HouseTable
from iks.domain.month import Month
from iks.domain.month_figures import (
    AmountCell,
    AnswerCell,
    BranchFigures,
    MonthFigures,
    PointFigures,
    StratumFigures,
)
from iks.domain.period import Period, closed_periods
from iks.domain.values import Area

FILES = 10
# Two points by month, one by quarter, one by year.
POINTS = ("L01", "L10", "L08", "L15")
YEAR = tuple(Month(2026, number) for number in range(1, 13))


def small_grid() -> Checklist:
    grid = load_builtin("benefits")
    chosen = tuple(p for name in POINTS for p in grid.check_points if p.id == name)
    return grid.model_copy(update={"check_points": chosen})


GRID = small_grid()


@dataclass
class World:
    """Answers, findings and files with a finding by month, branch and point."""

    branches: tuple[str, ...]
    population: Mapping[str, int]
    answers: Mapping[tuple[Month, str, str], int]
    findings: Mapping[tuple[Month, str, str], int]
    faulty: Mapping[tuple[Month, str], int]
    months: tuple[Month, ...] = YEAR
    holders: Collection[Collection[str]] = ()
    cents: Mapping[tuple[Month, str, str], int] = field(default_factory=dict)

    def figures(self, month: Month) -> MonthFigures:
        return MonthFigures(
            Area.BENEFITS,
            month,
            "test",
            branches=tuple(
                BranchFigures(b, FILES, True, (FILES - self.faulty[month, b], self.faulty[month, b], 0, 0))
                for b in self.branches
            ),
            strata=tuple(StratumFigures(b, "-", self.population[b], FILES, FILES, {}) for b in self.branches),
            points=tuple(self._point(month, point) for point in POINTS),
        )

    def _point(self, month: Month, point: str) -> PointFigures:
        cells, amounts = [], []
        for place, branch in enumerate(self.branches):
            n, x = self.answers[month, branch, point], self.findings[month, branch, point]
            cells.append(AnswerCell(place, n - x, x, FILES - n, 0, 0, 0))
            if cents := self.cents.get((month, branch, point), 0):
                amounts.append(AmountCell(place, "overpayment", "federal", 1, cents, cents * cents))
        total = sum(cell.finding for cell in cells)
        counts = {name: {"one": total} if total else {} for name in ("severity", "kind", "pattern", "cause")}
        return PointFigures(point, tuple(cells), counts, {}, tuple(amounts))

    def tables(self) -> list[HouseTable]:
        """Freeze all closed periods in the order in which the closes do."""
        tables: list[HouseTable] = []
        figures = {month: self.figures(month) for month in self.months}
        for period in sorted(closed_periods(self.months), key=lambda p: (p.last, len(p.months))):
            months = tuple(figures[month] for month in self.months if month <= period.last)
            year = YearSoFar(months, [GRID] * len(months), tuple(tables), self.holders)
            tables.append(house_table(year, period))
        return tables


def invented(seed: int, branches: int, density: Mapping[str, float], rate: Mapping[str, float]) -> World:
    """A world in which points apply and are faulty at given rates; some months and branches stand apart."""
    chance = random.Random(seed)  # noqa: S311 - invented data.
    codes = tuple(f"Z{number:02}" for number in range(1, branches + 1))
    answers, findings, faulty = {}, {}, {}
    for month in YEAR:
        for branch in codes:
            for point in POINTS:
                applies = min(1.0, density[point] * chance.choice((0.6, 1, 1, 1.4)))
                n = sum(chance.random() < applies for _ in range(FILES))
                wrong = (
                    chance.choice((0, rate[point], rate[point], 1)) if chance.random() < 0.2 else rate[point]
                )
                answers[month, branch, point] = n
                findings[month, branch, point] = sum(chance.random() < wrong for _ in range(n))
            counts = [findings[month, branch, point] for point in POINTS]
            faulty[month, branch] = chance.randint(max(counts), min(FILES, sum(counts)))
    population = {branch: chance.choice((200, 900, 1700, 3150)) for branch in codes}
    return World(codes, population, answers, findings, faulty)


class Attack:
    """Two persons who know their branches, where each point applies everywhere, and every frozen table.

    ``is_forced`` says that no world without a finding in the third branch agrees with all of that.
    """

    def __init__(self, world: World, tables: Sequence[HouseTable], gone: Collection[str], third: str) -> None:
        self.world, self.third = world, third
        self.left = [branch for branch in world.branches if branch not in gone]
        keys = [(m, b, p) for m in world.months for b in self.left for p in POINTS]
        self.place = {key: number for number, key in enumerate(keys)}
        self.bounds = [(0, 0 if b == third else world.answers[m, b, p]) for m, b, p in keys]
        self.equal: list[tuple[np.ndarray, float]] = []
        self.below: list[tuple[np.ndarray, float]] = []
        for table in tables:
            for point in table.points:
                if point.shown:
                    self._know(table, point.id)

    def _cells(self, months: Iterable[Month], point: str) -> list[tuple[Month, str, str]]:
        return [(m, b, point) for m in months for b in self.left]

    def _know(self, table: HouseTable, point: str) -> None:
        cells = self._cells(table.period.months, point)
        row = np.zeros(len(self.place))
        row[[self.place[key] for key in cells]] = 1
        own = sum(self.world.findings[m, b, point] for m in table.period.months for b in self.world.branches)
        assert own == table.point(point).findings
        self.equal.append((row, sum(self.world.findings[key] for key in cells)))
        if share := table.point(point).weighted:
            self._weigh(table, point, share.rate, cells)

    def _weigh(
        self, table: HouseTable, point: str, rate: float, cells: Sequence[tuple[Month, str, str]]
    ) -> None:
        everywhere = [(m, b, point) for m in table.period.months for b in self.world.branches]
        total = sum(self.world.population[b] * self.world.answers[m, b, p] for m, b, p in everywhere)
        known = sum(
            self.world.population[b] * self.world.findings[m, b, p]
            for m, b, p in everywhere
            if b not in self.left
        )
        row = np.zeros(len(self.place))
        for key in cells:
            row[self.place[key]] = self.world.population[key[1]]
        self.below.append((row, (rate + 0.0005) * total - known))
        self.below.append((-row, known - (rate - 0.0005) * total))

    def know_sum(self, months: Iterable[Month], point: str) -> None:
        """Learn one further sum, as from a table that should not exist."""
        cells = self._cells(months, point)
        row = np.zeros(len(self.place))
        row[[self.place[key] for key in cells]] = 1
        self.equal.append((row, sum(self.world.findings[key] for key in cells)))

    @property
    def is_forced(self) -> bool:
        options = {}
        if self.equal:
            options |= {"A_eq": np.array([r for r, _ in self.equal]), "b_eq": [v for _, v in self.equal]}
        if self.below:
            options |= {
                "A_ub": np.array([r for r, _ in self.below]),
                "b_ub": [v + 1e-6 for _, v in self.below],
            }
        result = linprog(np.zeros(len(self.place)), bounds=self.bounds, method="highs", **options)
        assert result.status in {0, 2}, result.message
        return bool(result.status == 2)


def files_are_forced(world: World, tables: Sequence[HouseTable], gone: Collection[str], third: str) -> bool:
    """Say whether the files with a finding, beside all points, leave no world without the third branch.

    Here the two persons know where a point applies in their own branches only, as everybody does.
    """
    left = [b for b in world.branches if b not in gone]
    others = [b for b in left if b != third]
    for table in tables:
        if not table.period.is_month:
            continue
        month = table.period.first
        room = FILES * len(others)
        needed = [sum(world.findings[month, b, p] for b in left) for p in POINTS if table.point(p).shown]
        if table.files:
            needed.append(sum(world.faulty[month, b] for b in left))
        if max(needed, default=0) > room:
            return True
    return False


def holders_of(branches: Sequence[str], pairs: Sequence[tuple[int, int]]) -> list[tuple[str, ...]]:
    """People who hold two branches each."""
    return [tuple(sorted({branches[a % len(branches)], branches[b % len(branches)]})) for a, b in pairs]


def persons(world: World) -> list[frozenset[str]]:
    several = {frozenset(codes) for codes in world.holders}
    return sorted(several | {frozenset({b}) for b in world.branches}, key=sorted)


def shown_periods(tables: Sequence[HouseTable], point: str) -> set[Period]:
    return {table.period for table in tables if table.point(point).shown}
