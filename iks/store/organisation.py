"""Branches with their validity and successors, and the settings of the house."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.month import Month
from iks.store.base import Base, Code, JsonValue


class Branch(Base):
    """A unit with a head and its own sample."""

    __tablename__ = "branch"
    __table_args__ = (
        CheckConstraint("kind IN ('district', 'special')", name="kind"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
    )

    # The short name that every list, draw and mail uses, for example Z06.
    code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[str]
    # A district office, or a special unit of the whole city.
    kind: Mapped[Code]
    # First and last audit month in which the branch exists.
    valid_from: Mapped[Month]
    valid_to: Mapped[Month | None]
    # The branch that carries on after a merger.
    successor_code: Mapped[str | None] = mapped_column(ForeignKey("branch.code"))


class Setting(Base):
    """One decision of the house, valid from a month on; earlier ones stay on record."""

    __tablename__ = "setting"

    name: Mapped[Code] = mapped_column(primary_key=True)
    valid_from: Mapped[Month] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JsonValue)


def branches_in(session: Session, month: Month) -> list[Branch]:
    """Return the branches that exist in a month, in the order of the catalogue."""
    return list(session.scalars(_valid(select(Branch), month).order_by(Branch.kind, Branch.code)))


def all_branches(session: Session) -> list[Branch]:
    """Return every branch that ever existed or will, in the order of the catalogue."""
    return list(session.scalars(select(Branch).order_by(Branch.kind, Branch.code)))


def _valid(query: Select[tuple[Branch]], month: Month) -> Select[tuple[Branch]]:
    return query.where(Branch.valid_from <= month).where(
        (Branch.valid_to.is_(None)) | (Branch.valid_to >= month)
    )


def setting(session: Session, name: str, month: Month, default: object = None) -> Any:  # noqa: ANN401
    """Return the value in force in a month; its type is the setting's own."""
    row = session.scalars(
        select(Setting)
        .where(Setting.name == name, Setting.valid_from <= month)
        .order_by(Setting.valid_from.desc())
        .limit(1)
    ).first()
    return default if row is None else row.value


def setting_of_month(session: Session, name: str, month: Month) -> Setting | None:
    """Return the decision that was made for exactly this month."""
    return session.get(Setting, (name, month))


def settings_of(session: Session, name: str, *, lock: bool = False) -> list[Setting]:
    """Return all decisions of a name in the order of their months, locked for a change when asked."""
    query = select(Setting).where(Setting.name == name).order_by(Setting.valid_from)
    return list(session.scalars(query.with_for_update() if lock else query))


def put_setting(session: Session, name: str, month: Month, value: object) -> None:
    """Store a decision from a month on; the earlier ones stay on record."""
    found = setting_of_month(session, name, month)
    if found is None:
        session.add(Setting(name=name, valid_from=month, value=value))
    else:
        found.value = value
    session.flush()
