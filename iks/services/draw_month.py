"""Draw the sample of a month from its locked list: once, repeatable, and open to nobody's influence."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.config import Settings
from iks.domain.clock import Clock, local_date
from iks.domain.journal import MonthDrawn
from iks.domain.month import Month, draw_time, due_date, last_close_day
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, MonthState
from iks.errors import N_, Refused
from iks.services.commit_seed import commit_next
from iks.services.issue_sheets import Sample, issue_sheets
from iks.services.lock_frame import at_time
from iks.services.make_draw import drawn_before, make_draw
from iks.services.public_value import NOT_DRAWN, canonical_value, refuse_other_value
from iks.services.read_checklist import grid_by_id
from iks.services.sample_size import whole_branches
from iks.services.seed_vault import SeedVault
from iks.store import journal
from iks.store.draws import Draw, current_draw
from iks.store.frames import Frame, current_frame
from iks.store.months import AuditMonth, get_month
from sampling import Allocation


@dataclass(frozen=True)
class DrawRules:
    """What this installation demands of a draw."""

    # A value that nobody in the house can choose has to be mixed in.
    public_value_required: bool = False
    # In the demo people want to see a draw without waiting for the first working day.
    may_be_early: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "DrawRules":
        """Return the rules that the settings name."""
        return cls(settings.public_value == "required", settings.demo)


STRICT = DrawRules()


@dataclass(frozen=True)
class DrawnMonth:
    """What may be told of a draw."""

    area: Area
    month: Month
    branches: int
    files: int
    late: bool
    due_on: date


def draw_month(  # noqa: PLR0913, PLR0917 - who draws, by which clock and key, which month, by which rules.
    session: Session,
    clock: Clock,
    actor: Actor,
    vault: SeedVault,
    area: Area,
    month: Month,
    public_value: str = "",
    rules: DrawRules = STRICT,
) -> DrawnMonth:
    """Draw a month whose list was locked in an earlier transaction.

    Raises
    ------
    Refused
        When the list is not locked, the draw is not due, a public value is missing or was not
        announced, or somebody has drawn before.
    InvalidInput
        When the public value has a form that cannot be mixed in.
    IntegrityError
        When stored rows, digest, secret and journal contradict each other; nothing is drawn then.
    """
    value = canonical_value(public_value)
    _require_right(actor, area, has_value=bool(value))
    audit, frame = _drawable(session, area, month)
    _refuse_early(clock.now(), month, rules)
    refuse_other_value(frame, value, required=rules.public_value_required)
    grid = grid_by_id(session, audit.checklist_version_id or "")
    made, sample = make_draw(session, clock, vault, frame, grid, value)
    done = _lay_out(session, clock, actor, audit, grid, made, sample)
    commit_next(session, clock, actor, vault, area.value)
    return done


def _require_right(actor: Actor, area: Area, *, has_value: bool) -> None:
    # The revision throws the public value and draws with it; without one it has no such task.
    actor.require(Permission.PROVE_DRAW if has_value else Permission.RUN_LATE_DRAW, area=area)


def _drawable(session: Session, area: Area, month: Month) -> tuple[AuditMonth, Frame]:
    """Return month and list, the month's row locked, so that a second draw waits for this one."""
    audit = get_month(session, area, month, lock=True)
    earlier = current_draw(session, area.value, month)
    if earlier is not None:
        raise drawn_before(earlier.drawn_at)
    frame = current_frame(session, area, month)
    if audit is None or frame is None or audit.state is not MonthState.FRAME_LOCKED:
        raise Refused(
            N_("Die Bestandsliste dieses Monats ist noch nicht gesperrt."),
            kept=NOT_DRAWN,
            todo=N_("Bitte sperren Sie sie zuerst."),
        )
    return audit, frame


def _refuse_early(now: datetime, month: Month, rules: DrawRules) -> None:
    if now < draw_time(month) and not rules.may_be_early:
        raise Refused(
            N_("Die Ziehung ist erst am %(when)s fällig."),
            kept=NOT_DRAWN,
            todo=N_("Sie läuft dann von selbst."),
            when=at_time(draw_time(month)),
        )


def _lay_out(
    session: Session,
    clock: Clock,
    actor: Actor,
    audit: AuditMonth,
    grid: Checklist,
    made: Draw,
    sample: Sample,
) -> DrawnMonth:
    """Give the month its dates and the branches their sheets, and write down that it was drawn."""
    audit.state, audit.drawn_late = MonthState.DRAWN, made.late
    audit.drawn_on = local_date(made.drawn_at)
    audit.due_on = due_date(audit.month, audit.drawn_on)
    audit.closes_on = last_close_day(audit.month, audit.due_on)
    issue_sheets(session, clock, audit, grid, made, sample)
    files = sum(map(len, sample.values()))
    whole = whole_branches(made.frame.counts, Allocation(made.allocation))
    event = MonthDrawn(
        area=audit.area,
        month=str(audit.month),
        draw_id=made.draw_code,
        attempt=made.attempt,
        files=files,
        late=made.late,
        census=", ".join(branch for branch, eligible in whole.items() if eligible),
    )
    journal.record(session, actor, event, clock.now())
    return DrawnMonth(audit.area, audit.month, len(sample), files, made.late, audit.due_on)
