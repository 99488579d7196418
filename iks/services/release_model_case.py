"""Release a model case or give it back: a second person reads the text before anybody outside does."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.casework_events import ModelCaseDecided
from iks.domain.clock import Clock
from iks.domain.model_case import ScreenedText, screened
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, ModelCaseState
from iks.errors import N_, FieldFault, FieldsRejected, NotThere, Refused
from iks.services.read_checklist import grid_by_id
from iks.services.write_model_case import house_words
from iks.store import journal
from iks.store.model_cases import ModelCase, get_case, offered_cases

LONGEST_ANSWER = 300


@dataclass(frozen=True)
class WaitingCase:
    """A text that waits to be read; whoever decides needs neither file nor branch."""

    id: str
    area: Area
    month: Month
    point: str
    title: str
    screened: ScreenedText


def waiting_cases(session: Session, actor: Actor) -> tuple[WaitingCase, ...]:
    """Return the texts that this person may release: a colleague's, or for the revision anybody's."""
    return tuple(_waiting(session, case) for case in offered_cases(session) if _may_decide(actor, case))


def decide_case(
    session: Session, clock: Clock, actor: Actor, case_id: str, *, release: bool, answer: str = ""
) -> None:
    """Release a text, or give it back with a reason.

    Raises
    ------
    NotThere
        When there is no such text for this person.
    Refused
        When it was decided already.
    FieldsRejected
        When it is given back without a reason.
    """
    case = get_case(session, case_id, lock=True)
    if case is None or not _may_decide(actor, case):
        raise NotThere
    if case.state is not ModelCaseState.OFFERED:
        raise Refused(N_("Über diesen Text ist schon entschieden."))
    words = " ".join(answer.split())
    if not release and not words:
        raise FieldsRejected([FieldFault("answer", N_("Schreiben Sie kurz, was geändert werden soll."))])
    if len(words) > LONGEST_ANSWER:
        sentence = N_("Bitte kürzen Sie den Text auf %(limit)s Zeichen.")
        raise FieldsRejected([FieldFault("answer", sentence, {"limit": LONGEST_ANSWER})])
    case.state = ModelCaseState.RELEASED if release else ModelCaseState.RETURNED
    case.decided_by, case.decided_at = actor.user_id, clock.now()
    case.answer = "" if release else words
    sheet = case.file_check
    event = ModelCaseDecided(sheet.area.value, str(sheet.month), case.state.value)
    journal.record(session, actor, event, clock.now())


def _may_decide(actor: Actor, case: ModelCase) -> bool:
    """Say whether a person may: never the writer; the revision, or somebody of the same branch."""
    sheet = case.file_check
    return case.written_by != actor.user_id and (
        actor.may(Permission.RELEASE_MODEL_CASE, sheet.area)
        or actor.may(Permission.CHECK_FILES, sheet.area, sheet.branch_code)
    )


def _waiting(session: Session, case: ModelCase) -> WaitingCase:
    sheet = case.file_check
    point = grid_by_id(session, sheet.checklist_version_id).point(case.check_point)
    found = screened(case.text, names_confirmed=case.names_confirmed, house_words=house_words(session))
    return WaitingCase(case.id, sheet.area, sheet.month, point.id, point.title, found)
