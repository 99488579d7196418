"""One byte form of a grid, so that two files that mean the same have the same digest."""

import hashlib
import json

import yaml

from checklists.model import Checklist
from checklists.tree import Plain


def plain_values(checklist: Checklist) -> dict[str, Plain]:
    """Return a grid as plain values, in the words of the file.

    Parameters
    ----------
    checklist : Checklist
        Any grid.

    Returns
    -------
    dict
        Entries in the order of the model; those that say what holds anyway are left out, so a later
        release of the program with further entries gives the same values for the same grid.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> plain_values(load_builtin("benefits"))["draw"]
    {'strata': {'-': {'always': True}}, 'allocation': {'-': 10}}
    """
    return checklist.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def canonical_bytes(checklist: Checklist) -> bytes:
    """Return the one byte form of a grid: JSON, keys sorted, no blanks, UTF-8.

    Parameters
    ----------
    checklist : Checklist
        Any grid.

    Returns
    -------
    bytes
        The same for two files that differ in comments, layout or the order of keys only.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> canonical_bytes(load_builtin("benefits"))[:51]
    b'{"amount_direction_scale":[{"id":"overpayment","lab'
    """
    values = plain_values(checklist)
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def checklist_digest(checklist: Checklist) -> str:
    """Return the SHA-256 of the canonical bytes, which names a version of a grid for good.

    Parameters
    ----------
    checklist : Checklist
        Any grid.

    Returns
    -------
    str
        64 lower-case hexadecimal digits.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> len(checklist_digest(load_builtin("benefits")))
    64
    """
    return hashlib.sha256(canonical_bytes(checklist)).hexdigest()


def to_yaml(checklist: Checklist) -> str:
    """Write a grid as YAML that loads to the same grid.

    Parameters
    ----------
    checklist : Checklist
        Any grid.

    Returns
    -------
    str
        The text; comments of an earlier file are not kept.

    Examples
    --------
    >>> from checklists.load import load_builtin, load_checklist
    >>> grid = load_builtin("benefits")
    >>> load_checklist(to_yaml(grid)) == grid
    True
    """
    return yaml.safe_dump(plain_values(checklist), sort_keys=False, allow_unicode=True, width=100)
