"""The names that the desk of controlling gives to strata and to values of the grids."""

from collections.abc import Mapping

from flask_babel import gettext

from iks.errors import N_

STRATA: Mapping[str, str] = {
    "-": N_("alle"),
    "funded": N_("gefördert"),
    "unfunded": N_("nicht gefördert"),
}
# The values of the shipped grids; one that a house added itself stands on the page as its grid writes it.
VALUES: Mapping[str, str] = {
    "true": N_("ja"),
    "false": N_("nein"),
    "initial": N_("Erstantrag"),
    "renewal": N_("Weiterbewilligung"),
    "change": N_("Änderung"),
    "final_after_provisional": N_("abschließende Entscheidung nach vorläufiger"),
    "reversal": N_("Aufhebung"),
    "rent": N_("Miete"),
    "owner_occupied": N_("Eigentum"),
    "shared_or_sublet": N_("Untermiete oder Wohngemeinschaft"),
    "accommodation": N_("Unterkunft"),
    "none": N_("keine"),
    "branch": N_("in der Zweigstelle"),
    "legal_affairs": N_("in der Rechtsstelle"),
    "court": N_("beim Gericht"),
    "external_audit": N_("bei externer Prüfung"),
    "archive": N_("im Archiv"),
    "missing": N_("nicht auffindbar"),
    "near_market": N_("marktnah"),
    "development": N_("Entwicklung"),
    "stabilisation": N_("Stabilisierung"),
    "case_management": N_("Fallmanagement"),
    "not_assigned": N_("nicht zugeordnet"),
    "placement_budget": N_("Vermittlungsbudget"),
    "activation_measure": N_("Maßnahme zur Aktivierung"),
    "work_opportunity": N_("Arbeitsgelegenheit"),
    "subsidised_employment": N_("geförderte Beschäftigung"),
    "start_up": N_("Einstiegsgeld oder Gründung"),
    "free_support": N_("freie Förderung"),
    "coaching": N_("Coaching"),
}


def stratum_name(code: str) -> str:
    """Return the name of a stratum in the language of the page."""
    return str(gettext(STRATA[code])) if code in STRATA else code


def value_name(value: str) -> str:
    """Return the name of a value of a grid in the language of the page."""
    return str(gettext(VALUES[value])) if value in VALUES else value
