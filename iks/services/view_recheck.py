"""Show the revision its re-checks: what is ordered, which months are drawn, and the sheets of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.clock import Clock, local_date
from iks.domain.journal import DrawOpened
from iks.domain.month import Month
from iks.domain.recheck import Answers, Pair, pair_of
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services.order_recheck import recheck_code, sheets_to_draw
from iks.services.recheck_file import answers_of, grid_of_draw
from iks.store import journal
from iks.store.draws import Draw, current_draw
from iks.store.frames import Frame
from iks.store.organisation import branches_in
from iks.store.recheck import HOUSE, RecheckFile, recheck_frames, rechecked_files
from iks.store.recheck_results import recheck_of
from iks.store.second_checks import first_answers, second_checks


@dataclass(frozen=True)
class RecheckMonth:
    """The re-check of one month; no file number."""

    month: Month
    # Finished sheets that could be drawn.
    checked: int
    # Sheets that were drawn; nothing while the draw is to come.
    drawn: int | None
    drawn_at: datetime | None


@dataclass(frozen=True)
class RecheckDesk:
    """The re-check of one area."""

    area: Area
    # Sheets that are drawn of a month, now and from the next month on; nothing while it is not ordered.
    sheets: int | None
    next_sheets: int | None
    months: tuple[RecheckMonth, ...]


@dataclass(frozen=True)
class RecheckLine:
    """One sheet to check a second time: where its file lies, and nothing of the first answers."""

    number: int
    file_ref: str
    branch: str
    branch_name: str
    # Points that were answered the second time; whether that check is finished.
    answered: int
    finished: bool


@dataclass(frozen=True)
class Difference:
    """A point at which only one of the two checks found a fault; something to talk about."""

    number: int
    file_ref: str
    branch: str
    point: str
    title: str
    # Only the revision found a fault there.
    overlooked: bool
    # What the revision found, in the words of the grid.
    pattern: str


@dataclass(frozen=True)
class RecheckList:
    """The drawn sheets of one month."""

    area: Area
    month: Month
    draw_id: str
    drawn_at: datetime
    checked: int
    # Check points of the grid, each to be answered at every sheet.
    points: int
    lines: tuple[RecheckLine, ...]

    @property
    def finished(self) -> int:
        """Sheets whose second check is finished."""
        return sum(line.finished for line in self.lines)

    @property
    def next_open(self) -> RecheckLine | None:
        """The sheet to go on with: one that was begun, else the first open one."""
        open_ones = [line for line in self.lines if not line.finished]
        return next((line for line in open_ones if line.answered), open_ones[0] if open_ones else None)


def recheck_desk(session: Session, clock: Clock, actor: Actor) -> tuple[RecheckDesk, ...]:
    """Return the re-checks of both areas."""
    actor.require(Permission.ORDER_RECHECK)
    this = Month.of(local_date(clock.now()))
    return tuple(
        RecheckDesk(
            area,
            sheets_to_draw(session, area, this),
            sheets_to_draw(session, area, this.shift(1)),
            tuple(_month(session, frame) for frame in recheck_frames(session, area)),
        )
        for area in actor.areas(Permission.ORDER_RECHECK)
    )


def recheck_list(session: Session, clock: Clock, actor: Actor, area: Area, month: Month) -> RecheckList:
    """Return the drawn sheets of a month in the order of the draw; that somebody looked is noted.

    Raises
    ------
    NotThere
        When the month is not drawn.
    """
    actor.require(Permission.ORDER_RECHECK, area)
    draw = current_draw(session, recheck_code(area), month)
    if draw is None:
        raise NotThere
    event = DrawOpened(area, str(month), draw.draw_code, draw.attempt)
    journal.record(session, actor, event, clock.now())
    points = len(grid_of_draw(session, draw).points)
    checked = _checked(draw.frame)
    return RecheckList(area, month, draw.id, draw.drawn_at, checked, points, _lines(session, draw))


def differences(session: Session, actor: Actor, area: Area, month: Month) -> tuple[Difference, ...]:
    """Return where first and second check differ, once every sheet of the month is checked twice."""
    actor.require(Permission.ORDER_RECHECK, area)
    draw = current_draw(session, recheck_code(area), month)
    if draw is None or recheck_of(session, area, month) is None:
        return ()
    checks, grid = second_checks(session, draw.id), grid_of_draw(session, draw)
    return tuple(
        difference
        for file in rechecked_files(session, draw)
        for difference in _differences(session, draw, file, answers_of(checks[file.rank]), grid)
    )


def _differences(
    session: Session, draw: Draw, file: RecheckFile, answers: Answers, grid: Checklist
) -> Iterator[Difference]:
    first = first_answers(session, file, draw.drawn_at)
    for point in grid.points:
        second = answers.get(point.id)
        pair = pair_of(first.get(point.id), second.value) if second else Pair.NOT_COMPARED
        if second and pair in (Pair.FIRST_ONLY, Pair.SECOND_ONLY):
            yield Difference(
                file.rank,
                file.file_ref,
                file.sample_file.branch_code,
                point.id,
                point.title,
                overlooked=pair is Pair.SECOND_ONLY,
                pattern=next((known.label for known in point.patterns if known.id == second.pattern), ""),
            )


def _month(session: Session, frame: Frame) -> RecheckMonth:
    draw = current_draw(session, frame.draw_code, frame.month)
    drawn = len(rechecked_files(session, draw)) if draw else None
    return RecheckMonth(frame.month, _checked(frame), drawn, draw.drawn_at if draw else None)


def _checked(frame: Frame) -> int:
    return sum(n for statuses in frame.counts[HOUSE].values() for n in statuses.values())


def _lines(session: Session, draw: Draw) -> tuple[RecheckLine, ...]:
    names = {branch.code: branch.name for branch in branches_in(session, draw.month)}
    checks = second_checks(session, draw.id)
    return tuple(
        RecheckLine(
            file.rank,
            file.file_ref,
            file.sample_file.branch_code,
            names.get(file.sample_file.branch_code, file.sample_file.branch_code),
            len(checks[file.rank].answers) if file.rank in checks else 0,
            file.rank in checks and checks[file.rank].finished_at is not None,
        )
        for file in rechecked_files(session, draw)
    )
