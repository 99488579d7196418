"""Put mails about a report into the outbox: one link, no figure, no name, told once."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.accounts import holders
from iks.store.months import BranchMonth
from iks.store.outbox import queue


def announce(
    session: Session, clock: Clock, area: Area, month: Month, branches: Iterable[BranchMonth]
) -> None:
    """Tell heads and deputies of all branches that the report of a month is there, each person once."""
    day = local_date(clock.now())
    people = {
        account.id: account
        for of_branch in branches
        for account in holders(session, of_branch.branch_code, area, day)
    }
    values = {"area": area.value, "month": str(month), "path": f"/evaluation/{area}/report/{month}"}
    for account in sorted(people.values(), key=lambda one: one.username):
        queue(session, account, "report_out", values, occasion=f"{area}:{month}", now=clock.now())
