"""Take over the list of active files of an area and month: all of it, or nothing."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.frame_file import FrameFile, read_frame
from iks.domain.frame_mapping import load_mapping
from iks.domain.journal import FrameImported
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, FrameStatus, MonthState
from iks.errors import N_, Refused
from iks.services.compare_frames import FrameCounts, compare_counts, count_rows, files_by_branch, plain_counts
from iks.services.follow_branches import absent_branches
from iks.services.frame_upload import (
    FrameUpload,
    MappingNeeded,
    UploadRefused,
    reference_date,
    refuse_other_total,
)
from iks.services.read_checklist import grid_of, version_of_month
from iks.services.remember_mapping import remember_mapping
from iks.store import journal
from iks.store.catalogue import ChecklistVersion
from iks.store.draws import last_drawn_month
from iks.store.frames import (
    Frame,
    add_rows,
    current_frame,
    mapping_text,
    next_attempt,
    remove_frame,
)
from iks.store.months import get_month, plan_month
from iks.store.organisation import branches_in
from sampling import canonical_frame


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


@dataclass(frozen=True)
class _Read:
    """An upload with everything that was read from it."""

    upload: FrameUpload
    version: ChecklistVersion
    file: FrameFile
    preview: FramePreview

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.upload.data).hexdigest()


class ReasonNeeded(UploadRefused):
    """Shown at the form: the list is right, but so much shorter that somebody has to say why."""

    def __init__(self, preview: FramePreview) -> None:
        self.preview = preview
        super().__init__(
            "reason",
            N_("Die Liste ist an mindestens einer Stelle deutlich kürzer als die vorige."),
            todo=N_("Bitte nennen Sie den Grund und wählen Sie die Datei noch einmal aus."),
        )


def preview_frame(session: Session, clock: Clock, actor: Actor, upload: FrameUpload) -> FramePreview:
    """Say what a list holds without taking it over.

    Raises
    ------
    FrameFileRejected
        With every fault of the list.
    UploadRefused
        When the reference date does not fit the month.
    """
    actor.require(Permission.HANDLE_FRAMES, area=upload.area)
    return _read(session, clock, upload).preview


def import_frame(session: Session, clock: Clock, actor: Actor, upload: FrameUpload) -> FramePreview:
    """Take a list over; the same upload twice is done once, another one replaces what is not locked.

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
    read = _read(session, clock, upload)
    if read.preview.counts.needs_reason and not upload.reason.strip():
        raise ReasonNeeded(read.preview)
    # Only a list that is right opens a month; its row makes others wait, so the look is repeated.
    plan_month(session, upload.area, upload.month)
    refuse_fixed_month(session, upload.area, upload.month)
    held = current_frame(session, upload.area, upload.month)
    if held and _is_same(held, read):
        return read.preview
    before = sum(files_by_branch(held.counts).values()) if held else None
    if held:
        remove_frame(session, held)
    _store(session, clock, actor, read)
    event = FrameImported(
        area=upload.area,
        month=str(upload.month),
        files=len(read.file.rows),
        replaced=held is not None,
        reason=upload.reason.strip(),
    )
    journal.record(session, actor, event, clock.now())
    return replace(read.preview, files_replaced=before)


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


def _read(session: Session, clock: Clock, upload: FrameUpload) -> _Read:
    version = version_of_month(session, upload.area, upload.month)
    names = {branch.code: branch.name for branch in branches_in(session, upload.month)}
    # A line break at the end tells the text itself from the name of a file.
    mapping = load_mapping(_mapping(session, upload) + "\n")
    absent = absent_branches(session, upload.month)
    file = read_frame(upload.data, mapping, grid_of(version), names, upload.limits, absent)
    refuse_other_total(upload, len(file.rows))
    preview = FramePreview(
        area=upload.area,
        month=upload.month,
        reference_date=reference_date(clock, upload, file.reference_date),
        counts=compare_counts(session, upload.area, upload.month, count_rows(file.rows)),
        at_external_audit=sum(row.status == FrameStatus.AT_EXTERNAL_AUDIT for row in file.rows),
        encoding=file.encoding,
        separator=file.separator,
        header_row=file.header_row,
        ignored_columns=file.ignored_columns,
    )
    return _Read(upload, version, file, preview)


def _mapping(session: Session, upload: FrameUpload) -> str:
    text = upload.mapping or mapping_text(session, upload.area)
    if text is None:
        raise MappingNeeded
    return text


def _is_same(held: Frame, read: _Read) -> bool:
    return (
        held.source_digest == read.digest
        and held.reference_date == read.preview.reference_date
        and held.control_total == read.upload.control_total
        and read.upload.mapping is None
    )


def _store(session: Session, clock: Clock, actor: Actor, read: _Read) -> None:
    upload = read.upload
    frame = Frame(
        area=upload.area,
        month=upload.month,
        attempt=next_attempt(session, upload.area, upload.month),
        reference_date=read.preview.reference_date,
        imported_at=clock.now(),
        imported_by=actor.user_id,
        source_digest=read.digest,
        reading=_reading(read),
        counts=plain_counts(canonical_frame(row.canonical for row in read.file.rows).counts),
        drop_reason=upload.reason.strip(),
        control_total=upload.control_total,
    )
    session.add(frame)
    add_rows(session, frame, _rows(read.file))
    if upload.mapping is not None:
        remember_mapping(session, clock, actor, upload.area, upload.month, upload.mapping)


def _reading(read: _Read) -> dict[str, object]:
    return {
        "encoding": read.file.encoding,
        "separator": read.file.separator,
        "header_row": read.file.header_row,
        "ignored_columns": list(read.file.ignored_columns),
        # The strata follow from this version; another one at the lock needs the list anew.
        "checklist_version": read.version.id,
    }


def _rows(file: FrameFile) -> list[dict[str, object]]:
    return [
        {
            "branch_code": row.branch,
            "stratum": row.stratum,
            "file_ref": row.file_ref,
            "status": FrameStatus(row.status),
            "attributes": dict(row.attributes),
        }
        for row in file.rows
    ]
