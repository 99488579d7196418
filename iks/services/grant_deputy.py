"""Let somebody stand in for a branch: granted by its head, from a day to a day, for one area or both."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from iks.domain.casework_events import DeputyEnded, DeputyGranted
from iks.domain.clock import Clock, local_date
from iks.domain.month import Month
from iks.domain.roles import Actor, Grant, Permission, Role, roles_clash
from iks.domain.values import Area
from iks.errors import N_, InvalidInput, NotThere
from iks.services.manage_accounts import add_grant, roles_since
from iks.services.notify_people import tell_deputy
from iks.store import journal
from iks.store.accounts import Account, BranchGrant
from iks.store.organisation import branches_in

# Longer than a year is no absence but another head, which the administration enters.
LONGEST_DAYS = 366


@dataclass(frozen=True)
class DeputyLine:
    """One person who stands in, did so, or will."""

    grant_id: str
    name: str
    branch: str
    area: Area
    start: date
    end: date
    granted_by: str
    # In force today or later, so it can be ended.
    open: bool


@dataclass(frozen=True)
class Candidate:
    """Somebody who may stand in."""

    username: str
    name: str


@dataclass(frozen=True)
class DeputyPage:
    """What a head sees and can choose."""

    branches: tuple[tuple[str, str], ...]
    areas: tuple[Area, ...]
    lines: tuple[DeputyLine, ...]
    candidates: tuple[Candidate, ...]


def deputy_page(session: Session, clock: Clock, actor: Actor) -> DeputyPage:
    """Return who stands in for the person's branches, and who could."""
    actor.require(Permission.GRANT_DEPUTY)
    today = local_date(clock.now())
    own = {grant.branch for grant in _headed(actor)}
    named = {branch.code: branch.name for branch in branches_in(session, Month.of(today))}
    return DeputyPage(
        branches=tuple((code, named.get(code, code)) for code in sorted(own)),
        areas=tuple(area for area in Area if any(grant.area is area for grant in _headed(actor))),
        lines=tuple(_lines(session, own, today)),
        candidates=tuple(_candidates(session, actor, today)),
    )


def grant_deputy(  # noqa: PLR0913 - who stands in where, for what, and how long.
    session: Session,
    clock: Clock,
    actor: Actor,
    *,
    username: str,
    branch: str,
    areas: tuple[Area, ...],
    start: date,
    end: date,
) -> None:
    """Let a person stand in for one's own branch.

    Raises
    ------
    NotThere
        When branch or area is not one that the person heads.
    Refused
        When the person had a task in the house in the last twelve months.
    InvalidInput
        When the days do not do, nothing is chosen, or there is no such account.
    """
    today = local_date(clock.now())
    if not areas:
        raise InvalidInput(N_("Bitte wählen Sie mindestens einen Bereich."))
    if end < start or end < today:
        raise InvalidInput(N_("Der letzte Tag liegt vor dem ersten oder ist schon vorbei."))
    if (end - start).days > LONGEST_DAYS:
        raise InvalidInput(N_("Eine Vertretung dauert höchstens ein Jahr. Danach tragen Sie sie neu ein."))
    for area in areas:
        actor.require(Permission.GRANT_DEPUTY, area=area, branch=branch)
        grant = Grant(branch, area, Role.DEPUTY, start, end)
        account = add_grant(session, actor, username=username, grant=grant)
        event = DeputyGranted(account.username, area.value, branch, str(start), str(end))
        journal.record(session, actor, event, clock.now())
        tell_deputy(session, clock, account, grant)


def end_deputy(session: Session, clock: Clock, actor: Actor, grant_id: str) -> None:
    """End somebody's standing in today; what was checked stays.

    Raises
    ------
    NotThere
        When there is no such grant, or it is for another branch or area.
    """
    today = local_date(clock.now())
    held = session.get(BranchGrant, grant_id, with_for_update=True)
    if held is None or held.role is not Role.DEPUTY:
        raise NotThere
    actor.require(Permission.GRANT_DEPUTY, area=held.area, branch=held.branch_code)
    if held.ends_on is not None and held.ends_on < today:
        return
    # The last day is part of the grant; one that has not begun ends with its own first day.
    held.ends_on = max(held.starts_on, today)
    account = session.get_one(Account, held.account_id)
    event = DeputyEnded(account.username, held.area.value, held.branch_code, str(held.ends_on))
    journal.record(session, actor, event, clock.now())


def _headed(actor: Actor) -> tuple[Grant, ...]:
    return tuple(grant for grant in actor.grants if grant.role is Role.BRANCH_HEAD)


def _lines(session: Session, branches: set[str], today: date) -> Iterator[DeputyLine]:
    query = (
        select(BranchGrant, Account)
        .join(Account, Account.id == BranchGrant.account_id)
        .where(BranchGrant.branch_code.in_(branches), BranchGrant.role == Role.DEPUTY)
        .order_by(BranchGrant.ends_on.desc(), Account.username, BranchGrant.area)
    )
    for grant, account in session.execute(query):
        if grant.ends_on is None:
            continue
        yield DeputyLine(
            grant.id,
            account.display_name,
            grant.branch_code,
            grant.area,
            grant.starts_on,
            grant.ends_on,
            grant.granted_by,
            open=grant.ends_on >= today,
        )


def _candidates(session: Session, actor: Actor, today: date) -> Iterator[Candidate]:
    """Name active accounts that may hold a branch role; whoever works in the house may not."""
    for account in session.scalars(select(Account).where(Account.active).order_by(Account.display_name)):
        if account.id != actor.user_id and not roles_clash(roles_since(account, today), Role.DEPUTY):
            yield Candidate(account.username, account.display_name)
