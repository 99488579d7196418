"""Open old and new values of corrected answers, once a second person approved; every look is journaled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.clock import Clock, local_date
from iks.domain.corrected_values import OldAndNew, old_and_new
from iks.domain.correction_events import CorrectedValuesOpened
from iks.domain.journaled_text import without_persons
from iks.domain.roles import Actor, Permission
from iks.domain.second_person import RequestState
from iks.domain.values import CheckState
from iks.errors import N_, NotThere, Refused
from iks.services.read_checklist import grid_by_id
from iks.services.view_correction_requests import ValuesRequest, values_request
from iks.store import journal
from iks.store.accounts import Account
from iks.store.correction_requests import get_request
from iks.store.corrections import Correction, corrections_in
from iks.store.months import get_month

_CLOSED = {
    RequestState.WAITING: N_("Über diesen Antrag ist noch nicht entschieden."),
    RequestState.LAPSED: N_("Über diesen Antrag hat niemand rechtzeitig entschieden; er ist abgelaufen."),
    RequestState.WITHDRAWN: N_("Dieser Antrag ist zurückgezogen."),
    RequestState.REFUSED: N_("Dieser Antrag ist abgelehnt."),
    RequestState.ENDED: N_("Die Zeit der Einsicht ist vorbei."),
}


@dataclass(frozen=True)
class CorrectedAnswer:
    """One answer before and after, with the version that changed it."""

    point: str
    version: int
    day: date
    person: str
    # As the branch wrote it, without what looks like a person or a file.
    reason: str
    values: OldAndNew


@dataclass(frozen=True)
class CorrectedFile:
    """The corrected answers of one file, by its place in the draw; its number stands nowhere here."""

    stratum: str
    rank: int
    # Whether the sheet was declared void or dropped out afterwards.
    counts: bool
    answers: tuple[CorrectedAnswer, ...]


@dataclass(frozen=True)
class CorrectedValues:
    """What a request opens."""

    request: ValuesRequest
    grid: Checklist
    files: tuple[CorrectedFile, ...]
    # Answers that the request covered and that were erased with their sheets since.
    erased: int


def open_values(session: Session, clock: Clock, actor: Actor, request_id: str) -> CorrectedValues:
    """Return old and new values of an approved request.

    Raises
    ------
    NotThere
        When there is no such request.
    Refused
        When it is not approved, its days are over, or the values are erased.
    """
    actor.require(Permission.OPEN_CORRECTIONS)
    request, row = values_request(session, clock, actor, request_id), get_request(session, request_id)
    if row is None:
        raise NotThere
    actor.require(Permission.OPEN_CORRECTIONS, row.area)
    if request.state is not RequestState.APPROVED:
        raise Refused(_CLOSED[request.state], kept=N_("Die Werte bleiben in der Zweigstelle."))
    found = corrections_in(session, row.area, row.month, row.branch_code, row.version)
    audit = get_month(session, row.area, row.month)
    if not found or audit is None:
        raise Refused(
            N_("Die Bögen dieses Monats sind inzwischen gelöscht, und mit ihnen die Werte."),
            kept=N_("Wie viele Antworten berichtigt wurden, steht weiter im Protokoll."),
        )
    event = CorrectedValuesOpened(row.area.value, str(row.month), row.branch_code, len(found))
    journal.record(session, actor, event, clock.now())
    return CorrectedValues(
        request=request,
        grid=grid_by_id(session, audit.checklist_version_id or ""),
        files=tuple(_files(session, found)),
        erased=row.answers - len(found),
    )


def _files(session: Session, found: Iterable[Correction]) -> Iterator[CorrectedFile]:
    for sheet, rows in groupby(found, key=lambda one: one.file_check):
        drawn = sheet.sample_file
        yield CorrectedFile(
            stratum=drawn.stratum,
            rank=drawn.rank,
            counts=sheet.state is CheckState.FINISHED and drawn.exclusion_reason is None,
            answers=tuple(_answer(session, row) for row in rows),
        )


def _answer(session: Session, row: Correction) -> CorrectedAnswer:
    made = row.submission
    return CorrectedAnswer(
        point=row.check_point,
        version=made.version,
        day=local_date(made.submitted_at),
        person=session.get_one(Account, made.submitted_by).display_name,
        reason=without_persons(made.reason),
        values=old_and_new(row.before, row.after),
    )
