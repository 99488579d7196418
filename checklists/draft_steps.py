"""The steps of editing a draft: each returns new values and leaves the old ones."""

from collections.abc import Callable, Collection, Mapping

from checklists.draft import OTHER, Values, is_active, points_of
from checklists.succession import free_id
from checklists.tree import Plain


def with_point(draft: Mapping[str, Plain], point: Values) -> Values:
    """Put a changed point in the place of the one with its id, or at the end.

    Parameters
    ----------
    draft : mapping
        The draft as it was.
    point : dict
        The whole point.

    Returns
    -------
    dict
        The draft as it is now.

    Examples
    --------
    >>> with_point({"check_points": [{"id": "L01"}]}, {"id": "L01", "title": "Neu"})
    {'check_points': [{'id': 'L01', 'title': 'Neu'}]}
    """
    points = points_of(draft)
    if not any(old["id"] == point["id"] for old in points):
        return {**draft, "check_points": [*points, point]}
    return _mapped(draft, lambda old: point if old["id"] == point["id"] else old)


def moved(draft: Mapping[str, Plain], point: str, steps: int) -> Values:
    """Move an active point past its neighbours; retired ones in between count for nothing.

    Parameters
    ----------
    draft : mapping
        The draft as it was.
    point : str
        Id of the point.
    steps : int
        How far down; negative is up. At the ends it stays.

    Returns
    -------
    dict
        The draft as it is now.

    Examples
    --------
    >>> moved({"check_points": [{"id": "L01"}, {"id": "L02"}]}, "L02", -1)
    {'check_points': [{'id': 'L02'}, {'id': 'L01'}]}
    """
    points = points_of(draft)
    active = [one for one in points if is_active(one)]
    place = next((n for n, one in enumerate(active) if one["id"] == point), None)
    if place is None:
        return dict(draft)
    active.insert(max(0, min(place + steps, len(active) - 1)), active.pop(place))
    order = iter(active)
    return {**draft, "check_points": [next(order) if is_active(one) else one for one in points]}


def retired(draft: Mapping[str, Plain], point: str, base: Collection[str]) -> Values:
    """Retire a point; one that no earlier version held simply goes.

    Parameters
    ----------
    draft : mapping
        The draft as it was.
    point : str
        Id of the point.
    base : collection of str
        Ids that an earlier version held.

    Returns
    -------
    dict
        The draft as it is now.

    Examples
    --------
    >>> retired({"check_points": [{"id": "L01"}, {"id": "L19"}]}, "L01", {"L01"})
    {'check_points': [{'id': 'L01', 'active': False}, {'id': 'L19'}]}
    >>> retired({"check_points": [{"id": "L01"}, {"id": "L19"}]}, "L19", {"L01"})
    {'check_points': [{'id': 'L01'}]}
    """
    if point in base:
        return _mapped(draft, lambda old: {**old, "active": False} if old["id"] == point else old)
    return {**draft, "check_points": [old for old in points_of(draft) if old["id"] != point]}


def restored(draft: Mapping[str, Plain], point: str) -> Values:
    """Take back that a point is retired.

    Parameters
    ----------
    draft : mapping
        The draft as it was.
    point : str
        Id of the point.

    Returns
    -------
    dict
        The draft as it is now.

    Examples
    --------
    >>> restored({"check_points": [{"id": "L01", "active": False}]}, "L01")
    {'check_points': [{'id': 'L01'}]}
    """
    return _mapped(draft, lambda old: _without(old, "active") if old["id"] == point else old)


def added(draft: Mapping[str, Plain], taken: Collection[str]) -> tuple[Values, str]:
    """Add an empty point at the end.

    Parameters
    ----------
    draft : mapping
        The draft as it was.
    taken : collection of str
        Every id that any version held.

    Returns
    -------
    tuple of (dict, str)
        The draft as it is now, and the id of the point.

    Examples
    --------
    >>> draft, point = added({"check_points": [{"id": "L18"}]}, {"L18"})
    >>> point, draft["check_points"][1]["patterns"][0]["label"]
    ('L19', 'anderes')
    """
    name = free_id({*taken, *(str(point["id"]) for point in points_of(draft))})
    point: Values = {
        "id": name,
        "title": "",
        "topic": "",
        "group": "",
        "question": "",
        "guidance": "",
        "legal_basis": [],
        "error_minor": "",
        "error_major": "",
        "example_formal": "",
        "patterns": [dict(OTHER)],
        "amount": {"possible": False, "directions": [], "cost_bearer": "none"},
        "applies_when": {"always": True},
        "applies_when_text": "Immer",
        "report_period": "month",
    }
    return with_point(draft, point), name


def replaced(
    draft: Mapping[str, Plain], point: str, before: Values, taken: Collection[str]
) -> tuple[Values, str]:
    """Let a point with another question take the place of the old one under a new id.

    Parameters
    ----------
    draft : mapping
        The draft as it was, with the changed point under the old id.
    point : str
        The old id.
    before : dict
        The point as the version before has it; it stays so and is retired.
    taken : collection of str
        Every id that any version held.

    Returns
    -------
    tuple of (dict, str)
        The draft as it is now, and the new id.

    Examples
    --------
    >>> draft = {"check_points": [{"id": "L01", "question": "Neu?"}]}
    >>> replaced(draft, "L01", {"id": "L01", "question": "Alt?"}, {"L01"})[0]["check_points"]
    [{'id': 'L02', 'question': 'Neu?', 'replaces': 'L01'}, {'id': 'L01', 'question': 'Alt?', 'active': False}]
    """
    name = free_id({*taken, *(str(one["id"]) for one in points_of(draft))})
    points: list[Plain] = []
    for old in points_of(draft):
        new: Values = {**_without(old, "active"), "id": name, "replaces": point}
        points += [new, {**before, "active": False}] if old["id"] == point else [old]
    return {**draft, "check_points": points}, name


def _mapped(draft: Mapping[str, Plain], change: Callable[[Values], Values]) -> Values:
    return {**draft, "check_points": [change(point) for point in points_of(draft)]}


def _without(point: Values, key: str) -> Values:
    return {name: value for name, value in point.items() if name != key}
