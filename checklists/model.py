"""A grid as frozen, typed data: its check points, their error patterns, and the attributes of a file."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from checklists.condition import AttributeName, Frozen, Rule
from checklists.vocabulary import (
    AmountDirection,
    Answer,
    Area,
    AttributeType,
    AttributeUse,
    CostBearer,
    ErrorKind,
    GridKind,
    RegimeBy,
    Relevance,
    ReportPeriod,
    Severity,
)


def _printable(text: str) -> str:
    if any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in text):
        raise PydanticCustomError("control_character", "The text contains a control character.")
    return text


Label = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable)]
LongText = Annotated[str, StringConstraints(min_length=1, max_length=4000), AfterValidator(_printable)]
Code = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_][A-Za-z0-9_-]{0,47}$")]
MonthText = Annotated[str, StringConstraints(pattern="^2[0-9]{3}-(0[1-9]|1[0-2])$")]
StratumCode = Annotated[str, StringConstraints(pattern="^(-|[a-z0-9_]{1,32})$")]
PointId = Annotated[str, StringConstraints(pattern="^[LM][0-9]{2}$")]
Value = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_printable)]


class Entry(Frozen):
    """One entry of a list of the grid: its stable id, and its German label."""

    id: Code
    label: Label


class Topic(Entry):
    """A subject that points, measures, external findings and objections share."""


class Group(Entry):
    """Several check points together; the unit of tables by branch."""


class Cause(Entry):
    """Where in the process a finding came from, never the person."""


class AnswerEntry(Frozen):
    """One possible answer, and whether it counts in the denominator of the rate."""

    id: Answer
    label: Label
    counts_in_denominator: bool
    comment_required: bool = False


class SeverityEntry(Frozen):
    """One severity and its weight."""

    id: Severity
    label: Label
    weight: int = Field(ge=1, le=100)


class ErrorKindEntry(Frozen):
    """One kind of error."""

    id: ErrorKind
    label: Label


class BearerEntry(Frozen):
    """One answer to the question who bears the cost."""

    id: CostBearer
    label: Label


class DirectionEntry(Frozen):
    """One direction of an amount."""

    id: AmountDirection
    label: Label


class RelevanceEntry(Frozen):
    """One place where a finding is discussed."""

    id: Relevance
    label: Label


class Regime(Frozen):
    """One state of the law, with its first and last day; open at the outer ends."""

    id: Code
    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")
    label: Label


class LegalStatus(Frozen):
    """As of when the grid states the law, who has to approve it, and which regimes it knows."""

    as_of: date
    approval_required_by: Literal["legal_affairs_head", "integration_head"]
    approved: bool
    regimes: tuple[Regime, ...] = Field(min_length=1)
    note: LongText


class DrawRule(Frozen):
    """How the regular draw splits a branch into strata, and how many files each gives."""

    strata: Mapping[StratumCode, Rule] = Field(min_length=1)
    allocation: Mapping[StratumCode, Annotated[int, Field(ge=1, le=1000)]] = Field(min_length=1)


class Pattern(Frozen):
    """One error pattern of a point; it presets kind and severity of the finding."""

    id: Code
    label: Label
    kind: ErrorKind
    severity: Severity


class AmountRule(Frozen):
    """Whether a finding at the point can have an amount, in which directions and who bears it."""

    possible: bool
    directions: tuple[AmountDirection, ...]
    cost_bearer: CostBearer
    bearer_choice: bool = False


class CheckPoint(Frozen):
    """One question of the grid with everything the checker sees and may choose at it."""

    id: PointId
    title: Label
    topic: Code
    group: Code
    question: LongText
    guidance: LongText
    guidance_by_regime: Mapping[str, LongText] = Field(default_factory=dict)
    legal_basis: tuple[Label, ...] = Field(min_length=1)
    legal_note: LongText | None = None
    error_minor: LongText
    error_major: LongText
    example_formal: LongText
    patterns: tuple[Pattern, ...] = Field(min_length=2, max_length=20)
    amount: AmountRule
    applies_when: Rule
    applies_when_text: Label
    report_period: ReportPeriod
    active: bool = True
    # The point whose place this one took when the question changed; their figures never mix.
    replaces: PointId | None = None


class CaseAttribute(Frozen):
    """One attribute of a case file in the frame: its type, values and allowed uses."""

    id: AttributeName
    type: AttributeType
    values: tuple[Value, ...] = ()
    use: tuple[AttributeUse, ...] = Field(min_length=1)
    excludes: tuple[Value, ...] = ()
    required: bool
    sensitive: bool = False
    label: Label


class RiskStratum(Frozen):
    """One stratum of a suggested additional draw; the first whose condition holds takes the file."""

    id: Code
    label: Label
    when: Rule


class Checklist(Frozen):
    """One version of a grid, complete: what is asked, what it means, and how files come to it."""

    schema_id: Literal["iks.checklist/1"] = Field(alias="schema")
    id: Annotated[str, StringConstraints(pattern="^[a-z0-9][a-z0-9-]{0,31}$")]
    area: Area
    kind: GridKind = GridKind.REGULAR
    title: Label
    version: Annotated[str, StringConstraints(pattern="^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$")]
    valid_from: MonthText
    valid_to: MonthText | None = None
    language: Literal["de"]
    unit_of_check: Literal["case_file_benefit_unit", "case_file_person"]
    yes_means: Literal["ok"]
    legal_status: LegalStatus
    draw: DrawRule
    regime_by: RegimeBy
    answer_scale: tuple[AnswerEntry, ...]
    answer_rule: LongText
    severity_scale: tuple[SeverityEntry, ...]
    error_kind_scale: tuple[ErrorKindEntry, ...]
    bearer_scale: tuple[BearerEntry, ...]
    amount_direction_scale: tuple[DirectionEntry, ...]
    relevance_scale: tuple[RelevanceEntry, ...]
    topics: tuple[Topic, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = Field(min_length=1)
    causes: tuple[Cause, ...] = Field(min_length=1)
    check_points: tuple[CheckPoint, ...]
    case_attributes: tuple[CaseAttribute, ...]
    risk_strata_suggestion: tuple[RiskStratum, ...] = ()

    @property
    def points(self) -> tuple[CheckPoint, ...]:
        """The active check points in the order of the grid."""
        return tuple(point for point in self.check_points if point.active)

    def point(self, point_id: str) -> CheckPoint:
        """Return the check point with this id; KeyError where the grid has none."""
        return {point.id: point for point in self.check_points}[point_id]

    def attribute(self, name: str) -> CaseAttribute:
        """Return the attribute with this name; KeyError where the grid has none."""
        return {attribute.id: attribute for attribute in self.case_attributes}[name]
