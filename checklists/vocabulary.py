"""The closed lists a grid is written in."""

from enum import StrEnum


class Area(StrEnum):
    """The two areas that are checked with equal care."""

    BENEFITS = "benefits"
    INTEGRATION = "integration"


class GridKind(StrEnum):
    """Whether a grid serves the monthly draw or an ordered focus topic."""

    REGULAR = "regular"
    FOCUS = "focus"


class Answer(StrEnum):
    """What can be answered at a check point."""

    OK = "ok"
    FINDING = "finding"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSABLE = "not_assessable"


class Severity(StrEnum):
    """How heavy a finding weighs."""

    MINOR = "minor"
    MAJOR = "major"


class ErrorKind(StrEnum):
    """Whether form or result is wrong."""

    FORMAL = "formal"
    MATERIAL = "material"


class CostBearer(StrEnum):
    """Who bears the cost of an amount."""

    FEDERAL = "federal"
    MUNICIPAL = "municipal"
    BOTH = "both"
    UNKNOWN = "unknown"
    NONE = "none"


class AmountDirection(StrEnum):
    """Which way the money went."""

    OVERPAYMENT = "overpayment"
    UNDERPAYMENT = "underpayment"
    UNKNOWN = "unknown"
    NONE = "none"


class Relevance(StrEnum):
    """Where a finding is discussed."""

    INDIVIDUAL = "individual"
    TEAM = "team"
    SYSTEMIC = "systemic"


class ReportPeriod(StrEnum):
    """The shortest period for which a house figure of a point can be shown."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class RegimeBy(StrEnum):
    """What decides which legal regime's guidance a sheet shows."""

    APPROVAL_PERIOD_START = "approval_period_start"
    SHOWN_BOTH = "shown_both"


class AttributeType(StrEnum):
    """Kinds of values an attribute of a case file can have."""

    STRING = "string"
    CODE = "code"
    ENUM = "enum"
    BOOL = "bool"
    MONTH = "month"
    DATE = "date"
    SET = "set"


class AttributeUse(StrEnum):
    """What an attribute may be used for; nothing else."""

    FRAME = "frame"
    STRATA = "strata"
    APPLIES = "applies"
    EXCLUDE = "exclude"
