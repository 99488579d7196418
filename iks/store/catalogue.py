"""Versions of the grids: immutable once installed."""

from datetime import date

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.base import Base, Code, RandomId, closed_list


class ChecklistVersion(Base):
    """One version of an area's grid, with its content as imported."""

    __tablename__ = "checklist_version"
    __table_args__ = (UniqueConstraint("area", "version"), UniqueConstraint("area", "valid_from"))

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    # The label that people use, for example 2026.12.
    version: Mapped[Code]
    # The first audit month that uses this version.
    valid_from: Mapped[Month]
    # The grid as YAML, exactly as it was imported.
    content: Mapped[str]
    # SHA-256 of the grid's meaning; an approval is bound to it.
    digest: Mapped[str] = mapped_column(String(64))
    # The function of the approving head, and the day; empty means not approved.
    approved_by: Mapped[str] = mapped_column(default="")
    approved_on: Mapped[date | None]


def version_for(session: Session, area: Area, month: Month) -> ChecklistVersion | None:
    """Return the version that holds for a month."""
    query = (
        select(ChecklistVersion)
        .where(ChecklistVersion.area == area, ChecklistVersion.valid_from <= month)
        .order_by(ChecklistVersion.valid_from.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def versions_of(session: Session, area: Area) -> list[ChecklistVersion]:
    """Return all versions of an area, the newest first."""
    query = select(ChecklistVersion).where(ChecklistVersion.area == area)
    return list(session.scalars(query.order_by(ChecklistVersion.valid_from.desc())))
