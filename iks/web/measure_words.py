"""The names that pages give to measures, their effect, proposals and the knowledge system."""

from collections.abc import Mapping

from flask import Flask
from flask_babel import gettext

from iks.domain.knowledge import KnowledgeState
from iks.domain.measure import Function, MeasureKind, MeasureScope, MeasureState
from iks.domain.takeaway import TakeawayDecision
from iks.domain.values import Area
from iks.errors import N_
from iks.output.measure_words import TAKEAWAYS, VERDICTS, VERDICTS_AGAINST

KINDS: Mapping[str, str] = {
    MeasureKind.KNOWLEDGE_ENTRY: N_("WIS-Eintrag"),
    MeasureKind.TRAINING: N_("Schulung"),
    MeasureKind.BRANCH_HEADS_ROUND: N_("Zweigstellenleiterrunde"),
    MeasureKind.INSTRUCTION: N_("Anweisung"),
    MeasureKind.OTHER: N_("Sonstiges"),
}
FUNCTIONS: Mapping[str, str] = {
    Function.UNIT_HEAD: N_("Bereichsleitung"),
    Function.UNIT_STAFF: N_("Mitarbeit des Fachbereichs"),
    Function.BRANCH_HEADS: N_("Zweigstellenleitungen"),
    Function.TRAINING_OFFICE: N_("Fortbildung"),
    Function.CONTROLLING: N_("Controlling"),
    Function.MANAGEMENT: N_("Amtsleitung"),
}
HEADS: Mapping[Area, str] = {
    Area.BENEFITS: N_("Bereichsleitung Grundsatz und Recht"),
    Area.INTEGRATION: N_("Bereichsleitung Markt und Integration"),
}
SCOPES: Mapping[str, str] = {
    MeasureScope.HOUSE: N_("ganzes Haus"),
    MeasureScope.BRANCH_SET: N_("Gruppe von Zweigstellen"),
    MeasureScope.BRANCHES: N_("einzelne Zweigstellen"),
}
STATES: Mapping[str, str] = {
    MeasureState.PROPOSED: N_("vorgeschlagen"),
    MeasureState.DECIDED: N_("beschlossen"),
    MeasureState.RUNNING: N_("läuft"),
    MeasureState.DONE: N_("erledigt"),
    MeasureState.GIVEN_UP: N_("aufgegeben"),
    MeasureState.WITHDRAWN: N_("zurückgezogen"),
}
HOPES: Mapping[int, str] = {
    25: N_("ein Viertel weniger Beanstandungen"),
    50: N_("halb so viele Beanstandungen"),
    75: N_("drei Viertel weniger Beanstandungen"),
}
DECISIONS: Mapping[str, str] = {
    TakeawayDecision.MEASURE: N_("Maßnahme angelegt"),
    TakeawayDecision.AGENDA: N_("Auf der Tagesordnung"),
    TakeawayDecision.NOT_NOW: N_("Nicht jetzt"),
}
KNOWLEDGE_STATES: Mapping[str, str] = {
    KnowledgeState.VALID: N_("gilt"),
    KnowledgeState.IN_REVISION: N_("wird überarbeitet"),
    KnowledgeState.WITHDRAWN: N_("aufgehoben"),
}

# What the journal holds of these.
JOURNALED: tuple[Mapping[str, str], ...] = (
    KINDS,
    FUNCTIONS,
    SCOPES,
    STATES,
    VERDICTS,
    TAKEAWAYS,
    DECISIONS,
    KNOWLEDGE_STATES,
)


def add_measure_words(app: Flask) -> None:
    """Let every template use these names."""
    for name, names in (
        ("measure_kind", KINDS),
        ("measure_scope", SCOPES),
        ("measure_state", STATES),
        ("hoped_fall", HOPES),
        ("effect_verdict", VERDICTS),
        ("effect_verdict_against", VERDICTS_AGAINST),
        ("takeaway_kind", TAKEAWAYS),
        ("takeaway_decision", DECISIONS),
        ("knowledge_state", KNOWLEDGE_STATES),
    ):
        app.add_template_filter(_reader(names), name)
    app.add_template_filter(function_name)


def function_name(function: str, area: Area) -> str:
    """Return the name of a function of the house; the head is that of the area's unit."""
    named = HEADS[area] if function == Function.UNIT_HEAD else FUNCTIONS[function]
    return str(gettext(named))


class _reader:  # noqa: N801 - it is used as a function.
    def __init__(self, names: Mapping[str, str] | Mapping[int, str]) -> None:
        self.names = names

    def __call__(self, value: str | int) -> str:
        return str(gettext(self.names[value]))  # type: ignore[index]
