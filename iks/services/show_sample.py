"""Show a branch its sample: every drawn file, how far it is, what is missing, and where to go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain import file_check
from iks.domain.clock import Clock, local_date
from iks.domain.due_stand import DueStand, due_stand
from iks.domain.file_check import Progress, Sheet
from iks.domain.finding import Problem
from iks.domain.month import Month, working_days_between
from iks.domain.roles import Actor, Permission
from iks.domain.values import AnswerValue, Area, BranchState, CheckState, ExclusionReason, MonthState
from iks.errors import NotThere
from iks.services.read_checklist import grid_by_id
from iks.services.read_sheet import sheet_of
from iks.services.sample_size import whole_branches
from iks.services.take_over import People, others_at
from iks.store.casework import FileCheck, current_sheet_id, sheets_of
from iks.store.draws import Draw, SampleFile, current_draw, sample_of
from iks.store.frames import Frame
from iks.store.missing import get_missing
from iks.store.months import due_day, get_branch_month, get_month
from iks.store.organisation import Branch
from sampling import Allocation

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class FileLine:
    """One file of the sample."""

    sheet_id: str
    number: int
    file_ref: str
    rank: int
    ticket: str
    stratum: str
    substitute: bool
    state: CheckState
    progress: Progress
    # Everything that is missing before the sheet can be finished.
    missing: tuple[Problem, ...]
    findings: int
    # What the population list says; nothing once the sheet was finished.
    attributes: Mapping[str, object]
    saved_at: datetime | None
    # This person decided the case, so nothing of its answers stands here.
    handed_over: bool
    # Somebody else decided the case and left it to the others of the branch.
    taken_over: bool
    # Who else began the sheet or went on with it.
    others: People


@dataclass(frozen=True)
class LeftOut:
    """A drawn file that need not be checked."""

    file_ref: str
    reason: ExclusionReason
    since: datetime
    # Number of the file that moved up, if one did and still is in the list.
    followed_by: int | None
    moved_up: bool
    # The sheet that was begun, read-only; nothing for whoever decided the case.
    sheet_id: str | None
    # Set as long as nobody has found the file.
    missing_id: str | None


@dataclass(frozen=True)
class Resume:
    """The one place to go on: a file, and in it a point, the list to confirm, or the end."""

    sheet_id: str
    number: int
    point: str | None
    point_title: str
    confirm_list: bool
    started: bool


@dataclass(frozen=True)
class DrawFacts:
    """What a branch may know of the draw: when, from how many files, and whether it was recomputed."""

    drawn_at: datetime
    population: int
    verdict: str | None
    verified_at: datetime | None
    # Every eligible file of the branch was taken: so many.
    whole: int | None = None


@dataclass(frozen=True)
class SampleView:
    """The sample of one branch, area and month."""

    area: Area
    month: Month
    branch: str
    branch_name: str
    month_state: MonthState
    submitted: bool
    submitted_late: bool
    expected: int
    due_on: date | None
    due_stand: DueStand
    working_days_left: int
    files: tuple[FileLine, ...]
    left_out: tuple[LeftOut, ...]
    resume: Resume | None
    draw: DrawFacts | None

    @property
    def finished(self) -> tuple[FileLine, ...]:
        """The files whose sheets are finished."""
        return tuple(line for line in self.files if line.state is CheckState.FINISHED)

    @property
    def left_to_others(self) -> tuple[FileLine, ...]:
        """The files whose case this person decided and that the others have still to check."""
        return tuple(f for f in self.files if f.handed_over and f.state is not CheckState.FINISHED)

    @property
    def waits_for_others(self) -> bool:
        """Whether only files are open that this person must not check."""
        return self.resume is None and bool(self.left_to_others)


def own_branch(actor: Actor, permission: Permission, area: Area, branch: str | None) -> str:
    """Return the branch that is asked for, or the first one of the person in this area.

    Raises
    ------
    NotThere
        When the branch is somebody else's, or the person has none in this area.
    """
    own = actor.branches(area)
    wanted = branch or (own[0] if own else None)
    if wanted is None:
        actor.require(permission)
        raise NotThere
    actor.require(permission, area=area, branch=wanted)
    return wanted


def sample_view(
    session: Session, clock: Clock, actor: Actor, area: Area, month: Month, branch: str | None = None
) -> SampleView:
    """Return the sample of a branch; before the draw it is empty.

    Raises
    ------
    NotThere
        When month or branch is not the person's, or the branch has no part in the month.
    """
    code = own_branch(actor, Permission.CHECK_FILES, area, branch)
    audit, of_branch = get_month(session, area, month), get_branch_month(session, area, month, code)
    named = session.get(Branch, code)
    if audit is None or named is None:
        raise NotThere
    draw = current_draw(session, area.value, month)
    rows = sheets_of(session, area, month, code)
    grid = grid_by_id(session, rows[0].checklist_version_id) if rows else None
    lines = tuple(
        _line(session, actor, row, number, grid) for number, row in enumerate(rows, start=1) if grid
    )
    return SampleView(
        area=area,
        month=month,
        branch=code,
        branch_name=named.name,
        month_state=audit.state,
        # A month that is not drawn owes nothing yet.
        expected=of_branch.expected if of_branch else 0,
        submitted=bool(of_branch and of_branch.state is BranchState.SUBMITTED),
        submitted_late=bool(of_branch and of_branch.submitted_late),
        due_on=due_day(audit, of_branch),
        due_stand=due_stand(due_day(audit, of_branch), local_date(clock.now()), audit.state),
        working_days_left=_days_left(clock, due_day(audit, of_branch)),
        files=lines,
        left_out=_left_out(session, actor, draw, code, rows) if draw else (),
        resume=_resume(lines, grid) if grid else None,
        draw=_draw_facts(session, draw, code) if draw else None,
    )


def _days_left(clock: Clock, due_on: date | None) -> int:
    return working_days_between(local_date(clock.now()), due_on) if due_on else 0


def _line(session: Session, actor: Actor, row: FileCheck, number: int, grid: Checklist) -> FileLine:
    drawn = row.sample_file
    handed_over = drawn.conflict_declared_by == actor.user_id
    sheet = Sheet(grid, row.state) if handed_over else sheet_of(row, grid)
    return FileLine(
        sheet_id=row.id,
        number=number,
        file_ref=drawn.file_ref,
        rank=drawn.rank,
        ticket=drawn.ticket,
        stratum=drawn.stratum,
        substitute=drawn.substitute_for_id is not None,
        state=row.state,
        progress=file_check.progress(sheet),
        missing=() if handed_over else file_check.missing(sheet),
        findings=sum(entry.value is AnswerValue.FINDING for entry in sheet.entries.values()),
        attributes=drawn.attributes or {},
        saved_at=None if handed_over else row.saved_at,
        handed_over=handed_over,
        taken_over=drawn.conflict_declared_by is not None and not handed_over,
        others=People() if handed_over else others_at(session, row, actor),
    )


def _left_out(
    session: Session, actor: Actor, draw: Draw, branch: str, rows: Sequence[FileCheck]
) -> tuple[LeftOut, ...]:
    drawn = sample_of(session, draw, branch)
    numbers = {row.sample_file.substitute_for_id: n for n, row in enumerate(rows, start=1)}
    moved_up = {file.substitute_for_id for file in drawn}
    return tuple(
        LeftOut(
            file.file_ref,
            file.exclusion_reason,
            file.excluded_at,
            followed_by=numbers.get(file.id),
            moved_up=file.id in moved_up,
            sheet_id=_sheet_to_show(session, actor, file),
            missing_id=_missing_id(session, file),
        )
        for file in drawn
        if file.exclusion_reason and file.excluded_at
    )


def _sheet_to_show(session: Session, actor: Actor, file: SampleFile) -> str | None:
    if file.conflict_declared_by == actor.user_id:
        return None
    sheet_id = current_sheet_id(session, file.id)
    begun = sheet_id and session.get_one(FileCheck, sheet_id).state is not CheckState.NOT_STARTED
    return sheet_id if begun else None


def _missing_id(session: Session, file: SampleFile) -> str | None:
    found = get_missing(session, file.id) if file.exclusion_reason is ExclusionReason.MISSING else None
    return found.sample_file_id if found and found.outcome is None else None


def _draw_facts(session: Session, draw: Draw, branch: str) -> DrawFacts:
    frame = session.get_one(Frame, draw.frame_id)
    whole = whole_branches(frame.counts, Allocation(draw.allocation)).get(branch)
    return DrawFacts(draw.drawn_at, files_of(frame, branch), draw.verdict, draw.verified_at, whole)


def files_of(frame: Frame, branch: str) -> int:
    """Return how many files a branch has in a population list."""
    return sum(n for by_status in frame.counts.get(branch, {}).values() for n in by_status.values())


def _resume(lines: Sequence[FileLine], grid: Checklist) -> Resume | None:
    """Go on where the last answer was saved, else at the first file that is not finished."""
    unfinished = [line for line in lines if line.state is not CheckState.FINISHED and not line.handed_over]
    if not unfinished:
        return None
    line = max(unfinished, key=lambda one: (one.saved_at or NEVER, -one.number))
    point = line.progress.next_open
    return Resume(
        sheet_id=line.sheet_id,
        number=line.number,
        point=point,
        point_title=grid.point(point).title if point else "",
        confirm_list=any(problem.field == "list" for problem in line.missing),
        started=line.state is not CheckState.NOT_STARTED,
    )
