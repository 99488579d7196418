"""Accounts, roles, grants and sessions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, bindparam, select, true
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from iks.domain.roles import Role
from iks.domain.values import Area
from iks.store.base import Base, Code, RandomId, closed_list


class Account(Base):
    """A person who signs in."""

    __tablename__ = "account"

    id: Mapped[RandomId]
    username: Mapped[Code] = mapped_column(unique=True)
    # How pages address the person: the function, for example "Zweigstellenleitung Bad Cannstatt".
    display_name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    # argon2id; empty where the person signs in by single sign-on only.
    password_hash: Mapped[str] = mapped_column(default="")
    # A one-time link for the first password, as SHA-256.
    invitation_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(2), default="de")
    # Answers by single keys in the form; can be switched off, because they get in the way of some aids.
    single_keys: Mapped[bool] = mapped_column(server_default=true(), default=True)
    created_at: Mapped[datetime]

    house_roles: Mapped[list["HouseRole"]] = relationship(lazy="selectin")
    branch_grants: Mapped[list["BranchGrant"]] = relationship(lazy="selectin")


class HouseRole(Base):
    """A role in the house, held from a day on."""

    __tablename__ = "house_role"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
        CheckConstraint("role NOT IN ('branch_head', 'deputy')", name="no_branch_role"),
    )

    id: Mapped[RandomId]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role] = mapped_column(closed_list(Role, "role"))
    starts_on: Mapped[date]
    # The last day on which the role is held.
    ends_on: Mapped[date | None]


class BranchGrant(Base):
    """A branch role for one branch and area, held from a day on."""

    __tablename__ = "branch_grant"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
        CheckConstraint("role IN ('branch_head', 'deputy')", name="branch_role"),
        CheckConstraint("role <> 'deputy' OR ends_on IS NOT NULL", name="deputy_ends"),
    )

    id: Mapped[RandomId]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    branch_code: Mapped[str] = mapped_column(ForeignKey("branch.code"))
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    role: Mapped[Role] = mapped_column(closed_list(Role, "role"))
    starts_on: Mapped[date]
    # The last day of the grant; a deputy's always has one.
    ends_on: Mapped[date | None]
    # The account name of whoever granted it.
    granted_by: Mapped[Code] = mapped_column(default="")


class WebSession(Base):
    """A signed-in browser; the cookie holds the token, the table only its hash."""

    __tablename__ = "web_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInTry(Base):
    """A refused sign-in of the last minutes; name and address only as keyed hashes."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_at", "at"),)

    id: Mapped[RandomId]
    at: Mapped[datetime]
    username_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64))


# Every request asks this; built once, because building takes as long as asking.
_SIGNED_IN = (
    select(WebSession, Account)
    .join(Account, Account.id == WebSession.account_id)
    .where(WebSession.token_hash == bindparam("token"))
    .options(joinedload(Account.house_roles), joinedload(Account.branch_grants))
)


def session_with_account(session: Session, token_hash: str) -> tuple[WebSession, Account] | None:
    """Return a signed-in browser with its account, roles and grants, read at once."""
    row = session.execute(_SIGNED_IN, {"token": token_hash}).unique().one_or_none()
    return None if row is None else (row[0], row[1])


def by_username(session: Session, username: str) -> Account | None:
    """Return the account of a name."""
    return session.scalars(select(Account).where(Account.username == username)).one_or_none()


def holders(session: Session, branch: str, area: Area, day: date) -> list[Account]:
    """Return who checks the files of a branch and area on a day."""
    query = (
        select(Account)
        .join(BranchGrant, BranchGrant.account_id == Account.id)
        .where(
            Account.active,
            BranchGrant.branch_code == branch,
            BranchGrant.area == area,
            BranchGrant.starts_on <= day,
            (BranchGrant.ends_on.is_(None)) | (BranchGrant.ends_on >= day),
        )
        .order_by(Account.username)
    )
    return list(session.scalars(query).unique())


def members(session: Session, role: Role, day: date) -> list[Account]:
    """Return who holds a house role on a day."""
    query = (
        select(Account)
        .join(HouseRole, HouseRole.account_id == Account.id)
        .where(
            Account.active,
            HouseRole.role == role,
            HouseRole.starts_on <= day,
            (HouseRole.ends_on.is_(None)) | (HouseRole.ends_on >= day),
        )
        .order_by(Account.username)
    )
    return list(session.scalars(query).unique())
