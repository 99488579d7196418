"""The grids as data: 18 check points each, their rules, and what follows from them for one case file.

The public names are loaded when they are first used, so importing the package costs nothing.
"""

from typing import TYPE_CHECKING

from checklists.lazy import lazy_names

if TYPE_CHECKING:
    from checklists.diff import GridDiff, compare
    from checklists.digest import canonical_bytes, checklist_digest, plain_values, to_yaml
    from checklists.faults import ChecklistRejected, Fault
    from checklists.load import build_checklist, builtin, load_builtin, load_checklist
    from checklists.model import CaseAttribute, Checklist, CheckPoint
    from checklists.rules import (
        Applicability,
        StratumFault,
        applicability,
        preselected,
        regime_for,
        status_of,
        stratum_of,
    )
    from checklists.succession import refusals

__all__ = [
    "Applicability",
    "CaseAttribute",
    "CheckPoint",
    "Checklist",
    "ChecklistRejected",
    "Fault",
    "GridDiff",
    "StratumFault",
    "applicability",
    "build_checklist",
    "builtin",
    "canonical_bytes",
    "checklist_digest",
    "compare",
    "load_builtin",
    "load_checklist",
    "plain_values",
    "preselected",
    "refusals",
    "regime_for",
    "status_of",
    "stratum_of",
    "to_yaml",
]

__getattr__ = lazy_names(
    __name__,
    {
        "canonical_bytes": "checklists.digest",
        "checklist_digest": "checklists.digest",
        "plain_values": "checklists.digest",
        "to_yaml": "checklists.digest",
        "GridDiff": "checklists.diff",
        "compare": "checklists.diff",
        "ChecklistRejected": "checklists.faults",
        "Fault": "checklists.faults",
        "build_checklist": "checklists.load",
        "builtin": "checklists.load",
        "load_builtin": "checklists.load",
        "load_checklist": "checklists.load",
        "CaseAttribute": "checklists.model",
        "CheckPoint": "checklists.model",
        "Checklist": "checklists.model",
        "Applicability": "checklists.rules",
        "StratumFault": "checklists.rules",
        "applicability": "checklists.rules",
        "preselected": "checklists.rules",
        "regime_for": "checklists.rules",
        "status_of": "checklists.rules",
        "stratum_of": "checklists.rules",
        "refusals": "checklists.succession",
    },
)
