"""Put mails about a month into the outbox: no file number, no name, one link, nothing told twice."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import Month
from iks.domain.reminders import Reminder
from iks.domain.roles import Actor, Grant, Role
from iks.domain.values import Area
from iks.errors import Refused, UserError
from iks.store import journal
from iks.store.accounts import Account, holders, members
from iks.store.draws import SeedSecret
from iks.store.frames import current_frame, next_attempt
from iks.store.months import AuditMonth, BranchMonth
from iks.store.outbox import queue

UNIT_HEADS = {Area.BENEFITS: Role.LEGAL_AFFAIRS_HEAD, Area.INTEGRATION: Role.INTEGRATION_HEAD}


def tell_sample(
    session: Session, clock: Clock, audit: AuditMonth, branch: str, files: int, attempt: int = 1
) -> None:
    """Tell head and deputies of a branch that their sample is drawn, and again when it was drawn anew."""
    path = f"/branch/{audit.area}/{audit.month}"
    values = _of_month(audit.area, audit.month, path) | {"files": str(files), "due_on": str(audit.due_on)}
    # A person may head several branches, and each of them is told of on its own.
    detail = branch if attempt == 1 else f"{branch}:{attempt}"
    _tell(session, clock, _checkers(session, clock, audit.area, branch), "sample_drawn", values, detail)


def tell_commitment(session: Session, clock: Clock, link: SeedSecret) -> None:
    """Tell the revision what the next draw of a chain will reveal."""
    values = {
        "draw_id": link.draw_code,
        "position": str(link.position),
        "commitment": link.commitment,
        "path": "/revision/journal",
    }
    key = f"{link.draw_code}:{link.position}"
    _tell(session, clock, _holding(session, clock, Role.INTERNAL_REVISION), "seed_committed", values, key)


def tell_draw_waits(session: Session, clock: Clock, area: Area, month: Month, reason: Refused) -> bool:
    """Tell controller and unit head what a draw waits for; return whether anybody is told anew."""
    people = _holding(session, clock, Role.CONTROLLER, UNIT_HEADS[area])
    values = _of_month(area, month, "/controlling/frames") | {"reason": str(reason)}
    # The same reason is told once; another one, such as a changed grid, is news.
    detail = hashlib.sha256(reason.happened.encode()).hexdigest()[:8]
    return _tell(session, clock, people, "draw_waits", values, detail)


def tell_public_value_needed(session: Session, clock: Clock, area: Area, month: Month) -> bool:
    """Tell the revision that a draw waits for its public value; return whether anybody is told anew."""
    frame = current_frame(session, area, month)
    if frame is None or frame.digest is None:
        return False
    path = f"/revision/public-value/{area}/{month}"
    values = _of_month(area, month, path) | {"frame_digest": frame.digest, "source": frame.public_source}
    people = _holding(session, clock, Role.INTERNAL_REVISION)
    return _tell(session, clock, people, "public_value_needed", values, str(frame.attempt))


def tell_public_source_needed(session: Session, clock: Clock, area: Area, month: Month) -> bool:
    """Tell the revision that a list waits for its source; return whether anybody is told anew."""
    values = _of_month(area, month, f"/revision/public-value/{area}/{month}")
    people = _holding(session, clock, Role.INTERNAL_REVISION)
    attempt = str(next_attempt(session, area, month))
    return _tell(session, clock, people, "public_source_needed", values, attempt)


def tell_secrets_settled(session: Session, clock: Clock, draws: str) -> None:
    """Tell the revision that the database went back to a backup, and which draws there were since."""
    position, digest = journal.head(session)
    values = {"draws": draws, "position": str(position), "hash": digest, "path": "/revision/journal"}
    people = _holding(session, clock, Role.INTERNAL_REVISION)
    _tell(session, clock, people, "secrets_settled", values, digest[:16])


def tell_journal_head(session: Session, clock: Clock, week: str) -> bool:
    """Tell the revision the head of the journal, once a week; return whether anybody is told anew."""
    position, digest = journal.head(session)
    values = {"position": str(position), "hash": digest, "path": "/revision/journal"}
    people = _holding(session, clock, Role.INTERNAL_REVISION)
    return _tell(session, clock, people, "journal_head", values, week)


def tell_reminder(
    session: Session,
    clock: Clock,
    of_branch: BranchMonth,
    kind: Reminder,
    *,
    due_on: date,
    open_files: int,
    today: date,
) -> bool:
    """Remind head and deputies of a branch; return whether anybody is told anew."""
    values = _of_month(of_branch.area, of_branch.month, f"/branch/{of_branch.area}/{of_branch.month}")
    values |= {"kind": kind.value, "due_on": str(due_on), "open_files": str(open_files)}
    # A date that was put off is a new occasion; an overdue month is one on every day.
    day = today if kind is Reminder.OVERDUE else due_on
    people = _checkers(session, clock, of_branch.area, of_branch.branch_code)
    return _tell(session, clock, people, "reminder", values, f"{of_branch.branch_code}:{kind}:{day}")


def tell_extension(session: Session, clock: Clock, of_branch: BranchMonth, until: date) -> None:
    """Tell head and deputies of a branch that they have more time."""
    values = _of_month(of_branch.area, of_branch.month, f"/branch/{of_branch.area}/{of_branch.month}")
    people = _checkers(session, clock, of_branch.area, of_branch.branch_code)
    detail = f"{of_branch.branch_code}:{until}"
    _tell(session, clock, people, "month_extended", values | {"until": str(until)}, detail)


def tell_postponed(
    session: Session, clock: Clock, audit: AuditMonth, branches: Iterable[str], until: date
) -> None:
    """Tell head and deputies of branches that have not submitted that the month stays open longer."""
    values = _of_month(audit.area, audit.month, f"/branch/{audit.area}/{audit.month}")
    for branch in branches:
        people = _checkers(session, clock, audit.area, branch)
        _tell(session, clock, people, "close_postponed", values | {"until": str(until)}, branch)


def tell_closed_without(session: Session, clock: Clock, audit: AuditMonth, branches: Iterable[str]) -> None:
    """Tell head and deputies of branches that have not submitted that the month was closed."""
    values = _of_month(audit.area, audit.month, f"/branch/{audit.area}/{audit.month}")
    for branch in branches:
        people = _checkers(session, clock, audit.area, branch)
        _tell(session, clock, people, "closed_without", values, branch)


def tell_deputy(session: Session, clock: Clock, account: Account, grant: Grant) -> None:
    """Tell a person for which branch and days they stand in."""
    values, detail = _of_grant(grant, "/")
    _tell(session, clock, [account], "deputy_granted", values, detail)


def tell_heads_of_deputy(session: Session, clock: Clock, grant: Grant) -> None:
    """Tell the heads of a branch that the administration entered a deputy."""
    values, detail = _of_grant(grant, "/branch/deputies")
    heads = [
        account
        for account in _checkers(session, clock, grant.area, grant.branch)
        if any(g.role is Role.BRANCH_HEAD and g.branch_code == grant.branch for g in account.branch_grants)
    ]
    _tell(session, clock, heads, "deputy_entered", values, detail)


def _of_grant(grant: Grant, path: str) -> tuple[dict[str, str], str]:
    values = {"area": grant.area.value, "branch": grant.branch, "path": path}
    values |= {"start": str(grant.start), "end": str(grant.end)}
    return values, f"{grant.branch}:{grant.start}:{grant.end}"


def tell_late_branches(session: Session, clock: Clock, audit: AuditMonth, branches: Sequence[str]) -> bool:
    """Tell the unit head once which branches are late; return whether anybody is told anew."""
    values = _of_month(audit.area, audit.month, f"/evaluation/{audit.area}/{audit.month}")
    values |= {"branches": ", ".join(branches), "count": str(len(branches))}
    return _tell(session, clock, _holding(session, clock, UNIT_HEADS[audit.area]), "branches_late", values)


def tell_frame_refused(
    session: Session, clock: Clock, area: Area, month: Month, reason: UserError, page: str, digest: str
) -> bool:
    """Tell controlling that a list of the inbox was not taken over; the page leads to what has to be done."""
    values = _of_month(area, month, f"/controlling/frames{page}") | {"reason": str(reason)}
    people = _holding(session, clock, Role.CONTROLLER)
    return _tell(session, clock, people, "frame_refused", values, digest[:16])


def tell_inbox_trouble(session: Session, clock: Clock, kind: str, detail: str, files: int) -> bool:
    """Tell controlling and administration of a folder or names that are wrong, once a month at most."""
    people = _holding(session, clock, Role.CONTROLLER, Role.SYSTEM_ADMIN)
    values = {"kind": kind, "files": str(files), "path": "/"}
    key = f"{Month.of(local_date(clock.now()))}:{kind}:{detail[:16]}"
    return _tell(session, clock, people, "inbox_trouble", values, key)


def tell_draw_stopped(session: Session, clock: Clock, area: Area, month: Month) -> bool:
    """Tell revision and administration that stored data contradicts its proof; nothing was drawn."""
    people = _holding(session, clock, Role.INTERNAL_REVISION, Role.SYSTEM_ADMIN)
    return _tell(session, clock, people, "draw_stopped", _of_month(area, month, "/controlling/draws"))


def tell_void_requested(session: Session, clock: Clock, area: Area, month: Month, request_id: str) -> None:
    """Tell the revision that a unit head asks to declare a draw void."""
    values = _of_month(area, month, "/revision/void-requests")
    people = _holding(session, clock, Role.INTERNAL_REVISION)
    _tell(session, clock, people, "void_requested", values, request_id)


def tell_void_refused(session: Session, clock: Clock, area: Area, month: Month, request_id: str) -> None:
    """Tell the unit head that a draw stays as it is."""
    values = _of_month(area, month, f"/evaluation/{area}/{month}/void")
    _tell(session, clock, _holding(session, clock, UNIT_HEADS[area]), "void_refused", values, request_id)


def tell_draw_voided(
    session: Session, clock: Clock, audit: AuditMonth, attempt: int, branches: Iterable[str]
) -> None:
    """Tell who has to act after a draw was declared void: controller, unit head, and whose files change."""
    area, month, detail = audit.area, audit.month, str(attempt)
    values = _of_month(area, month, "/controlling/frames")
    _tell(session, clock, _holding(session, clock, Role.CONTROLLER), "list_needed_again", values, detail)
    values = _of_month(area, month, f"/evaluation/{area}/{month}/void")
    _tell(session, clock, _holding(session, clock, UNIT_HEADS[area]), "void_approved", values, detail)
    values = _of_month(area, month, f"/branch/{area}/{month}")
    for branch in branches:
        people = _checkers(session, clock, area, branch)
        _tell(session, clock, people, "files_will_change", values, f"{branch}:{detail}")


def tell_evidence_requested(
    session: Session, clock: Clock, actor: Actor, area: Area, month: Month, request_id: str
) -> None:
    """Tell whoever may decide that a member of the revision asks for an evidence package."""
    values = _of_month(area, month, f"/revision/evidence/{request_id}")
    people = _holding(session, clock, Role.INTERNAL_REVISION, Role.MANAGEMENT)
    others = [account for account in people if account.id != actor.user_id]
    _tell(session, clock, others, "evidence_requested", values, request_id)


def tell_evidence_decided(
    session: Session, clock: Clock, asked_by: str, area: Area, month: Month, request_id: str
) -> None:
    """Tell the member of the revision who asked that it is decided."""
    values = _of_month(area, month, f"/revision/evidence/{request_id}")
    _tell(session, clock, [session.get_one(Account, asked_by)], "evidence_decided", values, request_id)


def tell_values_requested(
    session: Session, clock: Clock, actor: Actor, area: Area, month: Month, request_id: str
) -> None:
    """Tell whoever may decide that a member of the revision asks to see corrected values."""
    values = _of_month(area, month, "/revision/corrections/requests")
    people = _holding(session, clock, Role.INTERNAL_REVISION, Role.MANAGEMENT)
    others = [account for account in people if account.id != actor.user_id]
    _tell(session, clock, others, "values_requested", values, request_id)


def tell_values_decided(
    session: Session, clock: Clock, asked_by: str, area: Area, month: Month, request_id: str
) -> None:
    """Tell the member of the revision who asked that it is decided."""
    values = _of_month(area, month, f"/revision/corrections/requests/{request_id}")
    _tell(session, clock, [session.get_one(Account, asked_by)], "values_decided", values, request_id)


def tell_texts_stay(
    session: Session, clock: Clock, area: Area, month: Month, writers: Iterable[Account]
) -> None:
    """Tell writers that too few texts came together; the mail says neither which text nor which branch."""
    values = {"area": area.value, "path": "/model-cases"}
    _tell(session, clock, writers, "texts_stay", values, str(month))


def _of_month(area: Area, month: Month, path: str) -> dict[str, str]:
    return {"area": area.value, "month": str(month), "path": path}


def _checkers(session: Session, clock: Clock, area: Area, branch: str) -> list[Account]:
    return holders(session, branch, area, local_date(clock.now()))


def _holding(session: Session, clock: Clock, *roles: Role) -> list[Account]:
    today = local_date(clock.now())
    found = {account.id: account for role in roles for account in members(session, role, today)}
    return sorted(found.values(), key=lambda account: account.username)


def _tell(
    session: Session,
    clock: Clock,
    people: Iterable[Account],
    template: str,
    values: dict[str, str],
    detail: str = "",
) -> bool:
    occasion = ":".join(filter(None, (values.get("area"), values.get("month"), detail)))
    told = [queue(session, person, template, values, occasion=occasion, now=clock.now()) for person in people]
    return any(told)
