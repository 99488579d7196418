"""Settings that touch anonymity: every request for a looser value, every stricter one, and what was decided.

Rows are never changed after the decision, so the table is the history of these settings.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.consent import Change, ConsentSetting, ConsentState
from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.base import Base, Code, RandomId, closed_list


class SettingChange(Base):
    """One change of a setting that touches anonymity: looser with consent, or stricter at once."""

    __tablename__ = "setting_change"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_when"),
        CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided_by_whom"),
        CheckConstraint("(state = 'given') = (valid_from IS NOT NULL)", name="begins_when_given"),
        # A looser value has a document, and nobody consents to an own wish.
        CheckConstraint(
            "document = '' OR state <> 'given' OR decided_by <> asked_by", name="two_persons_when_looser"
        ),
        # One open request at a time.
        Index(
            "uq_setting_change_open",
            "setting",
            "area",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[RandomId]
    # Its name; which settings exist says the rule (`domain.consent`), so that new ones need no new table.
    setting: Mapped[Code]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    # The value that was asked for.
    value: Mapped[Code]
    # Reference of the agreement with the staff council; empty for a stricter value.
    document: Mapped[str]
    reason: Mapped[str]
    asked_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    state: Mapped[ConsentState] = mapped_column(closed_list(ConsentState, "state"))
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    # Why consent was refused; empty otherwise.
    answer: Mapped[str] = mapped_column(default="")
    # The first month to which the value applies.
    valid_from: Mapped[Month | None]


def get_change(session: Session, change_id: str, *, lock: bool = False) -> SettingChange | None:
    """Return a change, its row locked for the decision when asked."""
    return session.get(SettingChange, change_id, with_for_update=lock or None, populate_existing=lock)


def changes_of(session: Session, setting: ConsentSetting, area: Area) -> Sequence[SettingChange]:
    """Return all changes of a setting, the newest request first."""
    query = select(SettingChange).where(SettingChange.setting == setting, SettingChange.area == area)
    return session.scalars(query.order_by(SettingChange.asked_at.desc(), SettingChange.id)).all()


def decided(changes: Sequence[SettingChange]) -> list[Change]:
    """Return those that changed the setting, as the rule takes them."""
    return [
        Change(one.value, one.valid_from, one.decided_at)
        for one in changes
        if one.valid_from is not None and one.decided_at is not None
    ]
