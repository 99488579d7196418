"""A version while it is written: plain values that may still be wrong, and are kept all the same.

Nothing here refuses anything: a draft keeps what was typed, and `load.build_checklist` with
`succession.refusals` says what is still to be mended.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from copy import deepcopy

import yaml

from checklists.digest import plain_values
from checklists.faults import ChecklistRejected, Fault
from checklists.load import build_checklist
from checklists.model import Checklist
from checklists.structure import fit
from checklists.tree import Plain

Values = dict[str, Plain]
OTHER = {"id": "other", "label": "anderes", "kind": "formal", "severity": "minor"}


def copy_of(checklist: Checklist, *, version: str, valid_from: str) -> Values:
    """Return a version as a draft of the next one.

    Parameters
    ----------
    checklist : Checklist
        The version to begin with.
    version : str
        Label of the new version.
    valid_from : str
        Its first month as ``YYYY-MM``.

    Returns
    -------
    dict
        Plain values; the approval of the version is not copied.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> draft = copy_of(load_builtin("benefits"), version="2027.01", valid_from="2027-01")
    >>> draft["version"], len(draft["check_points"])
    ('2027.01', 18)
    """
    values = deepcopy(plain_values(checklist))
    values |= {"version": version, "valid_from": valid_from}
    values.pop("valid_to", None)
    legal = values["legal_status"]
    if isinstance(legal, dict):
        legal["approved"] = False
    return values


def points_of(draft: Mapping[str, Plain]) -> list[Values]:
    """Return the check points of a draft that can be edited: those with an id.

    Parameters
    ----------
    draft : mapping
        Plain values, right or wrong.

    Returns
    -------
    list of dict
        In the order of the draft; retired ones included.

    Examples
    --------
    >>> points_of({"check_points": [{"id": "L01"}, "broken"]})
    [{'id': 'L01'}]
    """
    points = draft.get("check_points")
    if not isinstance(points, Sequence) or isinstance(points, str):
        return []
    return [point for point in points if isinstance(point, dict) and isinstance(point.get("id"), str)]


def is_active(point: Mapping[str, Plain]) -> bool:
    """Return whether a point is asked; only a clear no retires it.

    Parameters
    ----------
    point : mapping
        One point of a draft.

    Returns
    -------
    bool
        False for a retired point.

    Examples
    --------
    >>> is_active({"id": "L01"}), is_active({"id": "L01", "active": False})
    (True, False)
    """
    return point.get("active") is not False


def part_digest(part: Plain) -> str:
    """Return what names one state of a part, so that an editor is told when another one was faster.

    Parameters
    ----------
    part : Plain
        One point, or any other values.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits; equal for equal values.

    Examples
    --------
    >>> part_digest({"a": 1, "b": 2}) == part_digest({"b": 2, "a": 1})
    True
    """
    text = json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def draft_yaml(draft: Mapping[str, Plain]) -> str:
    r"""Write a draft as YAML, right or wrong.

    Parameters
    ----------
    draft : mapping
        Plain values.

    Returns
    -------
    str
        The text of the file.

    Examples
    --------
    >>> draft_yaml({"id": "benefits"})
    'id: benefits\n'
    """
    return yaml.safe_dump(dict(draft), sort_keys=False, allow_unicode=True, width=100)


def examined(draft: Mapping[str, Plain]) -> tuple[Checklist | None, list[Fault]]:
    """Return the grid that a draft is, as far as its form is right, and everything that is wrong with it.

    Parameters
    ----------
    draft : mapping
        Plain values.

    Returns
    -------
    tuple of (Checklist or None, list of Fault)
        No grid where the form is wrong; no faults where it is complete.

    Examples
    --------
    >>> examined({"id": "benefits"})[0] is None
    True
    """
    values = dict(draft)
    try:
        return build_checklist(values), []
    except ChecklistRejected as rejected:
        return fit(Checklist, values)[0], list(rejected.faults)
