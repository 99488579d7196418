"""House room: the annexes of reports that name branches, frozen, and the files made from them.

They stand apart from the reports, which everybody of the house reads.
"""

from sqlalchemy import ForeignKeyConstraint, LargeBinary, String, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.period import Period
from iks.domain.values import Area
from iks.store.base import Base, Code, closed_list
from iks.store.reports import ReportFormat, digest_of

_KEEP = text(
    "INSERT INTO report_annex_file (area, period, format, content, digest) "
    "VALUES (:area, :period, :format, :content, :digest) ON CONFLICT DO NOTHING"
)


class ReportAnnex(Base):
    """Findings of a reported year by branch and group of points, frozen as canonical JSON for good."""

    __tablename__ = "report_annex"
    __table_args__ = (ForeignKeyConstraint(["area", "period"], ["report.area", "report.period"]),)

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    # The year, as YYYY.
    period: Mapped[Code] = mapped_column(primary_key=True)
    content: Mapped[str]
    # SHA-256 of the content; it stands in the journal.
    digest: Mapped[str] = mapped_column(String(64))


class ReportAnnexFile(Base):
    """An annex as a file, made once from its frozen content and kept byte by byte."""

    __tablename__ = "report_annex_file"
    __table_args__ = (ForeignKeyConstraint(["area", "period"], ["report_annex.area", "report_annex.period"]),)

    area: Mapped[Area] = mapped_column(closed_list(Area, "area"), primary_key=True)
    period: Mapped[Code] = mapped_column(primary_key=True)
    format: Mapped[ReportFormat] = mapped_column(closed_list(ReportFormat, "format"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    # SHA-256 of the bytes.
    digest: Mapped[str] = mapped_column(String(64))


def annex_of(session: Session, area: Area, year: Period) -> ReportAnnex | None:
    """Return the frozen annex of a year."""
    return session.get(ReportAnnex, (area, str(year)))


def annex_file_of(session: Session, area: Area, year: Period, form: ReportFormat) -> ReportAnnexFile | None:
    """Return an annex as a file, if it was made already."""
    return session.get(ReportAnnexFile, (area, str(year), form))


def keep_annex_file(session: Session, area: Area, year: Period, form: ReportFormat, content: bytes) -> bytes:
    """Keep a file unless somebody else was faster, and return the one that is kept."""
    key = {"area": area.value, "period": str(year), "format": form.value}
    session.execute(_KEEP, {**key, "content": content, "digest": digest_of(content)})
    return session.get_one(ReportAnnexFile, (area, str(year), form)).content
