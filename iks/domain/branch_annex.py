"""The annex of a year's report that names branches: for unit and revision only, frozen word for word."""

from dataclasses import dataclass
from datetime import date

from iks.domain.frozen_value import from_text, to_text
from iks.domain.report import ReportRate
from iks.domain.values import Area

FORM = "iks.branch-annex/1"


@dataclass(frozen=True)
class AnnexBranch:
    """A branch of the year; ``months`` are those of each quarter that it submitted before their close."""

    name: str
    months: tuple[int, ...]


@dataclass(frozen=True)
class AnnexRow:
    """One branch in one group of points: findings by quarter, and the year where its quarters are shown.

    A count is nothing for "under 3" and for a quarter of which too few months are there. ``outside`` says
    on which side of the usual range the year lies, ``far`` whether beyond the outer limits.
    """

    counts: tuple[int | None, ...]
    year: ReportRate | None
    outside: str = ""
    far: bool = False


@dataclass(frozen=True)
class AnnexGroup:
    """One group of points with its findings in the house; a row for each branch, in their order."""

    id: str
    label: str
    points: tuple[str, ...]
    house: ReportRate
    rows: tuple[AnnexRow, ...]


@dataclass(frozen=True)
class BranchAnnex:
    """Findings of a closed calendar year by branch and group of points; no point, no month, no ranking.

    ``fewest_months`` are the months that a quarter needs to be shown. Of ``shown`` years, ``outside`` lie
    beyond the limits within which 95 % lie without cause; so many tenths of a year are ``expected_tenths``
    by chance alone.

    Source: anonymity.md R7 (branch x group x quarter); a year stands only where its four quarters do.
    """

    area: Area
    year: int
    closed_on: date
    checklist_versions: str
    fewest_months: int
    branches: tuple[AnnexBranch, ...]
    groups: tuple[AnnexGroup, ...]
    shown: int
    outside: int
    expected_tenths: int

    def to_json(self) -> str:
        """Return the canonical text; its SHA-256 stands in the journal."""
        return to_text(self, FORM)

    @classmethod
    def from_json(cls, text: str) -> "BranchAnnex":
        """Read the canonical text.

        >>> BranchAnnex.from_json('{"format":"iks.annual-report/1"}')
        Traceback (most recent call last):
        ...
        ValueError: not iks.branch-annex/1
        """
        return from_text(cls, text, FORM)
