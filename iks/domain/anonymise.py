"""The door: finished sheets go in, counts come out, and nothing else leaves a branch.

What leaves is listed in rule R3 of the house; the rows below are its only form. No row carries an id,
an order of files or a time, and pattern, cause, severity and kind are never counted against each other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from iks.domain.finding import CheckedAnswer, CheckedSheet, Dimension, StratumCounts
from iks.domain.values import AmountDirection, AnswerValue, CostBearer, ExclusionReason

MOST_FINDINGS = 3
"""Files with more findings than this are counted with those that have exactly as many."""


@dataclass(frozen=True)
class StratumRow:
    """Files of a stratum: in the population, drawn, checked."""

    stratum: str
    population: int
    drawn: int
    checked: int


@dataclass(frozen=True)
class SubstitutionRow:
    """Files of a stratum that got a substitute, by reason."""

    stratum: str
    reason: ExclusionReason
    count: int


@dataclass(frozen=True)
class PointRow:
    """Answers at a point in a stratum."""

    stratum: str
    check_point: str
    ok: int
    finding: int
    not_applicable: int
    not_assessable: int
    systemic: int
    list_was_wrong: int


@dataclass(frozen=True)
class FindingRow:
    """Findings at a point in a stratum that share one pattern, cause, severity or kind."""

    stratum: str
    check_point: str
    dimension: str
    code: str
    count: int


@dataclass(frozen=True)
class RegimeRow:
    """Answers at a point by the legal regimes that were shown, joined by a comma."""

    check_point: str
    regime: str
    ok: int
    finding: int


@dataclass(frozen=True)
class AmountRow:
    """Files with an amount at a point in a stratum by direction and bearer."""

    stratum: str
    check_point: str
    direction: AmountDirection
    bearer: CostBearer
    files: int
    sum_cents: int
    sum_squared_cents: int


@dataclass(frozen=True)
class FileCountRow:
    """Files by their number of findings: 0, 1, 2, and 3 for three or more."""

    findings: int
    count: int


@dataclass(frozen=True)
class ReleasedCounts:
    """Everything that leaves a branch for one month; each list stands in the order of its keys."""

    strata: tuple[StratumRow, ...]
    substitutions: tuple[SubstitutionRow, ...]
    points: tuple[PointRow, ...]
    findings: tuple[FindingRow, ...]
    regimes: tuple[RegimeRow, ...]
    amounts: tuple[AmountRow, ...]
    file_counts: tuple[FileCountRow, ...]


def anonymise(
    points: Sequence[str], sheets: Iterable[CheckedSheet], strata: Mapping[str, StratumCounts]
) -> ReleasedCounts:
    """Count finished sheets.

    *Valid if* every sheet answers every point and belongs to one of the strata. The order of sheets
    has no influence on the result.

    Parameters
    ----------
    points : sequence of str
        Ids of the check points of the month's grid.
    sheets : iterable of CheckedSheet
        The finished sheets of one branch, area and month.
    strata : mapping of str to StratumCounts
        Files in the population, drawn and substituted, per stratum.

    Returns
    -------
    ReleasedCounts
        Counts of files and sums of cents; zeros are kept for points, strata and numbers of findings.

    Raises
    ------
    ValueError
        When a sheet lacks a point or names an unknown stratum.

    Source
    ------
    Rule R3 of the anonymity page of the house.

    Examples
    --------
    >>> sheet = CheckedSheet("-", ("from_2026_07",), {"L01": CheckedAnswer(AnswerValue.OK)})
    >>> counts = anonymise(["L01"], [sheet], {"-": StratumCounts(3150, 1, {})})
    >>> counts.points[0].ok, counts.strata[0].population, [row.count for row in counts.file_counts]
    (1, 3150, [1, 0, 0, 0])
    """
    counted = list(sheets)
    _refuse_incomplete(points, counted, strata)
    answers = [(s.stratum, point, s.answers[point]) for s in counted for point in points]
    return ReleasedCounts(
        strata=_strata(counted, strata),
        substitutions=_substitutions(strata),
        points=_points(points, answers, strata),
        findings=_findings(answers),
        regimes=_regimes(points, counted),
        amounts=_amounts(answers),
        file_counts=_file_counts(counted),
    )


_Answers = list[tuple[str, str, CheckedAnswer]]


def _refuse_incomplete(
    points: Sequence[str], sheets: list[CheckedSheet], strata: Mapping[str, StratumCounts]
) -> None:
    expected = set(points)
    if any(set(sheet.answers) != expected for sheet in sheets):
        raise ValueError("a sheet does not answer exactly the points of its grid")
    if any(sheet.stratum not in strata for sheet in sheets):
        raise ValueError("a sheet belongs to no stratum of its branch")


def _strata(sheets: list[CheckedSheet], strata: Mapping[str, StratumCounts]) -> tuple[StratumRow, ...]:
    checked = Counter(sheet.stratum for sheet in sheets)
    return tuple(
        StratumRow(code, counts.population, counts.drawn, checked[code])
        for code, counts in sorted(strata.items())
    )


def _substitutions(strata: Mapping[str, StratumCounts]) -> tuple[SubstitutionRow, ...]:
    return tuple(
        SubstitutionRow(code, reason, count)
        for code, counts in sorted(strata.items())
        for reason, count in sorted(counts.substituted.items())
        if count
    )


def _points(
    points: Sequence[str], answers: _Answers, strata: Mapping[str, StratumCounts]
) -> tuple[PointRow, ...]:
    values = Counter((stratum, point, a.value) for stratum, point, a in answers)
    systemic = Counter((stratum, point) for stratum, point, a in answers if a.systemic)
    wrong = Counter((stratum, point) for stratum, point, a in answers if a.list_was_wrong)
    return tuple(
        PointRow(
            stratum,
            point,
            **{value.value: values[stratum, point, value] for value in AnswerValue},
            systemic=systemic[stratum, point],
            list_was_wrong=wrong[stratum, point],
        )
        for stratum in sorted(strata)
        for point in sorted(points)
    )


def _findings(answers: _Answers) -> tuple[FindingRow, ...]:
    counts = Counter(
        (stratum, point, dimension.value, str(code))
        for stratum, point, answer in answers
        for dimension in Dimension
        if (code := getattr(answer, dimension.value)) is not None
    )
    return tuple(FindingRow(*key, count) for key, count in sorted(counts.items()))


def _regimes(points: Sequence[str], sheets: list[CheckedSheet]) -> tuple[RegimeRow, ...]:
    counts = Counter(
        (point, ",".join(sheet.regimes), sheet.answers[point].value) for sheet in sheets for point in points
    )
    keys = sorted({(point, regime) for point, regime, _ in counts})
    return tuple(
        RegimeRow(*key, ok=counts[*key, AnswerValue.OK], finding=counts[*key, AnswerValue.FINDING])
        for key in keys
    )


def _amounts(answers: _Answers) -> tuple[AmountRow, ...]:
    cents: dict[tuple[str, str, AmountDirection, CostBearer], list[int]] = {}
    for stratum, point, answer in answers:
        if answer.cents and answer.direction and answer.bearer:
            cents.setdefault((stratum, point, answer.direction, answer.bearer), []).append(answer.cents)
    return tuple(
        AmountRow(*key, files=len(found), sum_cents=sum(found), sum_squared_cents=sum(c * c for c in found))
        for key, found in sorted(cents.items())
    )


def _file_counts(sheets: list[CheckedSheet]) -> tuple[FileCountRow, ...]:
    counts = Counter(
        min(MOST_FINDINGS, sum(a.value is AnswerValue.FINDING for a in sheet.answers.values()))
        for sheet in sheets
    )
    return tuple(FileCountRow(number, counts[number]) for number in range(MOST_FINDINGS + 1))
