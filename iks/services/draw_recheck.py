"""Draw checked sheets for a second check, from the list that was fixed in an earlier transaction."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.journal import MonthDrawn
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import N_, IntegrityError, Refused
from iks.services.commit_seed import commit_next
from iks.services.make_draw import drawn_before, make_draw
from iks.services.order_recheck import recheck_code
from iks.services.read_checklist import grid_by_id
from iks.services.seed_vault import SeedVault
from iks.store import journal
from iks.store.draws import Draw, current_draw, sample_of
from iks.store.focus import RECHECK
from iks.store.frames import Frame, current_frame
from iks.store.months import AuditMonth, get_month
from iks.store.recheck import HOUSE, RecheckFile, rechecks_to_draw
from sampling import Drawn


@dataclass(frozen=True)
class RecheckDue:
    """A list of sheets that waits to be drawn from."""

    area: Area
    month: Month


def recheck_due(session: Session) -> tuple[RecheckDue, ...]:
    """Return the lists of sheets from which nobody has drawn, the oldest month first."""
    return tuple(RecheckDue(frame.area, frame.month) for frame in rechecks_to_draw(session))


def draw_recheck(session: Session, clock: Clock, actor: Actor, vault: SeedVault, due: RecheckDue) -> int:
    """Draw, and return how many sheets are checked a second time.

    Raises
    ------
    Refused
        When no list of sheets is locked, or somebody has drawn before.
    IntegrityError
        When stored rows, digest, secret and journal contradict each other; nothing is drawn then.
    """
    actor.require(Permission.ORDER_RECHECK, due.area)
    audit, frame = _drawable(session, due)
    grid = grid_by_id(session, audit.checklist_version_id or "")
    made, sample = make_draw(session, clock, vault, frame, grid, "")
    # It has no day of its own: it follows the close of its month.
    made.late = False
    files = list(sample.get(HOUSE, ()))
    _store(session, made, files)
    event = MonthDrawn(
        area=made.area,
        month=str(made.month),
        draw_id=made.draw_code,
        attempt=made.attempt,
        files=len(files),
        late=False,
    )
    journal.record(session, actor, event, clock.now())
    commit_next(session, clock, actor, vault, made.draw_code)
    return len(files)


def _drawable(session: Session, due: RecheckDue) -> tuple[AuditMonth, Frame]:
    """Return month and list, the month's row locked, so that a second draw waits for this one."""
    audit = get_month(session, due.area, due.month, lock=True)
    frame = current_frame(session, due.area, due.month, RECHECK)
    earlier = current_draw(session, recheck_code(due.area), due.month)
    if earlier is not None:
        raise drawn_before(earlier.drawn_at)
    if audit is None or frame is None or frame.locked_at is None:
        raise Refused(
            N_("Die geprüften Akten dieses Monats stehen noch nicht fest."),
            kept=N_("Es wurde nicht gezogen."),
            todo=N_("Sie stehen fest, sobald der Monat abgeschlossen ist."),
        )
    return audit, frame


def _store(session: Session, made: Draw, files: list[Drawn]) -> None:
    regular = current_draw(session, made.area.value, made.month)
    if regular is None:
        raise IntegrityError(f"the re-check of {made.area} {made.month} has no draw to rest on")
    checked = {file.file_ref: file.id for file in sample_of(session, regular)}
    session.add_all(
        RecheckFile(
            draw_id=made.id,
            rank=drawn.rank,
            file_ref=drawn.file_ref,
            ticket=drawn.ticket,
            sample_file_id=checked[drawn.file_ref],
        )
        for drawn in files
    )
    session.flush()
