"""Draw the files of a focus topic, right after the regular sample of the same month."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.draw_events import DrawVoided
from iks.domain.journal import MonthDrawn
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, MonthState
from iks.errors import N_, Refused
from iks.services.commit_seed import commit_next
from iks.services.issue_sheets import Place, Sample, issue_sheet
from iks.services.make_draw import drawn_before, make_draw
from iks.services.read_checklist import grid_by_id, grid_of
from iks.services.seed_vault import SeedVault
from iks.services.set_aside_draw import set_aside
from iks.store import journal
from iks.store.catalogue import ChecklistVersion
from iks.store.draws import Draw, SampleFile, current_draw
from iks.store.focus import focus_frames_of, frames_to_draw, topic_by_code
from iks.store.frames import Frame, attributes_of, current_frame
from iks.store.months import AuditMonth, get_month
from iks.store.organisation import branches_in
from sampling import Drawn


@dataclass(frozen=True)
class DrawnFocus:
    """What may be told of the draw of a topic."""

    area: Area
    month: Month
    code: str
    files: int
    # Every branch of the month; one without a matching file has none drawn.
    by_branch: Mapping[str, int]
    # Whether its files can be checked already.
    has_sheets: bool


@dataclass(frozen=True)
class FocusDue:
    """A topic whose list waits to be drawn from."""

    area: Area
    month: Month
    code: str


def focus_due(session: Session) -> tuple[FocusDue, ...]:
    """Return the topics whose draw is due: their month is drawn, they are not."""
    return tuple(FocusDue(frame.area, frame.month, frame.code) for frame in frames_to_draw(session))


def draw_focus(
    session: Session,
    clock: Clock,
    actor: Actor,
    vault: SeedVault,
    due: FocusDue,
    *,
    demo: bool = False,
) -> DrawnFocus:
    """Draw from the list of a topic, which was locked together with the regular one.

    The draws are independent: a file may come up in both. The public value of the month serves both,
    because it was announced before the one lock and thrown after it.

    Raises
    ------
    Refused
        When the month is not drawn or closed already, the topic has no locked list, or somebody has drawn.
    IntegrityError
        When stored rows, digest, secret and journal contradict each other; nothing is drawn then.
    """
    actor.require(Permission.RUN_LATE_DRAW, area=due.area)
    audit, regular, frame = _drawable(session, due)
    grid = grid_by_id(session, audit.checklist_version_id or "")
    made, sample = make_draw(session, clock, vault, frame, grid, regular.public_value)
    version = _usable_grid(session, due, demo=demo)
    _store(session, made, regular.frame, version, sample)
    _note(session, clock, actor, made, sample)
    commit_next(session, clock, actor, vault, made.draw_code)
    branches = {branch.code for branch in branches_in(session, due.month)} | set(sample)
    by_branch = {branch: len(sample.get(branch, ())) for branch in sorted(branches)}
    return DrawnFocus(
        due.area, due.month, due.code, sum(by_branch.values()), by_branch, has_sheets=version is not None
    )


def focus_draws(session: Session, area: Area, month: Month) -> list[Draw]:
    """Return the draws of topics that count in a month, in the order of their codes."""
    frames = focus_frames_of(session, area, month)
    found = (current_draw(session, frame.draw_code, month) for frame in frames)
    return [draw for draw in found if draw is not None]


def void_focus_draws(
    session: Session, clock: Clock, actor: Actor, area: Area, month: Month, reason: str
) -> None:
    """Set aside what rests on a regular list that turned out wrong: lists and draws of the topics."""
    for draw in focus_draws(session, area, month):
        set_aside(session, draw, reason, clock.now())
        event = DrawVoided(
            area=area.value,
            month=str(month),
            draw_id=draw.draw_code,
            attempt=draw.attempt,
            frame_digest=draw.frame.digest or "",
            reason=reason,
        )
        journal.record(session, actor, event, clock.now())
    # What is left was locked and not drawn yet.
    for frame in focus_frames_of(session, area, month):
        frame.voided_at = clock.now()
    session.flush()


def _drawable(session: Session, due: FocusDue) -> tuple[AuditMonth, Draw, Frame]:
    """Return month, regular draw and list, the month's row locked, so that a second draw waits."""
    audit = get_month(session, due.area, due.month, lock=True)
    frame = current_frame(session, due.area, due.month, due.code)
    if audit is None or frame is None or frame.locked_at is None:
        raise Refused(
            N_("Für den Schwerpunkt „%(code)s“ ist in diesem Monat keine Liste gesperrt."),
            kept=N_("Es wurde nicht gezogen."),
            code=due.code,
        )
    earlier = current_draw(session, frame.draw_code, due.month)
    if earlier is not None:
        raise drawn_before(earlier.drawn_at)
    regular = current_draw(session, due.area.value, due.month)
    if regular is None or audit.state is not MonthState.DRAWN:
        raise Refused(
            N_("Ein Schwerpunkt wird nach der regelmäßigen Stichprobe gezogen, solange der Monat offen ist."),
            kept=N_("Es wurde nicht gezogen."),
        )
    return audit, regular, frame


def _usable_grid(session: Session, due: FocusDue, *, demo: bool) -> ChecklistVersion | None:
    topic = topic_by_code(session, due.area, due.code)
    if topic is None or topic.checklist_version_id is None:
        return None
    version = session.get_one(ChecklistVersion, topic.checklist_version_id)
    return version if version.approved_by or demo else None


def _store(
    session: Session, made: Draw, regular: Frame, version: ChecklistVersion | None, sample: Sample
) -> None:
    """Store the sample; without a grid there is nothing to check, and nothing of the list is copied."""
    known = attributes_of(session, regular, _numbers(sample)) if version else {}
    for branch, files in sample.items():
        for position, drawn in enumerate(files, 1):
            place = Place(made, branch, position, drawn)
            if version:
                issue_sheet(session, version.id, grid_of(version), place, known[drawn.file_ref])
            else:
                session.add(_unchecked(place))
    session.flush()


def _numbers(sample: Sample) -> list[str]:
    return [drawn.file_ref for files in sample.values() for drawn in files]


def _unchecked(place: Place) -> SampleFile:
    drawn: Drawn = place.drawn
    return SampleFile(
        draw=place.draw,
        branch_code=place.branch,
        stratum=drawn.stratum,
        rank=drawn.rank,
        position=place.position,
        file_ref=drawn.file_ref,
        ticket=drawn.ticket,
    )


def _note(session: Session, clock: Clock, actor: Actor, made: Draw, sample: Sample) -> None:
    event = MonthDrawn(
        area=made.area,
        month=str(made.month),
        draw_id=made.draw_code,
        attempt=made.attempt,
        files=len(_numbers(sample)),
        late=made.late,
    )
    journal.record(session, actor, event, clock.now())
