"""Write a model case about a finding: the text stays in the branch until a second person releases it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.casework_events import ModelCaseTakenBack
from iks.domain.clock import Clock
from iks.domain.model_case import CHANGEABLE, RECALLABLE, ScreenedText, faults_of, screened
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import AnswerValue, Area, ModelCaseState
from iks.errors import N_, FieldsRejected, NotThere, Refused
from iks.services.deliver_model_cases import take_back
from iks.services.read_checklist import grid_by_id
from iks.services.read_sheet import fetch
from iks.store import journal
from iks.store.casework import FileCheck
from iks.store.model_cases import ModelCase, case_at, cases_of, cases_written_by
from iks.store.organisation import all_branches


@dataclass(frozen=True)
class ModelCaseView:
    """One text with its place, as the branch sees it."""

    sheet_id: str
    area: Area
    month: Month
    branch: str
    number: int
    point: str
    title: str
    question: str
    state: ModelCaseState | None
    screened: ScreenedText
    # Why the second person gave it back.
    answer: str

    @property
    def changeable(self) -> bool:
        """Whether the text can still be changed."""
        return self.state is None or self.state in CHANGEABLE

    @property
    def recallable(self) -> bool:
        """Whether the text can be taken back."""
        return self.state in RECALLABLE


def open_model_case(session: Session, actor: Actor, sheet_id: str, point: str) -> ModelCaseView:
    """Return the text about a finding, empty where none was written.

    Raises
    ------
    NotThere
        When there is no such finding in the person's branch.
    """
    sheet = _finding(session, actor, sheet_id, point)
    return _view(session, sheet, point, case_at(session, sheet.id, point))


def save_model_case(
    session: Session, actor: Actor, sheet_id: str, point: str, text: str, *, names_confirmed: bool
) -> ModelCaseView:
    """Keep a text; whether it may leave is said beside it.

    Raises
    ------
    NotThere
        When there is no such finding in the person's branch.
    Refused
        When the text was handed in already.
    FieldsRejected
        When the text is empty or too long.
    """
    sheet = _finding(session, actor, sheet_id, point)
    case = case_at(session, sheet.id, point, lock=True)
    if case is not None and case.state not in CHANGEABLE:
        raise Refused(
            N_("Dieser Text ist schon abgegeben."),
            kept=N_("An ihm hat sich nichts geändert."),
            todo=N_("Sie können ihn zurückziehen."),
        )
    found = screened(text, names_confirmed=names_confirmed, house_words=house_words(session))
    faults = faults_of(found)
    if faults:
        raise FieldsRejected(faults)
    if case is None:
        case = ModelCase(file_check_id=sheet.id, check_point=point, written_by=actor.user_id)
        session.add(case)
    returned = case.state is ModelCaseState.RETURNED
    case.text, case.written_by, case.names_confirmed = found.text, actor.user_id, names_confirmed
    case.decided_by = case.decided_at = None
    # What came back after the submission goes on its way again as soon as it may.
    case.state = (
        ModelCaseState.OFFERED if returned and found.may_leave else case.state or ModelCaseState.DRAFT
    )
    session.flush()
    return _view(session, sheet, point, case)


def recall_model_case(session: Session, clock: Clock, actor: Actor, sheet_id: str, point: str) -> None:
    """Take a text back for good: a draft is erased, one handed in stays out of every pool, a copy goes.

    Raises
    ------
    NotThere
        When there is no such text in the person's branch.
    Refused
        When the text was taken back already.
    """
    sheet = fetch(session, actor, sheet_id)
    case = case_at(session, sheet.id, point, lock=True)
    if case is None:
        raise NotThere
    if case.state not in RECALLABLE:
        raise Refused(N_("Dieser Text ist schon zurückgezogen."))
    if case.state is ModelCaseState.DELIVERED and take_back(session, sheet.area, point, case.text):
        journal.record(session, actor, ModelCaseTakenBack(sheet.area.value), clock.now())
    if case.state is ModelCaseState.DRAFT:
        session.delete(case)
    else:
        case.state, case.text = ModelCaseState.RECALLED, ""


def cases_to_submit(
    session: Session, actor: Actor, area: Area, month: Month, branch: str
) -> tuple[ModelCaseView, ...]:
    """Return the texts of a branch and month with what the screening says of each."""
    actor.require(Permission.CHECK_FILES, area=area, branch=branch)
    return tuple(
        _view(session, case.file_check, case.check_point, case)
        for case in cases_of(session, area, month, branch)
    )


def own_cases(session: Session, actor: Actor) -> tuple[ModelCaseView, ...]:
    """Return the texts of a person, as far as she still checks files of their branches."""
    return tuple(
        _view(session, case.file_check, case.check_point, case)
        for case in cases_written_by(session, actor.user_id)
        if actor.may(Permission.CHECK_FILES, case.file_check.area, case.file_check.branch_code)
    )


def offer_cases(session: Session, area: Area, month: Month, branch: str) -> int:
    """Hand in the drafts that may leave, with the month; the others stay drafts. Return how many went."""
    words, offered = house_words(session), 0
    for case in cases_of(session, area, month, branch):
        found = screened(case.text, names_confirmed=case.names_confirmed, house_words=words)
        if case.state is ModelCaseState.DRAFT and found.may_leave:
            case.state = ModelCaseState.OFFERED
            offered += 1
    return offered


def house_words(session: Session) -> tuple[str, ...]:
    """Return names and codes of all branches, which no text may tell."""
    return tuple(word for branch in all_branches(session) for word in (branch.code, branch.name))


def _finding(session: Session, actor: Actor, sheet_id: str, point: str) -> FileCheck:
    sheet = fetch(session, actor, sheet_id)
    is_finding = any(a.check_point == point and a.value is AnswerValue.FINDING for a in sheet.answers)
    if not is_finding or sheet.sample_file.exclusion_reason or sheet.sample_file.draw.voided_at:
        raise NotThere
    return sheet


def _view(session: Session, sheet: FileCheck, point: str, case: ModelCase | None) -> ModelCaseView:
    named = grid_by_id(session, sheet.checklist_version_id).point(point)
    found = screened(
        case.text if case else "",
        names_confirmed=case.names_confirmed if case else False,
        house_words=house_words(session),
    )
    return ModelCaseView(
        sheet_id=sheet.id,
        area=sheet.area,
        month=sheet.month,
        branch=sheet.branch_code,
        number=sheet.sample_file.position,
        point=point,
        title=named.title,
        question=named.question,
        state=case.state if case else None,
        screened=found,
        answer=case.answer if case else "",
    )
