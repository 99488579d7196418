"""The figures of the closed months of a period, added up; the estimates of the period start here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from iks.domain.month_figures import MonthFigures, PointFigures, StratumFigures
from iks.domain.values import ExclusionReason, Severity


class Cell(NamedTuple):
    """One stratum of the estimate: a branch and stratum of the draw in one month.

    Files in the population, files checked, applicable answers, findings; ``cluster`` names month and
    branch, which strata of one branch share.
    """

    cluster: str
    population: int
    checked: int
    answered: int
    findings: int


@dataclass
class AmountTotals:
    """Files with an amount and their sum in cents, by branch; ``cells`` hold what an extrapolation needs.

    A cell has the place of its stratum among the cells of the point; it holds files, cents and squared
    cents.
    """

    files: Counter[str] = field(default_factory=Counter)
    cents: Counter[str] = field(default_factory=Counter)
    cells: dict[int, tuple[int, int, int]] = field(default_factory=dict)

    def add(self, other: "AmountTotals") -> None:
        """Add further amounts of the same point."""
        self.files.update(other.files)
        self.cents.update(other.cents)
        for place, cell in other.cells.items():
            self.put(place, cell)

    def put(self, place: int, cell: tuple[int, int, int]) -> None:
        """Add the amounts of one stratum."""
        before = self.cells.get(place, (0, 0, 0))
        self.cells[place] = (before[0] + cell[0], before[1] + cell[1], before[2] + cell[2])


@dataclass
class PointTotals:
    """One check point over the house in the period; ``cells`` hold what the weighted rate needs."""

    id: str
    ok: int = 0
    findings: int = 0
    not_applicable: int = 0
    not_assessable: int = 0
    systemic: int = 0
    list_was_wrong: int = 0
    cells: list[Cell] = field(default_factory=list)
    answered_by_branch: Counter[str] = field(default_factory=Counter)
    findings_by_branch: Counter[str] = field(default_factory=Counter)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    regimes: dict[str, tuple[int, int]] = field(default_factory=dict)
    amounts: dict[tuple[str, str], AmountTotals] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        """Applicable answers, the denominator of the rate."""
        return self.ok + self.findings

    @property
    def major(self) -> int:
        """Major findings."""
        return self.by("severity")[Severity.MAJOR.value]

    def by(self, dimension: str) -> Counter[str]:
        """Return the findings by pattern, cause, severity or kind."""
        return self.counts.get(dimension, Counter())

    def amount(self, direction: str) -> AmountTotals:
        """Return the amounts of one direction, whoever bears them."""
        together = AmountTotals()
        for (towards, _), amount in self.amounts.items():
            if towards == direction:
                together.add(amount)
        return together

    def bounds(self, unknown_files: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """Return findings and answers if everything unknown were in order, and if all were faulty.

        Parameters
        ----------
        unknown_files : int
            Files without any answer: those of missing branches, and originals that could not be checked. A
            file that nobody can find is no such file: its sheet says what is known of each point.

        Returns
        -------
        ((int, int), (int, int)) or None
            Nothing where not a single answer would remain.
        """
        unknown = unknown_files + self.not_assessable
        answered = self.answered + unknown
        if not answered:
            return None
        return (self.findings, answered), (self.findings + unknown, answered)


@dataclass
class BranchTotals:
    """One branch in the period: months with files to check, months submitted, files."""

    months: int = 0
    submitted: int = 0
    expected: int = 0
    checked: int = 0


@dataclass
class PeriodTotals:
    """All figures of a period, added up from its closed months."""

    months: tuple[MonthFigures, ...]
    points: dict[str, PointTotals] = field(default_factory=dict)
    branches: dict[str, BranchTotals] = field(default_factory=dict)
    substituted: Counter[str] = field(default_factory=Counter)
    files_by_findings: Counter[int] = field(default_factory=Counter)
    file_cells: list[Cell] = field(default_factory=list)
    population: int = 0
    checked: int = 0
    expected: int = 0
    missing_files: int = 0

    @property
    def unknown_files(self) -> int:
        """Files without an answer: of missing branches, and originals that could not be checked.

        A file that nobody can find is counted with its own sheet, a finding at one point and not
        assessable at all others, so the bounds of each point hold it already.
        """
        return self.missing_files + self.substituted.total() - self.not_found

    @property
    def not_found(self) -> int:
        """Drawn files that nobody can find; they count as checked, beside their substitutes."""
        return self.substituted[ExclusionReason.MISSING.value]

    @property
    def completed(self) -> int:
        """Of the files expected, those that were checked: what nobody can find was expected of nobody."""
        return self.checked - self.not_found

    @property
    def has_strata(self) -> bool:
        """Whether the draw splits branches, so that the sample's rate is no rate of all files."""
        return any(stratum.stratum != "-" for month in self.months for stratum in month.strata)

    @property
    def holders(self) -> set[tuple[str, ...]]:
        """Sets of branches that one person was responsible for in the period."""
        return {codes for month in self.months for codes in month.holders}


def add_up(months: Sequence[MonthFigures]) -> PeriodTotals:
    """Add up the closed months of a period; points keep the order of the newest month.

    *Valid if* all months are of one area.
    """
    totals = PeriodTotals(tuple(months))
    newest_first = [point.id for month in reversed(months) for point in month.points]
    totals.points = {point: PointTotals(point) for point in newest_first}
    for month in months:
        clusters = [f"{month.month} {stratum.branch}" for stratum in month.strata]
        _add_branches(totals, month)
        _add_file_cells(totals, month, clusters)
        _add_strata(totals, month.strata)
        for point in month.points:
            _add_point(totals.points[point.id], point, month.strata, clusters)
    return totals


def _add_branches(totals: PeriodTotals, month: MonthFigures) -> None:
    checked: Counter[str] = Counter()
    for stratum in month.strata:
        checked[stratum.branch] += stratum.checked
    for branch in month.branches:
        line = totals.branches.setdefault(branch.code, BranchTotals())
        line.months += branch.expected > 0
        line.submitted += branch.expected > 0 and branch.submitted
        line.expected += branch.expected
        line.checked += checked[branch.code]
        totals.expected += branch.expected
        totals.missing_files += 0 if branch.submitted else branch.expected
        totals.files_by_findings.update(dict(enumerate(branch.files_by_findings)))


def _add_file_cells(totals: PeriodTotals, month: MonthFigures, clusters: Sequence[str]) -> None:
    # Files by findings leave a branch as one count, so they can be weighted only where it has one stratum.
    with_findings = {branch.code: sum(branch.files_by_findings[1:]) for branch in month.branches}
    totals.file_cells += [
        Cell(cluster, row.population, row.checked, row.checked, with_findings[row.branch])
        for row, cluster in zip(month.strata, clusters, strict=True)
    ]


def _add_strata(totals: PeriodTotals, strata: Iterable[StratumFigures]) -> None:
    for stratum in strata:
        totals.population += stratum.population
        totals.checked += stratum.checked
        totals.substituted.update(stratum.substituted)


def _add_point(
    totals: PointTotals, point: PointFigures, strata: Sequence[StratumFigures], clusters: Sequence[str]
) -> None:
    places: dict[int, int] = {}
    for cell in point.cells:
        places[cell.stratum] = len(totals.cells)
        stratum = strata[cell.stratum]
        totals.ok += cell.ok
        totals.findings += cell.finding
        totals.not_applicable += cell.not_applicable
        totals.not_assessable += cell.not_assessable
        totals.systemic += cell.systemic
        totals.list_was_wrong += cell.list_was_wrong
        answered = cell.ok + cell.finding
        totals.cells.append(
            Cell(clusters[cell.stratum], stratum.population, stratum.checked, answered, cell.finding)
        )
        totals.answered_by_branch[stratum.branch] += answered
        totals.findings_by_branch[stratum.branch] += cell.finding
    for dimension, codes in point.counts.items():
        totals.counts.setdefault(dimension, Counter()).update(codes)
    _add_regimes(totals, point.regimes)
    _add_amounts(totals, point, strata, places)


def _add_regimes(totals: PointTotals, regimes: Mapping[str, tuple[int, ...]]) -> None:
    for regime, (ok, findings) in regimes.items():
        before = totals.regimes.get(regime, (0, 0))
        totals.regimes[regime] = (before[0] + ok, before[1] + findings)


def _add_amounts(
    totals: PointTotals,
    point: PointFigures,
    strata: Sequence[StratumFigures],
    places: Mapping[int, int],
) -> None:
    for cell in point.amounts:
        amount = totals.amounts.setdefault((cell.direction, cell.bearer), AmountTotals())
        branch = strata[cell.stratum].branch
        amount.files[branch] += cell.files
        amount.cents[branch] += cell.sum_cents
        amount.put(places[cell.stratum], (cell.files, cell.sum_cents, cell.sum_squared_cents))
