"""The one place where the parts meet: database, clock, keys."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from iks.config import Settings
from iks.domain.clock import Clock, SystemClock
from iks.services.seed_vault import SeedVault
from iks.store import upgrade
from iks.store.session import make_engine, open_session


@dataclass(frozen=True)
class Runtime:
    """What a web request, a job or a command needs to call services."""

    settings: Settings
    engine: Engine
    clock: Clock
    vault: SeedVault

    @contextmanager
    def transaction(self, *, writes: bool = True) -> Iterator[Session]:
        """Open one transaction; it is committed at the end, or rolled back by an error."""
        with open_session(self.engine, writes=writes) as session, session.begin():
            yield session

    def upgrade(self) -> None:
        """Bring the database to the schema of this version."""
        upgrade.upgrade(self.engine)

    def is_current(self) -> bool:
        """Return whether the database has the schema of this version."""
        return upgrade.revision_of(self.engine) == upgrade.newest_revision()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def build_runtime(settings: Settings, clock: Clock | None = None) -> Runtime:
    """Connect the parts for one process."""
    return Runtime(
        settings,
        make_engine(settings.database_url),
        clock or SystemClock(),
        SeedVault(settings.seed_key_file),
    )


def session_key(settings: Settings) -> str:
    """Return the key that signs cookies; the demo makes and keeps one beside its other key."""
    if settings.secret_key:
        return settings.secret_key.get_secret_value()
    path: Path = settings.seed_key_file.with_name("session.key")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")
