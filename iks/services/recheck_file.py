"""Check a drawn sheet a second time, without the first answers; the last one of a month is compared."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.clock import Clock
from iks.domain.finding import Problem
from iks.domain.month import Month
from iks.domain.recheck import Answers, SecondAnswer, count_pairs, pair_of, read_answers, still_missing
from iks.domain.recheck_events import RecheckCompared, SecondCheckFinished
from iks.domain.roles import Actor, Permission
from iks.domain.values import AnswerValue, Area
from iks.errors import N_, NotThere, Refused, StaleVersion
from iks.services.order_recheck import recheck_code
from iks.services.read_checklist import grid_by_id
from iks.store import journal
from iks.store.accounts import Account
from iks.store.draws import Draw, current_draw
from iks.store.months import get_month
from iks.store.organisation import branches_in
from iks.store.recheck import RecheckFile, rechecked_files
from iks.store.recheck_results import MonthRecheck
from iks.store.second_checks import (
    SecondCheck,
    first_answers,
    recheck_file,
    regimes_shown,
    second_check,
    second_checks,
)


@dataclass(frozen=True)
class SecondSheet:
    """One sheet to check a second time; nothing of the first answers."""

    area: Area
    month: Month
    number: int
    of: int
    file_ref: str
    branch: str
    branch_name: str
    grid: Checklist
    # Legal regimes of the file's approval period.
    regimes: tuple[str, ...]
    answers: Answers
    version: int
    finished: bool
    last_person: str

    @property
    def answered(self) -> int:
        """Points with an answer."""
        return len(self.answers)


def open_second(session: Session, actor: Actor, area: Area, month: Month, number: int) -> SecondSheet:
    """Return one sheet for its second check.

    Raises
    ------
    NotThere
        When there is no such sheet.
    """
    draw, file = _find(session, actor, area, month, number)
    return _sheet(session, draw, file, second_check(session, draw.id, number))


def with_typed(sheet: SecondSheet, typed: Mapping[str, str]) -> SecondSheet:
    """Return a sheet with what was typed in the place of what is saved; nothing is saved."""
    return replace(sheet, answers=read_answers(sheet.grid, typed)[0])


def save_second(
    session: Session,
    clock: Clock,
    actor: Actor,
    place: tuple[Area, Month, int],
    version: int,
    typed: Mapping[str, str],
    *,
    finish: bool = False,
) -> tuple[SecondSheet, list[Problem]]:
    """Save a form; everything that can be read is kept, and what lacks is named when it shall be finished.

    Raises
    ------
    NotThere
        When there is no such sheet.
    Refused
        When it is finished already.
    StaleVersion
        When somebody saved it in between.
    """
    draw, file = _find(session, actor, *place, lock=True)
    stored = second_check(session, draw.id, file.rank)
    grid = grid_of_draw(session, draw)
    answers, problems = read_answers(grid, typed)
    _refuse_overwriting(stored, version, answers)
    check = _keep(session, clock, actor, file, stored, answers)
    if finish:
        problems = [*problems, *still_missing(grid, answers)]
        if not problems:
            _finish(session, clock, actor, draw, check)
    session.flush()
    return _sheet(session, draw, file, check), problems


def _find(
    session: Session, actor: Actor, area: Area, month: Month, number: int, *, lock: bool = False
) -> tuple[Draw, RecheckFile]:
    actor.require(Permission.ORDER_RECHECK, area)
    if lock:
        # Two last sheets of a month are finished one after the other, so that one of them compares.
        get_month(session, area, month, lock=True)
    draw = current_draw(session, recheck_code(area), month)
    file = recheck_file(session, draw.id, number, lock=lock) if draw else None
    if draw is None or file is None:
        raise NotThere
    return draw, file


def _refuse_overwriting(stored: SecondCheck | None, version: int, answers: Answers) -> None:
    if stored is None or (stored.version == version and stored.finished_at is None):
        return
    if stored.finished_at is not None:
        raise Refused(
            N_("Die zweite Prüfung dieser Akte ist abgeschlossen."),
            kept=N_("An ihren Antworten ändert sich nichts mehr."),
        )
    if answers_of(stored) != dict(answers):
        raise StaleVersion(
            N_("Diese Akte wurde inzwischen an anderer Stelle geändert."),
            kept=N_("Ihre letzten Eingaben sind nicht gespeichert."),
            todo=N_("Bitte sehen Sie sie durch und speichern Sie noch einmal."),
        )


def _keep(
    session: Session,
    clock: Clock,
    actor: Actor,
    file: RecheckFile,
    stored: SecondCheck | None,
    answers: Answers,
) -> SecondCheck:
    check = stored or SecondCheck(draw_id=file.draw_id, rank=file.rank, version=0)
    check.answers = {point: asdict(answer) for point, answer in answers.items()}
    check.version += 1
    check.checked_by, check.saved_at = actor.user_id, clock.now()
    session.add(check)
    return check


def _finish(session: Session, clock: Clock, actor: Actor, draw: Draw, check: SecondCheck) -> None:
    check.finished_at = clock.now()
    session.flush()
    event = SecondCheckFinished(draw.area.value, str(draw.month), check.rank)
    journal.record(session, actor, event, check.finished_at)
    files, checks = rechecked_files(session, draw), second_checks(session, draw.id)
    if all(file.rank in checks and checks[file.rank].finished_at for file in files):
        _compare(session, clock, actor, draw, files, checks)


def _compare(
    session: Session,
    clock: Clock,
    actor: Actor,
    draw: Draw,
    files: list[RecheckFile],
    checks: Mapping[int, SecondCheck],
) -> None:
    """Freeze what first and second answers of a month say together."""
    pairs = []
    for file in files:
        first = first_answers(session, file, draw.drawn_at)
        for point, second in answers_of(checks[file.rank]).items():
            pairs.append((point, pair_of(first.get(point), second.value)))
    result = count_pairs(len(files), pairs)
    session.add(
        MonthRecheck(area=draw.area, month=draw.month, content=result.to_json(), digest=result.digest)
    )
    event = RecheckCompared(draw.area.value, str(draw.month), len(files), result.digest)
    journal.record(session, actor, event, clock.now())


def answers_of(check: SecondCheck) -> dict[str, SecondAnswer]:
    """Return what was answered at a second check."""
    return {
        point: SecondAnswer(AnswerValue(entry["value"]), entry["pattern"], entry["reason"])
        for point, entry in check.answers.items()
    }


def grid_of_draw(session: Session, draw: Draw) -> Checklist:
    """Return the grid by which the sheets of a draw were checked."""
    audit = get_month(session, draw.area, draw.month)
    return grid_by_id(session, (audit.checklist_version_id if audit else None) or "")


def _sheet(session: Session, draw: Draw, file: RecheckFile, check: SecondCheck | None) -> SecondSheet:
    code = file.sample_file.branch_code
    names = {branch.code: branch.name for branch in branches_in(session, draw.month)}
    return SecondSheet(
        area=draw.area,
        month=draw.month,
        number=file.rank,
        of=len(rechecked_files(session, draw)),
        file_ref=file.file_ref,
        branch=code,
        branch_name=names.get(code, code),
        grid=grid_of_draw(session, draw),
        regimes=regimes_shown(session, file),
        answers=answers_of(check) if check else {},
        version=check.version if check else 0,
        finished=check is not None and check.finished_at is not None,
        last_person=session.get_one(Account, check.checked_by).display_name if check else "",
    )
