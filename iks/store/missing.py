"""Branch room: drawn files that nobody can find."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from iks.store.base import Base, Code
from iks.store.draws import SampleFile


class MissingFile(Base):
    """A drawn file that nobody can find; it stays on the watch list until it turns up or is given up."""

    __tablename__ = "missing_file"
    __table_args__ = (
        CheckConstraint("outcome IN ('found', 'reconstructed', 'lost')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled_with_outcome"),
    )

    sample_file_id: Mapped[str] = mapped_column(ForeignKey("sample_file.id"), primary_key=True)
    reported_at: Mapped[datetime]
    reported_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[Code | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))

    sample_file: Mapped[SampleFile] = relationship(lazy="joined")
