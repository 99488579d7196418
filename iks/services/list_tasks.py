"""What is due for a person: a branch's files first, then what the house waits for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.measure import MeasureState
from iks.domain.month import Month, draw_time
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, BranchState, MonthState
from iks.services.compare_checklists import waiting
from iks.services.house_task import HouseTask, TaskKind
from iks.services.keep_follow_up import open_follow_ups
from iks.services.list_samples import samples_of
from iks.services.propose_takeaways import open_proposals
from iks.services.release_model_case import waiting_cases
from iks.services.show_sample import SampleView, sample_view
from iks.services.view_consents import open_requests
from iks.services.view_correction_requests import requests_to_decide, requests_to_open
from iks.services.view_evidence_requests import packages_to_take, wishes_to_decide
from iks.services.view_measures import measure_list
from iks.services.view_recorded_objections import recorded_overview
from iks.services.view_reports import newest_reports, reports_to_prepare
from iks.services.view_void_requests import months_drawn_anew, months_waiting_for_list, open_wishes
from iks.store import draws, frames, missing, months, outbox, substitutions

OPEN_STATES = (MonthState.DRAWN,)
CLOSED_STATES = (MonthState.CLOSED, MonthState.REPORTED)


@dataclass(frozen=True)
class Tasks:
    """The start page of one person."""

    samples: tuple[SampleView, ...]
    house: tuple[HouseTask, ...]

    @property
    def next_sample(self) -> SampleView | None:
        """The sample to go on with: one that was begun, else the first with something to do."""
        open_ones = [s for s in self.samples if not s.submitted and s.expected and not s.waits_for_others]
        begun = (s for s in open_ones if s.resume and s.resume.started)
        return next(begun, open_ones[0] if open_ones else None)


def tasks_of(session: Session, clock: Clock, actor: Actor) -> Tasks:
    """Return what is due for a person today."""
    samples = tuple(
        sample_view(session, clock, actor, place.area, place.month, place.branch)
        for place in samples_of(session, actor)
    )
    found = [task for question in _QUESTIONS for task in question(session, clock, actor)]
    return Tasks(samples, tuple(found))


_BEFORE_DRAW = (MonthState.PLANNED, MonthState.FRAME_LOCKED)


def _frames_to_upload(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    if not actor.may(Permission.HANDLE_FRAMES):
        return
    wanted, again = next_month_to_draw(session, clock), months_waiting_for_list(session, actor)
    yield from (HouseTask(TaskKind.FRAME_AGAIN, area, month) for area, month in again)
    for area in Area:
        if (area, wanted[area]) in again:
            continue
        frame = frames.current_frame(session, area, wanted[area])
        day = draw_time(wanted[area]).date()
        if frame is None:
            is_late = clock.now() >= draw_time(wanted[area])
            kind = TaskKind.FRAME_LATE if is_late else TaskKind.FRAME_MISSING
            yield HouseTask(kind, area, wanted[area], day=day)
        elif frame.locked_at is None:
            yield HouseTask(TaskKind.FRAME_UNLOCKED, area, wanted[area], day=day)


def next_month_to_draw(session: Session, clock: Clock) -> dict[Area, Month]:
    """Return, by area, this month when it was not drawn yet, else the next one."""
    this = Month.of(local_date(clock.now()))
    found = {}
    for area in Area:
        current = months.get_month(session, area, this)
        drawn = current is not None and current.state not in _BEFORE_DRAW
        found[area] = this.shift(1) if drawn else this
    return found


def _draws_that_wait(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    wanted = next_month_to_draw(session, clock)
    for area in actor.areas(Permission.CLOSE_MONTH):
        due, frame = draw_time(wanted[area]), frames.current_frame(session, area, wanted[area])
        if frame is None and clock.now() >= due:
            yield HouseTask(TaskKind.DRAW_WAITS, area, wanted[area], day=due.date())


def _months_to_watch(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    today = local_date(clock.now())
    for area in actor.areas(Permission.SEE_RELEASED) or actor.areas(Permission.SEE_OVERALL_RESULT):
        known = months.months_of(session, area)
        running = next((m for m in known if m.state in OPEN_STATES), None)
        closed = next((m for m in known if m.state in CLOSED_STATES), None)
        if running and actor.may(Permission.SEE_RELEASED, area):
            rows = [b for b in months.branch_months(session, area, running.month) if b.expected]
            still_open = [b for b in rows if b.state is not BranchState.SUBMITTED]
            late = sum(months.is_past(running, b, today) for b in still_open)
            done = len(rows) - len(still_open)
            yield HouseTask(
                TaskKind.MONTH_OPEN, area, running.month, done, len(rows), running.due_on, overdue=late
            )
        if closed:
            yield HouseTask(TaskKind.MONTH_CLOSED, area, closed.month, day=closed.closed_on)


def _draws_to_verify(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    del clock
    if not actor.may(Permission.PROVE_DRAW):
        return
    for area in Area:
        open_ones = [d for d in draws.draws_of(session, area) if d.verdict is None and d.voided_at is None]
        if open_ones:
            yield HouseTask(TaskKind.DRAW_UNVERIFIED, area, open_ones[0].month, total=len(open_ones))


def _mails_to_send(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    del clock
    if actor.may(Permission.MANAGE_ACCOUNTS) and (mails := outbox.waiting(session, limit=1000)):
        yield HouseTask(TaskKind.MAILS_WAITING, total=len(mails))


def _objections_to_record(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    """Remind controlling alone: the units may enter counts as well, but are not the ones who have them."""
    if not (actor.may(Permission.HANDLE_FRAMES) and actor.may(Permission.RECORD_OBJECTIONS)):
        return
    found = sorted({month for month, _ in recorded_overview(session, clock, actor).missing})
    if found:
        yield HouseTask(TaskKind.OBJECTIONS_MISSING, month=found[0], total=len(found))


def _grids_to_approve(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    for line in waiting(session, clock, actor):
        yield HouseTask(TaskKind.GRID_PROPOSED, line.area, line.valid_from)


def _void_draws(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    del clock
    for wish in open_wishes(session, actor):
        yield HouseTask(TaskKind.VOID_REQUESTED, wish.area, wish.month)
    for area, month in months_drawn_anew(session, actor):
        yield HouseTask(TaskKind.DRAW_VOIDED, area, month)


def _evidence(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    for wish in wishes_to_decide(session, clock, actor):
        yield HouseTask(TaskKind.EVIDENCE_REQUESTED, wish.area, wish.month, day=wish.last_day, target=wish.id)
    for wish in packages_to_take(session, clock, actor):
        yield HouseTask(TaskKind.EVIDENCE_READY, wish.area, wish.month, day=wish.last_day, target=wish.id)


def _corrected_values(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    for wish in requests_to_decide(session, clock, actor):
        yield HouseTask(TaskKind.VALUES_REQUESTED, wish.area, wish.month, day=wish.last_day, target=wish.id)
    for wish in requests_to_open(session, clock, actor):
        yield HouseTask(TaskKind.VALUES_TO_SEE, wish.area, wish.month, day=wish.last_day, target=wish.id)


def _missing_files(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    del clock
    for one in missing.watch_list(session, Area):
        file = one.sample_file
        area, branch = file.draw.area, file.branch_code
        of_branch = actor.may(Permission.CHECK_FILES, area, branch)
        if of_branch or actor.may(Permission.SEE_SUBSTITUTIONS, area):
            yield HouseTask(
                TaskKind.FILE_MISSING,
                area,
                file.draw.month,
                day=local_date(one.reported_at),
                branch=branch,
                file_ref=file.file_ref,
                target=one.sample_file_id if of_branch else "",
            )


def _missing_counts(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    del clock
    for area in actor.areas(Permission.CLOSE_MONTH):
        for place in months.with_missing_files(session, area):
            yield HouseTask(
                TaskKind.FILES_MISSING,
                area,
                place.month,
                total=place.missing_files,
                branch=place.branch_code,
            )


def _files_handed_over(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    del clock
    for area in Area:
        for sheet in substitutions.handed_over(session, area, actor.branches(area), actor.user_id):
            yield HouseTask(
                TaskKind.FILE_HANDED_OVER,
                area,
                sheet.month,
                branch=sheet.branch_code,
                file_ref=sheet.sample_file.file_ref,
                target=sheet.id,
            )


def _follow_ups(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    for area in Area:
        for branch in actor.branches(area):
            total = open_follow_ups(session, clock, actor, area, branch)
            if total:
                yield HouseTask(TaskKind.FOLLOW_UP_OPEN, area, total=total, branch=branch)


def _model_cases(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    del clock
    if total := len(waiting_cases(session, actor)):
        yield HouseTask(TaskKind.MODEL_CASES_WAITING, total=total)


def _consents(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    del clock
    for area, number in open_requests(session, actor).items():
        yield HouseTask(TaskKind.CONSENT_ASKED, area, total=number)


def _reports(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    for line in reports_to_prepare(session, actor):
        yield HouseTask(TaskKind.REPORT_TO_PREPARE, line.area, line.period.first, day=line.due_on)
    for line in newest_reports(session, clock, actor):
        yield HouseTask(TaskKind.REPORT_NEW, line.area, line.period.first, day=line.released_on)


def _measures(session: Session, clock: Clock, actor: Actor) -> Iterator[HouseTask]:
    for area in actor.areas(Permission.PROPOSE_MEASURE):
        lines = measure_list(session, clock, actor, area)
        proposed = sum(line.state is MeasureState.PROPOSED for line in lines)
        if found := open_proposals(session, actor, area):
            yield HouseTask(TaskKind.TAKEAWAYS_OPEN, area, total=found)
        if overdue := sum(line.is_overdue for line in lines):
            yield HouseTask(TaskKind.MEASURES_OVERDUE, area, total=overdue)
        if proposed and actor.may(Permission.DECIDE_MEASURE, area):
            yield HouseTask(TaskKind.MEASURES_PROPOSED, area, total=proposed)


_QUESTIONS: tuple[Callable[[Session, Clock, Actor], Iterator[HouseTask]], ...] = (
    _files_handed_over,
    _missing_files,
    _missing_counts,
    _measures,
    _frames_to_upload,
    _draws_that_wait,
    _months_to_watch,
    _reports,
    _draws_to_verify,
    _objections_to_record,
    _mails_to_send,
    _grids_to_approve,
    _void_draws,
    _evidence,
    _corrected_values,
    _consents,
    _model_cases,
    _follow_ups,
)
