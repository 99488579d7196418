"""House room: what the house reports, frozen, and the files made from it.

Like the released counts, none of it carries a clock or a person: who wrote and who released stands in
the journal.
"""

import hashlib
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, LargeBinary, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.values import Area
from iks.store.base import Base, Code, JsonValue, closed_list

_KEEP = text(
    "INSERT INTO report_file (area, period, format, content, digest) "
    "VALUES (:area, :period, :format, :content, :digest) ON CONFLICT DO NOTHING"
)


class ReportFormat(StrEnum):
    """In which form a report can be taken along."""

    HTML = "html"
    PDF = "pdf"


class Report(Base):
    """The report of a month or a year, frozen as canonical JSON; it never changes again."""

    __tablename__ = "report"

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    # YYYY-MM for the report of a month, YYYY for that of a year.
    period: Mapped[Code] = mapped_column(primary_key=True)
    content: Mapped[str]
    # SHA-256 of the content; it stands in the journal.
    digest: Mapped[str] = mapped_column(String(64))
    released_on: Mapped[date]


class ReportFile(Base):
    """A report as a file, made once from its frozen content and kept byte by byte."""

    __tablename__ = "report_file"
    __table_args__ = (ForeignKeyConstraint(["area", "period"], ["report.area", "report.period"]),)

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    period: Mapped[Code] = mapped_column(primary_key=True)
    format: Mapped[ReportFormat] = mapped_column(closed_list(ReportFormat, "format"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    # SHA-256 of the bytes.
    digest: Mapped[str] = mapped_column(String(64))


class ReportDraft(Base):
    """What the unit adds to a report before it goes out; without a row the proposals go out."""

    __tablename__ = "report_draft"
    __table_args__ = (ForeignKeyConstraint(["area", "month"], ["audit_month.area", "audit_month.month"]),)

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    # A paragraph on developments and decisions, screened like a text that leaves a branch.
    paragraph: Mapped[str] = mapped_column(default="")
    # The writer looked at what the screening marked and says that it shows nobody.
    confirmed: Mapped[bool] = mapped_column(default=False)
    # Keys of proposed developments that are left out.
    left_out: Mapped[Any] = mapped_column(JsonValue, default=list)
    # Counts the changes, so that two people do not overwrite each other.
    version: Mapped[int] = mapped_column(default=1)


class LateSubmission(Base):
    """A branch that submitted after the close, named beside the report whose figures stay."""

    __tablename__ = "late_submission"
    __table_args__ = (ForeignKeyConstraint(["area", "month"], ["audit_month.area", "audit_month.month"]),)

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    branch_code: Mapped[str] = mapped_column(ForeignKey("branch.code"), primary_key=True)
    submitted_on: Mapped[date]


def report_of(session: Session, area: Area, period: Period) -> Report | None:
    """Return the frozen report of a month or a year."""
    return session.get(Report, (area, str(period)))


def reports_of(session: Session, area: Area) -> list[Report]:
    """Return all reports of an area, the newest period first; a year stands before its months."""
    rows = session.scalars(select(Report).where(Report.area == area))
    return sorted(
        rows, key=lambda row: (row.period[:4], len(row.period) == len("2026"), row.period), reverse=True
    )


def file_of(session: Session, area: Area, period: Period, form: ReportFormat) -> ReportFile | None:
    """Return a report as a file, if it was made already."""
    return session.get(ReportFile, (area, str(period), form))


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


def keep_file(session: Session, area: Area, period: Period, form: ReportFormat, content: bytes) -> bytes:
    """Keep a file unless somebody else was faster, and return the one that is kept."""
    key = {"area": area.value, "period": str(period), "format": form.value}
    session.execute(_KEEP, {**key, "content": content, "digest": digest_of(content)})
    return session.get_one(ReportFile, (area, str(period), form)).content


def without_file(session: Session, form: ReportFormat, limit: int) -> list[Report]:
    """Return reports that were not yet made into such a file, the newest first."""
    query = (
        select(Report)
        .outerjoin(
            ReportFile,
            (ReportFile.area == Report.area)
            & (ReportFile.period == Report.period)
            & (ReportFile.format == form),
        )
        .where(ReportFile.area.is_(None))
        .order_by(Report.period.desc(), Report.area)
        .limit(limit)
    )
    return list(session.scalars(query))


def draft_of(session: Session, area: Area, month: Month, *, lock: bool = False) -> ReportDraft | None:
    """Return what the unit adds to a report, its row locked when asked."""
    return session.get(ReportDraft, (area, month), with_for_update=lock or None, populate_existing=lock)


def note_late(session: Session, area: Area, month: Month, branch: str, day: date) -> None:
    """Note that a branch submitted after the close."""
    session.add(LateSubmission(area=area, month=month, branch_code=branch, submitted_on=day))


def late_of(session: Session, area: Area, first: Month, last: Month) -> list[LateSubmission]:
    """Return the late submissions of a span of months, by month and branch."""
    query = select(LateSubmission).where(
        LateSubmission.area == area, LateSubmission.month >= first, LateSubmission.month <= last
    )
    return list(session.scalars(query.order_by(LateSubmission.month, LateSubmission.branch_code)))
