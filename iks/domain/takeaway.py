"""What a unit head takes away from a quarter: at most three points, each for one reason."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class TakeawayKind(StrEnum):
    """Why a point is proposed, in the order in which the proposals stand."""

    # Most major findings of the last four closed quarters.
    MAJOR = "major"
    # Outside its own limits in the last closed quarter.
    NEW = "new"
    # The largest reliable amount, or most objections allowed for misapplied law.
    MONEY = "money"


class TakeawayDecision(StrEnum):
    """What was made of a proposal."""

    MEASURE = "measure"
    AGENDA = "agenda"
    NOT_NOW = "not_now"


LONGEST_REASON = 300
# A point that is new stands there; in the others the next one moves up.
_FILLED = (TakeawayKind.NEW, TakeawayKind.MAJOR, TakeawayKind.MONEY)


@dataclass(frozen=True)
class MajorCount:
    """One point with its major findings of four quarters."""

    point: str
    major: int


def heaviest_first(counts: Iterable[MajorCount]) -> list[str]:
    """Return the points with major findings, most of them first.

    >>> heaviest_first([MajorCount("L01", 3), MajorCount("L02", 0), MajorCount("L03", 7)])
    ['L03', 'L01']
    """
    found = [count for count in counts if count.major]
    return [count.point for count in sorted(found, key=lambda count: (-count.major, count.point))]


def choose(
    candidates: Mapping[TakeawayKind, Sequence[str]],
    decided: Mapping[TakeawayKind, str],
    running: Collection[str],
) -> dict[TakeawayKind, str]:
    """Return the proposals of a quarter; a point stands in one of them only.

    What was decided stays where it is for the rest of the quarter. A kind without a candidate is left out:
    there is no new topic.

    Parameters
    ----------
    candidates : mapping of TakeawayKind to sequence of str
        Check points of each kind, the weightiest first.
    decided : mapping of TakeawayKind to str
        The point of each proposal that was decided about in this quarter.
    running : collection of str
        Points that a measure runs for; they are taken out.

    Source: product.md, step 6.

    L06 is new, so L12 moves up as the heaviest; L09 has the money.

    >>> picked = choose({TakeawayKind.MAJOR: ["L06", "L12"], TakeawayKind.NEW: ["L06"],
    ...     TakeawayKind.MONEY: ["L12", "L09"]}, {}, {"L01"})
    >>> [(kind.value, point) for kind, point in picked.items()]
    [('major', 'L12'), ('new', 'L06'), ('money', 'L09')]
    """
    found = dict(decided)
    taken = {*running, *decided.values()}
    for kind in _FILLED:
        if kind in found:
            continue
        point = next((point for point in candidates.get(kind, ()) if point not in taken), None)
        if point is not None:
            found[kind] = point
            taken.add(point)
    return {kind: found[kind] for kind in TakeawayKind if kind in found}
