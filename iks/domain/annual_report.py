"""The report of a year as a value: what goes beyond the units, frozen word for word like that of a month."""

from dataclasses import dataclass
from datetime import date

from iks.domain.frozen_value import from_text, to_text
from iks.domain.month import Month
from iks.domain.report import (
    Completeness,
    ReportAmount,
    ReportBounds,
    ReportCount,
    ReportEstimate,
    ReportFoot,
    ReportPoint,
    ReportRate,
    heaviest,
)
from iks.domain.values import Area

FORM = "iks.annual-report/1"
POINTS_DRAWN = 8
QUARTERS = 4
LISTED = 3


@dataclass(frozen=True)
class AnnualPoint:
    """One check point over the year: findings by severity and kind, the most frequent patterns and causes.

    Everything but ``line`` is empty where the crowd rule hides the point. ``line.before`` is the rate of
    the year before.
    """

    line: ReportPoint
    major: int | None
    formal: int | None
    material: int | None
    patterns: tuple[ReportCount, ...]
    causes: tuple[ReportCount, ...]


@dataclass(frozen=True)
class AnnualLate:
    """What came after the close of its month: it enters the year in one block, or not at all."""

    submissions: int
    corrections: int
    branches: int
    contained: bool


@dataclass(frozen=True)
class AnnualVoidDraw:
    """A draw of the year that was declared void."""

    month: Month
    voided_on: date
    reason: str


@dataclass(frozen=True)
class AnnualReport:
    """The report of one closed calendar year of an area."""

    area: Area
    year: int
    closed_on: date
    checklist_versions: str
    completeness: Completeness
    files: ReportRate | None
    estimate: ReportEstimate | None
    bounds: ReportBounds | None
    has_strata: bool
    points: tuple[AnnualPoint, ...]
    compared: int
    amounts: tuple[ReportAmount, ...]
    late: AnnualLate | None
    void_draws: tuple[AnnualVoidDraw, ...]
    foot: ReportFoot

    @property
    def lines(self) -> tuple[ReportPoint, ...]:
        """The points as the report of a month holds them."""
        return tuple(point.line for point in self.points)

    @property
    def standing_out(self) -> tuple[ReportPoint, ...]:
        """The points that stand out against the year before, the rarest first."""
        changed = [line for line in self.lines if line.change]
        return tuple(sorted(changed, key=lambda line: -line.months))

    @property
    def heaviest(self) -> tuple[ReportPoint, ...]:
        """The points that the first page draws."""
        return heaviest(self.lines, POINTS_DRAWN)

    def to_json(self) -> str:
        """Return the canonical text; its SHA-256 stands in the journal."""
        return to_text(self, FORM)

    @classmethod
    def from_json(cls, text: str) -> "AnnualReport":
        """Read the canonical text.

        >>> AnnualReport.from_json('{"format":"iks.monthly-report/1"}')
        Traceback (most recent call last):
        ...
        ValueError: not iks.annual-report/1
        """
        return from_text(cls, text, FORM)
