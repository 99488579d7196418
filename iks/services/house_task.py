"""One line of what the house waits for, or of what is new; the start page of a person lists them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iks.domain.month import Month
from iks.domain.values import Area


class TaskKind(StrEnum):
    """What the house waits for, or what is new."""

    FRAME_MISSING = "frame_missing"
    FRAME_UNLOCKED = "frame_unlocked"
    # The moment of a draw has passed: controlling hands in the list, the unit learns why nothing comes.
    FRAME_LATE = "frame_late"
    DRAW_WAITS = "draw_waits"
    MONTH_OPEN = "month_open"
    MONTH_CLOSED = "month_closed"
    DRAW_UNVERIFIED = "draw_unverified"
    MAILS_WAITING = "mails_waiting"
    # Counts of objections and court cases of months that are over.
    OBJECTIONS_MISSING = "objections_missing"
    GRID_PROPOSED = "grid_proposed"
    # A draw from a wrong list: the revision decides, controlling hands in a new list, branches wait.
    VOID_REQUESTED = "void_requested"
    FRAME_AGAIN = "frame_again"
    DRAW_VOIDED = "draw_voided"
    # A file that nobody finds: its branch and the revision know which, the unit head how many.
    FILE_MISSING = "file_missing"
    FILES_MISSING = "files_missing"
    # Somebody else decided a case of the branch, so this person checks it.
    FILE_HANDED_OVER = "file_handed_over"
    # The branch's own list: talks to hold, files to put right.
    FOLLOW_UP_OPEN = "follow_up_open"
    # What the unit takes away from a quarter, and its measures that are late or wait for its head.
    TAKEAWAYS_OPEN = "takeaways_open"
    MEASURES_OVERDUE = "measures_overdue"
    MEASURES_PROPOSED = "measures_proposed"
    # Texts that a second person has to read.
    MODEL_CASES_WAITING = "model_cases_waiting"
    # Everything that is stored of a month: a second person decides, then it can be taken for some days.
    EVIDENCE_REQUESTED = "evidence_requested"
    EVIDENCE_READY = "evidence_ready"
    # Corrected values: a second person decides, then whoever asked may look for some days.
    VALUES_REQUESTED = "values_requested"
    VALUES_TO_SEE = "values_to_see"
    # Somebody asks the staff council to consent to a looser setting.
    CONSENT_ASKED = "consent_asked"
    # A report that is new to the branches, or that its unit may still add to.
    REPORT_NEW = "report_new"
    REPORT_TO_PREPARE = "report_to_prepare"


@dataclass(frozen=True)
class HouseTask:
    """One line of the start page of a house role."""

    kind: TaskKind
    area: Area | None = None
    month: Month | None = None
    done: int = 0
    total: int = 0
    day: date | None = None
    # Branches whose due day has passed.
    overdue: int = 0
    branch: str = ""
    # Number and id of the one file that a task is about; for its branch and the revision only.
    file_ref: str = ""
    target: str = ""
