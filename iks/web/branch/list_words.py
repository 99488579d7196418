"""What the population list says about a file, in words: facts on top of the form, reasons at its points."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext

from checklists.condition import attributes_of
from checklists.model import Checklist, CheckPoint
from iks.domain.month import Month
from iks.domain.values import Area
from iks.errors import N_
from iks.output import numbers
from iks.web.page_context import page_language

Attributes = Mapping[str, object]
Fact = dict[str, object]

_DECISIONS = {
    "initial": N_("Erstantrag"),
    "renewal": N_("Weiterbewilligung"),
    "change": N_("Änderung"),
    "final_after_provisional": N_("Abschließende Entscheidung"),
    "reversal": N_("Aufhebung"),
}
_HOUSING = {
    "rent": N_("Miete"),
    "owner_occupied": N_("Eigentum"),
    "shared_or_sublet": N_("Untermiete oder WG"),
    "accommodation": N_("Unterkunft mit Gebühr"),
    "none": N_("keine"),
}
_SIZES = {
    "1": N_("1 Person"),
    "2": N_("2 Personen"),
    "3-4": N_("3 bis 4 Personen"),
    "5+": N_("5 Personen und mehr"),
}
_AGES = {
    "15-24": N_("15 bis 24 Jahre"),
    "25-29": N_("25 bis 29 Jahre"),
    "30-54": N_("30 bis 54 Jahre"),
    "55+": N_("ab 55 Jahren"),
}
_FUNDING = {
    "placement_budget": N_("Vermittlungsbudget"),
    "activation_measure": N_("Aktivierungsmaßnahme"),
    "work_opportunity": N_("Arbeitsgelegenheit"),
    "subsidised_employment": N_("geförderte Beschäftigung"),
    "start_up": N_("Einstiegsgeld"),
    "free_support": N_("freie Förderung"),
    "coaching": N_("Coaching"),
}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "decision_kind": _DECISIONS,
    "housing_kind": _HOUSING,
    "benefit_unit_size": _SIZES,
    "age_group": _AGES,
    "funding_kinds": _FUNDING,
}


def value_words(name: str, value: object) -> str:
    """Return a value of the list in words; a code without a word of its own is shown as it is."""
    if isinstance(value, bool):
        return str(gettext("ja") if value else gettext("nein"))
    if isinstance(value, list | tuple):
        return ", ".join(value_words(name, one) for one in value) or str(gettext("keine"))
    word = _VALUES.get(name, {}).get(str(value))
    return str(gettext(word)) if word else str(value)


def why_listed(grid: Checklist, point: CheckPoint, attributes: Attributes) -> str:
    """Return the sentence that says why the list rules a point out."""
    told = [
        f"{grid.attribute(name).label} – {value_words(name, attributes[name])}"
        for name in sorted(attributes_of(point.applies_when))
        if attributes.get(name) is not None
    ]
    if not told:
        return str(gettext("Die Bestandsliste hat den Punkt ausgeschlossen."))
    return str(gettext("Die Bestandsliste sagt: %(told)s.", told="; ".join(told)))


def in_a_line(area: Area, attributes: Attributes) -> str:
    """Return what tells files apart in the list of the sample."""
    if area is Area.BENEFITS:
        kind = _word(attributes, "decision_kind")
        month = _month(attributes.get("last_decision_month"))
        return ", ".join(filter(None, (kind, month)))
    age = _word(attributes, "age_group")
    return ", ".join(filter(None, (age, _funding(attributes))))


def facts(area: Area, attributes: Attributes, regimes: list[str]) -> list[Fact]:
    """Return the facts on top of the form; what the list does not say is left out."""
    known = _benefit_facts(attributes) if area is Area.BENEFITS else _person_facts(attributes)
    return [fact for fact in (*known, _law(regimes)) if fact["value"]]


def _law(regimes: list[str]) -> Fact:
    """Name one regime with its source, several by their names only."""
    named = [label.partition(" (") for label in regimes]
    if len(named) == 1:
        (word, _, source), *_ = named
        return _fact(gettext("Rechtsstand"), word, _filled(source.removesuffix(")")))
    words = gettext("beide, je nach Zeitraum") if named else ""
    return _fact(gettext("Rechtsstand"), words, [word for word, _, _ in named])


def _fact(term: str, value: str, more: list[str]) -> Fact:
    return {"term": term, "value": value, "more": more, "size": "mid"}


def _benefit_facts(attributes: Attributes) -> tuple[Fact, ...]:
    start = _day(attributes.get("approval_period_start"))
    decision = _word(attributes, "decision_kind")
    traits = [
        _labelled(gettext("Unterkunft"), _word(attributes, "housing_kind")),
        gettext("Erwerbseinkommen") if attributes.get("has_earned_income") else "",
        gettext("selbstständig") if attributes.get("self_employed") else "",
        gettext("vorläufig bewilligt") if attributes.get("provisional") else "",
    ]
    since = gettext("bewilligt ab %(day)s", day=start) if start else ""
    month = _month(attributes.get("last_decision_month"))
    size = _word(attributes, "benefit_unit_size")
    return (
        _fact(gettext("Letzte Entscheidung"), decision, _filled(month, since)),
        _fact(gettext("Bedarfsgemeinschaft"), size, _filled(", ".join(_filled(*traits)))),
    )


def _person_facts(attributes: Attributes) -> tuple[Fact, ...]:
    traits = [
        gettext("Zugang in den letzten 12 Monaten") if attributes.get("new_entry_last_12m") else "",
        gettext("kommt für Vermittlung in Betracht") if attributes.get("placement_ready") else "",
        gettext("selbstständig") if attributes.get("self_employed") else "",
    ]
    measure = ""
    if attributes.get("in_measure"):
        measure = gettext("derzeit in einer Maßnahme")
    elif attributes.get("measure_ended_last_6m"):
        measure = gettext("Maßnahme in den letzten 6 Monaten beendet")
    return (
        _fact(gettext("Person"), _word(attributes, "age_group"), _filled(*traits)),
        _fact(gettext("Förderung"), _funding(attributes), _filled(measure)),
    )


def _funding(attributes: Attributes) -> str:
    if attributes.get("has_funding") is None:
        return ""
    if not attributes["has_funding"]:
        return str(gettext("nicht gefördert"))
    kinds = attributes.get("funding_kinds")
    return value_words("funding_kinds", kinds) if kinds else str(gettext("gefördert"))


def _word(attributes: Attributes, name: str) -> str:
    value = attributes.get(name)
    return "" if value is None else value_words(name, value)


def _labelled(label: str, word: str) -> str:
    return f"{label}: {word}" if word else ""


def _filled(*lines: str) -> list[str]:
    return [str(line) for line in lines if line]


def _month(value: object) -> str:
    return numbers.month_name(Month.parse(value), page_language()) if isinstance(value, str) else ""


def _day(value: object) -> str:
    return numbers.long_date(date.fromisoformat(value), page_language()) if isinstance(value, str) else ""
