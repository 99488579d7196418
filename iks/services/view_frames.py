"""Show the lists of the house as controlling may see them: counts, digest and verdict, never rows or seed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import Month, draw_time
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, FrameStatus, MonthState
from iks.errors import NotThere
from iks.services.compare_frames import Counts, FrameCounts, compare_counts, files_by_branch
from iks.services.pick_up_frames import is_from_inbox
from iks.store.draws import current_draw
from iks.store.frames import Frame, current_frame, frames_of
from iks.store.months import get_month


@dataclass(frozen=True)
class FrameLine:
    """One list in the overview."""

    area: Area
    month: Month
    state: MonthState
    files: int
    reference_date: date
    digest: str | None


@dataclass(frozen=True)
class NextList:
    """How the list of the coming draw stands in one area."""

    area: Area
    month: Month
    state: MonthState
    has_frame: bool
    draw_at: datetime
    is_overdue: bool


@dataclass(frozen=True)
class FramePage:
    """One list with everything that its page shows."""

    area: Area
    month: Month
    state: MonthState
    reference_date: date
    imported_at: datetime
    counts: FrameCounts
    at_external_audit: int
    # How many files the case-work system says there are, as far as somebody typed it.
    control_total: int | None
    # Whether the case-work system dropped the list in the inbox folder.
    from_inbox: bool
    encoding: str
    separator: str
    header_row: int
    ignored_columns: tuple[str, ...]
    drop_reason: str
    draw_at: datetime
    locked_at: datetime | None
    digest: str | None
    verdict: str | None
    verified_at: datetime | None

    @property
    def may_be_locked(self) -> bool:
        """Whether the list can still be replaced, and be fixed."""
        return self.state is MonthState.PLANNED


def frame_lines(session: Session, actor: Actor) -> tuple[FrameLine, ...]:
    """Return all lists, the newest month first, both areas of a month together."""
    lines = [
        _line(session, frame)
        for area in actor.areas(Permission.HANDLE_FRAMES)
        for frame in frames_of(session, area)
    ]
    order = list(Area)
    return tuple(
        sorted(lines, key=lambda line: (-line.month.year, -line.month.number, order.index(line.area)))
    )


def frame_page(session: Session, actor: Actor, area: Area, month: Month) -> FramePage:
    """Return what may be shown of one list.

    Raises
    ------
    NotThere
        When the month has no list.
    """
    actor.require(Permission.HANDLE_FRAMES, area=area)
    frame, audit = current_frame(session, area, month), get_month(session, area, month)
    if frame is None or audit is None:
        raise NotThere
    statuses, reading = _statuses(frame.counts), dict(frame.reading)
    drawn = current_draw(session, area.value, month)
    return FramePage(
        area=area,
        month=month,
        state=audit.state,
        reference_date=frame.reference_date,
        imported_at=frame.imported_at,
        counts=compare_counts(session, area, month, frame.counts),
        # Which files were drawn in the last months is said to the revision only.
        at_external_audit=statuses.get(FrameStatus.AT_EXTERNAL_AUDIT, 0),
        control_total=frame.control_total,
        from_inbox=is_from_inbox(session, frame),
        encoding=reading["encoding"],
        separator=reading["separator"],
        header_row=reading["header_row"],
        ignored_columns=tuple(reading["ignored_columns"]),
        drop_reason=frame.drop_reason,
        draw_at=draw_time(month),
        locked_at=frame.locked_at,
        digest=frame.digest,
        verdict=drawn.verdict if drawn else None,
        verified_at=drawn.verified_at if drawn else None,
    )


def next_lists(session: Session, clock: Clock, actor: Actor) -> tuple[NextList, ...]:
    """Return how the list that is needed next stands: this month's until it is drawn, then the next one's."""
    return tuple(_next_list(session, clock, area) for area in actor.areas(Permission.HANDLE_FRAMES))


def _next_list(session: Session, clock: Clock, area: Area) -> NextList:
    month = Month.of(local_date(clock.now()))
    audit = get_month(session, area, month)
    if audit and audit.state not in (MonthState.PLANNED, MonthState.FRAME_LOCKED):
        month = month.shift(1)
        audit = get_month(session, area, month)
    return NextList(
        area=area,
        month=month,
        state=audit.state if audit else MonthState.PLANNED,
        has_frame=current_frame(session, area, month) is not None,
        draw_at=draw_time(month),
        is_overdue=clock.now() >= draw_time(month),
    )


def upload_months(clock: Clock) -> tuple[Month, ...]:
    """Return the months for which a list is likely to be handed in."""
    current = Month.of(local_date(clock.now()))
    return current.shift(-1), current, current.shift(1)


def _line(session: Session, frame: Frame) -> FrameLine:
    audit = get_month(session, frame.area, frame.month)
    return FrameLine(
        area=frame.area,
        month=frame.month,
        state=audit.state if audit else MonthState.PLANNED,
        files=sum(files_by_branch(frame.counts).values()),
        reference_date=frame.reference_date,
        digest=frame.digest,
    )


def _statuses(counts: Counts) -> dict[str, int]:
    found: dict[str, int] = {}
    for strata in counts.values():
        for statuses in strata.values():
            for status, files in statuses.items():
                found[status] = found.get(status, 0) + files
    return found
