"""Who may approve a version of a grid, and what keeps one from being proposed."""

from collections.abc import Collection, Mapping
from typing import ClassVar

from checklists.faults import Fault
from iks.domain.roles import PERMISSIONS, Actor, Permission, Role, areas_of
from iks.domain.values import Area

_SENTENCES = {
    "other_area": (
        "This grid belongs to another area ({found}) or is no regular one.",
        "Dieses Raster gehört zu einem anderen Bereich ({found}) oder ist kein reguläres.",
    ),
    "label_taken": (
        "There is a version {version} already. Please take another name, for example {free}.",
        "Eine Fassung {version} gibt es schon. Bitte nehmen Sie einen anderen Namen, etwa {free}.",
    ),
    "month_in_use": (
        "{month} is locked or drawn already, so its grid stays. The earliest month is {free}.",
        "{month} ist schon gesperrt oder gezogen, das Raster bleibt dort. Frühestens geht {free}.",
    ),
    "month_taken": (
        "Version {version} starts in this month already. Please withdraw it first or take another month.",
        "Ab da gibt es schon Fassung {version}. Ziehen Sie sie zurück oder nehmen Sie einen anderen Monat.",
    ),
    "month_unknown": (
        "This month lies too far ahead.",
        "Dieser Monat liegt zu weit in der Zukunft.",
    ),
    "later_version": (
        "The approved version {version} could not follow this one any more: {reason}",
        "Die freigegebene Fassung {version} könnte dieser nicht mehr folgen: {reason_de}",
    ),
}

_HEADS = frozenset(role.value for role in Role if Permission.APPROVE_GRID in PERMISSIONS[role])


class ProposalFault(Fault):
    """One place of a proposed grid that does not fit the versions and months of the house.

    Examples
    --------
    >>> ProposalFault(("version",), "label_taken", {"version": "2027.01", "free": "2027.01-2"}).reason
    'There is a version 2027.01 already. Please take another name, for example 2027.01-2.'
    """

    __slots__ = ()
    sentences: ClassVar[Mapping[str, tuple[str, str]]] = _SENTENCES


def function_for(actor: Actor, permission: Permission, area: Area | None = None) -> Role | None:
    """Return the house role by which a person may do something, or None.

    Parameters
    ----------
    actor : Actor
        The person.
    permission : Permission
        What is to be done.
    area : Area or None
        The area the role has to be responsible for; None for any.

    Returns
    -------
    Role or None
        The first in the order of the house.

    Examples
    --------
    >>> boss = Actor("1", "boss", "Boss", frozenset({Role.INTEGRATION_HEAD}))
    >>> function_for(boss, Permission.APPROVE_GRID, Area.INTEGRATION).value
    'integration_head'
    >>> function_for(boss, Permission.APPROVE_GRID, Area.BENEFITS)
    """
    held = (role for role in Role if role in actor.house_roles and permission in PERMISSIONS[role])
    return next((role for role in held if area is None or area in areas_of(role)), None)


def is_head(function: str) -> bool:
    """Return whether a function is that of the head of a unit.

    Parameters
    ----------
    function : str
        A house role as text.

    Returns
    -------
    bool
        True for those who may approve grids.

    Examples
    --------
    >>> is_head("legal_affairs_head"), is_head("legal_affairs_staff")
    (True, False)
    """
    return function in _HEADS


def proposing_function(actor: Actor, area: Area) -> str:
    """Return in which function a person writes grids of an area, the highest one first.

    Parameters
    ----------
    actor : Actor
        The person.
    area : Area
        The area of the grid.

    Returns
    -------
    str
        A house role; empty where the person has none for it.

    Examples
    --------
    >>> staff = Actor("1", "mui-staff", "MuI", frozenset({Role.INTEGRATION_STAFF}))
    >>> str(proposing_function(staff, Area.INTEGRATION))
    'integration_staff'
    """
    as_head = function_for(actor, Permission.APPROVE_GRID, area)
    return as_head or function_for(actor, Permission.PROPOSE_GRID, area) or ""


def approving_function(actor: Actor, area: Area, writers: Collection[str], proposed_as: str) -> Role | None:
    """Return the function in which a person may approve a version, or None.

    *Valid if* usernames are never given to another person.

    Parameters
    ----------
    actor : Actor
        Who wants to approve.
    area : Area
        The area of the grid.
    writers : collection of str
        Usernames of all who wrote or proposed it; none for a grid that came with the program.
    proposed_as : str
        Function in which it was proposed.

    Returns
    -------
    Role or None
        The head of the area; for a head's own proposal also the other head or the management.

    Examples
    --------
    >>> mui = Actor("1", "mui", "MuI", frozenset({Role.INTEGRATION_HEAD}))
    >>> approving_function(mui, Area.BENEFITS, {"gur"}, "legal_affairs_head").value
    'integration_head'
    >>> approving_function(mui, Area.BENEFITS, {"gur-staff"}, "legal_affairs_staff")
    >>> approving_function(mui, Area.INTEGRATION, {"mui"}, "integration_head")
    """
    if actor.username in writers:
        return None
    own = function_for(actor, Permission.APPROVE_GRID, area)
    if own is None and proposed_as in _HEADS:
        return function_for(actor, Permission.APPROVE_FOR_OTHER_HEAD)
    return own
