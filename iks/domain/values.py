"""The closed lists of the house: areas, answers, reasons and states.

What a grid already names is taken from there, so that no list exists twice.
"""

from enum import StrEnum

from checklists.vocabulary import (
    AmountDirection,
    Area,
    CostBearer,
    ErrorKind,
    Relevance,
    ReportPeriod,
    Severity,
)
from checklists.vocabulary import Answer as AnswerValue

__all__ = [
    "AmountDirection",
    "AnswerValue",
    "Area",
    "BranchState",
    "CheckState",
    "CostBearer",
    "ErrorKind",
    "ExclusionReason",
    "FrameStatus",
    "ModelCaseState",
    "MonthState",
    "Reflection",
    "Relevance",
    "Remedy",
    "ReportPeriod",
    "Severity",
    "VersionState",
    "Via",
]


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


class Reflection(StrEnum):
    """How a branch talked about a finding."""

    TALK = "talk"
    TEAM_MEETING = "team_meeting"
    NOT_NEEDED = "not_needed"


class Remedy(StrEnum):
    """What became of a finding in the file itself."""

    CORRECTED = "corrected"
    ORDERED = "ordered"
    NOT_POSSIBLE = "not_possible"
    # The unit then knows the file.
    HANDED_OVER = "handed_over"


class ModelCaseState(StrEnum):
    """How far a rewritten text has come on its way out of the branch."""

    DRAFT = "draft"
    # Handed in with the month; a second person has to read it.
    OFFERED = "offered"
    RETURNED = "returned"
    RELEASED = "released"
    DELIVERED = "delivered"
    # Too few others came in three months.
    EXPIRED = "expired"
    RECALLED = "recalled"


class Via(StrEnum):
    """Through which entry a person or job acted; the journal names it."""

    WEB = "web"
    COMMAND_LINE = "command line"
    JOB = "job"


class VersionState(StrEnum):
    """State of one version of a grid; months use installed and approved ones only."""

    # Came with the program; without an approval it serves the demo only.
    INSTALLED = "installed"
    PROPOSED = "proposed"
    APPROVED = "approved"
    # Taken back before any month used it.
    WITHDRAWN = "withdrawn"
