"""Show what a person has to know before a file is reported as one that cannot be checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.errors import Refused
from iks.services.declare_conflict import others_of
from iks.services.read_sheet import fetch
from iks.services.substitute_file import (
    Substitution,
    earlier_result,
    receivers,
    refuse_checked,
)
from iks.store.casework import FileCheck, sheet_ids
from iks.store.organisation import Branch


@dataclass(frozen=True)
class Exclusion:
    """One file before it is reported: what stands on it, who else could check it, where it may be."""

    sheet_id: str
    version: int
    area: Area
    month: Month
    branch: str
    branch_name: str
    file_ref: str
    number: int
    of: int
    answers: int
    # Names of the others of the branch, who are asked first where this person decided the case.
    people: tuple[str, ...]
    # Other branches by code, with their names.
    receivers: Mapping[str, str]
    # Why nothing can be reported here.
    refusal: Refused | None
    earlier: Substitution | None


def exclusion_of(session: Session, clock: Clock, actor: Actor, sheet_id: str) -> Exclusion:
    """Return a file as its person sees it before reporting.

    Raises
    ------
    NotThere
        When there is no such sheet, or it belongs to another branch or area.
    HandedOver
        When the person left it to the others before.
    """
    row = fetch(session, actor, sheet_id)
    ids = sheet_ids(session, row.area, row.month, row.branch_code)
    return Exclusion(
        sheet_id=row.id,
        version=row.version,
        area=row.area,
        month=row.month,
        branch=row.branch_code,
        branch_name=session.get_one(Branch, row.branch_code).name,
        file_ref=row.sample_file.file_ref,
        number=ids.index(row.id) + 1 if row.id in ids else row.sample_file.position,
        of=len(ids),
        answers=sum(not answer.preselected for answer in row.answers),
        people=() if row.sample_file.conflict_declared_by else others_of(session, clock, actor, row),
        receivers=receivers(session, row),
        refusal=_refusal(session, row),
        earlier=earlier_result(session, row),
    )


def _refusal(session: Session, row: FileCheck) -> Refused | None:
    try:
        refuse_checked(session, row, None)
    except Refused as refusal:
        return refusal
    return None
