"""Give the grid of a month, parsed once a process."""

from functools import lru_cache

from sqlalchemy.orm import Session

from checklists.load import load_checklist
from checklists.model import Checklist
from iks.domain.month import Month
from iks.domain.values import Area
from iks.errors import N_, Refused
from iks.store.catalogue import ChecklistVersion, version_digest, version_for

# By id and digest, so that a row that was repaired is never answered from memory; a house has a few versions.
_GRIDS: dict[str, tuple[str, Checklist]] = {}


@lru_cache(maxsize=32)
def _parsed(digest: str, content: str) -> Checklist:
    # The digest is part of the key, so that a repaired row is never answered from memory.
    del digest
    return load_checklist(content)


def grid_of(version: ChecklistVersion) -> Checklist:
    """Return the grid of a stored version."""
    return _parsed(version.digest, version.content)


def grid_by_id(session: Session, version_id: str) -> Checklist:
    """Return the grid of a version that a sheet or month refers to; its content is read once a process."""
    digest = version_digest(session, version_id)
    if digest is None:
        raise LookupError(version_id)
    known = _GRIDS.get(version_id)
    if known is None or known[0] != digest:
        known = _GRIDS[version_id] = (digest, grid_of(session.get_one(ChecklistVersion, version_id)))
    return known[1]


def version_of_month(session: Session, area: Area, month: Month) -> ChecklistVersion:
    """Return the version that a month uses.

    Raises
    ------
    Refused
        When no version is valid yet in that month.
    """
    version = version_for(session, area, month)
    if version is None:
        raise Refused(
            N_("Für %(month)s gibt es noch kein Prüfraster."),
            todo=N_("Der zuständige Fachbereich muss zuerst eines freigeben."),
            month=month,
        )
    return version
