"""Declare a conflict of interest: somebody else of the branch checks the file, else the next one moves up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.draw_events import ConflictDeclared
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area, CheckState, ExclusionReason
from iks.errors import N_, NotThere
from iks.services.read_sheet import fetch
from iks.services.seed_vault import SeedVault
from iks.services.substitute_file import (
    Substitution,
    earlier_result,
    exclude,
    hold_sheet,
    next_of_the_order,
    refuse_checked,
)
from iks.services.void_sheet import void_sheet
from iks.store import journal
from iks.store.accounts import holders
from iks.store.casework import FileCheck
from iks.store.organisation import Branch

VOID_WORDS = N_("Befangenheit erklärt")


@dataclass(frozen=True)
class Declared:
    """Who checks the file now, or what moved up in its place."""

    area: Area
    month: Month
    branch: str
    # Names of the others of the branch; empty when nobody else is there.
    people: tuple[str, ...]
    substitution: Substitution | None
    first: bool


@dataclass(frozen=True)
class HandedOverFile:
    """What whoever declared the conflict may still know of a file: nothing of its answers."""

    sheet_id: str
    version: int
    area: Area
    month: Month
    branch: str
    branch_name: str
    file_ref: str
    declared_at: datetime
    people: tuple[str, ...]
    checked: bool
    substitution: Substitution | None


def declare_conflict(
    session: Session,
    clock: Clock,
    actor: Actor,
    vault: SeedVault,
    sheet_id: str,
    *,
    version: int | None = None,
) -> Declared:
    """Leave a file to the others of the branch; when there is nobody, it is replaced at once.

    Who declares sees the sheet no more, and what was answered on it counts no more. A second person who
    declares the same file is the last one asked: it is never given to another branch.

    Raises
    ------
    NotThere
        When there is no such sheet, or it belongs to another branch or area.
    StaleVersion
        When somebody saved the sheet since the person looked.
    Refused
        When the file is checked already, or sheet, draw or month are closed to changes.
    """
    held = hold_sheet(session, actor, sheet_id)
    row = held.row
    people, file = others_of(session, clock, actor, row), row.sample_file
    earlier = earlier_result(session, row)
    if earlier is not None:
        return _declared(row, (), earlier, first=False)
    if file.conflict_declared_by == actor.user_id:
        return _declared(row, people, None, first=False)
    refuse_checked(session, row, version)
    is_last = file.conflict_declared_by is not None or not people
    # Asked before anything is written: a refusal must leave nothing behind.
    following = next_of_the_order(session, vault, file) if is_last else None
    _note(session, clock, actor, row)
    if is_last:
        reason = ExclusionReason.CONFLICT_OF_INTEREST
        return _declared(row, (), exclude(session, clock, actor, held, following, reason), first=True)
    _hand_over(session, clock, actor, row)
    return _declared(row, people, None, first=True)


def _note(session: Session, clock: Clock, actor: Actor, row: FileCheck) -> None:
    if row.sample_file.conflict_declared_by is None:
        row.sample_file.conflict_declared_by = actor.user_id
        row.sample_file.conflict_declared_at = clock.now()
    event = ConflictDeclared(row.area.value, str(row.month), row.branch_code)
    journal.record(session, actor, event, clock.now())


def others_of(session: Session, clock: Clock, actor: Actor, row: FileCheck) -> tuple[str, ...]:
    """Return the names of the others who check the files of the sheet's branch and area today."""
    found = holders(session, row.branch_code, row.area, local_date(clock.now()))
    return tuple(person.display_name for person in found if person.id != actor.user_id)


def _hand_over(session: Session, clock: Clock, actor: Actor, row: FileCheck) -> None:
    row.version += 1
    session.flush()
    if row.state is not CheckState.NOT_STARTED:
        void_sheet(session, clock, actor, row, VOID_WORDS, ExclusionReason.CONFLICT_OF_INTEREST.value)


def _declared(
    row: FileCheck, people: tuple[str, ...], substitution: Substitution | None, *, first: bool
) -> Declared:
    return Declared(row.area, row.month, row.branch_code, people, substitution, first)


def handed_over_file(session: Session, clock: Clock, actor: Actor, sheet_id: str) -> HandedOverFile:
    """Return what a person may know of the file that this person left to the others.

    Raises
    ------
    NotThere
        When there is no such sheet, or this person declared no conflict of interest about its file.
    """
    row = fetch(session, actor, sheet_id, may_be_handed_over=True)
    file = row.sample_file
    if file.conflict_declared_by != actor.user_id or file.conflict_declared_at is None:
        raise NotThere
    return HandedOverFile(
        sheet_id=row.id,
        version=row.version,
        area=row.area,
        month=row.month,
        branch=row.branch_code,
        branch_name=session.get_one(Branch, row.branch_code).name,
        file_ref=file.file_ref,
        declared_at=file.conflict_declared_at,
        people=others_of(session, clock, actor, row),
        checked=row.state is CheckState.FINISHED,
        substitution=earlier_result(session, row),
    )
