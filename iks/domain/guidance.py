"""Guidance that was put right at once: which text holds, and what stood there before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from checklists.diff import folded


@dataclass(frozen=True)
class Correction:
    """One correction of a guidance that is in force.

    Parameters
    ----------
    check_point : str
        Id of the point.
    regime : str
        Empty for the guidance itself, else the legal regime whose addition is corrected.
    old_text, new_text : str
        The text as it was, and as it is from now on.
    since : datetime
        When it came into force.
    """

    check_point: str
    regime: str
    old_text: str
    new_text: str
    since: datetime


@dataclass(frozen=True)
class Guidance:
    """A guidance as it holds now, with all corrections that led to it.

    Parameters
    ----------
    text : str
        What is shown.
    corrections : tuple of Correction
        The oldest first; empty where the version's own text holds.
    """

    text: str
    corrections: tuple[Correction, ...] = ()


def guidance_now(text: str, point: str, regime: str, corrections: Iterable[Correction]) -> Guidance:
    """Follow the corrections of a text from the version's own words to what holds now.

    *Valid if* the corrections stand in the order in which they came into force.

    Parameters
    ----------
    text : str
        The text of the version.
    point : str
        Id of the point.
    regime : str
        Empty for the guidance itself, else a legal regime.
    corrections : iterable of Correction
        Any corrections in force; those of other texts are left aside, so a later version that was
        worded anew is shown in its own words.

    Returns
    -------
    Guidance
        The text that holds, with its corrections.

    Examples
    --------
    >>> one = Correction("L05", "", "Alt.", "Neu.", datetime(2026, 12, 14))
    >>> guidance_now("Alt.", "L05", "", [one]).text, guidance_now("Anders.", "L05", "", [one]).text
    ('Neu.', 'Anders.')
    """
    applied = []
    for one in corrections:
        if (one.check_point, one.regime) == (point, regime) and folded(one.old_text) == folded(text):
            text = one.new_text
            applied.append(one)
    return Guidance(text, tuple(applied))
