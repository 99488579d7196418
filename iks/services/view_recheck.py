"""Show the revision its re-checks: what is ordered, which months are drawn, and the sheets of one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.journal import DrawOpened
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services.order_recheck import recheck_code, sheets_to_draw
from iks.store import journal
from iks.store.draws import Draw, current_draw
from iks.store.frames import Frame
from iks.store.organisation import branches_in
from iks.store.recheck import HOUSE, recheck_frames, rechecked_files


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


@dataclass(frozen=True)
class RecheckList:
    """The drawn sheets of one month."""

    area: Area
    month: Month
    draw_id: str
    drawn_at: datetime
    checked: int
    lines: tuple[RecheckLine, ...]


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
    return RecheckList(area, month, draw.id, draw.drawn_at, _checked(draw.frame), _lines(session, draw))


def _month(session: Session, frame: Frame) -> RecheckMonth:
    draw = current_draw(session, frame.draw_code, frame.month)
    drawn = len(rechecked_files(session, draw)) if draw else None
    return RecheckMonth(frame.month, _checked(frame), drawn, draw.drawn_at if draw else None)


def _checked(frame: Frame) -> int:
    return sum(n for statuses in frame.counts[HOUSE].values() for n in statuses.values())


def _lines(session: Session, draw: Draw) -> tuple[RecheckLine, ...]:
    names = {branch.code: branch.name for branch in branches_in(session, draw.month)}
    return tuple(
        RecheckLine(
            file.rank,
            file.file_ref,
            file.sample_file.branch_code,
            names.get(file.sample_file.branch_code, file.sample_file.branch_code),
        )
        for file in rechecked_files(session, draw)
    )
