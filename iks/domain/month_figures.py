"""The figures of a closed month as values, and the canonical form in which they are frozen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from iks.domain.month import Month
from iks.domain.values import Area

FORMAT = "iks.month-figures/1"


@dataclass(frozen=True)
class BranchFigures:
    """One branch in the month: files expected, whether it submitted in time, files by number of findings.

    ``files_by_findings`` holds the files with 0, 1, 2 and with three or more findings.
    """

    code: str
    expected: int
    submitted: bool
    files_by_findings: tuple[int, ...]


@dataclass(frozen=True)
class StratumFigures:
    """Files of one branch in one stratum of the draw: in the population, drawn, checked, substituted."""

    branch: str
    stratum: str
    population: int
    drawn: int
    checked: int
    substituted: Mapping[str, int]


@dataclass(frozen=True)
class AnswerCell:
    """Answers at one point in one stratum; ``stratum`` is the place in the list of strata."""

    stratum: int
    ok: int
    finding: int
    not_applicable: int
    not_assessable: int
    systemic: int
    list_was_wrong: int


@dataclass(frozen=True)
class AmountCell:
    """Files with an amount at one point in one stratum, by direction and bearer, in cents."""

    stratum: int
    direction: str
    bearer: str
    files: int
    sum_cents: int
    sum_squared_cents: int


@dataclass(frozen=True)
class PointFigures:
    """One check point over the house.

    ``counts`` holds, for pattern, cause, severity and kind each alone, findings by code;
    ``regimes`` holds answers in order and findings by legal regime.
    """

    id: str
    cells: tuple[AnswerCell, ...]
    counts: Mapping[str, Mapping[str, int]]
    regimes: Mapping[str, tuple[int, ...]]
    amounts: tuple[AmountCell, ...]


@dataclass(frozen=True)
class VoidDraw:
    """A draw of the month that was declared void: which attempt, on which day (ISO 8601), and why."""

    attempt: int
    voided_on: str
    reason: str


@dataclass(frozen=True)
class MonthFigures:
    """All figures of one closed month.

    ``holders`` names, without saying who, the sets of branches that one person was responsible for;
    the crowd rule needs them (anonymity.md R4). Months that were closed before draws could be declared
    void name none.
    """

    area: Area
    month: Month
    checklist_version: str
    branches: tuple[BranchFigures, ...]
    strata: tuple[StratumFigures, ...]
    points: tuple[PointFigures, ...]
    holders: tuple[tuple[str, ...], ...] = ()
    void_draws: tuple[VoidDraw, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The branches that had files to check and did not submit before the close."""
        return tuple(branch.code for branch in self.branches if not branch.submitted)

    def to_json(self) -> str:
        """Return the canonical form: sorted keys, no blanks, whole numbers only."""
        content = {"format": FORMAT, **asdict(self), "month": str(self.month)}
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "MonthFigures":
        """Read the canonical form.

        Raises
        ------
        ValueError
            When the text has another format.
        """
        content = json.loads(text)
        if content.pop("format", None) != FORMAT:
            raise ValueError(f"not {FORMAT}")
        return cls(
            area=Area(content["area"]),
            month=Month.parse(content["month"]),
            checklist_version=content["checklist_version"],
            branches=tuple(_branch(row) for row in content["branches"]),
            strata=tuple(StratumFigures(**row) for row in content["strata"]),
            points=tuple(_point(row) for row in content["points"]),
            holders=tuple(tuple(codes) for codes in content["holders"]),
            void_draws=tuple(VoidDraw(**row) for row in content.get("void_draws", ())),
        )


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical form.

    >>> digest("{}")[:8]
    '44136fa3'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def _branch(row: dict[str, Any]) -> BranchFigures:
    return BranchFigures(**{**row, "files_by_findings": tuple(row["files_by_findings"])})


def _point(row: dict[str, Any]) -> PointFigures:
    return PointFigures(
        row["id"],
        tuple(AnswerCell(**cell) for cell in row["cells"]),
        row["counts"],
        {regime: tuple(answers) for regime, answers in row["regimes"].items()},
        tuple(AmountCell(**cell) for cell in row["amounts"]),
    )
