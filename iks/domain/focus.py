"""Focus topics: which files one may concern, when it is fit to be ordered, and from which month on."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from checklists.condition import AllOf, Comparison, Contains, Equals, NoneOf, OneOf
from checklists.model import CaseAttribute, Checklist
from checklists.rules import Applicability, holds
from checklists.vocabulary import AttributeType, AttributeUse
from iks.domain.clock import local_date
from iks.domain.month import Month, add_working_days, draw_time
from iks.errors import N_, FieldFault

LEAST_FILES = 30
LEAST_BRANCHES = 6
MOST_FILES = 50
"""Files that one topic may draw in a branch, on top of the regular sample."""

LONGEST_TITLE = 120
LONGEST_REASON = 1000
LONGEST_TOPIC_IN_MONTHS = 12
TAKEN_CODES = frozenset({"recheck"})
"""Names with a chain of secrets of their own."""

_CODE = re.compile("[a-z0-9-]{1,32}")
_FILE_NUMBER = re.compile(r"\b\d{3,5}\s?BG\s?\d{5,}|\b\d{3}[A-Z]\d{6}\b")
_OPERATORS = {
    AttributeType.BOOL: frozenset({"eq"}),
    AttributeType.ENUM: frozenset({"eq", "in", "not_in"}),
    AttributeType.SET: frozenset({"contains"}),
}
_KINDS = {"eq": Equals, "in": OneOf, "not_in": NoneOf, "contains": Contains}
_SEVERAL = frozenset({"in", "not_in"})


@dataclass(frozen=True)
class Term:
    """One choice of a filter: an attribute, how it is compared, and the value or values.

    Parameters
    ----------
    attribute : str
        Name of an attribute of the grid.
    operator : str
        ``eq``, ``in``, ``not_in`` or ``contains``.
    values : tuple of bool or str
        One value, or several for ``in`` and ``not_in``.
    """

    attribute: str
    operator: str
    values: tuple[bool | str, ...]


@dataclass(frozen=True)
class FocusWish:
    """A focus topic as it is proposed.

    Parameters
    ----------
    code, title, reason : str
        Its part of the draw id, what it is about, and why it is drawn.
    first_month, last_month : Month
        The months whose lists are drawn from, both included.
    terms : tuple of Term
        The filter; all of them have to hold.
    files : int
        Files to draw in every branch.
    """

    code: str
    title: str
    reason: str
    first_month: Month
    last_month: Month
    terms: tuple[Term, ...]
    files: int


@dataclass(frozen=True)
class Crowd:
    """How many files of the house a filter concerns, and in how many branches there is one.

    >>> Crowd(30, 6).is_enough, Crowd(29, 6).is_enough, Crowd(300, 5).is_enough
    (True, False, False)
    """

    files: int
    branches: int

    @property
    def is_enough(self) -> bool:
        """Whether figures of the topic can be shown at all without pointing at anybody."""
        return self.files >= LEAST_FILES and self.branches >= LEAST_BRANCHES

    @property
    def shown_files(self) -> int:
        """The number of files to the full ten below: exact ones tell single files apart by subtraction.

        >>> Crowd(1247, 14).shown_files
        1240
        """
        return self.files // 10 * 10


def askable(grid: Checklist, imported: Collection[str]) -> tuple[CaseAttribute, ...]:
    """Return the attributes that a filter may ask, in the order of the grid.

    *Valid if* ``imported`` names the attributes that the mapping of the area's list reads.

    >>> from checklists.load import load_builtin
    >>> [a.id for a in askable(load_builtin("benefits"), ["provisional", "file_location", "housing_kind"])]
    ['provisional', 'housing_kind']
    """
    return tuple(
        attribute
        for attribute in grid.case_attributes
        if attribute.id in imported
        and not attribute.sensitive
        and AttributeUse.STRATA in attribute.use
        and attribute.type in _OPERATORS
    )


def wish_faults(wish: FocusWish, grid: Checklist, imported: Collection[str], today: date) -> list[FieldFault]:
    """Name everything that does not fit in a wish; the fields of the filter are named after attributes.

    *Valid if* ``grid`` is the one in use when the topic is proposed, and ``today`` is a day in Berlin.

    >>> from checklists.load import load_builtin
    >>> month, day = Month(2027, 1), date(2026, 12, 9)
    >>> wish = FocusWish("rent", "Miete", "Prüfung", month, month, (Term("provisional", "eq", (True,)),), 5)
    >>> wish_faults(wish, load_builtin("benefits"), ["provisional"], day)
    []
    >>> [fault.name for fault in wish_faults(wish, load_builtin("benefits"), [], day)]
    ['provisional']
    """
    known = {attribute.id: attribute for attribute in askable(grid, imported)}
    filter_faults = _filter_faults(wish, known)
    return [*_name_faults(wish), *filter_faults, *_size_faults(wish), *_month_faults(wish, today)]


def _name_faults(wish: FocusWish) -> Iterator[FieldFault]:
    """Yield the faults in the order of the form."""
    yield from _text_faults("title", wish.title, LONGEST_TITLE)
    if not _CODE.fullmatch(wish.code):
        sentence = N_("Bitte schreiben Sie 1 bis 32 Zeichen: kleine Buchstaben ohne Umlaute, Ziffern, -.")
        yield FieldFault("code", sentence)
    elif wish.code in TAKEN_CODES:
        yield FieldFault("code", N_("Dieses Kürzel ist vergeben. Bitte wählen Sie ein anderes."))
    yield from _text_faults("reason", wish.reason, LONGEST_REASON)


def _text_faults(name: str, text: str, longest: int) -> Iterator[FieldFault]:
    if not text:
        yield FieldFault(name, _MISSING[name])
    elif len(text) > longest:
        yield FieldFault(name, N_("Bitte kürzen Sie den Text auf %(limit)s Zeichen."), {"limit": longest})
    elif _FILE_NUMBER.search(text):
        yield FieldFault(name, N_("Bitte nennen Sie keine Aktenzeichen."))


def _size_faults(wish: FocusWish) -> Iterator[FieldFault]:
    if not 1 <= wish.files <= MOST_FILES:
        sentence = N_("Bitte geben Sie eine Zahl von 1 bis %(limit)s ein.")
        yield FieldFault("files", sentence, {"limit": MOST_FILES})


_MISSING = {
    "title": N_("Bitte schreiben Sie, worum es geht."),
    "reason": N_("Bitte schreiben Sie, warum gezogen werden soll."),
}


def _month_faults(wish: FocusWish, today: date) -> Iterator[FieldFault]:
    earliest = earliest_month(today)
    if wish.first_month < earliest:
        sentence = N_("Dafür ist es zu spät. Möglich ist es ab %(month)s.")
        yield FieldFault("first_month", sentence, {"month": earliest})
    if wish.last_month < wish.first_month:
        yield FieldFault("last_month", N_("Der letzte Monat liegt vor dem ersten."))
    elif wish.last_month - wish.first_month >= LONGEST_TOPIC_IN_MONTHS:
        yield FieldFault("last_month", N_("Ein Schwerpunkt dauert höchstens zwölf Monate."))


def _filter_faults(wish: FocusWish, known: Mapping[str, CaseAttribute]) -> Iterator[FieldFault]:
    if not wish.terms:
        yield FieldFault("filter", N_("Bitte wählen Sie mindestens ein Merkmal."))
    seen: set[Term] = set()
    for term in wish.terms:
        attribute = known.get(term.attribute)
        if attribute is None:
            sentence = N_("Nach diesem Merkmal kann nicht gezogen werden: Es steht nicht in der Liste.")
            yield FieldFault(term.attribute, sentence)
        elif term in seen or not _fits(term, attribute):
            yield FieldFault(term.attribute, N_("Bitte wählen Sie eine der angebotenen Möglichkeiten."))
        seen.add(term)


def _fits(term: Term, attribute: CaseAttribute) -> bool:
    if term.operator not in _OPERATORS[attribute.type]:
        return False
    if not term.values or (len(term.values) > 1 and term.operator not in _SEVERAL):
        return False
    if attribute.type is AttributeType.BOOL:
        return all(isinstance(value, bool) for value in term.values)
    return set(term.values) <= set(attribute.values)


def filter_of(terms: Iterable[Term]) -> dict[str, object]:
    """Return a filter as it is stored and journaled: a rule in the language of the grids.

    *Valid if* the terms have no faults.

    >>> filter_of([Term("provisional", "eq", (True,))])
    {'all': [{'attr': 'provisional', 'eq': True}]}
    """
    return {"all": [_plain(term) for term in terms]}


def _plain(term: Term) -> dict[str, object]:
    value: object = list(term.values) if term.operator in _SEVERAL else term.values[0]
    return {"attr": term.attribute, term.operator: value}


def read_filter(stored: Mapping[str, object]) -> AllOf:
    """Return a stored filter as a rule.

    >>> read_filter({"all": [{"attr": "provisional", "eq": True}]}).terms[0].attribute
    'provisional'
    """
    # JSON knows no tuples, and the strict rules take lists as such only when they come as JSON.
    return AllOf.model_validate_json(json.dumps(stored))


def terms_of(stored: Mapping[str, object]) -> tuple[Term, ...]:
    """Return the choices of a stored filter.

    >>> terms_of({"all": [{"attr": "housing_kind", "in": ["rent", "none"]}]})
    (Term(attribute='housing_kind', operator='in', values=('rent', 'none')),)
    """
    return tuple(_term(term) for term in read_filter(stored).terms if isinstance(term, Comparison))


def _term(term: Comparison) -> Term:
    operator = next(name for name, kind in _KINDS.items() if isinstance(term, kind))
    values = term.values if isinstance(term, OneOf | NoneOf) else (term.value,)
    return Term(term.attribute, operator, tuple(values))


def condition_text(stored: Mapping[str, object]) -> str:
    """Return a filter in the one form in which the journal holds it.

    >>> condition_text({"all": [{"eq": True, "attr": "provisional"}]})
    '{"all":[{"attr":"provisional","eq":true}]}'
    """
    return json.dumps(stored, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fulfils(rule: AllOf, attributes: Mapping[str, object] | None) -> bool:
    """Return whether a file surely fulfils a filter; what the list does not say is never guessed.

    >>> rule = read_filter({"all": [{"attr": "provisional", "eq": True}]})
    >>> fulfils(rule, {"provisional": True}), fulfils(rule, {}), fulfils(rule, None)
    (True, False, False)
    """
    return attributes is not None and holds(rule, attributes) is Applicability.APPLIES


def crowd_of(rule: AllOf, rows: Iterable[tuple[str, Mapping[str, object] | None]]) -> Crowd:
    """Count the files that fulfil a filter, and the branches with at least one.

    *Valid if* ``rows`` holds branch and attributes of every file of a list.

    >>> rule = read_filter({"all": [{"attr": "provisional", "eq": True}]})
    >>> crowd_of(rule, [("Z01", {"provisional": True}), ("Z06", {"provisional": False})])
    Crowd(files=1, branches=1)
    """
    found = [branch for branch, attributes in rows if fulfils(rule, attributes)]
    return Crowd(len(found), len(set(found)))


def earliest_month(today: date) -> Month:
    """Return the first month whose list is locked at least one working day after today.

    *Valid if* lists are locked when their draw is due; an earlier lock by hand is refused on its own.

    Source: draw format version 1, section 2, point 1.

    >>> earliest_month(date(2027, 1, 1)), earliest_month(date(2027, 1, 4))
    (Month(year=2027, number=1), Month(year=2027, number=2))
    """
    month = Month.of(today)
    while local_date(draw_time(month)) < add_working_days(today, 1):
        month = month.shift(1)
    return month
