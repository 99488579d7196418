"""Settings that touch anonymity: what is looser, from when it holds, and to what it applies.

A looser value takes a document and the consent of the staff council, begins with the next month and never
applies to older data; a stricter one holds at once (anonymity.md R13).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from iks.domain.month import Month
from iks.domain.period import Period

LONGEST_DOCUMENT = 200
LONGEST_REASON = 500


class ConsentSetting(StrEnum):
    """A setting of one area that is looser only with consent."""

    # The unit sees findings by branch and check point of a closed year.
    BRANCH_POINTS = "branch_points"


LADDERS: dict[ConsentSetting, tuple[str, ...]] = {ConsentSetting.BRANCH_POINTS: ("off", "on")}
"""The values of each setting from the strictest, which holds until somebody consents, to the loosest."""


class ConsentState(StrEnum):
    """What became of a request."""

    OPEN = "open"
    GIVEN = "given"
    REFUSED = "refused"
    # Taken back by whoever asked, before it was decided.
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class Change:
    """A change that was decided: the value, the month it begins with, and the moment of the decision."""

    value: str
    valid_from: Month
    decided_at: datetime


@dataclass(frozen=True)
class InForce:
    """The value of a setting; ``since`` is the month from which on it has held, nothing for the first one."""

    value: str
    since: Month | None = None


def strictest(setting: ConsentSetting) -> str:
    """Return the value that holds without any consent.

    >>> strictest(ConsentSetting.BRANCH_POINTS)
    'off'
    """
    return LADDERS[setting][0]


def is_looser(setting: ConsentSetting, wanted: str, than: str) -> bool:
    """Return whether a value shows more than another one.

    Raises
    ------
    ValueError
        When the setting has no such value.

    >>> is_looser(ConsentSetting.BRANCH_POINTS, "on", "off")
    True
    """
    ladder = LADDERS[setting]
    return ladder.index(wanted) > ladder.index(than)


def begins(setting: ConsentSetting, wanted: str, current: str, this_month: Month) -> Month:
    """Return the month with which a value begins: a looser one with the next, a stricter one with this.

    Source: anonymity.md R13.

    >>> str(begins(ConsentSetting.BRANCH_POINTS, "on", "off", Month(2026, 12)))
    '2027-01'
    >>> str(begins(ConsentSetting.BRANCH_POINTS, "off", "on", Month(2026, 12)))
    '2026-12'
    """
    return this_month.shift(1) if is_looser(setting, wanted, current) else this_month


def in_force(setting: ConsentSetting, changes: Iterable[Change], month: Month) -> InForce:
    """Return the value that holds in a month, given everything that was decided so far.

    *Valid if* ``changes`` holds all decisions of one setting and area.

    The decision that came last decides: a stricter value also ends a looser one that has not begun yet.

    >>> from datetime import UTC
    >>> given = Change("on", Month(2027, 1), datetime(2026, 12, 3, tzinfo=UTC))
    >>> ended = Change("off", Month(2026, 12), datetime(2026, 12, 9, tzinfo=UTC))
    >>> in_force(ConsentSetting.BRANCH_POINTS, [given], Month(2026, 12)).value
    'off'
    >>> in_force(ConsentSetting.BRANCH_POINTS, [given], Month(2027, 5))
    InForce(value='on', since=Month(year=2027, number=1))
    >>> in_force(ConsentSetting.BRANCH_POINTS, [given, ended], Month(2027, 5)).value
    'off'
    """
    held = InForce(strictest(setting))
    for change in sorted(changes, key=lambda one: one.decided_at):
        if change.valid_from > month:
            continue
        if change.value != held.value:
            held = InForce(change.value, change.valid_from)
    return held


def to_come(setting: ConsentSetting, changes: Iterable[Change], month: Month) -> InForce | None:
    """Return the looser value that begins after a month, unless something later took it back.

    >>> from datetime import UTC
    >>> given = Change("on", Month(2027, 1), datetime(2026, 12, 3, tzinfo=UTC))
    >>> to_come(ConsentSetting.BRANCH_POINTS, [given], Month(2026, 12))
    InForce(value='on', since=Month(year=2027, number=1))
    >>> ended = Change("off", Month(2026, 12), datetime(2026, 12, 9, tzinfo=UTC))
    >>> to_come(ConsentSetting.BRANCH_POINTS, [given, ended], Month(2026, 12)) is None
    True
    """
    known = list(changes)
    last = max((change.valid_from for change in known), default=month)
    then = in_force(setting, known, last)
    return then if last > month and then.value != in_force(setting, known, month).value else None


def applies_to(held: InForce, period: Period) -> bool:
    """Return whether a value that holds today applies to the data of a period: never to older ones.

    >>> held = InForce("on", Month(2027, 2))
    >>> applies_to(held, Period.year(2027)), applies_to(held, Period.year(2028))
    (False, True)
    """
    return held.since is None or held.since <= period.first
