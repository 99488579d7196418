"""What was found in a file when it was drawn before: told only when the present check is finished."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.substitution import pattern_labels
from iks.domain.values import AnswerValue, CheckState
from iks.services.read_checklist import grid_by_id
from iks.store.casework import FileCheck
from iks.store.earlier_sheets import earlier_sheets


@dataclass(frozen=True)
class EarlierFinding:
    """One finding of an earlier month in the same file."""

    month: Month
    point: str
    title: str
    pattern: str


@dataclass(frozen=True)
class EarlierCheck:
    """An earlier month in which the file was drawn and checked, with what was found."""

    month: Month
    findings: tuple[EarlierFinding, ...]


def earlier_checks(session: Session, row: FileCheck) -> tuple[EarlierCheck, ...]:
    """Return the earlier checks of a file by the same branch, the newest first.

    Nothing as long as the sheet is open: whoever knows what was found last time looks for it again.
    """
    if row.state is not CheckState.FINISHED:
        return ()
    return tuple(_check(session, sheet) for sheet in earlier_sheets(session, row))


def _check(session: Session, sheet: FileCheck) -> EarlierCheck:
    grid = grid_by_id(session, sheet.checklist_version_id)
    found = []
    for answer in sorted(sheet.answers, key=lambda answer: answer.check_point):
        if answer.value is AnswerValue.FINDING:
            point = grid.point(answer.check_point)
            label = pattern_labels(point).get(answer.pattern or "", "")
            found.append(EarlierFinding(sheet.month, point.id, point.title, label))
    return EarlierCheck(sheet.month, tuple(found))
