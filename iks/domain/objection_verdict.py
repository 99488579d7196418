"""What it means for a topic when objections and checks are set side by side."""

from dataclasses import dataclass
from enum import StrEnum

FEWEST = 30
"""With fewer closed cases or answers nothing is said about a topic."""


class TopicVerdict(StrEnum):
    """What objections and checks say together."""

    # High in both: the natural focus topic.
    FOCUS = "focus"
    # High in objections, low in checks: the grid or the checking is blind there.
    BLIND = "blind"
    # High in checks only: faults that nobody objected to.
    SILENT = "silent"
    # High in objections; the checks stand in the middle.
    OBJECTIONS = "objections"
    USUAL = "usual"
    NO_STATEMENT = "no_statement"


@dataclass(frozen=True)
class Share:
    """A share with its 95 % limits, all in 0..1, of ``n`` cases or answers."""

    n: int
    lower: float
    upper: float


def weigh(
    objections: Share | None, all_objections: float | None, checks: Share | None, all_checks: float | None
) -> TopicVerdict:
    """Set the share of misapplied law among closed objections beside the rate of findings of linked points.

    High is a share whose lower limit lies above that of all topics or points together, low one whose upper
    limit lies below it.

    *Valid if* both shares count about the same months; ten topics looked at together bring about one false
    alarm in two screens.

    Parameters
    ----------
    objections, checks : Share or None
        Of the topic; None where there is none.
    all_objections, all_checks : float or None
        The same share over all topics or points, in 0..1.

    Returns
    -------
    TopicVerdict
        No statement with fewer than 30 closed cases or answers.

    Examples
    --------
    >>> weigh(Share(400, 0.12, 0.2), 0.09, Share(800, 0.1, 0.14), 0.08).value
    'focus'
    >>> weigh(Share(400, 0.12, 0.2), 0.09, Share(800, 0.04, 0.07), 0.08).value
    'blind'
    """
    if objections is None or checks is None or all_objections is None or all_checks is None:
        return TopicVerdict.NO_STATEMENT
    if objections.n < FEWEST or checks.n < FEWEST:
        return TopicVerdict.NO_STATEMENT
    if objections.lower <= all_objections:
        return TopicVerdict.SILENT if checks.lower > all_checks else TopicVerdict.USUAL
    if checks.lower > all_checks:
        return TopicVerdict.FOCUS
    return TopicVerdict.BLIND if checks.upper < all_checks else TopicVerdict.OBJECTIONS
