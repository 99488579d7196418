"""Branch room: population lists with their file numbers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    delete,
    func,
    insert,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.month import Month
from iks.domain.values import Area, FrameStatus
from iks.store.base import Base, ByteText, Code, JsonValue, RandomId, closed_list

# Databases limit how many values one statement may carry.
_CHUNK = 1000


class Frame(Base):
    """The population list of one area and month, as uploaded and, once locked, fixed."""

    __tablename__ = "frame"
    __table_args__ = (
        # Only one list of a month counts; a list of a voided draw stays beside it.
        Index(
            "uq_frame_current",
            "area",
            "month",
            "code",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        CheckConstraint("(locked_at IS NULL) = (digest IS NULL)", name="locked_with_digest"),
    )

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    month: Mapped[Month]
    # Counts up when a draw was voided and a new list is locked.
    attempt: Mapped[int] = mapped_column(default=1)
    # The day on which the files were active.
    reference_date: Mapped[date]
    imported_at: Mapped[datetime]
    imported_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    # SHA-256 of the uploaded file, so that the same upload is done only once.
    source_digest: Mapped[str] = mapped_column(String(64))
    # How the file was read: encoding, separator, columns that were left out.
    reading: Mapped[Any] = mapped_column(JsonValue)
    # Files by branch, stratum and status.
    counts: Mapped[Any] = mapped_column(JsonValue)
    # Why the list is more than 5 % shorter than the month before.
    drop_reason: Mapped[str] = mapped_column(default="")
    locked_at: Mapped[datetime | None]
    # SHA-256 of the canonical list.
    digest: Mapped[str | None] = mapped_column(String(64))
    voided_at: Mapped[datetime | None]
    # Empty for the regular draw; the code of a focus topic, or of the re-check, for a list of its own.
    code: Mapped[Code] = mapped_column(server_default="", default="")
    # How many files the source system says there are, as typed by whoever handed the list in.
    control_total: Mapped[int | None] = mapped_column(
        CheckConstraint("control_total >= 0", name="control_total")
    )
    # Files to draw by stratum, and by branch and stratum where a branch has its own; fixed at the lock.
    allocation: Mapped[Any | None] = mapped_column(JsonValue)
    # Which public value will be mixed in, as named at the lock; empty when none was announced.
    public_source: Mapped[str] = mapped_column(server_default="", default="")

    @property
    def draw_code(self) -> str:
        """The draw id of this list: the area, or area and code."""
        return f"{self.area.value}/{self.code}" if self.code else self.area.value


class FrameRow(Base):
    """One active file."""

    __tablename__ = "frame_row"

    frame_id: Mapped[str] = mapped_column(ForeignKey("frame.id", ondelete="CASCADE"), primary_key=True)
    file_ref: Mapped[str] = mapped_column(ByteText, primary_key=True)
    branch_code: Mapped[Code]
    stratum: Mapped[Code]
    status: Mapped[FrameStatus] = mapped_column(closed_list(FrameStatus, "status"))
    # What the list says about the file; gone when the month closes.
    attributes: Mapped[Any | None] = mapped_column(JsonValue)


class FrameMapping(Base):
    """How the headers and values of an area's list become attributes; remembered."""

    __tablename__ = "frame_mapping"

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    content: Mapped[str]


def current_frame(session: Session, area: Area, month: Month, code: str = "") -> Frame | None:
    """Return the list that counts for a month, of the regular draw or of another one."""
    query = select(Frame).where(
        Frame.area == area, Frame.month == month, Frame.code == code, Frame.voided_at.is_(None)
    )
    return session.scalars(query).one_or_none()


def frames_of(session: Session, area: Area) -> list[Frame]:
    """Return the lists of the regular draw that count in an area, the newest month first."""
    query = select(Frame).where(Frame.area == area, Frame.code == "", Frame.voided_at.is_(None))
    return list(session.scalars(query.order_by(Frame.month.desc())))


def locked_before(session: Session, area: Area, month: Month) -> Frame | None:
    """Return the last locked list before a month, the one that a new list is compared with."""
    query = (
        select(Frame)
        .where(Frame.area == area, Frame.code == "", Frame.month < month, Frame.voided_at.is_(None))
        .where(Frame.locked_at.is_not(None))
        .order_by(Frame.month.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def next_attempt(session: Session, area: Area, month: Month, code: str = "") -> int:
    """Return the number of the next list of a month; lists of voided draws keep theirs."""
    query = select(func.max(Frame.attempt)).where(
        Frame.area == area, Frame.month == month, Frame.code == code
    )
    return (session.scalar(query.where(Frame.voided_at.is_not(None))) or 0) + 1


def mapping_text(session: Session, area: Area) -> str | None:
    """Return the remembered mapping of headers and values of an area."""
    row = session.get(FrameMapping, area)
    return row.content if row else None


def add_rows(session: Session, frame: Frame, rows: list[dict[str, Any]]) -> None:
    """Write the rows of a list in one go."""
    session.flush()
    # The table itself takes rows faster than the class, which would look at each for relations it has not.
    query = insert(FrameRow.__table__)  # type: ignore[arg-type]
    session.execute(query, [{"frame_id": frame.id, **row} for row in rows])


def remove_frame(session: Session, frame: Frame) -> None:
    """Remove a list that was not locked, with its rows."""
    session.execute(delete(FrameRow).where(FrameRow.frame_id == frame.id))
    session.delete(frame)
    session.flush()


def set_status(session: Session, frame: Frame, file_refs: Sequence[str], status: FrameStatus) -> None:
    """Give a status to some files of a list."""
    for start in range(0, len(file_refs), _CHUNK):
        chosen = FrameRow.file_ref.in_(file_refs[start : start + _CHUNK])
        query = update(FrameRow).where(FrameRow.frame_id == frame.id, chosen)
        session.execute(query.values(status=status), execution_options={"synchronize_session": False})


def canonical_columns(session: Session, frame: Frame) -> list[tuple[str, str, str, str]]:
    """Return branch, stratum, file number and status of every row."""
    # The status as it is stored: making one of the closed list of each takes longer than reading the row.
    stored = type_coerce(FrameRow.status, String)
    query = select(FrameRow.branch_code, FrameRow.stratum, FrameRow.file_ref, stored)
    rows = session.execute(query.where(FrameRow.frame_id == frame.id))
    return [(branch, stratum, file_ref, status) for branch, stratum, file_ref, status in rows]


def attributes_of(session: Session, frame: Frame, file_refs: Sequence[str]) -> dict[str, Any]:
    """Return the attributes of some files."""
    found: dict[str, Any] = {}
    for start in range(0, len(file_refs), _CHUNK):
        chosen = FrameRow.file_ref.in_(file_refs[start : start + _CHUNK])
        query = select(FrameRow.file_ref, FrameRow.attributes).where(FrameRow.frame_id == frame.id, chosen)
        found.update((file_ref, attributes) for file_ref, attributes in session.execute(query))
    return found


def forget_attributes(session: Session, frame: Frame) -> None:
    """Erase what the list says about its files; numbers and strata stay until the frame is erased."""
    session.execute(update(FrameRow).where(FrameRow.frame_id == frame.id).values(attributes=None))
