"""Files that cannot be checked: the sentences of the five reasons, and what a missing file counts as."""

from collections.abc import Mapping
from enum import StrEnum

from checklists.model import Checklist, CheckPoint
from iks.domain.finding import AnswerEntry
from iks.domain.values import (
    AmountDirection,
    AnswerValue,
    Area,
    ErrorKind,
    ExclusionReason,
    Severity,
)
from iks.errors import N_

FILE_MISSING = "file_missing"
"""Reserved error pattern of a missing file; no grid has to name it."""

RESERVED_PATTERNS: Mapping[str, str] = {FILE_MISSING: N_("Akte nicht auffindbar")}
"""Labels of the patterns that the program itself gives."""

WHY_NOT_ASSESSABLE = N_("Akte nicht auffindbar")
_NOT_VISIBLE = "not_visible"

POINT_OF_MISSING: Mapping[Area, str] = {Area.BENEFITS: "L18", Area.INTEGRATION: "M06"}
"""The points for payment and record, and for documentation: there a missing file is a finding."""


class MissingOutcome(StrEnum):
    """How a missing file leaves the watch list."""

    FOUND = "found"
    RECONSTRUCTED = "reconstructed"
    LOST = "lost"


_MOVED_UP = N_("Für sie ist die nächste der Reihe nachgerückt.")
_NONE_LEFT = N_("Die Zweigstelle hat keine weitere Akte; die Stichprobe ist um eine kleiner.")
_WHY: Mapping[ExclusionReason, str] = {
    ExclusionReason.AT_COURT: N_("Diese Akte liegt beim Gericht."),
    ExclusionReason.AT_EXTERNAL_AUDIT: N_("Diese Akte liegt bei einer externen Prüfung."),
    ExclusionReason.MISSING: N_("Diese Akte ist nicht auffindbar. Das zählt als erhebliche Beanstandung."),
    ExclusionReason.TRANSFERRED: N_("Diese Akte ist an eine andere Zweigstelle abgegeben."),
    ExclusionReason.CONFLICT_OF_INTEREST: N_(
        "Diese Akte prüft wegen Befangenheit niemand aus der Zweigstelle."
    ),
}


def why_left_out(reason: ExclusionReason) -> str:
    """Return the sentence that says why a file dropped out.

    >>> why_left_out(ExclusionReason.AT_COURT)
    'Diese Akte liegt beim Gericht.'
    """
    return _WHY[reason]


def what_followed(*, replaced: bool) -> str:
    """Return the sentence that says what came of a file that dropped out.

    >>> what_followed(replaced=True)
    'Für sie ist die nächste der Reihe nachgerückt.'
    """
    return _MOVED_UP if replaced else _NONE_LEFT


def point_of_missing(grid: Checklist) -> CheckPoint:
    """Return the point at which a missing file is a finding: the one for payment, record or documentation.

    A grid that does not ask for it, such as a short one of a focus topic, takes its last point.

    >>> from checklists.load import load_builtin
    >>> point_of_missing(load_builtin("integration")).id
    'M06'
    """
    usual = POINT_OF_MISSING[grid.area]
    return next((point for point in grid.points if point.id == usual), grid.points[-1])


def entries_of_missing(grid: Checklist) -> dict[str, AnswerEntry]:
    """Return what stands on the sheet of a missing file: one major formal finding, nothing else assessable.

    Parameters
    ----------
    grid : Checklist
        The grid of the sheet.

    Returns
    -------
    dict of str to AnswerEntry
        One complete answer for every active point.

    Source
    ------
    Section 4 of the page on the draw.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> entries = entries_of_missing(load_builtin("benefits"))
    >>> entries["L18"].severity.value, entries["L18"].kind.value, entries["L01"].value.value, len(entries)
    ('major', 'formal', 'not_assessable', 18)
    """
    entries = {
        point.id: AnswerEntry(AnswerValue.NOT_ASSESSABLE, reason=WHY_NOT_ASSESSABLE) for point in grid.points
    }
    point = point_of_missing(grid)
    causes = [cause.id for cause in grid.causes]
    entries[point.id] = AnswerEntry(
        AnswerValue.FINDING,
        pattern=FILE_MISSING,
        cause=_NOT_VISIBLE if _NOT_VISIBLE in causes else causes[-1],
        kind=ErrorKind.FORMAL,
        severity=Severity.MAJOR,
        direction=AmountDirection.UNKNOWN if point.amount.possible else None,
    )
    return entries


def pattern_labels(point: CheckPoint) -> dict[str, str]:
    """Return the names of the error patterns that an answer at a point can carry, the reserved ones included.

    >>> from checklists.load import load_builtin
    >>> pattern_labels(load_builtin("benefits").point("L18"))["file_missing"]
    'Akte nicht auffindbar'
    """
    return dict(RESERVED_PATTERNS) | {pattern.id: pattern.label for pattern in point.patterns}
