"""All tables at once, for migrations and tests only."""

from iks.store import (  # noqa: F401 - importing a module registers its tables.
    accounts,
    agenda,
    annexes,
    casework,
    catalogue,
    consents,
    correction_requests,
    corrections,
    draws,
    evidence_requests,
    external,
    focus,
    follow_up,
    frames,
    grid_drafts,
    house_cases,
    house_tables,
    journal,
    knowledge,
    measures,
    missing,
    model_cases,
    months,
    objections,
    organisation,
    outbox,
    recheck,
    recheck_results,
    releases,
    reports,
    second_checks,
    void_requests,
)
from iks.store.base import Base

metadata = Base.metadata
