"""The closed lists of the house: areas, answers, reasons and states."""

from enum import StrEnum


class Area(StrEnum):
    """The two areas that are checked with equal care."""

    BENEFITS = "benefits"
    INTEGRATION = "integration"


class AnswerValue(StrEnum):
    """What a branch head answers at one check point."""

    OK = "ok"
    FINDING = "finding"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSABLE = "not_assessable"


class ErrorKind(StrEnum):
    """Whether form or result is wrong."""

    FORMAL = "formal"
    MATERIAL = "material"


class Severity(StrEnum):
    """How heavy a finding weighs."""

    MINOR = "minor"
    MAJOR = "major"


class Relevance(StrEnum):
    """Where a finding is discussed."""

    INDIVIDUAL = "individual"
    TEAM = "team"
    SYSTEMIC = "systemic"


class AmountDirection(StrEnum):
    """Which way the money went."""

    OVERPAYMENT = "overpayment"
    UNDERPAYMENT = "underpayment"
    UNKNOWN = "unknown"
    NONE = "none"


class CostBearer(StrEnum):
    """Who bears the cost of an amount."""

    FEDERAL = "federal"
    MUNICIPAL = "municipal"
    BOTH = "both"
    UNKNOWN = "unknown"


class ExclusionReason(StrEnum):
    """Why a drawn file got a substitute."""

    AT_COURT = "at_court"
    AT_EXTERNAL_AUDIT = "at_external_audit"
    MISSING = "missing"
    TRANSFERRED = "transferred"
    CONFLICT_OF_INTEREST = "conflict_of_interest"


class FrameStatus(StrEnum):
    """Whether a file of the frame can be drawn this month."""

    ELIGIBLE = "eligible"
    CHECKED_RECENTLY = "checked_recently"
    AT_EXTERNAL_AUDIT = "at_external_audit"


class MonthState(StrEnum):
    """States of an audit month, in their only order."""

    PLANNED = "planned"
    FRAME_LOCKED = "frame_locked"
    DRAWN = "drawn"
    CLOSED = "closed"
    REPORTED = "reported"


class BranchState(StrEnum):
    """State of a branch within an audit month."""

    OPEN = "open"
    SUBMITTED = "submitted"


class CheckState(StrEnum):
    """State of the sheet of one drawn file."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    FINISHED = "finished"
    VOID = "void"


class ReportPeriod(StrEnum):
    """The shortest period for which a point's figures say enough to be shown."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Via(StrEnum):
    """Through which entry a person or job acted; the journal names it."""

    WEB = "web"
    COMMAND_LINE = "command line"
    JOB = "job"
