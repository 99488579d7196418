"""Sign in with a local account, recognise the signed-in person, sign out."""

import hashlib
import hmac
import secrets
from datetime import date, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.journal import SignedIn, SignInFailed
from iks.domain.roles import Actor, Grant
from iks.domain.values import Via
from iks.errors import N_, TooManyTries
from iks.store import journal
from iks.store.accounts import Account, SignInTry, WebSession, by_username, session_with_account

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
TOUCH_EVERY = timedelta(minutes=1)
WINDOW = timedelta(minutes=5)
TRIES_PER_NAME = 5
TRIES_PER_ADDRESS = 20
# Valid only in demo mode, which listens on the loopback address only.
DEMO_PASSWORD = "demo-iks-2026"  # noqa: S105 - printed on the sign-in page of the demo.

_hasher = PasswordHasher()
# Verified when nobody has that name, so that a wrong name takes as long as a wrong password.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(password)


def sign_in(
    session: Session, clock: Clock, *, username: str, password: str, address: str, key: bytes
) -> str | None:
    """Check name and password; return the token of a new session, or nothing when they do not fit.

    Raises
    ------
    TooManyTries
        After five failed tries for a name or twenty from an address within five minutes.
    """
    now = clock.now()
    attempt = SignInTry(
        at=now, username_hash=_keyed(key, username.casefold()), address_hash=_keyed(key, address)
    )
    _refuse_too_many(session, attempt)
    account = by_username(session, username.strip().casefold())
    if not _fits(account, password) or account is None:
        session.add(attempt)
        journal.record(session, Actor("", "unknown", ""), SignInFailed(), now)
        return None
    token = secrets.token_urlsafe(32)
    session.add(WebSession(token_hash=_hash(token), account_id=account.id, started_at=now, last_seen_at=now))
    journal.record(session, _actor(account, local_date(now), Via.WEB), SignedIn(), now)
    return token


def actor_by_password(
    session: Session, clock: Clock, *, username: str, password: str, via: Via
) -> Actor | None:
    """Return the person for one command, or nothing when name and password do not fit."""
    account = by_username(session, username.strip().casefold())
    if not _fits(account, password) or account is None:
        return None
    return _actor(account, local_date(clock.now()), via)


def actor_on_duty(session: Session, clock: Clock, username: str) -> Actor:
    """Return a person of the demo with the roles of that day; nobody signs in."""
    account = by_username(session, username)
    if account is None:
        raise LookupError(username)
    return _actor(account, local_date(clock.now()), Via.JOB)


def actor_by_token(session: Session, clock: Clock, token: str) -> tuple[Actor | None, bool]:
    """Return the signed-in person, and whether the last sign of life is old enough to be renewed.

    The person is nothing when the session has ended. Every request asks, so it is one query.
    """
    found = session_with_account(session, _hash(token))
    if found is None or not _is_alive(found[0], clock):
        return None, False
    row, account = found
    tired = clock.now() - row.last_seen_at >= TOUCH_EVERY
    return (_actor(account, local_date(clock.now()), Via.WEB) if account.active else None), tired


def owner_of(session: Session, token: str) -> str | None:
    """Return whose session a token began, even when it has ended; nothing for an account that was closed."""
    row = session.get(WebSession, _hash(token))
    account = session.get(Account, row.account_id) if row else None
    return account.id if account and account.active else None


def touch(session: Session, clock: Clock, token: str) -> None:
    """Note a sign of life."""
    row = _living(session, clock, token)
    if row:
        row.last_seen_at = clock.now()


def sign_out(session: Session, clock: Clock, token: str) -> None:
    """End a session at once."""
    row = session.get(WebSession, _hash(token))
    if row and row.ended_at is None:
        row.ended_at = clock.now()


def _living(session: Session, clock: Clock, token: str) -> WebSession | None:
    row = session.get(WebSession, _hash(token))
    return row if row and _is_alive(row, clock) else None


def _is_alive(row: WebSession, clock: Clock) -> bool:
    now = clock.now()
    return not row.ended_at and now - row.last_seen_at <= IDLE and now - row.started_at <= LONGEST


def _refuse_too_many(session: Session, attempt: SignInTry) -> None:
    session.execute(delete(SignInTry).where(SignInTry.at < attempt.at - WINDOW))
    by_name = SignInTry.username_hash == attempt.username_hash
    by_address = SignInTry.address_hash == attempt.address_hash
    count = select(func.count()).select_from(SignInTry)
    if (
        session.scalars(count.where(by_name)).one() >= TRIES_PER_NAME
        or session.scalars(count.where(by_address)).one() >= TRIES_PER_ADDRESS
    ):
        raise TooManyTries(
            N_("Die Anmeldung hat zu oft nicht geklappt."),
            kept=N_("Ihr Konto ist nicht gesperrt."),
            todo=N_("Bitte warten Sie fünf Minuten und versuchen Sie es dann noch einmal."),
        )


def _fits(account: Account | None, password: str) -> bool:
    stored = account.password_hash if account and account.active and account.password_hash else _NOBODY
    try:
        return _hasher.verify(stored, password) and stored is not _NOBODY
    except (VerificationError, InvalidHashError):
        return False


def _actor(account: Account, today: date, via: Via) -> Actor:
    roles = frozenset(
        role.role
        for role in account.house_roles
        if role.starts_on <= today and (role.ends_on is None or today <= role.ends_on)
    )
    grants = (Grant(g.branch_code, g.area, g.role, g.starts_on, g.ends_on) for g in account.branch_grants)
    return Actor(
        account.id,
        account.username,
        account.display_name,
        house_roles=roles,
        grants=tuple(grant for grant in grants if grant.holds_on(today)),
        via=via,
        language=account.language,
        single_keys=account.single_keys,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _keyed(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
