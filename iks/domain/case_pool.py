"""When released texts may go to their unit: in one pool that hides which branch wrote which."""

from collections.abc import Sequence

from iks.domain.month import Month

FEWEST_TEXTS = 3
FEWEST_BRANCHES = 3
LONGEST_WAIT = 3


def is_pool(branches: Sequence[str]) -> bool:
    """Return whether released texts may be delivered together.

    *Valid if* all texts are of one area and every one was released by a second person.

    Parameters
    ----------
    branches : sequence of str
        The branch of each text that waits.

    Returns
    -------
    bool
        True from three texts from three branches on.

    Source: anonymity.md R8.

    >>> is_pool(["Z01", "Z06", "S13"]), is_pool(["Z01", "Z01", "Z06", "Z06"])
    (True, False)
    """
    return len(branches) >= FEWEST_TEXTS and len(set(branches)) >= FEWEST_BRANCHES


def has_waited_enough(released_in: Month, closing: Month) -> bool:
    """Return whether a text that found no pool goes back to its writer for good.

    Parameters
    ----------
    released_in : Month
        In which calendar month the second person released it.
    closing : Month
        The audit month that is closed.

    Returns
    -------
    bool
        True from the third month after the release on.

    Source: anonymity.md R8, "fewer wait at most three months".

    >>> has_waited_enough(Month(2026, 9), Month(2026, 11)), has_waited_enough(Month(2026, 9), Month(2026, 12))
    (False, True)
    """
    return closing - released_in >= LONGEST_WAIT
