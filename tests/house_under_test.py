"""A small house for tests: three branches, real grids, one account per role, a clock to set."""

import atexit
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

from checklists.load import builtin
from iks.app import _configure, create_app
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
from iks.store.session import WRITES
from iks.wiring import Runtime, build_runtime
from tests.page_client import PageClient
from tests.postgresql_under_test import address_of, copy_database

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

    settings: Settings
    clock: SettableClock
    folder: Path
    clients: dict[str, PageClient] = field(default_factory=dict)
    # The steps from a furnished house to this one, if all of them are known (see kept_houses).
    way: str | None = None
    writes: int = 0
    writes_on_the_way: int = 0

    @cached_property
    def runtime(self) -> Runtime:
        """The parts that services need."""
        runtime = build_runtime(self.settings, self.clock)
        event.listen(runtime.engine, "connect", _forget_power_cuts)
        event.listen(runtime.engine, "commit", self._count)
        _know_statements(runtime.engine)
        return runtime

    @cached_property
    def app(self) -> Flask:
        """The pages of this house, set up when a test first looks at one."""
        return _pages_of(self.runtime)

    def _count(self, connection: Connection) -> None:
        self.writes += connection.get_execution_options().get(WRITES, True)

    def close(self) -> None:
        """Give back what the next house can use."""
        self.clients.clear()
        if "app" in vars(self):
            _idle_pages.append(self.app)
        self.runtime.close()

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
    shutil.copy(_seal_key(), folder / "seed.key")
    with open_house(database_url, folder, START, **settings) as built:
        if not furnished:
            built.runtime.upgrade()
            _furnish(built.runtime, built.clock)
        built.way = "" if furnished else None
        yield built


@contextmanager
def open_house(
    database_url: str, folder: Path, moment: datetime, **settings: Any
) -> Iterator[HouseUnderTest]:
    """Open a house that stands already, at a moment."""
    named = Settings(
        database_url=database_url,
        secret_key="k" * 40,
        seed_key_file=folder / "seed.key",
        organisation="Jobcenter Musterstadt",
        **({"demo": True} | settings),
    )
    opened = HouseUnderTest(named, SettableClock(moment), folder)
    yield opened
    opened.close()


# Setting pages up takes longer than most tests, and they keep nothing of the houses they showed.
_idle_pages: list[Flask] = []


def _pages_of(runtime: Runtime) -> Flask:
    app = _idle_pages.pop() if _idle_pages else create_app(runtime.settings, clock=runtime.clock)
    _configure(app, runtime.settings)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.extensions["iks"] = runtime
    return app


_first_engines: dict[str, Engine] = {}


def _know_statements(engine: Engine) -> None:
    # An engine remembers how each statement is written in its dialect. One for all houses of a process,
    # as in the service, saves more than the statements themselves take.
    first = _first_engines.setdefault(engine.dialect.name, engine)
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


def _forget_power_cuts(connection: Any, _record: object) -> None:
    # A database of a test does not outlive it, so nothing has to reach the disk.
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


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
    name = f"furnished_{os.getpid()}"
    copy_database("template1", name)
    with tempfile.TemporaryDirectory() as folder, build_house(address_of(name), Path(folder)):
        return name
