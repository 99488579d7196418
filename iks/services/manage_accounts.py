"""Add accounts, give and end roles and grants; nobody ever holds house and branch within a year."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.journal import AccountChanged
from iks.domain.month import Month
from iks.domain.roles import BRANCH_ROLES, Actor, Grant, Permission, Role, roles_clash
from iks.errors import N_, InvalidInput, Refused
from iks.services.notify_people import tell_deputy, tell_heads_of_deputy
from iks.services.sign_in import hash_password
from iks.store import journal
from iks.store.accounts import Account, BranchGrant, HouseRole, by_username
from iks.store.organisation import Branch, branches_in

SHORTEST_PASSWORD = 12
MEMORY = timedelta(days=365)


@dataclass(frozen=True)
class AccountLine:
    """An account as the administration lists it."""

    username: str
    display_name: str
    active: bool
    roles: tuple[str, ...]


def add_account(
    session: Session, clock: Clock, actor: Actor, *, username: str, display_name: str, email: str = ""
) -> str:
    """Add an account without a password; return the token of a one-time link to set one.

    Raises
    ------
    Refused
        When the name is taken.
    """
    actor.require(Permission.MANAGE_ACCOUNTS)
    name = username.strip().casefold()
    if not name or any(not (c.isalnum() or c in "-._") for c in name):
        raise InvalidInput(N_("Ein Benutzername besteht aus Buchstaben, Ziffern, Punkt und Bindestrich."))
    if by_username(session, name):
        raise Refused(N_("Den Benutzernamen „%(name)s“ gibt es schon."), name=name)
    token = secrets.token_urlsafe(32)
    session.add(
        Account(
            username=name,
            display_name=display_name.strip(),
            email=email,
            invitation_hash=hashlib.sha256(token.encode()).hexdigest(),
            created_at=clock.now(),
        )
    )
    session.flush()
    _journal(session, clock, actor, name, "added")
    return token


def set_first_password(session: Session, clock: Clock, *, token: str, password: str) -> str:
    """Use a one-time link: set the password and return the account's name.

    Raises
    ------
    Refused
        When the link was used before or never existed.
    InvalidInput
        When the password is shorter than twelve characters.
    """
    digest = hashlib.sha256(token.encode()).hexdigest()
    account = session.scalars(select(Account).where(Account.invitation_hash == digest)).one_or_none()
    if account is None:
        raise Refused(
            N_("Dieser Link gilt nicht mehr."),
            todo=N_("Bitte lassen Sie sich von der Systemverwaltung einen neuen geben."),
        )
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput(N_("Das Passwort braucht mindestens %(n)s Zeichen."), n=SHORTEST_PASSWORD)
    account.password_hash, account.invitation_hash = hash_password(password), None
    actor = Actor(account.id, account.username, account.display_name)
    _journal(session, clock, actor, account.username, "password set")
    return account.username


def give_role(
    session: Session,
    clock: Clock,
    actor: Actor,
    *,
    username: str,
    role: Role,
    starts_on: date,
    ends_on: date | None = None,
) -> None:
    """Give a house role."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    account = _account(session, username)
    _refuse_clash(account, role, starts_on)
    account.house_roles.append(HouseRole(role=role, starts_on=starts_on, ends_on=ends_on))
    _journal(session, clock, actor, username, f"role {role} from {starts_on}")


def grant_branch(session: Session, clock: Clock, actor: Actor, *, username: str, grant: Grant) -> None:
    """Give a branch role for one branch and area; a deputy's grant always ends, and the head is told."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    account = add_grant(session, actor, username=username, grant=grant)
    change = f"{grant.role} {grant.branch} {grant.area} from {grant.start} to {grant.end or 'open'}"
    _journal(session, clock, actor, account.username, change)
    # Whoever sets a house up tells people by other means.
    if grant.role is Role.DEPUTY and not actor.everything:
        tell_deputy(session, clock, account, grant)
        tell_heads_of_deputy(session, clock, grant)


def add_grant(session: Session, actor: Actor, *, username: str, grant: Grant) -> Account:
    """Write a branch role down; whoever calls has checked the right to do so and keeps the journal.

    Raises
    ------
    Refused
        When the person had a task in the house in the last twelve months.
    InvalidInput
        When branch, account or days do not do.
    """
    account = _account(session, username)
    if session.get(Branch, grant.branch) is None:
        raise InvalidInput(N_("Eine Zweigstelle „%(code)s“ gibt es nicht."), code=grant.branch)
    _refuse_clash(account, grant.role, grant.start)
    if grant.role is Role.DEPUTY and grant.end is None:
        raise InvalidInput(N_("Eine Stellvertretung braucht einen letzten Tag."))
    if grant.end is not None and grant.end < grant.start:
        raise InvalidInput(N_("Der letzte Tag liegt vor dem ersten."))
    account.branch_grants.append(
        BranchGrant(
            branch_code=grant.branch,
            area=grant.area,
            role=grant.role,
            starts_on=grant.start,
            ends_on=grant.end,
            granted_by=actor.username,
        )
    )
    return account


def end_roles(session: Session, clock: Clock, actor: Actor, *, username: str) -> None:
    """End all roles and grants of an account today and sign it out for good."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    account, today = _account(session, username), local_date(clock.now())
    everything: list[HouseRole | BranchGrant] = [*account.house_roles, *account.branch_grants]
    for held in everything:
        if held.ends_on is None or held.ends_on > today:
            held.ends_on = max(held.starts_on, today)
    account.active = False
    _journal(session, clock, actor, username, "ended")


def list_accounts(session: Session, clock: Clock) -> tuple[AccountLine, ...]:
    """Return all accounts with the roles held today."""
    today = local_date(clock.now())
    accounts = session.scalars(select(Account).order_by(Account.username))
    return tuple(
        AccountLine(a.username, a.display_name, a.active, tuple(_held_today(a, today))) for a in accounts
    )


def list_branches(session: Session, clock: Clock) -> tuple[tuple[str, str], ...]:
    """Return code and name of the branches of this month."""
    month = Month.of(local_date(clock.now()))
    return tuple((branch.code, branch.name) for branch in branches_in(session, month))


def _held_today(account: Account, today: date) -> list[str]:
    def holds(starts_on: date, ends_on: date | None) -> bool:
        return starts_on <= today and (ends_on is None or today <= ends_on)

    house = [str(r.role) for r in account.house_roles if holds(r.starts_on, r.ends_on)]
    branch = [
        f"{g.role} {g.branch_code} {g.area}" for g in account.branch_grants if holds(g.starts_on, g.ends_on)
    ]
    return sorted(house) + sorted(branch)


def _account(session: Session, username: str) -> Account:
    account = by_username(session, username.strip().casefold())
    if account is None:
        raise InvalidInput(N_("Ein Konto „%(name)s“ gibt es nicht."), name=username)
    return account


def roles_since(account: Account, day: date) -> list[Role]:
    """Return every role that a person held in the twelve months before a day, or holds now."""
    since = day - MEMORY
    held: list[Role] = [r.role for r in account.house_roles if r.ends_on is None or r.ends_on >= since]
    return held + [g.role for g in account.branch_grants if g.ends_on is None or g.ends_on >= since]


def _refuse_clash(account: Account, wanted: Role, starts_on: date) -> None:
    if not roles_clash(roles_since(account, starts_on), wanted):
        return
    happened = (
        N_("„%(name)s“ hatte in den letzten zwölf Monaten eine Aufgabe im Haus.")
        if wanted in BRANCH_ROLES
        else N_("„%(name)s“ hat in den letzten zwölf Monaten eine Zweigstelle geprüft.")
    )
    raise Refused(
        happened,
        kept=N_("Wer prüft, soll nicht zugleich auswerten. Am Konto wurde nichts geändert."),
        name=account.username,
    )


def _journal(session: Session, clock: Clock, actor: Actor, account: str, change: str) -> None:
    journal.record(session, actor, AccountChanged(account, change), clock.now())
