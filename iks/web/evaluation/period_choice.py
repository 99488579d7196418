"""The choice of a closed period: the likely ones are one step away, all others one more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from iks.domain.period import Period


@dataclass(frozen=True)
class PeriodLink:
    """One period with its address; ``role`` is "before" or "after" for a neighbour of the shown one."""

    period: Period
    url: str
    current: bool = False
    role: str = ""


@dataclass(frozen=True)
class PeriodChoice:
    """Periods one step away, and all of them for a list."""

    near: tuple[PeriodLink, ...]
    all: tuple[Period, ...]
    shown: Period


def period_choice(choices: Sequence[Period], shown: Period, address: Callable[[Period], str]) -> PeriodChoice:
    """Return the newest month, quarter and year, and the neighbours of the period that is shown.

    Parameters
    ----------
    choices : sequence of Period
        All closed periods, the newest first.
    shown : Period
        The one on the page.
    address : callable
        Gives the address of the page for a period.
    """
    alike = sorted(period for period in choices if length(period) == length(shown))
    place = alike.index(shown) if shown in alike else 0
    newest = [next((p for p in choices if length(p) == kind), None) for kind in (1, 3, 12)]
    near = [
        PeriodLink(period, address(period), current=period == shown)
        for period in newest
        if period is not None
    ]
    beside = ((place - 1, "before"), (place + 1, "after"))
    near += [
        PeriodLink(alike[n], address(alike[n]), role=role)
        for n, role in beside
        if 0 <= n < len(alike) and alike[n] not in newest
    ]
    return PeriodChoice(tuple(near), tuple(choices), shown)


def length(period: Period) -> int:
    """Return the months of a period."""
    return len(period.months)
