"""What the desk of a unit is shown: plain values that have passed the disclosure rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from iks.domain.month import Month
from iks.domain.month_figures import VoidDraw
from iks.domain.period import Period
from iks.domain.values import Area, MonthState
from iks.services.estimates import Amount, Figure, Weighted
from iks.services.funnel_views import Funnel
from iks.services.judge_trend import Trend


@dataclass(frozen=True)
class BranchLine:
    """One branch in the cockpit; before the close nothing but submitted or not is known."""

    code: str
    name: str
    has_sample: bool
    submitted: bool
    late: bool
    # A later due date that the unit head gave, and why.
    extended_until: date | None = None
    extension_reason: str = ""
    # How often the branch was reminded of the month while it is open, and on which day last.
    reminders: int = 0
    reminded_on: date | None = None


@dataclass(frozen=True)
class Cockpit:
    """A month of one area as its unit sees it."""

    area: Area
    month: Month
    state: MonthState
    branches: tuple[BranchLine, ...]
    drawn_on: date | None
    drawn_late: bool
    due_on: date | None
    closes_on: date | None
    closed_on: date | None
    close_reason: str
    result_digest: str
    may_close: bool
    previous: Month | None
    following: Month | None

    @property
    def is_closed(self) -> bool:
        """Whether the figures of the month are frozen."""
        return self.state in (MonthState.CLOSED, MonthState.REPORTED)

    @property
    def with_sample(self) -> int:
        """Branches that have files to check."""
        return sum(branch.has_sample for branch in self.branches)

    @property
    def submitted(self) -> int:
        """Branches that submitted, in time once the month is closed."""
        return sum(branch.has_sample and branch.submitted and not branch.late for branch in self.branches)

    @property
    def open(self) -> tuple[BranchLine, ...]:
        """Branches that have not submitted, or not in time once the month is closed."""
        return tuple(b for b in self.branches if b.has_sample and (not b.submitted or b.late))


@dataclass(frozen=True)
class Count:
    """One entry of a closed list, with its findings."""

    label: str
    count: int


@dataclass(frozen=True)
class ComparedPoint:
    """One check point in the period against the quarters before.

    ``major`` are the major findings of the quarters looked back upon; nothing where no quarter is closed.
    """

    id: str
    title: str
    group: str
    figure: Figure
    major: int | None
    # The four closed quarters before the period.
    before: Figure | None
    # "up" or "down" where the rate stands out against the quarters before, among all points.
    change: str


@dataclass(frozen=True)
class PointLine(ComparedPoint):
    """One check point in the period with all its figures.

    ``best`` and ``worst`` are the rates if everything unknown were in order, or faulty.
    """

    weighted: Weighted | None
    best: float | None
    worst: float | None
    not_applicable: int
    not_assessable: int
    list_was_wrong: int
    systemic: int


@dataclass(frozen=True)
class Change:
    """A point that stands out: rates now and before, and the limits of their difference.

    ``months`` says how rarely so large a difference arises without cause at any of the points tested,
    in months of the house.
    """

    line: ComparedPoint
    lower: float
    upper: float
    months: int


@dataclass(frozen=True)
class Changes:
    """All points against the four closed quarters before, corrected for looking at many at once."""

    tested: int
    # The rarest first.
    standing_out: tuple[Change, ...]
    # The points in the usual range, the largest differences first.
    usual: tuple[ComparedPoint, ...]


@dataclass(frozen=True)
class GridTurn:
    """Where a new version of the grid changed something about a point that its figures depend on."""

    # Place in the series, and the first period that uses the new version.
    place: int
    period: Period
    version: str
    # The point that asked before; empty where the point is the same and its series runs on.
    before: str
    # Names of what changed, in the words of the file.
    fields: tuple[str, ...]
    # Whether the figures before and after form two series.
    is_break: bool


@dataclass(frozen=True)
class PointDetail:
    """All that the unit sees of one point, for the house."""

    line: PointLine
    question: str
    patterns: tuple[Count, ...]
    causes: tuple[Count, ...]
    major: int
    formal: int
    regimes: tuple[tuple[str, Figure], ...]
    # Over all closed periods of the length that the grid reports the point for, until this one.
    trend: Trend | None
    # Place in the series, day: the first period under a new law.
    new_law: tuple[int, date] | None
    # Where the grid changed in the course of the series, the oldest first.
    turns: tuple[GridTurn, ...]
    # Empty where the point allows no money, or the period is one month.
    amounts: tuple[Amount, ...]


@dataclass(frozen=True)
class GroupRow:
    """One branch in the table by groups: counts, nothing for "unter 3"; no counts for too few months."""

    name: str
    months: int
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class GroupTable:
    """Findings by branch and group of points in a closed quarter, in the order of the catalogue.

    ``groups`` are id, label and points of each; the points of a group need not stand in one row of the grid.
    """

    groups: tuple[tuple[str, str, tuple[str, ...]], ...]
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True)
class Completeness:
    """How much of what was expected is in the figures."""

    expected: int
    checked: int
    population: int
    # Files that could not be checked, by reason.
    substituted: Mapping[str, int]
    # Of these, the ones that nobody can find: each counts as a finding, beside ``checked``.
    not_found: int
    # The point at which it is one.
    not_found_at: str
    missing_files: int
    not_assessable: int
    answers: int
    branches: int
    submitted: int
    # Branch and months in which it did not submit before the close.
    missing: tuple[tuple[str, tuple[Month, ...]], ...]
    # Branches that submitted after the close; their figures are not contained.
    late: tuple[str, ...]
    # Draws that were declared void, each with its month.
    void_draws: tuple[tuple[Month, VoidDraw], ...]


@dataclass(frozen=True)
class Analysis:
    """The analysis of one closed period."""

    area: Area
    period: Period
    closed_on: date | None
    choices: tuple[Period, ...]
    versions: tuple[str, ...]
    completeness: Completeness
    # Files with at least one finding.
    files: Figure
    # With no finding, one, two, three or more.
    files_by_findings: tuple[Figure, ...]
    files_weighted: Weighted | None
    # The sample's rates are no rates of all files, because the draw splits the branches.
    has_strata: bool
    effective_files: int | None
    looked_back: tuple[Period, ...]
    points: tuple[PointLine, ...]
    changes: Changes
    detail: PointDetail
    # A quarter shows branches by group as counts, a year as a funnel.
    groups: GroupTable | None
    funnel: Funnel | None
    amounts: tuple[Amount, ...]
