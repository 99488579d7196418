"""Who works on a sheet: who began it, and everybody else who went on with it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from iks.domain.casework_events import SheetTakenOver
from iks.domain.roles import Actor
from iks.store import journal
from iks.store.accounts import Account
from iks.store.casework import FileCheck


@dataclass(frozen=True)
class People:
    """The names of those who worked on a sheet; empty while nobody did, or where nobody noted it."""

    started: str = ""
    continued: tuple[str, ...] = ()


def note_person(session: Session, actor: Actor, row: FileCheck, now: datetime, *, begins: bool) -> None:
    """Note who began a sheet; somebody else who goes on is noted once, in the journal as well.

    Of a sheet that was begun before this was noted, nobody is named.
    """
    if begins:
        row.started_by = actor.user_id
        return
    known = {row.started_by, *_continued(row)}
    if row.started_by is None or actor.user_id in known:
        return
    row.continued_by = ",".join((*_continued(row), actor.user_id))
    journal.record(session, actor, SheetTakenOver(row.area.value, str(row.month), row.branch_code), now)


def people_at(session: Session, row: FileCheck) -> People:
    """Return the names of those who worked on a sheet."""
    if row.started_by is None:
        return People()
    return People(_name(session, row.started_by), tuple(_name(session, one) for one in _continued(row)))


def others_at(session: Session, row: FileCheck, actor: Actor) -> People:
    """Return the same without the person who looks."""
    shown = row.started_by not in {None, actor.user_id}
    return People(
        _name(session, row.started_by) if row.started_by and shown else "",
        tuple(_name(session, one) for one in _continued(row) if one != actor.user_id),
    )


def _continued(row: FileCheck) -> list[str]:
    return [one for one in (row.continued_by or "").split(",") if one]


def _name(session: Session, account_id: str) -> str:
    return session.get_one(Account, account_id).display_name
