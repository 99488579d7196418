"""The figures of one period that may go beyond the unit, as values, and the canonical form of their freeze.

Branch heads, management, reports and whatever is exported for them read nothing else. Every blank is
``None``, whatever the reason: a reader cannot tell too few answers from too many findings.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from iks.domain.month import Month
from iks.domain.month_figures import VoidDraw
from iks.domain.period import Period
from iks.domain.values import Area, Severity

FORMAT = "iks.house-table/1"
PER_MILLE = 1000


@dataclass(frozen=True)
class WeightedShare:
    """A rate of all files of the house with its 95 % limits, in whole tenths of a percentage point."""

    per_mille: int
    lower_per_mille: int
    upper_per_mille: int

    @property
    def rate(self) -> float:
        """The rate as a share in 0..1."""
        return self.per_mille / PER_MILLE

    @property
    def lower(self) -> float:
        """The lower limit as a share in 0..1."""
        return self.lower_per_mille / PER_MILLE

    @property
    def upper(self) -> float:
        """The upper limit as a share in 0..1."""
        return self.upper_per_mille / PER_MILLE


@dataclass(frozen=True)
class HouseAmount:
    """Money in one direction, in euro rounded to hundreds; nothing where there are too few cases.

    ``bearer`` is empty where all bearers stand together. ``extrapolated`` holds the amount for all files
    and its 95 % limits, rounded to thousands; nothing where it is not reliable.
    """

    direction: str
    bearer: str
    euro: int | None
    extrapolated: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class HousePoint:
    """One check point over the house; everything is ``None`` or empty where the point is hidden.

    ``unknown`` counts what may be findings and is not known to be: files of missing branches and files
    that got a substitute, and answers that could not be given. ``severity``, ``kind``, ``pattern`` and
    ``cause`` hold findings by code, in quarters and years only; so do ``amounts``.
    """

    id: str
    answered: int | None = None
    findings: int | None = None
    weighted: WeightedShare | None = None
    unknown: int | None = None
    severity: Mapping[str, int] | None = None
    kind: Mapping[str, int] | None = None
    pattern: Mapping[str, int] | None = None
    cause: Mapping[str, int] | None = None
    amounts: tuple[HouseAmount, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether the figures of the point may be read here."""
        return self.answered is not None

    @property
    def major(self) -> int | None:
        """Major findings; nothing in a month, and where the point is hidden."""
        return None if self.severity is None else self.severity.get(Severity.MAJOR.value, 0)

    @property
    def bounds(self) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """Findings and answers if everything unknown were in order, and if all of it were faulty."""
        if self.answered is None or self.findings is None or self.unknown is None:
            return None
        answered = self.answered + self.unknown
        return (self.findings, answered), (self.findings + self.unknown, answered)


@dataclass(frozen=True)
class HouseGroup:
    """One group of points in a month: the sum of those points of it that are shown in this month.

    ``left_out`` are the other points of the group. Without a point that is shown there is no figure.
    """

    id: str
    points: tuple[str, ...]
    left_out: tuple[str, ...]
    answered: int | None
    findings: int | None


@dataclass(frozen=True)
class HouseFiles:
    """Files with at least one finding among the files checked, and as a rate of all files of the house.

    The weighted rate is missing where the draw splits the branches, and where it would tell too much.
    """

    checked: int
    with_finding: int
    weighted: WeightedShare | None


@dataclass(frozen=True)
class HouseCompleteness:
    """How much of what was expected is in the figures.

    ``branches`` and ``submitted`` count branches and months with files to check; ``missing`` names the
    branches, each with the month, that did not submit before the close. ``checked`` counts the files
    expected that were checked, ``not_found`` the files beside them that nobody can find. ``answers``
    counts all answers, ``not_assessable`` those that could not be given, ``list_was_wrong`` those where
    the population list had wrongly ruled the point out.
    """

    expected: int
    checked: int
    population: int
    branches: int
    submitted: int
    missing: tuple[tuple[str, Month], ...]
    missing_files: int
    substituted: Mapping[str, int]
    not_found: int
    answers: int
    not_assessable: int
    list_was_wrong: int


@dataclass(frozen=True)
class LateBlock:
    """What came after the close of its month, in a year: branches, branch-months, whether contained.

    ``submissions`` came late, ``corrections`` changed a submission after the close. They enter the figures
    of the year in one block or not at all; months and quarters never contain them.
    """

    submissions: int = 0
    corrections: int = 0
    branches: int = 0
    contained: bool = False


@dataclass(frozen=True)
class HouseTable:
    """All figures of one period that may go beyond the unit; frozen with the close that completes it.

    ``groups`` stand in months only. ``amounts`` are over all points. ``effective_files`` says how many
    files of a simple random sample would tell as much as the checked ones. In a draw that splits the
    branches (``has_strata``) the unweighted rates are rates of the sample.
    """

    area: Area
    period: Period
    checklist_versions: tuple[str, ...]
    completeness: HouseCompleteness
    void_draws: tuple[tuple[Month, VoidDraw], ...]
    files: HouseFiles | None
    has_strata: bool
    effective_files: int | None
    points: tuple[HousePoint, ...]
    groups: tuple[HouseGroup, ...] = ()
    amounts: tuple[HouseAmount, ...] = ()
    late: LateBlock | None = None

    def point(self, wanted: str) -> HousePoint:
        """Return one point; a point that the period does not know is hidden like any other.

        Parameters
        ----------
        wanted : str
            Id of the point.
        """
        return next((point for point in self.points if point.id == wanted), HousePoint(wanted))

    def to_json(self) -> str:
        """Return the canonical form: sorted keys, no blanks, whole numbers only."""
        content = {"format": FORMAT, **asdict(self)}
        return json.dumps(content | _spelled(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "HouseTable":
        """Read the canonical form.

        Raises
        ------
        ValueError
            When the text has another format.
        """
        content = json.loads(text)
        if content.get("format") != FORMAT:
            raise ValueError(f"not {FORMAT}")
        return cls(
            area=Area(content["area"]),
            period=Period.parse(content["period"]),
            checklist_versions=tuple(content["checklist_versions"]),
            completeness=_completeness(content["completeness"]),
            void_draws=tuple((Month.parse(month), VoidDraw(**draw)) for month, draw in content["void_draws"]),
            files=_files(content["files"]),
            has_strata=content["has_strata"],
            effective_files=content["effective_files"],
            points=tuple(_point(row) for row in content["points"]),
            groups=tuple(
                HouseGroup(**{**row, "points": tuple(row["points"]), "left_out": tuple(row["left_out"])})
                for row in content["groups"]
            ),
            amounts=tuple(_amount(row) for row in content["amounts"]),
            late=LateBlock(**content["late"]) if content["late"] else None,
        )


def _spelled(table: HouseTable) -> dict[str, Any]:
    """Write months and the period as people write them."""
    missing = [(code, str(month)) for code, month in table.completeness.missing]
    return {
        "period": str(table.period),
        "completeness": {**asdict(table.completeness), "missing": missing},
        "void_draws": [(str(month), asdict(draw)) for month, draw in table.void_draws],
    }


def _completeness(row: dict[str, Any]) -> HouseCompleteness:
    missing = tuple((code, Month.parse(month)) for code, month in row["missing"])
    return HouseCompleteness(**{**row, "missing": missing})


def _share(row: dict[str, int] | None) -> WeightedShare | None:
    return WeightedShare(**row) if row else None


def _files(row: dict[str, Any] | None) -> HouseFiles | None:
    return HouseFiles(**{**row, "weighted": _share(row["weighted"])}) if row else None


def _amount(row: dict[str, Any]) -> HouseAmount:
    extrapolated = tuple(row["extrapolated"]) if row["extrapolated"] else None
    return HouseAmount(**{**row, "extrapolated": extrapolated})


def _point(row: dict[str, Any]) -> HousePoint:
    amounts = tuple(_amount(amount) for amount in row["amounts"])
    return HousePoint(**{**row, "weighted": _share(row["weighted"]), "amounts": amounts})
