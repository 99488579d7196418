"""Versions of the grids: their content never changes, only what was decided about them."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, bindparam, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.month import Month
from iks.domain.values import Area, VersionState
from iks.store.base import Base, Code, JsonValue, RandomId, closed_list

_HELD = text("state <> 'withdrawn'")
_USABLE = (VersionState.INSTALLED, VersionState.APPROVED)


class ChecklistVersion(Base):
    """One version of an area's grid, with its content as imported.

    Who proposed and approved stands here as plain text: from the house room a way leads to this
    table, and none may lead on to the accounts.
    """

    __tablename__ = "checklist_version"
    __table_args__ = (
        # A label names one content for good, withdrawn versions included.
        UniqueConstraint("area", "version"),
        # A month can be given away once; a withdrawn version gives it back.
        Index(
            "uq_checklist_version_month",
            "area",
            "focus_code",
            "valid_from",
            unique=True,
            sqlite_where=_HELD,
            postgresql_where=_HELD,
        ),
        CheckConstraint("approved_digest = digest", name="approval_names_content"),
        CheckConstraint("state <> 'approved' OR approved_digest IS NOT NULL", name="approved_has_digest"),
    )

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
    state: Mapped[VersionState] = mapped_column(
        closed_list(VersionState, "state"), default=VersionState.INSTALLED
    )
    # Who proposed it and in which function, and the day; empty for what came with the program.
    proposed_by: Mapped[Code] = mapped_column(default="")
    proposed_as: Mapped[Code] = mapped_column(default="")
    proposed_on: Mapped[date | None]
    # Everybody who wrote it, the proposer included; none of them may approve it.
    writers: Mapped[list[str]] = mapped_column(JsonValue, default=list, server_default="[]")
    # The function of whoever approved it, the person, and the day; empty means not approved.
    approved_by: Mapped[str] = mapped_column(default="")
    approver: Mapped[Code] = mapped_column(default="")
    approved_on: Mapped[date | None]
    # The digest that was approved; it holds for this content and no other.
    approved_digest: Mapped[str | None] = mapped_column(String(64))
    # Empty for the grid of the months; the code of the focus topic that a short grid belongs to.
    focus_code: Mapped[Code] = mapped_column(server_default="", default="")


_DIGEST = select(ChecklistVersion.digest).where(ChecklistVersion.id == bindparam("version"))


def version_digest(session: Session, version_id: str) -> str | None:
    """Return the digest of a version's content, without the content."""
    return session.execute(_DIGEST, {"version": version_id}).scalar_one_or_none()


def version_for(session: Session, area: Area, month: Month) -> ChecklistVersion | None:
    """Return the version that a month uses: an approved one, or one that came with the program."""
    query = (
        select(ChecklistVersion)
        .where(
            ChecklistVersion.area == area,
            ChecklistVersion.focus_code == "",
            ChecklistVersion.valid_from <= month,
            ChecklistVersion.state.in_(_USABLE),
        )
        .order_by(ChecklistVersion.valid_from.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def versions_of(session: Session, area: Area, *, lock: bool = False) -> list[ChecklistVersion]:
    """Return all versions of an area in every state, the newest first; locked for a decision when asked."""
    query = (
        select(ChecklistVersion)
        .where(ChecklistVersion.area == area, ChecklistVersion.focus_code == "")
        .order_by(ChecklistVersion.valid_from.desc(), ChecklistVersion.version.desc())
    )
    if lock:
        # Two decisions about one area come one after the other; the second one sees the first.
        session.execute(query.with_for_update())
    return list(session.scalars(query.execution_options(populate_existing=lock)))


def usable_versions(session: Session, area: Area) -> list[ChecklistVersion]:
    """Return the versions that months use or will use, the oldest first."""
    found = [version for version in versions_of(session, area) if version.state in _USABLE]
    return found[::-1]
