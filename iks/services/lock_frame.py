"""Fix the list of a month: from here on its digest stands in the journal, and the draw can come."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.clock import Clock, local
from iks.domain.draw_events import DrawRulesFixed
from iks.domain.journal import FrameLocked
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, MonthState
from iks.errors import N_, IntegrityError, Refused
from iks.services.commit_seed import early_enough
from iks.services.compare_frames import plain_counts
from iks.services.derive_focus import focus_frames
from iks.services.public_value import announced_source
from iks.services.read_checklist import grid_of, version_of_month
from iks.services.sample_size import sample_size
from iks.services.settle_secrets import is_settled
from iks.services.skip_recently_checked import skip_recently_checked
from iks.store import journal
from iks.store.catalogue import ChecklistVersion
from iks.store.draws import next_secret
from iks.store.frames import Frame, canonical_columns, current_frame
from iks.store.months import AuditMonth, get_month
from sampling import Allocation, FrameRejected, canonical_frame
from sampling import Frame as CanonicalFrame


class NotReady(Refused):
    """Shown to the person, and mailed when a job meets it: somebody has to act before the lock."""


class SourceNotNamed(NotReady):
    """The house demands a public value, and the revision has not said yet what it will be."""


@dataclass(frozen=True)
class LockedFrame:
    """What is public about a locked list."""

    area: Area
    month: Month
    files: int
    digest: str


def lock_frame(
    session: Session,
    clock: Clock,
    actor: Actor,
    area: Area,
    month: Month,
    *,
    demo: bool,
    source_required: bool = False,
) -> LockedFrame:
    """Fix the list of a month, its digest, the version of its grid and the rules of its draw.

    Raises
    ------
    NotReady
        When there is no list, its grid changed or is not approved (outside the demo), nothing is
        committed to, or no public value is announced where the house demands one.
    Refused
        When the list is locked or drawn already.
    """
    actor.require(Permission.HANDLE_FRAMES, area=area)
    audit = get_month(session, area, month, lock=True)
    frame = current_frame(session, area, month)
    if audit is None or frame is None:
        raise NotReady(
            N_("Für diesen Monat gibt es noch keine Bestandsliste."),
            todo=N_("Bitte laden Sie sie zuerst hoch."),
        )
    _refuse_second_lock(audit, frame)
    version = _usable_version(session, frame, demo=demo)
    skip_recently_checked(session, frame)
    frame.allocation = dict(sample_size(session, area, month, grid_of(version)))
    frame.public_source = _named_source(session, area, month, required=source_required)
    files = fix_frame(session, clock, actor, frame, grid_of(version))
    for derived in focus_frames(session, clock, frame):
        fix_frame(session, clock, actor, derived, grid_of(version))
    audit.state, audit.checklist_version_id = MonthState.FRAME_LOCKED, version.id
    return LockedFrame(area, month, files, frame.digest or "")


def fix_frame(session: Session, clock: Clock, actor: Actor, frame: Frame, grid: Checklist) -> int:
    """Fix digest and rules of a list in the journal, and return how many files it has.

    Raises
    ------
    NotReady
        When nothing is committed to, too late for a draw that was ordered, or a restore is not settled.
    """
    require_settled(session)
    _require_commitment(session, clock, frame)
    canonical = canonical_of(session, frame, grid)
    frame.locked_at, frame.digest = clock.now(), canonical.digest
    frame.counts = plain_counts(canonical.counts)
    journal.record(session, actor, locked(frame), clock.now())
    rules = rules_fixed(frame)
    if rules:
        journal.record(session, actor, rules, clock.now())
    return len(canonical)


def allocation_of(frame: Frame, grid: Checklist) -> Allocation:
    """Return how many files are drawn from a list; one that an older version locked follows its grid."""
    return Allocation(frame.allocation or grid.draw.allocation)


def require_settled(session: Session) -> None:
    """Refuse lock and draw as long as it is open which secrets were used since a backup.

    Raises
    ------
    NotReady
        After a restore, until the operator has named the draws since the backup.
    """
    if not is_settled(session):
        raise NotReady(
            N_("Seit die Sicherung zurückgespielt ist, steht nicht fest, welche Startwerte verbraucht sind."),
            kept=N_("Bis dahin wird nichts gesperrt und nichts gezogen."),
            todo=N_("Die Systemverwaltung klärt das mit „iks secrets settle“."),
        )


def rules_fixed(frame: Frame) -> DrawRulesFixed | None:
    """Return the event that stands in the journal for the rules of a draw; older lists have none."""
    if frame.allocation is None:
        return None
    return DrawRulesFixed(
        area=frame.area,
        month=str(frame.month),
        draw_id=frame.draw_code,
        attempt=frame.attempt,
        frame_digest=frame.digest or "",
        allocation=Allocation(frame.allocation).text,
        public_source=frame.public_source,
    )


def locked(frame: Frame) -> FrameLocked:
    """Return the event that stands in the journal for a locked list."""
    return FrameLocked(
        area=frame.area,
        month=str(frame.month),
        attempt=frame.attempt,
        frame_digest=frame.digest or "",
    )


def canonical_of(session: Session, frame: Frame, grid: Checklist) -> CanonicalFrame:
    """Return the canonical form of the rows as they are stored now.

    Raises
    ------
    IntegrityError
        When a stored row is none that an import would have taken.
    """
    try:
        return canonical_frame(canonical_columns(session, frame), allocation_of(frame, grid))
    except FrameRejected as rejected:
        # The sentence of the fault may hold a file number, its reason does not.
        reasons = sorted({fault.reason.value for fault in rejected.faults})
        raise IntegrityError(
            f"stored frame {frame.area} {frame.month} breaks its own rules: {', '.join(reasons)}"
        ) from None


def at_time(moment: datetime) -> str:
    """Return a moment as sentences name it."""
    return local(moment).strftime("%d.%m.%Y, %H:%M Uhr")


def _refuse_second_lock(audit: AuditMonth, frame: Frame) -> None:
    if audit.state is MonthState.FRAME_LOCKED and frame.locked_at is not None:
        raise Refused(
            N_("Diese Bestandsliste ist schon gesperrt (%(when)s)."),
            kept=N_("An ihr hat sich nichts geändert."),
            when=at_time(frame.locked_at),
        )
    if audit.state is not MonthState.PLANNED:
        raise Refused(
            N_("Für diesen Monat ist schon gezogen."),
            kept=N_("An Liste und Stichprobe hat sich nichts geändert."),
        )


def _usable_version(session: Session, frame: Frame, *, demo: bool) -> ChecklistVersion:
    version = version_of_month(session, frame.area, frame.month)
    if not version.approved_by and not demo:
        raise NotReady(
            N_("Das Prüfraster %(version)s ist noch nicht freigegeben."),
            kept=N_("Die Bestandsliste ist nicht gesperrt."),
            todo=N_("Die zuständige Bereichsleitung muss es zuerst freigeben."),
            version=version.version,
        )
    if frame.reading.get("checklist_version") != version.id:
        raise NotReady(
            N_("Seit dem Hochladen gilt für diesen Monat eine andere Fassung des Prüfrasters."),
            kept=N_("Die Bestandsliste ist nicht gesperrt."),
            todo=N_("Bitte laden Sie die Liste noch einmal hoch."),
        )
    return version


def _named_source(session: Session, area: Area, month: Month, *, required: bool) -> str:
    source = announced_source(session, area, month)
    if required and not source:
        raise SourceNotNamed(
            N_("Für diese Ziehung ist noch nicht genannt, woher der öffentliche Wert kommt."),
            kept=N_("Die Bestandsliste ist nicht gesperrt."),
            todo=N_("Die Innenrevision nennt die Quelle auf ihrer Seite."),
        )
    return source


def _require_commitment(session: Session, clock: Clock, frame: Frame) -> None:
    # A secret made after the lock could be made again until the sample pleases.
    link = next_secret(session, frame.draw_code)
    if link is None:
        raise NotReady(
            N_("Für die nächste Ziehung ist noch kein Startwert hinterlegt."),
            kept=N_("Die Bestandsliste ist nicht gesperrt."),
            todo=N_("Die Systemverwaltung hinterlegt ihn mit „iks secrets settle“."),
        )
    # Who orders a draw could order it anew, with another secret, until the list of the day suits.
    if frame.code and not early_enough(link, clock):
        raise NotReady(
            N_("Der Startwert dieser Ziehung ist erst seit dem %(when)s hinterlegt."),
            kept=N_("Die Bestandsliste ist nicht gesperrt."),
            todo=N_("Zwischen Startwert und Sperre muss ein Arbeitstag liegen."),
            when=at_time(link.committed_at),
        )
