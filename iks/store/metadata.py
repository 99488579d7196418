"""All tables at once, for migrations and tests only."""

from iks.store import (  # noqa: F401 - importing a module registers its tables.
    accounts,
    casework,
    catalogue,
    draws,
    external,
    focus,
    frames,
    journal,
    missing,
    months,
    organisation,
    outbox,
    releases,
    void_requests,
)
from iks.store.base import Base

metadata = Base.metadata
