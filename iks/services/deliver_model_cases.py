"""Deliver released model cases to their unit at a close: one shuffled pool an area, or nothing.

The only writer of the house copy. A copy shares neither id nor key nor clock with the branch room; who
wrote a text can find it again only by its words, and only while the branch still has them.
"""

from secrets import SystemRandom

from sqlalchemy.orm import Session

from iks.domain.case_pool import has_waited_enough, is_pool
from iks.domain.casework_events import ModelCasesDelivered
from iks.domain.clock import Clock, local_date
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area, ModelCaseState
from iks.services.notify_people import tell_texts_stay
from iks.store import journal
from iks.store.accounts import Account
from iks.store.house_cases import add_pool, remove_text
from iks.store.model_cases import ModelCase, released_cases
from iks.store.months import AuditMonth


def deliver(session: Session, clock: Clock, actor: Actor, audit: AuditMonth) -> int:
    """Deliver what waits in the area of a month that is being closed; return how many texts went.

    With too few texts or branches everything waits; what has waited long enough goes back to its writer.
    """
    waiting = released_cases(session, audit.area, lock=True)
    if is_pool([case.file_check.branch_code for case in waiting]):
        return _deliver(session, clock, actor, audit, waiting)
    late = [case for case in waiting if has_waited_enough(_released_in(case), audit.month)]
    for case in late:
        case.state = ModelCaseState.EXPIRED
    writers = {case.written_by for case in late}
    people = [person for writer in writers if (person := session.get(Account, writer)) is not None]
    tell_texts_stay(session, clock, audit.area, audit.month, people)
    return 0


def take_back(session: Session, area: Area, point: str, text: str) -> bool:
    """Erase the copy of a text from the house room; return whether there was one."""
    return remove_text(session, area, point, text)


def _deliver(
    session: Session, clock: Clock, actor: Actor, audit: AuditMonth, waiting: list[ModelCase]
) -> int:
    texts = [(case.check_point, case.text) for case in waiting]
    SystemRandom().shuffle(texts)
    add_pool(session, audit.area, audit.month, texts)
    for case in waiting:
        case.state = ModelCaseState.DELIVERED
    event = ModelCasesDelivered(audit.area.value, str(audit.month), len(texts))
    journal.record(session, actor, event, clock.now())
    return len(texts)


def _released_in(case: ModelCase) -> Month:
    # A released text carries the moment of its release; the table keeps decision and moment together.
    decided = case.decided_at
    return Month.of(local_date(decided)) if decided else case.file_check.month
