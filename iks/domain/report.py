"""The monthly report as a value: everything that goes out, nothing else, frozen word for word.

Rates are whole numbers of 0.1 per cent (``154`` is 15.4 %), because that is what leaves the house room
and because whole numbers have one text on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from iks.domain.frozen_value import from_text, to_text
from iks.domain.month import Month, add_working_days
from iks.domain.period import Period
from iks.domain.report_measure import ReportMeasure
from iks.domain.values import Area

FORM = "iks.monthly-report/1"
TENTHS = 1000
# Nobody waits for a report longer than this after the close.
WORKING_DAYS_TO_PREPARE = 2
MOST_DEVELOPMENTS = 3
POINTS_DRAWN = 6


def tenths(share: float | None) -> int | None:
    """Return a share of 0..1 as whole tenths of a per cent; nothing stays nothing.

    >>> tenths(0.1543), tenths(None)
    (154, None)
    """
    return None if share is None else round(share * TENTHS)


@dataclass(frozen=True)
class ReportRate:
    """Findings among applicable answers; ``rate`` and the exact 95 % limits in tenths of a per cent.

    ``lower`` and ``upper`` are two-sided, ``at_most`` is one-sided; without an answer there is none.
    """

    findings: int
    n: int
    rate: int | None = None
    lower: int | None = None
    upper: int | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class ReportEstimate:
    """A rate of all files of the house with its 95 % limits, in tenths of a per cent."""

    rate: int
    lower: int
    upper: int


@dataclass(frozen=True)
class ReportBounds:
    """The rate if every file that is not known were in order, and if all were faulty."""

    unknown: int
    best: int
    worst: int


@dataclass(frozen=True)
class ReportPoint:
    """One check point in its newest closed period.

    ``rate`` is nothing where the crowd rule hides it; ``before`` is the rate of the four closed quarters
    before, ``change`` is "up" or "down" where the point stands out among all that were compared, and
    ``months`` says how rarely that happens without cause. ``major`` are the major findings of the closed
    quarters looked back upon. ``estimate`` is the rate of all files of the house, ``best`` and ``worst``
    are the rates if everything unknown were in order, or faulty.
    """

    id: str
    title: str
    period: Period | None
    rate: ReportRate | None
    estimate: ReportEstimate | None = None
    best: int | None = None
    worst: int | None = None
    major: int | None = None
    before: int | None = None
    change: str = ""
    months: int = 0


@dataclass(frozen=True)
class ReportCount:
    """So many of one kind, with the code of the kind."""

    code: str
    count: int


@dataclass(frozen=True)
class ReportAmount:
    """Money at stake over all points in one direction, in whole euro; nothing where there is too little."""

    direction: str
    bearer: str
    euro: int | None


@dataclass(frozen=True)
class ReportDevelopment:
    """A topic of objections or court cases that stands out; ``usual_tenths`` is ten times the monthly mean.

    ``misapplied`` are those that were allowed because the law was misapplied, of ``closed``. ``checks``
    are the findings of the points that it touches, as far as they may be shown.
    """

    key: str
    month: Month
    kind: str
    topic: str
    received: int
    usual_tenths: int
    change: str
    points: tuple[str, ...]
    misapplied: int
    closed: int
    months: int
    checks: ReportRate | None


@dataclass(frozen=True)
class ReportVoidDraw:
    """A draw of the month that was declared void."""

    attempt: int
    voided_on: date
    reason: str


@dataclass(frozen=True)
class ReportFoot:
    """What proves the report: the list, the promise for the next draw, the last entry of the journal."""

    frame_digest: str
    commitment: str
    commitment_month: Month
    journal_position: int
    journal_hash: str


@dataclass(frozen=True)
class Completeness:
    """How much of what was expected is in the figures."""

    expected: int
    checked: int
    branches: int
    submitted: int
    population: int
    # Names of the branches that had files to check and did not submit before the close.
    missing: tuple[str, ...]
    substituted: tuple[ReportCount, ...]


@dataclass(frozen=True)
class MonthlyReport:
    """The report of one closed month of an area.

    ``files`` are the files with at least one finding; they and ``estimate`` are nothing where the crowd
    rule hides them, and ``estimate`` where the draw splits the branches. ``overlooked`` is how many of ten
    findings remain undiscovered, as the revision's second checks estimate it.
    """

    area: Area
    month: Month
    closed_on: date
    # Why it was closed early or without a branch, in the words of whoever closed it.
    close_reason: str
    checklist_version: str
    completeness: Completeness
    files: ReportRate | None
    estimate: ReportEstimate | None
    bounds: ReportBounds | None
    has_strata: bool
    points: tuple[ReportPoint, ...]
    quarters: tuple[Period, ...]
    compared: int
    amounts: tuple[ReportAmount, ...]
    developments: tuple[ReportDevelopment, ...]
    developments_known: bool
    paragraph: str
    measures: tuple[ReportMeasure, ...]
    void_draws: tuple[ReportVoidDraw, ...]
    overlooked: ReportRate | None
    foot: ReportFoot

    @property
    def standing_out(self) -> tuple[ReportPoint, ...]:
        """The points that stand out, the rarest first."""
        changed = [point for point in self.points if point.change]
        return tuple(sorted(changed, key=lambda point: -point.months))

    @property
    def by_period(self) -> tuple[tuple[Period | None, tuple[ReportPoint, ...]], ...]:
        """The points by the period of their figures: month, quarter, year, and those without one."""
        periods = sorted({point.period for point in self.points if point.period}, key=_shortest_first)
        of_none = tuple(point for point in self.points if point.period is None)
        shown = [(one, tuple(p for p in self.points if p.period == one)) for one in periods]
        return (*shown, *([(None, of_none)] if of_none else []))

    @property
    def heaviest(self) -> tuple[ReportPoint, ...]:
        """The points that the first page draws."""
        return heaviest(self.points, POINTS_DRAWN)

    def to_json(self) -> str:
        """Return the canonical text; its SHA-256 stands in the journal."""
        return to_text(self, FORM)

    @classmethod
    def from_json(cls, text: str) -> "MonthlyReport":
        """Read the canonical text."""
        return from_text(cls, text, FORM)


def heaviest(points: Sequence[ReportPoint], number: int) -> tuple[ReportPoint, ...]:
    """Return the points that weigh most: by major findings of the quarters, then by rate.

    *Valid if* the major findings of all points come from the same quarters. A point whose figures may not
    be shown is left out; it stands in the table of all points.

    >>> rate = ReportRate(2, 40, 50)
    >>> one, two = (ReportPoint(i, i, None, rate, major=m) for i, m in (("L01", 1), ("L02", 3)))
    >>> [point.id for point in heaviest([one, two], 1)]
    ['L02']
    """
    shown = [point for point in points if point.rate is not None and point.rate.n]
    return tuple(sorted(shown, key=_weight)[:number])


def _shortest_first(period: Period) -> tuple[int, Period]:
    return (period.last - period.first, period)


def _weight(point: ReportPoint) -> tuple[int, int, str]:
    rate = point.rate.rate if point.rate else None
    return (-(point.major or 0), -(rate or 0), point.id)


def goes_out_on(closed_on: date) -> date:
    """Return the day on which a report goes out by itself, two working days after the close.

    >>> goes_out_on(date(2026, 12, 23))
    datetime.date(2026, 12, 28)
    """
    return add_working_days(closed_on, WORKING_DAYS_TO_PREPARE)


def file_bounds(findings: int, checked: int, unknown: int) -> ReportBounds | None:
    """Return the rate of files with findings if all unknown files were in order, and if all were faulty.

    Parameters
    ----------
    findings, checked : int
        Files with at least one finding, and files checked.
    unknown : int
        Files of branches that did not submit, and originals that could not be checked.

    >>> file_bounds(91, 130, 10)
    ReportBounds(unknown=10, best=650, worst=721)
    """
    if not checked + unknown:
        return None
    everything = checked + unknown
    best, worst = (round(found * TENTHS / everything) for found in (findings, findings + unknown))
    return ReportBounds(unknown, best, worst)
