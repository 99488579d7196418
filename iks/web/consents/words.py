"""The names that pages give to settings with consent, their values, and what became of a request."""

from collections.abc import Mapping

from flask import Blueprint
from flask_babel import gettext

from iks.domain.consent import ConsentSetting, ConsentState
from iks.errors import N_
from iks.web.words import UNITS

SETTINGS: Mapping[str, str] = {
    ConsentSetting.BRANCH_POINTS: N_("Beanstandungen je Zweigstelle und Prüfpunkt"),
}
# What holds without consent, and what the looser value shows to whom.
STRICT: Mapping[str, str] = {
    ConsentSetting.BRANCH_POINTS: N_(
        "%(unit)s sieht Zweigstellen nur nach Gruppen von Prüfpunkten und Quartalen."
    ),
}
LOOSE: Mapping[str, str] = {
    ConsentSetting.BRANCH_POINTS: N_(
        "%(unit)s und Innenrevision sehen für abgeschlossene Jahre auch die Zahl der Beanstandungen je "
        "Zweigstelle und Prüfpunkt, nie unter drei, nie einen Monat, nie Fehlerbild oder Ursache."
    ),
}
STATES: Mapping[str, str] = {
    ConsentState.OPEN: N_("offen"),
    ConsentState.GIVEN: N_("zugestimmt"),
    ConsentState.REFUSED: N_("nicht zugestimmt"),
    ConsentState.TAKEN_BACK: N_("zurückgezogen"),
}
VALUES: Mapping[str, str] = {"off": N_("aus"), "on": N_("an")}


def add_words(blueprint: Blueprint) -> None:
    """Let every template use these names."""
    for name, names in (("consent_setting", SETTINGS), ("consent_state", STATES), ("consent_value", VALUES)):
        blueprint.add_app_template_filter(_named(names), name)
    blueprint.add_app_template_filter(_of_unit(STRICT), "consent_strict")
    blueprint.add_app_template_filter(_of_unit(LOOSE), "consent_loose")


class _named:  # noqa: N801 - it is used as a function.
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def __call__(self, value: str) -> str:
        return str(gettext(self.names[value]))


class _of_unit(_named):  # noqa: N801 - as above.
    def __call__(self, value: str, area: str = "") -> str:
        return str(gettext(self.names[value], unit=gettext(UNITS[area])))
