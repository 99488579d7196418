"""What follows from a grid for one case file: which points apply, which stratum, which law, which status.

Attributes are given as a mapping from their names to plain values: truth values, text, dates as
``2026-07-01``, months as ``2026-12``, sets as lists of text. A name that is missing, or stands at
None, is not known; nothing is ever guessed from it.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum, StrEnum

from checklists.condition import AllOf, Always, AnyOf, Comparison, Contains, Equals, NoneOf, Rule
from checklists.model import Checklist, CheckPoint
from checklists.vocabulary import AttributeUse, RegimeBy

APPROVAL_PERIOD_MONTHS = 12
"""How long an approval period lasts at most (§ 41 Abs. 3 SGB II: one year as a rule, else shorter)."""

ELIGIBLE = "eligible"
AT_EXTERNAL_AUDIT = "at_external_audit"

Attributes = Mapping[str, object]


class Applicability(StrEnum):
    """Whether a check point applies to a file, by the list of active files alone."""

    APPLIES = "applies"
    NOT = "not"
    UNKNOWN = "unknown"


class StratumFault(Enum):
    """Why a file cannot be given to exactly one stratum."""

    UNKNOWN = "unknown"
    NONE = "none"
    SEVERAL = "several"


_ORDER = (Applicability.NOT, Applicability.UNKNOWN, Applicability.APPLIES)


def holds(rule: Rule, attributes: Attributes) -> Applicability:
    """Say whether a condition holds for a file, by Kleene's three-valued logic.

    *Valid if* the values stand in the grid's own words; what is not known stays unknown unless the
    known parts decide alone.

    Parameters
    ----------
    rule : Rule
        A condition of the grid.
    attributes : mapping of str to object
        What is known about the file.

    Returns
    -------
    Applicability
        ``applies`` or ``not`` where that is sure, else ``unknown``.

    Source
    ------
    S. C. Kleene, Introduction to Metamathematics (1952), § 64: the strong connectives; ``all`` is
    the least, ``any`` the greatest of its parts in the order not < unknown < applies.

    Examples
    --------
    >>> from checklists.condition import AnyOf, Equals
    >>> rule = AnyOf(any=(Equals(attr="provisional", eq=True), Equals(attr="self_employed", eq=True)))
    >>> holds(rule, {"provisional": True}).value, holds(rule, {"provisional": False}).value
    ('applies', 'unknown')
    """
    if isinstance(rule, Always):
        return Applicability.APPLIES
    if isinstance(rule, AllOf):
        return min((holds(term, attributes) for term in rule.terms), key=_ORDER.index)
    if isinstance(rule, AnyOf):
        return max((holds(term, attributes) for term in rule.terms), key=_ORDER.index)
    known = _compare(rule, attributes.get(rule.attribute))
    if known is None:
        return Applicability.UNKNOWN
    return Applicability.APPLIES if known else Applicability.NOT


def _compare(rule: Comparison, value: object) -> bool | None:
    """Return the outcome of a comparison, or None where the value is missing or of another kind."""
    if isinstance(rule, Contains):
        return rule.value in value if isinstance(value, list | tuple | set | frozenset) else None
    if isinstance(rule, Equals):
        return value == rule.value if type(value) is type(rule.value) else None
    if not isinstance(value, str):
        return None
    return (value in rule.values) is not isinstance(rule, NoneOf)


def applicability(point: CheckPoint, attributes: Attributes) -> Applicability:
    """Say whether a check point applies to a file, as far as the list of active files tells.

    *Valid if* the attributes come from the frame of the same month; the file itself decides in the
    end, so only a sure ``not`` may be preselected, and the checker confirms it.

    Parameters
    ----------
    point : CheckPoint
        A point of the grid.
    attributes : mapping of str to object
        What is known about the file.

    Returns
    -------
    Applicability
        ``unknown`` where an attribute that could decide is missing.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> earned_income = load_builtin("benefits").point("L08")
    >>> applicability(earned_income, {"has_earned_income": False}).value
    'not'
    >>> applicability(earned_income, {}).value
    'unknown'
    """
    return holds(point.applies_when, attributes)


def preselected(checklist: Checklist, attributes: Attributes) -> tuple[str, ...]:
    """Return the points that surely do not apply to a file, to be shown as "laut Bestandsliste".

    Parameters
    ----------
    checklist : Checklist
        The grid of the month.
    attributes : mapping of str to object
        What is known about the file.

    Returns
    -------
    tuple of str
        Ids of active points, in the order of the grid.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> preselected(load_builtin("benefits"), {"housing_kind": "none", "sanction_in_period": False})
    ('L05', 'L06', 'L07', 'L15')
    """
    return tuple(p.id for p in checklist.points if applicability(p, attributes) is Applicability.NOT)


def stratum_of(checklist: Checklist, attributes: Attributes) -> str | StratumFault:
    """Return the stratum in which a file is drawn, or why there is not exactly one.

    Parameters
    ----------
    checklist : Checklist
        The grid of the month; its draw rule says what the strata are.
    attributes : mapping of str to object
        What is known about the file.

    Returns
    -------
    str or StratumFault
        The code of the stratum; a fault where an attribute is missing or the strata gape or overlap.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> stratum_of(load_builtin("integration"), {"has_funding": True})
    'funded'
    >>> stratum_of(load_builtin("integration"), {})
    <StratumFault.UNKNOWN: 'unknown'>
    """
    outcomes = {code: holds(rule, attributes) for code, rule in checklist.draw.strata.items()}
    sure = [code for code, outcome in outcomes.items() if outcome is Applicability.APPLIES]
    if len(sure) > 1:
        return StratumFault.SEVERAL
    if Applicability.UNKNOWN in outcomes.values():
        return StratumFault.UNKNOWN
    return sure[0] if sure else StratumFault.NONE


def status_of(checklist: Checklist, attributes: Attributes) -> str:
    """Return whether a file can be drawn, as far as its attributes say.

    Parameters
    ----------
    checklist : Checklist
        The grid of the month; its attributes with the use ``exclude`` name the excluding values.
    attributes : mapping of str to object
        What is known about the file.

    Returns
    -------
    str
        ``at_external_audit`` where an attribute excludes the file, else ``eligible``.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> grid = load_builtin("benefits")
    >>> status_of(grid, {"file_location": "external_audit"}), status_of(grid, {"file_location": "missing"})
    ('at_external_audit', 'eligible')
    """
    excluded = any(
        AttributeUse.EXCLUDE in attribute.use and attributes.get(attribute.id) in attribute.excludes
        for attribute in checklist.case_attributes
    )
    return AT_EXTERNAL_AUDIT if excluded else ELIGIBLE


def regime_for(checklist: Checklist, attributes: Attributes) -> tuple[str, ...]:
    """Return the legal regimes whose guidance a sheet shows for a file.

    *Valid if* no approval period lasts longer than twelve months. A period that could reach into the
    next regime counts as crossing the change, because its end is no attribute of the frame.

    Parameters
    ----------
    checklist : Checklist
        The grid; ``regime_by`` says whether the approval period decides or all regimes are shown.
    attributes : mapping of str to object
        What is known about the file.

    Returns
    -------
    tuple of str
        Ids of regimes, oldest first; all of them where the start of the period is not known.

    Source
    ------
    § 41 Abs. 3 SGB II (length of the approval period), § 65a SGB II (transition).

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> grid = load_builtin("benefits")
    >>> regime_for(grid, {"approval_period_start": "2026-08-01"})
    ('from_2026_07',)
    >>> regime_for(grid, {"approval_period_start": "2026-02-01"})
    ('until_2026_06', 'from_2026_07')
    >>> regime_for(grid, {"approval_period_start": "2025-07-01"})
    ('until_2026_06',)
    """
    regimes = checklist.legal_status.regimes
    start = _day(attributes.get("approval_period_start"))
    if checklist.regime_by is RegimeBy.SHOWN_BOTH or start is None:
        return tuple(regime.id for regime in regimes)
    after = _later(start, APPROVAL_PERIOD_MONTHS)
    return tuple(
        regime.id
        for regime in regimes
        if (regime.end or date.max) >= start and (regime.start or date.min) < after
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _later(day: date, months: int) -> date:
    """Return the same day of a later month, the first of the month after where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return day.replace(year=year, month=month + 1)
    except ValueError:
        return date(year, month + 2, 1)
