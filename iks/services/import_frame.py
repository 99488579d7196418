"""Take over the list of active files of an area and month: all of it, or nothing."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.journal import FrameImported
from iks.domain.month import Month
from iks.domain.progress import Progress, silent
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, FrameStatus, MonthState
from iks.errors import N_, Refused
from iks.services.check_upload import CheckedUpload, check_upload, still_right
from iks.services.compare_frames import FrameCounts, compare_counts, files_by_branch, plain_counts
from iks.services.frame_upload import FrameUpload, UploadRefused, reference_date, refuse_other_total
from iks.services.remember_mapping import remember_mapping
from iks.services.store_rows import store_rows
from iks.store import journal
from iks.store.draws import last_drawn_month
from iks.store.frames import Frame, current_frame, next_attempt, remove_frame
from iks.store.months import get_month, plan_month


@dataclass(frozen=True)
class FramePreview:
    """What a list holds, before or after it was taken over."""

    area: Area
    month: Month
    reference_date: date
    counts: FrameCounts
    at_external_audit: int
    encoding: str
    separator: str
    header_row: int
    ignored_columns: tuple[str, ...]
    # How many files the list had that this one replaced.
    files_replaced: int | None = None


class ReasonNeeded(UploadRefused):
    """Shown at the form: the list is right, but so much shorter that somebody has to say why."""

    def __init__(self, preview: FramePreview) -> None:
        self.preview = preview
        super().__init__(
            "reason",
            N_("Die Liste ist an mindestens einer Stelle deutlich kürzer als die vorige."),
            todo=N_("Bitte nennen Sie den Grund und wählen Sie die Datei noch einmal aus."),
        )


def preview_frame(
    session: Session, clock: Clock, actor: Actor, upload: FrameUpload, progress: Progress = silent
) -> FramePreview:
    """Say what a list holds without taking it over.

    Raises
    ------
    FrameFileRejected
        With every fault of the list.
    UploadRefused
        When the reference date does not fit the month.
    """
    return _preview(session, clock, check_upload(session, actor, upload, progress))


def prepare_import(
    session: Session, actor: Actor, upload: FrameUpload, progress: Progress = silent
) -> CheckedUpload:
    """Read a list that is to be taken over; with a session that only reads, nobody has to wait to save.

    Raises
    ------
    FrameFileRejected
        With every fault of the list.
    Refused
        When the month's list is locked already, or no mapping is known (``MappingNeeded``).
    """
    actor.require(Permission.HANDLE_FRAMES, area=upload.area)
    refuse_fixed_month(session, upload.area, upload.month)
    return check_upload(session, actor, upload, progress)


def import_frame(
    session: Session,
    clock: Clock,
    actor: Actor,
    upload: FrameUpload,
    progress: Progress = silent,
    checked: CheckedUpload | None = None,
) -> FramePreview:
    """Take a list over; the same upload twice is done once, another one replaces what is not locked.

    A list that was checked before, while nobody had to wait, is not read again unless the house changed.

    Raises
    ------
    FrameFileRejected
        With every fault of the list; nothing was taken over.
    UploadRefused
        When reference date or control total do not fit, or a reason is missing (``ReasonNeeded``).
    Refused
        When the month's list is locked already, or no mapping is known (``MappingNeeded``).
    """
    actor.require(Permission.HANDLE_FRAMES, area=upload.area)
    refuse_fixed_month(session, upload.area, upload.month)
    if checked is None or checked.upload is not upload or not still_right(session, checked):
        checked = check_upload(session, actor, upload, progress)
    preview = _preview(session, clock, checked)
    if preview.counts.needs_reason and not upload.reason.strip():
        raise ReasonNeeded(preview)
    # Only a list that is right opens a month; its row makes others wait, so the look is repeated.
    plan_month(session, upload.area, upload.month)
    refuse_fixed_month(session, upload.area, upload.month)
    held = current_frame(session, upload.area, upload.month)
    if held and _is_same(held, checked, preview):
        return preview
    before = sum(files_by_branch(held.counts).values()) if held else None
    if held:
        remove_frame(session, held)
    _store(session, clock, actor, checked, preview, progress)
    event = FrameImported(
        area=upload.area,
        month=str(upload.month),
        files=len(checked.file.rows),
        replaced=held is not None,
        reason=upload.reason.strip(),
    )
    journal.record(session, actor, event, clock.now())
    return replace(preview, files_replaced=before)


def refuse_fixed_month(session: Session, area: Area, month: Month) -> None:
    """Refuse when the list of a month cannot change any more.

    Raises
    ------
    Refused
        When it is locked or drawn, or a later month was drawn.
    """
    audit = get_month(session, area, month)
    if audit is not None and audit.state is MonthState.FRAME_LOCKED:
        raise Refused(
            N_("Die Bestandsliste dieses Monats ist gesperrt."),
            kept=N_("An ihr ändert sich nichts mehr."),
            todo=N_("Wenn sie falsch ist, wenden Sie sich bitte an die Bereichsleitung."),
        )
    if audit is not None and audit.state is not MonthState.PLANNED:
        raise Refused(
            N_("Für diesen Monat ist schon gezogen."),
            kept=N_("An Liste und Stichprobe hat sich nichts geändert."),
        )
    last = last_drawn_month(session, area.value)
    if last is not None and last > month:
        raise Refused(
            N_("Für einen späteren Monat ist schon gezogen."),
            kept=N_("Es wurde nichts übernommen."),
            todo=N_("Bitte prüfen Sie, ob der Monat stimmt."),
        )


def _preview(session: Session, clock: Clock, checked: CheckedUpload) -> FramePreview:
    upload, file = checked.upload, checked.file
    refuse_other_total(upload, len(file.rows))
    statuses = [status for strata in file.statuses.values() for status in strata.values()]
    return FramePreview(
        area=upload.area,
        month=upload.month,
        reference_date=reference_date(clock, upload, file.reference_date),
        counts=compare_counts(session, upload.area, upload.month, file.statuses),
        at_external_audit=sum(status.get(FrameStatus.AT_EXTERNAL_AUDIT, 0) for status in statuses),
        encoding=file.encoding,
        separator=file.separator,
        header_row=file.header_row,
        ignored_columns=file.ignored_columns,
    )


def _is_same(held: Frame, checked: CheckedUpload, preview: FramePreview) -> bool:
    return (
        held.source_digest == checked.digest
        and held.reference_date == preview.reference_date
        and held.control_total == checked.upload.control_total
        and checked.upload.mapping is None
    )


def _store(
    session: Session,
    clock: Clock,
    actor: Actor,
    checked: CheckedUpload,
    preview: FramePreview,
    progress: Progress,
) -> None:
    upload = checked.upload
    frame = Frame(
        area=upload.area,
        month=upload.month,
        attempt=next_attempt(session, upload.area, upload.month),
        reference_date=preview.reference_date,
        imported_at=clock.now(),
        imported_by=actor.user_id,
        source_digest=checked.digest,
        reading=_reading(checked),
        counts=plain_counts(checked.file.statuses),
        drop_reason=upload.reason.strip(),
        control_total=upload.control_total,
    )
    session.add(frame)
    store_rows(session, frame, checked.file.rows, progress)
    if upload.mapping is not None:
        remember_mapping(session, clock, actor, upload.area, upload.month, upload.mapping)


def _reading(checked: CheckedUpload) -> dict[str, object]:
    file = checked.file
    return {
        "encoding": file.encoding,
        "separator": file.separator,
        "header_row": file.header_row,
        "sheet": file.header.sheet,
        "ignored_columns": list(file.ignored_columns),
        # The strata follow from this version; another one at the lock needs the list anew.
        "checklist_version": checked.basis.checklist_version,
    }
