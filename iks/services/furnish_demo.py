"""Furnish the demo's house: branches, grids with a version break, and one account per role."""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from checklists.load import builtin
from iks.domain.clock import Clock
from iks.domain.month import Month
from iks.domain.roles import Actor, Grant, Role
from iks.domain.values import Area
from iks.services.commit_seed import ensure_commitment
from iks.services.manage_accounts import add_account, give_role, grant_branch
from iks.services.seed_vault import SeedVault
from iks.services.set_up_house import (
    BranchPlan,
    builtin_mapping,
    example_organisation,
    install_branches,
    install_checklist,
    install_mapping,
    read_organisation,
)
from iks.services.sign_in import DEMO_PASSWORD, hash_password
from iks.store.accounts import by_username

HOUSE_PEOPLE: tuple[tuple[str, Role, str], ...] = (
    ("gur", Role.LEGAL_AFFAIRS_HEAD, "Bereichsleitung Grundsatz und Recht"),
    ("gur-staff", Role.LEGAL_AFFAIRS_STAFF, "Mitarbeit Grundsatz und Recht"),
    ("mui", Role.INTEGRATION_HEAD, "Bereichsleitung Markt und Integration"),
    ("mui-staff", Role.INTEGRATION_STAFF, "Mitarbeit Markt und Integration"),
    ("controller", Role.CONTROLLER, "Controlling"),
    ("revision", Role.INTERNAL_REVISION, "Innenrevision"),
    ("revision-2", Role.INTERNAL_REVISION, "Innenrevision, zweite Person"),
    ("management", Role.MANAGEMENT, "Amtsleitung"),
    ("staff-council", Role.STAFF_COUNCIL, "Personalrat"),
    ("data-protection", Role.DATA_PROTECTION, "Datenschutz"),
    ("admin", Role.SYSTEM_ADMIN, "Systemverwaltung"),
)
DEPUTISED = "Z01"


@dataclass(frozen=True)
class DemoPeriod:
    """The months of the demo: its history, and the month that runs."""

    current: Month
    months: int

    @property
    def first(self) -> Month:
        """The oldest month."""
        return self.current.shift(-self.months)

    @property
    def history(self) -> tuple[Month, ...]:
        """The closed months, the oldest first."""
        return tuple(self.first.shift(n) for n in range(self.months))


def furnish(
    session: Session, clock: Clock, operator: Actor, vault: SeedVault, period: DemoPeriod
) -> tuple[BranchPlan, ...]:
    """Install everything that the demo's months need, and return its branches."""
    branches = read_organisation(example_organisation())
    install_branches(session, branches, period.first)
    for area in Area:
        _install_grids(session, clock, operator, area, period)
        install_mapping(session, area, builtin_mapping(area))
    _add_people(session, clock, operator, branches, period)
    for area in Area:
        ensure_commitment(session, clock, operator, vault, area)
    return branches


def _install_grids(session: Session, clock: Clock, operator: Actor, area: Area, period: DemoPeriod) -> None:
    # Two versions, so that every page shows what a change of the grid looks like.
    for month in dict.fromkeys((period.first, period.current)):
        text = re.sub(r"(?m)^version: .*$", f'version: "{month.year}.{month.number:02d}"', builtin(area))
        text = re.sub(r"(?m)^valid_from: .*$", f'valid_from: "{month}"', text)
        install_checklist(session, clock, operator, text)


def _add_people(
    session: Session, clock: Clock, operator: Actor, branches: tuple[BranchPlan, ...], period: DemoPeriod
) -> None:
    password = hash_password(DEMO_PASSWORD)
    # The first list comes in before its month begins; a deputy's grant ends, late enough to be tried.
    start, end = period.first.shift(-1).first_day, period.current.shift(12).last_day
    heads = [(b.code.lower(), f"Zweigstellenleitung {b.name}") for b in branches]
    deputy = (f"{DEPUTISED.lower()}-deputy", "Stellvertretung Mitte")
    for username, name in [*heads, deputy, *((u, name) for u, _, name in HOUSE_PEOPLE)]:
        add_account(session, clock, operator, username=username, display_name=name)
        account = by_username(session, username)
        if account is not None:
            account.password_hash, account.invitation_hash = password, None
    granted = [(b.code.lower(), b.code, Role.BRANCH_HEAD, None) for b in branches]
    for username, branch, role, last in [*granted, (deputy[0], DEPUTISED, Role.DEPUTY, end)]:
        for area in Area:
            grant = Grant(branch, area, role, start, last)
            grant_branch(session, clock, operator, username=username, grant=grant)
    for username, role, _ in HOUSE_PEOPLE:
        give_role(session, clock, operator, username=username, role=role, starts_on=start)
