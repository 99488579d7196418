"""Install what a house needs before its first month: branches, grids, mappings, first commitments."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from checklists.digest import checklist_digest
from checklists.load import load_checklist
from iks.domain.clock import Clock
from iks.domain.journal import ChecklistInstalled
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.store import journal
from iks.store.catalogue import ChecklistVersion
from iks.store.frames import FrameMapping
from iks.store.organisation import Branch


@dataclass(frozen=True)
class BranchPlan:
    """One branch as the organisation file names it."""

    code: str
    name: str
    kind: str


def read_organisation(text: str) -> tuple[BranchPlan, ...]:
    """Read the branches of an ``iks.organisation/1`` file."""
    content: dict[str, Any] = yaml.safe_load(text)
    return tuple(BranchPlan(b["id"], b["name"], b["kind"]) for b in content["branches"])


def install_branches(session: Session, plans: tuple[BranchPlan, ...], valid_from: Month) -> None:
    """Install the branches from a month on."""
    for plan in plans:
        session.add(Branch(code=plan.code, name=plan.name, kind=plan.kind, valid_from=valid_from))
    session.flush()


def install_checklist(
    session: Session, clock: Clock, actor: Actor, text: str, *, valid_from: Month | None = None
) -> ChecklistVersion:
    """Install a version of a grid, not approved yet; a month before its own date needs the demo.

    Raises
    ------
    checklists.faults.ChecklistRejected
        With all faults of the grid at once.
    """
    grid = load_checklist(text)
    version = ChecklistVersion(
        area=Area(grid.area),
        version=grid.version,
        valid_from=valid_from or Month.parse(grid.valid_from),
        content=text,
        digest=checklist_digest(grid),
    )
    session.add(version)
    session.flush()
    event = ChecklistInstalled(version.area, version.version, version.digest)
    journal.record(session, actor, event, clock.now())
    return version


def install_mapping(session: Session, area: Area, text: str) -> None:
    """Remember how an area's list is read, in place of what was remembered before."""
    session.merge(FrameMapping(area=area, content=text))
    session.flush()


def is_set_up(session: Session) -> bool:
    """Return whether the house has branches already."""
    return session.scalars(select(Branch.code).limit(1)).first() is not None


def example_organisation() -> str:
    """Return the organisation file of the example house."""
    return files("iks").joinpath("data/organisation-example.yaml").read_text(encoding="utf-8")


def builtin_mapping(area: Area) -> str:
    """Return the mapping of headers and values that comes with the program."""
    return files("iks").joinpath(f"domain/mappings/mapping-{area}.yaml").read_text(encoding="utf-8")
