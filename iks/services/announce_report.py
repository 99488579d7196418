"""Put mails about a report into the outbox: one link, no figure, no name, told once."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.accounts import Account, holders
from iks.store.months import BranchMonth, branch_months
from iks.store.outbox import queue


def announce(
    session: Session, clock: Clock, area: Area, month: Month, branches: Iterable[BranchMonth]
) -> None:
    """Tell heads and deputies of all branches that the report of a month is there, each person once."""
    values = {"area": area.value, "month": str(month), "path": f"/evaluation/{area}/report/{month}"}
    for account in _people(session, clock, area, branches):
        queue(session, account, "report_out", values, occasion=f"{area}:{month}", now=clock.now())


def announce_year(session: Session, clock: Clock, area: Area, year: int) -> None:
    """Tell the same people that the report of a year is there."""
    values = {"area": area.value, "year": str(year), "path": f"/evaluation/{area}/report/{year}"}
    branches = branch_months(session, area, Month(year, 12))
    for account in _people(session, clock, area, branches):
        queue(session, account, "annual_report_out", values, occasion=f"{area}:{year}", now=clock.now())


def _people(session: Session, clock: Clock, area: Area, branches: Iterable[BranchMonth]) -> list[Account]:
    day = local_date(clock.now())
    people = {
        account.id: account
        for of_branch in branches
        for account in holders(session, of_branch.branch_code, area, day)
    }
    return sorted(people.values(), key=lambda one: one.username)
